//! Reads the values of a YAML file with `serde_yaml`. No other module uses it, so it can be replaced.

use std::fmt;

use serde::de::{
    Deserialize, Deserializer, EnumAccess, Error, MapAccess, SeqAccess, VariantAccess, Visitor,
};
use serde_json::{Map, Number, Value};

use super::error::Flaw;
use super::tree::{MERGE, Tree};
use super::yaml_positions::outline;
use crate::diagnostics::Mark;

/// Reads `text`.
///
/// # Errors
///
/// The first place that is not YAML, or that JSON cannot represent.
pub(crate) fn read(text: &str) -> Result<(Value, Tree), Flaw> {
    // The events are read first, because they enforce the limits on aliases and nesting.
    let outline = outline(text)?;
    let Json(mut value) = serde_yaml::from_str(text).map_err(|error| flaw(&error))?;
    if outline.merges {
        merge_keys(&mut value).map_err(|message| Flaw {
            mark: Mark::START,
            message,
            help: "a merge key takes a mapping or a list of mappings; write the entries out",
        })?;
    }
    Ok((value, outline.tree))
}

/// The line of a key without its empty value, `[]` or `{}`, so that entries can follow on lines of their own. A comment
/// stays as it is. Any other line is unchanged.
pub(crate) fn without_empty(line: &str, brackets: &str) -> String {
    let mut marks = line.match_indices('#').map(|(at, _)| line.split_at(at));
    let comment = marks.find(|(before, _)| before.ends_with([' ', '\t']));
    let key = comment.map_or(line, |(before, _)| before).trim_end();
    match key.strip_suffix(brackets) {
        Some(bare) => format!("{}{}", bare.trim_end(), line.split_at(key.len()).1),
        None => line.to_owned(),
    }
}

/// A JSON value. Integers that are too large for every integer type become floating-point numbers, as in JSON.
struct Json(Value);

impl<'de> Deserialize<'de> for Json {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(JsonVisitor)
    }
}

struct JsonVisitor;

impl<'de> Visitor<'de> for JsonVisitor {
    type Value = Json;

