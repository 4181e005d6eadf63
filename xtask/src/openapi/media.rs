//! Chooses one of the media types of a body.

use serde_json::{Value, json};

use super::children::{CHOICES, MEMBERS, walk_schema};
use super::keywords::is_for_readers;
use super::references::{follow, schema_ref};
use super::value::text;

/// The JSON media type.
pub const JSON: &str = "application/json";

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

    /// The schema of one of these values. `None` if it is a string. Some documents describe the whole body as a list.
    pub fn streamed(&self, whole: &Value) -> Option<Value> {
        let schema = self.value.get("schema")?;
        let found = follow(whole, schema, schema_ref);
        let item = match text(found, "type") {
            "array" => found.get("items")?,
            _ => schema,
        };
        let item = match self
            .is_of_events()
            .then(|| data_of_event(item, whole))
            .flatten()
        {
            Some(data) => data,
            None => item.clone(),
        };
        let found = follow(whole, &item, schema_ref);
        let is_text = text(found, "type") == "string" || found.as_object()?.is_empty();
        (!is_text).then_some(item)
    }

    /// The media type of JSON as it is sent, with its parameters. `None` if it is plain JSON.
    pub fn sent_json(&self) -> Option<String> {
        self.json_with(|_| true)
    }

    /// The media type of JSON for the `accept` header. `None` if it is plain JSON. A `charset` is left out: JSON has
    /// only one, and many servers do not expect it there.
    pub fn accepted_json(&self) -> Option<String> {
        let is_charset = |parameter: &str| parameter.to_ascii_lowercase().starts_with("charset");
        self.json_with(|parameter| !is_charset(parameter))
    }

    fn json_with(&self, keeps: impl Fn(&str) -> bool) -> Option<String> {
        let essence = essence(self.name);
        let is_plain = essence.eq_ignore_ascii_case(JSON);
        if !self.is_json || !is_plain && !is_kind_of_json(essence) {
            return None;
        }
        let mut is_quoted = false;
        let ends = |character| {
            is_quoted ^= character == '"';
            character == ';' && !is_quoted
        };
        let parameters = self.name.split(ends).skip(1).map(str::trim);
        let kept = parameters.filter(|it| !it.is_empty() && keeps(it));
        let kept: Vec<&str> = kept.collect();
        match (is_plain, kept.as_slice()) {
            (true, []) => None,
            (true, _) if self.name.contains(',') => None,
            (_, []) => Some(essence.to_owned()),
            (_, kept) => Some(format!("{essence}; {}", kept.join("; "))),
        }
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

/// The schema of the data, if a schema describes whole server-sent events or a choice of them, as OpenAPI 3.2 and many
/// documents do. Others describe only the data.
fn data_of_event(schema: &Value, whole: &Value) -> Option<Value> {
    let mut all = Vec::new();
    collect_data(schema, whole, MOST_NESTED, &mut all)?;
    // A string that ends the stream is no value.
    let is_end = |data: &Value| data.pointer("/enum/0").is_some_and(|it| it == "[DONE]");
    if !all.iter().all(is_end) {
        all.retain(|data| !is_end(data));
    }
    match all.len() {
        1 => all.pop(),
        _ => Some(json!({ "oneOf": all })),
    }
}

/// The deepest choice in a choice of events.
const MOST_NESTED: usize = 4;

fn collect_data(schema: &Value, whole: &Value, left: usize, all: &mut Vec<Value>) -> Option<()> {
    let found = follow(whole, schema, schema_ref);
    let mut members = CHOICES.iter().filter_map(|key| found.get(*key)?.as_array());
    if let Some(members) = members.next() {
        let left = left.checked_sub(1)?;
        let mut members = members.iter();
        return members.try_for_each(|member| collect_data(member, whole, left, all));
    }
    let fields = found.get("properties")?.as_object()?;
    let is_of_event = |name: &String| ["data", "event", "id", "retry"].contains(&name.as_str());
    let data = fields
        .get("data")
        .filter(|_| fields.keys().all(is_of_event))?;
    let meant = undocumented(data);
    if all.iter().all(|known| undocumented(known) != meant) {
        all.push(data.clone());
    }
    Some(())
}

/// Chooses a media type of `content`: plain JSON, else another kind of JSON, else one that is described like JSON, else
/// the first.
pub fn chosen<'a>(content: Option<&'a Value>, whole: &Value) -> Option<Media<'a>> {
    let all = || content.and_then(Value::as_object).into_iter().flatten();
    let json = all()
        .find(|(name, _)| essence(name).eq_ignore_ascii_case(JSON))
        .or_else(|| all().find(|(name, _)| is_kind_of_json(essence(name))))
        .or_else(|| {
            all().find(|(name, media)| {
                let any = ["*/*", "application/*"].contains(&essence(name));
                any && media
                    .get("schema")
                    .is_some_and(|it| is_structured(it, whole))
            })
        });
    let valid = || all().find(|(name, _)| is_media_type(name));
    let (name, value) = json.or_else(valid).or_else(|| all().next())?;
    Some(Media {
        name,
        value,
        is_json: json.is_some(),
    })
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
    properties.any(|(_, property)| {
        let items = property.get("items").unwrap_or(property);
        let mut parts = [property, items].into_iter();
        parts.any(|it| text(it, "format") == "binary")
    })
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
