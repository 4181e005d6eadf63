//! The character set of a body, as its content type states it.

use std::borrow::Cow;

use reqwest::header::{CONTENT_TYPE, HeaderMap};

use super::repair;

/// A body as text. `None` if it is neither UTF-8 nor in another character set that is read.
pub(super) fn text(headers: &HeaderMap, body: Vec<u8>) -> Option<String> {
    match stated(headers).as_deref() {
        None | Some("utf-8" | "utf8" | "us-ascii" | "ascii") => String::from_utf8(body).ok(),
        // Other character sets agree in the characters of ASCII, except UTF-16 and UTF-32, which write them with zeros.
        Some(_) if body.is_ascii() && !body.contains(&0) => String::from_utf8(body).ok(),
        Some(charset) => latin_1(charset, &body),
    }
}

/// JSON, which is UTF-8. Old servers send it in ISO 8859-1, and state that.
pub(super) fn json<'a>(headers: &HeaderMap, body: &'a [u8]) -> Cow<'a, str> {
    match str::from_utf8(body) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => match stated(headers).and_then(|charset| latin_1(&charset, body)) {
            Some(text) => Cow::Owned(text),
            None => repair::utf8(body),
        },
    }
}

/// The text of a body in ISO 8859-1, whose bytes are the first characters of Unicode. Windows-1252, which is often sent
/// under this name, has other characters in place of the controls from 0x80 to 0x9f.
fn latin_1(charset: &str, body: &[u8]) -> Option<String> {
    let is_latin_1 = matches!(charset, "iso-8859-1" | "latin1")
        && !body.iter().any(|byte| (0x80..0xa0).contains(byte));
    is_latin_1.then(|| body.iter().copied().map(char::from).collect())
}

/// The parameter `charset` of the content type, in lower case.
fn stated(headers: &HeaderMap) -> Option<String> {
    let content_type = headers.get(CONTENT_TYPE)?.to_str().ok()?;
    content_type.split(';').skip(1).find_map(|parameter| {
        let (name, value) = parameter.split_once('=')?;
        let is_charset = name.trim().eq_ignore_ascii_case("charset");
        is_charset.then(|| value.trim().trim_matches('"').to_ascii_lowercase())
    })
}

#[cfg(test)]
mod tests {
    use reqwest::header::HeaderValue;

    use super::*;

    fn headers(content_type: &'static str) -> HeaderMap {
        HeaderMap::from_iter([(CONTENT_TYPE, HeaderValue::from_static(content_type))])
    }

    #[test]
    fn text_is_read_in_its_character_set_or_not_at_all() {
        for (content_type, body, expected) in [
            ("text/plain", "é".as_bytes(), Some("é")),
            ("text/plain", b"\xe9", None),
            ("text/plain; charset=UTF-8", "é".as_bytes(), Some("é")),
            (
                "text/plain; q=1; Charset=\"ISO-8859-1\"",
                b"\xe9",
                Some("é"),
            ),
            ("text/plain;charset=iso-8859-1", b"\xc3\xa9", Some("Ã©")),
            ("text/plain;charset=iso-8859-1", b"\x80", None),
            ("text/plain;charset=windows-1252", b"\xe9", None),
            ("text/plain;charset=windows-1252", b"abc", Some("abc")),
            ("text/plain;charset=utf-16le", b"a\0b\0", None),
        ] {
            let found = text(&headers(content_type), body.to_vec());
            assert_eq!(found.as_deref(), expected, "{content_type} {body:?}");
        }
    }

    #[test]
    fn json_is_utf_8_unless_it_cannot_be() {
        let old = headers("application/json;charset=ISO-8859-1");
        assert_eq!(json(&old, b"\"\xe9\""), "\"é\"");
        assert_eq!(json(&old, "\"é\"".as_bytes()), "\"é\"");
        assert_eq!(
            json(&headers("application/json"), b"\"\xe9\""),
            "\"\u{fffd}\""
        );
    }
}
