//! The pass that names the variants of enums.

use heck::ToUpperCamelCase;
use serde_json::{Map, Value};

use crate::lower::problem::Problems;
use crate::lower::rust_names::camel;
use crate::lower::settings::Settings;
use crate::openapi::{schemas_mut, texts};
use crate::text::Taken;

/// Signs that are written out in the name of a variant.
const SIGNS: [(char, &str); 8] = [
    ('+', "Plus"),
    ('-', "Minus"),
    ('*', "Star"),
    ('%', "Percent"),
    ('=', "Equal"),
    ('<', "Less"),
    ('>', "Greater"),
    ('!', "Not"),
];

/// Enum values are replaced by the names of their variants, which are unique even if the values differ only in case or
/// signs. `x-variants` maps each name to its value.
///
/// ```yaml
/// enum: [left top, +1, -1, a, A]                     # before
/// enum: [LeftTop, Plus1, Minus1, A, A2]              # after
/// x-variants: {LeftTop: left top, Plus1: '+1', …}
/// ```
pub fn name_variants(document: &mut Value, _: &Settings) -> Result<(), Problems> {
    for (_, schema) in schemas_mut(document).into_iter().flatten() {
        if schema.get("enum").is_none() {
            continue;
        }
        let mut variants: Map<String, Value> = Map::new();
        let mut taken = Taken::default();
        for value in texts(schema, "enum") {
            variants.insert(taken.numbered(&variant(value)), Value::from(value));
        }
        schema["enum"] = variants.keys().map(String::as_str).collect();
        schema["x-variants"] = Value::Object(variants);
    }
    Ok(())
}

fn variant(value: &str) -> String {
    let has_words = value.chars().any(|c| c.is_ascii_alphanumeric());
    let mut named = String::new();
    for (index, c) in value.char_indices() {
        let sign = SIGNS.iter().find(|(sign, _)| *sign == c);
        match sign {
            // Between words a sign is a separator. In front of a word, or alone, it distinguishes values.
            Some((_, name)) if index == 0 || !has_words => named.push_str(&format!(" {name} ")),
            _ => named.push(c),
        }
    }
    let name = match camel(&named).as_str() {
        "X" if value.trim().is_empty() => "Empty".to_owned(),
        "Self" => "SelfValue".to_owned(),
        name => name.to_owned(),
    };
    // Progenitor must not change the name.
    name.to_upper_camel_case()
}
