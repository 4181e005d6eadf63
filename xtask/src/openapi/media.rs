//! Chooses one of the media types of a body.

use serde_json::{Map, Value};

use super::children::{MEMBERS, walk_schema};
use super::keywords::is_for_readers;
use super::references::{follow, resolve, schema_ref};
use super::value::text;

/// The JSON media type.
pub const JSON: &str = "application/json";

/// The media type of any bytes.
pub const BYTES: &str = "application/octet-stream";

/// A patch that is a list of operations.
const LIST_PATCH: &str = "application/json-patch+json";

/// A patch that is a part of the new value.
const MERGE_PATCH: &str = "application/merge-patch+json";

/// Media types of bodies that are read as a stream.
const STREAMS: [&str; 9] = [
    "text/event-stream",
    "application/x-ndjson",
    "application/ndjson",
    "application/jsonl",
    "application/x-jsonlines",
    "application/jsonlines",
    "application/stream+json",
    "application/x-json-stream",
    "application/json-seq",
];

/// One media type of a body.
pub struct Media<'a> {
    /// Its name in the document.
    pub name: &'a str,
    /// Its value in the document.
    pub value: &'a Value,
    /// Whether the body is JSON.
    pub is_json: bool,
}

impl Media<'_> {
    /// Whether the body is a sequence of values.
    pub fn is_stream(&self) -> bool {
        STREAMS.contains(&essence(self.name).to_ascii_lowercase().as_str())
    }

    /// Whether these values are server-sent events.
    pub fn is_of_events(&self) -> bool {
        essence(self.name).eq_ignore_ascii_case(STREAMS[0])
    }

    /// The media type of JSON as it is sent, with its parameters. `None` if it is plain JSON. A range such as
    /// `application/*+json` cannot be sent.
    pub fn sent_json(&self) -> Option<String> {
        self.json_with(|_| true).filter(|name| !name.contains('*'))
    }

    /// The media type as which the body is sent, if it is not a form.
    pub fn sent(&self) -> String {
        match self.is_json {
            true => self.sent_json().unwrap_or_else(|| JSON.to_owned()),
            false => single(self.name).unwrap_or(BYTES).to_owned(),
        }
    }

    /// Whether the document has a range, such as `image/*`, that does not contain the media type that is sent.
    pub fn is_sent_outside_of_its_range(&self) -> bool {
        !self.is_json && single(self.name).is_none()
    }

    /// Whether a body of the same schema could be sent with the media type `other`, which has another meaning. Plain JSON
    /// and forms have none of their own, and neither has another notation of the same value, such as XML.
    pub fn is_sent_unlike(&self, other: &str) -> bool {
        let is_plain = !essence(&self.sent())
            .to_ascii_lowercase()
            .ends_with("+json");
        match self.is_json {
            true => !is_plain && (is_json(other) || other.contains("yaml")),
            false => self.form().is_none(),
        }
    }

    /// The media type of JSON for the `accept` header. `None` if it is plain JSON. A `charset` is left out: JSON has
    /// only one, and many servers do not expect it there.
    fn accepted_json(&self) -> Option<String> {
        self.json_with(|parameter| charset(parameter).is_none())
    }

    fn json_with(&self, keeps: impl Fn(&str) -> bool) -> Option<String> {
        let essence = essence(self.name);
        let is_plain = essence.eq_ignore_ascii_case(JSON);
        if !self.is_json || !is_plain && !is_kind_of_json(essence) {
            return None;
        }
        let name = with_parameters(self.name, keeps);
        let has_none = name == essence || self.name.contains(',');
        (!is_plain || !has_none).then_some(name)
    }

    /// Whether a response is returned as a string: text, unless its schema is that of bytes.
    pub fn is_text(&self, whole: &Value) -> bool {
        let schema = self.value.get("schema").unwrap_or(&Value::Null);
        let is_text = self.name.to_ascii_lowercase().starts_with("text/");
        is_text && text(follow(whole, schema, schema_ref), "format") != "binary"
    }

    /// The kind of form, if the body is a form.
    pub fn form(&self) -> Option<&'static str> {
        match essence(self.name).to_ascii_lowercase().as_str() {
            "application/x-www-form-urlencoded" => Some("urlencoded"),
            "multipart/form-data" => Some("multipart"),
            _ => None,
        }
    }
}

