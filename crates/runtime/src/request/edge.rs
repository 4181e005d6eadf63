//! What no value has at its edges: blanks and quotation marks, which a file, a form or a shell put there.

/// What no value has: nothing in it, or at its edges what a file or a shell put there.
pub(crate) fn edge_fault(value: &str) -> Option<&'static str> {
    if value.trim().is_empty() {
        Some("is empty or blank; set a value")
    } else if value.trim() != value {
        Some("begins or ends with a blank or a line break; trim it")
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
