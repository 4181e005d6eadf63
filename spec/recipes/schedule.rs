//! Scheduling: people get into a meeting in the hours that were booked, and at no other time.
//!
//! A meeting of RealtimeKit has neither a start nor an end. The hours are yours: store them beside the meeting's id, and
//! look at them whenever somebody asks for a token. A token that was handed out works until it expires; the recipe
//! `close_meeting` ends a meeting for those who have one.
//!
//! ```console
//! $ cargo run --example schedule -- "Board meeting" 2026-11-21T09:00:00Z 2026-11-21T10:00:00Z user-42 "Mary Sue"
//! ```

use std::collections::HashMap;
use std::time::SystemTime;

use realtimekit::types::{
    AddParticipant, CreateMeeting, CustomParticipantId, MeetingId, ParticipantId,
};
use realtimekit::{Client, Error, Secret, Timestamp};

/// A preset of your app: it says what those who join may do.
const PRESET: &str = "group_call_participant";

/// What your own database holds of a booked meeting.
#[derive(Clone, Debug)]
pub struct Booking {
    /// The meeting, as RealtimeKit knows it.
    pub meeting: MeetingId,
    /// From this moment on people may join,
    pub opens: SystemTime,
    /// and from this one on no longer.
    pub closes: SystemTime,
    /// Your users who have been here, and which participant each of them is.
    pub enrolled: HashMap<CustomParticipantId, ParticipantId>,
}

/// Your decision about a user who asks to join.
#[derive(Debug)]
pub enum Admission {
    /// The meeting has not opened yet.
    TooEarly,
    /// It has closed.
    TooLate,
    /// The token, for this user's browser or app and for nobody else.
    Welcome(Secret),
}

/// When somebody books: creates the meeting.
pub async fn book(
    client: &Client,
    title: &str,
    opens: SystemTime,
    closes: SystemTime,
) -> Result<Booking, Error> {
    let meeting = client
        .meetings()
        .create(&CreateMeeting::new().title(title))
        .await?;
    Ok(Booking {
        meeting: meeting.id,
        opens,
        closes,
        enrolled: HashMap::new(),
    })
}

/// When a user asks to join: looks at the clock, then enrols them and gives out their token.
///
/// `user` is your own id of the user, never an e-mail address or other personal data. `name` is what the others see; a
/// participant without one cannot join, so give at least an empty text.
pub async fn admit(
    client: &Client,
    booking: &mut Booking,
    user: &CustomParticipantId,
    name: &str,
    now: SystemTime,
) -> Result<Admission, Error> {
    if now < booking.opens {
        return Ok(Admission::TooEarly);
    }
    if now >= booking.closes {
        return Ok(Admission::TooLate);
    }
    let meeting = client.meeting(&booking.meeting);
    // Somebody who reloads the page or takes a second device is the same participant: they are added once, and get a
    // new token from then on.
    if let Some(participant) = booking.enrolled.get(user) {
        let refreshed = meeting.participant(participant).refresh_token().await?;
        return Ok(Admission::Welcome(refreshed.token));
    }
    let guest = AddParticipant::new(user.clone(), PRESET).name(name);
    let added = meeting.participants().add(&guest).await?;
    booking.enrolled.insert(user.clone(), added.id);
    Ok(Admission::Welcome(added.token))
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [title, opens, closes, user, name] = arguments.as_slice() else {
        return Err(
            "usage: schedule TITLE OPENS CLOSES USER NAME, times as 2026-11-21T09:00:00Z".into(),
        );
    };
    let client = Client::from_env()?;
    let mut booking = book(&client, title, moment(opens)?, moment(closes)?).await?;
    println!("booked meeting {}", booking.meeting);

    let user = CustomParticipantId::from(user.as_str());
    match admit(&client, &mut booking, &user, name, SystemTime::now()).await? {
        Admission::TooEarly => println!("{name} has to wait"),
        Admission::TooLate => println!("{name} has missed it"),
        // A server would send the browser with `token.expose()`, and write it nowhere else.
        Admission::Welcome(token) => println!(
            "{name} joins with a token of {} characters",
            token.expose().len()
        ),
    }
    Ok(())
}

fn moment(text: &str) -> Result<SystemTime, Box<dyn std::error::Error>> {
    let moment = text.parse::<Timestamp>()?.to_system_time();
    moment.ok_or_else(|| format!("{text} is too far away").into())
}
