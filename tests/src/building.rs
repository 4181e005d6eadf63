//! Crates outside of the workspace, built in one target folder for all of them, so that what they depend on is built
//! once.
//!
//! Cargo runs offline here: the tests need what `cargo test` itself has downloaded, and no more.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::OnceLock;

use serde_json::Value;
use xtask::workspace;

/// `target/foreign`, wherever cargo has put `target`.
fn target() -> PathBuf {
    // Tests run as target/<profile>/deps/<name>.
    let test = std::env::current_exe().unwrap_or_default();
    let target = test.ancestors().nth(3).unwrap_or(Path::new("target"));
    target.join("foreign")
}

/// The workbench's binary. Cargo is asked to build it: a test that runs a binary of last week would prove nothing.
///
/// # Panics
///
/// With what the compiler says when it does not build.
#[must_use]
pub fn xtask() -> Command {
    static BUILT: OnceLock<PathBuf> = OnceLock::new();
    Command::new(BUILT.get_or_init(|| {
        let built = Command::new(env!("CARGO"))
            .args([
                "build",
                "--quiet",
                "--offline",
                "--package",
                "xtask",
                "--bin",
                "xtask",
            ])
            .arg("--message-format=json")
            .current_dir(workspace::root())
            .output()
            .unwrap();
        let messages = String::from_utf8_lossy(&built.stdout);
        let executable = messages.lines().find_map(|line| {
            let message: Value = serde_json::from_str(line).ok()?;
            message["executable"].as_str().map(PathBuf::from)
        });
        executable.unwrap_or_else(|| panic!("{}", String::from_utf8_lossy(&built.stderr)))
    }))
}

/// An empty folder for a crate.
///
/// # Errors
///
/// When it cannot be made.
pub fn folder(name: &str) -> io::Result<PathBuf> {
    let folder = target().join("crates").join(name);
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    fs::create_dir_all(&folder)?;
    Ok(folder)
}

/// Runs cargo on the crate in `folder`: offline, with the versions of this workspace, and with warnings denied.
///
/// # Errors
///
/// When cargo cannot be started.
pub fn cargo(folder: &Path, arguments: &[&str]) -> io::Result<Output> {
    fs::copy(
        workspace::root().join("Cargo.lock"),
        folder.join("Cargo.lock"),
    )?;
    Command::new(env!("CARGO"))
        .args(arguments)
        .args(["--quiet", "--offline"])
        .current_dir(folder)
        .env("CARGO_TARGET_DIR", target())
        .env("RUSTFLAGS", "-D warnings")
        .env("RUSTDOCFLAGS", "-D warnings")
        // It would win over the flags above.
        .env_remove("CARGO_ENCODED_RUSTFLAGS")
        .output()
}
