//! Values behind the name of a secret:
//!
//! | notation | examples |
//! | --- | --- |
//! | JSON, YAML, forms, headers, CSV with JSON | `"token": "…"`, `password=…`, `X-Auth-Key: …`, `""pin"": ""…""` |
//! | a pair, see [`pair`](super::pair) | `{"name": "pin", "value": "…"}`, `["pin", "…"]`, `field=pin value=…` |
//! | XML | `<pin>…</pin>`, `<key>pin</key><string>…</string>`, `<entry name="pin" value="…"/>` |
//! | programs and their arguments | `token("…")`, `Some("…")`, `--password …` |
//! | sentences, if a quotation mark follows | `set password to "…"`, `password "…"` |
//! | credentials by themselves | `Bearer …`, a private key in PEM |

mod fields;
#[cfg(test)]
mod ordinary;
#[cfg(test)]
mod tests;
mod text;

use std::ops::Range;

use super::credential::{REDACTED, is_mixed_code, is_secret_name};
use super::pair::{Role, role};
use super::word::{ends_word, without_punctuation};
use text::{PEM, SCHEMES, Text, is_plain};

/// The maximum length of a tag in bytes.
const LONGEST_TAG: usize = 256;

/// Words behind an option in a sentence: `--token is missing`.
const AFTER_OPTIONS: [&str; 34] = [
    "and",
    "are",
    "argument",
    "as",
    "be",
    "but",
    "can",
    "cannot",
    "does",
    "expects",
    "flag",
    "for",
    "from",
    "has",
    "if",
    "in",
    "instead",
    "is",
    "may",
    "must",
    "needs",
    "not",
    "on",
    "option",
    "or",
    "parameter",
    "requires",
    "should",
    "takes",
    "to",
    "value",
    "was",
    "with",
    "without",
];

/// Words between the name of a secret and its value in a sentence, and how many there may be.
const LINKS: [&str; 10] = [
    "as", "be", "changed", "equals", "from", "is", "to", "value", "was", "with",
];
const MOST_LINKS: usize = 3;

/// What a sentence may say about a secret: `the token is "expired"`.
const STATES: [&str; 18] = [
    "",
    "...",
    "blank",
    "empty",
    "expired",
    "false",
    "inactive",
    "invalid",
    "missing",
    "none",
    "null",
    "optional",
    "required",
    "revoked",
    "string",
    "true",
    "undefined",
    "unknown",
];

/// The positions of these values in the text.
pub(super) fn values(text: &str) -> Vec<Range<usize>> {
    let text = Text(text.as_bytes());
    let mut found: Vec<Range<usize>> = Vec::new();
    let mut blanks = 0..0;
    let mut at = 0;
    while let Some(byte) = text.0.get(at) {
        let value = match byte {
            b'=' | b':' => text.value_at(at, &mut blanks),
            b',' => text.value_of_pair(at),
            b'>' => text.value_in_tag(at),
            b' ' | b'\t' | b'\n' if text.ends_with_bearer(at) => {
                text.credential(text.behind_blanks(at + 1))
            }
            b'-' => text.private_key(at).or_else(|| text.value_of_option(at)),
            b'(' => text.argument(at),
            b'"' | b'\'' | b'`' => text.value_in_sentence(at),
            _ => None,
        };
        at = value.as_ref().map_or(at, |value| value.end).max(at + 1);
        // It may have been left out before.
        found.extend(value.filter(|value| &text.0[value.clone()] != "…".as_bytes()));
    }
    found.extend(fields::values(&text));
    found.extend(text.codes());
    found
}

