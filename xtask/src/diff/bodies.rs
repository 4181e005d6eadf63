//! Bodies of requests and answers: whether there are any, and in which media types.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::difference::Sides;
use super::operations::Operation;
use super::parameters::style;
use super::view::Node;
use super::walker::Walk;
use crate::review::rules;

impl<'a> Walk<'a> {
    pub(super) fn body(&mut self, at: usize, base: &Operation<'a>, head: &Operation<'a>) {
        let (name, sides) = (&head.name, head.sent());
        let what = format!("the body of {name}");
        let key = "requestBody";
        match (base.node.get(key), head.node.get(key)) {
            (None, None) => {}
            (Some(before), None) => {
                let message = format!("{name} takes no body any more");
                self.removed(at, rules::BODY_REMOVED, &before, &head.node, message);
                self.with_last(at, |difference| difference.sides = sides);
            }
            (None, Some(after)) => {
                let required = self.head.resolve(after.clone()).flag("required");
                let (rule, message) = if required {
                    (rules::REQUIRED_BODY_ADDED, "demands a body")
                } else {
                    (rules::BODY_ADDED, "takes a body")
                };
                self.added(at, rule, &after, format!("{name} {message}"));
                self.with_last(at, |difference| difference.sides = sides);
            }
            (Some(before), Some(after)) => {
                let before = self.base.resolve(before);
                let after = self.head.resolve(after);
                let place = (&before, &after);
                let kind = sides.kind(["body", "body of a callback"]);
                let (below, new) = self.pair(kind, place.0, place.1);
                self.lead(at, below, sides);
                if !new {
                    return;
                }
                self.flag(
                    below,
                    place,
                    "required",
                    &what,
                    [
                        (rules::BODY_BECAME_REQUIRED, "is required"),
                        (rules::BODY_BECAME_OPTIONAL, "is no longer required"),
                    ],
                );
                self.words(below, place, &what);
                self.contents(below, place, &what, sides);
            }
        }
    }

    /// The media types of a body, an answer, a parameter or a header.
    pub(super) fn contents(
        &mut self,
        at: usize,
        place: (&Node<'a>, &Node<'a>),
        what: &str,
        sides: Sides,
    ) {
        let types = |node: &Node<'a>| -> Vec<(&'a str, Node<'a>)> {
            let content = node.get("content");
            content.iter().flat_map(Node::entries).collect()
        };
        let (before, after) = (types(place.0), types(place.1));
        for (name, media) in &before {
            let Some(twin) = of_type(&after, name) else {
                let message = format!("{what} is no longer {name}");
                self.removed(at, rules::MEDIA_TYPE_REMOVED, media, place.1, message);
                continue;
            };
            self.words(at, (media, twin), what);
            self.encodings(at, (media, twin), sides, what);
            match (media.get("schema"), twin.get("schema")) {
                (Some(base), Some(head)) => {
                    let below = self.schema(base, head, what);
                    self.lead(at, below, sides);
                }
                (Some(base), None) => {
                    let message = format!("{what} may be anything");
                    self.removed(at, rules::TYPE_WIDENED, &base, twin, message);
                }
                (None, Some(head)) => {
                    let message = format!("{what} has a type and could be anything");
                    self.added(at, rules::TYPE_NARROWED, &head, message);
                }
                (None, None) => {}
            }
        }
        for (name, media) in &after {
            if of_type(&before, name).is_none() {
                let message = format!("{what} may be {name}");
                self.added(at, rules::MEDIA_TYPE_ADDED, media, message);
            }
        }
    }

    /// How the parts of a form are written: what nothing is said of is written as OpenAPI says.
    fn encodings(
        &mut self,
        at: usize,
        (base, head): (&Node<'a>, &Node<'a>),
        sides: Sides,
        what: &str,
    ) {
        let parts = |media: &Node<'a>| -> Vec<(&'a str, Node<'a>)> {
            let encoding = media.get("encoding");
            encoding.iter().flat_map(Node::entries).collect()
        };
        let find = |list: &[(&'a str, Node<'a>)], name: &str| {
            let found = list.iter().find(|(known, _)| *known == name);
            found.map(|(_, node)| node.clone())
        };
        let nothing = |media: &Node<'a>| Node {
            pointer: media.pointer.clone(),
            value: &Value::Null,
        };
        let (before, after) = (parts(base), parts(head));
        let names: BTreeSet<&str> = before.iter().chain(&after).map(|(name, _)| *name).collect();
        for name in names {
            let what = format!("the encoding of `{name}` of {what}");
            let changed = (find(&before, name), find(&after, name));
            let before = changed.0.clone().unwrap_or_else(|| nothing(base));
            let after = changed.1.clone().unwrap_or_else(|| nothing(head));
            self.headers(at, (&before, &after), sides, &what);
            if encoding(&before) != encoding(&after) {
                self.either(at, rules::ENCODING_CHANGED, (base, head), changed, &what);
            }
        }
    }
}

/// What an encoding says besides its headers.
fn encoding(said: &Node) -> Value {
    json!([said.text("contentType"), style(said, "query", true)])
}

/// The entry for a media type: the one that is called the same, else the one that means the same.
fn of_type<'n, 'a>(types: &'n [(&'a str, Node<'a>)], wanted: &str) -> Option<&'n Node<'a>> {
    let same = types.iter().find(|(name, _)| *name == wanted);
    let found = same.or_else(|| types.iter().find(|(name, _)| plain(name) == plain(wanted)));
    found.map(|(_, node)| node)
}

/// A media type without its `charset`, which makes no other type of it; all else behind a semicolon does.
fn plain(media_type: &str) -> (String, BTreeSet<String>) {
    let (name, rest) = media_type.split_once(';').unwrap_or((media_type, ""));
    let parameters = rest.split(';').map(|parameter| {
        let (name, value) = parameter.split_once('=').unwrap_or((parameter, ""));
        (name.trim().to_lowercase(), value.trim())
    });
    let told = parameters.filter(|(name, _)| !name.is_empty() && name != "charset");
    let told = told.map(|(name, value)| format!("{name}={value}"));
    (name.trim().to_lowercase(), told.collect())
}
