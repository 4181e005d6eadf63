//! Values behind the name of a secret, in the notations of JSON, YAML, headers, forms and XML: `"token": "…"`,
//! `password=…`, `X-Auth-Key: …`, `<pin>…</pin>`, `Bearer …`.

use std::ops::Range;

use super::credential::{REDACTED, is_mixed_code, is_secret_name};
use super::word::{ends_word, without_punctuation};

/// Schemes of the header `Authorization`; the credential is behind them.
const SCHEMES: [&[u8]; 6] = [b"apikey", b"basic", b"bearer", b"digest", b"hmac", b"token"];

/// The beginning of a key in PEM.
const PEM: &[u8] = b"-----BEGIN ";
/// The maximum length of a tag in bytes.
const LONGEST_TAG: usize = 256;

/// The positions of these values in the text.
pub(super) fn values(text: &str) -> Vec<Range<usize>> {
    let text = Text(text.as_bytes());
    let mut found: Vec<Range<usize>> = Vec::new();
    let mut at = 0;
    while let Some(byte) = text.0.get(at) {
        let value = match byte {
            b'=' | b':' => text.value_at(at),
            b',' => text.value_of_pair(at),
            b'>' => text.value_in_tag(at),
            b' ' | b'\t' | b'\n' if text.ends_with_bearer(at) => text.word(at + 1),
            b'-' => text.private_key(at),
            _ => None,
        };
        at = value.as_ref().map_or(at, |value| value.end).max(at + 1);
        // It may have been left out before.
        found.extend(value.filter(|value| &text.0[value.clone()] != "…".as_bytes()));
    }
    found.extend(text.codes());
    found
}

struct Text<'t>(&'t [u8]);

