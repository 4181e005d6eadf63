//! The recipe `ban`: the participant loses the token, the enrolment and the connection.

use crate::examples::ban::{Banned, Done, ban, issue_token};
use crate::*;

fn ids() -> (MeetingId, ParticipantId) {
    ("M".into(), "P".into())
}

fn requests() -> [(String, String, Option<Value>); 2] {
    let kicked = json!({"custom_participant_ids": ["user-42"]});
    [
        request("DELETE", "/meetings/M/participants/P", None),
        request("POST", "/meetings/M/active-session/kick", Some(kicked)),
    ]
}

#[tokio::test]
async fn a_banned_user_is_deleted_kicked_and_gets_no_token() {
    let server = server([
        response("delete_participant"),
        response("kick_participants"),
    ]);
    let client = client(&server);
    let (meeting, participant) = ids();
    let mut banned = Banned::new();
    let done = ban(&client, &mut banned, &meeting, &participant, &user()).await;
    let (deleted, kicked) = (true, true);
    assert_eq!(must(done), Done { deleted, kicked });
    let token = issue_token(&client, &banned, &meeting, &participant, &user()).await;
    assert_eq!(must(token), None);
    assert_eq!(sent(&server), requests(), "and nothing for the token");
}

#[tokio::test]
async fn removing_an_absent_participant_is_no_error() {
    let gone = || not_found("error.no_user");
    let nobody = || not_found("error.no_active_session");
    let (deleted, kicked) = (
        response("delete_participant"),
        response("kick_participants"),
    );
    for (responses, done) in [
        ([gone(), nobody()], (false, false)),
        ([gone(), kicked], (false, true)),
        ([deleted, gone()], (true, false)),
    ] {
        let server = server(responses);
        let (meeting, participant) = ids();
        let mut banned = Banned::new();
        let client = client(&server);
        let outcome = ban(&client, &mut banned, &meeting, &participant, &user()).await;
        let outcome = must(outcome);
        assert_eq!((outcome.deleted, outcome.kicked), done);
        assert_eq!(sent(&server), requests());
    }
}

#[tokio::test]
async fn no_token_is_issued_even_if_kicking_fails() {
    let server = server([forbidden()]);
    let client = client(&server);
    let (meeting, participant) = ids();
    let mut banned = Banned::new();
    let done = ban(&client, &mut banned, &meeting, &participant, &user()).await;
    assert!(done.unwrap_err().is_auth());
    let token = issue_token(&client, &banned, &meeting, &participant, &user()).await;
    assert_eq!(must(token), None);
    assert_eq!(sent(&server), requests()[..1]);
}

#[tokio::test]
async fn others_and_other_meetings_get_their_tokens() {
    let server = server([response("refresh_participant_token")]);
    let client = client(&server);
    let (meeting, participant) = ids();
    let banned = Banned::from([(meeting.clone(), user())]);
    for (meeting, user) in [(meeting, "user-43".into()), ("N".into(), user())] {
        let token = issue_token(&client, &banned, &meeting, &participant, &user).await;
        assert_eq!(
            must(token).map(|token| token.into_exposed()).as_deref(),
            Some("token")
        );
    }
    assert_eq!(
        sent(&server),
        [
            request("POST", "/meetings/M/participants/P/token", None),
            request("POST", "/meetings/N/participants/P/token", None),
        ]
    );
}
