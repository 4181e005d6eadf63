//! Builds crates outside of the workspace, all in one target folder, so that their dependencies are built once.
//!
//! Cargo runs offline here: the crates may only use dependencies that `cargo test` itself has downloaded.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::OnceLock;

use serde_json::Value;
use xtask::workspace;

/// Features of a generated crate. No line of it depends on TLS, which takes longer to build than all else.
pub const WITHOUT_TLS: [&str; 2] = ["--no-default-features", "--features=test-util"];

/// `target/foreign`, in cargo's target folder.
fn target() -> PathBuf {
    // Tests run as target/<profile>/deps/<name>.
    let test = std::env::current_exe().unwrap_or_default();
    let target = test.ancestors().nth(3).unwrap_or(Path::new("target"));
    target.join("foreign")
}

/// The binary of the workbench. Cargo builds it first, so that tests never run an old binary.
///
/// # Panics
///
/// It does not build. The message is that of the compiler.
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

/// A folder for crates that stays from run to run, so that only what changed is built again.
///
/// # Errors
///
/// When it cannot be made.
pub fn kept_folder(name: &str) -> io::Result<PathBuf> {
    let folder = target().join(name);
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
        // It would take precedence over the flags above.
        .env_remove("CARGO_ENCODED_RUSTFLAGS")
        // Nobody debugs these crates, and most of them are built once.
        .env("CARGO_PROFILE_DEV_DEBUG", "0")
        .env("CARGO_INCREMENTAL", "0")
        .output()
}

/// Runs the doc tests of the library `name` in `folder` with rustdoc and [`WITHOUT_TLS`], using the results of `cargo check`: examples
/// that are only compiled need no more, and building all dependencies would take minutes.
///
/// # Errors
///
/// When cargo or rustdoc cannot be started.
pub fn doc_tests(folder: &Path, name: &str) -> io::Result<Output> {
    let arguments = [&["check", "--message-format=json"], &WITHOUT_TLS[..]].concat();
    let checked = cargo(folder, &arguments)?;
    let messages = String::from_utf8_lossy(&checked.stdout);
    let mut rustdoc = Command::new(std::env::var("RUSTDOC").unwrap_or("rustdoc".to_owned()));
    rustdoc
        .args([
            "--test",
            "src/lib.rs",
            "--edition",
            "2024",
            "--crate-name",
            name,
        ])
        .arg("-L")
        .arg(format!(
            "dependency={}",
            target().join("debug/deps").display()
        ))
        .current_dir(folder)
        // Cargo sets them.
        .envs([("CARGO_PKG_NAME", name), ("CARGO_PKG_VERSION", "1.0.0")]);
    for message in messages.lines() {
        let message: Value = serde_json::from_str(message).unwrap_or_default();
        let library = message["target"]["name"]
            .as_str()
            .unwrap_or_default()
            .replace('-', "_");
        let used = [name, "realtimekit_runtime", "serde", "serde_json"];
        if let Some(file) = message["filenames"][0].as_str()
            && used.contains(&library.as_str())
            && file.ends_with(".rmeta")
        {
            rustdoc.arg("--extern").arg(format!("{library}={file}"));
        }
    }
    rustdoc.output()
}
