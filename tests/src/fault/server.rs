//! A server on raw sockets that handles each connection as a fault states, and records what it received.

use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use super::clock::Moves;

/// What the server does with one connection. Each connection has one request.
#[derive(Clone, Debug)]
pub enum Act {
    /// Resets it without having read anything.
    ResetUnread,
    /// Reads the request, sends these bytes, and ends in one way or another.
    Send(Vec<u8>, End),
    /// Reads the request and sends these bytes, one a second.
    Trickle(Vec<u8>),
    /// Reads the request, sends the first bytes once and the second ones repeatedly. It ends after this number of
    /// bytes: a client that reads so much has no limit.
    Flood(Vec<u8>, Vec<u8>, u64),
}

/// How a connection ends.
#[derive(Clone, Copy, Debug)]
pub enum End {
    /// With a regular close.
    Close,
    /// With a reset.
    Reset,
    /// By the client: the server keeps it and stays silent.
    Never,
}

/// The records of the server during one call.
#[derive(Clone, Debug, Default)]
pub struct Seen {
    /// How many connections were made.
    pub connections: usize,
    /// The requests that were read, byte for byte.
    pub requests: Vec<Vec<u8>>,
    /// How many bytes were sent.
    pub sent: u64,
}

/// The server. It lives as long as the runtime in which it was started.
#[derive(Debug)]
pub struct FaultServer {
    address: SocketAddr,
    state: Arc<Mutex<State>>,
}

#[derive(Debug, Default)]
struct State {
    acts: Vec<Act>,
    seen: Seen,
}

impl FaultServer {
    /// Starts it in the current runtime.
    ///
    /// # Errors
    ///
    /// When no socket can be had.
    pub async fn start(moves: &Moves) -> io::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        let state = Arc::new(Mutex::new(State::default()));
        tokio::spawn(moves.watch(accept(listener, Arc::clone(&state), moves.clone())));
        Ok(Self { address, state })
    }

    /// The address with scheme, without a path.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Sets the acts, one for each connection; the last one is repeated. Clears the records.
    pub fn play(&self, acts: Vec<Act>) {
        *lock(&self.state) = State {
            acts,
            seen: Seen::default(),
        };
    }

    /// The records since then.
    #[must_use]
    pub fn seen(&self) -> Seen {
        lock(&self.state).seen.clone()
    }
}

fn lock(state: &Mutex<State>) -> MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

async fn accept(listener: TcpListener, state: Arc<Mutex<State>>, moves: Moves) {
    while let Ok((stream, _)) = listener.accept().await {
        let act = {
            let mut state = lock(&state);
            state.seen.connections += 1;
            let turn = state.seen.connections.min(state.acts.len());
            state.acts.get(turn.wrapping_sub(1)).cloned()
        };
        let state = Arc::clone(&state);
        // A client may close the connection at any time.
        tokio::spawn(moves.watch(async move {
            let _ = serve(stream, act.unwrap_or(Act::ResetUnread), &state).await;
        }));
    }
}

async fn serve(mut stream: TcpStream, act: Act, state: &Mutex<State>) -> io::Result<()> {
    stream.set_nodelay(true)?;
    if let Act::ResetUnread = act {
        return stream.set_zero_linger();
    }
    let request = read(&mut stream).await?;
    lock(state).seen.requests.push(request);
    match act {
        Act::ResetUnread => {}
        Act::Send(bytes, end) => {
            send(&mut stream, &bytes, state).await?;
            match end {
                End::Close => stream.shutdown().await?,
                End::Reset => stream.set_zero_linger()?,
                // The client sends nothing more, so this returns when it goes away.
                End::Never => drop(stream.read(&mut [0]).await?),
            }
        }
        Act::Trickle(bytes) => {
            for byte in bytes {
                tokio::time::sleep(Duration::from_secs(1)).await;
                send(&mut stream, &[byte], state).await?;
            }
        }
        Act::Flood(head, again, most) => {
            send(&mut stream, &head, state).await?;
            while lock(state).seen.sent < most {
                send(&mut stream, &again, state).await?;
            }
        }
    }
    Ok(())
}

async fn send(stream: &mut TcpStream, mut bytes: &[u8], state: &Mutex<State>) -> io::Result<()> {
    while !bytes.is_empty() {
        let count = stream.write(bytes).await?;
        lock(state).seen.sent += count as u64;
        bytes = &bytes[count..];
    }
    Ok(())
}

/// One request, byte for byte.
async fn read(stream: &mut TcpStream) -> io::Result<Vec<u8>> {
    let mut request = Vec::new();
    while !is_whole(&request) {
        if stream.read_buf(&mut request).await? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
    }
    Ok(request)
}

fn is_whole(request: &[u8]) -> bool {
    let Some(end) = request.windows(4).position(|window| window == b"\r\n\r\n") else {
        return false;
    };
    let head = String::from_utf8_lossy(&request[..end]).to_lowercase();
    let length = head
        .lines()
        .find_map(|line| line.strip_prefix("content-length:"))
        .and_then(|length| length.trim().parse().ok())
        .unwrap_or(0);
    request.len() >= end + 4 + length
}

#[cfg(test)]
mod tests {
    use super::is_whole;

    #[test]
    fn a_request_ends_with_its_body() {
        assert!(is_whole(b"GET / HTTP/1.1\r\nhost: a\r\n\r\n"));
        assert!(!is_whole(b"GET / HTTP/1.1\r\nhost: a\r\n"));
        assert!(!is_whole(b"PUT / HTTP/1.1\r\nContent-Length: 2\r\n\r\na"));
        assert!(is_whole(b"PUT / HTTP/1.1\r\nContent-Length: 2\r\n\r\nab"));
    }
}
