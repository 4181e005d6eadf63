//! The messages of an error in a format that an API description has of its own.
//!
//! One rule for all formats: the strings under the usual keys of the object, alone or in lists, then the errors inside
//! it, each with the name of its field, then its code if there is nothing else.
//!
//! | body | messages |
//! | --- | --- |
//! | `{"title": "Invalid", "errors": {"name": ["is missing"]}}` | `Invalid`, `name: is missing` |
//! | `{"message": ["a", "b"], "error": "Bad Request"}` | `a`, `b`, `Bad Request` |
//! | `{"errors": [{"field": "name", "message": "is missing"}]}` | `name: is missing` |
//! | `{"name": ["is missing"], "non_field_errors": ["a"]}` | `name: is missing`, `a` |
//! | `{"error": {"code": 5, "message": "a"}}` | `a`, with the code 5 |
//! | `{"code": "not_found"}` | `not_found` |

use serde_json::{Map, Value};

use crate::types::numbers::whole;

/// A message, with its code.
pub(super) type Message = (Option<i64>, String);

/// The usual keys for the text of an error, or for errors with a text.
const TEXTS: [&str; 18] = [
    "detail",
    "title",
    "message",
    "errorMessages",
    "error",
    "error_description",
    "description",
    "hydra:description",
    "msg",
    "reason",
    "issue",
    "defaultMessage",
    "errorMessage",
    "error_message",
    "Message",
    "messages",
    "details",
    "error_chain",
];

/// The usual keys for a list of errors, or for errors by the name of a field.
const ERRORS: [&str; 17] = [
    "errors",
    "fieldErrors",
    "field_errors",
    "formErrors",
    "form_errors",
    "validationErrors",
    "validation_errors",
    "ModelState",
    "modelState",
    "violations",
    "fieldViolations",
    "issues",
    "causes",
    "subErrors",
    "invalid-params",
    "invalidParams",
    "invalid_params",
];

/// Instead of the name of a field: errors of the whole object.
const OF_ALL: [&str; 4] = ["non_field_errors", "__all__", "_errors", "base"];

/// The usual keys for the place of an error in the request.
const PLACES: [&str; 12] = [
    "loc",
    "field",
    "fieldName",
    "property",
    "propertyPath",
    "propertyName",
    "param",
    "parameter",
    "path",
    "pointer",
    "target",
    "name",
];

/// The usual keys for a code.
const CODES: [&str; 4] = ["code", "__type", "errorCode", "error_code"];

/// The maximum number of texts, and the maximum depth at which they are looked for.
const MOST: usize = 10;
const DEEPEST: usize = 6;

/// Whether the keys of an object that has none of the usual keys can be names of fields.
#[derive(Clone, Copy, PartialEq)]
enum Names {
    /// No: the object may contain anything.
    No,
    /// If all values are lists of strings, or objects of the same form.
    OfLists,
    Yes,
}

/// The messages of a body.
pub(super) fn texts(body: &Value) -> Vec<Message> {
    let mut found = Found(Vec::new());
    found.value(body, "", Names::OfLists, 0);
    found.0
}

struct Found(Vec<Message>);

impl Found {
    fn value(&mut self, value: &Value, place: &str, names: Names, depth: usize) {
        if depth > DEEPEST {
            return;
        }
        match value {
            Value::String(text) => self.add(place, text),
            Value::Array(items) => {
                let names = match names {
                    Names::No => Names::No,
                    Names::OfLists | Names::Yes => Names::OfLists,
                };
                for item in items {
                    let place = within(place, &place_of(item));
                    self.value(item, &place, names, depth + 1);
                }
            }
            Value::Object(fields) => self.object(fields, place, names, depth),
            _ => {}
        }
    }

