//! Prism: a proxy that validates requests and responses against an API description, and a server that makes responses up.

use std::io::{BufRead, BufReader};
use std::net::{Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use crate::packages;

/// A running Prism. It ends when this is dropped.
#[derive(Debug)]
pub struct Prism {
    process: Child,
    url: String,
}

/// The program. `None` if npm is not installed.
///
/// # Panics
///
/// When it cannot be installed.
pub fn install(folder: &str) -> Option<PathBuf> {
    let folder = packages::prism(folder)?;
    Some(folder.join("node_modules/@stoplight/prism-cli/dist/index.js"))
}

impl Prism {
    /// Between a client and a server. A request or a response that does not match is an error.
    ///
    /// # Panics
    ///
    /// When it does not start.
    pub fn proxy(program: &Path, document: &Path, server: &str) -> Self {
        Self::start(program, &["proxy", "--errors"], document, &[server])
    }

    /// Responds with random values of the schemas. (With a seed, all responses of an operation would be the same.)
    ///
    /// # Panics
    ///
    /// When it does not start.
    pub fn mock(program: &Path, document: &Path) -> Self {
        Self::start(program, &["mock", "--dynamic"], document, &[])
    }

    fn start(program: &Path, arguments: &[&str], document: &Path, more: &[&str]) -> Self {
        let port = free_port();
        let mut command = Command::new("node");
        command
            .arg(program)
            .args(arguments)
            .arg(document)
            .args(more);
        command.args(["--port", &port.to_string()]);
        let mut process = command.stdout(Stdio::piped()).spawn().unwrap();
        let mut lines = BufReader::new(process.stdout.take().unwrap()).lines();
        let is_ready = |line: &str| line.contains("Prism is listening");
        let ready = lines.find(|line| line.as_ref().is_ok_and(|line| is_ready(line)));
        assert!(ready.is_some(), "Prism does not start");
        // If its output were not read, it would stop.
        std::thread::spawn(move || lines.for_each(drop));
        let url = format!("http://127.0.0.1:{port}");
        Self { process, url }
    }

    /// Its address. The paths of the document follow, without the path of its servers.
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
