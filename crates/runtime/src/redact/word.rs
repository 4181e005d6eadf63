//! Words in a text: URLs, values.

use std::ops::Range;

#[cfg(test)]
thread_local! {
    /// The number of bytes that were read, for a test that it grows as the length of a text does.
    pub(super) static READ: std::cell::Cell<usize> = const { std::cell::Cell::new(0) };
}

/// The position of the first byte that fulfils the condition.
pub(super) fn first(text: &[u8], is_it: impl FnMut(&u8) -> bool) -> Option<usize> {
    let found = text.iter().position(is_it);
    #[cfg(test)]
    READ.set(READ.get() + found.map_or(text.len(), |at| at + 1));
    found
}

/// The position of the last byte that fulfils the condition.
pub(super) fn last(text: &[u8], is_it: impl FnMut(&u8) -> bool) -> Option<usize> {
    let found = text.iter().rposition(is_it);
    #[cfg(test)]
    READ.set(READ.get() + text.len() - found.unwrap_or(0));
    found
}

/// Whether a URL or a value ends at this byte.
pub(super) fn ends_word(byte: u8) -> bool {
    byte.is_ascii_whitespace() || byte.is_ascii_control() || b"\"<>`".contains(&byte)
}

/// The range without the punctuation that belongs to the sentence around it.
pub(super) fn without_punctuation(text: &[u8], range: Range<usize>) -> Range<usize> {
    let rest = &text[range.clone()];
    let opens = [b'(', b'[', b'{'].map(|bracket| rest.contains(&bracket));
    let is_part = |byte: &u8| match byte {
        b')' => opens[0],
        b']' => opens[1],
        b'}' => opens[2],
        _ => !b".,;:!?'\\".contains(byte),
    };
    let length = rest.iter().rposition(is_part).map_or(0, |last| last + 1);
    range.start..range.start + length
}
