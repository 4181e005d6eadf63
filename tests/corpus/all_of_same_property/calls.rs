use serde_json::json;

use super::client::types::*;

#[tokio::test]
async fn members_that_describe_one_property_are_merged() {
    let root =
        sent_back!(json!({"result": ["x"], "n": 3, "kind": "b", "inner": {"a": "1", "b": "2"}}));
    assert_eq!(root.result.as_deref(), Some(&["x".to_owned()][..]));
    assert_eq!(root.n, Some(3));
    assert_eq!(root.kind, Some(RootKind::B));
    let inner = root.inner.unwrap();
    assert_eq!(
        (inner.a.as_deref(), inner.b.as_deref()),
        (Some("1"), Some("2"))
    );
}
