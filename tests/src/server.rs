//! A server on a loopback socket that records requests byte by byte, and responds as configured.

use std::collections::VecDeque;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;

/// One request as it came over the socket.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Received {
    /// The method.
    pub method: String,
    /// The target as sent: path and query, escaped.
    pub target: String,
    /// The headers in order, names in lower case.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
}

impl Received {
    /// The first header of that name.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.as_str())
    }

    /// The body as JSON; null if it is not JSON.
    #[must_use]
    pub fn body_json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }

    /// The body as text.
    #[must_use]
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

/// A response of the server.
#[derive(Clone, Debug)]
pub struct ServerResponse {
    status: u16,
    headers: Vec<(&'static str, String)>,
    body: Vec<u8>,
    manner: Manner,
}

#[derive(Clone, Copy, Debug)]
enum Manner {
    /// In full.
    Whole,
    /// A body that ends one byte before it should, with the connection.
    Cut,
    /// Nothing, until the client closes the connection.
    Never,
}

impl ServerResponse {
    /// JSON with status 200.
    #[must_use]
    pub fn json(body: impl Into<Vec<u8>>) -> Self {
        Self::new(200, "application/json", body)
    }

    /// Anything.
    #[must_use]
    pub fn new(status: u16, content_type: &str, body: impl Into<Vec<u8>>) -> Self {
        Self {
            status,
            headers: vec![("content-type", content_type.to_owned())],
            body: body.into(),
            manner: Manner::Whole,
        }
    }

    /// No response: the server keeps the connection and stays silent for as long as the client waits.
    #[must_use]
    pub fn never() -> Self {
        Self {
            manner: Manner::Never,
            ..Self::json("")
        }
    }

    /// The same with another status.
    #[must_use]
    pub fn status(mut self, status: u16) -> Self {
        self.status = status;
        self
    }

    /// The same with one more header.
    #[must_use]
    pub fn header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    /// The same, with a connection that breaks before the last byte.
    #[must_use]
    pub fn cut(mut self) -> Self {
        self.manner = Manner::Cut;
        self
    }
}

/// JSON with status 200.
impl From<serde_json::Value> for ServerResponse {
    fn from(body: serde_json::Value) -> Self {
        Self::json(body.to_string())
    }
}

/// The server. It ends with the process.
#[derive(Debug)]
pub struct Server {
    address: SocketAddr,
    state: Arc<Mutex<State>>,
}

#[derive(Debug)]
struct State {
    connections: usize,
    received: Vec<Received>,
    sent: usize,
    responses: VecDeque<ServerResponse>,
}

impl Server {
    /// A server that sends these responses in turn and repeats the last one.
    ///
    /// # Errors
    ///
    /// When no socket can be had.
    pub fn start(responses: impl IntoIterator<Item = ServerResponse>) -> io::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let address = listener.local_addr()?;
        let state = Arc::new(Mutex::new(State {
            connections: 0,
            received: Vec::new(),
            sent: 0,
            responses: responses.into_iter().collect(),
        }));
        let shared = Arc::clone(&state);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let state = Arc::clone(&shared);
                lock(&state).connections += 1;
                // A client may close the connection at any time.
                thread::spawn(move || drop(serve(&stream, &state)));
            }
        });
        Ok(Self { address, state })
    }

    /// The address with scheme, without a path.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The address as a `host` header has it.
    #[must_use]
    pub fn host(&self) -> String {
        self.address.to_string()
    }

    /// What has been received so far.
    #[must_use]
    pub fn received(&self) -> Vec<Received> {
        lock(&self.state).received.clone()
    }

    /// How many whole responses have been written to their sockets so far.
    #[must_use]
    pub fn sent(&self) -> usize {
        lock(&self.state).sent
    }

    /// How many connections have been made so far.
    #[must_use]
    pub fn connections(&self) -> usize {
        lock(&self.state).connections
    }
}

fn lock(state: &Mutex<State>) -> MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

fn serve(stream: &TcpStream, state: &Mutex<State>) -> io::Result<()> {
    let mut reader = BufReader::new(stream);
    while let Some(request) = read(&mut reader)? {
        let response = {
            let mut state = lock(state);
            state.received.push(request);
            match state.responses.len() {
                0 => ServerResponse::new(
                    500,
                    "text/plain",
                    "no response was given to the test server",
                ),
                1 => state.responses[0].clone(),
                _ => state
                    .responses
                    .pop_front()
                    .unwrap_or_else(|| ServerResponse::json("")),
            }
        };
        match response.manner {
            Manner::Whole => {
                write(stream, &response)?;
                lock(state).sent += 1;
            }
            Manner::Cut => return write(stream, &response),
            // The client sends nothing more, so this returns when it goes away.
            Manner::Never => return reader.read(&mut [0]).map(drop),
        }
    }
    Ok(())
}

/// One request, or nothing when the client has closed.
fn read(reader: &mut impl BufRead) -> io::Result<Option<Received>> {
    let mut line = String::new();
    if reader.read_line(&mut line)? == 0 {
        return Ok(None);
    }
    let mut words = line.split_whitespace();
    let (method, target) = (
        words.next().unwrap_or_default(),
        words.next().unwrap_or_default(),
    );
    let mut received = Received {
        method: method.to_owned(),
        target: target.to_owned(),
        headers: Vec::new(),
        body: Vec::new(),
    };
    loop {
        let mut line = String::new();
        reader.read_line(&mut line)?;
        let line = line.trim_end();
        if line.is_empty() {
            break;
        }
        if let Some((name, value)) = line.split_once(':') {
            received
                .headers
                .push((name.to_lowercase(), value.trim().to_owned()));
        }
    }
    let length = received
        .header("content-length")
        .and_then(|length| length.parse().ok());
    received.body = vec![0; length.unwrap_or(0)];
    reader.read_exact(&mut received.body)?;
    Ok(Some(received))
}

fn write(mut stream: &TcpStream, response: &ServerResponse) -> io::Result<()> {
    let missing = usize::from(matches!(response.manner, Manner::Cut));
    let mut head = format!(
        "HTTP/1.1 {} Status\r\ncontent-length: {}\r\n",
        response.status,
        response.body.len() + missing
    );
    for (name, value) in &response.headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    head.push_str("\r\n");
    // in one piece, since the kernel holds back a second one until the first has been acknowledged
    stream.write_all(&[head.as_bytes(), &response.body].concat())
}
