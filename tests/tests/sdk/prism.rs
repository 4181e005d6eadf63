//! Prism, a proxy that validates requests and responses against the API description.

use std::io::{BufRead, BufReader};
use std::net::{Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use xtask::workspace;

use crate::install;

/// A running proxy. It ends when it is dropped.
pub struct Prism {
    process: Child,
    url: String,
}

/// The program. `None` if npm is not installed.
pub fn install() -> Option<PathBuf> {
    let folder = install::prism()?;
    Some(folder.join("node_modules/@stoplight/prism-cli/dist/index.js"))
}

impl Prism {
    /// Between a client and a server. A request or a response that does not match is an error.
    pub fn proxy(program: &Path, server: &str) -> Self {
        let port = free_port();
        let mut command = Command::new("node");
        command.arg(program).arg("proxy");
        command.arg(workspace::generated().join("openapi.json"));
        command.args([server, "--errors", "--port", &port.to_string()]);
        let mut process = command.stdout(Stdio::piped()).spawn().unwrap();
        let mut lines = BufReader::new(process.stdout.take().unwrap()).lines();
        let is_ready = |line: &str| line.contains("Prism is listening");
        let ready = lines.find(|line| line.as_ref().is_ok_and(|line| is_ready(line)));
        assert!(ready.is_some(), "Prism does not start");
        // A pipe that nobody reads would stop it.
        std::thread::spawn(move || lines.for_each(drop));
        let url = format!("http://127.0.0.1:{port}");
        Self { process, url }
    }

    pub fn url(&self) -> &str {
        &self.url
    }
}

impl Drop for Prism {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Prism takes no port 0.
fn free_port() -> u16 {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    listener.local_addr().unwrap().port()
}
