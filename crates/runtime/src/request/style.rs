//! Serializes lists and objects in a path, a query, a header or a cookie (OpenAPI 3.0.3, "Style Values").

use percent_encoding::{AsciiSet, utf8_percent_encode};
use serde_json::Value;

use crate::request::segment::ESCAPED;

/// The style of a parameter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Style {
    /// The form of the whole.
    pub form: Form,
    /// Whether each item and each property is written as a separate parameter (`explode`).
    pub explode: bool,
    /// Whether reserved characters are sent as they are (`allowReserved`).
    pub reserved: bool,
}

/// The form of a parameter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// `color=blue,black`.
    Form,
    /// `blue,black`.
    Simple,
    /// `.blue.black`.
    Label,
    /// `;color=blue,black`.
    Matrix,
    /// `color=blue%20black`.
    Space,
    /// `color=blue%7Cblack`.
    Pipe,
    /// `color[R]=100`. The items of a list are numbered: `color[0]=blue`.
    Deep,
    /// JSON, for a parameter that has a media type in the API description.
    Json,
}

/// Where a parameter is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum In {
    /// In the query.
    Query,
    /// In a header.
    Header,
    /// In a cookie.
    Cookie,
}

/// Reserved characters that are safe in a query value: all except those that end it or mean a space.
const RESERVED: &AsciiSet = &ESCAPED
    .remove(b':')
    .remove(b'/')
    .remove(b'?')
    .remove(b'@')
    .remove(b'!')
    .remove(b'$')
    .remove(b'\'')
    .remove(b'(')
    .remove(b')')
    .remove(b'*')
    .remove(b',')
    .remove(b';')
    .remove(b'=');

/// Why a value cannot be written.
pub(crate) const NESTED: &str =
    "has a list or an object inside another one; OpenAPI does not define how to send it here";

/// Why a value cannot be written in a style that does not escape its delimiter.
const SPLIT: &str = "has a value with the delimiter or with spaces around it, which servers would read as another value";

/// Why an object cannot be written with its keys in brackets.
const BRACKET: &str =
    "has a key with a bracket, which servers would read as a key inside another one";

/// How single values are escaped.
pub(crate) type Escape = fn(&str, bool) -> String;

/// Percent escapes.
pub(crate) fn percent(text: &str, reserved: bool) -> String {
    let set = if reserved { RESERVED } else { ESCAPED };
    utf8_percent_encode(text, set).to_string()
}

/// The value as escaped pairs of names and values, for a query, a form or cookies. Null has no pairs; inside a list or an
/// object, it is an empty value.
pub(crate) fn pairs(
    name: &str,
    value: &Value,
    style: Style,
    escape: Escape,
) -> Result<Vec<(String, String)>, &'static str> {
    let of = |text: &str| escape(text, style.reserved);
    let own = escape(name, false);
    // Also with `allowReserved`, a comma between values is not one of a value.
    let part = |text: &str| of(text).replace(',', "%2C");
    let (delimiter, unescaped) = match style.form {
        Form::Space => ("%20", Some(' ')),
        Form::Pipe => ("%7C", Some('|')),
        _ => (",", None),
    };
    if !style.explode && unescaped.is_some_and(|found| has_part(value, |text| text.contains(found)))
    {
        return Err(SPLIT);
    }
    match (style.form, value) {
        (_, Value::Null) => Ok(Vec::new()),
        (Form::Json, value) => Ok(vec![(own, of(&value.to_string()))]),
        (Form::Deep, value) => {
            let mut pairs = Vec::new();
            deep(name, value, &mut |name, text| {
                pairs.push((escape(name, false), of(text)))
            })?;
            Ok(pairs)
        }
        (_, Value::Array(items)) if style.explode => {
            let items = items
                .iter()
                .map(|item| Ok((own.clone(), of(&single(item)?))));
            items.collect()
        }
        (_, Value::Array(items)) => {
            let items = items
                .iter()
                .map(|item| single(item).map(|text| part(&text)));
            let items = items.collect::<Result<Vec<String>, _>>()?;
            Ok(match items.is_empty() {
                true => Vec::new(),
                false => vec![(own, items.join(delimiter))],
            })
        }
        (_, Value::Object(fields)) if style.explode => {
            let mut pairs = Vec::new();
            for (key, value) in fields {
                let key = escape(key, false);
                match value {
                    Value::Array(items) => {
                        for item in items {
                            pairs.push((key.clone(), of(&single(item)?)));
                        }
                    }
                    value => pairs.push((key, of(&single(value)?))),
                }
            }
            Ok(pairs)
        }
        (_, Value::Object(fields)) => {
            let mut parts = Vec::new();
            for (key, value) in fields {
                parts.extend([part(key), part(&single(value)?)]);
            }
            Ok(match parts.is_empty() {
                true => Vec::new(),
                false => vec![(own, parts.join(delimiter))],
            })
        }
        (_, value) => Ok(vec![(own, of(&single(value)?))]),
    }
}

