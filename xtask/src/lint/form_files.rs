//! Files inside the objects of a multipart form.

use std::collections::HashSet;

use serde_json::Value;

use super::context::Context;
use crate::diagnostics::Finding;
use crate::openapi::{MEMBERS, children_at, flag, text};

/// Finds files in the objects of the form that `media` describes: an object is sent as JSON, which has no bytes. Each
/// schema is visited once.
pub(super) fn check<'a>(
    context: &Context<'a>,
    pointer: &str,
    media: &'a Value,
    seen: &mut HashSet<(String, Level)>,
    findings: &mut Vec<Finding>,
) {
    let mut open = Vec::new();
    if let Some(schema) = media.get("schema") {
        open.push((format!("{pointer}/schema"), schema, Level::Form));
    }
    while let Some((pointer, schema, level)) = open.pop() {
        let Some((pointer, schema)) = context.resolve_at(&pointer, schema) else {
            continue;
        };
        if flag(schema, "readOnly") || !seen.insert((pointer.clone(), level)) {
            continue;
        }
        let is_file = text(schema, "type") == "string" && text(schema, "format") == "binary";
        if is_file && level == Level::Inside {
            findings.push(context.spec.finding(
                "ignored-value",
                &pointer,
                "an object of a form is sent as JSON, so this is a string in it and not a file",
                "make it a property of the form itself, or remove `format: binary`",
            ));
        }
        for (at, child) in children_at(&pointer, schema) {
            let keyword = at[pointer.len()..].split('/').nth(1).unwrap_or_default();
            let level = match (level, keyword) {
                (_, "not") => continue,
                (level, keyword) if MEMBERS.contains(&keyword) => level,
                // Each item of a list is a part.
                (level, "items") => level,
                (Level::Form, _) => Level::Part,
                (Level::Part | Level::Inside, _) => Level::Inside,
            };
            open.push((at, child, level));
        }
    }
}

/// Where a schema is in a form.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Level {
    Form,
    Part,
    /// In an object that is a part.
    Inside,
}
