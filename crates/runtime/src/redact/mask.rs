//! Blanking out secrets, also where they are quoted in another spelling than they were sent in.

use std::{
    collections::{BTreeMap, HashMap},
    ops::Range,
};

use super::{
    address,
    spelling::{Spelling, spellings},
};

/// So many bytes in a row of a secret give it away, and whole secrets are not shorter than the second one.
const RUN: usize = 12;
const SHORTEST: usize = 4;
/// Of a secret in base64 or in hex, so many characters are not found in other text by chance.
const SHORTEST_CODE: usize = 8;
/// What stands in place of a secret.
pub(crate) const REDACTED: &str = "[redacted]";

/// What is cut off a text may be the rest of a secret; so many bytes before it can hold a piece that is too short to
/// be found.
pub(super) const EDGE: usize = RUN * 10;

/// The text with these blanked out, whole or in part, in whatever case and spelling: a service may quote a piece of what
/// it was sent, or a line of it, and escapes it as its own format demands. What is shorter than a secret ever is stays,
/// for it may stand in any word.
pub(crate) fn redact(text: &str, secrets: &[&str]) -> String {
    let mut mask = Mask::new(text);
    mask.hide_secrets(secrets);
    mask.written()
}

/// The text without these, and without what lets one in of the addresses in it, in whatever spelling they stand there.
pub(crate) fn redact_all(text: &str, secrets: &[&str]) -> String {
    let mut mask = Mask::new(text);
    mask.hide_secrets(secrets);
    mask.hide_credentials();
    mask.written()
}

/// The same texts without these secrets, none of which may be spread over several texts.
pub(crate) fn redact_each(texts: &[String], secrets: &[&str]) -> Vec<String> {
    let whole = texts.concat();
    let mut mask = Mask::new(&whole);
    mask.hide_secrets(secrets);
    let mut begin = 0;
    let pieces = texts.iter().map(|text| {
        let piece = begin..begin + text.len();
        begin = piece.end;
        mask.piece(piece)
    });
    pieces.collect()
}

/// Whether a piece of one of these stands in the text, as it is or in hex. Nothing in the text is encoded otherwise. It
/// costs little, for it is asked of calls that succeed.
pub(crate) fn repeats(text: &str, secrets: &[&str]) -> bool {
    let text = text.to_ascii_lowercase();
    let has = |needle: &str| has_piece(&text, needle);
    secrets
        .iter()
        .any(|secret| has(&secret.to_ascii_lowercase()) || has(&hex(secret)))
}

/// Whether the text has a run of the needle's bytes.
fn has_piece(text: &str, needle: &str) -> bool {
    if needle.len() <= RUN {
        return needle.len() >= SHORTEST && text.contains(needle);
    }
    // wherever a run begins, one of these halves is in it
    const HALF: usize = RUN / 2;
    let halves = (0..=needle.len() - HALF).step_by(HALF);
    let mut found = halves.map(|at| needle.get(at..at + HALF));
    if found.all(|half| half.is_some_and(|half| !text.contains(half))) {
        return false;
    }
    let runs = needle.as_bytes().windows(RUN);
    runs.into_iter()
        .any(|run| text.as_bytes().windows(RUN).any(|piece| piece == run))
}

/// A text, and which of its bytes are not shown.
struct Mask<'t> {
    text: &'t str,
    spellings: Vec<Spelling>,
    is_hidden: Vec<bool>,
}

impl<'t> Mask<'t> {
    fn new(text: &'t str) -> Self {
        Self {
            text,
            spellings: spellings(text),
            is_hidden: vec![false; text.len()],
        }
    }

    /// Hides each piece of a secret that gives it away, or the whole word around it where it stands in code.
    fn hide_secrets(&mut self, secrets: &[&str]) {
        let needles: Vec<Needle> = secrets.iter().flat_map(|secret| needles(secret)).collect();
        // pieces of one length are looked for at once: most are as long as a piece of a long secret
        let mut pieces: BTreeMap<usize, HashMap<&[u8], bool>> = BTreeMap::new();
        for Needle { text, is_code } in &needles {
            let run = text.len().min(RUN);
            let known = pieces.entry(run).or_default();
            for piece in text.windows(run) {
                *known.entry(piece).or_default() |= is_code;
            }
        }
        for spelling in &self.spellings {
            let text = &spelling.text;
            // a line may be broken within a secret
            let is_part = |at: &usize| !text[*at].is_ascii_whitespace();
            let parts: Vec<usize> = (0..text.len()).filter(is_part).collect();
            let joined: Vec<u8> = parts.iter().map(|at| text[*at]).collect();
            for (run, known) in &pieces {
                let mut hide = |piece: Range<usize>, is_code| {
                    let hidden = match is_code {
                        true => word_around(text, piece),
                        false => piece,
                    };
                    self.is_hidden[spelling.origin(hidden)].fill(true);
                };
                for (at, window) in text.windows(*run).enumerate() {
                    if let Some(is_code) = known.get(window) {
                        hide(at..at + run, *is_code);
                    }
                }
                if joined.len() == text.len() || *run < SHORTEST_CODE {
                    continue;
                }
                for (at, window) in joined.windows(*run).enumerate() {
                    if let Some(is_code) = known.get(window) {
                        hide(parts[at]..parts[at + run - 1] + 1, *is_code);
                    }
                }
            }
        }
    }

