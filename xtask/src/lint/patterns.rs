//! Regular expressions.

/// Whether `pattern` is a regular expression. OpenAPI's are those of ECMAScript 5.1, which knew no flag `u`: with it some
/// escapes are errors, and others come to mean something. `regress` is an engine for both.
pub(super) fn is_pattern(pattern: &str) -> bool {
    regress::Regex::new(pattern).is_ok() || is_strict_pattern(pattern)
}

/// Whether `pattern` is a regular expression by today's rules, too.
pub(super) fn is_strict_pattern(pattern: &str) -> bool {
    regress::Regex::with_flags(pattern, "u").is_ok()
}
