//! Hides what a user has typed in a wrong place, and what may be a secret.

use super::secrets::shown;

const HIDDEN: &str = "[hidden]";

/// The characters that a secret has at least.
const SHORTEST: usize = 12;

/// A message without the words of these texts that may be secrets: arguments, or the content of a file.
pub fn without_secrets<'t>(message: &str, texts: impl IntoIterator<Item = &'t str>) -> String {
    let words = texts.into_iter().flat_map(words);
    // In TOML, a point separates the parts of a key.
    let words = words.flat_map(|word| std::iter::once(word).chain(word.split('.')));
    hide(message, words.filter(|word| may_be_secret(word)).collect())
}

/// A message without the words, or parts of paths, of these arguments that look like tokens, and without the credentials in
/// URLs. Ids and names of files are shown.
pub fn without_tokens<'t>(message: &str, arguments: impl IntoIterator<Item = &'t str>) -> String {
    let words = arguments.into_iter().flat_map(words);
    let parts = words.flat_map(|word| std::iter::once(word).chain(word.split(['/', '\\', ':'])));
    let is_secret = |part: &&str| is_like_token(part) || is_storage_key(part);
    shown(&hide(message, parts.filter(is_secret).collect()))
}

fn hide(message: &str, mut words: Vec<&str>) -> String {
    // The longest first, because one may be a part of another.
    words.sort_unstable_by_key(|word| std::cmp::Reverse(word.len()));
    words.iter().fold(message.to_owned(), |message, word| {
        message.replace(word, HIDDEN)
    })
}

/// The words of a text. The value of an option can follow its letter, as in `-ojson`, and the name of a file `@`.
fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| c.is_whitespace() || "'\"`,=@[]{}()".contains(c))
        .flat_map(|word| {
            let name = word.trim_start_matches('-');
            let is_short_option = word.len() == name.len() + 1;
            let value = name.char_indices().nth(1).filter(|_| is_short_option);
            [Some(name), value.map(|(at, _)| &name[at..])]
        })
        .flatten()
}

/// Whether it is long and does not look like the name of a command, an option or a setting.
fn may_be_secret(word: &str) -> bool {
    let is_in_name = |c: char| c.is_ascii_lowercase() || c == '-' || c == '_';
    word.chars().count() >= SHORTEST && !word.chars().all(is_in_name)
}

/// Whether it is as long and as random as a token, and no UUID.
fn is_like_token(word: &str) -> bool {
    let is_of_token = |c: char| {
        c.is_ascii_alphanumeric() || "-_".contains(c) || c == '.' && word.starts_with("eyJ")
    };
    let has = |kind: fn(&u8) -> bool| word.bytes().any(|byte| kind(&byte));
    let is_mixed = has(u8::is_ascii_uppercase) && has(u8::is_ascii_lowercase);
    let is_key = word.len() >= 32 && !word.contains('-');
    word.len() >= 20
        && word.chars().all(is_of_token)
        && has(u8::is_ascii_digit)
        && (is_mixed || is_key)
}

/// Whether it has the form of a secret access key of S3, which has 40 characters of base64.
fn is_storage_key(word: &str) -> bool {
    let is_base64 = |c: char| c.is_ascii_alphanumeric() || "+/".contains(c);
    let has = |kind: fn(&u8) -> bool| word.bytes().any(|byte| kind(&byte));
    word.len() >= 40
        && word.chars().all(is_base64)
        && has(u8::is_ascii_digit)
        && has(u8::is_ascii_uppercase)
        && has(u8::is_ascii_lowercase)
}

#[cfg(test)]
mod tests {
    use super::{without_secrets, without_tokens};

    const SECRET: &str = "v4x8Ztoken-90_Z";

    #[test]
    fn long_words_that_are_no_names_are_hidden() {
        for typed in [
            SECRET.to_owned(),
            format!("--{SECRET}=1"),
            format!("-o{SECRET}"),
            format!("--output={SECRET},json"),
            format!("token = \"{SECRET}\"\n"),
            format!("it's '{SECRET}'"),
            format!("[{SECRET}]"),
            format!("output={{{SECRET}=1}}"),
            format!("{SECRET}.a=1"),
        ] {
            let message = format!("invalid value '{SECRET}'; use '-- {SECRET}'");
            let shown = without_secrets(&message, [typed.as_str()]);
            assert_eq!(
                shown, "invalid value '[hidden]'; use '-- [hidden]'",
                "{typed}"
            );
        }
        for message in [
            "unknown 'meetigs'",
            "unexpected '--include-peer-evnts'",
            "'-1'",
        ] {
            assert_eq!(without_secrets(message, message.split(' ')), message);
        }
    }

    #[test]
    fn tokens_are_hidden_and_ids_and_files_are_shown() {
        for token in [
            "tQ1aB2cD3eF4gH5iJ6kL7mN8oP9qR0sT1uV2wX3y",
            "0123456789abcdef0123456789abcdef01234",
            "eyJhbGciOiJIUzI1NiJ9.eyJpZCI6MX0.c2lnbmF0dXJl",
        ] {
            for typed in [
                token.to_owned(),
                format!("@{token}"),
                format!("--data={token}"),
                format!("/dev/null/{token}"),
                format!("C:{token}\\x"),
            ] {
                let message = format!("/{token}: No such file");
                let shown = without_tokens(&message, [typed.as_str()]);
                assert_eq!(shown, "/[hidden]: No such file", "{typed}");
            }
        }
        for (typed, shown) in [
            ("wJalrXUtnFEMI/K7MDENG/bPxRfiCY5XAMPLEKEY", "[hidden]"),
            (
                "https://u:s3cr3t@h/a?b=s3cr3t",
                "https://[redacted]@h/a?[redacted]",
            ),
        ] {
            assert_eq!(without_tokens(typed, [typed]), shown);
        }
        for shown in [
            "8a9d4ee8-4fdc-4cbe-b3c3-7b0b7b1c7a4e",
            "exports/Algebra-2026-Autumn-Term.csv",
            "list-of-all-users-of-2026.csv",
        ] {
            assert_eq!(without_tokens(shown, [shown]), shown);
        }
    }
}
