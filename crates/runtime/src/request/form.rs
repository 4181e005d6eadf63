//! Bodies of forms: `application/x-www-form-urlencoded`, and `multipart/form-data` with files.

use std::fmt::{self, Write};

use bytes::{BufMut, Bytes, BytesMut};
use serde::{
    Deserialize, Deserializer,
    de::{MapAccess, Visitor},
};
use serde_json::Value;

use crate::{
    FilePart, Secret,
    request::style::{self, Form, Style},
    types::raw_json::secrets_named,
};

/// How one property of a form is written, if not in the default way of OpenAPI.
#[derive(Debug, Clone, Copy)]
pub struct Part {
    /// The property.
    pub name: &'static str,
    /// Its style.
    pub style: Option<Style>,
    /// Its media type.
    pub content_type: Option<&'static str>,
}

/// The style of lists: repeated.
const REPEATED: Style = Style {
    form: Form::Form,
    explode: true,
    reserved: false,
};

/// Why a body cannot be sent as a form.
pub(crate) const NO_OBJECT: &str = "is not an object, so it has no fields to send as a form";

/// The fields of a form, in the order in which its type writes them: some servers read no field after a file.
#[derive(Debug)]
pub(crate) struct Fields(Vec<(String, Value)>);

impl Fields {
    /// The secrets among the values, by their names.
    pub(crate) fn secrets(&self) -> Vec<Secret> {
        let fields = self.0.iter();
        fields
            .flat_map(|(name, value)| secrets_named(name, value))
            .collect()
    }
}

impl<'de> Deserialize<'de> for Fields {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_map(FieldsVisitor)
    }
}

struct FieldsVisitor;

impl<'de> Visitor<'de> for FieldsVisitor {
    type Value = Fields;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Fields, A::Error> {
        let mut fields = Vec::new();
        while let Some(field) = map.next_entry()? {
            fields.push(field);
        }
        Ok(Fields(fields))
    }
}

/// A body of `name=value` pairs. Lists are repeated, null is an empty value, and values that contain an object are written
/// as JSON, unless a `Part` states something else. With a media type of JSON, every value is written as JSON: a string in
/// quotation marks.
pub(crate) fn encoded(Fields(fields): &Fields, parts: &[Part]) -> Result<Bytes, &'static str> {
    let mut text = String::new();
    for (name, value) in fields {
        let part = parts.iter().find(|part| part.name == name);
        let style = part.and_then(|part| part.style);
        let is_json_part = part.and_then(|part| part.content_type).is_some_and(is_json);
        let json = Style {
            form: Form::Json,
            ..REPEATED
        };
        let style = match (style, value) {
            (Some(style), _) => style,
            (None, _) if is_json_part => json,
            (None, Value::Object(_)) => json,
            (None, Value::Array(items)) if items.iter().any(is_nested) => json,
            (None, _) => REPEATED,
        };
        let null = Value::from(if is_json_part { "null" } else { "" });
        let (value, style) = match value {
            Value::Null => (&null, REPEATED),
            value => (value, style),
        };
        for (name, value) in style::pairs(name, value, style, style::percent)? {
            if !text.is_empty() {
                text.push('&');
            }
            // in a form, a space is written as a plus
            let pair = [name.replace("%20", "+"), value.replace("%20", "+")];
            text.push_str(&pair.join("="));
        }
    }
    Ok(Bytes::from(text))
}

fn is_nested(value: &Value) -> bool {
    value.is_array() || value.is_object()
}

/// A multipart body and its content type. `file` returns the file for a placeholder.
pub(crate) fn multipart(
    Fields(fields): &Fields,
    parts: &[Part],
    files: &dyn Fn(&str) -> Option<FilePart>,
) -> Result<(String, Bytes), &'static str> {
    let mut pieces: Vec<(String, Bytes)> = Vec::new();
    for (name, value) in fields {
        let part = parts.iter().find(|part| part.name == name);
        let content_type = part.and_then(|part| part.content_type);
        let items = match value {
            Value::Array(items) if content_type.is_none_or(|kind| !is_json(kind)) => {
                items.iter().collect()
            }
            value => vec![value],
        };
        for item in items {
            pieces.push(piece(name, item, content_type, files)?);
        }
    }
    let mut number = 0_u32;
    let boundary = loop {
        let boundary = format!("realtimekit-boundary-{number}");
        let is_inside = |(_, content): &(String, Bytes)| contains(content, boundary.as_bytes());
        if !pieces.iter().any(is_inside) {
            break boundary;
        }
        number += 1;
    };
    let mut whole = BytesMut::new();
    for (head, content) in pieces {
        whole.put_slice(format!("--{boundary}\r\n{head}\r\n").as_bytes());
        whole.put_slice(&content);
        whole.put_slice(b"\r\n");
    }
    whole.put_slice(format!("--{boundary}--\r\n").as_bytes());
    let content_type = format!("multipart/form-data; boundary={boundary}");
    Ok((content_type, whole.freeze()))
}

