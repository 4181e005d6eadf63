//! Referenced files that git ignores. Such files are often private, and a document from elsewhere may name any of them.

use super::context::Context;
use crate::diagnostics::{Finding, Level, Mark, Position};
use crate::write::git;

pub(super) fn check(context: &Context<'_>) -> Vec<Finding> {
    let files = &context.spec.files;
    let Some((root, [_, ..])) = files.split_first() else {
        return Vec::new();
    };
    let names: Vec<&str> = files.iter().map(|file| file.name.as_str()).collect();
    let ignored = git::ignored(&root.folder, &names);
    if ignored.contains(&root.name) {
        return Vec::new();
    }
    let ignored = files.iter().filter(|file| ignored.contains(&file.name));
    ignored
        .map(|file| Finding {
            rule: "ignored-file",
            level: Level::Warning,
            message: "the document refers to this file, and git ignores it, so it may be private"
                .to_owned(),
            help: "remove the reference, unless the text of the file may appear in the crate and in messages"
                .to_owned(),
            pointer: String::new(),
            position: Position::new(&file.shown, &file.text, Mark::START),
            related: Vec::new(),
        })
        .collect()
}