    fn object(&mut self, fields: &Map<String, Value>, place: &str, names: Names, depth: usize) {
        let before = self.0.len();
        let known = || {
            let texts = TEXTS.iter().map(|key| (*key, Names::No));
            let errors = ERRORS.iter().map(|key| (*key, Names::Yes));
            let all = texts.chain(errors);
            all.filter_map(|(key, names)| Some((fields.get(key)?, names)))
        };
        let (texts, inside): (Vec<_>, Vec<_>) = known().partition(|(value, _)| is_text(value));
        for (text, names) in texts {
            self.value(text, place, names, depth);
        }
        if let Some((own, _)) = self.0.get_mut(before) {
            *own = code_of(fields);
        }
        for (errors, names) in inside {
            self.value(errors, place, names, depth + 1);
        }
        if self.0.len() > before {
            return;
        }
        let has_names = match names {
            Names::No => false,
            Names::OfLists if known().next().is_some() => false,
            Names::OfLists => is_by_name(fields, depth),
            Names::Yes => true,
        };
        for (name, errors) in fields.iter().filter(|_| has_names) {
            let is_of_all = OF_ALL.contains(&name.as_str());
            let name = if is_of_all { "" } else { name };
            self.value(errors, &within(place, name), Names::Yes, depth + 1);
        }
        if self.0.len() == before {
            let mut codes = CODES.iter().filter_map(|key| fields.get(*key)?.as_str());
            codes
                .next()
                .into_iter()
                .for_each(|code| self.add(place, code));
        }
    }

    fn add(&mut self, place: &str, text: &str) {
        let text = match place {
            _ if text.is_empty() => return,
            "" => text.to_owned(),
            place => format!("{place}: {text}"),
        };
        if self.0.len() < MOST && self.0.iter().all(|(_, known)| *known != text) {
            self.0.push((None, text));
        }
    }
}

/// The code of an error, if it is an integer.
pub(super) fn code_of(error: &Map<String, Value>) -> Option<i64> {
    match error.get("code")? {
        Value::Number(code) => code.as_i64().or_else(|| whole(code.as_f64()?)),
        Value::String(code) => code.trim().parse().ok(),
        _ => None,
    }
}

/// Whether a value is a string, or a list of strings.
fn is_text(value: &Value) -> bool {
    let is_list = |items: &Vec<Value>| items.iter().all(Value::is_string);
    value.is_string() || value.as_array().is_some_and(is_list)
}

/// Whether an object has nothing but errors by the name of a field: `{"age": ["…"], "address": {"street": ["…"]}}`.
fn is_by_name(fields: &Map<String, Value>, depth: usize) -> bool {
    let is_one = |value: &Value| match value {
        Value::Array(items) => !items.is_empty() && items.iter().all(Value::is_string),
        Value::Object(fields) => depth < DEEPEST && is_by_name(fields, depth + 1),
        _ => false,
    };
    !fields.is_empty() && fields.values().all(is_one)
}

fn within(place: &str, name: &str) -> String {
    match (place, name) {
        ("", only) | (only, "") => only.to_owned(),
        (place, name) => format!("{place}.{name}"),
    }
}

