//! Schemas of several parts that all apply, and values that distinguish the alternatives of a choice.

use serde_json::json;

use crate::diff::edit::Document;
use crate::review::rules::tests::{Case, LAYERS, case_in, check};

fn case(name: &'static str, change: fn(&mut Document)) -> Case {
    case_in(LAYERS, name, change).without_rust()
}

pub fn cases() -> Vec<Case> {
    let mut cases = parts();
    cases.extend(tags());
    cases
}

fn parts() -> Vec<Case> {
    vec![
        case("the second of two patterns", |d| {
            d.set("Sent/properties/text/allOf/1/pattern", json!("c"));
        })
        .expect("pattern-changed breaking none"),
        case("two patterns in another order", |d| {
            d.at("Sent/properties/text/allOf")
                .as_array_mut()
                .unwrap()
                .reverse();
            d.set("Sent/properties/text/allOf/0/type", json!("string"));
        }),
        case("one pattern more", |d| {
            d.push("Sent/properties/text/allOf", json!({"pattern": "c"}));
        })
        .expect("bound-tightened breaking none"),
        case("one pattern less", |d| {
            d.remove("Sent/properties/text/allOf/1");
        })
        .expect("bound-loosened safe none"),
        case("one step more", |d| {
            d.set("Sent/properties/steps/allOf/1/multipleOf", json!(3));
        })
        .expect("bound-tightened breaking none"),
        case("one thing more that it must not be", |d| {
            d.set("Sent/properties/other/allOf/1/not", json!({"enum": ["b"]}));
        })
        .expect("condition-added breaking none"),
        case("a part that takes no other keys", |d| {
            d.set(
                "Sent/properties/keys/allOf/1/additionalProperties",
                json!(false),
            );
        })
        .expect("object-closed breaking none"),
        case("other keys must match one schema more", |d| {
            let short = json!({"type": "string", "maxLength": 3});
            d.set("Sent/properties/keys/allOf/1/additionalProperties", short);
        })
        .expect("map-added breaking none"),
        case("a part that wants items to differ", |d| {
            d.set("Sent/properties/list/allOf/0/uniqueItems", json!(true));
        })
        .expect("bound-tightened breaking none"),
        case("a second choice to match", |d| {
            let choice =
                json!([{"type": "string", "enum": ["a"]}, {"type": "integer", "maximum": 3}]);
            d.set("Sent/properties/either/anyOf", choice);
        })
        .expect("condition-added breaking none"),
        case("two choices in another order", |d| {
            d.at("Sent/properties/both/allOf")
                .as_array_mut()
                .unwrap()
                .reverse();
        }),
        case("a key that is no property must be there", |d| {
            d.set("Sent/properties/map/required", json!(["a"]));
        })
        .expect("property-became-required breaking none"),
        case("a key that is no property may be missing", |d| {
            d.remove("Read/properties/map/required");
        })
        .expect("property-became-optional breaking none"),
        case("fewer values, and no type", |d| {
            d.set("Sent/properties/word", json!({"enum": ["a"]}));
        })
        .expect("enum-value-removed breaking none"),
        case("a type that the values had anyway", |d| {
            d.set("Read/properties/word/type", json!("string"));
        }),
        case("a shorter string, and no type", |d| {
            d.set("Sent/properties/name", json!({"maxLength": 5}));
        })
        .expect("type-widened safe none")
        .expect("bound-tightened breaking none"),
        case("a least length of nothing", |d| {
            d.set("Sent/properties/name/minLength", json!(0))
        }),
        case("the same least integer with another description", |d| {
            d.set("Sent/properties/size/minimum", json!(0));
            d.set("Sent/properties/size/exclusiveMinimum", json!(true));
        }),
        case("a number of nineteen digits, less by one", |d| {
            d.set(
                "Sent/properties/large/maximum",
                json!(9_223_372_036_854_775_806_i64),
            );
        })
        .expect("bound-tightened breaking none"),
        case(
            "a schema that refers to itself many times becomes one of two",
            |d| {
                let choice = json!([{"$ref": "#/components/schemas/Tree"}, {"type": "string"}]);
                d.set("Read/properties/tree", json!({"oneOf": choice}));
            },
        )
        .expect("choice-added breaking none"),
        case("what is at the end of many references", |d| {
            d.set(
                "Sent/properties/size",
                json!({"$ref": "#/components/schemas/Link0"}),
            );
            for link in 0..60 {
                let next = json!({"$ref": format!("#/components/schemas/Link{}", link + 1)});
                d.set(&format!("/components/schemas/Link{link}"), next);
            }
            d.set("/components/schemas/Link60", json!({"type": "string"}));
        })
        .expect("type-changed breaking none"),
    ]
}

fn tags() -> Vec<Case> {
    vec![
        case("two values change places", |d| {
            let mapping = json!({"cat": "#/components/schemas/Dog", "Dog": "Cat"});
            d.set("Pet/discriminator/mapping", mapping);
        })
        .expect("discriminator-changed breaking none")
        .sent_by("put_it")
        .read_by(""),
        case("a value is renamed", |d| {
            d.set(
                "PetRead/discriminator/mapping",
                json!({"kitty": "#/components/schemas/Cat"}),
            );
        })
        .expect("discriminator-changed breaking none")
        .sent_by("")
        .read_by("put_it"),
        case("the mapping is the same with another description", |d| {
            d.set(
                "Pet/discriminator/mapping",
                json!({"cat": "Cat", "Dog": "#/components/schemas/Dog"}),
            );
        }),
        case("one more value to send for a member", |d| {
            let mapping = json!({"cat": "Cat", "tom": "Cat"});
            d.set("Pet/discriminator/mapping", mapping);
        })
        .expect("discriminator-changed safe none"),
        case("one more value to read for a member", |d| {
            let mapping = json!({"cat": "Cat", "tom": "Cat"});
            d.set("PetRead/discriminator/mapping", mapping);
        })
        .expect("discriminator-changed risky none"),
        case("a member is its own value, and is renamed", |d| {
            d.rename_schema("Dog", "Hound");
        })
        .expect("schema-renamed none none")
        .expect("discriminator-changed breaking none")
        .expect("discriminator-changed breaking none"),
        case("a member with its value", |d| {
            d.push("Pet/oneOf", json!({"$ref": "#/components/schemas/Bird"}));
        })
        .expect("choice-added safe none"),
    ]
}

#[test]
fn wire_verdicts() {
    check("layers", cases());
}
