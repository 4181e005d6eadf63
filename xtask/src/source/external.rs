//! References to files that are not documents: `pet.yaml`, `../common.yaml#/definitions/Pet`. The target becomes a
//! component. Its name is that of a component that only refers to it, else its name in the file, else the name of the
//! file. A target that cannot be a component, such as a path or an operation, is copied in place of the reference (see
//! [`super::in_place`]).
//!
//! ```yaml
//! $ref: schemas/pet.yaml                              # before
//! $ref: 'schemas/pet.yaml#/components/schemas/pet'    # after, as if that file were a document with this component
//! ```

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf, absolute};

use serde_json::{Map, Value, json};

use super::file::{Loaded, Moved};
use super::files::{is_document, is_inside, normal, relative, repository};
use super::in_place;
use super::openapi_3_1::name_anchors;
use super::read::{input, read};
use super::references::decode;
use crate::diagnostics::Finding;
use crate::openapi::{FOLLOWED, Index, escape, unescape};
use crate::text::Taken;

/// The files that the documents refer to.
pub(super) struct External {
    /// All files: first the documents, then those that only hold parts.
    files: Vec<Loaded>,
    /// The folder of the documents.
    root: PathBuf,
    /// The number of documents among them.
    documents: usize,
    /// The targets in the other files, as documents.
    parts: Vec<Value>,
    by_path: HashMap<PathBuf, usize>,
    /// The names of the parts, by file, pointer and section.
    names: HashMap<(usize, String, &'static str), String>,
    /// Components of documents that only refer to a part, by document and pointer, with the file of the part. The part
    /// gets their name.
    given: HashMap<(usize, String), usize>,
    /// The names that are taken in a section.
    taken: HashMap<&'static str, Taken>,
    /// Parts whose references are not followed yet: file, pointer, section and name.
    open: Vec<(usize, String, &'static str, String)>,
    /// Files from which something was copied in place.
    copied: HashSet<usize>,
    findings: Vec<Finding>,
}

/// A reference in a document.
struct Found {
    /// The pointer of the object that is a reference, or of a value in the mapping of a discriminator.
    pointer: String,
    section: &'static str,
    text: String,
    is_name: bool,
}

/// Adds the files that `documents` refer to. `others` are other files in the folder; those without a reference are
/// returned. `convert` converts a document of OpenAPI 3.1 to 3.0.
pub(super) fn add(
    documents: Vec<Loaded>,
    others: Vec<Loaded>,
    convert: impl Fn(bool, &mut Value),
) -> Result<(Vec<Loaded>, Vec<Loaded>), Vec<Finding>> {
    let count = documents.len();
    let is_3_1 = documents.first().is_some_and(|file| file.source.is_3_1);
    // Most documents refer to no other file.
    let lead_out = documents.iter().any(|file| leads_out(&file.value));
    let mut external = External {
        documents: count,
        root: folder_of(documents.first()),
        files: documents,
        parts: Vec::new(),
        by_path: HashMap::new(),
        names: HashMap::new(),
        given: HashMap::new(),
        taken: HashMap::new(),
        open: Vec::new(),
        copied: HashSet::new(),
        findings: Vec::new(),
    };
    external.files.extend(others);
    let others = external.files.iter_mut().skip(count);
    others
        .filter(|_| is_3_1)
        .for_each(|file| name_anchors(&mut file.value));
    external.parts = vec![json!({}); external.files.len()];
    for (at, file) in external.files.iter().enumerate() {
        let path = normal(&folder_of(Some(file)).join(&file.source.name));
        external.by_path.insert(path, at);
    }
    for at in 0..count {
        let mut value = external.value_of(at);
        if lead_out {
            external.copy_in_place(at, &mut value, true);
        }
        if let Some(file) = external.files.get_mut(at) {
            convert(file.source.is_3_1, &mut value);
            file.value = value;
        }
        external.take_names(at);
    }
    if lead_out {
        external.documents();
    }
    while let Some((at, pointer, section, name)) = external.open.pop() {
        external.part(at, &pointer, section, &name, |value| convert(is_3_1, value));
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
            let taken = self.taken.entry(section).or_default();
            names.for_each(|(name, _)| {
                taken.add(name);
            });
        }
    }

    /// Follows the references of the documents.
    fn documents(&mut self) {
        let mut found = Vec::new();
        for (at, file) in self.files.iter().enumerate().take(self.documents) {
            let references = references(&file.value).into_iter();
            found.extend(references.map(|reference| (at, reference)));
        }
        // A file gets the name of a component that only refers to it.
        found.sort_by_key(|(_, reference)| !reference.is_component());
        for (at, reference) in found {
            let mut value = self.value_of(at);
            self.rewrite(at, &mut value, reference);
            if let Some(file) = self.files.get_mut(at) {
                file.value = value;
            }
        }
    }

    /// Adds a part of a file, and follows its references.
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
            // Parts are added one by one, and none refers to one of these keys.
            let others = ["$schema", "$id", "$anchor", "$defs", "definitions"];
            fields.retain(|key, _| !others.contains(&key.as_str()));
        }
        let to = format!("/components/{section}/{}", escape(name));
        let mut document = json!({"components": {section: {name: value}}});
        self.copy_in_place(at, &mut document, false);
        convert(&mut document);
        for found in references(&document) {
            self.rewrite(at, &mut document, found);
        }
        let part = document.pointer_mut(&to).map(Value::take);
        let parts = self.parts.get_mut(at);
        let parts = parts.and_then(|parts| entry(parts, "components"));
        let section = parts.and_then(|parts| entry(parts, section));
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
            // A component of a document already has a name.
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

