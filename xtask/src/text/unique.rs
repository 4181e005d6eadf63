//! Names that are not taken yet.

/// `name`, or the first of its other spellings (`other` makes them of 2, 3, …) that is not taken.
pub fn free(
    name: &str,
    is_taken: impl Fn(&str) -> bool,
    other: impl Fn(usize) -> String,
) -> String {
    let mut free = name.to_owned();
    let mut number = 2;
    while is_taken(&free) {
        free = other(number);
        number += 1;
    }
    free
}
