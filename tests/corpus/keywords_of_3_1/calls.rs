use serde_json::json;

use super::client::types::{ById, Named, Root};

#[tokio::test]
async fn a_value_that_was_read_is_sent_back_unchanged() {
    let body = json!({
        "point": [1.5, 2.5], "pair": ["a", 1], "named": {"a": "n"}, "by_id": {"b": "i"}, "fixed": {"a": 1},
        "patterns": {"x-a": 5, "b": "5"}, "numbers": {"x-b": 7}, "rest": {"a": "a", "b": 3},
        "card": {"number": "4", "issuer": "i", "owner": "o"},
    });
    let (server, client) = start!(body.clone(), body.clone());
    let read = client.x(&Root::new()).await.unwrap();
    assert_eq!(read.point, Some(vec![1.5, 2.5]));
    let patterns = read.patterns.as_ref().unwrap();
    assert_eq!((&patterns["x-a"], &patterns["b"]), (&json!(5), &json!("5")));
    assert_eq!(read.numbers.as_ref().unwrap()["x-b"], 7);
    assert_eq!(read.rest.as_ref().unwrap().extra["b"], 3);
    let card = read.card.as_ref().unwrap();
    assert_eq!((card.issuer.as_deref(), card.owner.as_deref()), (Some("i"), Some("o")));
    assert_eq!(read.named, Some(Named::new().a("n")));
    assert_eq!(read.by_id, Some(ById::new().b("i")));
    _ = client.x(&read).await.unwrap();
    assert_eq!(server.received()[1].body_json(), body);
}

#[tokio::test]
async fn lists_are_no_longer_than_their_places() {
    let client = start!().1;
    for body in [Root::new().point([1.0, 2.0, 3.0]), Root::new().none([json!(1)])] {
        let error = client.x(&body).await.unwrap_err();
        assert!(error.is_invalid_request(), "{error}");
    }
}
