//! Text from outside in a form that can be printed: short, on one line, without tags, without secrets. Other crates
//! redact fields of types; they do not find secrets inside a string.
//!
//! A string is printed with these parts replaced: literal occurrences of secrets, credentials in URLs, and long words
//! that look like a token. The rest is searched for other forms of secrets ([`repeats`]); if one is found, the whole
//! string is replaced.

use std::borrow::Cow;

use percent_encoding::percent_decode_str;

mod address;
mod base64_and_hex;
mod credential;
pub(crate) mod debug;
mod echo;
#[cfg(test)]
mod growth;
mod named;
pub(crate) mod pair;
mod unescape;
mod word;

pub(crate) use address::credentials;
use address::{has_credentials, without_credentials};
pub(crate) use base64_and_hex::from_base64;
use credential::is_token;
pub(crate) use credential::{
    REDACTED, is_credential, is_name_of_one_secret, is_opaque, is_secret_name, is_secret_segment,
};
pub use echo::Secrets;
pub(crate) use echo::repeats;
use echo::{Sought, WITHHELD, without_literals};
use unescape::{layers, without_control_sequences};

/// The number of bytes of a body that are read; the heading of a page is at its beginning.
const READ: usize = 16 * 1024;
/// The maximum length of the excerpt of a page, and of a message, in characters.
const SHOWN: usize = 200;
const LONGEST: usize = 2_000;

/// The text without secrets and without credentials in URLs.
pub fn redact(text: &str, secrets: &[&str]) -> String {
    redact_all(text, secrets, &Sought::new(secrets))
}

fn redact_all(text: &str, secrets: &[&str], sought: &Sought) -> String {
    let kept = without_literals(text, secrets, REDACTED);
    let visible = without_invisible(&kept);
    let redacted = without_credentials(&visible);
    // Invisible characters join emoji, so they stay where nothing is hidden.
    let shown = if redacted == visible { kept } else { redacted };
    let is_encoded = |layer: String| has_credentials(&layer);
    match sought.is_repeated_in(&shown) || layers(&shown).skip(1).any(is_encoded) {
        true => WITHHELD.to_owned(),
        false => shown,
    }
}

/// A message of the service in a form that can be printed: on one line, without secrets and without words that look
/// like one.
pub(crate) fn shown(text: &str, secrets: &[&str]) -> String {
    message(text, secrets, &Sought::new(secrets))
}

fn message(text: &str, secrets: &[&str], sought: &Sought) -> String {
    let line = one_line(&beginning(text.as_bytes()));
    let shown = without_opaque(&redact_all(&line, secrets, sought));
    shortened(shown, LONGEST).unwrap_or_default()
}

/// Messages in a form that can be printed. A secret may be spread over several, so none is shown if one repeats a
/// secret.
pub(crate) fn all_shown<'t>(
    texts: impl IntoIterator<Item = &'t str>,
    secrets: &[&str],
) -> Vec<String> {
    let sought = Sought::new(secrets);
    let texts = texts.into_iter();
    let mut all: Vec<String> = texts.map(|text| message(text, secrets, &sought)).collect();
    let is_withheld = |text: &String| text == WITHHELD;
    if all.len() > 1 && (all.iter().any(is_withheld) || sought.is_repeated_in(&all.concat())) {
        all.fill(WITHHELD.to_owned());
    }
    all
}

/// A short excerpt of a page's text, up to the first JSON in it; `None` if it has no text.
pub(crate) fn excerpt(body: &[u8], secrets: &[&str]) -> Option<String> {
    // a secret can contain text that looks like a tag
    let page = without_literals(&beginning(body), secrets, REDACTED);
    let text = one_line(&without_tags(&page));
    // a page may show requests, and JSON in it may contain secrets
    let text = match text.split_once('{') {
        Some((before, _)) => format!("{}…", before.trim_end()),
        None => text,
    };
    let shown = without_opaque(&redact(&text, secrets));
    shortened(shown, SHOWN).filter(|shown| shown != "…")
}

/// A string in JSON of unknown type, without possible credentials.
pub(crate) fn string_value(text: &str) -> String {
    without_opaque(&redact(text, &[]))
}

