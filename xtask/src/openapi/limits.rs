//! How far a document is followed.

/// How deep a document may be nested; `serde_yaml` and `serde_json` stop at 128.
pub const NESTED: usize = 100;

/// How deep schemas are compared that are not paired: recursive ones have no end.
pub const COMPARED: usize = 24;

/// How many references or members may lead to one another before they are called endless.
pub const FOLLOWED: usize = 32;
