//! The recipe `schedule`: the times of the meeting, and one participant for each user.

use crate::examples::schedule::{Admission, Booking, admit, book};
use crate::*;

fn booking() -> Booking {
    Booking {
        meeting: "M".into(),
        opens: hours(9),
        closes: hours(10),
        enrolled: Default::default(),
    }
}

#[tokio::test]
async fn a_user_in_time_is_added_once_and_then_refreshed() {
    let mut added = example("add_participant.response");
    added["data"]["id"] = json!("P");
    added["data"]["token"] = json!("first t0k3n");
    let server = server([
        response("create_meeting").status(201),
        ServerResponse::json(added.to_string()).status(201),
        response("refresh_participant_token"),
    ]);
    let client = client(&server);

    let mut booking = must(book(&client, "Board", hours(9), hours(10)).await);
    assert_eq!((booking.opens, booking.closes), (hours(9), hours(10)));
    // The opening time itself is within the hours.
    for (now, token) in [
        (hours(9), "first t0k3n"),
        (hours(10) - Duration::from_secs(1), "token"),
    ] {
        let response = must(admit(&client, &mut booking, &user(), "Mary Sue", now).await);
        assert!(!format!("{response:?}").contains(token), "{response:?}");
        let Admission::Welcome(given) = response else {
            panic!("{response:?}")
        };
        assert_eq!(given.expose(), token);
    }

    let meeting = example("create_meeting.response")["data"]["id"].clone();
    let meeting = must(meeting.as_str().ok_or("no id"));
    assert_eq!(booking.meeting.as_str(), meeting);
    let participants = format!("/meetings/{meeting}/participants");
    let guest = json!({
        "custom_participant_id": "user-42",
        "preset_name": "group_call_participant",
        "name": "Mary Sue",
    });
    assert_eq!(
        sent(&server),
        [
            request("POST", "/meetings", Some(json!({"title": "Board"}))),
            request("POST", &participants, Some(guest)),
            request("POST", &format!("{participants}/P/token"), None),
        ]
    );
}

#[tokio::test]
async fn outside_the_hours_nothing_is_sent() {
    let server = server([]);
    let client = client(&server);
    let mut booking = booking();
    let before = hours(9) - Duration::from_nanos(1);
    let early = admit(&client, &mut booking, &user(), "", before).await;
    assert!(matches!(early, Ok(Admission::TooEarly)));
    for now in [hours(10), hours(11)] {
        let late = admit(&client, &mut booking, &user(), "", now).await;
        assert!(matches!(late, Ok(Admission::TooLate)));
    }
    assert_eq!(sent(&server), []);
}

#[tokio::test]
async fn a_user_who_could_not_be_added_is_added_the_next_time() {
    let server = server([forbidden(), response("add_participant").status(201)]);
    let client = client(&server);
    let mut booking = booking();
    let error = admit(&client, &mut booking, &user(), "", hours(9))
        .await
        .unwrap_err();
    assert!(error.is_auth(), "{error}");
    assert!(booking.enrolled.is_empty());
    let response = admit(&client, &mut booking, &user(), "", hours(9)).await;
    assert!(matches!(response, Ok(Admission::Welcome(_))));
    assert_eq!(server.received().len(), 2);
}