    fn hide_credentials(&mut self) {
        for spelling in &self.spellings {
            for credential in address::credentials(spelling, self.text) {
                self.is_hidden[spelling.origin(credential)].fill(true);
            }
        }
    }

    fn written(&self) -> String {
        self.piece(0..self.text.len())
    }

    fn piece(&self, piece: Range<usize>) -> String {
        let text = &self.text[piece.clone()];
        let mut out = String::with_capacity(text.len());
        let mut inside = false;
        for (at, c) in text.char_indices() {
            let at = piece.start + at;
            let now = self.is_hidden[at..at + c.len_utf8()].contains(&true);
            match (inside, now) {
                (_, false) => out.push(c),
                (false, true) => out.push_str(REDACTED),
                (true, true) => {}
            }
            inside = now;
        }
        out
    }
}

/// What is looked for: a secret in a spelling, or in code.
struct Needle {
    text: Vec<u8>,
    is_code: bool,
}

fn needles(secret: &str) -> Vec<Needle> {
    // a secret that looks as if it were encoded is decoded together with what stands around it
    let spelt = spellings(secret).into_iter().map(|spelling| Needle {
        text: spelling.text,
        is_code: false,
    });
    let codes = codes(secret).into_iter().map(|code| Needle {
        text: code.into_bytes(),
        is_code: true,
    });
    spelt
        .filter(|needle| needle.text.len() >= SHORTEST)
        .chain(codes.filter(|needle| needle.text.len() >= SHORTEST_CODE))
        .collect()
}

/// A code is shown or hidden whole: its edges hold bits of the secret, too.
fn word_around(text: &[u8], piece: Range<usize>) -> Range<usize> {
    let before = text[..piece.start].iter().rev();
    let behind = text[piece.end..].iter();
    let begin = piece.start - before.take_while(|byte| is_base64(**byte)).count();
    let end = piece.end + behind.take_while(|byte| is_base64(**byte)).count();
    begin..end
}

/// The secret in base64, wherever it begins in what was encoded (`Bearer ` stands before it), and in hex; in lower case.
fn codes(secret: &str) -> Vec<String> {
    let mut codes = vec![hex(secret)];
    for before in 0..3 {
        let code = base64(secret, before);
        let for_addresses = code.replace('+', "-").replace('/', "_");
        if for_addresses != code {
            codes.push(for_addresses);
        }
        codes.push(code);
    }
    codes
}

fn hex(text: &str) -> String {
    let digit = |number: u8| char::from(b"0123456789abcdef"[usize::from(number)]);
    let digits = text.bytes().flat_map(|byte| [byte >> 4, byte & 15]);
    digits.map(digit).collect()
}

/// The characters of base64 that say nothing but bits of the text, where so many bytes stand before it; in lower case.
fn base64(text: &str, before: usize) -> String {
    const DIGITS: &[u8; 64] = b"abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz0123456789+/";
    let first = (before * 8).div_ceil(6);
    let mut code = String::with_capacity(text.len() * 4 / 3 + 4);
    let (mut bits, mut number) = (0, 0_usize);
    for byte in [0].repeat(before).into_iter().chain(text.bytes()) {
        number = number << 8 & 0xffff | usize::from(byte);
        bits += 8;
        while bits >= 6 {
            bits -= 6;
            code.push(char::from(DIGITS[number >> bits & 63]));
        }
    }
    code.drain(..first.min(code.len()));
    code
}