impl Text<'_> {
    /// The value behind a `=`, `=>` or `:` at this position, if the name before it is that of a secret.
    fn value_at(&self, at: usize) -> Option<Range<usize>> {
        let is_form = self.0[at] == b'=';
        let is_quote_or_blank = |byte: &u8| b" \t\"'`\\])".contains(byte);
        let name_end = self.behind_last(at, |byte| !is_quote_or_blank(byte));
        let name = self.name(name_end)?;
        let is_quoted = self.0[name_end..at]
            .iter()
            .any(|byte| b"\"'`".contains(byte));
        let is_named = match name.eq_ignore_ascii_case("key") && !is_form && !is_quoted {
            // Of an object or a map, unless it says which: `stream key: …`.
            true => self.name_of_two_words(name_end - name.len()),
            false => is_secret_name(name),
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
            name if name.ends_with("authorization") || name.ends_with("cookie") => {
                self.header(value).or_else(|| self.value(value, is_joined))
            }
            _ => self.value(value, is_joined),
        }
    }

    /// Whether the word that begins here is the name of a field.
    fn is_field(&self, begin: usize) -> bool {
        let end = self.behind(begin, |byte| !ends_word(byte));
        self.0[begin..end].iter().any(|byte| b":=".contains(byte))
    }

    /// The value of a header of several words, which extends to the end of the line: `Cookie: a=b; c=d`. The scheme of a
    /// credential is shown, if it is a usual one.
    fn header(&self, begin: usize) -> Option<Range<usize>> {
        let ends_line = |byte: u8| b"\r\n\"`<".contains(&byte);
        let end_of_word = |begin: usize| self.behind(begin, |byte| !ends_word(byte));
        let first_end = end_of_word(begin);
        let first = &self.0[begin..first_end];
        let next = self.behind_blanks(first_end);
        let has_one = next == first_end || self.0.get(next).is_none_or(|byte| ends_line(*byte));
        let is_shown = first.is_empty()
            || first.starts_with(REDACTED.as_bytes())
            || SCHEMES.contains(&first.to_ascii_lowercase().as_slice())
            || is_plain(first) && is_plain(&self.0[next..end_of_word(next)]);
        let is_hidden = !has_one && !is_shown;
        is_hidden.then(|| {
            let end = self.behind(begin, |byte| !ends_line(byte));
            without_punctuation(self.0, begin..end)
        })
    }

    fn value(&self, begin: usize, is_joined: bool) -> Option<Range<usize>> {
        let quote = self.behind(begin, |byte| byte == b'\\');
        match self.0.get(quote)? {
            b'"' | b'\'' | b'`' => Some(self.quoted(begin, quote)),
            // It is found by itself.
            b'-' if self.0[quote..].starts_with(PEM) => None,
            b'{' | b'[' => Some(self.bracketed(quote)),
            _ if is_joined => {
                let end = self.behind(begin, |byte| !ends_word(byte));
                Some(without_punctuation(self.0, begin..end))
            }
            _ => self.word(begin),
        }
    }

    /// The text between quotes, of which the first is behind the backslashes that begin here.
    fn quoted(&self, backslashes: usize, quote: usize) -> Range<usize> {
        let depth = quote - backslashes;
        let begin = quote + 1;
        let mut escapes = 0;
        for (at, byte) in self.0.iter().enumerate().skip(begin) {
            let ends = match depth {
                0 => escapes % 2 == 0,
                _ => escapes <= depth,
            };
            match byte {
                b'\\' => escapes += 1,
                byte if *byte == self.0[quote] && ends => return begin..at - escapes.min(depth),
                _ => escapes = 0,
            }
        }
        begin..self.0.len()
    }

    /// The object or list that begins here.
    fn bracketed(&self, begin: usize) -> Range<usize> {
        let mut depth = 0_usize;
        let mut at = begin;
        while let Some(byte) = self.0.get(at) {
            match byte {
                b'{' | b'[' => depth += 1,
                b'}' | b']' => depth -= 1,
                b'"' => {
                    let backslashes = self.behind_last(at, |byte| *byte != b'\\');
                    let string = self.quoted(backslashes.max(begin), at);
                    at = string.end + (at - backslashes.max(begin));
                }
                _ => {}
            }
            if depth == 0 {
                return begin..at + 1;
            }
            at += 1;
        }
        begin..self.0.len()
    }

    /// The word that begins here, or the one behind the scheme of a header: `Bearer …`.
    fn word(&self, begin: usize) -> Option<Range<usize>> {
        let begin = self.behind_blanks(begin);
        let end = self.behind(begin, |byte| !ends_word(byte));
        let next = self.behind_blanks(end);
        let is_last = self.0.get(next).is_none_or(|byte| ends_word(*byte));
        let is_scheme = SCHEMES.contains(&self.0[begin..end].to_ascii_lowercase().as_slice());
        match is_scheme && !is_last {
            true => self.credential(next),
            false => self.credential(begin),
        }
    }

    /// The word that begins here, unless a sentence begins: `token: must be a string`.
    fn credential(&self, begin: usize) -> Option<Range<usize>> {
        let end = self.behind(begin, |byte| !ends_word(byte));
        let last = end.checked_sub(1).filter(|last| *last >= begin);
        // `Some("…")`, `r#"…"#`
        if last.is_some_and(|last| b"(#@".contains(&self.0[last]))
            && matches!(self.0.get(end), Some(b'"' | b'`'))
        {
            return Some(self.quoted(end, end));
        }
        let next = self.0.get(self.behind_blanks(end));
        let word = without_punctuation(self.0, begin..end);
        let letters = self.0[word.clone()].to_ascii_lowercase();
        let is_alone = next.is_none_or(|byte| ends_word(*byte))
            || self.0[word.end..end]
                .iter()
                .any(|byte| b",;})]'".contains(byte));
        let is_none =
            [&b""[..], b"null", b"none", b"nil", b"true", b"false"].contains(&letters.as_slice());
        (!is_none && (is_alone || !is_plain(&self.0[word.clone()]))).then_some(word)
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
        let section = self.0[at + 1..].strip_prefix(b"<![CDATA[");
        let begin = section.map_or(at + 1, |section| self.0.len() - section.len());
        let end = self.behind(begin, |byte| byte != b'<');
        (end > begin).then_some(begin..end)
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
            let is_key = word.eq_ignore_ascii_case("key");
            is_named |= match is_key {
                true => self.name_of_two_words(at),
                false => end > at && is_secret_name(word),
            };
            at = end + 1;
        }
        found
    }

    fn ends_with_bearer(&self, end: usize) -> bool {
        let name = self.name(end);
        name.is_some_and(|name| name.eq_ignore_ascii_case("bearer"))
    }

    /// The name that ends here.
    fn name(&self, end: usize) -> Option<&str> {
        let is_name = |byte: &u8| byte.is_ascii_alphanumeric() || b"-_.".contains(byte);
        let begin = self.behind_last(end, |byte| !is_name(byte));
        let name = str::from_utf8(&self.0[begin..end]).ok();
        name.filter(|name| !name.is_empty())
    }

    /// Whether the word before `key`, which begins here, makes it the name of a secret.
    fn name_of_two_words(&self, begin: usize) -> bool {
        let end = self.behind_last(begin, |byte| *byte != b' ');
        let first = self.name(end).filter(|_| end < begin);
        first.is_some_and(|first| {
            ["access", "api", "private", "secret", "stream"]
                .iter()
                .any(|word| first.eq_ignore_ascii_case(word))
        })
    }

    /// The position behind the last byte before `end` that fulfils the condition.
    fn behind_last(&self, end: usize, is_it: impl Fn(&u8) -> bool) -> usize {
        self.0[..end].iter().rposition(is_it).map_or(0, |at| at + 1)
    }

    /// The position of the first byte from here that does not fulfil the condition.
    fn behind(&self, begin: usize, is_it: impl Fn(u8) -> bool) -> usize {
        let rest = self.0[begin..].iter().position(|byte| !is_it(*byte));
        rest.map_or(self.0.len(), |length| begin + length)
    }

    fn behind_blanks(&self, begin: usize) -> usize {
        self.behind(begin, |byte| b" \t".contains(&byte))
    }
}

