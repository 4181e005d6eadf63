//! `webhooks listen`.

use std::io::{BufRead, BufReader, Lines};
use std::process::{Child, ChildStderr, ChildStdout, Stdio};

use aws_lc_rs::encoding::AsDer;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{KeyPair, RSA_PKCS1_SHA256, RsaKeyPair};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use realtimekit::reqwest::{Client, StatusCode};

use crate::program::{Program, listening_address};

/// The program, listening.
struct Listener {
    child: Child,
    out: Lines<BufReader<ChildStdout>>,
    err: Lines<BufReader<ChildStderr>>,
    address: String,
    key: RsaKeyPair,
}

impl Listener {
    fn start(program: &Program, more: &[&str]) -> Self {
        let key = RsaKeyPair::generate(KeySize::Rsa2048).unwrap();
        let der = key.public_key().as_der().unwrap();
        let pem = BASE64_STANDARD.encode(der.as_ref());
        let pem = format!("-----BEGIN PUBLIC KEY-----\n{pem}\n-----END PUBLIC KEY-----\n");
        std::fs::write(program.path("key.pem"), pem).unwrap();
        let listen = [
            "webhooks",
            "listen",
            "--port",
            "0",
            "--public-key",
            "key.pem",
        ];
        let mut command = program.bare(&[&listen[..], more].concat());
        let mut child = command
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let out = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut err = BufReader::new(child.stderr.take().unwrap()).lines();
        let first = err.next().unwrap().unwrap();
        let address = listening_address(&first);
        Self {
            address: address.to_owned(),
            child,
            out,
            err,
            key,
        }
    }

    async fn deliver(&self, body: &'static str, signed: &str) -> StatusCode {
        let mut signature = vec![0; self.key.public_modulus_len()];
        let random = SystemRandom::new();
        self.key
            .sign(
                &RSA_PKCS1_SHA256,
                &random,
                signed.as_bytes(),
                &mut signature,
            )
            .unwrap();
        let delivery = Client::new()
            .post(format!("{}hook", self.address))
            .header("rtk-signature", BASE64_STANDARD.encode(signature))
            .body(body);
        delivery.send().await.unwrap().status()
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

const STARTED: &str =
    r#"{"event":"meeting.started","meeting":{"id":"m-1","title":"Al\u001b[2Jgebra"}}"#;
const CHAT: &str =
    r#"{"event":"meeting.chatSynced","chatDownloadUrl":"https://h/chat.csv?signature=s3cr3t"}"#;

#[tokio::test(flavor = "multi_thread")]
async fn verified_events_are_printed_and_others_refused() {
    let program = Program::new().await;
    let mut listener = Listener::start(&program, &[]);
    assert_eq!(listener.deliver(STARTED, STARTED).await, StatusCode::OK);
    let line = listener.out.next().unwrap().unwrap();
    assert_eq!(line, "meeting.started  Al\\u{1b}[2Jgebra");
    assert_eq!(
        listener.deliver(STARTED, "another body").await,
        StatusCode::UNAUTHORIZED
    );
    let refused = listener.err.next().unwrap().unwrap();
    assert!(
        refused.starts_with("refused: webhook: the signature does not match"),
        "{refused}"
    );

    let mut listener = Listener::start(&program, &["-o", "jsonl"]);
    assert_eq!(listener.deliver(CHAT, CHAT).await, StatusCode::OK);
    let line = listener.out.next().unwrap().unwrap();
    assert!(
        line.contains("h/chat.csv") && !line.contains("s3cr3t"),
        "{line}"
    );
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn a_command_handles_the_events_and_its_failure_is_the_response() {
    let program = Program::new().await;
    let command = "test $REALTIMEKIT_EVENT = meeting.started && cat > event.json";
    let listener = Listener::start(&program, &["--exec", command]);
    assert_eq!(listener.deliver(STARTED, STARTED).await, StatusCode::OK);
    let event = std::fs::read_to_string(program.path("event.json")).unwrap();
    let event: serde_json::Value = serde_json::from_str(&event).unwrap();
    assert_eq!(
        event,
        serde_json::from_str::<serde_json::Value>(STARTED).unwrap()
    );
    assert_eq!(
        listener.deliver(CHAT, CHAT).await,
        StatusCode::INTERNAL_SERVER_ERROR
    );
}