/// The value as one string, for a path or a header.
pub(crate) fn joined(
    name: &str,
    value: &Value,
    style: Style,
    escape: Escape,
) -> Result<String, &'static str> {
    let of = |text: &str| escape(text, style.reserved);
    let singles = |items: &[Value]| -> Result<Vec<String>, &'static str> {
        items.iter().map(|item| Ok(of(&single(item)?))).collect()
    };
    let fields = |fields: &serde_json::Map<String, Value>, between: &str| {
        let fields = fields.iter();
        let fields =
            fields.map(|(key, value)| Ok(format!("{}{between}{}", of(key), of(&single(value)?))));
        fields.collect::<Result<Vec<String>, &'static str>>()
    };
    if style.form == Form::Label && has_part(value, |text| text.contains('.')) {
        return Err(SPLIT);
    }
    let is_empty = match value {
        Value::Array(items) => items.is_empty(),
        Value::Object(fields) => fields.is_empty(),
        _ => false,
    };
    if is_empty {
        // RFC 6570 writes neither its name nor its delimiter.
        return Ok(match style.form {
            Form::Json => of(&value.to_string()),
            _ => String::new(),
        });
    }
    Ok(match (style.form, value) {
        (Form::Json, value) => of(&value.to_string()),
        (Form::Label, Value::Array(items)) => format!(".{}", singles(items)?.join(".")),
        (Form::Label, Value::Object(of)) => {
            let between = if style.explode { "=" } else { "." };
            format!(".{}", fields(of, between)?.join("."))
        }
        (Form::Label, value) => format!(".{}", of(&single(value)?)),
        (Form::Matrix, Value::Array(items)) if style.explode => {
            let items = singles(items)?.into_iter();
            items.map(|item| format!(";{}={item}", of(name))).collect()
        }
        (Form::Matrix, Value::Array(items)) => {
            format!(";{}={}", of(name), singles(items)?.join(","))
        }
        (Form::Matrix, Value::Object(of)) if style.explode => {
            let fields = fields(of, "=")?.into_iter();
            fields.map(|field| format!(";{field}")).collect()
        }
        (Form::Matrix, Value::Object(own)) => {
            format!(";{}={}", of(name), fields(own, ",")?.join(","))
        }
        (Form::Matrix, value) => format!(";{}={}", of(name), of(&single(value)?)),
        (_, Value::Array(items)) => singles(items)?.join(","),
        (_, Value::Object(of)) => fields(of, if style.explode { "=" } else { "," })?.join(","),
        (_, value) => of(&single(value)?),
    })
}

/// The value as one string, for a header. Nothing is escaped there, so that an item with a comma would be two items.
pub(crate) fn header(name: &str, value: &Value, style: Style) -> Result<String, &'static str> {
    let changes = |text: &str| text.contains(',') || text.trim_ascii() != text;
    let keys = value.as_object().filter(|_| style.explode);
    let splits_key = keys.is_some_and(|fields| fields.keys().any(|key| key.contains('=')));
    if style.form != Form::Json && (splits_key || has_part(value, changes)) {
        return Err(SPLIT);
    }
    joined(name, value, style, |text, _| text.to_owned())
}

