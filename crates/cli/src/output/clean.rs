//! Escapes text for a terminal: escape sequences, control characters, and characters that change the direction of
//! text.

use std::borrow::Cow;

/// Whether a terminal could do more than print this character.
fn is_hazardous(c: char) -> bool {
    let reorders = matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    c.is_control() || reorders || matches!(c, '\u{2028}' | '\u{2029}')
}

/// A text on one line. Dangerous characters are written as `\u{1b}`.
pub fn visible(text: &str) -> Cow<'_, str> {
    replaced(text, is_hazardous, |c| c.escape_unicode().to_string())
}

/// Several lines, escaped in the same way.
pub fn visible_lines(text: &str) -> Cow<'_, str> {
    let is_it = |c| c != '\n' && is_hazardous(c);
    replaced(text, is_it, |c| c.escape_unicode().to_string())
}

/// JSON, escaped without a change of its value.
pub fn json(text: &str) -> Cow<'_, str> {
    let is_it = |c| c != '\n' && is_hazardous(c);
    replaced(text, is_it, |c| format!("\\u{:04x}", u32::from(c)))
}

fn replaced(text: &str, is_it: impl Fn(char) -> bool, by: impl Fn(char) -> String) -> Cow<'_, str> {
    if !text.contains(&is_it) {
        return Cow::Borrowed(text);
    }
    let mut clean = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match is_it(c) {
            true => clean.push_str(&by(c)),
            false => clean.push(c),
        }
    }
    Cow::Owned(clean)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_that_a_terminal_carries_out_are_written_out() {
        let name = "\u{1b}[2Jx\u{9b}31m\u{202e}\n\u{7f}é漢";
        assert_eq!(
            visible(name),
            "\\u{1b}[2Jx\\u{9b}31m\\u{202e}\\u{a}\\u{7f}é漢"
        );
        assert_eq!(visible_lines("a\nb\r"), "a\nb\\u{d}");
        assert!(matches!(visible("Zoë"), Cow::Borrowed("Zoë")));
    }

    #[test]
    fn escaped_json_keeps_its_value() {
        let value = serde_json::json!({"name": "\u{1b}\u{9b}\u{202e}\u{2028}\n"});
        let text = serde_json::to_string_pretty(&value).unwrap_or_default();
        let clean = json(&text);
        assert!(
            clean.chars().all(|c| c == '\n' || !is_hazardous(c)),
            "{clean}"
        );
        assert_eq!(
            serde_json::from_str::<serde_json::Value>(&clean).ok(),
            Some(value)
        );
    }
}
