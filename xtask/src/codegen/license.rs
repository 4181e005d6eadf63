//! The licence of the emitted crate: what the document says in the words that Cargo takes, or nothing.

use serde_json::Value;

use super::document::text;

/// Licences that documents name. A name that is none of them is prose: `Apache 2.0`, `Proprietary`.
const KNOWN: [&str; 30] = [
    "0BSD",
    "AGPL-3.0-only",
    "AGPL-3.0-or-later",
    "Apache-2.0",
    "Artistic-2.0",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "BlueOak-1.0.0",
    "CC-BY-4.0",
    "CC-BY-SA-4.0",
    "CC0-1.0",
    "EPL-2.0",
    "EUPL-1.2",
    "GPL-2.0-only",
    "GPL-2.0-or-later",
    "GPL-3.0-only",
    "GPL-3.0-or-later",
    "ISC",
    "LGPL-2.1-only",
    "LGPL-2.1-or-later",
    "LGPL-3.0-only",
    "LGPL-3.0-or-later",
    "MIT",
    "MIT-0",
    "MPL-2.0",
    "NCSA",
    "Unlicense",
    "WTFPL",
    "Zlib",
];

/// What `info.license` says: its `identifier`, or its name where that is an SPDX expression of known licences.
pub fn of_document(info: &Value) -> Option<String> {
    let license = info.get("license")?;
    let (identifier, name) = (text(license, "identifier"), text(license, "name"));
    if is_expression(identifier, |_| true) {
        return Some(identifier.to_owned());
    }
    is_expression(name, |word| KNOWN.contains(&word)).then(|| name.to_owned())
}

/// Whether a text has the form of an SPDX expression: `MIT`, `MIT OR Apache-2.0`, `(MIT AND ISC) OR Zlib`.
pub fn is_expression(text: &str, known: impl Fn(&str) -> bool) -> bool {
    let spaced = text.replace('(', " ( ").replace(')', " ) ");
    let mut open = 0_usize;
    let mut wants_name = true;
    let mut after_with = false;
    for word in spaced.split_whitespace() {
        let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '+' | ':');
        match (word, wants_name) {
            ("(", true) => open += 1,
            (")", false) if open > 0 => open -= 1,
            ("AND" | "OR", false) => wants_name = true,
            ("WITH", false) => (wants_name, after_with) = (true, true),
            ("AND" | "OR" | "WITH", true) => return false,
            (name, true) if name.chars().all(fits) && (after_with || known(name)) => {
                (wants_name, after_with) = (false, false);
            }
            _ => return false,
        }
    }
    !wants_name && open == 0
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{is_expression, of_document};

    #[test]
    fn an_expression_is_told_from_prose() {
        for text in [
            "MIT",
            "MIT OR Apache-2.0",
            "(MIT AND ISC) OR Zlib",
            "GPL-2.0+ WITH Classpath-exception-2.0",
        ] {
            assert!(is_expression(text, |_| true), "{text}");
        }
        for text in [
            "",
            "Apache 2.0",
            "MIT OR",
            "(MIT",
            "MIT)",
            "OR",
            "MIT, ISC",
            "© Me",
        ] {
            assert!(!is_expression(text, |_| true), "{text}");
        }
    }

    #[test]
    fn the_document_says_it_by_identifier_or_by_a_known_name() {
        let said = |license| of_document(&json!({ "license": license }));
        assert_eq!(said(json!({"name": "MIT"})).as_deref(), Some("MIT"));
        assert_eq!(
            said(json!({"name": "Ours", "identifier": "LicenseRef-ours"})).as_deref(),
            Some("LicenseRef-ours")
        );
        for prose in ["Apache 2.0", "Proprietary", "MIT License"] {
            assert_eq!(said(json!({ "name": prose })), None, "{prose}");
        }
        assert_eq!(of_document(&json!({})), None);
    }
}
