//! Decides what is a credential, by its form or by its name.

use std::borrow::Cow;

use percent_encoding::percent_decode;

/// Printed in place of a secret.
pub(crate) const REDACTED: &str = "[redacted]";

/// The maximum length of a word in bytes (ids have 36), and of a part of a longer string that consists of words.
const OPAQUE: usize = 36;
const PART: usize = 20;
/// The maximum length of letters and digits in a path.
const LONGEST_CODE: usize = 31;
/// The minimum length of a code in a path. It changes often between letters and digits, or its letters are in pieces
/// that are shorter than most words. A signature of 16 bytes has 22 characters, and 99.7 % of them are recognised.
const SHORTEST_CODE: usize = 20;
const MIN_CHANGES: usize = 5;
/// The same behind the name of a secret. `sha256` and `x264` change once.
const CHANGES_OF_CODE: usize = 2;
const MIN_PIECES: usize = 5;
const MEAN_OF_WORDS: usize = 4;
/// The minimum length of a token, which is not an id of a usual form, and of the pieces of its letters.
const SHORTEST_TOKEN: usize = 32;
const PIECES_OF_TOKEN: usize = 8;
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

/// Whether it contains a JSON web token: an object in base64, and two dots behind it.
fn is_jwt(word: &str) -> bool {
    let mut begins = word.match_indices("eyJ").filter(|(at, _)| {
        let before = word[..*at].bytes().next_back();
        before.is_none_or(|byte| !byte.is_ascii_alphanumeric())
    });
    let first = begins.next().and_then(|(at, _)| word.get(at..));
    first.is_some_and(|token| token.bytes().filter(|byte| *byte == b'.').count() >= 2)
}

/// Whether a word is a JSON web token, or has the form of an API token: long, with small and capital letters and digits
/// in turn. UUIDs and hashes in hexadecimal digits are not tokens.
pub(super) fn is_token(word: &str) -> bool {
    let has = |part: &[u8], is_it: fn(&u8) -> bool| part.iter().any(is_it);
    let is_mixed = |part: &[u8]| {
        let pieces = (0..part.len()).filter(|at| begins_piece(part, *at)).count();
        part.len() >= SHORTEST_TOKEN
            && pieces >= PIECES_OF_TOKEN
            && has(part, u8::is_ascii_lowercase)
            && has(part, u8::is_ascii_uppercase)
            && has(part, u8::is_ascii_digit)
            && is_code(part)
    };
    is_jwt(word) || word.split('.').flat_map(without_uuids).any(is_mixed)
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
    text.split(|c: char| !c.is_ascii_alphanumeric() && !"-_+~".contains(c))
        .flat_map(without_uuids)
        .any(is_code)
}

/// Whether a word is not readable. The word may have the punctuation of base64.
fn is_code(word: &[u8]) -> bool {
    let mut parts = word.split(|byte| !byte.is_ascii_alphanumeric());
    let is_mixed = |part: &[u8]| part.len() >= SHORTEST_CODE && changes(part) >= MIN_CHANGES;
    let letters = word.iter().filter(|byte| byte.is_ascii_alphabetic());
    let pieces = (0..word.len()).filter(|at| begins_piece(word, *at)).count();
    parts.any(|part| part.len() > LONGEST_CODE || is_mixed(part))
        || word.len() >= SHORTEST_CODE
            && pieces >= MIN_PIECES
            && letters.count() < MEAN_OF_WORDS * pieces
}

/// Whether a word is a code, where one is expected: letters and digits change more than once.
pub(super) fn is_mixed_code(word: &str) -> bool {
    // A timestamp, up to its minutes.
    if word
        .bytes()
        .all(|byte| byte.is_ascii_digit() || b"-TZ".contains(&byte))
    {
        return false;
    }
    without_uuids(word).into_iter().any(|part| {
        let mut runs = part.split(|byte| !byte.is_ascii_alphanumeric());
        is_code(part) || runs.any(|run| changes(run) >= CHANGES_OF_CODE)
    })
}

