//! Replaces characters that cannot be decoded: invalid UTF-8, and escapes of half a character.
//!
//! A service that truncates a name by UTF-16 units can cut an emoji in half and send the half as `\ud83d`. That is
//! valid JSON, but not valid text. Such a name must not make the whole response unreadable, so it is read with the
//! replacement character, U+FFFD.

use std::borrow::Cow;

/// The text of these bytes, with U+FFFD in place of invalid UTF-8.
pub(super) fn utf8(bytes: &[u8]) -> Cow<'_, str> {
    match str::from_utf8(bytes) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => String::from_utf8_lossy(bytes),
    }
}

/// The JSON with each unpaired surrogate replaced by U+FFFD; `None` if it has none.
pub(super) fn surrogates(json: &str) -> Option<String> {
    let mut repaired = String::new();
    let mut copied = 0;
    let mut at = 0;
    while let Some(before) = json[at..].find('\\') {
        at += before;
        at += match (unit(json, at), unit(json, at + UNIT)) {
            (Some(0xd800..=0xdbff), Some(0xdc00..=0xdfff)) => 2 * UNIT,
            (Some(0xd800..=0xdfff), _) => {
                repaired.push_str(&json[copied..at]);
                repaired.push_str("\\ufffd");
                copied = at + UNIT;
                UNIT
            }
            // the character after the backslash may be another backslash
            _ => 1 + json[at + 1..].chars().next().map_or(0, char::len_utf8),
        };
    }
    if copied == 0 {
        return None;
    }
    repaired.push_str(&json[copied..]);
    Some(repaired)
}

/// The text of a body of which only messages are read.
pub(super) fn both(bytes: &[u8]) -> Cow<'_, str> {
    let text = utf8(bytes);
    match surrogates(&text) {
        Some(repaired) => Cow::Owned(repaired),
        None => text,
    }
}

/// The length of `\ud83d`.
const UNIT: usize = 6;

/// The UTF-16 unit of the escape at this position.
fn unit(json: &str, at: usize) -> Option<u16> {
    let digits = json.get(at..at + UNIT)?.strip_prefix("\\u")?;
    let is_hex = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    is_hex.then(|| u16::from_str_radix(digits, 16).ok())?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lone_surrogates_are_replaced() {
        for (json, wanted) in [
            (r#""M \ud83d""#, Some(r#""M \ufffd""#)),
            (r#""\uDE00 M""#, Some(r#""\ufffd M""#)),
            (r#""\ud83d\ud83d\ude00""#, Some(r#""\ufffd\ud83d\ude00""#)),
            (r#""\ud83d\u0041\uD83Dx""#, Some(r#""\ufffd\u0041\ufffdx""#)),
            (r#"{"\ud83d":"\\\ud83d"}"#, Some(r#"{"\ufffd":"\\\ufffd"}"#)),
            (r#""\ud83d\ude00 \\ud83d \u00e9 \n""#, None),
            (r#""\ud8 \ud+83 \"#, None),
            ("\"\\é\"", None),
            ("", None),
        ] {
            assert_eq!(surrogates(json).as_deref(), wanted, "{json}");
        }
    }

    #[test]
    fn invalid_utf8_is_replaced() {
        assert_eq!(utf8(b"a\xffb"), "a\u{fffd}b");
        assert_eq!(both(b"\"\xf0\x9f \\ud83d\""), "\"\u{fffd} \\ufffd\"");
        assert!(matches!(both(b"\"a\""), Cow::Borrowed("\"a\"")));
    }
}
