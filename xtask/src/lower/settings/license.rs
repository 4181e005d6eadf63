//! The licence of the emitted crate: an SPDX expression from the document, if it has one.

use serde_json::Value;
use spdx::{Expression, ParseMode};

use crate::openapi::text;

/// The licence in `info.license`: its `identifier`, or its name if that is an SPDX expression and not prose (`Apache
/// 2.0`).
pub fn of_document(info: &Value) -> Option<String> {
    let license = info.get("license")?;
    let given = ["identifier", "name"].map(|key| text(license, key));
    given
        .into_iter()
        .find(|text| is_expression(text))
        .map(str::to_owned)
}

/// Whether a string is an SPDX expression: `MIT`, `MIT OR Apache-2.0`, `(MIT AND ISC) OR Zlib`.
pub fn is_expression(text: &str) -> bool {
    let mode = ParseMode {
        // Many documents use names that SPDX has deprecated; Cargo accepts them.
        allow_deprecated: true,
        allow_postfix_plus_on_gpl: true,
        ..ParseMode::STRICT
    };
    Expression::parse_mode(text, mode).is_ok()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{is_expression, of_document};

    #[test]
    fn spdx_expressions_are_recognised() {
        for text in [
            "MIT",
            "MIT OR Apache-2.0",
            "(MIT AND ISC) OR Zlib",
            "GPL-2.0+ WITH Classpath-exception-2.0",
            "LicenseRef-ours",
        ] {
            assert!(is_expression(text), "{text}");
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
            "Proprietary",
            "mit",
        ] {
            assert!(!is_expression(text), "{text}");
        }
    }

    #[test]
    fn the_licence_is_read_from_its_identifier_or_name() {
        let found = |license| of_document(&json!({ "license": license }));
        assert_eq!(found(json!({"name": "MIT"})).as_deref(), Some("MIT"));
        assert_eq!(
            found(json!({"name": "Ours", "identifier": "LicenseRef-ours"})).as_deref(),
            Some("LicenseRef-ours")
        );
        for prose in ["Apache 2.0", "Proprietary", "MIT License"] {
            assert_eq!(found(json!({ "name": prose })), None, "{prose}");
        }
        assert_eq!(of_document(&json!({})), None);
    }
}
