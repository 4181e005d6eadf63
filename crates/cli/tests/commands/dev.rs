//! `dev`.

use std::io::{BufRead, BufReader, Lines, Write};
use std::net::TcpStream;
use std::process::{Child, ChildStderr, ChildStdout, Stdio};

use crate::program::{Program, Run, listening_address};

const DEV: [&str; 5] = ["dev", "--port=0", "--webhook-port=0", "--seed", "classroom"];

#[tokio::test(flavor = "multi_thread")]
async fn a_command_is_run_with_a_service_and_ends_it() {
    let program = Program::new().await;
    let realtimekit = env!("CARGO_BIN_EXE_realtimekit");
    let dev = [&DEV[..], &["--", realtimekit]].concat();
    let listed = program
        .run_bare(&[&dev[..], &["meetings", "list", "-o", "json"]].concat())
        .json();
    assert_eq!(listed[0]["title"], "Algebra");
    let failed = program.run_bare(&[&dev[..], &["meetings", "get", "none"]].concat());
    assert_eq!(failed.code, 3, "the code of the command: {}", failed.err);
    let triggered =
        program.run_bare(&[&dev[..], &["webhooks", "trigger", "meeting.ended"]].concat());
    assert!(
        triggered.err.contains("meeting.ended  "),
        "{}",
        triggered.err
    );
    assert!(
        triggered.ok().contains("200"),
        "the response of the listener"
    );
    let missing = program.run_bare(&[&DEV[..], &["--", "no-such-program"]].concat());
    assert_eq!(missing.code, 1);
    assert!(missing.err.contains("no-such-program"), "{}", missing.err);
    let mut typed = program.bare(&[&DEV[..], &["--", "the-s3cr3t-token"]].concat());
    typed.env("CLOUDFLARE_API_TOKEN", "the-s3cr3t-token");
    let typed = Run::new(typed.output().unwrap());
    assert!(!typed.err.contains("s3cr3t"), "{}", typed.err);
}

/// `dev` without a command.
struct Dev {
    child: Child,
    out: Lines<BufReader<ChildStdout>>,
    err: Lines<BufReader<ChildStderr>>,
    variables: Vec<(String, String)>,
}

impl Dev {
    fn start(program: &Program) -> Self {
        let mut child = program
            .bare(&DEV)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut out = BufReader::new(child.stdout.take().unwrap()).lines();
        let exports = out.by_ref().take(4).map(|line| {
            let line = line.unwrap();
            let (name, value) = line
                .strip_prefix("export ")
                .unwrap()
                .split_once('=')
                .unwrap();
            (name.to_owned(), value.to_owned())
        });
        let variables = exports.collect();
        let err = BufReader::new(child.stderr.take().unwrap()).lines();
        Self {
            child,
            out,
            err,
            variables,
        }
    }

    /// Runs a command with the printed variables.
    fn run(&self, program: &Program, arguments: &[&str]) -> Run {
        let mut command = program.bare(arguments);
        command.envs(self.variables.clone());
        Run::new(command.output().unwrap())
    }
}

