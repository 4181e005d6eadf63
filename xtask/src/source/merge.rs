//! Merges several documents into one: the root document gets the paths and the components of the others.
//!
//! Paths and components are not changed inside, so a JSON pointer is the same in the merged document and in its file.
//! Only the file must be kept.

use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

use serde_json::{Map, Value};

use super::error::LoadError;
use super::file::{Loaded, Source};
use super::references;
use super::spec::Spec;
use super::unknown::{has_settings, unknown};
use crate::diagnostics::{Finding, Level};
use crate::openapi::{Kind, METHODS, escape};

/// Merges `files`.
///
/// # Errors
///
/// There must be a file.
pub(crate) fn merge(mut files: Vec<Loaded>) -> Result<Spec, LoadError> {
    let mut conflicts = Vec::new();
    let checked: Vec<_> = (0..files.len())
        .map(|at| references::check(&files, at))
        .collect();
    for (file, checked) in files.iter_mut().zip(checked) {
        conflicts.extend(checked.findings);
        for (pointer, text) in checked.rewrites {
            if let Some(reference) = file.value.pointer_mut(&pointer) {
                *reference = Value::String(text);
            }
        }
    }
    if files.is_empty() {
        return Err(LoadError::CouldNotRun(
            "there is no document to read".to_owned(),
        ));
    }
    let root = files.remove(root_of(&files));
    let mut spec = Spec {
        house_rules: house_rules(&root.value),
        recipes: Vec::new(),
        methods: Vec::new(),
        document: root.value,
        files: vec![Arc::new(root.source)],
        owners: HashMap::new(),
        conflicts,
        ends: OnceLock::new(),
    };
    for file in files {
        let source = Arc::new(file.source);
        spec.files.push(Arc::clone(&source));
        let mut guest = Guest {
            spec: &mut spec,
            source: &source,
        };
        guest.take(file.value);
        let copied = source.moved.iter().map(|moved| &moved.to);
        for path in copied.filter(|to| to.starts_with("/paths/")) {
            spec.owners.insert(path.clone(), spec.files.len() - 1);
        }
    }
    Ok(spec)
}

/// The root is the document with `x-client`; else the one with `servers`; else the first.
fn root_of(files: &[Loaded]) -> usize {
    let first = |is_root: &dyn Fn(&Value) -> bool| files.iter().position(|it| is_root(&it.value));
    let with_servers = || first(&|document| document.get("servers").is_some());
    first(&has_settings).or_else(with_servers).unwrap_or(0)
}

fn house_rules(root: &Value) -> bool {
    root.get("x-client")
        .and_then(|client| client.get("house-rules"))
        .and_then(Value::as_bool)
        .unwrap_or_default()
}

/// A file whose content is added to the merged document.
struct Guest<'a> {
    spec: &'a mut Spec,
    source: &'a Arc<Source>,
}

