//! Normal forms of a string, in which a secret is found in any notation: without escapes, without markup, and with
//! look-alikes of ASCII characters replaced.

use std::iter;

/// The maximum number of nested escapings that are undone: JSON in a page in a URL.
const LAYERS: usize = 4;

/// The string, then the string with one more layer of escapes undone each time.
pub(super) fn layers(text: &str) -> impl Iterator<Item = String> {
    iter::successors(Some(text.to_owned()), |text| unescaped(text)).take(1 + LAYERS)
}

/// The string with its escapes undone once; `None` if it has none.
fn unescaped(text: &str) -> Option<String> {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        let Some((length, unit)) = escape(&bytes[at..]) else {
            out.push(*byte);
            at += 1;
            continue;
        };
        match unit {
            Unit::Byte(byte) => out.push(byte),
            Unit::Char(c) => out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes()),
            Unit::Nothing => {}
        }
        at += length;
    }
    // every escape is longer than its character
    (out.len() < bytes.len()).then(|| String::from_utf8_lossy(&out).into_owned())
}

/// The meaning of an escape.
enum Unit {
    /// One byte of UTF-8.
    Byte(u8),
    Char(char),
    /// A named entity other than those of XML; none of them is a letter or a digit.
    Nothing,
}

/// A notation of character codes: its prefix, the base, the minimum and maximum number of digits, and whether the code
/// is one byte of UTF-8. Of two prefixes of which one begins with the other, the longer comes first.
type Form = (&'static [u8], u32, usize, usize, bool);

/// Of HTML, of JSON and programming languages, of addresses, of quoted-printable, and of lists of bytes.
const FORMS: [Form; 13] = [
    (b"&#x", 16, 1, 8, false),
    (b"&#X", 16, 1, 8, false),
    (b"&#", 10, 1, 8, false),
    (b"\\u{", 16, 1, 8, false),
    (b"\\u", 16, 4, 4, false),
    (b"\\U", 16, 8, 8, false),
    (b"\\x", 16, 2, 2, true),
    (b"\\", 8, 3, 3, true),
    (b"%u", 16, 4, 4, false),
    (b"%", 16, 2, 2, true),
    (b"=", 16, 2, 2, true),
    (b"0x", 16, 2, 2, true),
    (b"U+", 16, 4, 6, false),
];

/// The escape at the beginning, and its length in bytes.
fn escape(text: &[u8]) -> Option<(usize, Unit)> {
    if !matches!(text.first()?, b'&' | b'\\' | b'%' | b'=' | b'0' | b'U') {
        return None;
    }
    let numeric = FORMS.into_iter().find_map(|form| number(text, form));
    numeric.or_else(|| match text {
        [b'\\', b'n' | b'r' | b't', ..] => Some((2, Unit::Byte(b' '))),
        [b'\\', itself, ..] if itself.is_ascii_punctuation() => Some((2, Unit::Byte(*itself))),
        [b'&', rest @ ..] => {
            let length = rest.iter().take(32).position(|byte| *byte == b';')?;
            let name = rest.get(..length)?;
            let is_name = length > 0 && name.iter().all(u8::is_ascii_alphanumeric);
            is_name.then(|| (1 + length + 1, entity(name)))
        }
        _ => None,
    })
}

fn entity(name: &[u8]) -> Unit {
    match name.to_ascii_lowercase().as_slice() {
        b"amp" => Unit::Byte(b'&'),
        b"apos" => Unit::Byte(b'\''),
        b"gt" => Unit::Byte(b'>'),
        b"lt" => Unit::Byte(b'<'),
        b"quot" => Unit::Byte(b'"'),
        _ => Unit::Nothing,
    }
}

fn number(text: &[u8], (begin, radix, least, most, is_byte): Form) -> Option<(usize, Unit)> {
    let rest = text.strip_prefix(begin)?;
    let is_digit = |byte: &&u8| char::from(**byte).is_digit(radix);
    let digits = rest.iter().take(most).take_while(is_digit).count();
    if digits < least {
        return None;
    }
    let code = u32::from_str_radix(str::from_utf8(rest.get(..digits)?).ok()?, radix).ok()?;
    let unit = match u8::try_from(code) {
        Ok(byte) if is_byte => Unit::Byte(byte),
        _ => Unit::Char(char::from_u32(code)?),
    };
    let is_ended = matches!(
        (begin, rest.get(digits)),
        ([b'&', ..], Some(b';')) | ([.., b'{'], Some(b'}'))
    );
    Some((begin.len() + digits + usize::from(is_ended), unit))
}

/// The string without tags.
pub(super) fn without_tags(text: &str) -> String {
    without(text, '<', |rest| {
        let is_tag = |c: char| c.is_ascii_alphabetic() || "/!?".contains(c);
        rest.starts_with(is_tag).then(|| rest.find('>'))
    })
}

/// The string without the control sequences of terminals: `ESC [ 31 m`.
pub(super) fn without_control_sequences(text: &str) -> String {
    without(text, '\u{1b}', |rest| {
        let parameters = rest.strip_prefix('[')?;
        let is_last = |c: char| ('@'..='~').contains(&c);
        Some(parameters.find(is_last).map(|length| 1 + length))
    })
}

/// The string without the parts that begin with this character. `end` finds the last byte of such a part in the rest of
/// the string, or returns `None` if it is something else.
fn without(text: &str, begin: char, end: impl Fn(&str) -> Option<Option<usize>>) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once(begin) {
        out.push_str(before);
        rest = match end(after) {
            Some(Some(end)) => &after[end + 1..],
            None => after,
            // a part without an end is kept, and not searched again
            Some(None) => {
                out.push_str(after);
                return out;
            }
        };
    }
    out.push_str(rest);
    out
}

