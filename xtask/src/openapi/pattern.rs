//! Regular expressions that the client checks.

/// Why the client does not check a pattern. The runtime uses `regex-lite`, which has no look-around and no Unicode
/// classes, and in which some patterns mean something else than in ECMAScript.
pub fn unchecked_reason(pattern: &str) -> Option<String> {
    if is_literal_of_javascript(pattern) {
        return Some("no string matches it, because of the slashes around it".to_owned());
    }
    if pattern.contains("[[:") {
        return Some("`[[:…:]]` is a class only in POSIX".to_owned());
    }
    let escapes = pattern.replace(r"\\", "");
    if escapes.contains(r"\<") || escapes.contains(r"\>") {
        return Some(
            "`\\<` and `\\>` are `<` and `>`; write them without the backslash".to_owned(),
        );
    }
    let error = regex_lite::Regex::new(pattern).err()?;
    Some(error.to_string())
}

/// Whether it is written as in JavaScript, `/^[a-z]+$/i`. The anchors are then inside the string, where nothing matches.
fn is_literal_of_javascript(pattern: &str) -> bool {
    let whole = pattern
        .strip_prefix("/^")
        .and_then(|rest| rest.rsplit_once("$/"));
    whole.is_some_and(|(_, flags)| flags.chars().all(|flag| flag.is_ascii_lowercase()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_that_mean_something_else_in_ecmascript_are_not_checked() {
        for pattern in [
            "/^[a-z]+$/",
            "/^a$/gi",
            "^[[:alpha:]]+$",
            r"^\<a\>$",
            "(?=a)",
        ] {
            assert!(unchecked_reason(pattern).is_some(), "{pattern}");
        }
        for pattern in ["^/a/$", "/a$/b/", r"^\\<$", r"^\[\]$", "^a$"] {
            assert_eq!(unchecked_reason(pattern), None, "{pattern}");
        }
    }
}