/// Chooses a media type of `content`: plain JSON, else another kind of JSON (of patches the one that its schema can be),
/// else one that is described like JSON, else the first.
pub fn chosen<'a>(content: Option<&'a Value>, whole: &Value) -> Option<Media<'a>> {
    let all = || content.and_then(Value::as_object).into_iter().flatten();
    let json = all()
        .find(|(name, _)| essence(name).eq_ignore_ascii_case(JSON))
        .or_else(|| {
            all()
                .filter(|(name, _)| is_kind_of_json(essence(name)))
                .min_by_key(|(name, media)| mismatch(name, media, whole))
        })
        .or_else(|| {
            all().find(|(name, media)| {
                let any = ["*/*", "application/*"].contains(&essence(name));
                any && media
                    .get("schema")
                    .is_some_and(|it| is_structured(it, whole))
            })
        });
    // A range such as `image/*` is not the type of a body.
    let valid = || {
        let valid = all().filter(|(name, _)| is_media_type(name));
        valid.min_by_key(|(name, _)| name.contains('*'))
    };
    let (name, value) = json.or_else(valid).or_else(|| all().next())?;
    Some(Media {
        name,
        value,
        is_json: json.is_some(),
    })
}

/// How badly a schema suits a kind of JSON: a merge patch can be any value, another patch must be a list.
fn mismatch(name: &str, media: &Value, whole: &Value) -> u8 {
    match (
        essence(name).to_ascii_lowercase().as_str(),
        is_list(media, whole),
    ) {
        (LIST_PATCH, true) | (MERGE_PATCH, false) => 0,
        (LIST_PATCH, false) => 2,
        _ => 1,
    }
}

fn is_list(media: &Value, whole: &Value) -> bool {
    let schema = media.get("schema").unwrap_or(&Value::Null);
    text(follow(whole, schema, schema_ref), "type") == "array"
}

/// The other media types of a body that have the schema of the one that is sent, and as which it can be sent, too.
pub fn further_to_send<'a>(
    content: Option<&'a Value>,
    sent: &Media,
    whole: &Value,
) -> impl Iterator<Item = &'a str> {
    let further = alike(content, sent, whole).filter(move |(name, media)| {
        *name != sent.name && sent.is_sent_unlike(name) && mismatch(name, media, whole) < 2
    });
    further.map(|(name, _)| name.as_str())
}

/// The media types for the `accept` header: the one that is chosen and, if it is not JSON, those of the same schema. `None`
/// if it is plain JSON, or if the document has no valid media type.
pub fn accepted(content: Option<&Value>, used: &Media, whole: &Value) -> Option<String> {
    if used.is_json {
        return used.accepted_json();
    }
    let names: Vec<String> = alike(content, used, whole)
        .map(|(name, _)| with_parameters(name, |parameter| charset(parameter).is_none()))
        .collect();
    (!names.is_empty()).then(|| names.join(", "))
}

/// The valid media types of a body with the schema of one of them, and that one.
fn alike<'a>(
    content: Option<&'a Value>,
    one: &Media,
    whole: &Value,
) -> impl Iterator<Item = (&'a String, &'a Value)> {
    let own = described(one.value, whole);
    let all = content.and_then(Value::as_object).into_iter().flatten();
    all.filter(move |(name, media)| {
        let is_alike = own.is_some() && described(media, whole) == own;
        (*name == one.name || is_alike) && is_media_type(name)
    })
}

/// The schema of a media type without its documentation, for comparisons. `None` if it says nothing.
pub fn described(media: &Value, whole: &Value) -> Option<Value> {
    let (_, schema) = resolve(whole, "", media.get("schema")?)?;
    let schema = undocumented(schema);
    let says_nothing = schema.as_object().is_some_and(Map::is_empty);
    (!says_nothing).then_some(schema)
}

/// Chooses a media type for a response that is read while it is received (`x-stream`): a sequence of values, else one
/// that is not JSON.
pub fn chosen_to_stream<'a>(content: Option<&'a Value>) -> Option<Media<'a>> {
    let all = content.and_then(Value::as_object).into_iter().flatten();
    let media = all.map(|(name, value)| Media {
        name,
        value,
        is_json: is_json(name),
    });
    let mut others: Vec<Media> = media.filter(|media| !media.is_json).collect();
    let stream = others.iter().position(Media::is_stream).unwrap_or_default();
    (!others.is_empty()).then(|| others.swap_remove(stream))
}

/// Chooses a media type for a body that is sent: a form rather than bytes, and a form with files rather than one
/// without, or JSON with the same files, which JSON cannot hold.
pub fn chosen_to_send<'a>(content: Option<&'a Value>, whole: &Value) -> Option<Media<'a>> {
    let all = || content.and_then(Value::as_object).into_iter().flatten();
    let forms = || {
        let media = all().map(|(name, value)| Media {
            name,
            value,
            is_json: false,
        });
        media.filter(|media| media.form().is_some())
    };
    let is_multipart = |media: &Media| media.form() == Some("multipart");
    let with_files = || forms().find(|media| is_multipart(media) && has_bytes(media, whole));
    let found = chosen(content, whole).filter(|media| media.is_json);
    found
        .filter(|json| !has_bytes(json, whole) || with_files().is_none())
        .or_else(with_files)
        .or_else(|| forms().next())
        .or_else(|| chosen(content, whole))
}

