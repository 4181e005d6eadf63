use serde_json::{Value, json};

use super::client::types::Root;

/// Reads a value and sends it back.
async fn round_trip(value: Value) {
    let (server, client) = start!(value.clone());
    let read = client.a(&Root::new()).await.unwrap();
    let _ = client.a(&read).await.unwrap();
    assert_eq!(server.received()[1].body_json(), value);
}

macro_rules! kept {
    ($($name:ident $value:tt)*) => {$(
        #[tokio::test]
        async fn $name() {
            round_trip(json!($value)).await;
        }
    )*};
}

kept! {
    nulls {"constNull": null, "enumNull": null, "onlyNull": null, "defaultNull": null}
    mixed_text {"mixed": "a"}
    mixed_integer {"mixed": 1}
    mixed_number {"mixed": 2.5}
    mixed_new {"mixed": "new"}
    many_object {"many": {"a": "x"}}
    many_list {"many": [1, 2]}
    many_text {"many": "x"}
    many_null {"many": null}
    anything {"anything": [null, 1]}
    items {"items": ["a", null]}
    map {"map": {"a": null, "b": 1}}
    local {"local": {"in": {"q": 1}, "again": {"in": {}, "again": {}}}}
    kind_null {"kind": null}
    kind_dog {"kind": {"kind": "Dog", "bark": true}}
    kind_new {"kind": {"kind": "New", "z": 1}}
    open_patterns {"openPatterns": {"x-a": "1", "y": "2"}}
    closed_patterns {"closedPatterns": {"a": {"kind": "Cat", "lives": 1}}}
    property_names {"propertyNames": {"a": 1}}
    beside_choice {"besideChoice": {"p": "x", "kind": "Dog", "bark": true}}
    beside_ref {"besideRef": {"kind": "Cat", "lives": 1, "more": "x"}}
    ref_null {"refNull": {"kind": "Cat"}}
    embedded {"embedded": "{\"a\": 1}"}
    objects {"objects": {"a": 1}, "constList": [1, 2]}
    int64 {"int64": 9007199254740993i64}
    tuple_of_one {"tupleOfOne": ["a", 1, null]}
    contains {"contains": ["a", 1]}
    null_or_enum {"nullOrEnum": null}
    null_or_enum_b {"nullOrEnum": "b"}
    any_of_enums {"anyOfEnums": "b"}
    any_of_enums_null {"anyOfEnums": null}
    const_choice {"constChoice": "high", "intChoice": 2}
    const_choice_new {"constChoice": "new", "intChoice": 3}
    all_of_null {"allOfNull": null, "nullableCat": null, "cats": [null, {"kind": "Cat"}]}
    deep {"deep": {"a": null, "b": [1, null]}}
    deep_null {"deep": null}
    encoded {"encodedImage": "AAA=", "dynamic": "x", "deprecatedThing": ["a"]}
}
