//! The recipe `refresh_token`: it fetches a new token and never adds a participant.

use crate::examples::refresh_token::{find, fresh_token};
use crate::*;

#[tokio::test]
async fn the_participant_stays_and_the_token_is_new() {
    let server = server([response("refresh_participant_token")]);
    let token = fresh_token(&client(&server), &"M".into(), &"P".into()).await;
    assert_eq!(
        must(token).map(|token| token.into_exposed()).as_deref(),
        Some("token")
    );
    let refresh = request("POST", "/meetings/M/participants/P/token", None);
    assert_eq!(sent(&server), [refresh]);
}

#[tokio::test]
async fn a_deleted_participant_gets_no_token_and_is_not_added_again() {
    let server = server([not_found("error.no_user")]);
    let token = fresh_token(&client(&server), &"M".into(), &"P".into()).await;
    assert_eq!(must(token), None);
    assert_eq!(server.received().len(), 1);
}

#[tokio::test]
async fn any_other_api_error_is_returned() {
    let server = server([forbidden()]);
    let token = fresh_token(&client(&server), &"M".into(), &"P".into()).await;
    assert!(token.unwrap_err().is_auth());
}

/// A page of participants with these ids; `user-<id>` is theirs outside.
fn page(ids: &[&str], total: usize, start: usize) -> ServerResponse {
    let mut page = example("list_participants.response");
    let one = page["data"][0].clone();
    let with = |id: &&str| {
        let mut participant = one.clone();
        participant["id"] = json!(id);
        participant["custom_participant_id"] = json!(format!("user-{id}"));
        participant
    };
    page["data"] = ids.iter().map(with).collect();
    page["paging"] = json!({
        "total_count": total,
        "start_offset": start,
        "end_offset": start + ids.len() - 1,
    });
    ServerResponse::json(page.to_string())
}

#[tokio::test]
async fn a_user_is_found_by_their_own_id() {
    for (user, participant) in [
        ("user-42", Some("42")),
        ("user-43", Some("43")),
        ("mary", None),
    ] {
        let server = server([page(&["41", "42"], 3, 1), page(&["43"], 3, 3)]);
        let found = must(find(&client(&server), &"M".into(), &user.into()).await);
        assert_eq!(found, participant.map(ParticipantId::from));
    }
}
