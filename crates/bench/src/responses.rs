//! The responses of the server, as large as those of the service.

use std::fmt::Write;

use crate::{LONG, PARTICIPANT};

/// One participant.
pub fn participant() -> String {
    format!(r#"{{"success":true,"data":{}}}"#, participant_of(0, ""))
}

/// One participant with a token of usual length.
pub fn added() -> String {
    let token = format!(r#","token":"{}""#, "eyJhbGciOiJSUzI1NiIs".repeat(40));
    format!(r#"{{"success":true,"data":{}}}"#, participant_of(0, &token))
}

/// A page of 25.
pub fn page() -> String {
    let items: Vec<String> = (0..25).map(|number| participant_of(number, "")).collect();
    format!(
        r#"{{"success":true,"data":[{}],"paging":{{"total_count":60,"start_offset":26,"end_offset":50}}}}"#,
        items.join(",")
    )
}

/// 10,000 participants of a session.
pub fn long_list() -> String {
    let mut list = String::from(r#"{"success":true,"data":{"participants":["#);
    for number in 0..LONG {
        let separator = if number == 0 { "" } else { "," };
        let _ = write!(
            list,
            r#"{separator}{{"id":"005f4e0c-4d08-4d4e-a391-{number:012}","user_id":"0a08343d-a9dc-45f0-9feb-{number:012}","custom_participant_id":"user-{number}","display_name":"Participant {number}","preset_name":"webinar_participant","joined_at":"2023-02-01T10:51:08.030Z","left_at":"2023-02-01T10:56:56.612Z","duration":{}.8097,"created_at":"2023-02-01T10:51:08.039Z","updated_at":"2023-02-01T10:56:56.618Z"}}"#,
            number % 90
        );
    }
    let _ = write!(
        list,
        r#"]}},"paging":{{"total_count":{LONG},"start_offset":1,"end_offset":{LONG}}}}}"#
    );
    list
}

fn participant_of(number: usize, rest: &str) -> String {
    let id = match number {
        0 => PARTICIPANT.to_owned(),
        _ => format!("182bd5e5-6e1a-4fe4-a799-{number:012}"),
    };
    format!(
        r#"{{"id":"{id}","name":"Mary Sue","picture":"https://example.com/pictures/{number}.png","custom_participant_id":"user-42","preset_name":"group_call_host","created_at":"2019-12-27T18:11:19.117Z","updated_at":"2019-12-27T18:11:19.117Z"{rest}}}"#
    )
}
