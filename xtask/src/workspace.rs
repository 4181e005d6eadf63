//! The paths of this workspace.

use std::path::{Component, Path, PathBuf};

use anyhow::{Context, Result};

/// The runtime crate, as the manifest of an emitted crate refers to it.
#[derive(Clone, Debug)]
pub struct Runtime {
    /// Its version.
    pub version: String,
    /// The path from the output folder to it.
    pub path: String,
    /// Whether the output folder is a member of the workspace that holds the runtime.
    pub in_workspace: bool,
}

/// The root of the workspace: the one that cargo runs in, because several checkouts can share one target folder and
/// this program. Without cargo, the workspace that the program was built in.
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

/// The runtime, for the manifest of a crate that is emitted into `out`.
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

/// The absolute path without symbolic links, also of a folder that does not exist yet. `..` after a missing folder
/// removes that folder from the path.
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
            // The path so far has no links, so its parent is the folder above it.
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
