//! Which of the media types is taken that a body can have.

use serde_json::Value;

use crate::openapi::{MEMBERS, follow, schema_ref, text};

/// The JSON media type.
pub const JSON: &str = "application/json";

/// One media type of a body.
pub struct Media<'a> {
    /// As the document writes it.
    pub name: &'a str,
    /// Its value in the document.
    pub value: &'a Value,
    /// Whether the body is JSON.
    pub is_json: bool,
}

impl Media<'_> {
    /// The name of a kind of JSON that is not plain JSON.
    pub fn kind_of_json(&self) -> Option<&str> {
        let essence = essence(self.name);
        (self.is_json && essence.ends_with("+json")).then_some(essence)
    }
}

/// The media type to take of `content`: plain JSON, else some kind of it, else anything that is described like JSON, else
/// the first.
pub fn chosen<'a>(content: Option<&'a Value>, whole: &Value) -> Option<Media<'a>> {
    let all = || content.and_then(Value::as_object).into_iter().flatten();
    let json = all()
        .find(|(name, _)| essence(name).eq_ignore_ascii_case(JSON))
        .or_else(|| all().find(|(name, _)| essence(name).ends_with("+json")))
        .or_else(|| {
            all().find(|(name, media)| {
                let any = ["*/*", "application/*"].contains(&essence(name));
                any && media
                    .get("schema")
                    .is_some_and(|it| is_structured(it, whole))
            })
        });
    let (name, value) = json.or_else(|| all().next())?;
    Some(Media {
        name,
        value,
        is_json: json.is_some(),
    })
}

fn essence(name: &str) -> &str {
    name.split(';').next().unwrap_or_default().trim()
}

/// Whether a schema is of something that only JSON can hold: not of a text, which may be of any type.
fn is_structured(place: &Value, whole: &Value) -> bool {
    let found = follow(whole, place, schema_ref);
    !["", "string"].contains(&text(found, "type"))
        || found.get("properties").is_some()
        || MEMBERS.iter().any(|key| found.get(key).is_some())
}