/// The number of changes between letters and digits.
fn changes(part: &[u8]) -> usize {
    let changes = part.windows(2);
    changes
        .filter(|two| two[0].is_ascii_digit() != two[1].is_ascii_digit())
        .count()
}

/// Whether a piece of letters begins here, as the words in `aWordAndURLParts` do.
fn begins_piece(word: &[u8], at: usize) -> bool {
    let before = at.checked_sub(1).and_then(|before| word.get(before));
    let after = word.get(at + 1);
    match (before, word[at]) {
        (_, byte) if !byte.is_ascii_alphabetic() => false,
        (Some(before), byte) if before.is_ascii_alphabetic() => {
            byte.is_ascii_uppercase()
                && (before.is_ascii_lowercase() || after.is_some_and(u8::is_ascii_lowercase))
        }
        _ => true,
    }
}

/// The parts of a word outside of UUIDs.
fn without_uuids(word: &str) -> Vec<&[u8]> {
    let mut rest = word.as_bytes();
    let mut parts = Vec::new();
    while let Some(at) = rest.windows(OPAQUE).position(is_uuid) {
        parts.push(&rest[..at]);
        rest = &rest[at + OPAQUE..];
    }
    parts.push(rest);
    parts
}

fn is_uuid(text: &[u8]) -> bool {
    let mut bytes = text.iter().enumerate();
    bytes.all(|(at, byte)| match at {
        8 | 13 | 18 | 23 => *byte == b'-',
        _ => byte.is_ascii_hexdigit(),
    })
}

/// Whether a URL parameter, a header or a key of an object with this name holds a secret. This is the only list of
/// names.
pub(crate) fn is_secret_name(name: &str) -> bool {
    let joined = joined(name);
    // Numbered, or several of them: `streamKey2`, `api_keys`.
    let name = name.trim_end_matches(|c: char| c.is_ascii_digit() || "_-.".contains(c));
    let one = joined.trim_end_matches(|c: char| c.is_ascii_digit());
    let of_many = |text| str::strip_suffix(text, ['s', 'S']).unwrap_or(text);
    let last = last_word(name);
    let is_author = joined.contains("author") && !joined.contains("authori");
    SECRET_WORDS.iter().any(|word| joined.contains(word))
        || joined.contains("auth") && !is_author
        || SECRET_ENDS
            .iter()
            .any(|word| one.ends_with(word) || of_many(one).ends_with(word))
        || LAST_WORDS
            .iter()
            .any(|word| last.eq_ignore_ascii_case(word) || of_many(last).eq_ignore_ascii_case(word))
}

/// The letters and digits of a name in lower case.
fn joined(name: &str) -> String {
    let letters = name.chars().filter(char::is_ascii_alphanumeric);
    letters.map(|c| c.to_ascii_lowercase()).collect()
}

/// Whether the single value with this name is a secret itself, and not something about secrets: a `pin` and an
/// `access_token`, but not a `token_id`, a `secret_name` or `max_tokens`. A `key` is the name of anything.
pub(crate) fn is_name_of_one_secret(name: &str) -> bool {
    let words = || {
        let words = SECRET_WORDS.iter().chain(&SECRET_ENDS).chain(&LAST_WORDS);
        words.chain(&["auth", "authorization"])
    };
    // Names of parameters are looked at in each call. Most are those of ids, or have another end.
    if name.ends_with("_id") {
        return false;
    }
    let end = name.trim_end_matches(|c: char| !c.is_ascii_alphabetic());
    let [.., before, last] = end.as_bytes() else {
        return false;
    };
    let may_end_with = |word: &&str| match word.as_bytes() {
        [.., inner, end] => {
            last.eq_ignore_ascii_case(end)
                && (before.eq_ignore_ascii_case(inner) || !before.is_ascii_alphabetic())
        }
        _ => false,
    };
    if !words().any(may_end_with) {
        return false;
    }
    let joined = joined(end);
    joined != "key" && words().any(|word| joined.ends_with(word)) && is_secret_name(name)
}