/// The head of a part, and its content.
fn piece(
    name: &str,
    value: &Value,
    content_type: Option<&'static str>,
    files: &dyn Fn(&str) -> Option<FilePart>,
) -> Result<(String, Bytes), &'static str> {
    // Null is an empty part, as in a form of pairs, unless the part is JSON.
    let content_type = content_type.filter(|kind| !value.is_null() || is_json(kind));
    let file = value.as_str().and_then(files);
    let (file_name, own_type, content) = match (file, value) {
        (Some(file), _) => {
            let kind = file.content_type;
            let kind = kind.or(content_type.map(str::to_owned));
            let kind = kind.unwrap_or_else(|| "application/octet-stream".to_owned());
            let file_name = file.file_name.unwrap_or_else(|| name.to_owned());
            (Some(file_name), Some(kind), file.content)
        }
        (None, Value::String(text)) if !content_type.is_some_and(is_json) => {
            (None, None, Bytes::from(text.clone()))
        }
        (None, Value::Array(_) | Value::Object(_)) => {
            let kind = content_type.filter(|kind| is_json(kind));
            let kind = kind.unwrap_or("application/json").to_owned();
            (None, Some(kind), Bytes::from(value.to_string()))
        }
        (None, Value::Null) if content_type.is_none() => (None, None, Bytes::new()),
        (None, value) => (None, None, Bytes::from(value.to_string())),
    };
    let mut head = format!("content-disposition: form-data; name=\"{}\"", quoted(name));
    if let Some(file_name) = file_name {
        let _ = write!(head, "; filename=\"{}\"", quoted(&file_name));
    }
    head.push_str("\r\n");
    if let Some(kind) = own_type.or(content_type.map(str::to_owned)) {
        if !kind.bytes().all(|byte| (b' '..=b'~').contains(&byte)) {
            return Err(
                "has a file with a media type that is not valid in a header; use printable ASCII",
            );
        }
        let _ = write!(head, "content-type: {kind}\r\n");
    }
    Ok((head, content))
}

/// A name in quotation marks, as browsers write it.
fn quoted(name: &str) -> String {
    name.replace('"', "%22")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

fn is_json(content_type: &str) -> bool {
    content_type.starts_with("application/json") || content_type.contains("+json")
}

fn contains(content: &[u8], boundary: &[u8]) -> bool {
    content
        .windows(boundary.len())
        .any(|window| window == boundary)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn fields(body: Value) -> Fields {
        serde_json::from_value(body).unwrap()
    }

    const DEEP: Part = Part {
        name: "metadata",
        style: Some(Style {
            form: Form::Deep,
            explode: true,
            reserved: false,
        }),
        content_type: None,
    };

    #[test]
    fn a_form_has_a_pair_for_each_value() {
        let body =
            json!({"a": "x y&z", "b": [1, 2], "c": {"d": 1}, "metadata": {"k": true}, "n": null});
        let form = encoded(&fields(body), &[DEEP]).unwrap();
        assert_eq!(
            form,
            "a=x+y%26z&b=1&b=2&c=%7B%22d%22%3A1%7D&metadata%5Bk%5D=true&n="
        );
        let ordered = serde_json::from_str(r#"{"z": 1, "a": 2}"#).unwrap();
        assert_eq!(encoded(&ordered, &[]).unwrap(), "z=1&a=2");
    }

    #[test]
    fn null_is_empty_in_every_form() {
        let body = fields(json!({"l": [null, "x"], "n": null}));
        assert_eq!(encoded(&body, &[]).unwrap(), "l=&l=x&n=");
        let (_, whole) = multipart(&body, &[], &|_| None).unwrap();
        let whole = String::from_utf8_lossy(&whole).replace("\r\n", "|");
        assert_eq!(
            whole,
            "--realtimekit-boundary-0|content-disposition: form-data; name=\"l\"|||\
             --realtimekit-boundary-0|content-disposition: form-data; name=\"l\"||x|\
             --realtimekit-boundary-0|content-disposition: form-data; name=\"n\"|||\
             --realtimekit-boundary-0--|"
        );
    }

    #[test]
    fn parts_have_names_types_and_a_boundary_that_is_in_none_of_them() {
        let body = json!({"file": "#1", "meta": {"a": 1}, "tags": ["x", "y"], "text": "realtimekit-boundary-0"});
        let file = |text: &str| {
            let file = FilePart::from(b"\x00\xff".to_vec()).file_name("a\"b.png");
            (text == "#1").then_some(file)
        };
        let image = Part {
            name: "file",
            style: None,
            content_type: Some("image/png"),
        };
        let (content_type, whole) = multipart(&fields(body), &[image], &file).unwrap();
        assert_eq!(
            content_type,
            "multipart/form-data; boundary=realtimekit-boundary-1"
        );
        let start: &[u8] =
            b"--realtimekit-boundary-1\r\ncontent-disposition: form-data; name=\"file\"; \
            filename=\"a%22b.png\"\r\ncontent-type: image/png\r\n\r\n\x00\xff\r\n";
        assert!(whole.starts_with(start));
        let rest = String::from_utf8_lossy(&whole[start.len()..]).replace("\r\n", "|");
        assert_eq!(
            rest,
            "--realtimekit-boundary-1|content-disposition: form-data; name=\"meta\"|content-type: application/json||{\"a\":1}|\
             --realtimekit-boundary-1|content-disposition: form-data; name=\"tags\"||x|\
             --realtimekit-boundary-1|content-disposition: form-data; name=\"tags\"||y|\
             --realtimekit-boundary-1|content-disposition: form-data; name=\"text\"||realtimekit-boundary-0|\
             --realtimekit-boundary-1--|"
        );
    }
}
