//! Finds secrets that a service sends back.
//!
//! A service, or a proxy before it, may quote the request: whole or in part, escaped or encoded, broken by tags,
//! punctuation or line breaks, in look-alike characters. Instead of a decoder for each of these, the text and the
//! secret are converted into one normal form ([`super::unescape`]): only ASCII letters and digits in lower case, after
//! each layer of escapes, with and without markup. Then each window of the text is compared with all windows of the
//! secret, of its reverse, and of its [encodings](super::codes).
//!
//! A text repeats a secret if it contains:
//!
//! - 8 consecutive characters of the secret, with a digit among them.
//! - 12 consecutive characters without a digit. Words of ordinary messages are shorter, so a message may use a word
//!   that is part of a secret.
//! - The whole secret as a separate word, if it has 4 to 11 characters. A secret that is an ordinary word hides every
//!   message that contains the word.
//!
//! The host of a URL and the first and last line of a PEM key are not secret and are not searched for. A server that
//! hides a secret on purpose can do so; this only finds echoes.

use std::{
    borrow::Cow,
    collections::HashSet,
    hash::{BuildHasherDefault, Hasher},
};

use super::{
    base64_and_hex::codes,
    credential::REDACTED,
    unescape::{folded, layers, without_control_sequences, without_tags},
};

/// Printed in place of a string that repeats a secret in another form.
pub(super) const WITHHELD: &str = "[redacted: this text repeats a secret]";

/// The number of consecutive characters that repeat a secret, with a digit among them and without.
const WINDOW: usize = 8;
const LETTERS: usize = 12;
/// Shorter secrets are not searched for: too many words contain them.
const SHORTEST: usize = 4;

/// Whether the text repeats one of these secrets.
pub(crate) fn repeats(text: &str, secrets: &[&str]) -> bool {
    !secrets.is_empty() && text.len() >= SHORTEST && Sought::new(secrets).is_repeated_in(text)
}

/// Secrets that are searched for in many texts.
#[derive(Default)]
pub struct Secrets {
    secrets: Vec<String>,
    sought: Sought,
}

impl Secrets {
    /// Adds a secret.
    pub fn add(&mut self, secret: String) {
        if !self.secrets.contains(&secret) {
            self.sought.add_secret(&secret);
            self.secrets.push(secret);
        }
    }

    /// The text without these secrets. It is replaced as a whole if it repeats one in another form.
    pub fn hidden_in<'t>(&self, text: &'t str) -> Cow<'t, str> {
        if self.secrets.is_empty() || text.len() < SHORTEST {
            return text.into();
        }
        let secrets: Vec<&str> = self.secrets.iter().map(String::as_str).collect();
        let shown = without_literals(text, &secrets, REDACTED);
        match self.sought.is_repeated_in(&shown) {
            true => WITHHELD.into(),
            false => shown.into(),
        }
    }
}

/// The secrets in a form that can be searched for. It is computed once for many texts.
#[derive(Default)]
pub(super) struct Sought {
    /// Each [`WINDOW`] consecutive bytes of the normal form of a secret, as a number.
    windows: HashSet<u64, BuildHasherDefault<WindowHasher>>,
    /// Short secrets, searched for as words.
    words: Vec<Vec<u8>>,
    /// Secrets in other alphabets.
    others: Vec<String>,
}

impl Sought {
    pub(super) fn new(secrets: &[&str]) -> Self {
        let mut sought = Self::default();
        for secret in secrets {
            sought.add_secret(secret);
        }
        sought
    }

    fn add_secret(&mut self, secret: &str) {
        let parts = secret_parts(secret).into_iter();
        for part in parts.filter(|part| part.len() >= SHORTEST) {
            // a secret that looks escaped loses its escapes, like the text
            for layer in layers(part) {
                // the secret, its reverse, and its encodings
                self.windows.reserve(layer.len() * 11);
                let mut text = normal(&folded(&layer));
                if text.len() < LETTERS {
                    self.add_word(&layer);
                }
                self.add(&text);
                text.reverse();
                self.add(&text);
                for code in codes(&layer) {
                    self.add(code.as_bytes());
                }
            }
        }
    }

    fn add(&mut self, text: &[u8]) {
        self.windows.extend(windows(text));
    }

    fn add_word(&mut self, secret: &str) {
        let word = folded(secret.trim());
        if word.len() >= SHORTEST {
            self.words.push(word);
        } else if secret.chars().count() >= SHORTEST {
            self.others.push(secret.to_owned());
        }
    }

    /// Whether the text repeats one of the secrets.
    pub(super) fn is_repeated_in(&self, text: &str) -> bool {
        layers(text).any(|layer| {
            self.is_in(&layer)
                || layer.contains(['<', '\u{1b}'])
                    && self.is_in(&without_tags(&without_control_sequences(&layer)))
        })
    }

