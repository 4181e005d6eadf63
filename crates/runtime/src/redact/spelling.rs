//! The spellings of a text: as it stands, and with layers of encoding taken off it.

use std::ops::Range;

/// How often a text may be encoded, one time around the other: JSON that quotes a page that shows an address.
const LAYERS: usize = 4;

/// A text in lower case, as it reads once some layers of encoding are taken off it.
pub(super) struct Spelling {
    pub(super) text: Vec<u8>,
    /// Where in the original each byte begins, and where the last one ends.
    starts: Vec<usize>,
}

impl Spelling {
    /// Where these bytes stand in the original.
    pub(super) fn origin(&self, bytes: Range<usize>) -> Range<usize> {
        self.starts[bytes.start]..self.starts[bytes.end]
    }

    /// Whether this byte was encoded in the original.
    pub(super) fn is_escaped(&self, at: usize) -> bool {
        self.origin(at..at + 1).len() > 1
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
pub(super) fn spellings(text: &str) -> Vec<Spelling> {
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
