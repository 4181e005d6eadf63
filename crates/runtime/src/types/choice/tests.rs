use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::json;

use super::*;
use crate::types::{object::Object, unknown::other_keys};

#[derive(PartialEq)]
struct Small {
    id: Option<String>,
    due: Option<String>,
}
crate::object!(Small { optional id, due });

#[derive(PartialEq)]
struct Large {
    id: Option<String>,
    inner: Option<Box<Small>>,
}
crate::object!(Large { optional id, inner });

#[derive(PartialEq, Clone)]
enum Kind {
    Cat,
    Unknown(String),
}
crate::open_enum!(Kind { Cat = "cat" });

#[derive(Debug, PartialEq)]
enum Choice {
    Small(Small),
    Large(Large),
    Kind(Kind),
    Date(Date),
    Time(Timestamp),
    Integer(i64),
    Map(BTreeMap<String, Value>),
    Other(Value),
}

fn chosen(value: &Value, members: &[Member<Choice>]) -> Choice {
    choose(value.clone(), members, Choice::Other)
}

const SMALL: Member<Choice> = Member::new(|value| member(value).map(Choice::Small));
const LARGE: Member<Choice> = Member::new(|value| member(value).map(Choice::Large));
const KIND: Member<Choice> = Member::new(|value| member(value).map(Choice::Kind));
const DATE: Member<Choice> = Member::new(|value| member(value).map(Choice::Date));
const TIME: Member<Choice> = Member::new(|value| member(value).map(Choice::Time));
const INTEGER: Member<Choice> = Member::new(|value| member(value).map(Choice::Integer));
const MAP: Member<Choice> = Member::new(|value| {
    let read: BTreeMap<String, Value> = member(value)?;
    other_keys(read.len());
    Some(Choice::Map(read))
});

/// A node of a tree, read as either of two types.
enum Block {
    Column(Node),
    Row(Node),
    Other,
}

struct Node {
    children: Vec<Block>,
    width: Option<i64>,
}
crate::object!(Node { collection children; optional width });

thread_local! {
    static READ: std::cell::Cell<u32> = const { std::cell::Cell::new(0) };
}

impl Serialize for Block {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Column(node) | Self::Row(node) => node.serialize(to),
            Self::Other => to.serialize_unit(),
        }
    }
}

impl std::fmt::Debug for Block {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Block")
    }
}

impl<'de> Deserialize<'de> for Block {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let value = Value::deserialize(from)?;
        let members: &[Member<Block>] = &[
            Member::new(|value| {
                READ.set(READ.get() + 1);
                member(value).map(Block::Column)
            }),
            Member::new(|value| {
                READ.set(READ.get() + 1);
                member(value).map(Block::Row)
            }),
        ];
        Ok(choose(value, members, |_| Block::Other))
    }
}

#[test]
fn a_deep_tree_of_choices_is_read_in_few_steps() {
    let depth = 100;
    let mut tree = json!({"width": 1, "unknown": true});
    for _ in 0..depth {
        tree = json!({"children": [tree]});
    }
    let mut block: Block = serde_json::from_value(tree).unwrap();
    assert!(
        READ.get() < 4 * depth * depth,
        "{} nodes were read",
        READ.get()
    );
    let mut levels = 0;
    while let Block::Column(node) | Block::Row(node) = block {
        assert_eq!(node.width, (levels == depth).then_some(1));
        let Some(child) = node.children.into_iter().next() else {
            break;
        };
        block = child;
        levels += 1;
    }
    assert_eq!(levels, depth);
}

#[test]
fn the_tag_is_found_and_the_value_is_whole() {
    for (tag, wanted) in [
        (json!("cat"), Some("cat")),
        (json!(9), Some("9")),
        (json!(true), Some("true")),
        (json!(null), None),
        (json!(["cat"]), None),
    ] {
        let (tag, value) = tagged(json!({"kind": tag, "lives": 9}), "kind").unwrap();
        assert_eq!(tag.as_deref(), wanted);
        assert_eq!(value["lives"], 9);
    }
    let (tag, _) = tagged(json!([1]), "kind").unwrap();
    assert_eq!(tag, None);
}

#[test]
fn a_decode_error_does_not_contain_the_value() {
    let error = variant::<bool, serde_json::Error>(json!("s3cr3t")).unwrap_err();
    assert!(!error.to_string().contains("s3cr3t"), "{error}");
}

#[test]
fn the_member_with_the_fewest_unknown_keys_is_chosen() {
    for members in [[SMALL, LARGE], [LARGE, SMALL]] {
        for (value, is_small) in [
            (json!({"id": "1", "due": "2"}), true),
            (json!({"id": "1", "inner": {"id": "2"}}), false),
            (json!({"id": "1", "inner": {"id": "2"}, "new": 1}), false),
            (json!({"id": "1", "inner": {"new": "2"}}), false),
        ] {
            let choice = chosen(&value, &members);
            assert_eq!(matches!(choice, Choice::Small(_)), is_small, "{value}");
            assert_eq!(matches!(choice, Choice::Large(_)), !is_small, "{value}");
        }
    }
}

#[test]
fn a_value_of_which_each_member_knows_another_part_is_kept_whole() {
    for value in [
        json!({"due": "2", "inner": {"id": "2"}}),
        json!({"id": "1", "due": "2", "inner": {"id": "2"}}),
        json!({"new": 1}),
        json!({"id": 1}),
        json!("text"),
    ] {
        assert_eq!(
            chosen(&value, &[SMALL, LARGE]),
            Choice::Other(value.clone()),
            "{value}"
        );
    }
}

