//! Decides what is a credential, by its form or by its name.

use std::borrow::Cow;

use percent_encoding::percent_decode;

/// Printed in place of a secret.
pub(crate) const REDACTED: &str = "[redacted]";

/// The maximum length of a word in bytes (ids have 36), and of a part of a longer string that consists of words.
const OPAQUE: usize = 36;
const PART: usize = 20;
/// The maximum length of letters and digits in a path, and of digits mixed with lower-case and capital letters.
const LONGEST_CODE: usize = 31;
const LONGEST_MIX: usize = 19;
/// The maximum number of times that a path segment may be escaped. More often means that it hides something.
const LAYERS: usize = 4;

/// Whether a word is too long to be readable text: a token or other code. A field path may be long, because all of its
/// parts are words or numbers, which those of a token are not.
pub(crate) fn is_opaque(word: &str) -> bool {
    let is_word = |part: &str| {
        part.len() <= PART
            && (part.bytes().all(|byte| byte.is_ascii_alphabetic())
                || part.bytes().all(|byte| byte.is_ascii_digit()))
    };
    is_jwt(word) || word.len() > OPAQUE && !word.split(['.', '_', '-']).all(is_word)
}

/// Whether it is a JSON web token: it starts with an object in base64 and has two dots.
fn is_jwt(word: &str) -> bool {
    word.starts_with("eyJ") && word.bytes().filter(|byte| *byte == b'.').count() >= 2
}

/// Whether a path segment of a URL looks like a credential, or contains the syntax of a query.
pub(crate) fn is_credential(segment: &str) -> bool {
    let mut seen = Cow::Borrowed(segment);
    for _ in 0..=LAYERS {
        if seen.contains(['=', ';', '?', '&', '@', '#']) || is_opaque(&seen) || has_code(&seen) {
            return true;
        }
        let decoded = percent_decode(seen.as_bytes()).decode_utf8_lossy();
        if decoded == seen {
            return false;
        }
        seen = Cow::Owned(decoded.into_owned());
    }
    true
}

/// Whether the text contains a word that is neither readable nor an id in a usual form.
fn has_code(text: &str) -> bool {
    text.split(|c: char| !c.is_ascii_alphanumeric())
        .any(|word| {
            let has = |is: fn(&u8) -> bool| word.as_bytes().iter().any(is);
            let is_mixed = has(u8::is_ascii_digit)
                && has(u8::is_ascii_lowercase)
                && has(u8::is_ascii_uppercase);
            word.len() > LONGEST_CODE || word.len() > LONGEST_MIX && is_mixed
        })
}

/// Whether a URL parameter, a header or a key of an object with this name holds a secret. This is the only list of
/// names.
pub(crate) fn is_secret_name(name: &str) -> bool {
    let letters = |c: &char| c.is_ascii_alphanumeric();
    let joined: String = name.chars().filter(letters).collect();
    let joined = joined.to_ascii_lowercase();
    let is_author = joined.contains("author") && !joined.contains("authori");
    SECRET_WORDS.iter().any(|word| joined.contains(word))
        || joined.contains("auth") && !is_author
        || SECRET_ENDS.iter().any(|word| joined.ends_with(word))
        || LAST_WORDS.contains(&last_word(name).to_ascii_lowercase().as_str())
}

const SECRET_WORDS: [&str; 10] = [
    "bearer",
    "cookie",
    "credential",
    "jwt",
    "passphrase",
    "passwd",
    "password",
    "secret",
    "signature",
    "token",
];

/// Words that many other words contain. At the end of a name they are secret: `stream_key`, `rtmp_key`.
const SECRET_ENDS: [&str; 4] = ["key", "pass", "pwd", "sig"];

/// Words that many other words end with. As the last word of a name they are secret: `user_pin`, `userPin`.
const LAST_WORDS: [&str; 3] = ["otp", "passcode", "pin"];

/// The last word of `snake_case`, `kebab-case` or `camelCase`.
fn last_word(name: &str) -> &str {
    let bytes = name.as_bytes();
    let begins = |at: &usize| {
        let (before, first) = (bytes[at - 1], bytes[*at]);
        !before.is_ascii_alphanumeric() || before.is_ascii_lowercase() && first.is_ascii_uppercase()
    };
    let begin = (1..bytes.len()).rev().find(begins).unwrap_or(0);
    name.get(begin..).unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_of_a_path_that_looks_like_a_credential_is_one() {
        for credential in [
            "0123456789abcdef0123456789abcdef",
            "rec-0123456789ABCDEF0123456789abcdef.mp4",
            "dGhpcyBpcyBhIHNlY3JldA1",
            "a%3Fsig%3Ds3cr3t",
            "a%253Fsig",
            "a%25252525252525253Fsig",
            "sig=s3cr3t",
            "a;s3cr3t",
            "eyJhbGciOiJub25lIn0.e30.",
        ] {
            assert!(is_credential(credential), "{credential}");
        }
        for plain in [
            "",
            "chat.csv",
            "6bf2b8be-04dd-4191-b602-1128921a306b",
            "Recording-2026-01-02T10-00-00Z.mp4",
            "a%20b",
            "100%25",
            "%E2%80%AE%C3%A9",
        ] {
            assert!(!is_credential(plain), "{plain}");
        }
    }

    #[test]
    fn a_name_says_that_something_is_secret() {
        for name in [
            "X-Amz-Signature",
            "X-Amz-Credential",
            "access_token",
            "authToken",
            "PASSWORD",
            "Authorization",
            "private_key",
            "stream-key",
            "sig",
            "api.key",
            "x-pin",
            "userPin",
            "PIN",
            "cf-access-jwt-assertion",
        ] {
            assert!(is_secret_name(name), "{name}");
        }
        for name in [
            "", "name", "author", "keyboard", "passed", "signal", "per_page", "pinned", "spin",
            "userspin",
        ] {
            assert!(!is_secret_name(name), "{name}");
        }
    }
}
