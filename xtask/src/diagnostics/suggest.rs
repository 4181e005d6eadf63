//! "Did you mean …": the nearest known name to an unknown one.

/// The name in `known` that is most similar to `unknown`, if it is similar enough.
pub(crate) fn nearest<'a>(
    unknown: &str,
    known: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    let folded = fold(unknown);
    known
        .into_iter()
        .map(|name| (strsim::damerau_levenshtein(&folded, &fold(name)), name))
        .min()
        // At most about one mistake in four letters.
        .filter(|(distance, name)| {
            let letters = name.chars().count();
            *distance <= ((letters + 2) / 4).clamp(1, 3) && *distance < letters
        })
        .map(|(_, name)| name)
}

/// `did you mean `x`?`, or `otherwise`.
pub(crate) fn did_you_mean<'a>(
    unknown: &str,
    known: impl IntoIterator<Item = &'a str>,
    otherwise: &str,
) -> String {
    match nearest(unknown, known) {
        Some(name) => format!("did you mean `{name}`?"),
        None => otherwise.to_owned(),
    }
}

/// Case and separators are ignored.
fn fold(name: &str) -> String {
    name.chars()
        .filter(|c| !matches!(c, '-' | '_'))
        .flat_map(char::to_lowercase)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn misspellings_are_recognised_and_other_words_are_not() {
        let known = ["description", "required", "type", "in", "minLength"];
        assert_eq!(nearest("desciption", known), Some("description"));
        assert_eq!(nearest("Required", known), Some("required"));
        assert_eq!(nearest("min_length", known), Some("minLength"));
        assert_eq!(nearest("tpye", known), Some("type"));
        assert_eq!(nearest("banana", known), None);
        assert_eq!(nearest("", known), None);
    }
}