impl Text<'_> {
    /// The value behind a `=`, `=>` or `:` at this position, if the name before it is that of a secret.
    fn value_at(&self, at: usize, blanks: &mut Range<usize>) -> Option<Range<usize>> {
        let is_form = self.0[at] == b'=';
        let is_quote_or_blank = |byte: &u8| b" \t\"'`\\])".contains(byte);
        let name_end = self.behind_last(at, |byte| !is_quote_or_blank(byte));
        let name = self.name(name_end)?;
        let is_quoted = self.0[name_end..at]
            .iter()
            .any(|byte| b"\"'`".contains(byte));
        let is_named = match is_form || is_quoted {
            true => is_secret_name(name),
            false => self.is_named(name, name_end),
        };
        if !is_named {
            return None;
        }
        // `=>`, `==`, `:=`
        let begin = self.behind(at + 1, |byte| b"=>".contains(&byte));
        let value = self.behind(begin, |byte| b" \t\r\n".contains(&byte));
        let is_below = self.0[begin..value].contains(&b'\n');
        // A URL or a path of a programming language.
        let is_other = self.0[begin..].starts_with(b"//") || self.0.get(begin) == Some(&b':');
        if is_other || is_below && self.is_field(value) {
            return None;
        }
        let is_joined = is_form && value == at + 1 && !self.0[..at].ends_with(b" ");
        match name.to_ascii_lowercase() {
            name if name.ends_with("authorization") || name.ends_with("cookie") => self
                .header(value, blanks)
                .or_else(|| self.value(value, is_joined)),
            _ => self.value(value, is_joined),
        }
    }

    /// Whether this name, which ends here, is that of a secret. A `key` is that of an object or a map, unless it says which:
    /// `stream key: …`.
    fn is_named(&self, name: &str, end: usize) -> bool {
        match ["key", "keys"]
            .iter()
            .any(|key| name.eq_ignore_ascii_case(key))
        {
            true => self.name_of_two_words(end - name.len()),
            false => is_secret_name(name),
        }
    }

    /// Whether the word that begins here is the name of a field.
    fn is_field(&self, begin: usize) -> bool {
        let end = self.behind(begin, |byte| !ends_word(byte));
        self.0[begin..end].iter().any(|byte| b":=".contains(byte))
    }

    /// The value of a header of several words, which extends to the end of the line: `Cookie: a=b; c=d`. The scheme of a
    /// credential is shown, if it is a usual one. `blanks` are those behind the word that was read for the header before.
    fn header(&self, begin: usize, blanks: &mut Range<usize>) -> Option<Range<usize>> {
        if self.0[begin..].starts_with(REDACTED.as_bytes()) {
            return None;
        }
        let ends_line = |byte: u8| b"\r\n\"`<".contains(&byte);
        let end_of_word = |begin: usize| self.behind(begin, |byte| !ends_word(byte));
        // A word may have many headers in it. It is read once.
        if begin >= blanks.start {
            let end = end_of_word(begin);
            *blanks = end..self.behind_blanks(end);
        }
        let (first_end, next) = (blanks.start, blanks.end);
        let first = &self.0[begin..first_end];
        let has_one = next == first_end || self.0.get(next).is_none_or(|byte| ends_line(*byte));
        let is_shown = first.is_empty()
            || SCHEMES
                .iter()
                .any(|scheme| scheme.eq_ignore_ascii_case(first))
            || is_plain(first) && is_plain(&self.0[next..end_of_word(next)]);
        let is_hidden = !has_one && !is_shown;
        is_hidden.then(|| {
            let end = self.behind(begin, |byte| !ends_line(byte));
            without_punctuation(self.0, begin..end)
        })
    }

    /// The second of two strings in brackets, of which the first ends before this comma: `["password", "…"]`.
    fn value_of_pair(&self, comma: usize) -> Option<Range<usize>> {
        let is_quote = |byte: &u8| b"\"'`".contains(byte);
        let name_end = self.behind_last(comma, |byte| !is_quote(byte) && *byte != b'\\');
        let name = self.name(name_end).filter(|name| is_secret_name(name))?;
        let before = &self.0[..name_end - name.len()];
        let is_between = |byte: &&u8| is_quote(byte) || b"\\ \t".contains(byte);
        let skipped = before.iter().rev().take_while(is_between).count();
        let is_first = skipped > 0
            && before[..before.len() - skipped]
                .last()
                .is_some_and(|byte| b"[({".contains(byte));
        let begin = self.behind_blanks(comma + 1);
        let quote = self.behind(begin, |byte| byte == b'\\');
        let is_quoted = name_end < comma && self.0.get(quote).is_some_and(is_quote);
        (is_first && is_quoted).then(|| self.quoted(begin, quote))
    }

    /// The value behind an option that begins here: `--password …`. A `=` between them is found by itself.
    fn value_of_option(&self, at: usize) -> Option<Range<usize>> {
        let before = at.checked_sub(1).map(|before| self.0[before]);
        // No other dash is read further, or a name with many dashes would be read again for each.
        if before.is_some_and(|byte| !ends_word(byte) && !b"'([,".contains(&byte)) {
            return None;
        }
        let begin = self.behind(at, |byte| byte == b'-');
        let end = self.behind(begin, |byte| {
            byte.is_ascii_alphanumeric() || b"-_.".contains(&byte)
        });
        let value = self.behind_blanks(end);
        let name = str::from_utf8(&self.0[begin..end]).ok()?;
        if value == end || !self.is_named(name, end) {
            return None;
        }
        let is_quote = |byte: &u8| b"\"'`\\".contains(byte);
        if self.0.get(value).is_some_and(is_quote) {
            return self.value(value, true);
        }
        let word_end = self.behind(value, |byte| !ends_word(byte));
        let word = without_punctuation(self.0, value..word_end);
        let letters = self.letters(word.clone());
        let is_other = letters.is_empty()
            || letters.starts_with(['-', '['])
            || AFTER_OPTIONS.contains(&letters.as_str())
            // As in the help: `--api-key KEY`.
            || name.to_ascii_lowercase().ends_with(&letters);
        (!is_other).then_some(word)
    }

    /// The string in the brackets that begin here: `token("…")`.
    fn argument(&self, at: usize) -> Option<Range<usize>> {
        let name = self.name(at)?;
        let begin = self.behind_blanks(at + 1);
        let quote = self.behind(begin, |byte| byte == b'\\');
        let is_quoted = self.0.get(quote).is_some_and(|byte| b"\"'`".contains(byte));
        (is_quoted && self.is_named(name, at)).then(|| self.string(begin, quote))
    }

    /// The string that begins here, behind the name of a secret in a sentence: `set password to "…"`, `password "…"`.
    fn value_in_sentence(&self, quote: usize) -> Option<Range<usize>> {
        let backslashes = self.behind_last(quote, |byte| *byte != b'\\');
        let mut end = self.behind_last(backslashes, |byte| *byte != b' ');
        if end == backslashes || self.0.get(quote + 1).is_none_or(|byte| ends_word(*byte)) {
            return None;
        }
        if let Some(value) = self.value_before_name(end, backslashes, quote) {
            return Some(value);
        }
        let mut linked = 0;
        let name = loop {
            let name_end = self.behind_last(end, |byte| !b"\\\"'`".contains(byte));
            let name = self.name(name_end)?;
            let is_link = LINKS.iter().any(|link| link.eq_ignore_ascii_case(name));
            if !is_link || linked == MOST_LINKS {
                end = name_end;
                break name;
            }
            linked += 1;
            end = self.behind_last(name_end - name.len(), |byte| *byte != b' ');
        };
        let is_password = || {
            let letters = name.to_ascii_lowercase();
            ["password", "passphrase", "passwd", "pwd"]
                .iter()
                .any(|end| letters.ends_with(end))
        };
        if !self.is_named(name, end) || linked == 0 && !is_password() {
            return None;
        }
        let value = self.string(backslashes, quote);
        (!STATES.contains(&self.letters(value.clone()).as_str())).then_some(value)
    }

    /// The string that begins here, behind the word `value`, which ends here, and before the name of a secret: `value "…" for
    /// the field "password"`.
    fn value_before_name(
        &self,
        end: usize,
        backslashes: usize,
        quote: usize,
    ) -> Option<Range<usize>> {
        let word = self.name(end)?;
        if role(word) != Some(Role::Value) {
            return None;
        }
        let value = self.string(backslashes, quote);
        let rest = &self.0[value.end..];
        let rest = rest.get(..LONGEST_TAG).unwrap_or(rest);
        let rest = String::from_utf8_lossy(rest);
        let mut words = rest.split_whitespace().skip(1);
        let is_for = words
            .next()
            .is_some_and(|word| ["for", "in", "of"].contains(&word));
        let is_secret = |word: &str| word != "key" && is_secret_name(word);
        let is_named = is_for
            && words
                .take(MOST_LINKS)
                .any(|word| is_secret(word.trim_matches(|c: char| !c.is_ascii_alphanumeric())));
        is_named.then_some(value)
    }

    /// The text of an XML element whose opening tag ends here: `<pin>…</pin>`, `<a:pin b="c"><![CDATA[…]]></a:pin>`.
    fn value_in_tag(&self, at: usize) -> Option<Range<usize>> {
        let searched = at.saturating_sub(LONGEST_TAG);
        let tag = self.0[searched..at]
            .iter()
            .rposition(|byte| *byte == b'<')?;
        let tag = &self.0[searched + tag + 1..at];
        let name = tag.split(u8::is_ascii_whitespace).next()?;
        let name = name.rsplit(|byte| *byte == b':').next()?;
        let is_open = tag.first().is_some_and(u8::is_ascii_alphabetic) && !tag.ends_with(b"/");
        if !is_open || !str::from_utf8(name).is_ok_and(is_secret_name) {
            return None;
        }
        let text = self.element(at);
        let is_name = name.eq_ignore_ascii_case(b"key") && fields::is_name_of_next(self, text.end);
        (!text.is_empty() && !is_name).then_some(text)
    }

    /// A private key in PEM, whose header begins here.
    fn private_key(&self, begin: usize) -> Option<Range<usize>> {
        let header = self.0[begin..].strip_prefix(PEM)?;
        let length = header.windows(5).position(|window| window == b"-----")?;
        if !header[..length].ends_with(b"PRIVATE KEY") {
            return None;
        }
        let begin = self.0.len() - header.len() + length + 5;
        let rest = &self.0[begin..];
        let end = rest.windows(9).position(|window| window == b"-----END ");
        Some(begin..begin + end.unwrap_or(rest.len()))
    }

    /// Words that are not readable, behind the name of a secret at any distance: `token: Some("…")`, `--token …`.
    fn codes(&self) -> Vec<Range<usize>> {
        let mut found = Vec::new();
        let mut is_named = false;
        let mut at = 0;
        while at < self.0.len() {
            let end = self.behind(at, |byte| {
                byte.is_ascii_alphanumeric() || b"-_~+".contains(&byte)
            });
            let word = str::from_utf8(&self.0[at..end]).unwrap_or_default();
            if is_named && is_mixed_code(word) {
                found.push(at..end);
            }
            is_named |= end > at && self.is_named(word, end);
            at = end + 1;
        }
        found
    }

    fn ends_with_bearer(&self, end: usize) -> bool {
        let name = self.name(end);
        name.is_some_and(|name| name.eq_ignore_ascii_case("bearer"))
    }
}