/// A path in a form that can be printed: without these secrets, and without values that look like a token.
pub fn path<'p>(path: &'p str, secrets: &[&str]) -> Cow<'p, str> {
    let is_secret = |segment: &str| {
        is_opaque(&percent_decode_str(segment).decode_utf8_lossy()) || repeats(segment, secrets)
    };
    let is_plain = |segment: &str| !segment.contains('%') && !is_opaque(segment);
    if path.split('/').all(is_plain) && !repeats(path, secrets) {
        return Cow::Borrowed(path);
    }
    let segments = path.split('/');
    let shown = segments.map(|segment| {
        if is_secret(segment) {
            REDACTED
        } else {
            segment
        }
    });
    let shown = shown.collect::<Vec<_>>().join("/");
    match repeats(&shown, secrets) {
        true => Cow::Borrowed(REDACTED),
        false => Cow::Owned(shown),
    }
}

/// The part of a body that is read, without invisible characters and sequences that control terminals. The last word of
/// a longer body may be incomplete and is removed.
fn beginning(body: &[u8]) -> String {
    let beginning = String::from_utf8_lossy(body.get(..READ).unwrap_or(body));
    let text = without_invisible(&without_control_sequences(&beginning));
    match text.rfind([' ', '\n']) {
        Some(end) if body.len() > READ => text[..end].to_owned(),
        _ => text,
    }
}

/// The text without invisible characters: those between the letters of UTF-16 text, and those that change the direction
/// of text.
fn without_invisible(text: &str) -> String {
    let is_invisible = |c: char| {
        matches!(
            c,
            '\0' | '\u{ad}'
                | '\u{61c}'
                | '\u{180e}'
                | '\u{200b}'..='\u{200f}'
                | '\u{202a}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}'
                | '\u{feff}'
                | '\u{fff9}'..='\u{fffb}'
                | '\u{e0000}'..='\u{e0fff}'
        )
    };
    text.replace(is_invisible, "")
}

/// A value printed for developers, without credentials and tokens. Ids are shown, which may be long.
pub fn without_credentials_and_tokens(text: &str) -> String {
    without_words(&redact(text, &[]), is_token)
}

/// The text without words that look like a token.
fn without_opaque(text: &str) -> String {
    without_words(text, is_opaque)
}

fn without_words(text: &str, is_hidden: fn(&str) -> bool) -> String {
    let is_code = |c: char| c.is_ascii_alphanumeric() || "-_.~+=".contains(c);
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(begin) = rest.find(is_code) {
        let (before, from) = rest.split_at(begin);
        let (word, after) = from.split_at(from.find(|c| !is_code(c)).unwrap_or(from.len()));
        out.push_str(before);
        out.push_str(if is_hidden(word) { "…" } else { word });
        rest = after;
    }
    out.push_str(rest);
    out
}

/// A short excerpt of invalid JSON: its structure and its keys. Strings are left out, because a body that cannot be
/// decoded may contain a participant's token anywhere. A key may repeat a secret, too.
pub(crate) fn json_excerpt(body: &[u8], secrets: &[&str]) -> Option<String> {
    let text = String::from_utf8_lossy(body.get(..READ).unwrap_or(body));
    let mut shown = String::new();
    let mut rest = text.as_ref();
    while let Some(c) = rest.chars().next() {
        let length = match c {
            '{' | '}' | '[' | ']' | ':' | ',' => {
                shown.push(c);
                c.len_utf8()
            }
            c if c.is_whitespace() => c.len_utf8(),
            '"' => {
                let length = string_length(rest);
                let key = rest
                    .get(1..length.saturating_sub(1))
                    .filter(|key| is_key(key));
                match key {
                    Some(key) if rest[length..].trim_start().starts_with(':') => {
                        shown.push_str(&format!("\"{key}\""));
                    }
                    _ => shown.push_str("\"…\""),
                }
                length
            }
            _ => {
                let ends = |c: char| c.is_whitespace() || "{}[]:,\"".contains(c);
                let word = &rest[..rest.find(ends).unwrap_or(rest.len())];
                shown.push_str(match word {
                    "true" | "false" | "null" => word,
                    _ => "…",
                });
                word.len()
            }
        };
        rest = &rest[length..];
    }
    shortened(redact(&shown, secrets), SHOWN)
}

/// The length of the string at the beginning in bytes, with quotes. A string without an end extends to the end of the
/// text.
fn string_length(quoted: &str) -> usize {
    let mut escaped = false;
    let end = quoted.bytes().skip(1).position(|byte| {
        let ends = byte == b'"' && !escaped;
        escaped = byte == b'\\' && !escaped;
        ends
    });
    end.map_or(quoted.len(), |end| end + 2)
}

