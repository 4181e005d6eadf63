use serde_json::json;

#[tokio::test]
async fn the_limits_of_a_scalar_select_the_member() {
    for (property, value, variant) in [
        ("owner", json!("u12"), "UserId("),
        ("owner", json!("t12"), "TeamId("),
        ("owner", json!("bob"), "Handle("),
        ("address", json!("123e4567-e89b-12d3-a456-426614174000"), "Uuid("),
        ("address", json!("a@b.example"), "Email("),
        ("address", json!("2026-01-31T00:00:00Z"), "Timestamp("),
        ("address", json!("bob"), "Handle("),
        ("level", json!(9), "Integer("),
        ("level", json!(20), "Number("),
        ("count", json!(9), "Variant0("),
        ("count", json!(10), "Variant1("),
        ("step", json!(10), "Int32("),
        ("step", json!(11), "Int64("),
        ("code", json!("abc"), "Short("),
        ("code", json!("abcd"), "Long("),
    ] {
        let root = sent_back!(json!({ property: value }));
        let shown = format!("{root:?}");
        assert!(shown.contains(&format!("{property}: Some({variant}")), "{property} {value}: {shown}");
    }
}

#[tokio::test]
async fn a_scalar_that_keeps_the_limits_of_no_member_is_read_as_the_first() {
    let (server, client) = start!(json!({"code": "abcdefgh"}));
    let root = client.x().await.unwrap();
    assert!(format!("{root:?}").contains("code: Some(Short("), "{root:?}");
    // A service may send more than it accepts.
    assert!(client.create_x(&root).await.is_err());
    assert_eq!(server.received().len(), 1);
}

#[tokio::test]
async fn a_value_of_no_member_is_not_printed_if_a_member_is_secret() {
    for value in [json!(["s3cr3t"]), json!({"w": "s3cr3t"}), json!("s3cr3t")] {
        let (_, client) = start!(json!({"sign": value}));
        let root = client.x().await.unwrap();
        let written = serde_json::to_string(&root).unwrap();
        assert!(!format!("{root:?} {root:#?} {written}").contains("s3cr3t"), "{root:?} {written}");
        let exposed = serde_json::to_value(super::client::ExposeSecrets(&root)).unwrap();
        assert_eq!(exposed, json!({"sign": value}));
    }
}
