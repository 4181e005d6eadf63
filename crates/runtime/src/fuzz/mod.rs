//! Fuzz targets: what comes from outside (responses) and what callers put in (paths, queries), as any bytes at all.
//!
//! Each is a test like any other: it replays its corpus and then tries some thousand random inputs. Failing, it says how
//! to repeat it. `cargo bolero test` runs the same functions under libFuzzer for as long as one likes, and keeps what it
//! finds beside this file, in `__fuzz__/<target>/`: `corpus` is kept, `crashes` is replayed first.

mod paths;
mod queries;
mod responses;
mod spelling;
