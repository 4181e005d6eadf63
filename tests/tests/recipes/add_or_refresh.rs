//! The recipe `add_or_refresh`: one participant for each user, and the list is only read if necessary.

use crate::examples::add_or_refresh::{Enrolled, token};
use crate::*;
use realtimekit::{Client, Error};

fn add() -> (String, String, Option<Value>) {
    let body = json!({
        "custom_participant_id": "user-42",
        "preset_name": "group_call_participant",
        "name": "Mary",
    });
    request("POST", "/meetings/M/participants", Some(body))
}

fn refresh(participant: &str) -> (String, String, Option<Value>) {
    let target = format!("/meetings/M/participants/{participant}/token");
    request("POST", &target, None)
}

fn list() -> (String, String, Option<Value>) {
    let target = "/meetings/M/participants?per_page=100&page_no=1";
    request("GET", target, None)
}

/// The list of participants, with one of this user.
fn participants(user: &str) -> ServerResponse {
    let mut page = example("list_participants.response");
    page["data"] = json!([page["data"][0]]);
    page["data"][0]["id"] = json!("P");
    page["data"][0]["custom_participant_id"] = json!(user);
    page["paging"] = json!({"total_count": 1, "start_offset": 1, "end_offset": 1});
    ServerResponse::json(page.to_string())
}

fn added() -> ServerResponse {
    response("add_participant").status(201)
}

fn stored() -> Enrolled {
    Enrolled::from([(("M".into(), user()), "P".into())])
}

async fn call(client: &Client, enrolled: &mut Enrolled) -> Result<String, Error> {
    let token = token(client, enrolled, &"M".into(), &user(), "Mary").await?;
    Ok(token.into_exposed())
}

#[tokio::test]
async fn a_new_user_is_added_and_from_then_on_refreshed() {
    let server = server([added(), response("refresh_participant_token")]);
    let client = client(&server);
    let mut enrolled = Enrolled::new();
    must(call(&client, &mut enrolled).await);
    must(call(&client, &mut enrolled).await);
    let id = example("add_participant.response")["data"]["id"].clone();
    let id = must(id.as_str().ok_or("no id"));
    assert_eq!(sent(&server), [add(), refresh(id)]);
}

#[tokio::test]
async fn a_stored_participant_that_was_deleted_is_added_again() {
    let server = server([not_found("error.no_user"), added()]);
    let mut enrolled = stored();
    must(call(&client(&server), &mut enrolled).await);
    assert_eq!(sent(&server), [refresh("P"), add()]);
    assert_ne!(enrolled, stored());
}

#[tokio::test]
async fn a_user_who_is_enrolled_already_is_found_and_stored() {
    let taken = |status| response("error.bad_request").status(status);
    for first in [taken(400), taken(409), taken(422), added().cut()] {
        let refreshed = response("refresh_participant_token");
        let server = server([first, participants("user-42"), refreshed]);
        let mut enrolled = Enrolled::new();
        must(call(&client(&server), &mut enrolled).await);
        assert_eq!(enrolled, stored());
        assert_eq!(sent(&server), [add(), list(), refresh("P")]);
    }
}

#[tokio::test]
async fn a_user_who_is_not_in_the_list_gets_the_error_of_adding() {
    let refused = response("error.bad_request").status(400);
    let server = server([refused, participants("user-4")]);
    let error = call(&client(&server), &mut Enrolled::new()).await;
    assert!(error.unwrap_err().is_bad_request());
    assert_eq!(sent(&server), [add(), list()]);
}

#[tokio::test]
async fn other_errors_are_returned_at_once() {
    for enrolled in [Enrolled::new(), stored()] {
        let server = server([forbidden()]);
        let mut enrolled = enrolled;
        let error = call(&client(&server), &mut enrolled).await;
        assert!(error.unwrap_err().is_auth());
        assert_eq!(server.received().len(), 1);
    }
}
