//! The server that all ways call. It runs in a process of its own, so that nothing that it does is counted.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::Arc;
use std::thread;

use crate::responses;

/// A server process of this very program, started with `serve`. It ends with this value.
#[derive(Debug)]
pub struct Server {
    process: Child,
    address: String,
    /// The server ends when this is closed, so also when this process dies.
    _lifeline: Option<ChildStdin>,
}

impl Server {
    /// Starts one.
    ///
    /// # Errors
    ///
    /// When no process can be started.
    pub fn start() -> io::Result<Self> {
        let mut process = Command::new(std::env::current_exe()?)
            .arg("serve")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let mut address = String::new();
        if let Some(output) = process.stdout.take() {
            BufReader::new(output).read_line(&mut address)?;
        }
        let lifeline = process.stdin.take();
        Ok(Self {
            process,
            address: address.trim_end().to_owned(),
            _lifeline: lifeline,
        })
    }

    /// The base URL for clients.
    pub fn address(&self) -> &str {
        &self.address
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

struct Responses {
    participant: Vec<u8>,
    added: Vec<u8>,
    page: Vec<u8>,
    long_list: Vec<u8>,
}

/// The main function of a bench. A process that is started with `serve` becomes the server of the others. Without `--bench`
/// it is a test run, which measures nothing.
///
/// # Errors
///
/// When the server cannot be started, or the report fails.
pub fn bench(report: impl FnOnce(&Server) -> io::Result<()>) -> io::Result<()> {
    let has = |wanted: &str| std::env::args().skip(1).any(|argument| argument == wanted);
    if has("serve") {
        return serve();
    }
    if !has("--bench") {
        return Ok(());
    }
    report(&Server::start()?)
}

/// Serves until the standard input ends. Writes its address as the first line.
///
/// # Errors
///
/// When no socket can be had.
fn serve() -> io::Result<()> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    println!("http://{}/client/v4", listener.local_addr()?);
    let responses = Arc::new(Responses {
        participant: whole("200 OK", &responses::participant()),
        added: whole("201 Created", &responses::added()),
        page: whole("200 OK", &responses::page()),
        long_list: whole("200 OK", &responses::long_list()),
    });
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let responses = Arc::clone(&responses);
            thread::spawn(move || drop(response(stream, &responses)));
        }
    });
    io::stdin().read_to_end(&mut Vec::new()).map(drop)
}

/// A response with the headers of the service.
fn whole(status: &str, body: &str) -> Vec<u8> {
    format!(
        "HTTP/1.1 {status}\r\n\
         date: Tue, 01 Sep 2026 12:00:00 GMT\r\n\
         content-type: application/json\r\n\
         content-length: {}\r\n\
         connection: keep-alive\r\n\
         cf-ray: 8f1e2d3c4b5a6978-AMS\r\n\
         cf-cache-status: DYNAMIC\r\n\
         ratelimit: \"default\";r=1000;t=120\r\n\
         ratelimit-policy: \"default\";q=1200;w=300\r\n\
         vary: accept-encoding\r\n\
         server: cloudflare\r\n\
         \r\n\
         {body}",
        body.len()
    )
    .into_bytes()
}

/// Responds to the requests of one connection.
fn response(stream: TcpStream, responses: &Responses) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let mut requests = BufReader::new(&stream);
    let mut line = String::new();
    while requests.read_line(&mut line)? > 0 {
        let response = match line.split(' ').collect::<Vec<_>>()[..] {
            ["POST", ..] => &responses.added,
            [_, target, _] if target.contains("/sessions/") => &responses.long_list,
            [_, target, _] if target.contains('?') => &responses.page,
            _ => &responses.participant,
        };
        let mut length = 0;
        while line != "\r\n" {
            line.clear();
            requests.read_line(&mut line)?;
            if let Some((name, value)) = line.split_once(": ")
                && name.eq_ignore_ascii_case("content-length")
            {
                length = value.trim_end().parse().unwrap_or(0);
            }
        }
        io::copy(&mut requests.by_ref().take(length), &mut io::sink())?;
        (&stream).write_all(response)?;
        line.clear();
    }
    Ok(())
}
