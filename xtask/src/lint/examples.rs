//! Examples must match their schemas, in a schema, a parameter, a body, or a separate file.

use std::collections::{HashMap, HashSet};
use std::fs;
use std::sync::Arc;

use serde_json::Value;

use super::context::Context;
use super::validator::{CompiledSchema, Mismatch};
use super::values::report_mismatches;
use super::{example_keys, reach, unfinished};
use crate::diagnostics::{Finding, Mark, Position};
use crate::openapi::media::is_json;
use crate::openapi::{Direction, Kind, Object, entries, escape, text, unescape};
use crate::source::{Flaw, below, bytes_inside, decode, json};

const RULE: &str = "example-mismatch";
const UNDECLARED: &str = "undeclared-key";
const UNREADABLE: &str = "unreadable-example";
const ORPHANED: &str = "orphaned-example";

pub(super) fn check(context: &Context<'_>) -> Vec<Finding> {
    let mut checker = Checker {
        context,
        files: HashMap::new(),
        findings: Vec::new(),
    };
    for schema in context.index.all(Kind::Schema) {
        if let Some(example) = schema.fields.get("example") {
            let pointer = format!("{}/example", schema.pointer);
            let compiled = context.validator.compile(schema.value, Direction::Both);
            checker.inline((schema.value, &compiled), &pointer, example);
        }
    }
    for kind in [Kind::Parameter, Kind::Header, Kind::MediaType] {
        for holder in context.index.all(kind) {
            checker.holder(holder);
        }
    }
    checker.orphans();
    checker.findings
}

/// A schema, with its compiled form.
type Schema<'s> = (&'s Value, &'s CompiledSchema<'s>);

/// The text of a file, with the first byte that is not UTF-8; or the error of reading it.
type File = Result<(Arc<str>, Option<Flaw>), String>;

struct Checker<'c, 'a> {
    context: &'c Context<'a>,
    /// Example files that were read, by the name that is shown.
    files: HashMap<String, File>,
    findings: Vec<Finding>,
}

