//! Responses that report success and have no result.

use super::*;

#[derive(Debug, PartialEq, Deserialize)]
struct Kicked {
    action: Option<String>,
}

const NOTHING: Kicked = Kicked { action: None };

static KICK: Operation = Operation {
    method: Method::Post,
    ..operation(Payload::Enveloped(&[&["data"]]))
};
static DELETE: Operation = Operation {
    method: Method::Delete,
    ..operation(Payload::Enveloped(&[&["data"]]))
};
static KICK_PLAIN: Operation = Operation {
    method: Method::Post,
    ..operation(Payload::Plain)
};

#[test]
fn a_success_without_a_result_is_empty() {
    for (status, body) in [
        (204, ""),
        (200, " \n"),
        (200, "{}"),
        (200, " { } "),
        (200, r#"{"success":true}"#),
        (200, r#"{"success":true,"data":null}"#),
        (200, r#"{"data":null}"#),
    ] {
        let kicked = one::<Kicked>(&response(&KICK, status, body));
        assert_eq!(kicked.unwrap(), NOTHING, "{body}");
        let deleted = one::<Option<Session>>(&response(&DELETE, status, body));
        assert_eq!(deleted.unwrap(), None, "{body}");
    }
    for body in ["", "{}"] {
        let kicked = one::<Kicked>(&response(&KICK_PLAIN, 200, body));
        assert_eq!(kicked.unwrap(), NOTHING);
    }
}

/// An object without an envelope is the result itself.
#[test]
fn an_object_without_a_required_field_is_an_error_if_there_is_no_envelope() {
    let empty = response(&KICK_PLAIN, 200, "");
    assert_eq!(one::<Option<Session>>(&empty).unwrap(), None);
    let lacks = response(&KICK_PLAIN, 200, " {} ");
    for error in [one::<Option<Session>>(&lacks), optional(&lacks)] {
        let error = error.unwrap_err().to_string();
        assert!(
            error.contains("`id`") || error.contains("id expected a value"),
            "{error}"
        );
    }
}

#[test]
fn a_missing_required_result_is_an_error() {
    for (status, body) in [
        (204, ""),
        (200, ""),
        (200, "{}"),
        (200, r#"{"success":true}"#),
    ] {
        assert!(one::<Kicked>(&response(&DATA, status, body)).is_err());
        assert!(one::<Session>(&response(&KICK, status, body)).is_err());
    }
    for unread in [Unread::TooLarge, Unread::Incomplete] {
        let mut unread_body = response(&KICK, 200, "");
        unread_body.unread = Some(unread);
        assert!(one::<Kicked>(&unread_body).is_err());
    }
}

#[test]
fn failures_and_unexpected_responses_are_no_silent_success() {
    for (status, body) in [
        (200, "<html>"),
        (200, "OK"),
        (200, r#"{"portal":{}}"#),
        (200, r#"{"success":false}"#),
        (200, r#"{"message":"Unauthorized"}"#),
        (302, ""),
        (500, "{}"),
        (404, ""),
    ] {
        let kicked = one::<Kicked>(&response(&KICK, status, body));
        assert!(kicked.is_err(), "{status} {body}");
    }
}
