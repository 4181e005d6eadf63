//! Blanking out secrets, also where they are quoted in another spelling than they were sent in.

use std::{collections::HashSet, ops::Range};

/// So many bytes in a row of a secret give it away, and whole secrets are not shorter than the second one.
const RUN: usize = 12;
const SHORTEST: usize = 4;
/// How often a text may be encoded, one time around the other: JSON that quotes a page that shows an address.
const LAYERS: usize = 4;
const REDACTED: &str = "[redacted]";

/// What is cut off a text may be the rest of a secret; so many bytes before it can hold a piece that is too short to
/// be found.
pub(super) const EDGE: usize = RUN * 10;

/// The text with these blanked out, whole or in part, in whatever case and spelling: a service may quote a piece of what
/// it was sent, or a line of it, and escapes it as its own format demands. What is shorter than a secret ever is stays,
/// for it may stand in any word.
pub(crate) fn redact(text: &str, secrets: &[&str]) -> String {
    let spellings = spellings(text);
    let mut is_secret = vec![false; text.len()];
    // a secret that looks as if it were encoded is decoded together with what stands around it
    for secret in secrets.iter().flat_map(|secret| self::spellings(secret)) {
        let run = secret.text.len().min(RUN);
        if run < SHORTEST {
            continue;
        }
        let runs: HashSet<&[u8]> = secret.text.windows(run).collect();
        for spelling in &spellings {
            for (at, window) in spelling.text.windows(run).enumerate() {
                if runs.contains(window) {
                    is_secret[spelling.origin(at..at + run)].fill(true);
                }
            }
        }
    }
    let mut out = String::with_capacity(text.len());
    let mut inside = false;
    for (at, c) in text.char_indices() {
        let now = is_secret[at..at + c.len_utf8()].contains(&true);
        match (inside, now) {
            (_, false) => out.push(c),
            (false, true) => out.push_str(REDACTED),
            (true, true) => {}
        }
        inside = now;
    }
    out
}

/// A text in lower case, as it reads once some layers of encoding are taken off it.
struct Spelling {
    text: Vec<u8>,
    /// Where in the original each byte begins, and where the last one ends.
    starts: Vec<usize>,
}

impl Spelling {
    fn origin(&self, bytes: Range<usize>) -> Range<usize> {
        self.starts[bytes.start]..self.starts[bytes.end]
    }

    /// The same with one layer less, or `None` where nothing in it is encoded.
    fn decoded(&self) -> Option<Self> {
        let mut text = Vec::with_capacity(self.text.len());
        let mut starts = Vec::with_capacity(self.starts.len());
        let mut at = 0;
        while let Some(byte) = self.text.get(at) {
            let start = self.starts[at];
            match escape(&self.text[at..]) {
                Some((length, Escaped::Byte(byte))) => {
                    text.push(byte.to_ascii_lowercase());
                    at += length;
                }
                Some((length, Escaped::Char(c))) => {
                    let c = c.to_ascii_lowercase();
                    text.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
                    at += length;
                }
                None => {
                    text.push(*byte);
                    at += 1;
                }
            }
            starts.resize(text.len(), start);
        }
        starts.extend(self.starts.last());
        (text.len() < self.text.len()).then_some(Self { text, starts })
    }
}

/// The text as it stands, and with one layer of encoding less each time.
fn spellings(text: &str) -> Vec<Spelling> {
    let as_it_stands = Spelling {
        text: text.to_ascii_lowercase().into_bytes(),
        starts: (0..=text.len()).collect(),
    };
    std::iter::successors(Some(as_it_stands), Spelling::decoded)
        .take(1 + LAYERS)
        .collect()
}

enum Escaped {
    /// A byte of UTF-8.
    Byte(u8),
    Char(char),
}

/// What stands escaped at the beginning, in the way of addresses, JSON and programs, or HTML, and how many bytes it takes.
/// It is in lower case.
fn escape(text: &[u8]) -> Option<(usize, Escaped)> {
    let (length, number) = match text {
        [b'%', digits @ ..] => {
            let byte = number(digits.get(..2)?, 16)?;
            return Some((3, Escaped::Byte(byte.try_into().ok()?)));
        }
        [b'\\', b'u', digits @ ..] => (6, number(digits.get(..4)?, 16)?),
        [b'\\', b'x', digits @ ..] => (4, number(digits.get(..2)?, 16)?),
        [b'\\', b'n', ..] => (2, b'\n'.into()),
        [b'\\', b'r', ..] => (2, b'\r'.into()),
        [b'\\', b't', ..] => (2, b'\t'.into()),
        [b'\\', itself, ..] if itself.is_ascii() => (2, (*itself).into()),
        [b'&', rest @ ..] => {
            let end = rest.iter().take(10).position(|byte| *byte == b';')?;
            let number = match rest.get(..end)? {
                [b'#', b'x', digits @ ..] => number(digits, 16)?,
                [b'#', digits @ ..] => number(digits, 10)?,
                name => ENTITIES.iter().find(|(known, _)| *known == name)?.1.into(),
            };
            (1 + end + 1, number)
        }
        _ => return None,
    };
    Some((length, Escaped::Char(char::from_u32(number)?)))
}

fn number(digits: &[u8], radix: u32) -> Option<u32> {
    u32::from_str_radix(str::from_utf8(digits).ok()?, radix).ok()
}

/// HTML's names of the characters of ASCII, in lower case.
const ENTITIES: &[(&[u8], u8)] = &[
    (b"amp", b'&'),
    (b"apos", b'\''),
    (b"ast", b'*'),
    (b"bsol", b'\\'),
    (b"colon", b':'),
    (b"comma", b','),
    (b"commat", b'@'),
    (b"dollar", b'$'),
    (b"equals", b'='),
    (b"excl", b'!'),
    (b"grave", b'`'),
    (b"gt", b'>'),
    (b"hat", b'^'),
    (b"lcub", b'{'),
    (b"lowbar", b'_'),
    (b"lpar", b'('),
    (b"lsqb", b'['),
    (b"lt", b'<'),
    (b"newline", b'\n'),
    (b"num", b'#'),
    (b"percnt", b'%'),
    (b"period", b'.'),
    (b"plus", b'+'),
    (b"quest", b'?'),
    (b"quot", b'"'),
    (b"rcub", b'}'),
    (b"rpar", b')'),
    (b"rsqb", b']'),
    (b"semi", b';'),
    (b"sol", b'/'),
    (b"tab", b'\t'),
    (b"verbar", b'|'),
];

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
