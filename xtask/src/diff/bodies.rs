//! Bodies of requests and responses: whether there is one, its media types, and how its parts are encoded.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::difference::{Difference, Sides};
use super::documentation::beside_reference;
use super::effective::EffectiveSchema;
use super::kind::{Body, Kind, Range};
use super::node::{Node, Revision};
use super::operations::Operation;
use super::pairing::take_pairs;
use super::parameters::{SINGLE, style};
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
                self.record(at, difference.on(sides));
            }
            (None, Some(after)) => {
                let required = self.head.resolve(after.clone()).flag("required");
                let kind = Kind::Body(Body::Added { required });
                self.record(at, Difference::added(kind, &subject, &after).on(sides));
            }
            (Some(before), Some(after)) => {
                let beside = [
                    beside_reference(self.base, &before),
                    beside_reference(self.head, &after),
                ];
                let before = self.base.resolve(before);
                let after = self.head.resolve(after);
                let place = (&before, &after);
                self.described(at, beside, place, &subject);
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
        let (mut gone, mut new) = (types(place.0), types(place.1));
        let kept = gone.clone();
        let mut pairs = Vec::new();
        take_pairs(&mut gone, &mut new, &mut pairs, |one, other| {
            one.0 == other.0
        });
        take_pairs(&mut gone, &mut new, &mut pairs, |one, other| {
            plain(one.0) == plain(other.0)
        });
        let same = pairs.len();
        // other parameters of the same media type
        take_pairs(&mut gone, &mut new, &mut pairs, |one, other| {
            plain(one.0).0 == plain(other.0).0
        });
        for (at_pair, ((was, media), (is, twin))) in pairs.into_iter().enumerate() {
            if at_pair >= same {
                let kind = Kind::Body(Body::MediaTypeChanged(parameters(was, is)));
                let of = subject.part(Part::MediaType(was.to_owned()));
                let changed = Difference::changed(kind, &of, (&media, &twin));
                self.record(at, changed.values(was, is));
            }
            self.media_type(at, (&media, &twin), sides, subject);
        }
        for (name, media) in gone {
            // A range that contains it.
            if let Some((_, twin)) = new.iter().find(|(range, _)| contains(range, name)) {
                self.media_type(at, (&media, twin), sides, subject);
                continue;
            }
            let narrowed = new.iter().any(|(other, _)| contains(name, other));
            if let Some((_, twin)) = new.iter().find(|(other, _)| contains(name, other)) {
                self.media_type(at, (&media, twin), sides, subject);
            }
            let kind = Kind::Body(Body::MediaTypeRemoved { narrowed });
            let name = subject.part(Part::MediaType(name.to_owned()));
            self.removed(at, kind, &name, &media, place.1);
        }
        for (name, media) in new {
            // A range that the base has contains it.
            if kept.iter().any(|(range, _)| contains(range, name)) {
                continue;
            }
            let kind = Kind::Body(Body::MediaTypeAdded);
            let name = subject.part(Part::MediaType(name.to_owned()));
            self.record(at, Difference::added(kind, &name, &media));
        }
    }

    /// One media type of a body.
    fn media_type(
        &mut self,
        at: usize,
        place: (&Node<'a>, &Node<'a>),
        sides: Sides,
        subject: &Subject,
    ) {
        self.documentation(at, place, subject);
        self.encodings(at, place, sides, subject);
        // OpenAPI 3.0 describes a body of bytes by a schema, OpenAPI 3.1 by none.
        let bytes = [(self.base, place.0), (self.head, place.1)].map(|(revision, media)| {
            let schema = media.get("schema").map(|schema| revision.effective(schema));
            schema.is_none_or(|schema| is_bytes(&schema))
        });
        let has_schema = |media: &Node<'a>| media.get("schema").is_some();
        if bytes != [true, true] || has_schema(place.0) == has_schema(place.1) {
            let is_text =
                is_text(place.0) && is_text(place.1) || self.are_plain_text(place.0, place.1);
            let before = std::mem::replace(&mut self.as_text, is_text);
            self.schema_of(at, place, subject, sides);
            self.as_text = before;
        }
    }

    /// Whether two bodies are single values in a text: an integer, or the string of its digits.
    fn are_plain_text(&self, base: &Node<'a>, head: &Node<'a>) -> bool {
        [(self.base, base), (self.head, head)]
            .into_iter()
            .all(|(revision, media)| {
                let schema = media.get("schema").map(|schema| revision.effective(schema));
                is_type(media, "text~1plain")
                    && schema.is_some_and(|schema| SINGLE.contains(&schema.kind()))
            })
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
            let types = [(self.base, base, &before), (self.head, head, &after)]
                .map(|(revision, media, part)| part_type(revision, media, name, part));
            let is_same_type = types[0] == types[1];
            if !is_same_type || encoding(&before) != encoding(&after) {
                let kind = match allows_more(&before, &after) {
                    true => Body::EncodingWidened,
                    false => Body::Encoding,
                };
                self.either(at, Kind::Body(kind), &subject, head, written);
            }
        }
    }
}