    fn value_of(&mut self, at: usize) -> Value {
        let file = self.files.get_mut(at);
        file.map(|file| std::mem::take(&mut file.value))
            .unwrap_or_default()
    }

    /// Copies the targets of references that cannot be components, in a document or in a part of the file `at`.
    fn copy_in_place(&mut self, at: usize, value: &mut Value, is_document: bool) {
        // A copy may have references, too.
        for _ in 0..FOLLOWED {
            let mut is_changed = false;
            for (place, text) in in_place::references(value) {
                let Some((target, pointer)) = self.target(at, &text) else {
                    continue;
                };
                let Some(file) = self.files.get(target).filter(|_| target >= self.documents) else {
                    continue;
                };
                let Some(mut copy) = file.value.pointer(&pointer).cloned() else {
                    continue;
                };
                let (from, to) = (folder_of(Some(file)), folder_of(self.files.get(at)));
                in_place::rebase(&mut copy, &|text| {
                    let (name, pointer) = text.split_once('#').unwrap_or((text, ""));
                    let path = match name {
                        "" => from.join(file_name(file)),
                        name if name.contains("://") => return text.to_owned(),
                        name => from.join(name),
                    };
                    let path = relative(&normal(&path), &to);
                    format!("{}#{pointer}", path.to_string_lossy())
                });
                if let Some(place) = value.pointer_mut(&place) {
                    in_place::put(place, copy);
                    is_changed = true;
                    self.copied.insert(target);
                }
                let is_path = is_document && in_place::is_path_or_operation(&place);
                if let Some(file) = self.files.get_mut(target).filter(|_| is_path) {
                    let (from, to) = (pointer, place);
                    file.source.moved.push(Moved { from, to });
                }
            }
            if !is_changed {
                break;
            }
        }
    }

    /// A reference to a place of a file.
    fn named(&self, file: usize, pointer: &str) -> String {
        let name = self.files.get(file).map(|file| file.source.name.as_str());
        format!("{}#{pointer}", encoded(name.unwrap_or_default()))
    }