/// The place that an error of a list names.
fn place_of(error: &Value) -> String {
    if error.as_object().is_none_or(|fields| is_by_name(fields, 0)) {
        return String::new();
    }
    let source = error.get("source").unwrap_or(&Value::Null);
    let own = PLACES.iter().filter_map(|key| error.get(*key));
    let of_source = ["pointer", "parameter", "header"];
    let of_source = of_source.iter().filter_map(|key| source.get(*key));
    let step = |step: &Value| match step {
        Value::String(step) => Some(step.clone()),
        Value::Number(step) => Some(step.to_string()),
        _ => None,
    };
    let places = own.chain(of_source).filter_map(|place| match place {
        Value::Array(steps) => {
            let steps: Option<Vec<String>> = steps.iter().map(step).collect();
            steps.map(|steps| steps.join("."))
        }
        place => place.as_str().map(str::to_owned),
    });
    places.into_iter().next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::texts;

    #[test]
    fn each_usual_format_has_messages() {
        for (body, found) in [
            (
                json!({"detail": "a", "title": "b", "status": 4}),
                vec!["a", "b"],
            ),
            (
                json!({"error": "a", "error_description": "b"}),
                vec!["a", "b"],
            ),
            (json!({"error": {"message": "a", "type": "t"}}), vec!["a"]),
            (
                json!({"errors": [{"title": "a", "detail": "b"}, {"title": "c"}, {"id": "x"}]}),
                vec!["b", "a", "c"],
            ),
            (
                json!({"detail": [{"loc": ["body", "p", 0], "msg": "a", "type": "t"}]}),
                vec!["body.p.0: a"],
            ),
            (json!({"detail": {"msg": "a"}}), vec!["a"]),
            (
                json!({"errors": {"age": ["a", "b"], "id": "x"}}),
                vec!["age: a", "age: b", "id: x"],
            ),
            (json!([{"message": "a"}, {"Message": "b"}]), vec!["a", "b"]),
            (json!("a"), vec!["a"]),
            (
                json!({"detail": {"token": ["x"]}, "error": {"id": "x"}, "data": "x"}),
                vec![],
            ),
            (json!([[[[[[[[["a"]]]]]]]]]), vec![]),
        ] {
            assert_eq!(shown(&body), found, "{body}");
        }
        assert_eq!(texts(&(0..99).map(|n| n.to_string()).collect()).len(), 10);
    }

    fn shown(body: &serde_json::Value) -> Vec<String> {
        texts(body).into_iter().map(|(_, text)| text).collect()
    }

    #[test]
    fn errors_of_fields_follow_the_message_of_the_whole() {
        for (body, found) in [
            (
                json!({"statusCode": 400, "message": ["a", "b"], "error": "Bad Request"}),
                vec!["a", "b", "Bad Request"],
            ),
            (
                json!({"type": "t", "title": "a", "status": 400, "errors": {"Name": ["b"], "$.x": ["c"]}}),
                vec!["a", "Name: b", "$.x: c"],
            ),
            (
                json!({"message": "a", "errors": {"email": ["b"]}}),
                vec!["a", "email: b"],
            ),
            (
                json!({"errorMessages": ["a"], "errors": {"project": "b"}}),
                vec!["a", "project: b"],
            ),
            (
                json!({"errorMessages": [], "errors": {"project": "b"}}),
                vec!["project: b"],
            ),
            (
                json!({"name": ["a"], "non_field_errors": ["b"], "address": {"street": ["c"]}}),
                vec!["name: a", "b", "address.street: c"],
            ),
            (json!([{}, {"name": ["a"]}]), vec!["name: a"]),
            (
                json!({"errors": {"user": {"name": {"_errors": [{"code": "x", "message": "a"}]}}}}),
                vec!["user.name: a"],
            ),
            (json!({"errors": "a"}), vec!["a"]),
            (
                json!({"errors": [{"message": "a", "path": ["user", 0], "extensions": {"code": "x"}}]}),
                vec!["user.0: a"],
            ),
            (
                json!({"errors": [{"detail": "a", "source": {"pointer": "/data/name"}}]}),
                vec!["/data/name: a"],
            ),
            (
                json!({"message": "a", "errors": [{"resource": "Issue", "field": "title", "code": "missing"}]}),
                vec!["a", "title: missing"],
            ),
            (
                json!({"error": {"message": "a", "details": [{"fieldViolations": [{"field": "f", "description": "b"}]}]}}),
                vec!["a", "f: b"],
            ),
            (
                json!({"title": "a", "invalid-params": [{"name": "age", "reason": "b"}]}),
                vec!["a", "age: b"],
            ),
            (json!({"__type": "a", "message": "b"}), vec!["b"]),
            (json!({"__type": "a", "message": null}), vec!["a"]),
            (json!({"code": "a"}), vec!["a"]),
            (json!({"token": "a", "ids": ["b"]}), vec![]),
        ] {
            assert_eq!(shown(&body), found, "{body}");
        }
    }

    #[test]
    fn a_code_is_that_of_its_object() {
        let body = json!({"error": {"code": 5, "message": "a", "errors": [{"message": "b"}]}});
        let found = texts(&body);
        assert_eq!(found, [(Some(5), "a".to_owned()), (None, "b".to_owned())]);
    }
}
