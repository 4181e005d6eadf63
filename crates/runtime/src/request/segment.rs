//! Values in paths. They are percent-encoded. A value that would still change the path is rejected.
//!
//! A segment `..` leads to another endpoint, and URL parsers treat `%2e%2e` in the same way. Proxies may decode an
//! encoded `/` or `\`. Ids of the service contain none of these, so such values are rejected in any encoding. Values
//! with spaces or quotation marks around them are rejected as well; these usually come from a file or a form.
//!
//! Other APIs have names with slashes, such as those of files, and expect them as OpenAPI defines it: as `%2F`. There,
//! only a `.` or `..` between slashes is rejected.

use std::borrow::Cow;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

use crate::{InvalidRequestError, request::blank_or_quoted::blank_or_quoted};

/// Everything but the unreserved characters of RFC 3986.
pub(crate) const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// Appends `/` and the escaped value to the path.
pub(crate) fn push(
    path: &mut String,
    name: &'static str,
    value: &str,
    slashes: Slashes,
) -> Result<(), InvalidRequestError> {
    if is_plain(value) {
        path.push('/');
        path.push_str(value);
        return Ok(());
    }
    if let Some(reason) = fault(value, slashes) {
        return Err(InvalidRequestError::new(name, reason));
    }
    path.push('/');
    path.extend(utf8_percent_encode(value, ESCAPED));
    Ok(())
}

/// Whether it only has letters, digits and `-`. Nearly all ids do, and need no other check and no escape.
fn is_plain(value: &str) -> bool {
    let is_plain = |byte: u8| PLAIN[usize::from(byte)];
    (1..=LONGEST).contains(&value.len()) && value.bytes().all(is_plain)
}

/// Looked up, because comparing each byte of each id with three ranges takes twice the time.
const PLAIN: [bool; 256] = {
    let mut plain = [false; 256];
    let mut byte = 0_u8;
    while byte < 128 {
        plain[byte as usize] = byte.is_ascii_alphanumeric() || byte == b'-';
        byte += 1;
    }
    plain
};

/// In bytes. Ids of the service are much shorter, and decoding a long text repeatedly is slow.
const LONGEST: usize = 2_000;

/// Whether a value in a path may have slashes, which are escaped.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Slashes {
    Refused,
    Escaped,
}

/// Why a value cannot be used in a path, in any encoding.
pub(crate) fn fault(value: &str, slashes: Slashes) -> Option<&'static str> {
    if value.len() > LONGEST {
        return Some("is longer than any id; use the id as the service returned it");
    }
    let mut seen = Cow::Borrowed(value);
    loop {
        if let Some(reason) = fault_undecoded(&seen, slashes) {
            return Some(reason);
        }
        match decoded(&seen) {
            Some(text) => seen = Cow::Owned(text),
            None => return None,
        }
    }
}

/// Escapes a value between fixed parts of a segment. If it could be split at one of them, the characters of that part are
/// escaped in it, too: `a.b` in `{name}.{extension}` becomes `a%2Eb`.
pub(crate) fn escaped_between<'a>(
    value: &str,
    literals: impl IntoIterator<Item = &'a str>,
) -> String {
    let mut delimiters = String::new();
    for literal in literals {
        // The other characters are always escaped.
        let is_kept = |c: char| c.is_ascii_alphanumeric() || "-._~".contains(c);
        let ends = format!("{value}{literal}").find(literal) == Some(value.len());
        let begins = format!("{literal}{value}").rfind(literal) == Some(0);
        if !(ends && begins) && literal.chars().all(is_kept) {
            delimiters.push_str(literal);
        }
    }
    let escaped = |c: char| match delimiters.contains(c) {
        true => format!("%{:02X}", u32::from(c)),
        false => utf8_percent_encode(c.encode_utf8(&mut [0; 4]), ESCAPED).to_string(),
    };
    value.chars().map(escaped).collect()
}

fn fault_undecoded(value: &str, slashes: Slashes) -> Option<&'static str> {
    let is_dots = |part: &str| part == "." || part == "..";
    if value.trim().is_empty() {
        Some(
            "is empty or blank, so the path would lead to another endpoint; use the id as the service returned it",
        )
    } else if value.split(['/', '\\']).any(is_dots)
        && (slashes == Slashes::Escaped || is_dots(value))
    {
        Some(
            "is a dot segment, so the path would lead to another endpoint; use the id as the service returned it",
        )
    } else if slashes == Slashes::Refused && value.contains(['/', '\\']) {
        Some(
            "has a slash, so the path could lead to another endpoint; use the id alone, not a path or a link",
        )
    } else if value.contains(char::is_control) {
        Some(
            "has a control character such as a line break; trim it and use the id as the service returned it",
        )
    } else {
        blank_or_quoted(value)
    }
}

