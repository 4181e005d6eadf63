//! The places of a document with arbitrary text: strings, and keys.

use serde_json::{Map, Value};

/// A string or a key of a document.
#[derive(Clone, Debug)]
pub struct Place {
    /// The keys and numbers that lead to the value, from the top.
    way: Vec<String>,
    /// Whether it is the last key itself, and not the value.
    is_key: bool,
}

/// All of them: every string, and every key.
pub fn places(document: &Value) -> Vec<Place> {
    let mut found = Vec::new();
    walk(document, &mut Vec::new(), &mut found);
    found
}

fn walk(value: &Value, way: &mut Vec<String>, found: &mut Vec<Place>) {
    let mut below = |key: &str, child: &Value, is_map: bool| {
        way.push(key.to_owned());
        if is_map {
            found.push(Place {
                way: way.clone(),
                is_key: true,
            });
        }
        walk(child, way, found);
        way.pop();
    };
    match value {
        Value::Object(fields) => {
            for (key, child) in fields {
                below(key, child, true);
            }
        }
        Value::Array(items) => {
            for (index, child) in items.iter().enumerate() {
                below(&index.to_string(), child, false);
            }
        }
        Value::String(_) => found.push(Place {
            way: way.clone(),
            is_key: false,
        }),
        _ => {}
    }
}

impl Place {
    /// Whether anything may be there: prose, a value of an enum, the name of a property.
    pub fn is_free(&self) -> bool {
        let way: Vec<&str> = self.way.iter().map(String::as_str).collect();
        match (self.is_key, way.as_slice()) {
            // A discriminator, a path or a fixed body names it.
            (true, [.., "properties", "type" | "thing" | "side"]) => false,
            (true, [.., section, _]) => ["properties", "mapping"].contains(section),
            (false, [.., "enum" | "permissions" | "keywords", _]) => true,
            (false, [.., last]) => [
                "description",
                "summary",
                "title",
                "default",
                "example",
                "token-env",
                "env",
                "vendor",
            ]
            .contains(last),
            _ => false,
        }
    }

    /// Whether an address of the web is there.
    pub fn is_address(&self, document: &Value) -> bool {
        let mut document = document.clone();
        let value = at(&mut document, &self.way);
        !self.is_key
            && value.is_some_and(|value| {
                value
                    .as_str()
                    .is_some_and(|text| text.starts_with("https://"))
            })
    }

    /// Writes another string there; where a key is referred to, the references go along.
    pub fn replace(&self, document: &mut Value, string: &str) {
        let Some((last, way)) = self.way.split_last() else {
            return;
        };
        let Some(holder) = at(document, way) else {
            return;
        };
        match (holder, self.is_key) {
            (Value::Object(fields), true) => {
                *fields = std::mem::take(fields)
                    .into_iter()
                    .map(|(key, value)| (if key == *last { string.to_owned() } else { key }, value))
                    .collect::<Map<_, _>>();
            }
            (Value::Object(fields), false) => {
                fields.insert(last.clone(), Value::from(string));
            }
            (Value::Array(items), _) => {
                if let Some(item) = last
                    .parse()
                    .ok()
                    .and_then(|index: usize| items.get_mut(index))
                {
                    *item = Value::from(string);
                }
            }
            _ => {}
        }
        match way {
            [.., section] if self.is_key && section == "schemas" => {
                let pointer = |name: &str| {
                    let name = name.replace('~', "~0").replace('/', "~1");
                    format!("#/components/schemas/{name}")
                };
                rename(document, &pointer(last), &pointer(string));
            }
            [schema @ .., section] if self.is_key && section == "properties" => {
                if let Some(Value::Object(schema)) = at(document, schema)
                    && let Some(required) = schema.get_mut("required")
                {
                    rename(required, last, string);
                }
            }
            _ => {}
        }
    }
}

/// The value that the way leads to, unless another replacement has renamed a key of it.
fn at<'a>(document: &'a mut Value, way: &[String]) -> Option<&'a mut Value> {
    way.iter().try_fold(document, |holder, key| match holder {
        Value::Object(fields) => fields.get_mut(key),
        Value::Array(items) => items.get_mut(key.parse::<usize>().ok()?),
        _ => None,
    })
}

fn rename(value: &mut Value, from: &str, to: &str) {
    match value {
        Value::String(text) if text == from => *text = to.to_owned(),
        Value::Object(fields) => fields
            .values_mut()
            .for_each(|value| rename(value, from, to)),
        Value::Array(items) => items.iter_mut().for_each(|value| rename(value, from, to)),
        _ => {}
    }
}