/// Whether a word could be one of a sentence.
fn is_plain(word: &[u8]) -> bool {
    let is_letter = |byte: &u8| byte.is_ascii_lowercase() || !byte.is_ascii();
    word.first()
        .is_some_and(|first| first.is_ascii_alphabetic() || !first.is_ascii())
        && word.iter().skip(1).all(is_letter)
}

#[cfg(test)]
mod tests {
    use super::super::redact;

    #[test]
    fn a_value_behind_the_name_of_a_secret_is_replaced_in_every_notation() {
        for (text, left) in [
            (
                r#"invalid body: {"stream_key":"s3cr3t"}"#,
                r#"invalid body: {"stream_key":"[redacted]"}"#,
            ),
            (
                r#"{"password" : "s3cr3t s3cr3t", "a": "b"}"#,
                r#"{"password" : "[redacted]", "a": "b"}"#,
            ),
            (
                r#"{"password":"s3\"cr3t\\"}"#,
                r#"{"password":"[redacted]"}"#,
            ),
            (
                r#"{\"password\":\"s3cr3t\",\"a\":\"b\"}"#,
                r#"{\"password\":\"[redacted]\",\"a\":\"b\"}"#,
            ),
            (
                r#"{"auth": {"token": "s3cr3t"}, "a": 1}"#,
                r#"{"auth": [redacted], "a": 1}"#,
            ),
            (
                r#"{"tokens": ["s3cr3t", "s3cr3t"]}"#,
                r#"{"tokens": [redacted]}"#,
            ),
            (r#"{"token":"s3cr3t"#, r#"{"token":"[redacted]"#),
            ("{'token': 's3cr3t'}", "{'token': '[redacted]'}"),
            ("{token:s3cr3t}", "{token:[redacted]}"),
            ("stream_key: s3cr3t", "stream_key: [redacted]"),
            (
                "Stream key: s3cr3t is in use",
                "Stream key: [redacted] is in use",
            ),
            (
                "password: hunter, name: Mary",
                "password: [redacted], name: Mary",
            ),
            ("password: hunter", "password: [redacted]"),
            (
                "Authorization: Bearer s3cr3t",
                "Authorization: Bearer [redacted]",
            ),
            ("bad header Bearer s3cr3t!", "bad header Bearer [redacted]!"),
            ("password = s3cr3t", "password = [redacted]"),
            ("access_key=>s3cr3t", "access_key=>[redacted]"),
            ("access_key => 's3cr3t'", "access_key => '[redacted]'"),
            ("user[password]=s3cr3t", "user[password]=[redacted]"),
            (
                "<password>s3cr3t s3cr3t</password>",
                "<password>[redacted]</password>",
            ),
            ("token: Some(\"s3cr3t\")", "token: Some(\"[redacted]\")"),
            ("curl --token s3cr3t", "curl --token [redacted]"),
            ("the stream key \"s3cr3t\"", "the stream key \"[redacted]\""),
            (
                "{\"name\":\"password\",\"value\":\"s3cr3t\"}",
                "{\"name\":\"password\",\"value\":\"[redacted]\"}",
            ),
            (r#"["password","s3cr3t"]"#, r#"["password","[redacted]"]"#),
            ("('x-auth-key', 's3cr3t')", "('x-auth-key', '[redacted]')"),
            (
                "srt://h:9000 streamid=s3cr3t",
                "srt://h:9000 streamid=[redacted]",
            ),
            (
                "bad header \"X-Auth-Key: hunter\" sent",
                "bad header \"X-Auth-Key: [redacted]\" sent",
            ),
            (
                "`token: hunter` is not valid",
                "`token: [redacted]` is not valid",
            ),
            ("x 'password: hunter' y", "x 'password: [redacted]' y"),
            ("Authorization: OAuth hunter", "Authorization: [redacted]"),
            ("Cookie: a=b; sid=hunter", "Cookie: [redacted]"),
            ("X-Auth-Key:\n hunter", "X-Auth-Key:\n [redacted]"),
            ("Bearer\thunter", "Bearer\t[redacted]"),
            ("password := hunter", "password := [redacted]"),
            ("password == hunter", "password == [redacted]"),
            ("tokens=[a, hunter], a=b", "tokens=[redacted], a=b"),
            (
                r#"{"tokens": ["a]", "hunter"]}"#,
                r#"{"tokens": [redacted]}"#,
            ),
            (
                "<a:pin b='c'>hunter</a:pin>",
                "<a:pin b='c'>[redacted]</a:pin>",
            ),
            (
                "<password><![CDATA[hunter]]></password>",
                "<password><![CDATA[[redacted]</password>",
            ),
            (
                "private_key: -----BEGIN PRIVATE KEY-----\nMII/a",
                "private_key: -----BEGIN PRIVATE KEY-----[redacted]",
            ),
            (
                "-----BEGIN RSA PRIVATE KEY-----\nMII/a\n-----END RSA PRIVATE KEY-----",
                "-----BEGIN RSA PRIVATE KEY-----[redacted]-----END RSA PRIVATE KEY-----",
            ),
            ("{\"pin\": 1234}", "{\"pin\": [redacted]}"),
        ] {
            assert_eq!(redact(text, &[]), left);
            assert_eq!(redact(left, &[]), left);
        }
    }

    #[test]
    fn other_text_is_kept() {
        for text in [
            "token: must be a string",
            "the token of user-42 in 6bf2b8be-04dd-4191-b602-1128921a306b has ended",
            "sign the token with HS256, OAuth2 or base64",
            "Password: Must have at least 8 characters",
            "Unauthorized: you may not do this",
            "Authentication: token is not valid",
            "unknown key: title",
            r#"{"token": null, "password":true, "name":"Mary"}"#,
            "token::new",
            "the author: Mary",
            "<b>title</b>",
            "<token></token>",
            "key:",
            ": =",
            "Bearer token is missing",
            r#"the keys "token", "title" are missing"#,
            "stream_id: 5",
            "Authorization: header is missing",
            "Cookie: [redacted]; you sent it",
            "errors in token:\nname: is required",
        ] {
            assert_eq!(redact(text, &[]), text);
        }
    }

    #[test]
    fn hostile_text_is_searched_in_linear_time() {
        for text in [
            "token:",
            "token:\"",
            "token: a ",
            "token=[",
            "<token>",
            "token\\\":\\\"",
            "bearer ",
            "token: bearer ",
            "-----BEGIN A-----",
            "token:[\"",
            "token=[{",
            "<a:",
            "cookie: a ",
            ":=",
            "a: ",
        ] {
            redact(&text.repeat(16 * 1024 / text.len()), &[]);
        }
    }
}
