//! The paths of this workspace.

use std::path::{Component, Path, PathBuf};

use anyhow::{Context, Result};

/// What the manifest of an emitted crate says of the runtime crate.
#[derive(Clone, Debug)]
pub struct Runtime {
    /// Its version.
    pub version: String,
    /// The path from the output folder to it.
    pub path: String,
    /// Whether the output folder is a member of the workspace that holds the runtime.
    pub in_workspace: bool,
}

/// The root of the workspace: the one that cargo runs in, since checkouts that share a target folder share this program;
/// without cargo, the one that it was built in.
pub fn root() -> PathBuf {
    let running = std::env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from);
    let is_root = |folder: &&Path| folder.join("xtask/Cargo.toml").is_file();
    match running
        .as_deref()
        .and_then(|package| package.ancestors().find(is_root))
    {
        Some(root) => root.to_path_buf(),
        None => {
            let xtask = Path::new(env!("CARGO_MANIFEST_DIR"));
            xtask.parent().unwrap_or(xtask).to_path_buf()
        }
    }
}

/// The spec, `spec/`.
pub fn spec() -> PathBuf {
    root().join("spec")
}

/// The emitted crate, `generated/`.
pub fn generated() -> PathBuf {
    root().join("generated")
}

/// A path as messages show it: relative to the current folder where that is shorter.
pub fn shown(path: &Path) -> String {
    let relative = std::env::current_dir()
        .ok()
        .and_then(|current| Some(path.strip_prefix(current).ok()?.to_path_buf()));
    relative
        .unwrap_or_else(|| path.to_path_buf())
        .display()
        .to_string()
}

/// What the manifest of a crate emitted into `out` says of the runtime.
///
/// # Errors
///
/// When the folder above `out` cannot be found out.
pub fn runtime_from(out: &Path) -> Result<Runtime> {
    let version = env!("CARGO_PKG_VERSION").to_owned();
    let out = settled(out)?;
    let root = settled(&root())?;
    let in_workspace = out == root.join("generated");
    let runtime = root.join("crates/runtime");
    let path = pathdiff::diff_paths(&runtime, &out).unwrap_or(runtime);
    let parts: Vec<_> = path
        .components()
        .map(|part| part.as_os_str().to_string_lossy())
        .collect();
    Ok(Runtime {
        version,
        path: parts.join("/").replace("//", "/"),
        in_workspace,
    })
}

/// The absolute path without links, also of a folder that does not exist yet; `..` behind a folder that is not there
/// leads back from it.
///
/// # Errors
///
/// When the current folder cannot be found out.
pub fn settled(path: &Path) -> Result<PathBuf> {
    let absolute =
        std::path::absolute(path).with_context(|| format!("cannot use {}", path.display()))?;
    let mut settled = PathBuf::new();
    for part in absolute.components() {
        match part {
            // What is settled so far has no links: the folder above it is the one that its name says.
            Component::ParentDir => {
                settled.pop();
            }
            part => {
                settled.push(part);
                if let Ok(real) = settled.canonicalize() {
                    settled = real;
                }
            }
        }
    }
    Ok(settled)
}
