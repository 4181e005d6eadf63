//! Escapes invisible and control characters as in a Rust literal.

use std::borrow::Cow;

/// A string for a message, on one line, with invisible characters escaped. A word that a log of a CI service would read as a
/// command (`::error::`, `##[group]`, `##vso[task.setvariable]`) gets a backslash.
///
/// ```
/// use xtask::text::visible;
///
/// assert_eq!(visible("plain, größe, 日本"), "plain, größe, 日本");
/// assert_eq!(visible("a\n::error::b"), "a\\n::error::b");
/// assert_eq!(visible("a ::error::b"), "a \\::error::b");
/// assert_eq!(visible("\u{1b}[31m \u{202e} \u{200b}"), "\\u{1b}[31m \\u{202e} \\u{200b}");
/// ```
pub fn visible(text: &str) -> Cow<'_, str> {
    let may_be_command = |text: &str| text.contains("::") || text.contains("##");
    if !may_be_command(text) && !text.contains(is_hidden) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        // `##[` is a command anywhere, `::` at the start of a line. Lines are folded between words.
        if c == '[' && is_called(&shown) {
            shown.push('\\');
        }
        push(&mut shown, c, is_hidden(c));
    }
    Cow::Owned(without_commands(&shown))
}

/// Lines of a file for a terminal or a log, with invisible characters escaped, except for tabs.
pub fn visible_lines(text: &str) -> String {
    let lines: Vec<String> = text.split('\n').map(visible_line).collect();
    lines.join("\n")
}

/// One line of a file.
pub fn visible_line(line: &str) -> String {
    let parts: Vec<Cow<str>> = line.split('\t').map(visible).collect();
    parts.join("\t")
}

/// JSON for a terminal or a log. Characters that JSON allows and [`visible`] escapes are written as JSON escapes. The value is
/// the same.
pub fn visible_json(json: &str) -> String {
    let mut shown = String::with_capacity(json.len());
    for c in json.chars() {
        let is_command = c == '[' && is_called(&shown);
        if is_command || (c != '\n' && is_hidden(c)) {
            for unit in c.encode_utf16(&mut [0; 2]) {
                shown.push_str(&format!("\\u{unit:04x}"));
            }
        } else {
            shown.push(c);
        }
    }
    shown
}

/// Whether a bracket after this text would begin a command: `##[` of GitHub, `##vso[` of Azure, `##teamcity[`.
fn is_called(text: &str) -> bool {
    let name = |c: char| c.is_ascii_alphabetic();
    text.trim_end_matches(name).ends_with("##")
}

/// Puts a backslash in front of every word that starts with two colons.
fn without_commands(text: &str) -> String {
    let text = text.replace(" ::", " \\::");
    match text.strip_prefix("::") {
        Some(rest) => format!("\\::{rest}"),
        None => text,
    }
}

/// Like [`visible`], for documentation, where nothing is a command.
pub(super) fn on_one_line(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for c in text.chars() {
        push(&mut shown, c, is_hidden(c));
    }
    shown
}

/// Prose with invisible characters escaped, except for line ends, which become `\n`, and joiners of scripts and emoji.
pub(super) fn readable(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let mut shown = String::with_capacity(text.len());
    for c in text.chars() {
        let stays = matches!(c, '\n' | '\t' | '\u{200c}' | '\u{200d}');
        push(&mut shown, c, !stays && is_hidden(c));
    }
    shown
}

fn push(to: &mut String, c: char, escaped: bool) {
    match c {
        c if !escaped => to.push(c),
        '\n' => to.push_str("\\n"),
        '\r' => to.push_str("\\r"),
        '\t' => to.push_str("\\t"),
        c => to.extend(c.escape_unicode()),
    }
}

/// The first invisible character.
pub fn first_hidden(text: &str) -> Option<char> {
    text.chars().find(|c| is_hidden(*c))
}

/// Whether a character is invisible: a control character, a mark of direction, of zero width, or a line end.
pub(super) fn is_hidden(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_control();
    }
    // Rust escapes characters that cannot be printed. After a letter, it does not escape combining marks.
    let mut pair = String::from('a');
    pair.push(c);
    pair.escape_debug().nth(2).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn visible_characters_are_kept() {
        for text in [
            "",
            "a b",
            "größe",
            "नमस्ते",
            "e\u{301}",
            "日本語",
            "🦀 ✔\u{fe0f}",
            "a\\nb",
        ] {
            assert_eq!(visible(text), text);
            assert_eq!(readable(text), text);
        }
        assert_eq!(readable("👩\u{200d}💻"), "👩\u{200d}💻");
    }

    #[test]
    fn invisible_characters_are_escaped() {
        for hidden in [
            "\0",
            "\u{7f}",
            "\u{9b}",
            "\u{2028}",
            "\u{200f}",
            "\u{2066}",
            "\u{feff}",
            "\u{e0041}",
        ] {
            let shown = visible(hidden);
            assert!(shown.starts_with("\\u{") && shown.is_ascii(), "{shown}");
            assert_eq!(readable(hidden), shown);
        }
        assert_eq!(visible("a\r\n\tb"), "a\\r\\n\\tb");
        assert_eq!(readable("a\r\n\tb\rc\n"), "a\n\tb\nc\n");
    }

    #[test]
    fn log_commands_are_escaped() {
        assert_eq!(visible("::notice::x"), "\\::notice::x");
        assert_eq!(visible("a ::notice::x"), "a \\::notice::x");
        assert_eq!(visible("a##[group]x"), "a##\\[group]x");
        assert_eq!(visible("a ##vso[b c]d"), "a ##vso\\[b c]d");
        assert_eq!(visible("## a[0], #a[0]"), "## a[0], #a[0]");
        assert_eq!(visible("Meeting::get"), "Meeting::get");
        assert_eq!(visible_lines("\t::a\r\nb ::c"), "\t\\::a\\r\nb \\::c");
    }

    #[test]
    fn escaped_json_has_the_same_value() {
        let value =
            serde_json::json!({"##[a]": ["##vso[a]", "\u{9b}", "\u{2028}\u{e0041}", "é\n"]});
        let shown = visible_json(&format!("{value:#}"));
        assert!(
            !shown.contains("##[") && !shown.contains("##vso[") && !shown.contains('\u{9b}'),
            "{shown}"
        );
        assert_eq!(
            serde_json::from_str::<serde_json::Value>(&shown).unwrap(),
            value
        );
    }
}
