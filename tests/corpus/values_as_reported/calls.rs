use serde_json::{Value, json};

use super::client::types::{Root, RootChoice, RootExp, RootOpsItem, RootSingle};

/// Reads a value and sends it back.
async fn round_trip(value: Value) -> Root {
    let (server, client) = start!(value.clone());
    let read = client.a(&Root::new()).await.unwrap();
    let _ = client.a(&read).await.unwrap();
    assert_eq!(server.received()[1].body_json(), value);
    read
}

#[tokio::test]
async fn formats_of_another_type_do_not_change_the_type() {
    let value = json!({"$ref": "#/a", "s64": "9007199254740993", "sfloat": "1.10", "sbool": "true", "nint": 5, "idate": 1700000000,
        "ndate": 1700000000.25, "bin": "raw", "b64": "YQ==", "x-a": 1});
    let read = round_trip(value).await;
    assert_eq!(read.ref_.as_deref(), Some("#/a"));
    assert_eq!(read.s64.as_deref(), Some("9007199254740993"));
    assert_eq!(read.nint, Some(5));
}

#[tokio::test]
async fn several_types_and_null() {
    let _ = round_trip(json!({"many": "a", "listornull": null, "numornull": 1.5, "anyOfNull": null, "cnull": null, "en": "two"})).await;
    let _ = round_trip(json!({"many": 1, "listornull": ["a"], "numornull": "x", "anyOfNull": "2020-02-03", "en": 1})).await;
    let _ = round_trip(json!({"many": true, "listornull": [], "numornull": null, "anyOfNull": 7, "en": null})).await;
    let _ = round_trip(json!({"nullmap": {"a": null, "b": "c"}, "anyobj": {"a": [1, {"b": null}]}, "emptyobj": {}, "notstr": 5, "neg": -1})).await;
}

#[tokio::test]
async fn repeated_values_of_a_set_and_items_of_a_tuple_are_kept() {
    let _ = round_trip(json!({"uniq": ["b", "a", "c"], "tup": ["a", 1, true], "cnst": 5, "cbool": true})).await;
    let (_, client) = start!(json!({"uniq": ["b", "a", "b"]}));
    assert_eq!(client.a(&Root::new()).await.unwrap().uniq.unwrap(), ["b", "a", "b"]);
}

#[tokio::test]
async fn closed_members_of_all_of_are_merged() {
    let read = round_trip(json!({"sealed": {"a": "1", "b": "2"}})).await;
    assert_eq!(read.sealed.unwrap().b.as_deref(), Some("2"));
}

#[tokio::test]
async fn expandable_references_and_one_or_many() {
    let read = round_trip(json!({"exp": "id_1", "single": {"a": "x"}})).await;
    assert!(matches!(read.exp, Some(RootExp::String(id)) if id == "id_1"));
    assert!(matches!(read.single, Some(RootSingle::Sealed(sealed)) if sealed.a == "x"));
    let read = round_trip(json!({"exp": {"a": "id_1"}, "single": [{"a": "x"}, {"a": "y"}]})).await;
    assert!(matches!(read.exp, Some(RootExp::Sealed(sealed)) if sealed.a == "id_1"));
    let read = round_trip(json!({"exp": {"a": "id_1", "deleted": true}})).await;
    assert!(matches!(read.exp, Some(RootExp::Deleted(deleted)) if deleted.deleted));
}

#[tokio::test]
async fn a_property_that_all_members_require_with_values_of_their_own_decides() {
    let value = json!({"choice": {"type": "custom", "name": "n"}, "ops": [{"op": 10}, {"op": 2, "d": "x"}, {"op": 7, "d": "x", "z": 1}]});
    let read = round_trip(value).await;
    assert!(matches!(read.choice, Some(RootChoice::Other(_))), "{read:?}");
    let ops = read.ops.unwrap();
    assert!(matches!(ops.as_slice(), [RootOpsItem::Variant2(_), RootOpsItem::Variant1(_), RootOpsItem::Other(_)]), "{ops:?}");
    let read = round_trip(json!({"choice": {"type": "web_search"}})).await;
    assert!(matches!(read.choice, Some(RootChoice::BuiltIn(_))), "{read:?}");
}

#[tokio::test]
async fn numbers_of_one_value_are_the_same_item() {
    let (server, client) = start!(json!({}));
    for items in [json!([1, 1.0]), json!([{"a": 1}, {"a": 1.0}])] {
        let items: Vec<Value> = serde_json::from_value(items).unwrap();
        assert!(client.a(&Root::new().uniqany(items)).await.is_err());
    }
    assert_eq!(server.received(), []);
}

#[tokio::test]
async fn names_with_dots_and_nested_maps() {
    let value = json!({"v1.Pod": {"a": "1"}, "v1Pod": {"b": "2"}, "defs": {"z": {"q": 1}}, "nest": {"a": {"b": [{"k": "v"}]}}});
    let read = round_trip(value).await;
    assert_eq!(read.defs.unwrap().z.unwrap().q, Some(1));
    assert_eq!(read.nest.unwrap()["a"]["b"][0].k.as_deref(), Some("v"));
}

#[tokio::test]
async fn exclusive_bounds_are_checked_before_sending() {
    let (server, client) = start!(json!({}));
    assert!(client.a(&Root::new().exmin(10)).await.is_err());
    assert!(client.a(&Root::new().exmin(0)).await.is_err());
    let _ = client.a(&Root::new().exmin(9)).await.unwrap();
    assert_eq!(server.received().len(), 1);
}
