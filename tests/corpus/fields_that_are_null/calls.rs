use serde_json::{Value, json};

use super::client::types::Root;

#[tokio::test]
async fn a_field_that_is_null_is_one_that_is_left_out() {
    let value = json!({"a": "x", "list": [1, "two"], "maybe": null, "either": null, "any": {"k": 1}, "map": {"k": "v"}});
    let (server, client) = start!(value.clone());
    let read = client.x(&Root::new().a("y").maybe("z").either(1).any(Value::Bool(true))).await.unwrap();
    assert_eq!(server.received()[0].body_json(), json!({"a": "y", "maybe": "z", "either": 1, "any": true}));
    let _ = client.x(&read).await.unwrap();
    assert_eq!(server.received()[1].body_json(), value);
}
