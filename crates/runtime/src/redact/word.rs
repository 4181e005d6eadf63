//! Words in a text: URLs, values.

use std::ops::Range;

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
