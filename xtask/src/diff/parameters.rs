//! Parameters of an operation: its own and those of its path, paired by place and name.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use serde_json::{Value, json};

use super::difference::{Difference, Sides};
use super::documentation::beside_reference;
use super::kind::{self, Kind, Range};
use super::node::{Node, Revision};
use super::operations::{Operation, parameters_of};
use super::pairing::{renamed, take_keyed};
use super::subject::{Part, Subject};
use super::walk::Walk;

/// Headers that are no parameters in OpenAPI.
const NO_PARAMETERS: [&str; 3] = ["accept", "content-type", "authorization"];

/// A parameter of one description, and the key that pairs it.
#[derive(Clone, Debug)]
pub(super) struct Parameter<'a> {
    pub place: &'a str,
    pub name: &'a str,
    /// The name that pairs it: of a path parameter the position, of a header the name in lower case.
    key: String,
    pub node: Node<'a>,
    /// A description beside the reference to it, which OpenAPI 3.1 prefers to its own.
    described: Option<Node<'a>>,
}

impl<'a> Parameter<'a> {
    pub fn part(&self) -> Part {
        Part::Parameter {
            place: self.place.to_owned(),
            name: self.name.to_owned(),
        }
    }
}

fn all<'a>(revision: Revision<'a>, operation: &Operation<'a>) -> Vec<Parameter<'a>> {
    let in_path = parameters_of(operation.path);
    let mut found: Vec<Parameter<'a>> = Vec::new();
    let mut known: HashSet<(&str, String)> = HashSet::new();
    for holder in [&operation.node, &operation.item] {
        for node in holder.get("parameters").iter().flat_map(Node::items) {
            let described = beside_reference(revision, &node);
            let node = revision.resolve(node);
            let (place, name) = (node.text("in"), node.text("name"));
            let key = match place {
                "path" => in_path
                    .iter()
                    .position(|known| *known == name)
                    .map_or_else(|| name.to_owned(), |at| at.to_string()),
                "header" => name.to_lowercase(),
                _ => name.to_owned(),
            };
            let is_none = place == "header" && NO_PARAMETERS.contains(&key.as_str());
            // An operation's own comes before its path's of the same name.
            if !is_none && known.insert((place, key.clone())) {
                found.push(Parameter {
                    place,
                    name,
                    key,
                    node,
                    described,
                });
            }
        }
    }
    found
}

