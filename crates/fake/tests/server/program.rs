//! The program `realtimekit-fake`.

use std::collections::HashMap;
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

use realtimekit::Client;
use realtimekit::types::CreateMeeting;

/// A process that ends with the test.
struct Ended(Child);

impl Drop for Ended {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn program(arguments: &[&str]) -> Command {
    let mut program = Command::new(env!("CARGO_BIN_EXE_realtimekit-fake"));
    program
        .args(arguments)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    program
}

/// Starts the program and returns a client of it.
fn started(arguments: &[&str]) -> (Ended, Client) {
    let mut program = program(arguments);
    let mut child = Ended(program.spawn().unwrap());
    let lines = BufReader::new(child.0.stdout.take().unwrap()).lines();
    let variables: HashMap<String, String> = lines
        .take(4)
        .map(|line| {
            let line = line.unwrap();
            let (name, value) = line
                .strip_prefix("export ")
                .unwrap()
                .split_once('=')
                .unwrap();
            (name.to_owned(), value.to_owned())
        })
        .collect();
    let client = Client::builder()
        .token(variables["CLOUDFLARE_API_TOKEN"].as_str())
        .account_id(variables["CLOUDFLARE_ACCOUNT_ID"].as_str())
        .app_id(variables["REALTIMEKIT_APP_ID"].as_str())
        .base_url(&variables["REALTIMEKIT_BASE_URL"])
        .build()
        .unwrap();
    (child, client)
}

#[tokio::test]
async fn the_program_prints_the_variables_of_a_client_that_works() {
    let (_child, client) = started(&["serve", "--port", "0", "--seed", "classroom"]);
    assert_eq!(client.meetings().list().await.unwrap().items.len(), 2);
}

#[tokio::test]
async fn the_clock_of_the_program_can_be_manual() {
    let (_child, client) = started(&["serve", "--port", "0", "--manual-clock"]);
    let meeting = CreateMeeting::new();
    let meeting = client.meetings().create(&meeting).await.unwrap();
    assert_eq!(meeting.created_at.to_string(), "2026-01-05T09:00:00.000Z");
}

#[tokio::test]
async fn a_port_that_is_taken_is_an_error() {
    let fake = realtimekit_fake::FakeServer::start().await.unwrap();
    let url = fake.url();
    let port = url.split([':', '/']).nth(4).unwrap();
    let output = program(&["serve", "--port", port]).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    let message = String::from_utf8(output.stderr).unwrap();
    assert!(
        message.contains(&format!("cannot listen on port {port}")),
        "{message}"
    );
}