/// Whether all values of a body are sent as text: in a URL-encoded form, unless a part is JSON.
fn is_text(media: &Node) -> bool {
    let encoding = media.get("encoding");
    let mut parts = encoding.iter().flat_map(Node::entries);
    is_type(media, "application~1x-www-form-urlencoded")
        && parts.all(|(_, part)| part.text("contentType").is_empty())
}

/// Whether a body is of a media type, written as in a pointer, with any parameters.
fn is_type(media: &Node, media_type: &str) -> bool {
    let name = media.pointer.rsplit('/').next().unwrap_or_default();
    name.starts_with(media_type)
}

fn is_bytes(schema: &EffectiveSchema) -> bool {
    let format = schema.get("format");
    let is_binary = format.is_some_and(|format| *format.value == "binary");
    schema.kind() == "string" && is_binary
}

/// The media type of a part of a form. Where none is stated, the type of the property decides in a multipart form.
fn part_type<'a>(revision: Revision<'a>, media: &Node<'a>, name: &str, part: &Node<'a>) -> String {
    let stated = part.text("contentType");
    let schema = || {
        let form = revision.effective(media.get("schema")?);
        let mut properties = form.properties().into_iter();
        let (_, property) = properties.find(|(known, _)| *known == name)?;
        let schema = revision.effective(property);
        Some(match schema.get("items") {
            Some(items) if schema.kind() == "array" => revision.effective(items),
            _ => schema,
        })
    };
    if !stated.is_empty() || !is_type(media, "multipart~1") {
        return stated.to_owned();
    }
    let default = schema().map_or("", |schema| match schema.kind() {
        "object" => "application/json",
        "string" if is_bytes(&schema) => "application/octet-stream",
        "string" | "integer" | "number" | "boolean" => "text/plain",
        _ => "",
    });
    default.to_owned()
}

/// Whether a part may have the media types that it could have before, and others, and is the same otherwise.
fn allows_more(before: &Node, after: &Node) -> bool {
    let types = |part: &Node| -> Vec<String> {
        let types = part.text("contentType").split(',');
        let types = types.map(|one| one.trim().to_lowercase());
        types.filter(|one| !one.is_empty()).collect()
    };
    let (was, is) = (types(before), types(after));
    let is_kept = |one: &String| is.iter().any(|known| known == one || contains(known, one));
    encoding(before) == encoding(after) && !was.is_empty() && was.iter().all(is_kept)
}

/// The encoding of a part, without its media type and its headers.
fn encoding(part: &Node) -> Value {
    json!([style(part, "query", true), part.flag("allowReserved")])
}

/// Whether a range (`text/*`) has this media type.
fn contains(range: &str, media_type: &str) -> bool {
    let (range, media_type) = (plain(range).0, plain(media_type).0);
    let group = range.strip_suffix('*');
    range != media_type
        && (range == "*/*" || group.is_some_and(|group| media_type.starts_with(group)))
}

/// How two media types that only differ in their parameters compare. Without a `charset` there is a default.
fn parameters(was: &str, is: &str) -> Range {
    let (before, after) = (plain(was).1, plain(is).1);
    let mut lost = before.difference(&after);
    match after.is_subset(&before) && !lost.any(|one| one.starts_with("charset=")) {
        true => Range::Wider,
        false => Range::Other,
    }
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
    let significant =
        parameters.filter(|(name, value)| !name.is_empty() && !is_default(name, value));
    let significant = significant.map(|(name, value)| match name.as_str() {
        "charset" => format!("{name}={}", value.to_lowercase()),
        _ => format!("{name}={value}"),
    });
    (name.trim().to_lowercase(), significant.collect())
}
