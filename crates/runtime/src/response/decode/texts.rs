//! The texts of an error in a format that an API description has of its own.

use serde_json::{Map, Value};

/// The usual keys for the text of an error.
const TEXTS: [&str; 11] = [
    "detail",
    "title",
    "message",
    "error",
    "error_description",
    "description",
    "msg",
    "reason",
    "errorMessage",
    "error_message",
    "Message",
];

/// The key of errors by the name of a field, or of a list of errors.
const ERRORS: &str = "errors";

/// The maximum number of texts, and the maximum depth at which they are looked for.
const MOST: usize = 10;
const DEEPEST: usize = 4;

/// The strings under the usual keys of an object, else those in the objects and lists under these keys:
/// `{"errors": [{"detail": "…"}]}`, `{"detail": [{"loc": ["body", "age"], "msg": "…"}]}`, `{"errors": {"age": ["…"]}}`.
pub(super) fn texts(body: &Value) -> Vec<String> {
    let mut found = Vec::new();
    collect(body, 0, &mut found);
    found
}

fn collect(value: &Value, depth: usize, found: &mut Vec<String>) {
    if depth > DEEPEST {
        return;
    }
    match value {
        Value::String(text) => add(text.clone(), found),
        Value::Array(items) => items.iter().for_each(|it| collect(it, depth + 1, found)),
        Value::Object(fields) => of_object(fields, depth, found),
        _ => {}
    }
}

fn of_object(fields: &Map<String, Value>, depth: usize, found: &mut Vec<String>) {
    let before = found.len();
    let place = match fields.get("loc") {
        Some(Value::Array(steps)) => {
            let steps = steps.iter().map(|step| match step {
                Value::String(step) => step.clone(),
                other => other.to_string(),
            });
            format!("{}: ", steps.collect::<Vec<_>>().join("."))
        }
        _ => String::new(),
    };
    let known = || TEXTS.iter().filter_map(|key| fields.get(*key));
    for text in known()
        .filter_map(Value::as_str)
        .filter(|text| !text.is_empty())
    {
        add(format!("{place}{text}"), found);
    }
    if found.len() > before {
        return;
    }
    let errors = fields.get(ERRORS);
    for inside in known().chain(errors).filter(|inside| !inside.is_string()) {
        collect(inside, depth + 1, found);
    }
    // Other objects may contain anything.
    if let Some(Value::Object(by_name)) = errors.filter(|_| found.len() == before) {
        for (name, texts) in by_name {
            for text in texts
                .as_array()
                .into_iter()
                .flatten()
                .filter_map(Value::as_str)
            {
                add(format!("{name}: {text}"), found);
            }
        }
    }
}

fn add(text: String, found: &mut Vec<String>) {
    if !text.is_empty() && found.len() < MOST && !found.contains(&text) {
        found.push(text);
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::texts;

    #[test]
    fn each_usual_format_has_texts() {
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
                vec!["age: a", "age: b"],
            ),
            (json!([{"message": "a"}, {"Message": "b"}]), vec!["a", "b"]),
            (json!("a"), vec!["a"]),
            (
                json!({"detail": {"token": ["x"]}, "error": {"id": "x"}, "data": "x"}),
                vec![],
            ),
            (json!([[[[[["a"]]]]]]), vec![]),
        ] {
            assert_eq!(texts(&body), found, "{body}");
        }
        assert_eq!(texts(&(0..99).map(|n| n.to_string()).collect()).len(), 10);
    }
}
