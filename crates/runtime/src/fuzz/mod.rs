//! Fuzz targets: responses of any bytes, and any strings in paths and queries.
//!
//! Each is a test: it replays its corpus and then tries some thousand random inputs. If it fails, it prints how to repeat
//! that. `cargo bolero test` runs the same functions under libFuzzer, and keeps what it finds beside this file, in
//! `__fuzz__/<target>/`: `crashes` is replayed first, then `corpus`.

mod generator;
mod paths;
mod queries;
mod responses;