/// Whether base64 may hold this byte, in either alphabet.
fn is_base64(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"+/-_=".contains(&byte)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_blanked_out_in_part_and_in_other_case() {
        let secrets = [
            "rtmp://live.example.com/app/streamkey-123456",
            "-----KEY\nMIIEvQIBADANBg\nkqhkiG9w0BAQEF\n",
        ];
        for text in [
            "cannot reach rtmp://live.example.com:1935/app/streamkey-123456",
            "cannot reach APP/STREAMKEY-123456",
            "it begins with streamkey-1234",
            r#"you sent "-----KEY\nMIIEvQIBADANBg\nkqhkiG9w0BAQEF\n""#,
            "line 2: kqhkiG9w0BAQEF",
        ] {
            let shown = redact(text, &secrets).to_lowercase();
            for piece in ["streamkey", "miievqibadanbg", "kqhkig9w0baqef"] {
                assert!(!shown.contains(piece), "{shown}");
            }
        }
        assert_eq!(redact("user \"Mary\" é", &secrets), "user \"Mary\" é");
    }

    #[test]
    fn a_secret_that_begins_like_another_leaves_nothing_of_it() {
        assert_eq!(
            redact("no s3cr3t-and-more", &["s3cr3t", "s3cr3t-and-more"]),
            "no [redacted]"
        );
    }

    fn percent(text: &str) -> String {
        let escaped = |byte: u8| format!("%{byte:02X}");
        text.bytes()
            .map(|byte| match byte {
                b if b.is_ascii_alphanumeric() => char::from(b).to_string(),
                b => escaped(b),
            })
            .collect()
    }

    fn each(text: &str, escaped: fn(char) -> String) -> String {
        text.chars().map(escaped).collect()
    }

    fn html(text: &str) -> String {
        each(text, |c| match c {
            '&' => "&amp;".to_owned(),
            '<' => "&lt;".to_owned(),
            '"' => "&quot;".to_owned(),
            '\'' => "&#x27;".to_owned(),
            '/' => "&#47;".to_owned(),
            '+' => "&plus;".to_owned(),
            c => c.to_string(),
        })
    }

    fn json(text: &str) -> String {
        let quoted = serde_json::to_string(text).unwrap();
        quoted[1..quoted.len() - 1].replace('/', "\\/")
    }

    /// Each secret in each spelling, in two of them one around the other, and in each of those once more: what is left
    /// is what stood around it.
    #[test]
    fn a_secret_is_blanked_out_in_every_spelling() {
        let secrets = [
            "p@ss/w0rd",
            "a+b/c=d&e<f'g\"h",
            "back\\slash\"and%41&amp;like\\u0041",
            "100%25 sure; &#x27;",
            "-----KEY\nMIIE+/==\n",
            "grün&weiß/ñ",
            "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
        ];
        let spellings: [fn(&str) -> String; 9] = [
            str::to_owned,
            percent,
            |text| percent(text).to_lowercase(),
            |text| text.bytes().map(|byte| format!("%{byte:02x}")).collect(),
            html,
            |text| each(text, |c| format!("&#{};", c as u32)),
            json,
            |text| each(text, |c| format!("\\u{:04X}", c as u32)),
            |text| text.escape_debug().to_string(),
        ];
        for secret in secrets {
            for (one, first) in spellings.iter().enumerate() {
                for (other, second) in spellings.iter().enumerate() {
                    let told = second(&first(secret));
                    let text = format!("no {told} is it");
                    let shown = redact(&text, &[secret]);
                    assert_eq!(shown, "no [redacted] is it", "{one} {other} {text}");
                    // JSON in JSON in the page of somebody
                    let text = format!("no {} is it", json(&told));
                    let shown = redact(&text, &[secret]);
                    assert_eq!(shown, "no [redacted] is it", "{one} {other} {text}");
                }
            }
        }
    }

    /// Base64 of a header in which the secret stands, and of the secret alone.
    #[test]
    fn a_secret_is_blanked_out_in_base64_and_in_hex() {
        let secret = "v1.0-Qw9Zx7~_?>>>ab";
        for told in [
            "djEuMC1RdzlaeDd+Xz8+Pj5hYg==",
            "djEuMC1RdzlaeDd-Xz8-Pj5hYg",
            "QmVhcmVyIHYxLjAtUXc5Wng3fl8/Pj4+YWI=",
            "dTp2MS4wLVF3OVp4N35fPz4-PmFi",
            "djEuMC1RdzlaeDd\\u002bXz8+Pj5hYg==",
            "djEuMC1RdzlaeDd%2BXz8%2BPj5hYg%3D%3D",
            "76312e302d5177395a78377e5f3f3e3e3e6162",
            "76312E302D5177395A78377E5F3F3E3E3E6162",
            "djEuMC1RdzlaeDd",
            "%76%31%2E%30%2D%51%77%39%5A%78%37%7E%5F%3F%3E%3E%3E%61%62",
        ] {
            let text = format!("no {told} is it");
            assert_eq!(redact(&text, &[secret]), "no [redacted] is it", "{told}");
        }
        let text = "dm9uIGFuZGVyZW0gaXN0IGhpZXIgZGllIFJlZGU=";
        assert_eq!(redact(text, &[secret]), text);
    }

    #[test]
    fn a_secret_that_is_spread_over_texts_is_blanked_out_in_each() {
        let texts = ["no s3c", "r3t", "-and", "-more is it"].map(str::to_owned);
        assert_eq!(
            redact_each(&texts, &["s3cr3t-and-more"]),
            [
                "no [redacted]",
                "[redacted]",
                "[redacted]",
                "[redacted] is it"
            ]
        );
    }

    #[test]
    fn a_short_text_repeats_a_secret_or_does_not() {
        let secrets = ["v1.0-Qw9Zx7-aBcDeF", "0123456789abcdef"];
        for (text, is_secret) in [
            ("8f1c2d3e4f5a6b7c-FRA", false),
            ("0123456789ABCDEF", true),
            ("76312e302d517739", true),
            ("", false),
        ] {
            assert_eq!(repeats(text, &secrets), is_secret, "{text}");
        }
    }

    #[test]
    fn what_only_looks_encoded_stays_as_it_is() {
        for text in [
            "100% of 5%zz &amp &nosuch; &#xfffffff; &#; \\u12 \\",
            "%",
            "a%2",
            "&",
            "%41%c3%a9 &lt;p&gt; \\u00e9",
        ] {
            assert_eq!(redact(text, &["s3cr3t-s3cr3t"]), text);
        }
    }
}
