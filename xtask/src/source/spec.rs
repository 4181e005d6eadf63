//! The merged document. Every node has its file, line and column.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Arc, OnceLock};

use serde_json::Value;

use super::file::Source;
use super::read::decode;
use super::recipe::Recipe;
use super::{files, json, yaml};
use crate::diagnostics::{Finding, Level, Mark, Position};
use crate::openapi::ends;

/// The documents of a folder (or the one file) as one OpenAPI document.
#[derive(Debug)]
pub struct Spec {
    /// The merged OpenAPI document: keys in the order in which they were written, the root document's first;
    /// references to other files rewritten to `#/components/…`.
    pub document: Value,
    /// Whether the house rules apply (`x-client.house-rules` of the root document).
    pub house_rules: bool,
    /// The recipes (`x-client.recipes`), by name.
    pub recipes: Vec<Recipe>,
    /// The methods that are written by hand (`x-client.methods`), by file name.
    pub methods: Vec<Recipe>,
    /// The files; the root document's is the first.
    pub(crate) files: Vec<Arc<Source>>,
    /// The file of a path item, an operation or a component, if it is not the root document: an index into `files` by
    /// JSON pointer.
    pub(crate) owners: HashMap<String, usize>,
    /// Findings of the merge.
    pub(crate) conflicts: Vec<Finding>,
    /// The ends of chains of references.
    pub(crate) ends: OnceLock<HashMap<String, String>>,
}

/// The value of a YAML text. `None` if it is not YAML.
pub(crate) fn parsed(text: &str) -> Option<Value> {
    yaml::read(text).ok().map(|(value, _)| value)
}

impl Spec {
    /// A copy whose document can be changed independently.
    pub(crate) fn copy(&self) -> Self {
        Self {
            document: self.document.clone(),
            house_rules: self.house_rules,
            recipes: self.recipes.clone(),
            methods: self.methods.clone(),
            files: self.files.clone(),
            owners: self.owners.clone(),
            conflicts: self.conflicts.clone(),
            ends: OnceLock::new(),
        }
    }

    /// The paths of all files that were read for the document, including those that it refers to.
    pub fn paths(&self) -> impl Iterator<Item = PathBuf> {
        let files = self.files.iter();
        files.map(|file| file.folder.join(&file.name))
    }

    /// The position of the node at `pointer`, a JSON pointer into [`Spec::document`]: of its key, or of the value for
    /// an item of a list. For a node that does not exist, that of the nearest one above it.
    pub fn position(&self, pointer: &str) -> Position {
        self.owner(pointer).key(pointer)
    }

    /// The position of the value of the node at `pointer`.
    pub fn value_position(&self, pointer: &str) -> Position {
        self.owner(pointer).value(pointer)
    }

    /// The name, without its ending, of the file that the node at `pointer` comes from, `participants`.
    pub fn origin(&self, pointer: &str) -> &str {
        &self.owner(pointer).stem
    }

    /// The name of the file that the node at `pointer` comes from, `participants.yaml`.
    pub fn file_name(&self, pointer: &str) -> &str {
        &self.owner(pointer).name
    }

    /// Whether the file of the node at `pointer` is OpenAPI 3.1.
    pub(crate) fn is_3_1(&self, pointer: &str) -> bool {
        self.owner(pointer).is_3_1
    }

    /// The beginning of the file in this revision that corresponds to the file of `position` in an earlier one: the
    /// file of the same name, or the only file of both.
    pub fn later(&self, earlier: &Self, position: &Position) -> Option<Position> {
        let before = earlier
            .files
            .iter()
            .find(|file| file.shown == position.file)?;
        let after = match (earlier.files.as_slice(), self.files.as_slice()) {
            ([_], [only]) => only,
            (_, files) => files.iter().find(|file| file.name == before.name)?,
        };
        Some(Position::new(&after.shown, &after.text, Mark::START))
    }

    /// A finding at `pointer`, with its position.
    pub fn finding(
        &self,
        rule: &'static str,
        pointer: &str,
        message: impl Into<String>,
        help: impl Into<String>,
    ) -> Finding {
        Finding {
            rule,
            level: Level::Error,
            message: message.into(),
            help: help.into(),
            pointer: pointer.to_owned(),
            position: self.position(pointer),
            related: Vec::new(),
        }
    }

    /// The value of the example at `pointer`: inline, or from the file that it names. `None` if it cannot be read,
    /// which [`crate::lint`] reports.
    pub fn example(&self, pointer: &str) -> Option<Value> {
        let example = self.document.pointer(pointer)?;
        if let Some(value) = example.get("value") {
            return Some(value.clone());
        }
        let name = files::below(example.get("externalValue")?.as_str()?)?;
        let folder = &self.owner(pointer).folder;
        let bytes = files::bytes_inside(folder, &folder.join(name)).ok()?;
        json::value(&decode(bytes).0).ok()
    }

    /// The component at the end of the references that start at `pointer`. `None` if there is no reference at
    /// `pointer`, or if they have no target.
    pub fn meant_by(&self, pointer: &str) -> Option<&str> {
        let ends = self.ends.get_or_init(|| ends(&self.document));
        ends.get(pointer).map(String::as_str)
    }

    /// The file of the node at `pointer`.
    pub(crate) fn owner(&self, pointer: &str) -> &Source {
        let third_end = pointer
            .match_indices('/')
            .nth(3)
            .map_or(pointer.len(), |(at, _)| at);
        let second_end = pointer
            .match_indices('/')
            .nth(2)
            .map_or(pointer.len(), |(at, _)| at);
        let prefix = |end: usize| pointer.get(..end).and_then(|p| self.owners.get(p));
        let index = prefix(third_end).or_else(|| prefix(second_end)).copied();
        // A spec always has a root document, because `merge` requires one.
        &self.files[index.unwrap_or(0).min(self.files.len() - 1)]
    }
}
