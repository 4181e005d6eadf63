//! Regular expressions.

/// Whether `pattern` is a regular expression of ECMAScript 5.1, as OpenAPI requires. That version has no flag `u`,
/// which changes the meaning of some escapes and forbids others. `regress` supports both.
pub(super) fn is_pattern(pattern: &str) -> bool {
    regress::Regex::new(pattern).is_ok() || is_strict_pattern(pattern)
}

/// Whether `pattern` is also a regular expression with the flag `u`.
pub(super) fn is_strict_pattern(pattern: &str) -> bool {
    regress::Regex::with_flags(pattern, "u").is_ok()
}
