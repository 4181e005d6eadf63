//! One document, of which every node still knows its file, line and column.

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
    /// Whether the root document asks for the house rules (`x-client.house-rules`).
    pub house_rules: bool,
    /// The programs that the root document asks to be shown (`x-client.recipes`), by name.
    pub recipes: Vec<Recipe>,
    /// The methods that the root document adds to the client by hand (`x-client.methods`), by the names of their files.
    pub methods: Vec<Recipe>,
    /// The files; the root document's is the first.
    pub(crate) files: Vec<Arc<Source>>,
    /// Which file a path item, an operation or a component comes from, where that is not the root document: index into
    /// `files` by JSON pointer.
    pub(crate) owners: HashMap<String, usize>,
    /// What did not fit together when the files were merged.
    pub(crate) conflicts: Vec<Finding>,
    /// Of references to references, where they end.
    pub(crate) ends: OnceLock<HashMap<String, String>>,
}

/// The value that a YAML text holds; `None` where it is no YAML.
pub(crate) fn parsed(text: &str) -> Option<Value> {
    yaml::read(text).ok().map(|(value, _)| value)
}

impl Spec {
    /// The same with a document that can be changed on its own.
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

    /// The paths of all files that were read for the document, also of those that it only refers to.
    pub fn paths(&self) -> impl Iterator<Item = PathBuf> {
        let files = self.files.iter();
        files.map(|file| file.folder.join(&file.name))
    }

    /// Where the node at `pointer` (a JSON pointer into [`Spec::document`]) is written: its key, or the value itself for
    /// an item of a list. For a node that does not exist, the nearest one above it.
    pub fn position(&self, pointer: &str) -> Position {
        self.owner(pointer).key(pointer)
    }

    /// Where the value of the node at `pointer` is written.
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

    /// Whether the file that the node at `pointer` comes from is one of OpenAPI 3.1.
    pub(crate) fn is_3_1(&self, pointer: &str) -> bool {
        self.owner(pointer).is_3_1
    }

    /// The beginning of the file that is `position`'s at an earlier revision: the one of the same name, or the only one
    /// of each.
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

    /// A finding at `pointer`, placed.
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

    /// The value of the example at `pointer`: its own, or that of the file that it names. Nothing where it has none that
    /// can be read, which [`crate::lint`] reports.
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

    /// The component at the end of the references that start at `pointer`. `None` if there is no reference at `pointer`, or
    /// if they lead nowhere.
    pub fn meant_by(&self, pointer: &str) -> Option<&str> {
        let ends = self.ends.get_or_init(|| ends(&self.document));
        ends.get(pointer).map(String::as_str)
    }

    /// The file that the node at `pointer` comes from.
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
        // A spec always has a root document: `merge` makes none without.
        &self.files[index.unwrap_or(0).min(self.files.len() - 1)]
    }
}
