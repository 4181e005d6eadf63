//! `cargo xtask new-operation`: the skeleton of an operation, its schemas and its examples. Placeholders for the author
//! begin with `TODO:`, which lint refuses. It adds lines and files, and never changes existing ones.

mod files;
mod skeleton;
mod text;

use std::path::Path;

use anyhow::{Context, Result, bail};

use crate::openapi::escape;
use crate::source::Spec;
use files::Change;
use skeleton::Skeleton;

/// The requested operation.
#[derive(clap::Args)]
pub struct Wanted {
    /// The HTTP method.
    #[arg(value_parser = ["get", "post", "put", "patch", "delete"], ignore_case = true)]
    pub method: String,
    /// The whole path, with its parameters in braces.
    pub path: String,
    /// The `operationId`, such as `list_notes`.
    pub id: String,
    /// The file to which the operation is added; it is created if it does not exist [default: the file that
    /// already contains PATH, or a new file named after PATH].
    #[arg(long, value_name = "NAME")]
    pub file: Option<String>,
}

/// Writes the skeleton into the folder that `spec` was read from; the names of the files, those that are new marked.
///
/// # Errors
///
/// A path, an id or a name that cannot be used, a file that already exists, or one that cannot be extended or written.
/// Nothing is changed then.
pub fn write(spec: &Spec, folder: &Path, wanted: &Wanted) -> Result<String> {
    let method = wanted.method.to_ascii_lowercase();
    let segments = segments(&wanted.path)?;
    check_id(spec, &wanted.id)?;
    let item = format!("/paths/{}", escape(&wanted.path));
    let known = spec.document.pointer(&item);
    if known.is_some_and(|item| item.get(&method).is_some()) {
        bail!(
            "{}: this path already has a {method}",
            spec.position(&format!("{item}/{method}"))
        );
    }
    let home = known.map(|_| spec.file_name(&item));
    let named = segments.iter().rfind(|segment| !segment.starts_with('{'));
    let name = match (&wanted.file, home) {
        (Some(name), Some(home)) if name != home => {
            bail!("the path is in {home}: leave `--file` out");
        }
        (Some(name), _) => name.clone(),
        (None, Some(home)) => home.to_owned(),
        (None, None) => format!("{}.yaml", named.unwrap_or(&"root").replace('-', "_")),
    };
    check_name(&name)?;
    let before = files::text(folder, &name)?;
    if before.is_some() && wanted.file.is_none() && home.is_none() {
        bail!("{name} already exists: name it with `--file` to add to it, or another one");
    }
    let skeleton = Skeleton::of(spec, &name, &method, &wanted.path, &segments, &wanted.id);
    let after = match &before {
        None => skeleton.new_file(spec),
        Some(before) => text::extended(before, &skeleton).with_context(|| {
            format!("cannot extend {name} as it is written: name a new file with `--file`")
        })?,
    };
    let mut report = String::new();
    let mut changes = Vec::new();
    for (example, text) in &skeleton.examples {
        let name = format!("examples/{example}");
        match files::text(folder, &name)? {
            None => {
                report.push_str(&format!("wrote   {name}\n"));
                changes.push(Change {
                    name,
                    before: None,
                    after: text.clone(),
                });
            }
            // From a killed run.
            Some(there) if there == *text => {}
            Some(_) => bail!("{name} already exists: move it away, or choose another id"),
        }
    }
    let (verb, table) = match before {
        Some(_) => ("added to", ""),
        None => (
            "wrote  ",
            "; give the new file a row in the table of README.md",
        ),
    };
    // Last, because this file contains the operation.
    changes.push(Change {
        name: name.clone(),
        before,
        after,
    });
    files::write(folder, &changes)?;
    report.push_str(&format!(
        "{verb} {name}\nComplete the parts that `cargo xtask lint` lists{table}. README.md has the next steps.\n"
    ));
    Ok(report)
}

/// The parts of a path between its slashes.
fn segments(path: &str) -> Result<Vec<&str>> {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-._~".contains(c);
    let is_name = |text: &str| {
        text.starts_with(|c: char| c.is_ascii_alphabetic())
            && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
    };
    let segments: Vec<&str> = path.split('/').skip(1).collect();
    let is_segment = |segment: &&str| match segment.strip_prefix('{') {
        Some(rest) => rest.strip_suffix('}').is_some_and(is_name),
        // A client removes `.` and `..` from the path.
        None => !["", ".", ".."].contains(segment) && segment.chars().all(is_plain),
    };
    if !path.starts_with('/') || !segments.iter().all(is_segment) {
        bail!(
            "{path:?} is not a path: write the whole path, with parameters in braces, as \
             /accounts/{{account_id}}/meetings/{{meeting_id}}/notes"
        );
    }
    for (at, segment) in segments.iter().enumerate() {
        if segment.starts_with('{') && segments[..at].contains(segment) {
            bail!("{path:?} has the parameter {segment} twice: rename one of them");
        }
    }
    Ok(segments)
}

fn check_id(spec: &Spec, id: &str) -> Result<()> {
    let is_plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    if !id.starts_with(|c: char| c.is_ascii_lowercase()) || !id.chars().all(is_plain) {
        bail!("{id:?} is not a valid id: use lower-case letters, digits and `_`, as in list_notes");
    }
    let paths = spec
        .document
        .get("paths")
        .and_then(|paths| paths.as_object());
    for (path, item) in paths.into_iter().flatten() {
        for (method, operation) in item.as_object().into_iter().flatten() {
            if operation
                .get("operationId")
                .and_then(|known| known.as_str())
                == Some(id)
            {
                let pointer = format!("/paths/{}/{method}", escape(path));
                bail!(
                    "{}: the operation {id} already exists",
                    spec.position(&pointer)
                );
            }
        }
    }
    Ok(())
}

fn check_name(name: &str) -> Result<()> {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
    let is_document =
        name.ends_with(".yaml") && !name.starts_with('.') && name.chars().all(is_plain);
    if !is_document || crate::source::DECISIONS.contains(&name) {
        bail!(
            "{name:?} cannot be the name of a document: use letters, digits and `_`, and end it with .yaml"
        );
    }
    Ok(())
}