/// Whether an item of a list, or a key or a value of an object, is like this.
fn has_part(value: &Value, is_like: impl Fn(&str) -> bool) -> bool {
    let is_part = |part: &Value| single(part).is_ok_and(|text| is_like(&text));
    match value {
        Value::Array(items) => items.iter().any(is_part),
        Value::Object(fields) => fields
            .iter()
            .any(|(key, part)| is_like(key) || is_part(part)),
        _ => false,
    }
}

/// A single value as a string.
pub(crate) fn single(value: &Value) -> Result<String, &'static str> {
    match value {
        Value::Null => Ok(String::new()),
        Value::String(text) => Ok(text.clone()),
        Value::Array(_) | Value::Object(_) => Err(NESTED),
        other => Ok(other.to_string()),
    }
}

fn deep(name: &str, value: &Value, pair: &mut impl FnMut(&str, &str)) -> Result<(), &'static str> {
    match value {
        Value::Array(items) => {
            for (number, item) in items.iter().enumerate() {
                deep(&format!("{name}[{number}]"), item, pair)?;
            }
        }
        Value::Object(fields) => {
            for (key, value) in fields {
                // Servers decode it before they split it.
                if key.contains(['[', ']']) {
                    return Err(BRACKET);
                }
                deep(&format!("{name}[{key}]"), value, pair)?;
            }
        }
        value => pair(name, &single(value)?),
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn style(form: Form, explode: bool) -> Style {
        Style {
            form,
            explode,
            reserved: false,
        }
    }

    fn query(value: &Value, form: Form, explode: bool) -> String {
        let pairs = pairs("color", value, style(form, explode), percent).unwrap();
        let pairs = pairs.iter().map(|(name, value)| format!("{name}={value}"));
        pairs.collect::<Vec<_>>().join("&")
    }

    #[test]
    fn values_in_a_query_have_the_forms_of_openapi() {
        let array = json!(["blue", "a b"]);
        let object = json!({"B": 150, "R": "1&2"});
        for (value, form, explode, written) in [
            (&json!("a b"), Form::Form, true, "color=a%20b"),
            (&array, Form::Form, true, "color=blue&color=a%20b"),
            (&array, Form::Form, false, "color=blue,a%20b"),
            (&json!(["a|b", "c"]), Form::Space, false, "color=a%7Cb%20c"),
            (&array, Form::Pipe, false, "color=blue%7Ca%20b"),
            (
                &array,
                Form::Deep,
                true,
                "color%5B0%5D=blue&color%5B1%5D=a%20b",
            ),
            (&object, Form::Form, true, "B=150&R=1%262"),
            (&object, Form::Form, false, "color=B,150,R,1%262"),
            (
                &object,
                Form::Deep,
                true,
                "color%5BB%5D=150&color%5BR%5D=1%262",
            ),
            (
                &json!({"a": {"b": [true]}}),
                Form::Deep,
                true,
                "color%5Ba%5D%5Bb%5D%5B0%5D=true",
            ),
            (
                &json!({"a": 1}),
                Form::Json,
                true,
                "color=%7B%22a%22%3A1%7D",
            ),
            (&json!({"a": null, "b": 1}), Form::Form, true, "a=&b=1"),
            (
                &json!({"a": null, "b": 1}),
                Form::Form,
                false,
                "color=a,,b,1",
            ),
            (
                &json!({"a": [null]}),
                Form::Deep,
                true,
                "color%5Ba%5D%5B0%5D=",
            ),
            (&json!(null), Form::Form, true, ""),
            (&json!([]), Form::Form, false, ""),
        ] {
            assert_eq!(query(value, form, explode), written, "{value} {form:?}");
        }
        let bracket = pairs(
            "color",
            &json!({"a][b": 1}),
            style(Form::Deep, true),
            percent,
        );
        assert_eq!(bracket, Err(BRACKET));
        let nested = pairs("color", &json!([[1]]), style(Form::Form, true), percent);
        assert_eq!(nested, Err(NESTED));
        for (value, form) in [(array, Form::Space), (json!({"a|b": 1}), Form::Pipe)] {
            let split = pairs("color", &value, style(form, false), percent);
            assert_eq!(split, Err(SPLIT), "{value}");
        }
    }

    #[test]
    fn reserved_characters_stay_where_they_are_allowed() {
        let reserved = Style {
            reserved: true,
            ..style(Form::Form, true)
        };
        let written = pairs("at", &json!("a:b/c?d&e#f+g h"), reserved, percent).unwrap();
        assert_eq!(written[0].1, "a:b/c?d%26e%23f%2Bg%20h");
        let joined = Style {
            explode: false,
            ..reserved
        };
        for (value, text) in [
            (json!("a,b"), "a,b"),
            (json!(["a/b", "c,d"]), "a/b,c%2Cd"),
            (json!({"a": "b,c"}), "a,b%2Cc"),
        ] {
            assert_eq!(pairs("at", &value, joined, percent).unwrap()[0].1, text);
        }
    }

    #[test]
    fn values_in_a_path_and_a_header_have_the_forms_of_openapi() {
        let array = json!(["blue", "a b"]);
        let object = json!({"B": 150, "R": 100});
        for (value, form, explode, written) in [
            (&array, Form::Simple, false, "blue,a%20b"),
            (&object, Form::Simple, false, "B,150,R,100"),
            (&object, Form::Simple, true, "B=150,R=100"),
            (&json!(5), Form::Label, false, ".5"),
            (&array, Form::Label, false, ".blue.a%20b"),
            (&array, Form::Label, true, ".blue.a%20b"),
            (&object, Form::Label, false, ".B.150.R.100"),
            (&object, Form::Label, true, ".B=150.R=100"),
            (&json!(5), Form::Matrix, false, ";color=5"),
            (&array, Form::Matrix, false, ";color=blue,a%20b"),
            (&array, Form::Matrix, true, ";color=blue;color=a%20b"),
            (&object, Form::Matrix, false, ";color=B,150,R,100"),
            (&object, Form::Matrix, true, ";B=150;R=100"),
            (&json!([]), Form::Simple, false, ""),
            (&json!([]), Form::Label, false, ""),
            (&json!([]), Form::Matrix, false, ""),
            (&json!({}), Form::Matrix, false, ""),
            (&json!([]), Form::Json, false, "%5B%5D"),
        ] {
            let found = joined("color", value, style(form, explode), percent).unwrap();
            assert_eq!(found, written, "{value} {form:?} {explode}");
        }
        for value in [json!(["a.b"]), json!([1.5]), json!({"a": "b.c"})] {
            let split = joined("color", &value, style(Form::Label, true), percent);
            assert_eq!(split, Err(SPLIT), "{value}");
        }
    }

    #[test]
    fn a_header_has_only_values_that_servers_read_as_they_are() {
        let written = |value, form, explode| header("color", &value, style(form, explode));
        for (value, form, explode, text) in [
            (json!(["blue", "a b"]), Form::Simple, false, "blue,a b"),
            (json!({"a": "b=c"}), Form::Simple, true, "a=b=c"),
            (json!("a,b"), Form::Simple, false, "a,b"),
            (json!(["a,b"]), Form::Json, false, r#"["a,b"]"#),
        ] {
            assert_eq!(written(value, form, explode).unwrap(), text);
        }
        for (value, explode) in [
            (json!(["a,b", "c"]), false),
            (json!([" a"]), false),
            (json!({"a": "1,b", "b": "2"}), false),
            (json!({"a=b": 1}), true),
        ] {
            assert!(
                written(value.clone(), Form::Simple, explode).is_err(),
                "{value}"
            );
        }
    }
}
