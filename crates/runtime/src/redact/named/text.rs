//! Parts of a text: strings, lists, words and names.

use std::ops::Range;

use super::super::word::{ends_word, first, last, without_punctuation};

/// Schemes of the header `Authorization`; the credential is behind them.
pub(super) const SCHEMES: [&[u8]; 6] =
    [b"apikey", b"basic", b"bearer", b"digest", b"hmac", b"token"];
/// The beginning of a key in PEM.
pub(super) const PEM: &[u8] = b"-----BEGIN ";

/// What a name is followed by if there is no value. `Bearer TOKEN` is in the documentation of a service.
const NONE: [&[u8]; 7] = [b"", b"null", b"none", b"nil", b"true", b"false", b"token"];

/// A text in bytes. All of its notations are in ASCII.
pub(super) struct Text<'t>(pub(super) &'t [u8]);

impl Text<'_> {
    pub(super) fn value(&self, begin: usize, is_joined: bool) -> Option<Range<usize>> {
        let quote = self.behind(begin, |byte| byte == b'\\');
        match self.0.get(quote)? {
            b'"' | b'\'' | b'`' => Some(self.string(begin, quote)),
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

    /// The string that begins here. In CSV, the quotes of a string are doubled: `""a""`.
    pub(super) fn string(&self, backslashes: usize, quote: usize) -> Range<usize> {
        let mark = self.0[quote];
        let begin = self.behind(quote, |byte| byte == mark);
        let length = begin - quote;
        let next = self.0.get(begin);
        let is_empty = next.is_none_or(|byte| ends_word(*byte) || b",;:&)]}\\".contains(byte));
        if length == 1 || is_empty || backslashes < quote {
            return self.quoted(backslashes, quote);
        }
        let mut marks = 0;
        let end = first(&self.0[begin..], |byte| {
            marks = if *byte == mark { marks + 1 } else { 0 };
            marks == length
        });
        begin..end.map_or(self.0.len(), |end| begin + end + 1 - length)
    }

    /// A part in lower case.
    pub(super) fn letters(&self, range: Range<usize>) -> String {
        String::from_utf8_lossy(&self.0[range]).to_ascii_lowercase()
    }

    /// Whether a list or an object begins here.
    pub(super) fn is_nested(&self, begin: usize) -> bool {
        matches!(self.0.get(begin), Some(b'{' | b'['))
    }

    /// The text of the XML element whose opening tag ends here, without the white space around it.
    pub(super) fn element(&self, at: usize) -> Range<usize> {
        let is_blank = |byte: u8| byte.is_ascii_whitespace();
        let section = self.0[at + 1..].strip_prefix(b"<![CDATA[");
        let begin = section.map_or(at + 1, |section| self.0.len() - section.len());
        let end = self.behind(begin, |byte| byte != b'<');
        let text = &self.0[begin..end];
        // `--token <TOKEN> --user <USER>`
        let is_sentence = !self.0[end..].starts_with(b"</") && text.contains(&b' ');
        if is_sentence || !text.iter().any(u8::is_ascii_alphanumeric) {
            return begin..begin;
        }
        let begin = self.behind(begin, is_blank).min(end);
        let length = self.0[begin..end].trim_ascii_end().len();
        begin..begin + length
    }

    /// The text between quotes, of which the first is behind the backslashes that begin here.
    pub(super) fn quoted(&self, backslashes: usize, quote: usize) -> Range<usize> {
        let depth = quote - backslashes;
        let begin = quote + 1;
        let mut escapes = 0;
        let end = first(&self.0[begin..], |byte| {
            let ends = match depth {
                0 => escapes % 2 == 0,
                _ => escapes <= depth,
            };
            let is_end = *byte == self.0[quote] && ends;
            match byte {
                b'\\' => escapes += 1,
                _ if is_end => {}
                _ => escapes = 0,
            }
            is_end
        });
        begin..end.map_or(self.0.len(), |end| begin + end - escapes.min(depth))
    }

    /// The object or list that begins here.
    pub(super) fn bracketed(&self, begin: usize) -> Range<usize> {
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
    pub(super) fn word(&self, begin: usize) -> Option<Range<usize>> {
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
    pub(super) fn credential(&self, begin: usize) -> Option<Range<usize>> {
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
        // `password: value "…"`
        let quote = self.behind_blanks(end);
        if end < quote && is_plain(&self.0[begin..end]) && matches!(next, Some(b'"' | b'`')) {
            return Some(self.string(quote, quote));
        }
        let is_alone = next.is_none_or(|byte| ends_word(*byte))
            || self.0[word.end..end]
                .iter()
                .any(|byte| b",;})]'".contains(byte));
        let is_none = NONE.contains(&letters.as_slice());
        (!is_none && (is_alone || !is_plain(&self.0[word.clone()]))).then_some(word)
    }

    /// The name that ends here.
    pub(super) fn name(&self, end: usize) -> Option<&str> {
        let is_name = |byte: &u8| byte.is_ascii_alphanumeric() || b"-_.".contains(byte);
        let begin = self.behind_last(end, |byte| !is_name(byte));
        let name = str::from_utf8(&self.0[begin..end]).ok();
        name.filter(|name| !name.is_empty())
    }

    /// Whether the word before `key`, which begins here, makes it the name of a secret.
    pub(super) fn name_of_two_words(&self, begin: usize) -> bool {
        let end = self.behind_last(begin, |byte| *byte != b' ');
        let first = self.name(end).filter(|_| end < begin);
        first.is_some_and(|first| {
            ["access", "api", "private", "secret", "stream"]
                .iter()
                .any(|word| first.eq_ignore_ascii_case(word))
        })
    }

    /// The position behind the last byte before `end` that fulfils the condition.
    pub(super) fn behind_last(&self, end: usize, is_it: impl Fn(&u8) -> bool) -> usize {
        last(&self.0[..end], is_it).map_or(0, |at| at + 1)
    }

    /// The position of the first byte from here that does not fulfil the condition.
    pub(super) fn behind(&self, begin: usize, is_it: impl Fn(u8) -> bool) -> usize {
        let rest = first(&self.0[begin..], |byte| !is_it(*byte));
        rest.map_or(self.0.len(), |length| begin + length)
    }

    pub(super) fn behind_blanks(&self, begin: usize) -> usize {
        self.behind(begin, |byte| b" \t".contains(&byte))
    }
}

/// Whether a word could be one of a sentence.
pub(super) fn is_plain(word: &[u8]) -> bool {
    let is_letter = |byte: &u8| byte.is_ascii_lowercase() || !byte.is_ascii();
    word.first()
        .is_some_and(|first| first.is_ascii_alphabetic() || !first.is_ascii())
        && word.iter().skip(1).all(is_letter)
}
