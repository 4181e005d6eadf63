use serde_json::json;

use super::client::Field;
use super::client::types::{
    Animal, Payment, RootBased, RootList, RootLists, RootNullable, RootObject, RootOther, RootString, RootWord,
    RootWrapped, Vehicle,
};

#[tokio::test]
async fn a_value_with_a_known_tag_is_read_as_the_tagged_choice() {
    let cat = json!({"kind": "cat", "lives": 9});
    let root = sent_back!(json!({
        "object": cat, "string": cat, "word": cat, "list": cat, "lists": [cat], "wrapped": {"data": cat},
        "other": cat, "based": {"type": "Boat", "sails": 1}, "nullable": cat,
    }));
    assert!(matches!(root.object, Some(RootObject::Animal(Animal::Cat(_)))));
    assert!(matches!(root.string, Some(RootString::Animal(Animal::Cat(_)))));
    assert!(matches!(root.word, Some(RootWord::Animal(Animal::Cat(_)))));
    assert!(matches!(root.list, Some(RootList::Animal(Animal::Cat(_)))));
    assert!(matches!(root.wrapped, Some(RootWrapped::AnimalData(_))));
    assert!(matches!(root.other, Some(RootOther::Animal(Animal::Cat(_)))));
    assert!(matches!(root.based, Some(RootBased::Vehicle(Vehicle::Boat(_)))));
}

#[tokio::test]
async fn a_value_without_a_known_tag_is_read_as_the_member_that_fits() {
    let root = sent_back!(json!({
        "object": {"wheels": 4}, "string": "text", "word": "auto", "list": [{"kind": "cat"}, {"kind": "cow"}],
        "lists": [{"wheels": 4}], "wrapped": {"data": {"wheels": 4}}, "other": {"method": "Card", "number": "4"},
        "based": {"code": 5}, "nullable": [],
    }));
    assert!(matches!(root.object, Some(RootObject::Car(_))));
    assert!(matches!(root.string, Some(RootString::String(_))));
    assert!(!matches!(root.word, Some(RootWord::Animal(_) | RootWord::Other(_))));
    assert!(matches!(root.list, Some(RootList::Array(items)) if items.len() == 2));
    assert!(matches!(root.lists, Some(RootLists::Variant0(_))));
    assert!(matches!(root.wrapped, Some(RootWrapped::CarData(_))));
    assert!(matches!(root.other, Some(RootOther::Payment(Payment::Card(_)))));
    assert!(matches!(root.based, Some(RootBased::Failure(_))));
    assert!(matches!(root.nullable, Field::Value(RootNullable::Array(items)) if items.is_empty()));
}

#[tokio::test]
async fn an_empty_object_is_no_tagged_value() {
    let root = sent_back!(json!({"object": {}, "wrapped": {"data": {}}, "list": []}));
    assert!(matches!(root.object, Some(RootObject::Car(_))));
}

#[tokio::test]
async fn a_tagged_value_of_a_new_kind_is_kept() {
    let cow = json!({"kind": "cow", "milk": true});
    let root = sent_back!(json!({"string": cow, "word": cow, "list": cow}));
    assert!(matches!(root.string, Some(RootString::Animal(Animal::Other(_)))));
}