    fn is_in(&self, text: &str) -> bool {
        let ascii = folded(text);
        self.has_windows_in(&normal(&ascii))
            || self.words.iter().any(|word| has_word(&ascii, word))
            || self.others.iter().any(|other| text.contains(other))
    }

    fn has_windows_in(&self, text: &[u8]) -> bool {
        // the number of consecutive windows without a digit
        let mut letters = 0;
        windows(text).any(|window| {
            if !self.windows.contains(&window) {
                letters = 0;
                return false;
            }
            letters += 1;
            letters > LETTERS - WINDOW || window.to_be_bytes().iter().any(u8::is_ascii_digit)
        })
    }
}

/// Each [`WINDOW`] consecutive bytes.
fn windows(text: &[u8]) -> impl Iterator<Item = u64> {
    let mut window = 0;
    let numbers = text.iter().map(move |byte| {
        window = window << 8 | u64::from(*byte);
        window
    });
    numbers.skip(WINDOW - 1)
}

/// Secrets are searched for in each error, and the hasher of the standard library would take most of that time. Windows
/// come from the caller's own secrets, so an attacker cannot make them collide.
#[derive(Default)]
struct WindowHasher(u64);

impl Hasher for WindowHasher {
    fn write(&mut self, bytes: &[u8]) {
        bytes
            .iter()
            .for_each(|byte| self.write_u64(u64::from(*byte)));
    }

