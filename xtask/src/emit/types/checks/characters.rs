//! Patterns that only list the allowed characters of a string, such as `^[a-zA-Z0-9-_]*$`. They are checked without a
//! regex engine, so that most crates need none.

/// The characters that a string may have.
#[derive(Debug, PartialEq, Eq)]
pub struct Characters {
    /// The first and the last of each range.
    pub ranges: Vec<(char, char)>,
    /// Whether the string may be empty.
    pub may_be_empty: bool,
}

/// The meaning of `\w`, `\d` and `\s` in ECMAScript.
const WORD: &[(char, char)] = &[('a', 'z'), ('A', 'Z'), ('0', '9'), ('_', '_')];
const DIGIT: &[(char, char)] = &[('0', '9')];
const SPACE: &[(char, char)] = &[
    ('\t', '\r'),
    (' ', ' '),
    ('\u{a0}', '\u{a0}'),
    ('\u{1680}', '\u{1680}'),
    ('\u{2000}', '\u{200a}'),
    ('\u{2028}', '\u{2029}'),
    ('\u{202f}', '\u{202f}'),
    ('\u{205f}', '\u{205f}'),
    ('\u{3000}', '\u{3000}'),
    ('\u{feff}', '\u{feff}'),
];

/// The characters of a pattern that is one class for the whole string; `None` for any other pattern.
pub fn characters(pattern: &str) -> Option<Characters> {
    let class = pattern.strip_prefix("^[")?.strip_suffix('$')?;
    let (class, may_be_empty) = match class.strip_suffix("]*") {
        Some(class) => (class, true),
        None => (class.strip_suffix("]+")?, false),
    };
    if class.starts_with('^') {
        return None;
    }
    let mut ranges = Vec::new();
    let mut rest = class.chars().peekable();
    while let Some(first) = rest.next() {
        let set = match first {
            '\\' => match rest.next()? {
                'w' => Some(WORD),
                'd' => Some(DIGIT),
                's' => Some(SPACE),
                escaped if !escaped.is_alphanumeric() => {
                    ranges.push((escaped, escaped));
                    None
                }
                _ => return None,
            },
            '[' | ']' => return None,
            '-' => {
                // At an end of the class or after a range, `-` is a character. Elsewhere such a pattern is not read
                // here.
                ranges.push(('-', '-'));
                None
            }
            first => {
                let mut ahead = rest.clone();
                match (ahead.next(), ahead.next()) {
                    (Some('-'), Some(last)) if last.is_alphanumeric() && first <= last => {
                        ranges.push((first, last));
                        rest = ahead;
                    }
                    (Some('-'), Some(_)) => return None,
                    _ => ranges.push((first, first)),
                }
                None
            }
        };
        ranges.extend(set.unwrap_or_default());
    }
    (!ranges.is_empty()).then_some(Characters {
        ranges,
        may_be_empty,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_class_for_the_whole_string_is_a_set_of_characters() {
        let of = |ranges: &[(char, char)], may_be_empty| {
            Some(Characters {
                ranges: ranges.to_vec(),
                may_be_empty,
            })
        };
        let letters = [('a', 'z'), ('A', 'Z'), ('0', '9'), ('-', '-'), ('_', '_')];
        assert_eq!(characters("^[a-zA-Z0-9-_]*$"), of(&letters, true));
        assert_eq!(
            characters("^[ab-]+$"),
            of(&[('a', 'a'), ('b', 'b'), ('-', '-')], false)
        );
        assert_eq!(
            characters(r"^[-\d\.]+$"),
            of(&[('-', '-'), ('0', '9'), ('.', '.')], false)
        );
        let name = [&[('-', '-')], WORD, SPACE].concat();
        assert_eq!(characters(r"^[-\w\s]+$"), of(&name, false));
    }

    #[test]
    fn other_patterns_are_left_to_the_regex_engine() {
        for pattern in [
            "[a-z]+",
            "^[a-z]",
            "^[a-z]+",
            "^[^a]+$",
            "^a[b]+$",
            "^[a]+[b]+$",
            "^[]+$",
            r"^[\p{L}]+$",
            r"^[\b]+$",
            "^[a]?$",
            "^[z-a]+$",
            r"^[a-\d]+$",
            "^([a]+)+$",
            "^[a]*b*$",
        ] {
            assert_eq!(characters(pattern), None, "{pattern}");
        }
    }
}
