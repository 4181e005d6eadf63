//! Choices between types: finds out which type a value has.
//!
//! If a key of the value, the discriminator, names the type, [`tagged`] reads it and [`variant`] reads the value.
//! Otherwise [`choose`] reads the value strictly as each type, and chooses the type for which the fewest keys and enum
//! values are unknown. Unknown parts are counted during reading, see [`Unknown`].

use std::borrow::Cow;

use serde::de::{Deserialize, DeserializeOwned, Deserializer, Error};
use serde_json::Value;

use crate::types::{
    decisions, error_path,
    event::{self, Selecting},
    strict::{Formats, is_strict, strictly},
    unknown::{self, Unknown},
};
use crate::{Date, Timestamp};

/// The parsers that decide whether a string is a timestamp or a date.
const FORMATS: Formats = Formats {
    is_timestamp: |text| Timestamp::try_from(text).is_ok(),
    is_date: |text| Date::try_from(text).is_ok(),
};

/// Reads a value, and the scalar under `key` in it as a string, for generated code that selects the type by it.
///
/// # Errors
/// The value is not JSON.
pub fn tagged<'de, D: Deserializer<'de>>(
    deserializer: D,
    key: &str,
) -> Result<(Option<String>, Value), D::Error> {
    let value = Value::deserialize(deserializer)?;
    let tag = match value.get(key) {
        Some(Value::String(tag)) => Some(tag.clone()),
        Some(tag @ (Value::Number(_) | Value::Bool(_))) => Some(tag.to_string()),
        _ => None,
    };
    Ok((tag, value))
}

/// Reads the value as the selected type.
///
/// # Errors
/// The value does not match the type. Its path is kept for the error of the whole response; the value is not, because
/// it could contain a secret.
pub fn variant<T: DeserializeOwned, E: Error>(value: Value) -> Result<T, E> {
    error_path::clear();
    serde_json::from_value(value).map_err(error_path::inside)
}

/// A type of a choice without a discriminator.
pub struct Member<U> {
    read: fn(&Value) -> Option<U>,
    signs: &'static [(&'static str, Sign)],
    required: &'static [&'static str],
    keys: Option<&'static [&'static str]>,
    items: (usize, usize),
    events: &'static [&'static str],
    is_text: bool,
    limits: Option<fn(&U) -> bool>,
}

/// A value of a property of a type.
pub enum Sign {
    /// A string.
    Text(&'static str),
    /// An integer.
    Integer(i64),
    /// A boolean.
    Boolean(bool),
}

impl Sign {
    fn is(&self, value: &Value) -> bool {
        match self {
            Self::Text(text) => value == text,
            Self::Integer(number) => value == number,
            Self::Boolean(boolean) => value == boolean,
        }
    }
}

impl<U> Member<U> {
    /// A type that this function reads, see [`member`].
    pub const fn new(read: fn(&Value) -> Option<U>) -> Self {
        Self {
            read,
            signs: &[],
            required: &[],
            keys: None,
            items: (0, usize::MAX),
            events: &[],
            is_text: false,
            limits: None,
        }
    }

    /// Adds properties that must have these values, or one of them if there are several of one property.
    pub const fn signs(mut self, signs: &'static [(&'static str, Sign)]) -> Self {
        self.signs = signs;
        self
    }

    /// Adds required keys. Keys that reading the type requires anyway need not be listed.
    pub const fn required(mut self, keys: &'static [&'static str]) -> Self {
        self.required = keys;
        self
    }

    /// Forbids all keys except these.
    pub const fn closed(mut self, keys: &'static [&'static str]) -> Self {
        self.keys = Some(keys);
        self
    }

    /// Limits the number of items of a list. A list with more or fewer is only read as this type if no other matches.
    pub const fn items(mut self, least: usize, most: usize) -> Self {
        self.items = (least, most);
        self
    }

    /// Adds the names of the server-sent events whose data has this type.
    pub const fn events(mut self, names: &'static [&'static str]) -> Self {
        self.events = names;
        self
    }

    /// For a string that is the data of server-sent events, and is not written as JSON there.
    pub const fn text(mut self) -> Self {
        self.is_text = true;
        self
    }

    /// Adds the limits of a scalar, such as the length of a string. A value that exceeds them is only read as this type
    /// if no other matches.
    pub const fn limits(mut self, are_kept: fn(&U) -> bool) -> Self {
        self.limits = Some(are_kept);
        self
    }

    fn counts_match(&self, value: &Value) -> bool {
        let count = value.as_array().map(Vec::len);
        count.is_none_or(|count| (self.items.0..=self.items.1).contains(&count))
    }

    fn admits(&self, value: &Value) -> bool {
        let one_of = |key: &str, found: &Value| {
            let mut signs = self.signs.iter();
            signs.any(|(of, sign)| *of == key && sign.is(found))
        };
        let fits = |(key, _): &(&str, Sign)| value.get(key).is_none_or(|it| one_of(key, it));
        let is_there = |key: &&str| value.get(key).is_some();
        let is_known = |keys: &'static [&str]| {
            let mut found = value
                .as_object()
                .into_iter()
                .flat_map(|object| object.keys());
            found.all(|key| keys.contains(&key.as_str()))
        };
        self.signs.iter().all(fits)
            && self.required.iter().all(is_there)
            && self.keys.is_none_or(is_known)
    }
}

