//! Redacts the output of `Debug`.

use super::{REDACTED, is_name_of_one_secret, is_secret_name, without_credentials_and_tokens};

/// The output of `Debug` without credentials and tokens. They are searched for in the strings, without their escapes. The
/// text between the strings has names of fields, which may be those of secrets, and no values of a service.
pub(crate) fn without_credentials(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    let mut rest = text;
    let mut is_behind_name = false;
    while let Some((before, from)) = rest.split_once('"') {
        let end = end_of_string(from);
        let (string, after) = from.split_at(end);
        shown.push_str(before);
        let value = unescaped(string);
        // The second of a list of two: `["X-Auth-Key", "…"]`.
        let is_second = is_behind_name && before.trim() == "," && ends_list(after);
        let hidden = match is_second {
            true => REDACTED.to_owned(),
            false => without_credentials_and_tokens(&value),
        };
        let is_name = value != "key" && is_secret_name(&value);
        is_behind_name = is_name && before.trim_end().ends_with('[');
        match hidden == value {
            true => {
                shown.push('"');
                shown.push_str(string);
                shown.push_str(after.get(..1).unwrap_or_default());
            }
            false => shown.push_str(&format!("{hidden:?}")),
        }
        rest = after.get(1..).unwrap_or_default();
        // A number in a map: `"pin": 1234`.
        if let Some(number) = rest.strip_prefix(": ")
            && number.starts_with(|c: char| c.is_ascii_digit() || c == '-')
            && is_name_of_one_secret(&value)
        {
            shown.push_str(": ");
            shown.push_str(REDACTED);
            rest = number.trim_start_matches(|c: char| c.is_ascii_digit() || "-+.e".contains(c));
        }
    }
    shown.push_str(rest);
    shown
}

/// Whether a list ends behind the string that ends here.
fn ends_list(text: &str) -> bool {
    let behind = text.trim_start_matches(['"', ',', ' ', '\n']);
    behind.starts_with(']')
}

/// The position of the quotation mark that ends a string.
fn end_of_string(text: &str) -> usize {
    let mut is_escaped = false;
    let end = text.bytes().position(|byte| {
        let ends = byte == b'"' && !is_escaped;
        is_escaped = byte == b'\\' && !is_escaped;
        ends
    });
    end.unwrap_or(text.len())
}

/// The value of a string that `Debug` wrote.
fn unescaped(string: &str) -> String {
    let mut value = String::with_capacity(string.len());
    let mut rest = string;
    while let Some((before, escape)) = rest.split_once('\\') {
        value.push_str(before);
        let mut chars = escape.chars();
        match chars.next() {
            Some('n') => value.push('\n'),
            Some('r') => value.push('\r'),
            Some('t') => value.push('\t'),
            Some('0') => value.push('\0'),
            Some('u') => {
                let (code, after) = chars.as_str().split_once('}').unwrap_or_default();
                let code = u32::from_str_radix(code.trim_start_matches('{'), 16).ok();
                value.extend(code.and_then(char::from_u32));
                chars = after.chars();
            }
            other => value.extend(other),
        }
        rest = chars.as_str();
    }
    value.push_str(rest);
    value
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    #[test]
    fn numbers_in_maps_and_pairs_with_the_name_of_a_secret_are_not_shown() {
        let numbers = BTreeMap::from([("max_tokens", -4096), ("page", 12), ("pin", -7_734_421)]);
        let pairs = vec![vec!["X-Auth-Key", "hunter"], vec!["accept", "text/plain"]];
        let names = ["password", "title", "pin"];
        assert_eq!(
            without_credentials(&format!("{numbers:?} {pairs:?} {names:?}")),
            "{\"max_tokens\": -4096, \"page\": 12, \"pin\": [redacted]} \
             [[\"X-Auth-Key\", \"[redacted]\"], [\"accept\", \"text/plain\"]] [\"password\", \"title\", \"pin\"]"
        );
        let lines = without_credentials(&format!("{numbers:#?} {pairs:#?}"));
        assert!(
            !lines.contains("7734421") && !lines.contains("hunter"),
            "{lines}"
        );
    }

    #[test]
    fn a_string_is_searched_without_its_escapes() {
        for text in [
            "a\n\"{}\\'\t\r\0\u{7f}\u{202e}é",
            r#"{"id":"m","b":"\\"}"#,
            "",
        ] {
            let debug = format!("[{text:?}, {:?}]", Some(text));
            assert_eq!(without_credentials(&debug), debug);
            let quoted = format!("{text:?}");
            assert_eq!(unescaped(&quoted[1..quoted.len() - 1]), text);
        }
        for secret in [
            "{\"password\":\"s3cr3t\"}",
            "no\n\"stream_key\": \"s3\\\"cr3t\"\n",
            "to https%3A%2F%2Fh%2Fa%3Fsig%3Ds3cr3t",
            "no rtmps://h/s3cr3t\nnow",
        ] {
            let shown = without_credentials(&format!("A {{ b: {secret:?}, c: \"d\" }}"));
            assert!(!shown.contains("s3"), "{shown}");
            assert!(shown.ends_with("\", c: \"d\" }"), "{shown}");
        }
        // Not the output of `Debug` of the standard library.
        for odd in ["\"", "a\"b\\", "\"\\u{", "\"\\u{zz}\"", "\"\\"] {
            assert_eq!(without_credentials(odd), odd);
        }
    }
}