impl<'a> Walk<'a> {
    pub(super) fn parameters(&mut self, at: usize, base: &Operation<'a>, head: &Operation<'a>) {
        let (operation, sides) = (&head.subject, head.sent());
        let mut gone = all(self.base, base);
        let mut new = all(self.head, head);
        self.order_of_parameters(at, (base, &gone), (head, &new));
        let mut pairs = Vec::new();
        let place_and_key = |one: &Parameter<'a>| Some((one.place, one.key.clone()));
        take_keyed(
            &mut gone,
            &mut new,
            &mut pairs,
            place_and_key,
            place_and_key,
        );
        // A parameter of the same name in another place has moved.
        let name = |one: &Parameter<'a>| Some(one.name);
        take_keyed(&mut gone, &mut new, &mut pairs, name, name);
        self.grouped(at, (base, head), &mut gone, &mut new);
        let renamed_pairs: HashMap<&str, &str> = {
            let named = |list: &[Parameter<'a>]| -> Vec<(&'a str, Node<'a>)> {
                let list = list.iter().filter(|parameter| parameter.place != "path");
                list.map(|parameter| (parameter.name, schema_or_all(&parameter.node)))
                    .collect()
            };
            let pairs = renamed(&named(&gone), &named(&new)).into_iter();
            pairs.map(|(before, after)| (before.0, after.0)).collect()
        };
        take_keyed(
            &mut gone,
            &mut new,
            &mut pairs,
            |one| Some((one.place, *renamed_pairs.get(one.name)?)),
            |one| Some((one.place, one.name)),
        );
        let without_name = |one: &Parameter<'a>| {
            let is_certain = one.place != "path" && is_described(one);
            is_certain.then(|| (one.place, without_name(one)))
        };
        take_keyed(&mut gone, &mut new, &mut pairs, without_name, without_name);
        let in_path = parameters_of(base.path);
        for (before, after) in pairs {
            // The order of path parameters is compared with the path.
            let is_moved = after.place == "path" && in_path.contains(&after.name);
            let after = match is_moved {
                true => Parameter {
                    name: before.name,
                    ..after
                },
                false => after,
            };
            let path = format!("{}/parameters/", head.item.pointer);
            let is_of_path = after.node.pointer.starts_with(&path) && !head.is_callback;
            let of_path = is_of_path.then(|| Subject::new(Part::Path(head.path.to_owned())));
            let owner = of_path.as_ref().unwrap_or(operation);
            let below = self.parameter(&before, &after, sides, owner);
            self.lead(at, below, sides);
            let subject = operation.part(after.part());
            let beside = [before.described, after.described];
            self.described(at, beside, (&before.node, &after.node), &subject);
        }
        for before in gone {
            let below = self.side_pair(at, "parameter-removed", (&before.node, &head.node), sides);
            let kind = Kind::Parameter(kind::Parameter::Removed);
            let subject = operation.part(before.part());
            self.removed(below, kind, &subject, &before.node, &head.node);
        }
        for after in new {
            let below = self.side_pair(at, "parameter-added", (&base.node, &after.node), sides);
            let required = after.node.flag("required");
            let kind = Kind::Parameter(kind::Parameter::Added { required });
            let subject = operation.part(after.part());
            self.record(below, Difference::added(kind, &subject, &after.node));
        }
    }

    fn order_of_parameters(
        &mut self,
        at: usize,
        (base, before): (&Operation<'a>, &[Parameter<'a>]),
        (head, after): (&Operation<'a>, &[Parameter<'a>]),
    ) {
        let names = |list: &[Parameter<'a>], other: &[Parameter<'a>]| -> Vec<String> {
            let required = |one: &&Parameter| one.place != "path" && one.node.flag("required");
            let stays =
                |one: &&Parameter| other.iter().filter(required).any(|o| o.name == one.name);
            let kept = list.iter().filter(required).filter(stays);
            kept.map(|parameter| parameter.name.to_owned()).collect()
        };
        let required = (names(before, after), names(after, before));
        let shared = (of_one_name(before), of_one_name(after));
        let are_moved = {
            let sorted = [&shared.0, &shared.1].map(|list| list.iter().collect::<BTreeSet<_>>());
            shared.0 != shared.1 && sorted[0] == sorted[1]
        };
        let (was, is) = match are_moved && required.0 == required.1 {
            true => shared,
            false => required,
        };
        if was != is {
            let kind = Kind::Parameter(kind::Parameter::Reordered);
            let places = (&base.node, &head.node);
            let difference = Difference::changed(kind, &head.subject, places);
            self.record(at, difference.values(json!(was), json!(is)));
        }
    }

    /// A separate pair for one direction.
    fn side_pair(
        &mut self,
        at: usize,
        kind: &'static str,
        (base, head): (&Node<'a>, &Node<'a>),
        sides: Sides,
    ) -> usize {
        let (below, _) = self.pair(kind, base, head);
        self.lead(at, below, sides);
        below
    }

    fn parameter(
        &mut self,
        before: &Parameter<'a>,
        after: &Parameter<'a>,
        sides: Sides,
        operation: &Subject,
    ) -> usize {
        let place = (&before.node, &after.node);
        let kind = sides.kind(["parameter", "parameter of a callback"]);
        let (at, new) = self.pair(kind, place.0, place.1);
        if !new {
            return at;
        }
        let subject = if after.node.pointer.starts_with("/components/") {
            Subject::new(after.part())
        } else {
            operation.part(after.part())
        };
        if before.place != after.place {
            let kind = Kind::Parameter(kind::Parameter::Moved);
            let moved = Difference::changed(kind, &subject, place);
            self.record(at, moved.values(before.place, after.place));
        } else if before.name != after.name {
            let kind = match after.place {
                "path" => kind::Parameter::NameUnsent,
                "header" if before.key == after.key => kind::Parameter::NameUnsent,
                _ => kind::Parameter::Renamed,
            };
            let renamed = Difference::changed(Kind::Parameter(kind), &subject, place);
            self.record(at, renamed.values(before.name, after.name));
        }
        let explodes = self.explodes(place);
        let (was, is) = (
            style(place.0, before.place, explodes),
            style(place.1, after.place, explodes),
        );
        let style = Kind::Parameter(kind::Parameter::Style);
        let is_query = before.place == "query" && after.place == "query";
        let reserved = [place.0, place.1].map(|node| is_query && node.flag("allowReserved"));
        if was != is && before.place == after.place {
            let difference = Difference::changed(style, &subject, place);
            self.record(at, difference.values(was, is));
        } else if reserved[0] != reserved[1] {
            let kind = Kind::Parameter(kind::Parameter::Reserved);
            let difference = Difference::changed(kind, &subject, place);
            self.record(at, difference.values(reserved[0], reserved[1]));
        }
        for (key, kinds) in [
            (
                "required",
                [kind::Parameter::Required, kind::Parameter::Optional],
            ),
            (
                "allowEmptyValue",
                [kind::Parameter::EmptyAllowed, kind::Parameter::EmptyRefused],
            ),
            (
                "deprecated",
                [kind::Parameter::Deprecated, kind::Parameter::Undeprecated],
            ),
        ] {
            self.flag(at, kinds.map(Kind::Parameter), &subject, place, key);
        }
        self.documentation(at, place, &subject);
        match (place.0.get("schema"), place.1.get("schema")) {
            (Some(base), Some(head)) => {
                let items = self.items_of_one(after, (&base, &head));
                let twin = match &items {
                    Some(items) => {
                        let kind = Kind::Value(kind::Value::Type(Range::Wider));
                        let wider = Difference::changed(kind, &subject, (&base, &head));
                        let from = self.base.effective(base.clone()).kind();
                        self.record(at, wider.values(from, "array"));
                        items.clone()
                    }
                    None => head,
                };
                let below = self.schema_of_text(base, twin, &subject);
                self.lead_to_written(at, below, sides, false);
            }
            (None, None) => self.contents(at, place, &subject, sides),
            _ => self.record(at, Difference::changed(style, &subject, place)),
        }
        at
    }

    /// The items of a list that was a single value: with a key for each item, one item is written as that value was.
    fn items_of_one(
        &self,
        parameter: &Parameter<'a>,
        (base, head): (&Node<'a>, &Node<'a>),
    ) -> Option<Node<'a>> {
        let node = &parameter.node;
        let explodes = node.value.get("explode").is_none_or(|flag| *flag == true);
        let is_form = ["", "form"].contains(&node.text("style"));
        let is_in_query = ["query", "cookie"].contains(&parameter.place);
        let before = self.base.effective(base.clone());
        let after = self.head.effective(head.clone());
        let least = after.get("minItems").and_then(|least| least.value.as_f64());
        let is_one = SINGLE.contains(&before.kind()) && least.is_none_or(|least| least <= 1.0);
        let is_list = after.kind() == "array" && is_in_query && is_form && explodes;
        after.get("items").filter(|_| is_one && is_list)
    }

    /// Whether the parameter may have several values, so that `explode` matters.
    pub(super) fn explodes(&self, (base, head): (&Node<'a>, &Node<'a>)) -> bool {
        let is_one = |revision: Revision<'a>, node: &Node<'a>| {
            let schema = node.get("schema").map(|schema| revision.effective(schema));
            let style = (node.text("style"), node.text("in"));
            // without names, a list is written in one way only
            let is_simple = matches!(style, ("simple", _) | ("", "path" | "header" | ""));
            schema.is_some_and(|schema| {
                let kind = schema.kind();
                SINGLE.contains(&kind) || is_simple && kind == "array"
            })
        };
        !is_one(self.base, base) && !is_one(self.head, head)
    }
}