/// Reads the value as a type of a choice, if it matches. Here `"3"` is not a number, because the kind of a value may be
/// the only difference between two types, and a string that is not a valid timestamp is not a
/// [`Timestamp`](crate::Timestamp).
pub fn member<T: DeserializeOwned>(value: &Value) -> Option<T> {
    let len = error_path::len();
    let read = strictly(FORMATS, || T::deserialize(value)).ok();
    error_path::truncate(len);
    read
}

/// Selects the type of a value.
///
/// Of the types that the value matches, it is the one for which the fewest keys and enum values are unknown; the first
/// if several are equal. Of the types of server-sent events, only those with the name of the event are considered; if no
/// type has its name, those without names. It is `other`, which keeps the value unchanged, if the value matches no type, if two types
/// each know a key that the other does not, and if no key of an object is known.
///
/// A choice always has the same members.
pub fn choose<U: 'static>(value: Value, members: &[Member<U>], other: fn(Value) -> U) -> U {
    let event = event::selecting(members.iter().flat_map(|member| member.events));
    if !is_strict() {
        let read = decide(&value, members, event.as_ref());
        decisions::forget();
        return match read {
            Some((_, _, read)) => read,
            None => other(value),
        };
    }
    // A choice in a choice: each type of the outer one reads it.
    let question = unknown::at(|path| decisions::question::<U>(path, &value));
    let read = match decisions::made(question).filter(|_| event.is_none()) {
        Some(decision) => decision.and_then(|place| {
            let (read, unknown) = unknown::watched(|| (members.get(place)?.read)(&value));
            Some((place, unknown, read?))
        }),
        None => {
            let read = decide(&value, members, event.as_ref());
            decisions::make(question, read.as_ref().map(|(place, ..)| *place));
            read
        }
    };
    match read {
        Some((_, unknown, read)) => {
            unknown::add(unknown);
            read
        }
        None => {
            unknown::untyped(&value);
            other(value)
        }
    }
}

/// The number of the selected type, its unknown parts, and the value read as this type.
fn decide<U>(
    value: &Value,
    members: &[Member<U>],
    event: Option<&Selecting>,
) -> Option<(usize, Unknown, U)> {
    let mut fitting: Vec<(usize, Unknown, U)> = Vec::new();
    // Members that only match if there is no other.
    let mut lax: Vec<(usize, Unknown, U)> = Vec::new();
    let value_of = |member: &Member<U>| {
        let text = event.filter(|_| member.is_text && !value.is_string());
        text.map_or(Cow::Borrowed(value), |event| {
            Cow::Owned(Value::from(event.data.as_str()))
        })
    };
    for (place, member) in members.iter().enumerate() {
        let is_selected = event.is_none_or(|event| event.selects(member.events));
        let value = value_of(member);
        if !is_selected || !member.admits(&value) {
            continue;
        }
        let (read, unknown) = unknown::watched(|| (member.read)(&value));
        let Some(read) = read.filter(|_| value.is_object() || unknown.times == 0) else {
            continue;
        };
        let keeps_limits = member.limits.is_none_or(|are_kept| are_kept(&read));
        if unknown.is_untyped(&value) || !member.counts_match(&value) || !keeps_limits {
            lax.push((place, unknown, read));
            continue;
        }
        // The best possible match.
        if unknown.count() == 0 {
            return Some((place, unknown, read));
        }
        fitting.push((place, unknown, read));
    }
    if fitting.is_empty() {
        fitting = lax;
    }
    fitting.sort_by_key(|(_, unknown, _)| unknown.count());
    best(value, &fitting).map(|best| fitting.swap_remove(best))
}

/// The best of the types that a value matches: it has the fewest unknown parts and knows every key that another type
/// knows.
fn best<U>(value: &Value, fitting: &[(usize, Unknown, U)]) -> Option<usize> {
    let (_, least, _) = fitting.first()?;
    let alike = fitting
        .iter()
        .take_while(|(_, unknown, _)| unknown.count() == least.count());
    let knows_all = |unknown: &Unknown| {
        let mut others = fitting.iter();
        others.all(|(_, other, _)| unknown.keys.iter().all(|key| other.leaves_out(key)))
    };
    let mut best = alike
        .enumerate()
        .filter(|(_, (_, unknown, _))| knows_all(unknown));
    let (place, (_, unknown, _)) = best.next()?;
    // A value that no enum lists could belong to each of them.
    let is_tie = unknown.values > 0 && best.next().is_some();
    let is_known = value.as_object().is_none_or(|object| {
        let mut keys = object.keys();
        object.is_empty() || keys.any(|key| !unknown.leaves_out(&format!("{}/{key}", unknown.path)))
    });
    (!is_tie && is_known).then_some(place)
}

#[cfg(test)]
mod tests {
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
}