/// The ASCII characters of the string in lower case, and their look-alikes converted. All other characters are removed,
/// such as invisible and combining characters and other alphabets.
pub(super) fn folded(text: &str) -> Vec<u8> {
    text.chars().filter_map(ascii).collect()
}

/// Letters and digits in other shapes: the first and last code of each range, and its first character. Ranges of
/// letters start again after `z`, ranges of digits after `9`.
const SHAPES: [(u32, u32, u8); 17] = [
    (0xff10, 0xff19, b'0'),
    (0xff21, 0xff3a, b'a'),
    (0xff41, 0xff5a, b'a'),
    // mathematical
    (0x1d400, 0x1d6a3, b'a'),
    (0x1d7ce, 0x1d7ff, b'0'),
    // superscripts and subscripts
    (0xb2, 0xb3, b'2'),
    (0xb9, 0xb9, b'1'),
    (0x2070, 0x2070, b'0'),
    (0x2074, 0x2079, b'4'),
    (0x2080, 0x2089, b'0'),
    // in circles, brackets and squares
    (0x2460, 0x2468, b'1'),
    (0x249c, 0x24b5, b'a'),
    (0x24b6, 0x24e9, b'a'),
    (0x24ea, 0x24ea, b'0'),
    (0x1f110, 0x1f129, b'a'),
    (0x1f130, 0x1f149, b'a'),
    (0x1f1e6, 0x1f1ff, b'a'),
];

fn ascii(c: char) -> Option<u8> {
    if c.is_ascii() {
        let byte = u8::try_from(c).ok()?;
        return matches!(byte, b' '..=b'~').then(|| byte.to_ascii_lowercase());
    }
    let code = u32::from(c);
    if let 0xff01..=0xff5e = code
        && !char::from_u32(code - 0xfee0)?.is_ascii_alphanumeric()
    {
        return u8::try_from(code - 0xfee0).ok();
    }
    let row = SHAPES
        .iter()
        .find(|(begin, end, _)| (*begin..=*end).contains(&code));
    let (begin, _, first) = row?;
    let length = if first.is_ascii_digit() { 10 } else { 26 };
    let zero = if first.is_ascii_digit() { b'0' } else { b'a' };
    let place = u8::try_from((u32::from(first - zero) + code - begin) % length).ok()?;
    Some(zero + place)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn last_layer(text: &str) -> String {
        layers(text).last().unwrap()
    }

    #[test]
    fn escapes_of_all_forms_are_undone() {
        for escaped in [
            "&#83;n&#x33;l&#X5A",
            "\\u0053n\\u{33}l\\u{5a}",
            "\\x53n\\063l\\x5A",
            "\\U00000053n\\U00000033l\\U0000005A",
            "%53n%33l%5A",
            "%2553n%252533l%u005A",
            "=53n=33l=5A",
            "0x53n0x33l0x5a",
            "U+0053nU+0033lU+005A",
            "S&shy;n3&ZeroWidthSpace;lZ",
        ] {
            assert_eq!(last_layer(escaped), "Sn3lZ", "{escaped}");
        }
        assert_eq!(
            last_layer("&lt;a b=&quot;c&quot;&gt; \\/ \\n"),
            "<a b=\"c\"> /  "
        );
        assert_eq!(last_layer("%EF%BC%B3%C3%A9"), "\u{ff33}é");
    }

    #[test]
    fn a_string_without_escapes_has_one_layer() {
        for text in [
            "",
            "%",
            "a%2",
            "100% of 5%zz",
            "&",
            "&amp",
            "& b;",
            "\\",
            "\\q",
            "&#;",
            "=zz",
        ] {
            assert_eq!(layers(text).collect::<Vec<_>>(), [text]);
        }
    }

    #[test]
    fn tags_and_control_sequences_are_left_out() {
        for (text, left) in [
            ("Sn<b></b>3l<wbr>Z<!-- x -->J", "Sn3lZJ"),
            ("a < b > c <", "a  b > c "),
            ("a <b c <d", "a b c <d"),
        ] {
            assert_eq!(without_tags(text), left, "{text}");
        }
        let colored = "Sn\u{1b}[31m3l\u{1b}[0m\u{1b}Z\u{1b}[3";
        assert_eq!(without_control_sequences(colored), "Sn3lZ[3");
    }

    #[test]
    fn look_alikes_become_ascii() {
        for text in [
            "Sn3lZ",
            "\u{ff33}\u{ff4e}\u{ff13}\u{ff4c}\u{ff3a}",
            "𝐒𝐧𝟑𝐥𝐙",
            "𝒮𝓃𝟛𝓁𝒵",
            "Ⓢⓝ③ⓛⓏ",
            "🅂n₃l🅉",
            "S\u{301}n\u{fe0f}3\u{34f}l\u{3164}Z",
        ] {
            let folded = folded(text);
            assert_eq!(String::from_utf8_lossy(&folded), "sn3lz", "{text}");
        }
        assert_eq!(folded("é Ü\u{ff0d}"), b" -");
    }
}
