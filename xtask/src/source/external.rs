//! References to files that are no documents of their own: `pet.yaml`, `../common.yaml#/definitions/Pet`. What they refer to
//! becomes a component, with the name of the component that only refers to it, else with its name in the file, else with the
//! name of the file. A path that refers to a file has what is in the file.
//!
//! ```yaml
//! $ref: schemas/pet.yaml                              # before
//! $ref: 'schemas/pet.yaml#/components/schemas/pet'    # after, as if that file were a document with this component
//! ```

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;

use std::collections::{HashMap, HashSet};
use std::path::{Component, Path, PathBuf};

use serde_json::{Map, Value, json};

use super::file::{Loaded, Moved};
use super::files;
use super::load::is_document;
use super::read::{input, read};
use super::references::decode;
use crate::diagnostics::Finding;
use crate::openapi::{Index, Kind, escape, unescape};

/// The section of components for a place, or that of paths.
const PATHS: &str = "paths";

/// What files hold that the documents refer to.
pub(super) struct External {
    /// All files: first the documents, then those that only hold parts.
    files: Vec<Loaded>,
    /// How many of them are documents.
    documents: usize,
    /// What of the others is referred to, as documents.
    parts: Vec<Value>,
    by_path: HashMap<PathBuf, usize>,
    /// The names of the parts, by file, pointer and section.
    names: HashMap<(usize, String, &'static str), String>,
    /// Components of documents that only refer to a part, by document and pointer: the file of the part, which has their name.
    given: HashMap<(usize, String), usize>,
    /// The names that are taken in a section.
    taken: HashSet<(&'static str, String)>,
    /// Parts of which the references are not yet followed: file, pointer, section and name.
    open: Vec<(usize, String, &'static str, String)>,
    findings: Vec<Finding>,
}

/// A reference in a document.
struct Found {
    /// Of the object that is a reference, or of a name in a mapping of a discriminator.
    pointer: String,
    section: &'static str,
    text: String,
    is_name: bool,
}

/// Adds the files that `documents` refer to. `others` are files beside them that are no documents; what of them nothing
/// refers to is returned. `convert` makes a document of OpenAPI 3.0 of each part.
pub(super) fn add(
    documents: Vec<Loaded>,
    others: Vec<Loaded>,
    convert: impl Fn(&mut Value),
) -> Result<(Vec<Loaded>, Vec<Loaded>), Vec<Finding>> {
    let count = documents.len();
    let mut external = External {
        documents: count,
        files: documents,
        parts: Vec::new(),
        by_path: HashMap::new(),
        names: HashMap::new(),
        given: HashMap::new(),
        taken: HashSet::new(),
        open: Vec::new(),
        findings: Vec::new(),
    };
    external.files.extend(others);
    for (at, file) in external.files.iter().enumerate() {
        let path = normal(&file.source.folder.join(&file.source.name));
        external.by_path.insert(path, at);
    }
    external.parts = vec![json!({}); external.files.len()];
    for at in 0..count {
        external.take_names(at);
    }
    // Most documents refer to no other file.
    let documents = external.files.get(..count).unwrap_or_default();
    if documents.iter().any(|file| leads_out(&file.value)) {
        external.documents();
    }
    while let Some((at, pointer, section, name)) = external.open.pop() {
        external.part(at, &pointer, section, &name, &convert);
    }
    external.done()
}

impl External {
    /// Marks the names of the components of a document as taken.
    fn take_names(&mut self, at: usize) {
        let file = self.files.get(at);
        let components = file.and_then(|file| file.value.get("components"));
        for section in SECTIONS {
            let named = components.and_then(|components| components.get(section));
            let names = named.and_then(Value::as_object).into_iter().flatten();
            let names = names.map(|(name, _)| (section, name.clone()));
            self.taken.extend(names);
        }
    }

    /// Follows the references of the documents.
    fn documents(&mut self) {
        let mut found = Vec::new();
        for (at, file) in self.files.iter().enumerate().take(self.documents) {
            let references = references(&file.value).into_iter();
            found.extend(references.map(|reference| (at, reference)));
        }
        // Components that only refer to a file give it their names.
        found.sort_by_key(|(_, reference)| !reference.is_component());
        for (at, reference) in found {
            if let Some(file) = self.files.get_mut(at) {
                let mut value = std::mem::take(&mut file.value);
                self.rewrite(at, &mut value, reference);
                if let Some(file) = self.files.get_mut(at) {
                    file.value = value;
                }
            }
        }
    }

    /// Takes a part of a file, and follows its references.
    fn part(
        &mut self,
        at: usize,
        pointer: &str,
        section: &'static str,
        name: &str,
        convert: impl Fn(&mut Value),
    ) {
        let value = self
            .files
            .get(at)
            .and_then(|file| file.value.pointer(pointer));
        let Some(mut value) = value.cloned() else {
            return;
        };
        if let (Some(fields), "schemas") = (value.as_object_mut(), section) {
            // Parts are taken one by one, and none refers to one of these.
            fields.retain(|key, _| !["$schema", "$id", "definitions"].contains(&key.as_str()));
        }
        let mut document = match section {
            PATHS => json!({PATHS: {name: value}}),
            _ => json!({"components": {section: {name: value}}}),
        };
        convert(&mut document);
        for found in references(&document) {
            self.rewrite(at, &mut document, found);
        }
        let to = match section {
            PATHS => format!("/{PATHS}/{}", escape(name)),
            _ => format!("/components/{section}/{}", escape(name)),
        };
        let part = document.pointer_mut(&to).map(Value::take);
        let holder = match section {
            PATHS => self.parts.get_mut(at),
            _ => self
                .parts
                .get_mut(at)
                .and_then(|parts| entry(parts, "components")),
        };
        let section = holder.and_then(|holder| entry(holder, section));
        if let (Some(Value::Object(section)), Some(part)) = (section, part) {
            section.insert(name.to_owned(), part);
        }
        if let Some(file) = self.files.get_mut(at) {
            let from = pointer.to_owned();
            file.source.moved.push(Moved { from, to });
        }
    }

    /// Rewrites one reference in a document, or in a part of the file `at`.
    fn rewrite(&mut self, at: usize, value: &mut Value, found: Found) {
        let Some((target, pointer)) = self.target(at, &found.text) else {
            return;
        };
        if target < self.documents {
            // A component of a document, which has a name.
            let given = self.given.get(&(target, pointer.clone())).copied();
            if at >= self.documents || given.is_some() {
                let text = self.named(given.unwrap_or(target), &pointer);
                found.replace(value, &text);
            }
            return;
        }
        let exists = |file: &Loaded| file.value.pointer(&pointer).is_some();
        if !self.files.get(target).is_some_and(exists) {
            return;
        }
        if found.section == PATHS {
            self.path(value, target, &pointer, &found);
            return;
        }
        let key = (target, pointer.clone(), found.section);
        let known = self.names.get(&key).cloned();
        let name = match known {
            Some(name) => name,
            None => {
                let is_renamed = at < self.documents && found.is_component();
                let name = match found.pointer.rsplit_once('/') {
                    Some((_, own)) if is_renamed => unescape(own),
                    _ => self.free_name(target, &pointer, found.section),
                };
                self.names.insert(key, name.clone());
                self.open
                    .push((target, pointer, found.section, name.clone()));
                if is_renamed {
                    remove(value, &found.pointer);
                    self.given.insert((at, found.pointer), target);
                    return;
                }
                name
            }
        };
        let pointer = format!("/components/{}/{}", found.section, escape(&name));
        let text = self.named(target, &pointer);
        found.replace(value, &text);
    }

    /// A path that refers to a file.
    fn path(&mut self, value: &mut Value, target: usize, pointer: &str, found: &Found) {
        let path = found.pointer.strip_prefix("/paths/");
        let Some(path) = path.filter(|path| !path.contains('/')).map(unescape) else {
            return;
        };
        remove(value, &found.pointer);
        self.open.push((target, pointer.to_owned(), PATHS, path));
    }

    /// A reference to a place of a file.
    fn named(&self, file: usize, pointer: &str) -> String {
        let name = self.files.get(file).map(|file| file.source.name.as_str());
        let name = name.unwrap_or_default();
        let name = name.replace('%', "%25").replace('#', "%23");
        format!("{name}#{pointer}")
    }

    /// The file and the pointer that a reference in the file `at` means; `None` where nothing is to do.
    fn target(&mut self, at: usize, text: &str) -> Option<(usize, String)> {
        let (name, pointer) = text.split_once('#').unwrap_or((text, ""));
        let pointer = decode(pointer).into_owned();
        if name.is_empty() {
            return Some((at, pointer));
        }
        if name.contains("://") {
            return None;
        }
        let name = decode(name).into_owned();
        let source = &self.files.get(at)?.source;
        let path = normal(&source.folder.join(&name));
        if let Some(known) = self.by_path.get(&path) {
            return Some((*known, pointer));
        }
        let folder = source
            .shown
            .rsplit_once('/')
            .map_or("", |(folder, _)| folder);
        let shown = normal(&Path::new(folder).join(&name));
        let known = self.read(path, &shown.to_string_lossy())?;
        Some((known, pointer))
    }

    /// Reads one more file. What is outside of the folder of the documents must be inside of the working directory.
    fn read(&mut self, path: PathBuf, shown: &str) -> Option<usize> {
        let root = self.files.first()?.source.folder.clone();
        let folders = [root.as_path(), Path::new(".")];
        let mut inside = folders
            .iter()
            .map(|folder| files::is_inside(folder, &path).unwrap_or_default());
        if !is_document(&path) || !inside.any(|inside| inside) {
            return None;
        }
        let mut loaded = match read(input(&path, shown.to_owned()).ok()?) {
            Ok(loaded) => loaded,
            Err(findings) => {
                self.findings.extend(findings);
                return None;
            }
        };
        // Its name in references, which is unique.
        let below = path.strip_prefix(normal(&root)).unwrap_or(&path);
        loaded.source.name = below.to_string_lossy().replace('\\', "/");
        let at = self.files.len();
        self.files.push(loaded);
        self.parts.push(json!({}));
        self.by_path.insert(path, at);
        Some(at)
    }

    fn free_name(&mut self, file: usize, pointer: &str, section: &'static str) -> String {
        let last = pointer.rsplit('/').next().map(unescape).unwrap_or_default();
        let is_name = !last.is_empty() && !last.starts_with(|c: char| c.is_ascii_digit());
        let stem = self.files.get(file).map(|file| file.source.stem.clone());
        let name = if is_name {
            last
        } else {
            stem.unwrap_or_default()
        };
        let allowed = |c: char| c.is_ascii_alphanumeric() || ['.', '_', '-'].contains(&c);
        let name = name.replace(|c| !allowed(c), "_");
        let numbered = (2..).map(|number| format!("{name}{number}"));
        let mut names = std::iter::once(name.clone()).chain(numbered);
        let is_free = |name: &String| self.taken.insert((section, name.clone()));
        names.find(is_free).unwrap_or(name)
    }

    /// The documents and the parts of other files; and the files to which nothing refers.
    fn done(self) -> Result<(Vec<Loaded>, Vec<Loaded>), Vec<Finding>> {
        if !self.findings.is_empty() {
            return Err(self.findings);
        }
        let mut used = Vec::new();
        let mut unused = Vec::new();
        let files = self.files.into_iter().zip(self.parts).enumerate();
        for (at, (mut file, parts)) in files {
            let is_used = parts.as_object().is_some_and(|parts| !parts.is_empty());
            if at < self.documents {
                used.push(file);
            } else if is_used {
                file.value = parts;
                used.push(file);
            } else {
                unused.push(file);
            }
        }
        Ok((used, unused))
    }
}

impl Found {
    /// Whether it is a component as a whole.
    fn is_component(&self) -> bool {
        let below = self.pointer.strip_prefix("/components/");
        !self.is_name && below.is_some_and(|below| below.matches('/').count() == 1)
    }

    fn replace(&self, value: &mut Value, text: &str) {
        let place = match self.is_name {
            true => value.pointer_mut(&self.pointer),
            false => value
                .pointer_mut(&self.pointer)
                .and_then(|object| object.get_mut("$ref")),
        };
        if let Some(place) = place {
            *place = json!(text);
        }
    }
}

/// The sections of components that may be referred to.
const SECTIONS: [&str; 9] = [
    "schemas",
    "responses",
    "parameters",
    "examples",
    "requestBodies",
    "headers",
    "securitySchemes",
    "links",
    "callbacks",
];

fn references(document: &Value) -> Vec<Found> {
    let index = Index::of(document);
    let mut found = Vec::new();
    for object in &index.objects {
        let (section, text) = match (object.kind, object.kind.section()) {
            (Kind::PathItem, _) => (PATHS, object.fields.get("$ref").and_then(Value::as_str)),
            (_, Some(section)) => (section, object.reference),
            _ => continue,
        };
        if let Some(text) = text {
            found.push(Found {
                pointer: object.pointer.clone(),
                section,
                text: text.to_owned(),
                is_name: false,
            });
        }
    }
    let names = index.schema_names.iter();
    // A name without a path is that of a component.
    let names = names.filter(|(_, text)| text.contains(['#', '/']));
    found.extend(names.map(|(pointer, text)| Found {
        pointer: pointer.clone(),
        section: "schemas",
        text: (*text).to_owned(),
        is_name: true,
    }));
    found
}

/// Whether a reference leads out of the file, wherever it is.
fn leads_out(value: &Value) -> bool {
    match value {
        Value::Object(fields) => fields.iter().any(|(key, value)| match value {
            Value::String(text) => key == "$ref" && !text.starts_with('#'),
            value => leads_out(value),
        }),
        Value::Array(items) => items.iter().any(leads_out),
        _ => false,
    }
}

fn remove(value: &mut Value, pointer: &str) {
    let Some((holder, key)) = pointer.rsplit_once('/') else {
        return;
    };
    if let Some(Value::Object(fields)) = value.pointer_mut(holder) {
        let key = unescape(key);
        fields.retain(|known, _| *known != key);
    }
}

fn entry<'a>(value: &'a mut Value, key: &str) -> Option<&'a mut Value> {
    let fields = value.as_object_mut()?;
    Some(
        fields
            .entry(key)
            .or_insert_with(|| Value::Object(Map::new())),
    )
}

/// A path without `.` and, where there is a folder before it, `..`.
fn normal(path: &Path) -> PathBuf {
    let mut parts: Vec<Component> = Vec::new();
    for part in path.components() {
        match (part, parts.last()) {
            (Component::CurDir, _) => {}
            (Component::ParentDir, Some(Component::Normal(_))) => {
                parts.pop();
            }
            (part, _) => parts.push(part),
        }
    }
    parts.iter().collect()
}