    /// The file and the pointer of the target of a reference in the file `at`. `None` if the reference needs no change.
    fn target(&mut self, at: usize, text: &str) -> Option<(usize, String)> {
        let (name, pointer) = text.split_once('#').unwrap_or((text, ""));
        let pointer = decode(pointer).into_owned();
        if name.is_empty() {
            return Some((at, pointer));
        }
        if name.contains("://") {
            return None;
        }
        let folder = folder_of(self.files.get(at));
        let path = normal(&folder.join(&*decode(name)));
        let known = match self.by_path.get(&path) {
            Some(known) => *known,
            None => self.read(path)?,
        };
        Some((known, pointer))
    }

    /// Reads one more file. It must be in the folder of the documents, in its git repository or in the working directory.
    fn read(&mut self, path: PathBuf) -> Option<usize> {
        let folders = [&self.root, Path::new(".")].into_iter();
        let mut inside = folders
            .chain(repository(&self.root))
            .map(|folder| is_inside(folder, &path).unwrap_or_default());
        if !is_document(&path) || !inside.any(|inside| inside) {
            return None;
        }
        let name = relative(&path, &self.root);
        let first = self.files.first()?.source.shown.as_str();
        let folder = first.rsplit_once('/').map_or("", |(folder, _)| folder);
        let shown = normal(&Path::new(folder).join(&name));
        let shown = shown.to_string_lossy().into_owned();
        let mut loaded = match read(input(&path, shown).ok()?) {
            Ok(loaded) => loaded,
            Err(findings) => {
                self.findings.extend(findings);
                return None;
            }
        };
        if self.files.first()?.source.is_3_1 {
            name_anchors(&mut loaded.value);
        }
        // Its name in references, which is unique.
        loaded.source.name = name.to_string_lossy().replace('\\', "/");
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
        self.taken.entry(section).or_default().numbered(&name)
    }

    /// The documents and the parts of other files; and the files without a reference.
    fn done(self) -> Result<(Vec<Loaded>, Vec<Loaded>), Vec<Finding>> {
        if !self.findings.is_empty() {
            return Err(self.findings);
        }
        let mut used = Vec::new();
        let mut unused = Vec::new();
        let files = self.files.into_iter().zip(self.parts).enumerate();
        for (at, (mut file, parts)) in files {
            let has_parts = parts.as_object().is_some_and(|parts| !parts.is_empty());
            let is_used = has_parts || self.copied.contains(&at);
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
    /// Whether the whole component is this reference.
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

/// The sections of components that references may name.
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
        if let (Some(section), Some(text)) = (object.kind.section(), object.reference) {
            found.push(Found {
                pointer: object.pointer.clone(),
                section,
                text: text.to_owned(),
                is_name: false,
            });
        }
    }
    let names = index.schema_names.iter();
    // A name without a path is that of a component, or of a file.
    let is_component = |name: &str| {
        let schemas = document.pointer("/components/schemas");
        schemas.is_some_and(|schemas| schemas.get(name).is_some())
    };
    let is_file = |text: &str| {
        let (_, extension) = text.rsplit_once('.').unwrap_or_default();
        ["yaml", "yml", "json"].contains(&extension) && !is_component(text)
    };
    let names = names.filter(|(_, text)| text.contains(['#', '/']) || is_file(text));
    found.extend(names.map(|(pointer, text)| Found {
        pointer: pointer.clone(),
        section: "schemas",
        text: (*text).to_owned(),
        is_name: true,
    }));
    found
}

/// Whether a reference at any depth leads out of the file.
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

/// The folder of a file, from the root of the file system.
fn folder_of(file: Option<&Loaded>) -> PathBuf {
    let folder = file.map(|file| file.source.folder.as_path());
    let folder = folder.filter(|folder| *folder != Path::new(""));
    let folder = folder.unwrap_or(Path::new("."));
    normal(&absolute(folder).unwrap_or_else(|_| folder.to_owned()))
}

/// The name of a file in its folder, as in a reference.
fn file_name(file: &Loaded) -> String {
    let name = file.source.name.rsplit('/').next();
    encoded(name.unwrap_or_default())
}

fn encoded(name: &str) -> String {
    name.replace('%', "%25").replace('#', "%23")
}
