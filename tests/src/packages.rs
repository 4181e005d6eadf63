//! Installs the packages of npm and PyPI that tests use, in the folder of the build, once for each list of packages.
//!
//! A test gives its `env!("CARGO_TARGET_TMPDIR")` as the folder.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;

use crate::{copy, path};

/// Tests run side by side, and two of them may need the same packages.
type Installed = OnceLock<Option<PathBuf>>;

/// A copy of `tests/sdk/typescript` with its packages. `None` if npm is not installed.
///
/// # Panics
///
/// When a package cannot be installed.
pub fn typescript(folder: &str) -> Option<PathBuf> {
    static INSTALLED: Installed = OnceLock::new();
    INSTALLED
        .get_or_init(|| with_npm(folder, "typescript"))
        .clone()
}

/// A copy of `tests/sdk/prism` with its packages. `None` if npm is not installed.
///
/// # Panics
///
/// When a package cannot be installed.
pub fn prism(folder: &str) -> Option<PathBuf> {
    static INSTALLED: Installed = OnceLock::new();
    INSTALLED.get_or_init(|| with_npm(folder, "prism")).clone()
}

/// The folder with the packages of Python. `None` if Python or pip is not installed.
///
/// # Panics
///
/// When a package cannot be installed.
pub fn python(folder: &str) -> Option<PathBuf> {
    static INSTALLED: Installed = OnceLock::new();
    INSTALLED.get_or_init(|| with_pip(folder)).clone()
}

fn with_npm(folder: &str, name: &str) -> Option<PathBuf> {
    if !(is_installed("node") && is_installed("npm")) {
        println!("skipped: {name} needs node and npm, which are not installed");
        return None;
    }
    let (from, to) = (path("sdk").join(name), below(folder, name));
    copy(&from, &to);
    let lock = from.join("package-lock.json");
    once(&to, &lock, || {
        let mut npm = Command::new("npm");
        npm.args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"]);
        npm.current_dir(&to);
        run(&mut npm);
    });
    Some(to)
}

fn with_pip(folder: &str) -> Option<PathBuf> {
    let has_pip = Command::new("python3")
        .args(["-m", "pip", "--version"])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    if !has_pip.is_ok_and(|status| status.success()) {
        println!("skipped: python needs python3 with pip, which are not installed");
        return None;
    }
    let (to, list) = (below(folder, "python"), path("sdk/python/requirements.txt"));
    let packages = to.join("packages");
    once(&to, &list, || {
        let mut pip = Command::new("python3");
        pip.args([
            "-m",
            "pip",
            "install",
            "--quiet",
            "--no-compile",
            "--upgrade",
        ]);
        pip.arg("--target").arg(&packages).arg("-r").arg(&list);
        pip.env("PIP_ROOT_USER_ACTION", "ignore")
            .env("PIP_DISABLE_PIP_VERSION_CHECK", "1");
        run(&mut pip);
    });
    Some(packages)
}

fn below(folder: &str, name: &str) -> PathBuf {
    let folder = Path::new(folder).join("sdk").join(name);
    fs::create_dir_all(&folder).unwrap();
    folder
}

/// Installs, unless it was done for this list before.
fn once(folder: &Path, list: &Path, install: impl FnOnce()) {
    let (done, list) = (folder.join("installed"), fs::read(list).unwrap());
    if fs::read(&done).is_ok_and(|installed| installed == list) {
        return;
    }
    install();
    fs::write(done, list).unwrap();
}

fn is_installed(program: &str) -> bool {
    let status = Command::new(program)
        .arg("--version")
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    status.is_ok_and(|status| status.success())
}

fn run(command: &mut Command) {
    let output = command.output().unwrap();
    let (out, err) = (
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr),
    );
    assert!(output.status.success(), "{command:?}:\n{out}\n{err}");
}