/// Whether the text has the form of a key, not of a secret: short, with letters and underscores only.
fn is_key(text: &str) -> bool {
    text.len() <= 40
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphabetic() || byte == b'_')
}

fn shortened(text: String, longest: usize) -> Option<String> {
    match text.char_indices().nth(longest) {
        _ if text.is_empty() => None,
        Some((end, _)) => Some(format!("{}…", &text[..end])),
        None => Some(text),
    }
}

/// The text with white space and control characters replaced by single spaces.
pub(crate) fn one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for word in text
        .split(|c: char| c.is_whitespace() || c.is_control())
        .filter(|word| !word.is_empty())
    {
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    line
}

/// The text outside of tags, comments, scripts and styles.
fn without_tags(page: &str) -> String {
    let mut text = String::with_capacity(page.len());
    let mut rest = page;
    while let Some((before, tag)) = rest.split_once('<') {
        text.push_str(before);
        text.push(' ');
        rest = after_tag(tag);
    }
    text.push_str(rest);
    text
}

/// The text after a tag that begins before it; an incomplete tag extends to the end of the text.
fn after_tag(tag: &str) -> &str {
    let behind = |end: &str| {
        tag.as_bytes()
            .windows(end.len())
            .position(|window| window.eq_ignore_ascii_case(end.as_bytes()))
            .and_then(|at| tag.get(at + end.len()..))
            .unwrap_or_default()
    };
    let begins = |name: &str| {
        tag.get(..name.len())
            .is_some_and(|begin| begin.eq_ignore_ascii_case(name))
    };
    if begins("!--") {
        behind("-->")
    } else if begins("script") {
        behind("</script>")
    } else if begins("style") {
        behind("</style>")
    } else {
        behind(">")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(page: &str) -> String {
        excerpt(page.as_bytes(), &["s3cr3t"]).unwrap_or_default()
    }

    #[test]
    fn a_page_is_reduced_to_its_text() {
        let page = "<!DOCTYPE html>\n<html><head><title>502: Bad gateway</title><style>a{}</style>\
                    <SCRIPT>if (a < b) {}</SCRIPT><!-- x > y --></head>\n<body><h1>Bad\tgateway</h1> Error&nbsp;502";
        assert_eq!(shown(page), "502: Bad gateway Bad gateway Error&nbsp;502");
        assert_eq!(shown("error code: 1015\r\n"), "error code: 1015");
        assert_eq!(shown("<html></html>"), "");
        assert_eq!(shown("a < b"), "a");
    }

    #[test]
    fn broken_json_shows_structure_and_no_string() {
        for (body, shown) in [
            (
                r#"{"success": true, "data": {"token": "eyJh.s3cr3t", "n": 15, "list": [null, "s3cr3t"#,
                r#"{"success":true,"data":{"token":"…","n":…,"list":[null,"…""#,
            ),
            (
                r#"{"a\"s3cr3t":1,"s3cr3t\\":2,"b\\\"":"#,
                r#"{"…":…,"…":…,"…":"#,
            ),
            (r#"{token: s3cr3t}"#, r#"{…:…}"#),
            (r#"{"AKIA5": "x", "ok" : []}"#, r#"{"…":"…","ok":[]}"#),
            ("[\"é\u{fffd}\", é\"", r#"["…",…"…""#),
            ("", ""),
        ] {
            let excerpt = json_excerpt(body.as_bytes(), &[]).unwrap_or_default();
            assert_eq!(excerpt, shown, "{body}");
        }
        let cut = json_excerpt("[1,".repeat(9000).as_bytes(), &[]).unwrap();
        assert!(cut.ends_with('…') && cut.chars().count() == SHOWN + 1);
        assert_eq!(json_excerpt(b"[\"\xff\xfe", &[]).unwrap(), "[\"…\"");
    }

    #[test]
    fn a_token_is_redacted_before_the_text_is_cut() {
        assert_eq!(shown("Bearer s3cr3t!"), "Bearer [redacted]!");
        assert_eq!(
            excerpt(b"you sent a<b>c", &["a<b>c"]).unwrap(),
            "you sent [redacted]"
        );
        let edge = format!("{} s3cr3t", "x".repeat(SHOWN - 4));
        assert!(!shown(&edge).contains("s3c"));
    }

    #[test]
    fn a_message_is_shortened_and_shows_no_opaque_word() {
        let jwt = "eyJhbGciOi".repeat(6);
        assert_eq!(
            super::shown(&format!("cannot store “{jwt}” now"), &[]),
            "cannot store “…” now"
        );
        assert_eq!(
            super::shown(&"a b ".repeat(5000), &[]).chars().count(),
            LONGEST + 1
        );
        for kept in [
            "6bf2b8be-04dd-4191-b602-1128921a306b",
            r#""permissions.media.screenshare_with_a_long_name_here" must be a string"#,
            "recordingConfig.storageConfigs.12.privateKeyPassphrase is missing",
        ] {
            assert_eq!(super::shown(kept, &[]), kept);
        }
        // split at its punctuation, a token does not consist of words
        let token = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJpZCI6IjZiZjJi-OGJlLTA0_ZGQ";
        assert_eq!(super::shown(token, &[]), "…");
    }

    #[test]
    fn invisible_characters_are_removed() {
        let page = "<p>no s3cr3t-and-more";
        let little: Vec<u8> = page.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = page.encode_utf16().flat_map(u16::to_be_bytes).collect();
        for body in [little, big] {
            let excerpt = excerpt(&body, &["s3cr3t-and-more"]).unwrap();
            assert_eq!(excerpt, "no [redacted]");
        }
        assert_eq!(
            super::shown("no s3\u{200b}cr\u{ad}3t, \u{202e}txet\u{2069}", &["s3cr3t"]),
            "no [redacted], txet"
        );
    }

    #[test]
    fn a_token_that_is_cut_in_two_is_left_out() {
        let begun = format!("<p>no{}s3cr3t", " ".repeat(READ - 8));
        assert_eq!(shown(&begun), "no");
        let whole = format!("<p>no{}s3cr3t", " ".repeat(READ - 11));
        assert_eq!(shown(&whole), "no [redacted]");
        let encoded: String = "s3cr3t-and-more"
            .chars()
            .map(|c| format!("%25{:02X}", c as u32))
            .collect();
        for seen in (0..encoded.len()).step_by(3) {
            let cut = format!("<p>no{}{encoded}", " ".repeat(READ - 5 - seen));
            let shown = excerpt(cut.as_bytes(), &["s3cr3t-and-more"]).unwrap();
            assert_eq!(shown, "no");
        }
    }

    #[test]
    fn a_token_that_is_broken_by_tags_or_lines_hides_the_text() {
        let secret = "s3cr3t-and-more-of-it";
        let page = b"you sent s3cr<wbr>3t-an<b>d-more-o</b>f-it today";
        assert_eq!(excerpt(page, &[secret]).unwrap(), WITHHELD);
        for text in [
            "bad s3cr3t\n-and-more-of-i\r\n t now",
            "bad czNjcjN0LWFuZC\n1tb3JlLW9mLWl0 now",
        ] {
            assert_eq!(super::shown(text, &[secret]), WITHHELD);
        }
    }

    #[test]
    fn a_token_that_is_spread_over_messages_hides_them_all() {
        let texts = ["no s3c", "r3t", "-and", "-more is it"];
        assert_eq!(all_shown(texts, &["s3cr3t-and-more"]), [WITHHELD; 4]);
        assert_eq!(
            all_shown(["no s3cr3t", "no"], &["s3cr3t"]),
            ["no [redacted]", "no"]
        );
    }

    #[test]
    fn json_in_a_page_is_left_out() {
        let page = "<title>502</title><pre>you sent {\"secret\":\"k3y\"} and more</pre>";
        assert_eq!(shown(page), "502 you sent…");
        assert_eq!(shown("<p>{&quot;token&quot;:&quot;k3y&quot;}"), "");
    }

    #[test]
    fn an_opaque_word_is_left_out() {
        let page = format!(
            "<h1>Refused</h1> {} <p>ray 8f1c2d3e4f5a6b7c",
            "eyJhbGciOi".repeat(5)
        );
        assert_eq!(shown(&page), "Refused … ray 8f1c2d3e4f5a6b7c");
    }

    #[test]
    fn an_excerpt_is_cut_between_characters() {
        assert_eq!(shown(&"é".repeat(300)).chars().count(), SHOWN + 1);
        assert!(shown(&"é".repeat(READ)).ends_with('…'));
        assert_eq!(excerpt(b"\xff\xfe", &[]).unwrap(), "\u{fffd}\u{fffd}");
    }
}
