use serde_json::json;

use super::client::Field;
use super::client::types::{Choices, Root};
use crate::server::ServerResponse;

#[tokio::test]
async fn null_is_read_for_every_nullable_property() {
    let (_, client) = start!(json!({
        "always": null, "plain": null, "wrapped": null, "choice": null, "target": null, "listed": null
    }));
    let read = client.x().await.unwrap();
    assert_eq!(read.always, None);
    assert!(!matches!(read.choice, Field::Value(_)));
}

#[tokio::test]
async fn null_and_absent_are_different_when_sent() {
    let (server, client) = start!(ServerResponse::json("").status(204));
    let root = Root::new(None)
        .clear_plain()
        .clear_wrapped()
        .clear_choice()
        .clear_target()
        .clear_listed();
    client.update_x(&root).await.unwrap();
    client.update_x(&Root::new(None)).await.unwrap();
    let received = server.received();
    assert_eq!(
        received[0].body_json(),
        json!({"always": null, "plain": null, "wrapped": null, "choice": null, "target": null, "listed": null})
    );
    assert_eq!(received[1].body_json(), json!({"always": null}));
}

/// The optional properties whose type is a choice with a member that may be null.
const CHOICES: [&str; 12] = [
    "number", "to_one", "kinds", "target", "constants", "strings", "nested", "of_names", "anything", "wrapped", "tagged",
    "or_any",
];

#[tokio::test]
async fn null_of_a_choice_with_a_member_that_may_be_null_is_kept() {
    let mut wire = json!({"due": null, "listed": [null, 1.5, "a"], "mapped": {"a": null, "b": true}});
    for key in CHOICES {
        wire[key] = json!(null);
    }
    let absent = json!({"due": "x", "listed": [], "mapped": {}});
    let values = json!({
        "due": true, "number": "INF", "to_one": [{"n": 1}], "kinds": 5, "target": {"n": 1}, "constants": 5,
        "strings": "y", "nested": 1, "of_names": ["a"], "anything": {"a": null}, "wrapped": 1.5, "tagged": {"kind": "cat"},
        "or_any": {"other": [1]},
    });
    for wire in [wire, absent, values] {
        let (server, client) =
            start!(wire.clone(), ServerResponse::json("").status(204));
        let read = client.y().await.unwrap();
        client.create_y(&read).await.unwrap();
        assert_eq!(server.received()[1].body_json(), wire, "read {read:?}");
    }
}

#[tokio::test]
async fn null_of_a_choice_can_be_sent() {
    let (server, client) = start!(ServerResponse::json("").status(204));
    let choices = Choices::new(None)
        .clear_number()
        .clear_to_one()
        .clear_kinds()
        .clear_target()
        .clear_constants()
        .clear_strings()
        .clear_nested()
        .clear_of_names()
        .clear_anything()
        .clear_wrapped()
        .clear_tagged()
        .clear_or_any();
    client.create_y(&choices).await.unwrap();
    let sent = server.received()[0].body_json();
    assert!(CHOICES.iter().all(|key| sent.get(key) == Some(&json!(null))));
}

#[tokio::test]
async fn null_of_a_received_list_is_empty_only_if_it_is_not_described() {
    let (_, client) = start!(
        json!({"names": null, "owners": null, "marks": null}),
        json!({"names": [], "owners": [], "marks": {}}),
        json!({"error": "maintenance"}),
    );
    let read = client.z().await.unwrap();
    assert!(read.names.is_empty() && read.tags.is_empty());
    assert!(read.owners.is_none() && read.marks.is_none());
    let read = client.z().await.unwrap();
    assert!(read.owners.unwrap().is_empty() && read.marks.unwrap().is_empty());
    let error = client.z().await.unwrap_err().to_string();
    assert!(error.contains("names"), "{error}");
}
