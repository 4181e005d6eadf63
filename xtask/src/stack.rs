//! Threads for code that calls itself for each schema or expression inside another.

use std::thread::Builder;

/// Schemas may refer to one another thousands of times in a row; following them takes as many stack frames.
const SIZE: usize = 256 << 20;

/// A thread with a large stack.
pub fn thread() -> Builder {
    Builder::new().stack_size(SIZE)
}
