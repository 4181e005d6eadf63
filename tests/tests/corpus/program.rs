//! The program with the calls of all documents: one crate that depends on every client.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use realtimekit_tests::{building, path};
use serde_json::Value;

/// A generated client, and the tests that call it.
pub struct Client {
    /// The name of the document.
    pub name: String,
    /// The name of its package.
    pub package: String,
    /// The file with the tests.
    pub calls: PathBuf,
}

/// Builds the clients and their tests, and runs the tests.
///
/// # Errors
///
/// The failed tests by document, or the output of the compiler.
pub fn run(folder: &Path, clients: &[Client]) -> Result<(), Vec<String>> {
    write(folder, clients);
    let built = building::cargo(
        folder,
        &[
            "test",
            "--lib",
            "--no-run",
            "--no-fail-fast",
            "--message-format=json-render-diagnostics",
        ],
    );
    let built = built.unwrap();
    let messages = String::from_utf8_lossy(&built.stdout);
    let executable = messages.lines().find_map(|line| {
        let message: Value = serde_json::from_str(line).ok()?;
        let is_it = message["target"]["name"] == "calls" && message["profile"]["test"] == true;
        message["executable"]
            .as_str()
            .filter(|_| is_it)
            .map(str::to_owned)
    });
    let Some(executable) = executable else {
        return Err(vec![String::from_utf8_lossy(&built.stderr).into_owned()]);
    };
    let run = Command::new(executable)
        .env("RUST_BACKTRACE", "0")
        .output()
        .unwrap();
    if run.status.success() {
        return Ok(());
    }
    let output = String::from_utf8_lossy(&run.stdout);
    let mut failed: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    // `---- document::calls::test stdout ----`, and what the test printed
    for report in output.split("\n---- ").skip(1) {
        let document = report.split("::").next().unwrap_or_default();
        let report = report.split("\n\n\nfailures:").next().unwrap_or_default();
        failed.entry(document).or_default().push(report.trim_end());
    }
    let failed = failed.into_iter();
    Err(failed
        .map(|(document, reports)| format!("{document}:\n{}", reports.join("\n")))
        .collect())
}

/// Files that are the same are left alone, so that cargo builds only what changed.
fn write(folder: &Path, clients: &[Client]) {
    let mut manifest = MANIFEST.to_owned();
    let mut code = CODE.replace("SERVER", &quoted(&path("src/server.rs")));
    for Client {
        name,
        package,
        calls,
    } in clients
    {
        manifest.push_str(&format!(
            "{name} = {{ path = \"../clients/{name}\", package = \"{package}\", default-features = false }}\n"
        ));
        code.push_str(&format!(
            "\nmod {name} {{\n    use ::{name} as client;\n    #[path = {}]\n    mod calls;\n}}\n",
            quoted(calls)
        ));
    }
    for (file, text) in [("Cargo.toml", manifest), ("src/lib.rs", code)] {
        let file = folder.join(file);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        if fs::read_to_string(&file).ok().as_deref() != Some(&text) {
            fs::write(file, text).unwrap();
        }
    }
}

fn quoted(path: &Path) -> String {
    format!("{:?}", path.display().to_string())
}

const MANIFEST: &str = r#"[package]
name = "calls"
edition = "2024"

[workspace]

[dependencies]
serde_json = "1"
tokio = { version = "1", features = ["macros", "rt"] }
"#;

const CODE: &str = r#"#![cfg(test)]
#[allow(dead_code)]
#[path = SERVER]
mod server;

/// A server that gives these JSON responses in turn, and a client for it.
macro_rules! start {
    ($($response:expr),* $(,)?) => {{
        let responses = [$(crate::server::ServerResponse::from($response)),*];
        let server = crate::server::Server::start(responses).unwrap();
        let client = super::client::Client::builder().base_url(server.url()).build().unwrap();
        (server, client)
    }};
}

/// The value that a client reads. The client then sends it back, which must not change it.
#[allow(unused_macros)]
macro_rules! sent_back {
    ($value:expr $(,)?) => {{
        let value = $value;
        let (server, client) = start!(value.clone(), crate::server::ServerResponse::json("").status(204));
        let root = client.x().await.unwrap();
        client.create_x(&root).await.unwrap();
        assert_eq!(server.received()[1].body_json(), value);
        root
    }};
}
"#;
