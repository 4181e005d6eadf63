//! Parameters of an operation: its own and those of its path, paired by place and name.

use serde_json::{Value, json};

use super::difference::Sides;
use super::operations::{Operation, parameters_of};
use super::pairing::{renamed, take_pairs};
use super::view::{Node, Revision};
use super::walker::Walk;
use crate::review::rules;

/// Headers that OpenAPI says are no parameters.
const NO_PARAMETERS: [&str; 3] = ["accept", "content-type", "authorization"];

/// A parameter of one revision: how it is known there, and what it says.
#[derive(Clone, Debug)]
struct Parameter<'a> {
    place: &'a str,
    name: &'a str,
    /// The name that pairs it: of a path parameter the position, of a header the name in lower case.
    key: String,
    node: Node<'a>,
}

impl<'a> Parameter<'a> {
    fn what(&self, operation: &str) -> String {
        format!("{} parameter `{}` of {operation}", self.place, self.name)
    }
}

fn all<'a>(revision: Revision<'a>, operation: &Operation<'a>) -> Vec<Parameter<'a>> {
    let in_path = parameters_of(operation.path);
    let mut found: Vec<Parameter<'a>> = Vec::new();
    for holder in [&operation.node, &operation.item] {
        for node in holder.get("parameters").iter().flat_map(Node::items) {
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
            let known = |other: &Parameter| other.place == place && other.key == key;
            if !is_none && !found.iter().any(known) {
                found.push(Parameter {
                    place,
                    name,
                    key,
                    node,
                });
            }
        }
    }
    found
}

impl<'a> Walk<'a> {
    pub(super) fn parameters(&mut self, at: usize, base: &Operation<'a>, head: &Operation<'a>) {
        let (operation, sides) = (&head.name, head.sent());
        let mut gone = all(self.base, base);
        let mut new = all(self.head, head);
        self.order_of_parameters(at, (base, &gone), (head, &new));
        let mut pairs = Vec::new();
        take_pairs(&mut gone, &mut new, &mut pairs, |one, other| {
            one.place == other.place && one.key == other.key
        });
        // The same name in another place has moved there.
        take_pairs(&mut gone, &mut new, &mut pairs, |one, other| {
            one.name == other.name
        });
        let renamed_pairs = {
            let named = |list: &[Parameter<'a>]| -> Vec<(&'a str, Node<'a>)> {
                let list = list.iter().filter(|parameter| parameter.place != "path");
                list.map(|parameter| (parameter.name, nameless(&parameter.node)))
                    .collect()
            };
            renamed(&named(&gone), &named(&new))
        };
        take_pairs(&mut gone, &mut new, &mut pairs, |one, other| {
            let known =
                |pair: &((&str, _), (&str, _))| pair.0.0 == one.name && pair.1.0 == other.name;
            renamed_pairs.iter().any(known) && one.place == other.place
        });
        take_pairs(&mut gone, &mut new, &mut pairs, |one, other| {
            one.place == other.place
                && one.place != "path"
                && without_name(one) == without_name(other)
                && is_described(one)
        });
        for (before, after) in pairs {
            let below = self.parameter(&before, &after, sides, operation);
            self.lead(at, below, sides);
        }
        for before in gone {
            let message = format!("{} is gone", before.what(operation));
            let below = self.side_pair(at, "parameter-removed", (&before.node, &head.node), sides);
            self.removed(
                below,
                rules::PARAMETER_REMOVED,
                &before.node,
                &head.node,
                message,
            );
        }
        for after in new {
            let (rule, kind) = if after.node.flag("required") {
                (rules::REQUIRED_PARAMETER_ADDED, "new and required")
            } else {
                (rules::PARAMETER_ADDED, "new")
            };
            let message = format!("{} is {kind}", after.what(operation));
            let below = self.side_pair(at, "parameter-added", (&base.node, &after.node), sides);
            self.added(below, rule, &after.node, message);
        }
    }

