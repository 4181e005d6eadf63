//! A server that sends the given responses, one per request, and returns the requests.

use std::error::Error as _;

use realtimekit_runtime::{Error, Method, Operation, Payload};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    task::JoinHandle,
};

pub const DATA: Payload = Payload::Enveloped(&[&["data"]]);

pub const fn operation(id: &'static str, method: Method, payload: Payload) -> Operation {
    Operation {
        id,
        method,
        path: "/it",
        payload,
        permissions: &[],
        is_sent_once: false,
        rate_scope: None,
    }
}

/// Everything that printing an error shows.
pub fn printed(error: &Error) -> String {
    let mut text = format!("{error}\n{error:?}\n{error:#?}");
    let mut cause = error.source();
    while let Some(error) = cause {
        text.push_str(&format!("\n{error}\n{error:?}"));
        cause = error.source();
    }
    text
}

/// A request as it arrived.
#[derive(Debug)]
pub struct Request {
    /// `GET /path?query HTTP/1.1`
    pub line: String,
    /// `name: value`, sorted, without `host`.
    pub headers: Vec<String>,
    pub body: String,
}

pub struct Server {
    pub base_url: String,
    requests: JoinHandle<Vec<Request>>,
}

impl Server {
    /// Responses on one connection for as long as responses are left, then closes it.
    pub async fn start(responses: impl IntoIterator<Item = String>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base_url = format!("http://{}/v4", listener.local_addr().unwrap());
        let responses: Vec<String> = responses.into_iter().collect();
        let requests = tokio::spawn(async move {
            let (mut stream, _) = listener.accept().await.unwrap();
            let mut requests = Vec::new();
            for response in responses {
                requests.push(read(&mut stream).await);
                stream.write_all(response.as_bytes()).await.unwrap();
            }
            requests
        });
        Self { base_url, requests }
    }

    /// The requests, after all responses were sent.
    pub async fn requests(self) -> Vec<Request> {
        self.requests.await.unwrap()
    }
}

/// A response with this body and the length that it has.
pub fn response(status: &str, headers: &str, body: &str) -> String {
    format!(
        "HTTP/1.1 {status}\r\n{headers}content-length: {}\r\n\r\n{body}",
        body.len()
    )
}

pub async fn read(stream: &mut TcpStream) -> Request {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await.unwrap());
    }
    let head = String::from_utf8(head).unwrap();
    let mut lines = head
        .lines()
        .filter(|line| !line.is_empty())
        .map(str::to_owned);
    let line = lines.next().unwrap();
    let mut headers: Vec<String> = lines
        .filter(|header| !header.starts_with("host: "))
        .collect();
    headers.sort();
    let length = headers
        .iter()
        .find_map(|header| header.strip_prefix("content-length: "));
    let mut body = vec![0; length.map_or(0, |length| length.parse().unwrap())];
    stream.read_exact(&mut body).await.unwrap();
    Request {
        line,
        headers,
        body: String::from_utf8(body).unwrap(),
    }
}
