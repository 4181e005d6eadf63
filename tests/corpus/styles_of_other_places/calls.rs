use super::client::types::{IdOrNumber, PutXBody};
use crate::server::ServerResponse;

#[tokio::test]
async fn a_single_value_is_sent_the_same_in_any_style() {
    let (server, client) = start!(ServerResponse::json("").status(204));
    client.x().domain("a b").await.unwrap();
    assert_eq!(server.received()[0].target, "/x?domain=a%20b");
}

#[tokio::test]
async fn a_list_of_choices_is_sent_as_their_values() {
    let (server, client) = start!(ServerResponse::json("").status(204));
    let ids = vec![IdOrNumber::Integer(1), IdOrNumber::String("b".to_owned())];
    client.x().ids(ids).await.unwrap();
    assert_eq!(server.received()[0].target, "/x?ids=1&ids=b");
}

#[tokio::test]
async fn a_form_that_is_a_string_is_sent_as_it_is() {
    let (server, client) = start!(ServerResponse::json("").status(204));
    client.create_x("a=1&b=%20").await.unwrap();
    let received = &server.received()[0];
    assert_eq!(received.body, b"a=1&b=%20");
}

#[tokio::test]
async fn a_comma_ends_a_media_type() {
    let (server, client) = start!(ServerResponse::json("").status(204));
    client.replace_x(&PutXBody::new().a("x")).await.unwrap();
    let received = &server.received()[0];
    assert_eq!(received.body_json(), serde_json::json!({"a": "x"}));
}