    fn order_of_parameters(
        &mut self,
        at: usize,
        (base, before): (&Operation<'a>, &[Parameter<'a>]),
        (head, after): (&Operation<'a>, &[Parameter<'a>]),
    ) {
        let names = |list: &[Parameter<'a>], other: &[Parameter<'a>]| -> Vec<&'a str> {
            let demanded = |one: &&Parameter| one.place != "path" && one.node.flag("required");
            let stays =
                |one: &&Parameter| other.iter().filter(demanded).any(|o| o.name == one.name);
            let kept = list.iter().filter(demanded).filter(stays);
            kept.map(|parameter| parameter.name).collect()
        };
        let (was, is) = (names(before, after), names(after, before));
        if was != is {
            let places = (&base.node, &head.node);
            let values = (json!(was), json!(is));
            let message = format!("{} takes what it requires in another order", head.name);
            self.changed_to(at, rules::PARAMETERS_REORDERED, places, values, message);
        }
    }

    /// A pair of its own for what only one side meets.
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
        operation: &str,
    ) -> usize {
        let place = (&before.node, &after.node);
        let kind = sides.kind(["parameter", "parameter of a callback"]);
        let (at, new) = self.pair(kind, place.0, place.1);
        if !new {
            return at;
        }
        let shared = after.node.pointer.starts_with("/components/");
        let what = if shared {
            format!("{} parameter `{}`", after.place, after.name)
        } else {
            after.what(operation)
        };
        if before.place != after.place {
            let message = format!("{what} was in the {}", before.place);
            let values = (json!(before.place), json!(after.place));
            self.changed_to(at, rules::PARAMETER_MOVED, place, values, message);
        } else if before.name != after.name {
            let rule = match after.place {
                "path" => rules::PATH_PARAMETER_RENAMED,
                "header" if before.key == after.key => rules::PATH_PARAMETER_RENAMED,
                _ => rules::PARAMETER_RENAMED,
            };
            let message = format!("{what} was called `{}`", before.name);
            let values = (json!(before.name), json!(after.name));
            self.changed_to(at, rule, place, values, message);
        }
        self.flag(
            at,
            place,
            "required",
            &what,
            [
                (rules::PARAMETER_BECAME_REQUIRED, "is required"),
                (rules::PARAMETER_BECAME_OPTIONAL, "is no longer required"),
            ],
        );
        let explodes = self.explodes(place);
        let (was, is) = (
            style(place.0, before.place, explodes),
            style(place.1, after.place, explodes),
        );
        if was != is && before.place == after.place {
            let message = format!("{what} is written another way");
            self.changed_to(
                at,
                rules::PARAMETER_STYLE_CHANGED,
                place,
                (was, is),
                message,
            );
        }
        self.flag(
            at,
            place,
            "allowEmptyValue",
            &what,
            [
                (rules::PARAMETER_EMPTY_ALLOWED, "may be empty"),
                (rules::PARAMETER_EMPTY_REFUSED, "can no longer be empty"),
            ],
        );
        self.flag(
            at,
            place,
            "deprecated",
            &what,
            [
                (rules::PARAMETER_DEPRECATED, "is deprecated"),
                (rules::PARAMETER_UNDEPRECATED, "is no longer deprecated"),
            ],
        );
        self.words(at, place, &what);
        match (place.0.get("schema"), place.1.get("schema")) {
            (Some(base), Some(head)) => {
                let below = self.schema(base, head, &what);
                self.lead(at, below, sides);
            }
            (None, None) => self.contents(at, place, &what, sides),
            _ => {
                let message = format!("{what} is written another way");
                self.changed(at, rules::PARAMETER_STYLE_CHANGED, place, message);
            }
        }
        at
    }

    /// Whether there may be several values to be written with a key for each, or without.
    pub(super) fn explodes(&self, (base, head): (&Node<'a>, &Node<'a>)) -> bool {
        let is_one = |revision: Revision<'a>, node: &Node<'a>| {
            let schema = node.get("schema").map(|schema| revision.view(schema));
            schema.is_some_and(|schema| SINGLE.contains(&schema.kind()))
        };
        !is_one(self.base, base) && !is_one(self.head, head)
    }
}

/// Types of which a value is one.
const SINGLE: [&str; 4] = ["string", "integer", "number", "boolean"];

/// How a parameter, a header or a part of a form is written, with what OpenAPI says where nothing is said.
pub(super) fn style(node: &Node, place: &str, explodes: bool) -> Value {
    let style = match (node.text("style"), place) {
        ("", "query" | "cookie") => "form",
        ("", _) => "simple",
        (style, _) => style,
    };
    let explode = node.value.get("explode").and_then(Value::as_bool);
    let explode = explodes && explode.unwrap_or(style == "form");
    let reserved = place == "query" && node.flag("allowReserved");
    json!({"style": style, "explode": explode, "allowReserved": reserved})
}

/// The schema alone says more than the parameter where that is shared; else what the parameter says beside its name.
fn nameless<'a>(node: &Node<'a>) -> Node<'a> {
    node.get("schema").unwrap_or_else(|| node.clone())
}

fn without_name(parameter: &Parameter) -> Value {
    let mut told = parameter.node.value.clone();
    if let Some(fields) = told.as_object_mut() {
        fields.shift_remove("name");
    }
    told
}

fn is_described(parameter: &Parameter) -> bool {
    parameter.node.value.get("description").is_some()
}
