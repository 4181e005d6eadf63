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
    if let Some(letter) = ['A', 'z', 'a', 'U']
        .into_iter()
        .find(|letter| escapes.contains(&format!("\\{letter}")))
    {
        return Some(format!("`\\{letter}` is the letter `{letter}`"));
    }
    if escapes.contains(r"\x{") {
        return Some("`\\x` needs two digits without braces".to_owned());
    }
    if has_empty_class(&escapes) {
        return Some("`[]` is no character, and `[^]` is any".to_owned());
    }
    if has_space_in_repetition(&escapes) {
        return Some("a repetition with a space, such as `{1, 3}`, is these characters".to_owned());
    }
    let error = regex_lite::Regex::new(pattern).err()?;
    Some(error.to_string())
}

/// Whether a class begins with its end.
fn has_empty_class(pattern: &str) -> bool {
    let mut chars = pattern.chars().peekable();
    let mut is_in_class = false;
    while let Some(char) = chars.next() {
        match char {
            '\\' => _ = chars.next(),
            '[' if !is_in_class => {
                chars.next_if_eq(&'^');
                if chars.peek() == Some(&']') {
                    return true;
                }
                is_in_class = true;
            }
            ']' => is_in_class = false,
            _ => {}
        }
    }
    false
}

fn has_space_in_repetition(pattern: &str) -> bool {
    let mut groups = pattern
        .split('{')
        .skip(1)
        .filter_map(|it| it.split_once('}'));
    groups.any(|(inside, _)| {
        let is_count = |c: char| c.is_ascii_digit() || c == ',' || c.is_whitespace();
        inside.contains(char::is_whitespace)
            && inside.contains(|c: char| c.is_ascii_digit())
            && inside.chars().all(is_count)
    })
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
            r"\Aa\z",
            r"^\x{41}$",
            "^[]a]$",
            "^[^]$",
            "^a{1, 3}$",
        ] {
            assert!(unchecked_reason(pattern).is_some(), "{pattern}");
        }
        for pattern in [
            "^/a/$",
            "/a$/b/",
            r"^\\<$",
            r"^\[\]$",
            r"^\\A$",
            r"^[a\]]{1,3}[^\]]$",
            "^a$",
        ] {
            assert_eq!(unchecked_reason(pattern), None, "{pattern}");
        }
    }
}
