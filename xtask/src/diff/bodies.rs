//! Bodies of requests and responses: whether there is one, its media types, and how its parts are encoded.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::difference::{Difference, Sides};
use super::kind::{Body, Kind};
use super::node::Node;
use super::operations::Operation;
use super::parameters::style;
use super::subject::{Part, Subject};
use super::walk::Walk;

impl<'a> Walk<'a> {
    pub(super) fn body(&mut self, at: usize, base: &Operation<'a>, head: &Operation<'a>) {
        let sides = head.sent();
        let subject = head.subject.part(Part::Body);
        let key = "requestBody";
        match (base.node.get(key), head.node.get(key)) {
            (None, None) => {}
            (Some(before), None) => {
                let kind = Kind::Body(Body::Removed);
                let difference = self.gone(kind, &subject, &before, &head.node);
                self.tell(at, difference.on(sides));
            }
            (None, Some(after)) => {
                let required = self.head.resolve(after.clone()).flag("required");
                let kind = Kind::Body(Body::Added { required });
                self.tell(at, Difference::added(kind, &subject, &after).on(sides));
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
                let required = [Body::Required, Body::Optional];
                self.flag(below, required.map(Kind::Body), &subject, place, "required");
                self.documentation(below, place, &subject);
                self.contents(below, place, &subject, sides);
            }
        }
    }

    /// The media types of a body, a response, a parameter or a header.
    pub(super) fn contents(
        &mut self,
        at: usize,
        place: (&Node<'a>, &Node<'a>),
        subject: &Subject,
        sides: Sides,
    ) {
        let types = |node: &Node<'a>| -> Vec<(&'a str, Node<'a>)> {
            let content = node.get("content");
            content.iter().flat_map(Node::entries).collect()
        };
        let (before, after) = (types(place.0), types(place.1));
        for (name, media) in &before {
            let Some(twin) = of_type(&after, name) else {
                let kind = Kind::Body(Body::MediaTypeRemoved);
                let name = subject.part(Part::MediaType((*name).to_owned()));
                self.removed(at, kind, &name, media, place.1);
                continue;
            };
            self.documentation(at, (media, twin), subject);
            self.encodings(at, (media, twin), sides, subject);
            self.schema_of(at, (media, twin), subject, sides);
        }
        for (name, media) in &after {
            if of_type(&before, name).is_none() {
                let kind = Kind::Body(Body::MediaTypeAdded);
                let name = subject.part(Part::MediaType((*name).to_owned()));
                self.tell(at, Difference::added(kind, &name, media));
            }
        }
    }

    /// How the parts of a form are encoded; a part without an entry has the encoding that is OpenAPI's default.
    fn encodings(
        &mut self,
        at: usize,
        (base, head): (&Node<'a>, &Node<'a>),
        sides: Sides,
        of: &Subject,
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
            let subject = of.part(Part::Encoding(name.to_owned()));
            let written = (find(&before, name), find(&after, name));
            let before = written.0.clone().unwrap_or_else(|| nothing(base));
            let after = written.1.clone().unwrap_or_else(|| nothing(head));
            self.headers(at, (&before, &after), sides, &subject);
            if encoding(&before) != encoding(&after) {
                let kind = Kind::Body(Body::Encoding);
                self.either(at, kind, &subject, head, written);
            }
        }
    }
}

/// The encoding of a part besides its headers.
fn encoding(part: &Node) -> Value {
    json!([part.text("contentType"), style(part, "query", true)])
}

/// The entry for a media type: the one of the same spelling, else the one that is equivalent.
fn of_type<'n, 'a>(types: &'n [(&'a str, Node<'a>)], wanted: &str) -> Option<&'n Node<'a>> {
    let same = types.iter().find(|(name, _)| *name == wanted);
    let found = same.or_else(|| types.iter().find(|(name, _)| plain(name) == plain(wanted)));
    found.map(|(_, node)| node)
}

/// A media type with its parameters, without `charset=utf-8`, which is the default.
fn plain(media_type: &str) -> (String, BTreeSet<String>) {
    let (name, rest) = media_type.split_once(';').unwrap_or((media_type, ""));
    let parameters = rest.split(';').map(|parameter| {
        let (name, value) = parameter.split_once('=').unwrap_or((parameter, ""));
        (name.trim().to_lowercase(), value.trim().trim_matches('"'))
    });
    let is_default =
        |name: &str, value: &str| name == "charset" && value.eq_ignore_ascii_case("utf-8");
    let told = parameters.filter(|(name, value)| !name.is_empty() && !is_default(name, value));
    let told = told.map(|(name, value)| match name.as_str() {
        "charset" => format!("{name}={}", value.to_lowercase()),
        _ => format!("{name}={value}"),
    });
    (name.trim().to_lowercase(), told.collect())
}