/// The parameters whose names others in other places have, too: in Rust, the first of them has the name.
fn of_one_name(parameters: &[Parameter]) -> Vec<String> {
    let mut places: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for parameter in parameters {
        let places = places.entry(parameter.name).or_default();
        places.push(parameter.place);
    }
    let shared = places.into_iter().filter(|(_, places)| places.len() > 1);
    let named = |(name, places): (&str, Vec<&str>)| -> Vec<String> {
        let places = places.into_iter();
        places.map(|place| format!("{place} {name}")).collect()
    };
    shared.flat_map(named).collect()
}

/// Types of a single value.
pub(super) const SINGLE: [&str; 4] = ["string", "integer", "number", "boolean"];

/// How a parameter, a header or a part of a form is serialized, with OpenAPI's defaults.
pub(super) fn style(node: &Node, place: &str, explodes: bool) -> Value {
    let style = match (node.text("style"), place) {
        ("", "query" | "cookie") => "form",
        ("", _) => "simple",
        (style, _) => style,
    };
    let explode = node.value.get("explode").and_then(Value::as_bool);
    let explode = explodes && explode.unwrap_or(style == "form");
    json!({"style": style, "explode": explode})
}

/// The schema of a parameter; without one, the parameter.
fn schema_or_all<'a>(node: &Node<'a>) -> Node<'a> {
    node.get("schema").unwrap_or_else(|| node.clone())
}

fn without_name(parameter: &Parameter) -> Value {
    let mut content = parameter.node.value.clone();
    if let Some(fields) = content.as_object_mut() {
        fields.shift_remove("name");
    }
    content
}

fn is_described(parameter: &Parameter) -> bool {
    parameter.node.value.get("description").is_some()
}
