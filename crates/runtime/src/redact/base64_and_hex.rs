//! The encodings in which a secret may be repeated: base64, hex, and a list of its bytes.

/// The string in hex, in base64 and as decimal numbers without separators; in lower case, letters and digits only. Its
/// base64 depends on the number of bytes before it, such as `Bearer ` or `user:`.
pub(super) fn codes(text: &str) -> [String; 5] {
    let (mut hex, mut decimal) = (String::new(), String::new());
    let digit = |number: u8| char::from(b"0123456789abcdef"[usize::from(number)]);
    for byte in text.bytes() {
        hex.extend([digit(byte >> 4), digit(byte & 15)]);
        let places = [byte / 100, byte / 10 % 10, byte % 10];
        let zeros = usize::from(byte < 100) + usize::from(byte < 10);
        decimal.extend(places[zeros..].iter().map(|place| digit(*place)));
    }
    let [at_start, after_one, after_two] = [0, 1, 2].map(|before| base64(text, before));
    [hex, decimal, at_start, after_one, after_two]
}

const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// The base64 characters that only depend on the string, if this many bytes precede it.
fn base64(text: &str, before: usize) -> String {
    let first = (before * 8).div_ceil(6);
    let mut code = String::with_capacity(text.len() * 4 / 3 + 4);
    let (mut bits, mut number, mut at) = (0, 0_usize, 0);
    for byte in [0].repeat(before).into_iter().chain(text.bytes()) {
        number = number << 8 & 0xffff | usize::from(byte);
        bits += 8;
        while bits >= 6 {
            bits -= 6;
            let digit = DIGITS[number >> bits & 63];
            if at >= first && digit.is_ascii_alphanumeric() {
                code.push(char::from(digit.to_ascii_lowercase()));
            }
            at += 1;
        }
    }
    code
}

/// Decodes base64 of either alphabet; `None` if it is not valid, or not UTF-8.
pub(crate) fn from_base64(code: &str) -> Option<String> {
    let (mut bits, mut number) = (0, 0_usize);
    let mut bytes = Vec::with_capacity(code.len());
    for digit in code.trim_end_matches('=').bytes() {
        let digit = match digit {
            b'-' => b'+',
            b'_' => b'/',
            digit => digit,
        };
        number = number << 6 & 0xffff | DIGITS.iter().position(|known| *known == digit)?;
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            bytes.push(u8::try_from(number >> bits & 0xff).ok()?);
        }
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_those_of_other_encoders() {
        let [hex, decimal, base64, after_one, after_two] = codes("s3cr3t?>>");
        assert_eq!(hex, "7333637233743f3e3e");
        assert_eq!(decimal, "115519911451116636262");
        // czNjcjN0Pz4+, XXMzY3IzdD8+Pg, XXhzM2NyM3Q/Pj4
        assert_eq!(base64, "cznjcjn0pz4");
        assert_eq!(after_one, "mzy3izdd8p");
        assert_eq!(after_two, "zm2nym3qpj");
    }

    #[test]
    fn base64_is_decoded() {
        assert_eq!(from_base64("dXNlcjpwdw==").as_deref(), Some("user:pw"));
        assert_eq!(from_base64("Pz8-").as_deref(), Some("??>"));
        for none in ["no base64", "_w"] {
            assert_eq!(from_base64(none), None, "{none}");
        }
    }
}
