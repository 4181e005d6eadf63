use serde_json::json;

use super::client::types::*;

#[tokio::test]
async fn a_default_that_does_not_match_changes_nothing() {
    let root = sent_back!(json!({}));
    assert_eq!(root, Root::new());
    let root = sent_back!(
        json!({"e": "a", "n": 1, "b": true, "s": "5", "d": "2026-01-31", "nn": 0, "len": "ab"}),
    );
    assert_eq!(
        (root.e, root.n, root.b),
        (Some(RootE::A), Some(1), Some(true))
    );
}
