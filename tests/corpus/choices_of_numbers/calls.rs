use serde_json::json;

#[tokio::test]
async fn integers_of_any_notation_are_integers() {
    let (_, client) = start!(json!({
        "kind": 2, "seed": -5, "big": u64::MAX, "label": "l", "count": 3,
    }));
    let root = client.x().await.unwrap();
    assert_eq!((root.kind, root.seed, root.big), (2, -5, u64::MAX));
    assert_eq!((root.label.as_deref(), root.count), (Some("l"), Some(3)));
}