impl<'a> Checker<'_, 'a> {
    fn inline(&mut self, (schema, compiled): Schema<'_>, pointer: &str, value: &Value) {
        let result = compiled.mismatches(value);
        report_mismatches(self.context, RULE, pointer, result, &mut self.findings);
        for key in example_keys::keys(self.context, schema, value) {
            let here = format!("{pointer}{}", key.pointer);
            let finding = self
                .context
                .spec
                .finding(UNDECLARED, &here, key.message, key.help);
            self.findings.push(finding);
        }
    }

    /// The examples of a parameter, a header or a media type.
    fn holder(&mut self, holder: &Object<'a>) {
        let pointer = &holder.pointer;
        if holder.kind == Kind::MediaType && !is_json(&media_type(pointer)) {
            return;
        }
        let has_any = ["example", "examples"].map(|key| holder.fields.contains_key(key));
        if has_any == [false; 2] {
            return;
        }
        let nothing = Value::Object(serde_json::Map::new());
        let schema = holder.fields.get("schema").unwrap_or(&nothing);
        let compiled = self.context.validator.compile(schema, reach::of(pointer));
        let schema = (schema, &compiled);
        if let Some(example) = holder.fields.get("example") {
            self.inline(schema, &format!("{pointer}/example"), example);
        }
        for (name, example) in entries(holder.value, "examples") {
            let here = format!("{pointer}/examples/{}", escape(name));
            if let Some((here, example)) = self.context.resolve_at(&here, example) {
                self.named(schema, &here, example);
            }
        }
    }

    fn named(&mut self, schema: Schema<'_>, pointer: &str, example: &Value) {
        if let Some(value) = example.get("value") {
            self.inline(schema, &format!("{pointer}/value"), value);
        } else if example.get("externalValue").is_some() {
            let name = text(example, "externalValue");
            self.external(schema, &format!("{pointer}/externalValue"), name);
        } else if example.is_object() {
            self.findings.push(self.context.spec.finding(
                "empty-example",
                pointer,
                "this example has no value",
                "add `value:` or `externalValue:`",
            ));
        }
    }

    /// An example in a file. Its name is relative to the file that refers to it.
    fn external(&mut self, (schema, compiled): Schema<'_>, pointer: &str, name: &str) {
        let unreadable = |message: String, help: &str| {
            self.context.about_value(UNREADABLE, pointer, message, help)
        };
        if name.contains("://") {
            let finding = unreadable(
                format!("`{name}` is a URL, and nothing is downloaded"),
                "copy it beside the spec: nothing is fetched",
            );
            return self.findings.push(finding);
        }
        let Some(name) = below(name) else {
            let finding = unreadable(
                format!("`{name}` leads out of the folder of this file"),
                "copy it into the folder, and name it relative to this file",
            );
            return self.findings.push(finding);
        };
        let source = self.context.spec.owner(pointer);
        let shown = source.shown_beside(name);
        let read = self.files.entry(shown.clone()).or_insert_with(|| {
            let path = source.folder.join(name);
            let bytes = bytes_inside(&source.folder, &path).map_err(|error| error.to_string())?;
            let (text, broken) = decode(bytes);
            Ok((text.into(), broken))
        });
        let (file, broken) = match read.clone() {
            Ok(read) => read,
            Err(error) => {
                let finding = unreadable(
                    format!("{shown} cannot be read: {error}"),
                    "write a path relative to the file that contains it",
                );
                return self.findings.push(finding);
            }
        };
        let parsed = match broken {
            Some(flaw) => Err(("encoding", flaw)),
            None => json::value(&file).map_err(|flaw| (UNREADABLE, flaw)),
        };
        let value = match parsed {
            Ok(value) => value,
            Err((rule, flaw)) => {
                let finding = self
                    .context
                    .spec
                    .finding(rule, pointer, flaw.message, flaw.help);
                return self
                    .findings
                    .push(self.placed(finding, &shown, &file, flaw.mark, pointer));
            }
        };
        self.unfinished_in(&shown, &file, pointer, &value);
        match compiled.mismatches(&value) {
            Ok(mismatches) if mismatches.is_empty() => {}
            Ok(mismatches) => self.mismatches_in(&shown, &file, pointer, mismatches),
            Err(reason) => {
                report_mismatches(self.context, RULE, pointer, Err(reason), &mut self.findings)
            }
        }
        self.undeclared_in(&shown, &file, pointer, schema, &value);
    }

    /// Strings of an example file that are not completed yet.
    fn unfinished_in(&mut self, shown: &str, file: &Arc<str>, pointer: &str, value: &Value) {
        let places = unfinished::places(value);
        if places.is_empty() {
            return;
        }
        let tree = json::outline(file);
        for (place, text) in places {
            let message = unfinished::message(text);
            let mark = tree.find(&place).value;
            let finding =
                self.context
                    .spec
                    .finding(unfinished::RULE, pointer, message, unfinished::HELP);
            self.findings
                .push(self.placed(finding, shown, file, mark, pointer));
        }
    }

    /// Example files without a link, in folders with linked ones.
    fn orphans(&mut self) {
        let mut linked: HashMap<&str, HashSet<&str>> = HashMap::new();
        for object in self.context.index.all(Kind::Example) {
            let name = text(object.value, "externalValue").trim_start_matches("./");
            if let Some((folder, file)) = name.rsplit_once('/') {
                linked.entry(folder).or_default().insert(file);
            }
        }
        let source = self.context.spec.owner("");
        for (folder, linked) in linked {
            // A folder that cannot be listed has no such file. A link into it was already reported.
            for entry in fs::read_dir(source.folder.join(folder))
                .into_iter()
                .flatten()
                .flatten()
            {
                let file = entry.file_name().to_string_lossy().into_owned();
                let is_example = file.ends_with(".json") && !file.starts_with('.');
                if !is_example || linked.contains(file.as_str()) {
                    continue;
                }
                let shown = source.shown_beside(&format!("{folder}/{file}"));
                let bytes = bytes_inside(&source.folder, &entry.path()).unwrap_or_default();
                let finding = self.context.spec.finding(
                    ORPHANED,
                    "",
                    format!("nothing links to the example {folder}/{file}"),
                    "link it from the operation that it is for, or remove it",
                );
                let place = Position::new(&shown, &decode(bytes).0.into(), Mark::START);
                self.findings.push(finding.at(place));
            }
        }
    }

    /// Keys that the schema of an example file does not declare.
    fn undeclared_in(
        &mut self,
        shown: &str,
        file: &Arc<str>,
        pointer: &str,
        schema: &Value,
        value: &Value,
    ) {
        let keys = example_keys::keys(self.context, schema, value);
        if keys.is_empty() {
            return;
        }
        let tree = json::outline(file);
        for undeclared in keys {
            let found = tree.find(&undeclared.pointer);
            let mark = found.key.unwrap_or(found.value);
            let finding =
                self.context
                    .spec
                    .finding(UNDECLARED, pointer, undeclared.message, undeclared.help);
            self.findings
                .push(self.placed(finding, shown, file, mark, pointer));
        }
    }

    /// A finding in an example file, with the place of the link to it.
    fn placed(
        &self,
        finding: Finding,
        shown: &str,
        file: &Arc<str>,
        mark: Mark,
        pointer: &str,
    ) -> Finding {
        finding
            .at(Position::new(shown, file, mark))
            .with(self.context.spec.value_position(pointer), "named here")
    }

    /// The values of an example file that do not match the schema.
    fn mismatches_in(
        &mut self,
        shown: &str,
        file: &Arc<str>,
        pointer: &str,
        mismatches: Vec<Mismatch>,
    ) {
        let tree = json::outline(file);
        for mismatch in mismatches {
            let found = tree.find(&mismatch.pointer);
            // For a missing key of an object, the key of the object is a better place than its bracket.
            let mark: Mark = match found.key {
                Some(key) if found.value.length == 1 => key,
                _ => found.value,
            };
            let finding = self.context.spec.finding(
                RULE,
                pointer,
                format!(
                    "this example does not match its schema: {}",
                    mismatch.message
                ),
                "correct the example or the schema",
            );
            self.findings
                .push(self.placed(finding, shown, file, mark, pointer));
        }
    }
}

/// The media type at the end of a pointer.
fn media_type(pointer: &str) -> String {
    unescape(pointer.rsplit('/').next().unwrap_or_default())
}
