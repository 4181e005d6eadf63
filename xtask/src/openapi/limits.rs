//! Limits on depth and size.

/// How deep a document may be nested; `serde_yaml` and `serde_json` stop at 128.
pub const NESTED: usize = 100;

/// The maximum number of nodes to which all aliases of a YAML file together may expand: more than any real document needs.
pub const ALIASED: usize = 1_000_000;

/// The maximum depth to which unpaired schemas are compared, because recursive ones have no end.
pub const COMPARED: usize = 24;

/// The maximum length of a chain of references or members. A longer one counts as endless.
pub const FOLLOWED: usize = 32;
