//! Strings from outside as they may be printed: short, on one line, without tags, without secrets. Crates that redact do so
//! for fields of types; what is secret in a string, and in which spelling, they do not find.

use std::borrow::Cow;

use percent_encoding::percent_decode_str;

mod address;
mod credential;
mod mask;
mod spelling;

pub(crate) use credential::{is_credential, is_opaque, is_secret_name};
use mask::EDGE;
pub(crate) use mask::{REDACTED, redact, redact_all, redact_each, repeats};

/// How much of a body is looked at; a page's heading stands at its beginning.
const LOOKED_AT: usize = 16 * 1024;
const SHOWN: usize = 200;
/// How much of a message is shown, which is for people from end to end.
const LONGEST: usize = 2_000;

/// A short piece of a page's text, up to the first JSON in it, or `None` where it has none.
pub(crate) fn excerpt(body: &[u8], secrets: &[&str]) -> Option<String> {
    // first of all the secrets, while they still stand as they were sent
    let text = redacted_beginning(body, secrets);
    let text = without_credentials(&without_tags(&text), secrets);
    // a page may show what it was sent or was to pass on, and what stands in JSON may be secret
    let shown = match text.split_once('{') {
        Some((before, _)) => format!("{}…", before.trim_end()),
        None => text,
    };
    shortened(without_opaque(&shown), SHOWN).filter(|shown| shown != "…")
}

/// A line of a stranger's as it may be printed: without secrets and without what looks like one.
pub(crate) fn shown(text: &str, secrets: &[&str]) -> String {
    let text = redacted_beginning(text.as_bytes(), secrets);
    let line = without_credentials(&text, secrets);
    shortened(without_opaque(&line), LONGEST).unwrap_or_default()
}

/// Words in a value that nobody knows the type of, without what may be a credential.
pub(crate) fn words(text: &str) -> String {
    without_opaque(&redact_all(text, &[]))
}

/// A path as it may be shown: without these, and without values that look like a token. It costs little where there are
/// none, for paths of all calls are shown.
pub(crate) fn path<'p>(path: &'p str, secrets: &[&str]) -> Cow<'p, str> {
    let is_plain = |segment: &str| !segment.contains('%') && !is_opaque(segment);
    if path.split('/').all(is_plain) && !repeats(path, secrets) {
        return Cow::Borrowed(path);
    }
    let redacted = redact(path, secrets);
    let shown = redacted.split('/').map(|segment| {
        let is_code = is_opaque(&percent_decode_str(segment).decode_utf8_lossy());
        if is_code { REDACTED } else { segment }
    });
    Cow::Owned(shown.collect::<Vec<_>>().join("/"))
}

/// The text on one line, without secrets that are broken in it, and without what lets one in of addresses.
fn without_credentials(text: &str, secrets: &[&str]) -> String {
    redact_all(&one_line(text), secrets)
}

/// The part of the text that is looked at, without these.
fn redacted_beginning(text: &[u8], secrets: &[&str]) -> String {
    let beginning = String::from_utf8_lossy(text.get(..LOOKED_AT).unwrap_or(text));
    let mut shown = redact(&visible(&beginning), secrets);
    if text.len() > LOOKED_AT {
        // what is cut off may be the rest of one
        let mut end = shown.len().saturating_sub(EDGE);
        while !shown.is_char_boundary(end) {
            end -= 1;
        }
        shown.truncate(end);
    }
    shown
}

