//! Keys that are written twice in one mapping.

use std::sync::Arc;

use super::tree::Tree;
use crate::diagnostics::{Finding, Level, Mark, Position};

pub(super) fn findings(shown: &str, text: &Arc<str>, tree: &Tree) -> Vec<Finding> {
    let finding = |(key, first, second): (&str, Mark, Mark)| {
        Finding {
            rule: "duplicate-key",
            level: Level::Error,
            message: format!("`{key}` is written twice in one mapping"),
            help: "keep one of the two, or merge them".to_owned(),
            pointer: String::new(),
            position: Position::new(shown, text, second),
            related: Vec::new(),
        }
        .with(Position::new(shown, text, first), "first written here")
    };
    tree.duplicates().into_iter().map(finding).collect()
}