    fn expecting(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str("any valid JSON value")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Json, E> {
        Ok(Json(Value::from(value)))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Json, E> {
        Ok(Json(Value::from(value)))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Json, E> {
        Ok(Json(Value::from(value)))
    }

    fn visit_i128<E>(self, value: i128) -> Result<Json, E> {
        Ok(Json(large(&value.to_string())))
    }

    fn visit_u128<E>(self, value: u128) -> Result<Json, E> {
        Ok(Json(large(&value.to_string())))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Json, E> {
        Ok(Json(Value::from(value)))
    }

    fn visit_str<E>(self, value: &str) -> Result<Json, E> {
        Ok(Json(Value::from(value)))
    }

    fn visit_string<E>(self, value: String) -> Result<Json, E> {
        Ok(Json(Value::from(value)))
    }

    fn visit_unit<E>(self) -> Result<Json, E> {
        Ok(Json(Value::Null))
    }

    fn visit_none<E>(self) -> Result<Json, E> {
        Ok(Json(Value::Null))
    }

    fn visit_some<D: Deserializer<'de>>(self, from: D) -> Result<Json, D::Error> {
        Json::deserialize(from)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut from: A) -> Result<Json, A::Error> {
        let mut items = Vec::new();
        while let Some(Json(item)) = from.next_element()? {
            items.push(item);
        }
        Ok(Json(Value::Array(items)))
    }

    /// A value with a tag. `!` alone makes any scalar a string.
    fn visit_enum<A: EnumAccess<'de>>(self, from: A) -> Result<Json, A::Error> {
        let (tag, value) = from.variant::<String>()?;
        match tag.as_str() {
            "!" => value
                .newtype_variant()
                .map(|text: String| Json(Value::from(text))),
            tag => Err(A::Error::custom(format!(
                "JSON has no value with the tag `!{tag}`"
            ))),
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, mut from: A) -> Result<Json, A::Error> {
        let mut fields = Map::new();
        while let Some((key, Json(value))) = from.next_entry::<String, Json>()? {
            fields.insert(key, value);
        }
        Ok(Json(Value::Object(fields)))
    }
}

fn large(digits: &str) -> Value {
    digits.parse::<Number>().map_or(Value::Null, Value::Number)
}

fn flaw(error: &serde_yaml::Error) -> Flaw {
    let mark = error.location().map_or(Mark::START, |at| Mark {
        line: u32::try_from(at.line()).unwrap_or(u32::MAX),
        column: u32::try_from(at.column()).unwrap_or(u32::MAX),
        length: 1,
    });
    let message = error.to_string();
    let message = match message.rfind(" at line ") {
        Some(end) => message.get(..end).unwrap_or_default(),
        None => &message,
    };
    Flaw {
        mark,
        message: format!("this YAML cannot be read: {message}"),
        help: "use only what JSON can hold: strings, numbers, true, false, null, lists and mappings, without `!tags`",
    }
}

/// Resolves `<<`: adds the entries of the named mappings. Own entries of a mapping take precedence.
fn merge_keys(value: &mut Value) -> Result<(), String> {
    match value {
        Value::Object(fields) => {
            for (_, child) in fields.iter_mut() {
                merge_keys(child)?;
            }
            match fields.shift_remove(MERGE) {
                None => Ok(()),
                Some(Value::Object(more)) => {
                    add_missing(fields, more);
                    Ok(())
                }
                Some(Value::Array(list)) => {
                    for more in list {
                        let Value::Object(more) = more else {
                            return Err("the list of `<<` contains something other than a mapping"
                                .to_owned());
                        };
                        add_missing(fields, more);
                    }
                    Ok(())
                }
                Some(_) => Err("the value of `<<` is not a mapping".to_owned()),
            }
        }
        Value::Array(items) => items.iter_mut().try_for_each(merge_keys),
        _ => Ok(()),
    }
}

fn add_missing(fields: &mut Map<String, Value>, more: Map<String, Value>) {
    for (key, value) in more {
        fields.entry(key).or_insert(value);
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::read;

    fn flaw(text: &str) -> String {
        let flaw = read(text).unwrap_err();
        format!("{}:{} {}", flaw.mark.line, flaw.mark.column, flaw.message)
    }

    #[test]
    fn status_codes_become_strings() {
        let (value, _) = read("responses:\n  200: {description: ok}\n").unwrap();
        assert_eq!(value, json!({"responses": {"200": {"description": "ok"}}}));
    }

    #[test]
    fn integers_beyond_64_bits_become_floating_point_numbers() {
        let text =
            "a: -9223372036854776000\nb: 99999999999999999999999999\nc: 18446744073709551615\n";
        let (value, _) = read(text).unwrap();
        assert_eq!(value["a"], json!(-9_223_372_036_854_776_000.0));
        assert_eq!(value["b"], json!(1e26));
        assert_eq!(value["c"], json!(u64::MAX));
    }

    #[test]
    fn aliases_and_merge_keys_are_followed() {
        let text = "a: &a {x: 1, y: 2}\nb:\n  <<: *a\n  y: 3\nc: *a\n";
        let (value, tree) = read(text).unwrap();
        assert_eq!(value["b"], json!({"y": 3, "x": 1}));
        assert_eq!(value["c"], json!({"x": 1, "y": 2}));
        assert_eq!(tree.find("/b/x").value.line, 1);
        assert_eq!(tree.find("/c/y").value.column, 17);
        assert_eq!(tree.find("/b/y").value.line, 4);
    }

    #[test]
    fn the_help_matches_the_mistake() {
        let help = |text: &str| read(text).unwrap_err().help;
        let deep = format!("a: {}{}", "[".repeat(2_000), "]".repeat(2_000));
        assert!(help(&deep).contains("move the inner parts"));
        assert!(help("a: !tag b").contains("without `!tags`"));
        assert!(help("a: b: c").contains("colons"));
        assert!(flaw("a: !tag b").contains("`!tag`"));
    }

    #[test]
    fn a_tag_without_a_name_makes_a_string() {
        let (value, _) = read("a: [! \"1\", ! 2, ! x]\n").unwrap();
        assert_eq!(value, json!({"a": ["1", "2", "x"]}));
    }

    #[test]
    fn merge_keys_that_hold_no_mapping_are_refused() {
        assert!(flaw("a:\n  <<: 3\n").contains("not a mapping"));
        assert!(flaw("a:\n  <<: [3]\n").contains("other than a mapping"));
    }

    #[test]
    fn alias_bombs_and_deep_nesting_are_refused() {
        let mut laughs = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
        for level in 1..12 {
            let row = vec![format!("*a{}", level - 1); 10].join(", ");
            laughs.push_str(&format!("a{level}: &a{level} [{row}]\n"));
        }
        assert!(flaw(&laughs).contains("expand to more than"));
        assert!(flaw(&"[".repeat(100_000)).contains("not YAML"));
        assert!(flaw(&"- ".repeat(100_000)).contains("levels deep"));
        assert!(flaw("&a [*a]").contains("inside the node that it names"));
    }

    #[test]
    fn syntax_errors_have_a_position() {
        assert_eq!(
            flaw("a: 1\n---\nb: 2\n"),
            "2:1 a second YAML document starts here"
        );
        assert_eq!(flaw("? [a]\n: 1\n"), "1:3 a key must be a plain string");
        let places = [
            ("a:\n  b: 1\n c: 2\n", "3:2"),
            ("a:\n\tb: 2\n", "2:2"),
            ("a: !secret x\n", "1:4"),
            ("a: \"x\n", "1:4"),
            ("a: 1\r\nb:\r\n  c: x: y\r\n", "3:7"),
            ("a: *nope", "1:4"),
            ("\0a: 1", "1:1"),
        ];
        for (text, place) in places {
            let found = flaw(text);
            assert!(found.starts_with(&format!("{place} ")), "{text:?}: {found}");
        }
    }
}