impl Drop for Dev {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_service_a_seed_and_a_listener_are_started() {
    let program = Program::new().await;
    let mut dev = Dev::start(&program);
    let listed = dev
        .run(&program, &["meetings", "list", "-o", "json"])
        .json();
    assert_eq!(listed[0]["title"], "Algebra");
    // A real event, of the live lesson.
    let meeting = listed[1]["id"].as_str().unwrap();
    dev.run(&program, &["active-session", "kick-all", meeting, "--yes"])
        .ok();
    let line = dev.out.next().unwrap().unwrap();
    assert!(
        line.starts_with("meeting.participantLeft  Biology  "),
        "{line}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn each_event_can_be_triggered_and_is_verified_and_printed() {
    let program = Program::new().await;
    let mut dev = Dev::start(&program);
    let events = dev
        .run(&program, &["webhooks", "event-types", "-o", "json"])
        .json();
    let events = events.as_array().unwrap();
    assert_eq!(events.len(), 9);
    for event in events {
        let event = event.as_str().unwrap();
        let rows = dev
            .run(&program, &["webhooks", "trigger", event, "-o", "json"])
            .json();
        assert_eq!(rows[0]["status"], 200, "{event}");
        let line = dev.out.next().unwrap().unwrap();
        assert!(line.starts_with(event), "{line}");
    }
    let unknown = dev.run(&program, &["webhooks", "trigger", "meeting.unknown"]);
    assert_eq!(unknown.code, 2);
    assert!(unknown.err.contains("meeting.started"), "{}", unknown.err);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_event_is_triggered_at_an_address_of_this_machine() {
    let program = Program::new().await;
    let mut listen = program.command(&["webhooks", "listen", "--port=0"]);
    let mut listener = listen
        .stderr(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut err = BufReader::new(listener.stderr.take().unwrap()).lines();
    let first = err.next().unwrap().unwrap();
    let address = listening_address(&first);
    let trigger = |to: &str| program.run(&["webhooks", "trigger", "meeting.started", "--to", to]);
    // Verified with the key of the in-memory server.
    assert!(trigger(address).ok().contains("200"));
    listener.kill().unwrap();
    listener.wait().unwrap();
    let gone = trigger(address);
    assert!(gone.out.contains("no response"), "{}", gone.out);
    for (to, code, message) in [
        (address, 1, "1 of 1 receivers did not accept the event"),
        ("http://192.0.2.1/", 2, "addresses on this machine only"),
        ("nonsense", 2, "--to: "),
    ] {
        let refused = trigger(to);
        assert_eq!(refused.code, code, "{}", refused.err);
        assert!(refused.err.contains(message), "{}", refused.err);
    }
    let none = program.run(&["webhooks", "trigger", "meeting.started"]);
    assert_eq!(none.code, 3, "{}", none.err);
    assert!(
        none.err.contains("no webhook is registered"),
        "{}",
        none.err
    );
    let elsewhere = program.run_bare(&["webhooks", "trigger", "meeting.started"]);
    assert_eq!(elsewhere.code, 2);
    assert!(
        elsewhere.err.contains("run `realtimekit dev`"),
        "{}",
        elsewhere.err
    );
}

#[cfg(unix)]
mod signals {
    use rustix::process::{Pid, Signal, kill_process};

    use super::*;

    fn send(child: &Child, signal: Signal) {
        let id = Pid::from_raw(child.id().try_into().unwrap()).unwrap();
        kill_process(id, signal).unwrap();
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn ctrl_c_ends_the_service_and_the_listener() {
        for signal in [Signal::INT, Signal::TERM] {
            let program = Program::new().await;
            let mut dev = Dev::start(&program);
            let listening = dev.err.next().unwrap().unwrap();
            let addresses: Vec<String> = listening
                .split("http://")
                .skip(1)
                .map(|rest| rest[..rest.find('/').unwrap()].to_owned())
                .collect();
            assert_eq!(addresses.len(), 2, "{listening}");
            for address in &addresses {
                TcpStream::connect(address).unwrap();
            }
            send(&dev.child, signal);
            assert_eq!(dev.child.wait().unwrap().code(), Some(0));
            for address in &addresses {
                assert!(TcpStream::connect(address).is_err(), "{address}");
            }
        }
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_command_outlives_ctrl_c_and_ends_with_the_service() {
        let program = Program::new().await;
        let mut dev = program
            .bare(&[&DEV[..], &["--", "cat"]].concat())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut input = dev.stdin.take().unwrap();
        let mut output = BufReader::new(dev.stdout.take().unwrap()).lines();
        let mut echo = |text: &str| {
            writeln!(input, "{text}").unwrap();
            output.next().unwrap().unwrap()
        };
        assert_eq!(echo("started"), "started");
        // A terminal would send it to the command as well.
        send(&dev, Signal::INT);
        assert_eq!(echo("still there"), "still there");
        send(&dev, Signal::TERM);
        assert_eq!(dev.wait().unwrap().code(), Some(128 + 15));
        assert!(output.next().is_none(), "the command has ended");
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn ctrl_c_ends_a_listener_whose_command_runs() {
        let program = Program::new().await;
        let command = "echo begun; exec tail -f /dev/null";
        let mut listener = program
            .command(&["webhooks", "listen", "--port=0", "--exec", command])
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut err = BufReader::new(listener.stderr.take().unwrap()).lines();
        let first = err.next().unwrap().unwrap();
        let address = listening_address(&first);
        let mut trigger = program
            .command(&["webhooks", "trigger", "meeting.started", "--to", address])
            .stderr(Stdio::null())
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        let mut out = BufReader::new(listener.stdout.take().unwrap()).lines();
        while out.next().unwrap().unwrap() != "begun" {}
        send(&listener, Signal::INT);
        assert_eq!(listener.wait().unwrap().code(), Some(0));
        assert!(out.next().is_none(), "the command has ended");
        assert_eq!(trigger.wait().unwrap().code(), Some(1));
    }
}
