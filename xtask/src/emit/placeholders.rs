//! Replaces placeholders in examples of the document, such as `"started_at": "started_at"`. Tools that generate
//! documents write the name of a property as its value, which does not parse as a timestamp or an address.

use heck::ToSnakeCase;
use jsonschema::Draft;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::openapi::text;

/// The place of a string in an example.
pub struct Place<'a> {
    /// The key of the property that holds it.
    pub key: &'a str,
    /// Its type in Rust.
    pub ty: &'a str,
    /// Its schema in the document as loaded.
    pub schema: &'a Value,
}

/// The string itself, or another one if it does not match the format of its schema or is only the name of its property.
pub fn realistic(string: &str, place: &Place) -> String {
    let is_name = string.to_snake_case() == place.key.to_snake_case();
    let format = demanded_format(place);
    if !is_name && has_format(string, format) {
        return string.to_owned();
    }
    let own = place.schema.get("example").and_then(Value::as_str);
    let made = match format {
        "" => of_format(format_of_name(place.key), place),
        format => of_format(format, place),
    };
    let candidates = [own.map(str::to_owned), made].into_iter().flatten();
    let mut fitting =
        candidates.filter(|found| has_format(found, format) && fits(found, place.schema));
    fitting.next().unwrap_or_else(|| string.to_owned())
}

/// The format of the type or the schema.
fn demanded_format<'a>(place: &Place<'a>) -> &'a str {
    match (place.ty, text(place.schema, "format")) {
        ("Timestamp", _) => "date-time",
        ("Date", _) => "date",
        ("SecretUrl", _) | (_, "url") => "uri",
        (_, format) => format,
    }
}

/// The usual format of a property with this name.
fn format_of_name(key: &str) -> &'static str {
    let key = key.to_snake_case();
    match key.rsplit('_').next().unwrap_or_default() {
        "id" | "uuid" => "uuid",
        "url" | "uri" => "uri",
        "email" => "email",
        _ => "",
    }
}

/// A string of this format.
fn of_format(format: &str, place: &Place) -> Option<String> {
    let key = place.key.to_snake_case();
    // The end of a period is later than its beginning.
    let is_late = ["end", "left", "expir", "stop", "updated", "until"]
        .iter()
        .any(|word| key.contains(word));
    let fixed = match format {
        "date-time" if is_late => "2026-01-31T10:00:00Z",
        "date-time" => "2026-01-31T09:00:00Z",
        "date" => "2026-01-31",
        "time" => "09:00:00Z",
        "duration" => "PT1H",
        "email" | "idn-email" => "mary@example.com",
        "hostname" | "idn-hostname" => "example.com",
        "ipv4" => "192.0.2.1",
        "ipv6" => "2001:db8::1",
        "byte" => "ZXhhbXBsZQ==",
        "uri" | "uri-reference" | "iri" | "iri-reference" => {
            return Some(format!("https://example.com/{}", key.replace('_', "-")));
        }
        "uuid" => return Some(uuid(if place.ty == "String" { &key } else { place.ty })),
        _ => return None,
    };
    Some(fixed.to_owned())
}

/// A UUID derived from the name, in the form of version 4.
fn uuid(name: &str) -> String {
    let hash = Sha256::digest(name.as_bytes());
    let digits: String = hash.iter().map(|byte| format!("{byte:02x}")).collect();
    let part = |from: usize, to: usize| digits.get(from..to).unwrap_or_default();
    format!(
        "{}-{}-4{}-8{}-{}",
        part(0, 8),
        part(8, 12),
        part(13, 16),
        part(17, 20),
        part(20, 32)
    )
}

/// Whether a string has a format. Unknown formats accept every string.
fn has_format(string: &str, format: &str) -> bool {
    let validator = jsonschema::options()
        .with_draft(Draft::Draft202012)
        .should_validate_formats(true)
        .build(&json!({ "format": format }));
    validator.is_ok_and(|validator| validator.is_valid(&json!(string)))
}

fn fits(string: &str, schema: &Value) -> bool {
    let length = string.chars().count() as u64;
    let bound = |key: &str| schema.get(key).and_then(Value::as_u64);
    let pattern = schema.get("pattern").and_then(Value::as_str);
    // This engine, which the emitted crate also uses, does not backtrack: a hostile pattern takes no longer than
    // another.
    let matches = |pattern| regex_lite::Regex::new(pattern).is_ok_and(|p| p.is_match(string));
    bound("minLength").is_none_or(|least| length >= least)
        && bound("maxLength").is_none_or(|most| length <= most)
        && pattern.is_none_or(matches)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn realistic(string: &str, key: &str, ty: &str, schema: Value) -> String {
        let place = Place {
            key,
            ty,
            schema: &schema,
        };
        super::realistic(string, &place)
    }

    #[test]
    fn a_placeholder_is_replaced_by_a_value_of_its_format() {
        for (key, ty, schema, wanted) in [
            ("startedAt", "Timestamp", json!({}), "2026-01-31T09:00:00Z"),
            ("ended_at", "Timestamp", json!({}), "2026-01-31T10:00:00Z"),
            ("day", "Date", json!({}), "2026-01-31"),
            (
                "chat_url",
                "SecretUrl",
                json!({}),
                "https://example.com/chat-url",
            ),
            ("email", "String", json!({}), "mary@example.com"),
            (
                "host",
                "String",
                json!({"format": "hostname"}),
                "example.com",
            ),
            (
                "owner_id",
                "UserId",
                json!({"example": "user-42"}),
                "user-42",
            ),
            ("name", "String", json!({}), "name"),
            ("token", "Secret", json!({}), "token"),
        ] {
            assert_eq!(realistic(key, key, ty, schema), wanted, "{key}");
        }
    }

    #[test]
    fn an_id_gets_a_uuid_that_fits_its_bounds() {
        let id = realistic("id", "id", "MeetingId", json!({}));
        assert!(has_format(&id, "uuid") && !has_format("id", "uuid"), "{id}");
        assert_eq!(
            realistic("id", "id", "MeetingId", json!({"minLength": 36})),
            id
        );
        assert_ne!(realistic("id", "id", "SessionId", json!({})), id);
        for bound in [json!({"maxLength": 32}), json!({"pattern": "^id"})] {
            assert_eq!(realistic("id", "id", "MeetingId", bound), "id");
        }
    }

    /// With an engine that backtracks, this test would not end.
    #[test]
    fn a_pattern_is_matched_without_backtracking() {
        let example = "a".repeat(60) + "!";
        let schema = json!({"pattern": "^(a+)+$", "example": example});
        assert_eq!(realistic("token", "token", "String", schema), "token");
    }

    #[test]
    fn a_string_without_its_format_is_replaced() {
        let time = "2019-12-27T18:11:19.117Z";
        assert_eq!(realistic(time, "at", "Timestamp", json!({})), time);
        assert_ne!(
            realistic("yesterday", "at", "Timestamp", json!({})),
            "yesterday"
        );
        assert_ne!(
            realistic("/a", "a", "String", json!({"format": "uri"})),
            "/a"
        );
        // The name of a property is only a guess.
        assert_eq!(realistic("u-7", "id", "String", json!({})), "u-7");
        assert_eq!(
            realistic("7", "at", "String", json!({"format": "new"})),
            "7"
        );
    }
}
