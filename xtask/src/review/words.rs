//! What a document says to readers, and not to programs.

/// Keys that hold words.
const WORDS: [&str; 6] = [
    "summary",
    "description",
    "title",
    "externalDocs",
    "x-deviation",
    "x-recommended",
];

/// Keys that hold examples.
const EXAMPLES: [&str; 2] = ["example", "examples"];

/// The key that names where facts were taken from.
pub const SOURCES: &str = "x-source";

/// Whether a key holds words.
pub fn are_words(key: &str) -> bool {
    WORDS.contains(&key)
}

/// Whether a key holds examples.
pub fn are_examples(key: &str) -> bool {
    EXAMPLES.contains(&key)
}

/// Whether nothing behind a key is a fact of the API.
pub fn are_for_readers(key: &str) -> bool {
    are_words(key) || are_examples(key) || key == SOURCES
}
