use serde_json::{Value, json};

use super::client::types::{Required, Root, RootSignsItem, WithId};

/// Reads a value and sends it back.
async fn round_trip(value: Value) -> Root {
    let (server, client) = start!(value.clone());
    let read = client.a(&Root::new()).await.unwrap();
    let _ = client.a(&read).await.unwrap();
    assert_eq!(server.received()[1].body_json(), value);
    read
}

macro_rules! kept {
    ($($name:ident $value:tt)*) => {$(
        #[tokio::test]
        async fn $name() {
            let _ = round_trip(json!($value)).await;
        }
    )*};
}

kept! {
    merged_map {"mergedMap": {"a": "1", "b": "2", "c": "3"}}
    map_of_both {"mapOfBoth": {"a": 1, "b": 2}}
    signs {"signs": ["", " ", "+", "-", "*", "1", "a", "A", "Unknown", "Other", "é", "É", ">=", "<=", "==", "null", "true", "new"]}
    no_zone {"noZone": "2020-01-01T00:00:00"}
    no_zone_empty {"noZone": ""}
    upper {"upper": "ABCDEF00-0000-4000-8000-00000000ABCD"}
    example {"example": {"a": "x"}}
    tree {"tree": {"v": 1, "left": {"v": 2, "x": {}}, "right": {}}}
    product {"product": {"a": "1", "d": "2"}}
    any_null {"free": null}
    any_absent {}
    any_list {"anyList": [1, "a", null, {"b": []}]}
    nest {"nest": [[1, null], null, []]}
    kind_unknown {"kind": {"kind": "Bird", "wings": 2}}
    kind_known {"kind": {"kind": "Cat", "lives": 2}}
    kinds {"kinds": {"a": {"kind": "Dog", "bark": true}, "b": {"kind": "New", "n": [1]}}}
    auto_bool {"auto": true}
    auto_text {"auto": "auto"}
    auto_new {"auto": "manual"}
    nullable_values {"nullableValues": {"a": null, "b": 1, "c": {"d": null}}}
    nullable_enums {"nullableEnums": ["a", null, "new"]}
    lists_a {"lists": [{"a": "1"}]}
    lists_b {"lists": [{"b": "1"}, {"b": "2"}]}
    lists_empty {"lists": []}
    formats_text {"formats": "x"}
    formats_date {"formats": "2020-02-30"}
    formats_uuid {"formats": "ABCDEF00-0000-4000-8000-00000000ABCD"}
    narrowed {"narrowed": {"type": "a", "n": 1}}
    circle {"circle": {"x": "1", "child": {"x": "2"}, "others": [{"child": {}}]}}
    list_or_map_list {"listOrMap": ["a"]}
    list_or_map_map {"listOrMap": {"a": "b"}}
    list_or_map_empty_list {"listOrMap": []}
    list_or_map_empty_map {"listOrMap": {}}
    map_or_object_object {"mapOrObject": {"a": "x"}}
    map_or_object_map {"mapOrObject": {"a": 1, "b": 2}}
    empty_choice_a {"emptyChoice": {"a": "x"}}
    empty_choice_empty {"emptyChoice": {}}
    single {"single": {"a": "x"}}
    all_empty {"allEmpty": {"a": "x"}}
    two_enums {"twoEnums": "b"}
    any_of_object {"anyOfNothing": {"a": [1]}}
    any_of_list {"anyOfNothing": [1, "a"]}
    any_of_text {"anyOfNothing": "1"}
    any_of_number {"anyOfNothing": 1.25}
    any_of_bool {"anyOfNothing": false}
    enum_of_big {"enumOfBig": 9007199254740993i64}
    enum_of_least {"enumOfBig": -9223372036854775808i64}
    free_text {"free": "x"}
    not_null {"notNull": {"a": null}}
    nested_bool {"nestedOneOf": true}
    nested_text {"nestedOneOf": "1"}
    nested_number {"nestedOneOf": 1}
    nested_object {"nestedOneOf": {"a": "x"}}
    two_strings {"twoStrings": "0x1f"}
    two_strings_other {"twoStrings": "{}"}
    content_directory {"content": [{"type": "dir", "size": 1}, {"type": "file"}]}
    content_file {"content": {"type": "file", "size": 3}}
    content_symlink {"content": {"type": "symlink", "target": "x"}}
    closed_map {"closedMap": {"a": {"b": {"z": 1}, "c": {}}, "d": {}}}
}

#[tokio::test]
async fn keys_that_are_not_strings_in_yaml() {
    let _ = round_trip(json!({"numbersAsKeys": {"1": "a", "1.5": "c", "true": "d", "null": "e"}})).await;
}

#[tokio::test]
async fn an_integer_with_a_fraction_of_zero_is_read() {
    let (_, client) = start!(json!({"whole": 1.0}));
    assert_eq!(client.a(&Root::new()).await.unwrap().whole, Some(1));
}

#[tokio::test]
async fn each_value_of_an_enum_has_a_variant() {
    let read = round_trip(json!({"signs": ["+", "-", "a", "A", "Other"]})).await;
    let signs = read.signs.unwrap();
    assert!(signs.iter().all(|sign| !format!("{sign:?}").contains('"')), "{signs:?}");
    assert_ne!(signs[0], RootSignsItem::from("-"));
}

#[tokio::test]
async fn read_only_properties_are_not_sent() {
    let value = json!({"id": "1", "made": {"by": "me"}, "plain": "p", "same": {"id": "2", "name": "n"}});
    let (server, client) = start!(value);
    let read = client.required(&Required::new("p", "s", WithId::new("n"))).await.unwrap();
    let sent = server.received()[0].body_json();
    assert_eq!(sent, json!({"plain": "p", "secret": "s", "same": {"name": "n"}}));
    assert_eq!(read.plain, "p");
    let _ = client.required(&read).await;
}
