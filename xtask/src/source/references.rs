//! References in the files, `shared.yaml#/components/schemas/MeetingId`: checks that each leads to a component of
//! the right kind, and returns its form in the merged document.

use std::borrow::Cow;

use percent_encoding::percent_decode_str;
use serde_json::{Map, Value};

use super::file::Loaded;
use crate::diagnostics::{Finding, Level, did_you_mean, nearest};
use crate::openapi::{Index, Kind, escape, unescape};

/// The result of [`check`] for one file.
pub(crate) struct Checked {
    /// Pointers to the references that must change, with their new texts.
    pub rewrites: Vec<(String, String)>,
    /// References without a target, or with a target of the wrong kind.
    pub findings: Vec<Finding>,
}

/// Checks every reference in `files[at]`.
pub(crate) fn check(files: &[Loaded], at: usize) -> Checked {
    let mut checked = Checked {
        rewrites: Vec::new(),
        findings: Vec::new(),
    };
    let Some(file) = files.get(at) else {
        return checked;
    };
    let index = Index::of(&file.value);
    let mut take = |pointer: String, section: &str, text: &str, is_mapping: bool| {
        match target(files, file, section, text) {
            Ok(Some(rewritten)) => checked.rewrites.push((pointer, rewritten)),
            Ok(None) => {}
            Err(Lost {
                rule,
                message,
                help,
            }) => checked.findings.push(Finding {
                rule: match section {
                    _ if is_mapping && rule == "unresolved-ref" => "unresolved-mapping",
                    // No code is generated from them.
                    "examples" | "links" | "callbacks" | "headers" => "unresolved-example",
                    _ => rule,
                },
                level: Level::Error,
                message,
                help,
                position: file.source.value(&pointer),
                pointer,
                related: Vec::new(),
            }),
        }
    };
    for object in &index.objects {
        if let (Some(text), Some(section)) = (object.reference, object.kind.section()) {
            take(format!("{}/$ref", object.pointer), section, text, false);
        }
    }
    for (pointer, text) in &index.schema_names {
        // A discriminator may name a schema without the path to it.
        let is_reference = text.contains(['#', '/']);
        let whole = format!("#/components/schemas/{}", escape(text));
        take(
            pointer.clone(),
            "schemas",
            if is_reference { text } else { &whole },
            true,
        );
    }
    for path in index.all(Kind::PathItem) {
        if path.fields.contains_key("$ref") {
            let pointer = format!("{}/$ref", path.pointer);
            checked.findings.push(Finding {
                rule: "unresolved-ref",
                level: Level::Error,
                message: "a path cannot be a reference here".to_owned(),
                help: "write the operations in place of the reference".to_owned(),
                position: file.source.key(&pointer),
                pointer,
                related: Vec::new(),
            });
        }
    }
    checked
}

/// Why a reference has no target.
struct Lost {
    rule: &'static str,
    message: String,
    help: String,
}

fn unresolved(message: String, help: String) -> Lost {
    Lost {
        rule: "unresolved-ref",
        message,
        help,
    }
}

/// The form of the reference `text` of `file` in the merged document. `None` if it does not change.
fn target(
    files: &[Loaded],
    file: &Loaded,
    section: &str,
    text: &str,
) -> Result<Option<String>, Lost> {
    // References to files without a component were resolved before, if the file exists.
    let (name, pointer) = text.split_once('#').unwrap_or((text, ""));
    let holder = holder(files, file, name, text)?;
    let pointer = decode(pointer);
    let segments: Vec<String> = pointer.split('/').skip(1).map(unescape).collect();
    let [root, found_section, component] = segments.as_slice() else {
        return Err(not_a_component(text, section));
    };
    if root != "components" {
        return Err(not_a_component(text, section));
    }
    if found_section != section {
        let help = match (section, found_section.as_str()) {
            ("schemas", "responses" | "requestBodies") => {
                format!("refer to the schema in it: `{text}/content/application~1json/schema`")
            }
            _ => format!("only `#/components/{section}/…` is allowed here"),
        };
        return Err(Lost {
            rule: "wrong-ref",
            message: format!("`{text}` does not refer to anything in components/{section}"),
            help,
        });
    }
    // Some documents write a name with a percent sign as it is.
    let written = text.rsplit('/').next().map(unescape).unwrap_or_default();
    let component = match has(holder, section, component) {
        false if has(holder, section, &written) => &written,
        _ => component,
    };
    if has(holder, section, component) {
        let rewritten = format!("#/components/{section}/{}", escape(component));
        return Ok((rewritten != text).then_some(rewritten));
    }
    // The file that has it is a better hint than a similar name.
    let elsewhere = files.iter().find(|other| has(other, section, component));
    let help = match elsewhere {
        Some(other) if other.source.name == file.source.name => {
            format!("it is in this file: write `#/components/{section}/{component}`")
        }
        Some(other) => format!(
            "it is in {}: write `{}#/components/{section}/{component}`",
            other.source.shown, other.source.name
        ),
        None => {
            let known = files
                .iter()
                .filter_map(|file| components(file, section))
                .flat_map(Map::keys)
                .map(String::as_str);
            let add = format!(
                "add `{component}` to components/{section} of {}",
                holder.source.shown
            );
            did_you_mean(component, known, &add)
        }
    };
    Err(unresolved(
        format!(
            "`{component}` is not in components/{section} of {}",
            holder.source.shown
        ),
        help,
    ))
}

/// One section of the components of a file.
fn components<'a>(file: &'a Loaded, section: &str) -> Option<&'a Map<String, Value>> {
    file.value.get("components")?.get(section)?.as_object()
}

fn has(file: &Loaded, section: &str, component: &str) -> bool {
    components(file, section).is_some_and(|named| named.contains_key(component))
}

fn not_a_component(text: &str, section: &str) -> Lost {
    Lost {
        rule: "wrong-ref",
        message: format!("`{text}` does not refer to a component"),
        help: format!("refer to a component: `#/components/{section}/NAME`"),
    }
}

/// The file `name` of a reference.
fn holder<'a>(
    files: &'a [Loaded],
    file: &'a Loaded,
    name: &str,
    text: &str,
) -> Result<&'a Loaded, Lost> {
    if name.is_empty() {
        return Ok(file);
    }
    if name.contains("://") {
        return Err(unresolved(
            format!("`{text}` is a URL"),
            "copy the target into components: nothing is downloaded".to_owned(),
        ));
    }
    let wanted = decode(name);
    let wanted = wanted.trim_start_matches("./");
    if let Some(found) = files.iter().find(|file| file.source.name == wanted) {
        return Ok(found);
    }
    let names = files.iter().map(|file| file.source.name.as_str());
    Err(unresolved(
        format!("`{wanted}` is not among the files that were read"),
        match nearest(wanted, names) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "put the file into the folder of the document or into its git repository, or run this \
                     command in a folder that has both"
                .to_owned(),
        },
    ))
}

/// Decodes percent escapes. Other text is unchanged.
pub(super) fn decode(text: &str) -> Cow<'_, str> {
    percent_decode_str(text).decode_utf8_lossy()
}

#[cfg(test)]
mod tests {
    #[test]
    fn invalid_percent_escapes_are_kept() {
        assert_eq!(super::decode("a%20b%C3%a9 100% %zz %"), "a bé 100% %zz %");
    }
}
