//! Reading without coercion.

use std::cell::Cell;

thread_local! {
    static STRICT: Cell<bool> = const { Cell::new(false) };
}

/// Whether values are currently read without coercion, to find out whether they match a type of a choice.
pub(crate) fn is_strict() -> bool {
    STRICT.get()
}

/// Reads without coercion.
pub(crate) fn strictly<T>(read: impl FnOnce() -> T) -> T {
    struct Before(bool);
    impl Drop for Before {
        fn drop(&mut self) {
            STRICT.set(self.0);
        }
    }
    let _before = Before(STRICT.replace(true));
    read()
}