    fn write_u64(&mut self, number: u64) {
        let product = (self.0 ^ number).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        self.0 = product ^ product >> 32;
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

/// Letters and digits only.
fn normal(ascii: &[u8]) -> Vec<u8> {
    ascii
        .iter()
        .copied()
        .filter(u8::is_ascii_alphanumeric)
        .collect()
}

/// The lines of a secret, without those around a PEM key; for a URL, everything except its scheme and host.
fn secret_parts(secret: &str) -> Vec<&str> {
    if let Some((_, rest)) = secret.split_once("://") {
        let (authority, path) = rest.split_once('/').unwrap_or((rest, ""));
        let user = authority.rsplit_once('@').map_or("", |(user, _)| user);
        return vec![user, path];
    }
    if !secret.starts_with("-----") {
        return vec![secret];
    }
    let is_part = |line: &&str| !line.starts_with("-----");
    secret.lines().filter(is_part).collect()
}

/// Whether the text contains the word, and not as part of a longer word.
fn has_word(text: &[u8], word: &[u8]) -> bool {
    let joins = |one: Option<&u8>, other: Option<&u8>| {
        let is_part = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_alphanumeric);
        is_part(one) && is_part(other)
    };
    let mut found = text.windows(word.len()).enumerate();
    found.any(|(at, window)| {
        let end = at + word.len();
        window == word
            && !joins(text[..at].last(), word.first())
            && !joins(word.last(), text.get(end))
    })
}

/// The text with each literal occurrence of these secrets replaced, so that the rest of a message can be read.
pub(super) fn without_literals(text: &str, secrets: &[&str], put: &str) -> String {
    let mut secrets = secrets.to_vec();
    let mut text = text.to_owned();
    // the longer one first, if one begins with the other
    let longest = |secrets: &[&str]| (0..secrets.len()).max_by_key(|at| secrets[*at].len());
    while let Some(at) = longest(&secrets) {
        let secret = secrets.swap_remove(at);
        if secret.len() >= SHORTEST && has_word(text.as_bytes(), secret.as_bytes()) {
            text = text.replace(secret, put);
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    const TOKEN: &str = "Sn3lZJTBX6kkg7OdcBUAxOO963GEIyGQqnFTOFYY";

    fn broken(by: &str) -> String {
        let characters: Vec<String> = TOKEN.chars().map(String::from).collect();
        characters.join(by)
    }

    fn each(written: impl Fn(char) -> String) -> String {
        TOKEN.chars().map(written).collect()
    }

    /// The code of a character in an address, in HTML, JSON and programs, and in a list of bytes.
    fn encoded() -> Vec<String> {
        vec![
            each(|c| format!("%{:02x}", c as u32)),
            each(|c| format!("&#{};", c as u32)),
            each(|c| format!("&#x{:X}", c as u32)),
            each(|c| format!("\\u{:04x}", c as u32)),
            each(|c| format!("\\u{{{:x}}}", c as u32)),
            each(|c| format!("\\x{:02x}", c as u32)),
            each(|c| format!("\\{:03o}", c as u32)),
            each(|c| format!("={:02X}", c as u32)),
            each(|c| format!("U+{:04X} ", c as u32)),
            each(|c| format!("0x{:02x}, ", c as u32)),
            each(|c| format!("{:02x}:", c as u32)),
            each(|c| format!("{:02x}", c as u32)),
            each(|c| format!("{}, ", c as u32)),
            each(|c| char::from_u32(c as u32 + 0xfee0).unwrap().into()),
            TOKEN.chars().rev().collect(),
            TOKEN.to_uppercase(),
            "U24zbFpKVEJYNmtrZzdPZGNCVUF4T085NjNHRUl5R1FxbkZUT0ZZWQ==".to_owned(),
            // of `Bearer …`
            "QmVhcmVyIFNuM2xaSlRCWDZra2c3T2RjQlVBeE9POTYzR0VJeUdRcW5GVE9GWVk=".to_owned(),
        ]
    }

    #[test]
    fn a_token_is_found_in_every_form() {
        let separators = [
            "<b></b>",
            "<wbr>",
            ",",
            "-",
            "|",
            "=\r\n",
            "\u{fe0f}",
            "\u{34f}",
            "\u{3164}",
            "\u{301}",
            "\u{200b}",
            "&#8203;",
            "&shy;",
            "&ZeroWidthSpace;",
            "\u{1b}[31m",
            " ",
            "\n",
            "\" + \"",
            "**",
        ];
        let broken = separators.map(broken);
        for written in broken.into_iter().chain(encoded()) {
            for text in [
                format!("no {written} is it"),
                // the first half alone, and JSON in a page
                written.chars().take(written.chars().count() / 2).collect(),
                format!("&lt;p&gt;{}", serde_json::json!({ "sent": written })),
            ] {
                assert!(repeats(&text, &[TOKEN]), "{text}");
            }
        }
    }

    #[test]
    fn ordinary_messages_repeat_nothing() {
        let key =
            "-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEF\n-----END PRIVATE KEY-----";
        let secrets = [
            TOKEN,
            key,
            "my-meeting-password",
            "rtmp://live.example.com/app/k3y-k3y-k3y",
            "true",
            "a",
            "",
        ];
        for text in [
            "The meeting was not found",
            "the password is wrong",
            "cannot reach rtmp://live.example.com:1935",
            "private_key must begin with -----BEGIN PRIVATE KEY-----",
            "6bf2b8be-04dd-4191-b602-1128921a306b",
            "structured or untrue",
            "code 10000 at 2026-11-28T22:31:05.123Z, ray 8f1c2d3e4f5a6b7c-FRA",
        ] {
            assert!(!repeats(text, &secrets), "{text}");
        }
    }

    #[test]
    fn a_piece_repeats_a_secret_if_it_is_long_enough() {
        for (text, is_repeated) in [
            ("X6kkg7Od", true),
            ("X6kkg7O", false),
            // without a digit
            ("IyGQqnFTOFY", false),
            ("IyGQqnFTOFYY", true),
        ] {
            assert_eq!(repeats(text, &[TOKEN]), is_repeated, "{text}");
        }
        for (text, is_repeated) in [
            ("s3cr3t!", true),
            ("S3CR3T", true),
            ("s3cr", false),
            ("as3cr3t", false),
            ("733363723374", true),
        ] {
            assert_eq!(repeats(text, &["s3cr3t"]), is_repeated, "{text}");
        }
        assert!(repeats("the password is wrong", &["password"]));
        assert!(repeats("нет пароль-1", &["пароль"]));
    }

    #[test]
    fn a_secret_that_looks_escaped_is_found_however_it_is_escaped() {
        for secret in [
            "p@ss/w0rd",
            "back\\slash\"and%41&amp;like\\u0041",
            "100%25 sure; &#x27;",
            "grün&weiß/ñ",
        ] {
            let json = serde_json::to_string(secret).unwrap();
            let percent: String = secret.bytes().map(|byte| format!("%{byte:02X}")).collect();
            let html = secret.replace('&', "&amp;").replace('"', "&quot;");
            for written in [secret.to_owned(), json, percent, html] {
                assert!(
                    repeats(&format!("no {written} is it"), &[secret]),
                    "{written}"
                );
            }
        }
    }

    #[test]
    fn a_secret_is_replaced_where_it_is_written_as_it_is() {
        let without = |text, secrets: &[&str]| without_literals(text, secrets, "…");
        assert_eq!(
            without("no s3cr3t-and-more", &["s3cr3t", "s3cr3t-and-more"]),
            "no …"
        );
        assert_eq!(without("nonexistent", &["none"]), "nonexistent");
        assert_eq!(without("Bearer s3cr3t!", &["s3cr3t", ""]), "Bearer …!");
    }

    #[test]
    fn long_hostile_text_is_searched_in_linear_time() {
        for text in ["<b", "\u{1b}[", "&#x", "%25", "\\\\", "&a", "Sn3lZJT"] {
            let text = text.repeat(16 * 1024 / text.len());
            repeats(&text, &[TOKEN]);
        }
    }
}
