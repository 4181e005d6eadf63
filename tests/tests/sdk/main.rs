//! Cloudflare's SDKs for TypeScript and Python run the life of a meeting against the in-memory server: all operations,
//! directly, and through Prism, which validates requests and responses. The scripts are in `tests/sdk/`.
//!
//! The tests install packages, so they only run if they are asked for: `cargo test --test sdk -- --ignored --nocapture`.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::process::Command;

use realtimekit::Client;
use realtimekit_fake::{FakeServer, api_description};
use realtimekit_tests::prism::{self, Prism};
use realtimekit_tests::{packages, path};
use serde_json::{Value, json};
use xtask::workspace;

/// The folder of installed packages.
const FOLDER: &str = env!("CARGO_TARGET_TMPDIR");

/// A script with its packages.
struct Script {
    program: &'static str,
    folder: PathBuf,
    file: &'static str,
    /// The folder of Python packages. Node finds packages beside the script.
    packages: Option<PathBuf>,
}

/// `None` if node or npm is not installed.
fn typescript() -> Option<Script> {
    Some(Script {
        program: "node",
        folder: packages::typescript(FOLDER)?,
        file: "life.mjs",
        packages: None,
    })
}

/// `None` if Python or pip is not installed.
fn python() -> Option<Script> {
    Some(Script {
        program: "python3",
        folder: path("sdk/python"),
        file: "life.py",
        packages: Some(packages::python(FOLDER)?),
    })
}

impl Script {
    /// Runs the script against a server, through a proxy if there is one. Every operation must have been called.
    fn run(&self, fake: &FakeServer, proxy: Option<&Prism>) {
        let mut command = Command::new(self.program);
        command.arg(self.file).current_dir(&self.folder);
        command
            .envs(fake.variables())
            .env("PYTHONDONTWRITEBYTECODE", "1");
        if let Some(packages) = &self.packages {
            command.env("PYTHONPATH", packages);
        }
        if let Some(proxy) = proxy {
            command.env("REALTIMEKIT_DIRECT_URL", fake.url());
            command.env("REALTIMEKIT_BASE_URL", proxy.url());
        }
        let output = command.output().unwrap();
        let (out, err) = (
            String::from_utf8_lossy(&output.stdout),
            String::from_utf8_lossy(&output.stderr),
        );
        assert!(output.status.success(), "{}:\n{out}\n{err}", self.file);
        let called: BTreeSet<_> = fake
            .requests()
            .into_iter()
            .filter(|request| request.status < 300)
            .filter_map(|request| request.operation)
            .map(str::to_owned)
            .collect();
        assert_eq!(called, operations(), "operations with a success");
    }
}

/// The API description.
fn description() -> PathBuf {
    workspace::generated().join("openapi.json")
}

/// The ids of all operations.
fn operations() -> BTreeSet<String> {
    let document: Value = serde_json::from_str(api_description()).unwrap();
    let paths = document["paths"].as_object().unwrap().values();
    let all: BTreeSet<_> = paths
        .flat_map(|item| item.as_object().unwrap().values())
        .filter_map(|operation| Some(operation.get("operationId")?.as_str()?.to_owned()))
        .collect();
    assert_eq!(all.len(), 62);
    all
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
#[ignore = "installs packages"]
async fn the_typescript_sdk_calls_all_operations() {
    if let Some(script) = typescript() {
        script.run(&FakeServer::start().await.unwrap(), None);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
#[ignore = "installs packages"]
async fn the_python_sdk_calls_all_operations() {
    if let Some(script) = python() {
        script.run(&FakeServer::start().await.unwrap(), None);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
#[ignore = "installs packages"]
async fn a_validating_proxy_finds_no_violation() {
    let Some(program) = prism::install(FOLDER) else {
        return;
    };
    for script in [typescript(), python()].into_iter().flatten() {
        let fake = FakeServer::start().await.unwrap();
        let proxy = Prism::proxy(&program, &description(), &fake.url());
        script.run(&fake, Some(&proxy));
    }
}

/// Checks that the proxy of the test above works.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
#[ignore = "installs packages"]
async fn the_validating_proxy_reports_responses_that_do_not_match() {
    let Some(program) = prism::install(FOLDER) else {
        return;
    };
    let fake = FakeServer::start().await.unwrap();
    let proxy = Prism::proxy(&program, &description(), &fake.url());
    let client = Client::builder()
        .base_url(proxy.url())
        .token(fake.token())
        .account_id(fake.account_id())
        .build()
        .unwrap();
    let app = client.app(fake.app_id());
    app.get().await.unwrap();
    let wrong = json!({"id": 7, "name": "fake", "created_at": "2026-01-05T09:00:00Z"});
    fake.respond("get_app", 200, json!({"success": true, "data": wrong}));
    let error = app.get().await.unwrap_err();
    let text = error.to_string();
    assert!(text.contains("Request/Response not valid"), "{text}");
}
