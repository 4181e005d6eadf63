//! The words of OpenAPI that stand for something in more than one place.

/// The methods of a path; everything else in a path item belongs to all of them.
pub const METHODS: [&str; 8] = [
    "get", "post", "put", "patch", "delete", "head", "options", "trace",
];

/// Keys of other dialects that change nothing; a foreign document may have them.
pub(crate) const HARMLESS: &[&str] = &["examples", "$schema", "$id", "id", "$comment"];
