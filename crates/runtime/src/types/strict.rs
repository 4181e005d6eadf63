//! Reading without coercion.

use std::cell::Cell;

/// The functions that decide whether a string has the format of its type. Choices pass it to the types that they
/// read, so that the parser of timestamps, which is large, is only part of programs that read choices or parse
/// timestamps.
#[derive(Clone, Copy)]
pub(crate) struct Formats {
    pub(crate) is_timestamp: fn(&str) -> bool,
    pub(crate) is_date: fn(&str) -> bool,
}

thread_local! {
    static STRICT: Cell<Option<Formats>> = const { Cell::new(None) };
}

/// Whether values are currently read without coercion, to find out whether they match a type of a choice.
pub(crate) fn is_strict() -> bool {
    formats().is_some()
}

/// The formats to check, if values are currently read without coercion.
pub(crate) fn formats() -> Option<Formats> {
    STRICT.get()
}

/// Reads without coercion.
pub(crate) fn strictly<T>(formats: Formats, read: impl FnOnce() -> T) -> T {
    struct Before(Option<Formats>);
    impl Drop for Before {
        fn drop(&mut self) {
            STRICT.set(self.0);
        }
    }
    let _before = Before(STRICT.replace(Some(formats)));
    read()
}