/// The text without characters that nobody sees: they stand between the letters of a text in UTF-16, would hide a secret
/// from those who look for it, and turn around what is read.
fn visible(text: &str) -> String {
    let is_unseen = |c: char| {
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
    text.replace(is_unseen, "")
}

/// The text without opaque words.
fn without_opaque(text: &str) -> String {
    let is_code = |c: char| c.is_ascii_alphanumeric() || "-_.~+=".contains(c);
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(begin) = rest.find(is_code) {
        let (before, from) = rest.split_at(begin);
        let (word, after) = from.split_at(from.find(|c| !is_code(c)).unwrap_or(from.len()));
        out.push_str(before);
        out.push_str(if is_opaque(word) { "…" } else { word });
        rest = after;
    }
    out.push_str(rest);
    out
}

/// A short piece of a text that was meant to be JSON: its structure and its keys. Texts are left out, for a body that
/// cannot be read may hold a participant's token anywhere. A key may repeat a secret, too.
pub(crate) fn json_excerpt(body: &[u8], secrets: &[&str]) -> Option<String> {
    let text = String::from_utf8_lossy(body.get(..LOOKED_AT).unwrap_or(body));
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
                let length = text_length(rest);
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

/// How many bytes the text takes with which this begins, quotes included; one without an end takes all.
fn text_length(quoted: &str) -> usize {
    let mut escaped = false;
    let end = quoted.bytes().skip(1).position(|byte| {
        let ends = byte == b'"' && !escaped;
        escaped = byte == b'\\' && !escaped;
        ends
    });
    end.map_or(quoted.len(), |end| end + 2)
}

/// Whether a text is what keys are, and no secret is: short, of letters and underscores.
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

/// The text with blanks, line breaks and control characters folded into single blanks.
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

/// What follows on a tag, given from behind its `<`; an unfinished tag takes all that is left.
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
    fn of_broken_json_the_structure_is_shown_and_no_text() {
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
    fn the_token_is_blanked_out_before_anything_is_cut() {
        assert_eq!(shown("Bearer s3cr3t!"), "Bearer [redacted]!");
        assert_eq!(
            excerpt(b"you sent a<b>c", &["a<b>c"]).unwrap(),
            "you sent [redacted]"
        );
        let edge = format!("{} s3cr3t", "x".repeat(SHOWN - 4));
        assert!(!shown(&edge).contains("s3c"));
    }

    #[test]
    fn a_message_has_no_code_in_it_and_an_end() {
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
        // taken apart at its marks, a token is still none of words
        let token = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJpZCI6IjZiZjJi-OGJlLTA0_ZGQ";
        assert_eq!(super::shown(token, &[]), "…");
    }

    #[test]
    fn what_nobody_sees_hides_no_token_and_turns_nothing_around() {
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
        let begun = format!("<p>no{}s3cr3t", " ".repeat(LOOKED_AT - 8));
        assert_eq!(shown(&begun), "no");
        let whole = format!("<p>no{}s3cr3t", " ".repeat(LOOKED_AT - 11));
        assert_eq!(shown(&whole), "no [redacted]");
        let encoded: String = "s3cr3t-and-more"
            .chars()
            .map(|c| format!("%25{:02X}", c as u32))
            .collect();
        for seen in (0..encoded.len()).step_by(3) {
            let cut = format!("<p>no{}{encoded}", " ".repeat(LOOKED_AT - 5 - seen));
            let shown = excerpt(cut.as_bytes(), &["s3cr3t-and-more"]).unwrap();
            assert!(["no", "no [redacted]"].contains(&&*shown), "{shown}");
        }
    }

    #[test]
    fn a_token_that_is_broken_by_tags_or_lines_is_blanked_out() {
        let secret = "s3cr3t-and-more-of-it";
        let page = b"you sent s3cr<wbr>3t-an<b>d-more-o</b>f-it today";
        assert_eq!(
            excerpt(page, &[secret]).unwrap(),
            "you sent [redacted] today"
        );
        let message = super::shown("bad s3cr3t\n-and-more-of-i\r\n t now", &[secret]);
        assert_eq!(message, "bad [redacted] now");
        let code = "bad czNjcjN0LWFuZC\n1tb3JlLW9mLWl0 now";
        assert_eq!(super::shown(code, &[secret]), "bad [redacted] now");
    }

    #[test]
    fn json_in_a_page_is_left_out() {
        let page = "<title>502</title><pre>you sent {\"secret\":\"k3y\"} and more</pre>";
        assert_eq!(shown(page), "502 you sent…");
        assert_eq!(shown("<p>{&quot;token&quot;:&quot;k3y&quot;}"), "");
    }

    #[test]
    fn a_word_that_no_person_wrote_is_left_out() {
        let page = format!(
            "<h1>Refused</h1> {} <p>ray 8f1c2d3e4f5a6b7c",
            "eyJhbGciOi".repeat(5)
        );
        assert_eq!(shown(&page), "Refused … ray 8f1c2d3e4f5a6b7c");
    }

    #[test]
    fn it_is_cut_between_characters() {
        assert_eq!(shown(&"é".repeat(300)).chars().count(), SHOWN + 1);
        assert!(shown(&"é".repeat(LOOKED_AT)).ends_with('…'));
        assert_eq!(excerpt(b"\xff\xfe", &[]).unwrap(), "\u{fffd}\u{fffd}");
    }
}