#[test]
fn a_key_that_is_kept_in_a_map_is_not_known() {
    for members in [[MAP, SMALL], [SMALL, MAP]] {
        let small = chosen(&json!({"id": "1"}), &members);
        assert!(matches!(small, Choice::Small(_)), "{small:?}");
        let map = chosen(&json!({"a": "1"}), &members[..1]);
        assert!(!matches!(map, Choice::Small(_)), "{map:?}");
    }
}

#[test]
fn signs_required_keys_and_closed_objects_exclude() {
    let members = || {
        [
            SMALL.signs(&[("id", Sign::Text("a"))]),
            LARGE.required(&["inner"]),
        ]
    };
    let choice = chosen(&json!({"id": "a"}), &members());
    assert!(matches!(choice, Choice::Small(_)));
    let choice = chosen(&json!({"id": "b", "inner": null}), &members());
    assert!(matches!(choice, Choice::Large(_)));
    let value = json!({"id": "b"});
    assert_eq!(chosen(&value, &members()), Choice::Other(value));
    let value = json!({"id": "b", "new": 1});
    let closed = [SMALL.closed(Small::KEYS)];
    assert_eq!(chosen(&value, &closed), Choice::Other(value));
    let several = [SMALL.signs(&[("id", Sign::Text("a")), ("id", Sign::Text("b"))])];
    for (id, is_small) in [("a", true), ("b", true), ("c", false)] {
        let choice = chosen(&json!({"id": id}), &several);
        assert_eq!(matches!(choice, Choice::Small(_)), is_small, "{id}");
    }
    let value = json!({"n": 1, "b": true});
    let of = |n, b| {
        SMALL.signs(if n == 1 && b {
            &[("n", Sign::Integer(1)), ("b", Sign::Boolean(true))]
        } else {
            &[("n", Sign::Integer(2))]
        })
    };
    assert!(of(1, true).admits(&value));
    assert!(!of(2, true).admits(&value));
}

#[test]
fn a_choice_inside_that_knows_nothing_of_a_value_is_chosen_last() {
    #[derive(Debug, PartialEq)]
    enum Outer {
        One(Inner),
        Many(Vec<Inner>),
        Other(Value),
    }
    #[derive(Debug, PartialEq)]
    enum Inner {
        Text(String),
        Small(Small),
        Other(Value),
    }
    impl<'de> Deserialize<'de> for Inner {
        fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
            let members = [
                Member::new(|value| member(value).map(Self::Text)),
                Member::new(|value| member(value).map(Self::Small)),
            ];
            Ok(choose(Value::deserialize(from)?, &members, Self::Other))
        }
    }
    let read = |value: &Value| {
        let one = Member::new(|value| member(value).map(Outer::One));
        let many = Member::new(|value| member(value).map(Outer::Many));
        choose(value.clone(), &[one, many], Outer::Other)
    };
    let list = read(&json!([{"id": "1", "new": 1}, "a"]));
    assert!(
        matches!(&list, Outer::Many(items) if items.len() == 2),
        "{list:?}"
    );
    for value in [json!({"id": "1", "new": 1}), json!(5)] {
        assert!(matches!(read(&value), Outer::One(_)), "{value}");
    }
}

#[test]
fn a_list_of_another_length_is_read_as_the_type_only_if_no_other_matches() {
    let list = Member::new(|value| member::<Vec<Small>>(value).map(|_| Choice::Integer(1)));
    let empty = Member::new(|value| member::<Vec<Value>>(value).map(|_| Choice::Integer(0)));
    let members = [empty.items(0, 0), list];
    let value = json!([{"id": "1", "new": 1}]);
    assert_eq!(chosen(&value, &members), Choice::Integer(1));
    assert_eq!(chosen(&json!([1]), &members), Choice::Integer(0));
}

#[test]
fn a_scalar_that_exceeds_the_limits_is_read_as_the_type_only_if_no_other_matches() {
    let small = INTEGER.limits(|read| matches!(read, Choice::Integer(..=9)));
    let float = Member::new(|value| member::<f64>(value).map(|_| Choice::Other(Value::Null)));
    let members = [small, float];
    assert_eq!(chosen(&json!(9), &members), Choice::Integer(9));
    assert_eq!(chosen(&json!(10), &members), Choice::Other(Value::Null));
    assert_eq!(chosen(&json!(10), &members[..1]), Choice::Integer(10));
}

#[test]
fn members_are_distinguished_by_enum_values_dates_and_integers() {
    let read = |value: Value, members: &[Member<Choice>]| chosen(&value, members);
    assert_eq!(read(json!("cat"), &[DATE, KIND]), Choice::Kind(Kind::Cat));
    let date = read(json!("2026-01-31"), &[KIND, DATE]);
    assert!(matches!(date, Choice::Date(_)), "{date:?}");
    let new = read(json!("dog"), &[DATE, KIND]);
    assert_eq!(new, Choice::Kind(Kind::Unknown("dog".to_owned())));
    assert_eq!(
        read(json!(1_700_000_000), &[TIME, INTEGER]),
        Choice::Integer(1_700_000_000)
    );
    let value = json!("soon");
    assert_eq!(read(value.clone(), &[TIME, INTEGER]), Choice::Other(value));
}
