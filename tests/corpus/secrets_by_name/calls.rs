use serde_json::json;

use super::client::Error;
use super::client::types::{FormBody, LoginBody};
use crate::server::ServerResponse;

const SECRET: &str = "hunter2xyz9";

/// A response with an error that repeats the secret.
fn refused() -> ServerResponse {
    let message = format!("no, {SECRET} is not known");
    ServerResponse::json(json!({"message": message}).to_string()).status(400)
}

fn assert_hidden(outcome: Result<(), Error>) {
    let error = outcome.unwrap_err();
    let shown = format!("{error} {error:?}");
    assert!(error.to_string().ends_with("no, [redacted] is not known"), "{error}");
    assert!(!shown.contains(SECRET), "{shown}");
}

#[tokio::test]
async fn a_sent_value_with_the_name_of_a_secret_is_not_repeated() {
    let (_, client) = start!(refused(), refused(), refused(), refused(), refused());
    assert_hidden(client.login(&LoginBody::new("bob", SECRET)).await);
    assert_hidden(client.login(&LoginBody::new("bob", "p")).access_token(SECRET).await);
    assert_hidden(client.form(&FormBody::new(SECRET)).await);
    assert_hidden(client.any(&json!({"deep": [{"password": SECRET}]})).await);
    assert_hidden(client.reset(SECRET).get().await);
}

#[tokio::test]
async fn other_values_are_repeated() {
    let (_, client) = start!(refused(), refused(), refused());
    let page = client.login(&LoginBody::new("bob", "[redacted]").key(SECRET)).page(SECRET).await;
    let user = client.login(&LoginBody::new(SECRET, "p")).await;
    let token = client.token(SECRET).get().await;
    for outcome in [page, user, token] {
        assert!(outcome.unwrap_err().to_string().contains(SECRET));
    }
}

#[tokio::test]
async fn a_path_is_shown_without_a_value_with_the_name_of_a_secret() {
    let (server, client) = start!(json!({}));
    let reset = client.reset(SECRET);
    let shown = format!("{reset:?} {:?}", reset.get());
    assert!(shown.contains("/reset/[redacted]") && !shown.contains(SECRET), "{shown}");
    let shown = format!("{:?}", client.token(SECRET));
    assert!(shown.contains(&format!("/tokens/{SECRET}")), "{shown}");
    assert!(server.received().is_empty());
}
