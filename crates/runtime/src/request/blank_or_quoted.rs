//! Checks the beginning and the end of values: spaces and quotation marks there usually come from a file, a form or a
//! shell.

/// Why a value is not valid: it is empty, or begins or ends with a character that a file or a shell added.
pub(crate) fn blank_or_quoted(value: &str) -> Option<&'static str> {
    if value.trim().is_empty() {
        Some("is empty or blank; set a value")
    } else if value.trim() != value {
        Some("begins or ends with a space or a line break; trim it")
    } else if is_quoted(value) {
        Some("is in quotation marks, which are not part of the value; remove them")
    } else {
        None
    }
}

fn is_quoted(value: &str) -> bool {
    let mut chars = value.chars();
    let first = chars.next();
    matches!(first, Some('"' | '\'')) && chars.next_back() == first
}