/// The same for a value in a path, where a key is that of an object, unless it says which: `{project_key}`, `{api_key}`.
pub(crate) fn is_secret_segment(name: &str) -> bool {
    is_name_of_one_secret(name) && {
        let joined = joined(name);
        !joined.ends_with("key") || SECRET_WORDS.iter().any(|word| joined.contains(word))
    }
}

const SECRET_WORDS: [&str; 24] = [
    "2facode",
    "accesskey",
    "apikey",
    "backupcode",
    "bearer",
    "connectionstring",
    "cookie",
    "credential",
    "hmac",
    "jwt",
    "mfacode",
    "mnemonic",
    "otpcode",
    "passphrase",
    "passwd",
    "password",
    "pincode",
    "privatekey",
    "recoverycode",
    "secret",
    "signature",
    "streamkey",
    "token",
    "verificationcode",
];

/// Words that many other words contain. At the end of a name they are secret: `stream_key`, `rtmp_key`.
const SECRET_ENDS: [&str; 6] = ["cred", "key", "pass", "psk", "pwd", "sig"];

/// Words that many other words end with. As the last word of a name they are secret: `user_pin`, `userPin`.
/// `streamid` is that of SRT, which holds the key; a `stream_id` is an id.
const LAST_WORDS: [&str; 10] = [
    "cvc", "cvv", "otp", "passcode", "pin", "pw", "sas", "seed", "streamid", "totp",
];

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
            "user-eyJhbGciOiJub25lIn0.e30.",
            // In base64url, MD5 and HMAC-SHA1.
            "e4Nc3iduzXkWRm01TBBNYw",
            "e4Nc3iduz-kWRm01TBBNYw",
            "2jmj7l5rSw0yVb_vlWAYkK-YBwk",
            "6bf2b8be-04dd-4191-b602-1128921a306b-e4Nc3iduz_kWRm01TBBNYw",
            "0123456789abcdef0a1b",
        ] {
            assert!(is_credential(credential), "{credential}");
        }
        for plain in [
            "",
            "chat.csv",
            "6bf2b8be-04dd-4191-b602-1128921a306b",
            "Recording-2026-01-02T10-00-00Z.mp4",
            "Recording20260102T100000Z_720p.mp4",
            "RecordingOfTheAlgebraLesson2026.mp4",
            "realtimekit-recordings-prod-eu-west-1",
            "X264-AAC-1080p60-5000kbps.m3u8",
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
            "api_keys",
            "streamKey2",
            "stream_key_backup",
            "user_pins",
            "pin_code",
            "hmac",
            "userPw",
            "seed",
            "sas",
            "otp_code",
            "recoveryCodes",
            "cvv",
            "connection_string",
        ] {
            assert!(is_secret_name(name), "{name}");
        }
        for name in [
            "", "name", "author", "keyboard", "passed", "signal", "per_page", "pinned", "spin",
            "userspin",
        ] {
            assert!(!is_secret_name(name), "{name}");
        }
        assert!(is_secret_name(&format!("{}_password", "a".repeat(99))));
        assert!(!is_secret_name(&"a".repeat(99)));
    }

    #[test]
    fn a_key_in_a_path_is_that_of_an_object() {
        for name in ["token", "apiKey", "secret", "stream_key"] {
            assert!(is_secret_segment(name), "{name}");
        }
        for name in [
            "key",
            "project_key",
            "customerIdOrKey",
            "pubkey",
            "token_id",
        ] {
            assert!(!is_secret_segment(name), "{name}");
        }
    }

    #[test]
    fn a_number_or_an_id_of_secrets_is_no_secret() {
        for name in [
            "pin",
            "userPin",
            "otp",
            "password",
            "access_token",
            "pin_2",
            "auth",
        ] {
            assert!(is_name_of_one_secret(name), "{name}");
        }
        for name in [
            "max_tokens",
            "token_id",
            "token_count",
            "KeySize",
            "spin",
            "key",
        ] {
            assert!(!is_name_of_one_secret(name), "{name}");
        }
    }
}