impl Guest<'_> {
    fn take(&mut self, document: Value) {
        let has_settings = has_settings(&document);
        let Value::Object(fields) = document else {
            return;
        };
        for (key, value) in fields {
            match key.as_str() {
                // Each file has these keys; those of the root are used.
                "openapi" | "info" => {}
                "paths" => self.paths(value),
                "components" => self.components(value),
                "x-webhooks" => self.webhooks(value),
                "x-client" if !has_settings => self.conflict(
                    "ignored-value",
                    "/x-client",
                    "this `x-client` has no key of this project",
                    "see the keys of `x-client` in spec/README.md",
                    None,
                ),
                "x-client" => self.conflict(
                    "second-root",
                    "/x-client",
                    "this is a second root document: two files have `x-client`",
                    "keep `x-client` in one file",
                    Some("/x-client"),
                ),
                "servers" | "security" | "tags" | "externalDocs" => self.root_only(&key, &value),
                _ => self.unknown(&key),
            }
        }
    }

    fn conflict(
        &mut self,
        rule: &'static str,
        pointer: &str,
        message: &str,
        help: &str,
        first: Option<&str>,
    ) {
        let mut finding = Finding {
            rule,
            level: Level::Error,
            message: message.to_owned(),
            help: help.to_owned(),
            pointer: pointer.to_owned(),
            position: self.source.key(pointer),
            related: Vec::new(),
        };
        if let Some(first) = first {
            finding = finding.with(self.spec.position(first), "the other one");
        }
        self.spec.conflicts.push(finding);
    }

    fn root_only(&mut self, key: &str, value: &Value) {
        if self.spec.document.get(key) != Some(value) {
            let root = self
                .spec
                .files
                .first()
                .map_or("", |file| file.shown.as_str())
                .to_owned();
            self.conflict(
                "only-in-root",
                &format!("/{key}"),
                &format!("`{key}` is only read in the root document"),
                &format!("move it to {root}"),
                None,
            );
        }
    }

    fn unknown(&mut self, key: &str) {
        if let Some((message, help)) = unknown(Kind::Document, key, self.spec.house_rules) {
            self.conflict(
                "unknown-keyword",
                &format!("/{}", escape(key)),
                &message,
                &help,
                None,
            );
        }
    }

    /// The owner index of this file.
    fn own(&mut self, pointer: String) {
        let at = self.spec.files.len() - 1;
        self.spec.owners.insert(pointer, at);
    }

    fn wrong(&mut self, pointer: &str) {
        self.conflict(
            "wrong-type",
            pointer,
            "this must be a mapping",
            "write the names as keys, each with its value",
            None,
        );
    }

    fn paths(&mut self, paths: Value) {
        let Value::Object(paths) = paths else {
            return self.wrong("/paths");
        };
        for (path, item) in paths {
            let pointer = format!("/paths/{}", escape(&path));
            let Some(known) = section(&mut self.spec.document, "paths") else {
                // The paths of the root are not a mapping, which lint reports.
                return;
            };
            match known.get(&path) {
                None => {
                    known.insert(path, item);
                    self.own(pointer);
                }
                Some(_) => self.path(&path, &pointer, item),
            }
        }
    }

    /// A path that another file has, too: their methods are joined, and all other keys must be the same.
    fn path(&mut self, path: &str, pointer: &str, item: Value) {
        let (Value::Object(item), Some(Value::Object(known))) = (
            item,
            section(&mut self.spec.document, "paths").and_then(|paths| paths.get_mut(path)),
        ) else {
            return self.wrong(pointer);
        };
        let mut differing: Vec<String> = Vec::new();
        let mut twice: Vec<String> = Vec::new();
        let mut added: Vec<String> = Vec::new();
        let shared = |key: &str| !METHODS.contains(&key);
        differing.extend(
            known
                .keys()
                .filter(|key| shared(key) && !item.contains_key(*key))
                .cloned(),
        );
        for (key, value) in item {
            match known.get(&key) {
                Some(there) if shared(&key) => {
                    if *there != value {
                        differing.push(key);
                    }
                }
                Some(_) => twice.push(key),
                None if shared(&key) => differing.push(key),
                None => {
                    known.insert(key.clone(), value);
                    added.push(key);
                }
            }
        }
        for key in added {
            self.own(format!("{pointer}/{key}"));
        }
        for key in twice {
            let place = format!("{pointer}/{key}");
            self.conflict(
                "duplicate-definition",
                &place,
                &format!("{} {path} is defined twice", key.to_uppercase()),
                "keep one of the two",
                Some(&place),
            );
        }
        for key in differing {
            let place = format!("{pointer}/{}", escape(&key));
            self.conflict(
                "conflicting-path",
                &place,
                &format!("two files have {path} with different `{key}`"),
                &format!("write the same `{key}` in both, or move it into the operations"),
                Some(&place),
            );
        }
    }

    fn webhooks(&mut self, webhooks: Value) {
        let Value::Object(webhooks) = webhooks else {
            return self.wrong("/x-webhooks");
        };
        for (name, item) in webhooks {
            let place = format!("/x-webhooks/{}", escape(&name));
            let Some(known) = section(&mut self.spec.document, "x-webhooks") else {
                return;
            };
            if known.contains_key(&name) {
                self.conflict(
                    "duplicate-definition",
                    &place,
                    &format!("the webhook `{name}` is defined twice"),
                    "keep one of the two",
                    Some(&place),
                );
            } else {
                known.insert(name, item);
                self.own(place);
            }
        }
    }

    fn components(&mut self, components: Value) {
        let Value::Object(components) = components else {
            return self.wrong("/components");
        };
        for (kind, named) in components {
            let pointer = format!("/components/{}", escape(&kind));
            let Value::Object(named) = named else {
                // A section without anything below its key is null.
                if !kind.starts_with("x-") && !named.is_null() {
                    self.wrong(&pointer);
                }
                continue;
            };
            for (name, component) in named {
                let place = format!("{pointer}/{}", escape(&name));
                let Some(known) = section(&mut self.spec.document, "components")
                    .and_then(|all| entry(all, &kind))
                else {
                    return;
                };
                if known.contains_key(&name) {
                    self.conflict(
                        "duplicate-definition",
                        &place,
                        &format!("`{name}` is defined twice in components/{kind}"),
                        "names are unique over all files: rename one, or refer to the other file",
                        Some(&place),
                    );
                } else {
                    known.insert(name, component);
                    self.own(place);
                }
            }
        }
    }
}

/// The mapping at `key` of the document, which is created if it is missing.
fn section<'a>(document: &'a mut Value, key: &str) -> Option<&'a mut Map<String, Value>> {
    entry(document.as_object_mut()?, key)
}

fn entry<'a>(fields: &'a mut Map<String, Value>, key: &str) -> Option<&'a mut Map<String, Value>> {
    fields
        .entry(key)
        .or_insert_with(|| Value::Object(Map::new()))
        .as_object_mut()
}
