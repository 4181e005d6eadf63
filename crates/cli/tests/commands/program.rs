//! The program as a test runs it.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use realtimekit_fake::FakeServer;

/// The result of a run of the program.
pub struct Run {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl Run {
    pub fn new(output: Output) -> Self {
        Self {
            code: output.status.code().unwrap_or(-1),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// The output, of a run that succeeded.
    #[track_caller]
    pub fn ok(self) -> String {
        assert_eq!(self.code, 0, "{}", self.err);
        self.out
    }

    /// The output as JSON, of a run that succeeded.
    #[track_caller]
    pub fn json(self) -> serde_json::Value {
        serde_json::from_str(&self.ok()).unwrap()
    }
}

/// The address in the first line that a listener prints.
pub fn listening_address(line: &str) -> &str {
    let rest = line.strip_prefix("Listening on ").unwrap();
    rest.split(". ").next().unwrap()
}

/// The program with a home of its own, and a server.
pub struct Program {
    pub fake: FakeServer,
    home: tempfile::TempDir,
}

impl Program {
    /// With a new server.
    pub async fn new() -> Self {
        Self::with(FakeServer::start().await.unwrap())
    }

    /// With this server.
    pub fn with(fake: FakeServer) -> Self {
        Self {
            fake,
            home: tempfile::tempdir().unwrap(),
        }
    }

    /// A path in its home.
    pub fn path(&self, name: &str) -> PathBuf {
        self.home.path().join(name)
    }

    /// Writes its configuration file, with this mode.
    pub fn configure(&self, text: &str, mode: u32) {
        let file = self.path("config/realtimekit/config.toml");
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(&file, text).unwrap();
        set_mode(&file, mode);
    }

    /// The program with no variables.
    pub fn bare(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_realtimekit"));
        command
            .args(arguments)
            .current_dir(self.home.path())
            .env_clear()
            .env("HOME", self.home.path())
            .env("XDG_CONFIG_HOME", self.path("config"))
            .stdin(Stdio::null());
        command
    }

    /// The program with the variables for the server.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = self.bare(arguments);
        command.envs(self.fake.variables());
        command
    }

    /// Runs it.
    pub fn run(&self, arguments: &[&str]) -> Run {
        Run::new(self.command(arguments).output().unwrap())
    }

    /// Runs it without variables.
    pub fn run_bare(&self, arguments: &[&str]) -> Run {
        Run::new(self.bare(arguments).output().unwrap())
    }

    /// Runs it with this on standard input.
    pub fn run_with_input(&self, arguments: &[&str], input: &str) -> Run {
        let mut command = self.command(arguments);
        command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        child
            .stdin
            .take()
            .unwrap()
            .write_all(input.as_bytes())
            .unwrap();
        Run::new(child.wait_with_output().unwrap())
    }
}

#[cfg(unix)]
fn set_mode(file: &Path, mode: u32) {
    use std::os::unix::fs::PermissionsExt;
    std::fs::set_permissions(file, std::fs::Permissions::from_mode(mode)).unwrap();
}

#[cfg(not(unix))]
fn set_mode(_file: &Path, _mode: u32) {}
