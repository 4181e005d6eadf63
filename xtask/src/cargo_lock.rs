//! The version of the emitted crate in `Cargo.lock`, which `cargo … --locked` demands to be current.

use std::fs;
use std::path::Path;

use crate::write::Files;

/// The advice to update the `Cargo.lock` of the crate in `out`, if it has another version of the crate than `files`.
/// `None` if the versions are the same, or if there is no such file or entry.
pub fn stale(out: &Path, files: &Files) -> Option<String> {
    let manifest = files.get("Cargo.toml")?;
    let (name, version) = (field(manifest, "name")?, field(manifest, "version")?);
    let lock = out.ancestors().map(|folder| folder.join("Cargo.lock"));
    let text = fs::read_to_string(lock.into_iter().find(|lock| lock.is_file())?).ok()?;
    let locked = text
        .split("[[package]]\n")
        // A package with a source is another crate of that name.
        .filter(|package| field(package, "source").is_none())
        .find(|package| field(package, "name") == Some(name))
        .and_then(|package| field(package, "version"))?;
    (locked != version).then(|| {
        format!(
            "Cargo.lock has {name} {locked}, and it is {version} now, which `--locked` refuses: run `cargo update \
             --workspace`\n"
        )
    })
}

/// The value of the first field of this name.
fn field<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    let quoted = |line: &'a str| {
        let value = line.strip_prefix(name)?.strip_prefix(" = \"")?;
        value.strip_suffix('"')
    };
    text.lines().find_map(quoted)
}
