use std::collections::BTreeMap;

use serde_json::json;

use super::client::types::{Holder, Nested, Tree};

#[tokio::test]
async fn values_of_any_depth_are_sent_and_read() {
    let tree = json!({"a": {"b": {}, "c": {"d": {}}}});
    let list = json!([[], [[[]]]]);
    let holder = json!({"tree": tree, "lists": [list, []], "through": [{"x": [{"y": []}]}, {}]});
    let (server, client) = start!(tree.clone(), list.clone(), holder.clone(), holder.clone());
    let inner = Tree::from(BTreeMap::from([("b".to_owned(), Tree::from(BTreeMap::new()))]));
    let read = client.map(&Tree::from(BTreeMap::from([("a".to_owned(), inner)]))).await.unwrap();
    let Tree::Object(read) = read else { panic!("{read:?}") };
    assert!(matches!(&read["a"], Tree::Object(a) if a.len() == 2));
    let empty = || Nested::from(Vec::new());
    let read = client.list(&Nested::from(vec![empty(), empty()])).await.unwrap();
    assert!(matches!(&read, Nested::Array(items) if items.len() == 2));
    let read = client.holder(&Holder::new()).await.unwrap();
    _ = client.holder(&read).await.unwrap();
    let received = server.received();
    assert_eq!(received[0].body_json(), json!({"a": {"b": {}}}));
    assert_eq!(received[1].body_json(), json!([[], []]));
    assert_eq!(received[3].body_json(), holder);
}

#[tokio::test]
async fn limits_are_checked_at_any_depth() {
    let client = start!().1;
    let empty = || Nested::from(Vec::new());
    let long = Nested::from(vec![empty(), empty(), empty()]);
    let error = client.list(&Nested::from(vec![long])).await.unwrap_err();
    assert!(error.is_invalid_request(), "{error}");
}
