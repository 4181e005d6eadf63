//! Hides what a user has typed in a wrong place, and what may be a secret.

const HIDDEN: &str = "[hidden]";

/// The characters that a secret has at least.
const SHORTEST: usize = 12;

/// A message without the words of these texts that may be secrets: arguments, or the content of a file.
pub fn without_secrets<'t>(message: &str, texts: impl IntoIterator<Item = &'t str>) -> String {
    let mut words: Vec<&str> = texts.into_iter().flat_map(words).collect();
    // The longest first, because one may be a part of another.
    words.sort_unstable_by_key(|word| std::cmp::Reverse(word.len()));
    words.iter().fold(message.to_owned(), |message, word| {
        message.replace(word, HIDDEN)
    })
}

/// The words of a text that may be secrets. The value of an option can follow its letter, as in `-ojson`.
fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| c.is_whitespace() || "'\"`,=".contains(c))
        .flat_map(|word| {
            let name = word.trim_start_matches('-');
            let is_short_option = word.len() == name.len() + 1;
            let value = name.char_indices().nth(1).filter(|_| is_short_option);
            [Some(name), value.map(|(at, _)| &name[at..])]
        })
        .flatten()
        .filter(|word| may_be_secret(word))
}

/// Whether it is long and does not look like the name of a command, an option or a setting.
fn may_be_secret(word: &str) -> bool {
    let is_in_name = |c: char| c.is_ascii_lowercase() || c == '-' || c == '_';
    word.chars().count() >= SHORTEST && !word.chars().all(is_in_name)
}

#[cfg(test)]
mod tests {
    use super::without_secrets;

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
}
