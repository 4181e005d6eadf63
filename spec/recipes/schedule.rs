//! Scheduling: users can join a meeting only at the time for which it was booked.
//!
//! A meeting of RealtimeKit has no start or end time. Store them with the meeting's id, and check them when a user asks
//! for a token. A token works until it expires; the recipe `close_meeting` ends the meeting for users who have one.
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

/// A preset of your app: it defines what participants may do.
const PRESET: &str = "group_call_participant";

/// A booked meeting, in your own database.
#[derive(Clone, Debug)]
pub struct Booking {
    /// The id of the meeting in RealtimeKit.
    pub meeting: MeetingId,
    /// When users can join from.
    pub opens: SystemTime,
    /// When users can join until.
    pub closes: SystemTime,
    /// The participants of your users.
    pub enrolled: HashMap<CustomParticipantId, ParticipantId>,
}

/// Your decision about a user who asks to join.
#[derive(Debug)]
pub enum Admission {
    /// The meeting has not opened yet.
    TooEarly,
    /// The meeting has ended.
    TooLate,
    /// The token, for this user's browser or app only.
    Welcome(Secret),
}

/// Creates a meeting when it is booked.
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

/// Checks the time when a user wants to join, enrols them, and returns their token.
///
/// `user` is your own id of the user, and must not be personal data such as an e-mail address. `name` is the display
/// name. A participant without a name cannot join, so pass at least an empty string.
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
    // A user who reloads the page or uses a second device is the same participant: they are added once, and then get a
    // new token.
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
    let mut booking = book(&client, title, system_time(opens)?, system_time(closes)?).await?;
    println!("booked meeting {}", booking.meeting);

    let user = CustomParticipantId::from(user.as_str());
    match admit(&client, &mut booking, &user, name, SystemTime::now()).await? {
        Admission::TooEarly => println!("{name} has to wait"),
        Admission::TooLate => println!("{name} has missed it"),
        // A server sends `token.expose()` to the browser, and nowhere else.
        Admission::Welcome(token) => println!(
            "{name} joins with a token of {} characters",
            token.expose().len()
        ),
    }
    Ok(())
}

fn system_time(text: &str) -> Result<SystemTime, Box<dyn std::error::Error>> {
    let time = text.parse::<Timestamp>()?.to_system_time();
    time.ok_or_else(|| format!("{text} is too far away").into())
}
