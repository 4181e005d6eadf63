//! Lists beside the documents: approved changes, and intended differences.

use std::path::{Path, PathBuf};

use serde_json::Value;

use super::error::LoadError;
use super::file::{Input, Loaded, Source};
use super::read::{input_inside, read};
use crate::diagnostics::{Finding, Level, Position};
use crate::openapi::escape;

/// A file that holds one list of entries.
pub struct Listing {
    source: Option<Source>,
    value: Value,
}

impl Listing {
    /// Reads the file of this name in the folder of the documents, or beside a document that is one file. `shown` is
    /// the name of the document in messages. A missing file is an empty list.
    ///
    /// # Errors
    ///
    /// It cannot be read, or is not YAML.
    pub fn of(document: &Path, shown: &str, name: &str) -> Result<Self, LoadError> {
        let place = |document: &Path, is_folder: bool| {
            if is_folder {
                document.join(name)
            } else {
                document.with_file_name(name)
            }
        };
        let is_folder = document.is_dir();
        let path = place(document, is_folder);
        if !path.exists() {
            let other = name.replace(".yaml", ".yml");
            if path.with_file_name(&other).exists() {
                let shown = place(Path::new(shown), is_folder).with_file_name(&other);
                return Err(LoadError::CouldNotRun(format!(
                    "{} is not read: rename it to {name}",
                    shown.display()
                )));
            }
            return Ok(Self {
                source: None,
                value: Value::Null,
            });
        }
        let shown = place(Path::new(shown), is_folder).display().to_string();
        Self::read(input_inside(&path, shown)?)
    }

    /// The list in a text, whose name in messages is `shown`. An empty text is an empty list.
    ///
    /// # Errors
    ///
    /// It is not YAML.
    pub fn of_text(shown: &str, text: &str) -> Result<Self, LoadError> {
        Self::read(Input {
            shown: shown.to_owned(),
            name: shown.to_owned(),
            folder: PathBuf::new(),
            bytes: text.as_bytes().to_vec(),
        })
    }

    fn read(input: Input) -> Result<Self, LoadError> {
        // A file with only comments is an empty list, too.
        if input.bytes.trim_ascii().is_empty() {
            return Ok(Self {
                source: None,
                value: Value::Null,
            });
        }
        let Loaded { source, value } = read(input).map_err(LoadError::Findings)?;
        Ok(Self {
            source: Some(source),
            value,
        })
    }

    /// The entries of the only list in the file, with their pointers. Any other content is a finding.
    pub fn entries(&self, key: &str, findings: &mut Vec<Finding>) -> Vec<(String, &Value)> {
        let entries = self.lists(&[key], findings).into_iter();
        entries
            .map(|(_, pointer, entry)| (pointer, entry))
            .collect()
    }

    /// The entries of the lists in the file, with the key of their list and their pointers. Any other content is a
    /// finding.
    pub fn lists(&self, keys: &[&str], findings: &mut Vec<Finding>) -> Vec<(&str, String, &Value)> {
        let mut found = Vec::new();
        let fields = match &self.value {
            Value::Null => return found,
            Value::Object(fields) => fields,
            _ => {
                let help = format!("write `{}:` with a list below it", keys.join("` or `"));
                findings.push(self.finding("", "this file must be a mapping".to_owned(), &help));
                return found;
            }
        };
        for (name, value) in fields {
            let pointer = format!("/{}", escape(name));
            match value {
                _ if !keys.contains(&name.as_str()) => {
                    let message = format!("there is no `{name}` here");
                    let help = match keys {
                        [only] => format!("this file can only contain the list `{only}`"),
                        several => {
                            format!(
                                "this file can only contain the lists `{}`",
                                several.join("` and `")
                            )
                        }
                    };
                    findings.push(self.finding(&pointer, message, &help));
                }
                Value::Array(items) => {
                    let items = items.iter().enumerate();
                    found.extend(
                        items.map(|(at, item)| (name.as_str(), format!("{pointer}/{at}"), item)),
                    );
                }
                Value::Null => {}
                _ => {
                    let message = format!("`{name}` must be a list");
                    findings.push(self.finding(&pointer, message, "begin each entry with `-`"));
                }
            }
        }
        found
    }

    /// Checks that an entry has exactly these keys, with strings as values.
    pub fn expect_texts(
        &self,
        pointer: &str,
        entry: &Value,
        keys: &[&str],
        findings: &mut Vec<Finding>,
    ) {
        let help = format!("an entry has {}, all of them strings", keys.join(", "));
        for key in keys {
            let text = entry.get(key).and_then(Value::as_str).unwrap_or_default();
            if text.trim().is_empty() {
                let message = format!("`{key}` is missing or not a string");
                let at = match entry.get(key) {
                    Some(_) => format!("{pointer}/{key}"),
                    None => pointer.to_owned(),
                };
                findings.push(self.finding(&at, message, &help));
            }
        }
        for key in entry
            .as_object()
            .into_iter()
            .flat_map(|fields| fields.keys())
        {
            if !keys.contains(&key.as_str()) {
                let at = format!("{pointer}/{}", escape(key));
                findings.push(self.finding(&at, format!("an entry has no `{key}`"), &help));
            }
        }
    }

    /// The position of the node at `pointer`.
    pub fn position(&self, pointer: &str) -> Position {
        match &self.source {
            Some(source) => source.key(pointer),
            None => Position::nowhere(),
        }
    }

    /// A finding at `pointer`.
    pub fn finding(&self, pointer: &str, message: String, help: &str) -> Finding {
        Finding {
            rule: "decision",
            level: Level::Error,
            message,
            help: help.to_owned(),
            pointer: pointer.to_owned(),
            position: self.position(pointer),
            related: Vec::new(),
        }
    }
}
