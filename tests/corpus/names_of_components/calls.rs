use serde_json::json;

#[tokio::test]
async fn a_component_can_have_any_name() {
    let value = json!({
        "space": {"a": "1"}, "dot": {"b": "1"}, "slash": {"c": "1", "self": {"c": "2"}}, "tilde": {"d": "1"},
        "encoded": {"e": "1"}, "percent": {"f": "1"}, "literal": {"g": "1"}, "other": "groß", "greek": {"h": "1"},
        "dollar": {"i": "1"}, "generic": {"j": "1"}, "brackets": {"k": "1"}, "list": [["a"]],
        "all": {"c": "1", "more": "2"}, "one": {"kind": "dog", "lives": 1},
    });
    let root = sent_back!(value);
    assert_eq!(root.slash.as_ref().unwrap().self_.as_ref().unwrap().c.as_deref(), Some("2"));
    assert!(format!("{:?}", root.one).contains("Dog("), "{root:?}");
    let read = serde_json::to_value(&root).unwrap();
    assert_eq!(read["percent"]["f"], "1");
}