/// Whether a body has a property of bytes, which only a multipart form can send.
fn has_bytes(media: &Media, whole: &Value) -> bool {
    let schema = media.value.get("schema").unwrap_or(&Value::Null);
    let found = follow(whole, schema, schema_ref);
    let properties = found.get("properties").and_then(Value::as_object);
    let mut properties = properties.into_iter().flatten();
    properties.any(|(_, property)| is_bytes(property, whole))
}

/// Whether a schema is that of bytes, or of a list of them.
pub fn is_bytes(schema: &Value, whole: &Value) -> bool {
    let found = follow(whole, schema, schema_ref);
    let items = found.get("items").unwrap_or(found);
    let mut parts = [found, follow(whole, items, schema_ref)].into_iter();
    parts.any(|it| text(it, "format") == "binary")
}

/// Whether a body of this media type is JSON.
pub fn is_json(name: &str) -> bool {
    essence(name).eq_ignore_ascii_case(JSON) || is_kind_of_json(essence(name))
}

fn is_kind_of_json(essence: &str) -> bool {
    let name = essence.to_ascii_lowercase();
    let is_kind = name.ends_with("+json") && !STREAMS.contains(&name.as_str());
    is_kind || ["text/json", "application/x-json"].contains(&name.as_str())
}

/// The character set of a media type, if it is not that of strings.
pub fn other_charset(name: &str) -> Option<String> {
    let charset = name.split(';').skip(1).find_map(charset)?;
    let is_other = !["utf-8", "utf8", "us-ascii"].contains(&charset.as_str());
    is_other.then_some(charset)
}

/// The character set, if a parameter of a media type is one.
fn charset(parameter: &str) -> Option<String> {
    let (name, value) = parameter.split_once('=')?;
    let is_charset = name.trim().eq_ignore_ascii_case("charset");
    is_charset.then(|| value.trim().trim_matches('"').to_ascii_lowercase())
}

/// One media type for a media type or a range of them. `None` for a range of which only callers know the type of a body:
/// `image/*`.
pub fn single(name: &str) -> Option<&str> {
    match essence(name) {
        "*/*" | "application/*" => Some(BYTES),
        "text/*" => Some("text/plain"),
        range if range.contains('*') => is_kind_of_json(range).then_some(JSON),
        _ => Some(name),
    }
}

/// A media type with some of its parameters.
fn with_parameters(name: &str, keeps: impl Fn(&str) -> bool) -> String {
    let mut is_quoted = false;
    let ends = |character| {
        is_quoted ^= character == '"';
        character == ';' && !is_quoted
    };
    let parameters = name.split(ends).skip(1).map(str::trim);
    let kept = parameters.filter(|it| !it.is_empty() && keeps(it));
    let all: Vec<&str> = std::iter::once(essence(name)).chain(kept).collect();
    all.join("; ")
}

/// A media type without its parameters.
pub fn essence(name: &str) -> &str {
    // Some documents write a comma in front of parameters.
    name.split([';', ',']).next().unwrap_or_default().trim()
}

/// Whether `name` is `type/subtype`, with or without parameters, and can be the value of a header.
pub fn is_media_type(name: &str) -> bool {
    let in_header = name.chars().all(|c| matches!(c, ' '..='~'));
    let token = |part: &str| {
        !part.is_empty()
            && part
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || "!#$%&'*+.^_`|~-".contains(c))
    };
    essence(name)
        .split_once('/')
        .is_some_and(|(kind, sub)| in_header && token(kind) && token(sub))
}

/// A schema without its documentation, for comparisons.
pub fn undocumented(schema: &Value) -> Value {
    let mut schema = schema.clone();
    walk_schema(&mut schema, &mut |node| {
        let is_reference = node.get("$ref").is_some();
        if let Some(fields) = node.as_object_mut() {
            fields.retain(|key, _| match is_reference {
                true => key == "$ref",
                false => !is_for_readers(key) && key != "default" && !key.starts_with("x-"),
            });
        }
    });
    schema
}

/// Whether a schema describes more than a string: it has another type, properties or members.
pub fn is_structured(place: &Value, whole: &Value) -> bool {
    let found = follow(whole, place, schema_ref);
    !["", "string"].contains(&text(found, "type"))
        || found.get("properties").is_some()
        || MEMBERS.iter().any(|key| found.get(key).is_some())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_parameters_of_json_are_sent_as_they_are() {
        let whole = json!({});
        for (name, sent) in [
            ("application/json", None),
            (
                r#"application/json;p="a;b" ; v=2"#,
                Some(r#"application/json; p="a;b"; v=2"#),
            ),
        ] {
            let content = json!({name: {}});
            let media = chosen(Some(&content), &whole).map(|media| media.sent_json());
            assert_eq!(media.flatten().as_deref(), sent);
        }
    }
}
