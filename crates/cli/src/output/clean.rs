//! Escapes text for a terminal or a log: escape sequences, control characters, characters that change the direction of
//! text, and commands of CI services. The API token is left out.

use std::borrow::Cow;

use super::token::without_token;

/// Whether a terminal could do more than print this character.
fn is_hazardous(c: char) -> bool {
    let reorders = matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    c.is_control() || reorders || matches!(c, '\u{2028}' | '\u{2029}')
}

/// A text on one line. Dangerous characters are written as `\u{1b}`.
pub fn visible(text: &str) -> Cow<'_, str> {
    without_commands(replaced(text, is_hazardous, |c| {
        c.escape_unicode().to_string()
    }))
}

/// Several lines, escaped in the same way.
pub fn visible_lines(text: &str) -> Cow<'_, str> {
    let is_it = |c| c != '\n' && is_hazardous(c);
    without_commands(replaced(text, is_it, |c| c.escape_unicode().to_string()))
}

/// Puts a backslash into what a CI service would carry out where it is in a log: a line that begins with `::` (GitHub), and
/// `##[`, `##vso[` or `##teamcity[`.
fn without_commands(text: Cow<'_, str>) -> Cow<'_, str> {
    if !text.contains("::") && !text.contains("##") {
        return text;
    }
    let mut safe = String::with_capacity(text.len() + 8);
    for line in text.split_inclusive('\n') {
        let (blank, words) = line.split_at(line.len() - line.trim_start().len());
        safe.push_str(blank);
        if words.starts_with("::") {
            safe.push('\\');
        }
        for c in words.chars() {
            if c == '[' && is_called(&safe) {
                safe.push('\\');
            }
            safe.push(c);
        }
    }
    Cow::Owned(safe)
}

/// Whether a bracket after this text would begin a command.
fn is_called(text: &str) -> bool {
    let name = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    name.ends_with("##")
}

/// JSON, escaped without a change of its value.
pub fn json(text: &str) -> Cow<'_, str> {
    let is_it = |c| c != '\n' && is_hazardous(c);
    let clean = replaced(text, is_it, |c| format!("\\u{:04x}", u32::from(c)));
    if !clean.contains("##") {
        return clean;
    }
    let mut safe = String::with_capacity(clean.len() + 8);
    for c in clean.chars() {
        match c {
            '[' if is_called(&safe) => safe.push_str("\\u005b"),
            c => safe.push(c),
        }
    }
    Cow::Owned(safe)
}

fn replaced(text: &str, is_it: impl Fn(char) -> bool, by: impl Fn(char) -> String) -> Cow<'_, str> {
    let text = without_token(text);
    if !text.contains(&is_it) {
        return text;
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
    fn commands_of_ci_services_are_text() {
        assert_eq!(visible("::error::x"), "\\::error::x");
        assert_eq!(
            visible_lines("a::b\n ::add-mask::c"),
            "a::b\n \\::add-mask::c"
        );
        assert_eq!(
            visible("a ##vso[b]##[c] d#[e]"),
            "a ##vso\\[b]##\\[c] d#[e]"
        );
    }

    #[test]
    fn escaped_json_keeps_its_value() {
        let value = serde_json::json!({"name": "##vso[\u{1b}\u{9b}\u{202e}\u{2028}\n"});
        let text = serde_json::to_string_pretty(&value).unwrap_or_default();
        let clean = json(&text);
        assert!(
            clean.chars().all(|c| c == '\n' || !is_hazardous(c)) && !clean.contains("##vso["),
            "{clean}"
        );
        assert_eq!(
            serde_json::from_str::<serde_json::Value>(&clean).ok(),
            Some(value)
        );
    }
}