/// The text after one percent-decoding, if that changes it. It is shorter each time, so the loop ends.
fn decoded(text: &str) -> Option<String> {
    let plain = percent_decode_str(text);
    (text.contains('%') && plain.clone().ne(text.bytes()))
        .then(|| plain.decode_utf8_lossy().into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pushed(value: &str) -> Result<String, String> {
        let mut path = String::from("/meetings");
        push(&mut path, "meeting_id", value, Slashes::Refused)
            .map_err(|refused| refused.to_string())
            .map(|()| path)
    }

    #[test]
    fn a_value_longer_than_any_id_is_refused() {
        assert!(pushed(&"a".repeat(LONGEST)).is_ok());
        assert!(pushed(&"a".repeat(LONGEST + 1)).is_err());
        let long = pushed(&format!("%{}", "25".repeat(LONGEST)));
        assert!(long.unwrap_err().contains("longer than any id"));
    }

    #[test]
    fn all_but_unreserved_characters_are_percent_encoded() {
        assert_eq!(pushed("aZ09-._~").unwrap(), "/meetings/aZ09-._~");
        assert_eq!(
            pushed("a b?c#d;e%f+g:h@i").unwrap(),
            "/meetings/a%20b%3Fc%23d%3Be%25f%2Bg%3Ah%40i"
        );
        assert_eq!(pushed("é").unwrap(), "/meetings/%C3%A9");
        assert_eq!(pushed("...").unwrap(), "/meetings/...");
        assert_eq!(pushed("100%").unwrap(), "/meetings/100%25");
        assert_eq!(pushed("%zz").unwrap(), "/meetings/%25zz");
    }

    #[test]
    fn values_that_change_the_path_are_refused_in_every_encoding() {
        for value in [
            "",
            ".",
            "..",
            "%2e",
            "%2E%2e",
            ".%2e",
            "%252e%252e",
            "a/b",
            "../x",
            "a%2fb",
            "a%252Fb",
            "a\\b",
            "%5c",
            "a\nb",
            "a%0ab",
            "\u{7f}",
            "a\u{85}",
            "\0",
            "%00",
            " ",
            "%20",
            "\u{2003}",
            " a",
            "a ",
            "a%20",
            "\"a\"",
            "'a'",
            "%22a%22",
        ] {
            let refused = pushed(value).unwrap_err();
            assert!(refused.starts_with("`meeting_id` "), "{value:?}: {refused}");
        }
    }

    #[test]
    fn slashes_are_escaped_where_they_are_allowed_but_no_dot_segment_is() {
        let mut path = String::new();
        for value in ["src/a b.rs", "/a//b/", "a%2Fb", "a\\b", "a/...", "..a/b"] {
            push(&mut path, "file", value, Slashes::Escaped).unwrap();
        }
        assert_eq!(
            path,
            "/src%2Fa%20b.rs/%2Fa%2F%2Fb%2F/a%252Fb/a%5Cb/a%2F.../..a%2Fb"
        );
        for value in [
            "..",
            "a/..",
            "../a",
            "a/./b",
            "a%2f%2e%2e%2fb",
            "..\\a",
            "",
            " ",
            "a/\n",
        ] {
            assert!(fault(value, Slashes::Escaped).is_some(), "{value:?}");
        }
    }

    #[test]
    fn a_value_that_could_be_split_is_escaped_further() {
        for (value, literal, written) in [
            ("a.b c", ".", "a%2Eb%20c"),
            ("v1.0", "...", "v1.0"),
            ("v1...0", "...", "v1%2E%2E%2E0"),
            ("v1.", "...", "v1%2E"),
            ("1-2", "-to-", "1-2"),
            ("a,b", ",", "a%2Cb"),
            ("é", "", "%C3%A9"),
        ] {
            assert_eq!(escaped_between(value, [literal]), written);
        }
    }

    #[test]
    fn a_value_that_decodes_to_invalid_utf8_is_accepted() {
        assert_eq!(pushed("%ff").unwrap(), "/meetings/%25ff");
    }
}
