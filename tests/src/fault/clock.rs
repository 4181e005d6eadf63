//! A paused clock that only advances when nothing else can happen.
//!
//! Tokio advances a paused clock to the next timer as soon as no task is ready and no socket has data. That is correct
//! if everything that was sent has also arrived. If the system delivers within the call of the sender, as Linux nearly
//! always does on loopback, it has. If it delivers later, the timeout of a call expires while its response is on the
//! way. So the clock is held back until two conditions are true together:
//!
//! 1. nothing that is watched ([`Moves::watch`]: the calls and the server) was polled, and
//! 2. a byte that was sent through loopback has arrived, several times. Everything that was sent before it has arrived
//!    by then, and every arrival polls something that is watched.
//!
//! Both adapt to the machine: under load the byte takes as long as other data. Nothing ever sleeps.

use std::future::Future;
use std::io::{self, ErrorKind, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::pin::Pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};

use tokio::runtime::{Builder, Runtime};
use tokio::sync::Notify;

/// How many times in a row the byte must come back while nothing else is polled. The connections of the HTTP client
/// are tasks that are not watched; they are polled in each round.
const QUIET_TRIPS: u32 = 4;

/// A runtime on the current thread with such a clock.
#[derive(Debug)]
pub struct World {
    runtime: Runtime,
    moves: Moves,
}

impl World {
    /// A new world with a paused clock.
    ///
    /// # Errors
    ///
    /// When no socket can be had.
    pub fn new() -> io::Result<Self> {
        let moves = Moves::default();
        let again = Arc::new(Notify::new());
        let stillness = Mutex::new(Stillness::new(moves.clone())?);
        // Runs whenever no task is ready. Waking a task makes the runtime look at the sockets and come back here;
        // otherwise it moves the clock to the next timer, and only if there is none it waits for a socket.
        let hold = {
            let again = Arc::clone(&again);
            move || {
                let mut stillness = stillness.lock().unwrap_or_else(PoisonError::into_inner);
                if !stillness.is_reached() {
                    again.notify_one();
                }
            }
        };
        let runtime = Builder::new_current_thread()
            .enable_all()
            .start_paused(true)
            .on_thread_park(hold)
            .build()?;
        runtime.spawn(async move {
            loop {
                again.notified().await;
            }
        });
        Ok(Self { runtime, moves })
    }

    /// The counter for futures that must be watched.
    #[must_use]
    pub fn moves(&self) -> &Moves {
        &self.moves
    }

    /// Runs to the end.
    pub fn run<F: Future>(&self, future: F) -> F::Output {
        self.runtime.block_on(self.moves.watch(future))
    }
}

/// How often something that is watched was polled.
#[derive(Clone, Debug, Default)]
pub struct Moves(Arc<AtomicU64>);

impl Moves {
    /// Counts the polls of this future.
    pub fn watch<F: Future>(&self, future: F) -> Watched<F> {
        Watched {
            future: Box::pin(future),
            moves: self.clone(),
        }
    }
}

/// A future whose polls are counted.
#[derive(Debug)]
pub struct Watched<F> {
    future: Pin<Box<F>>,
    moves: Moves,
}

impl<F: Future> Future for Watched<F> {
    type Output = F::Output;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<F::Output> {
        self.moves.0.fetch_add(1, Ordering::Relaxed);
        self.future.as_mut().poll(context)
    }
}

/// Whether all sent data has arrived and was handled.
#[derive(Debug)]
struct Stillness {
    moves: Moves,
    seen: u64,
    quiet: u32,
    /// The two ends of the connection of the byte.
    out: TcpStream,
    back: TcpStream,
    under_way: bool,
}

impl Stillness {
    fn new(moves: Moves) -> io::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let out = TcpStream::connect(listener.local_addr()?)?;
        let (back, _) = listener.accept()?;
        out.set_nodelay(true)?;
        back.set_nonblocking(true)?;
        Ok(Self {
            moves,
            seen: 0,
            quiet: 0,
            out,
            back,
            under_way: false,
        })
    }

    /// Called repeatedly. Between two calls, the sockets are polled and all ready tasks run.
    fn is_reached(&mut self) -> bool {
        let moves = self.moves.0.load(Ordering::Relaxed);
        if moves != self.seen {
            self.seen = moves;
            self.quiet = 0;
        }
        if self.under_way {
            match self.back.read(&mut [0]) {
                Ok(_) => {
                    self.under_way = false;
                    self.quiet += 1;
                }
                Err(error) if error.kind() == ErrorKind::WouldBlock => return false,
                Err(error) => panic!("the byte got lost: {error}"),
            }
        }
        if self.quiet > QUIET_TRIPS {
            self.quiet = 0;
            return true;
        }
        if let Err(error) = self.out.write_all(&[0]) {
            panic!("the byte cannot be sent: {error}");
        }
        self.under_way = true;
        false
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::time::{Instant, sleep, timeout};

    use super::*;

    #[test]
    fn waiting_takes_its_time_and_sockets_take_none() {
        let world = World::new().unwrap();
        let moves = world.moves();
        world.run(async {
            let start = Instant::now();
            let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
            let address = listener.local_addr().unwrap();
            let echo = moves.watch(async move {
                let (mut stream, _) = listener.accept().await.unwrap();
                let mut byte = [0];
                while stream.read_exact(&mut byte).await.is_ok() {
                    stream.write_all(&byte).await.unwrap();
                }
            });
            tokio::spawn(echo);
            let mut stream = tokio::net::TcpStream::connect(address).await.unwrap();
            for byte in 0..100 {
                stream.write_all(&[byte]).await.unwrap();
                let response = timeout(Duration::from_millis(1), stream.read_u8()).await;
                assert_eq!(
                    response.unwrap().unwrap(),
                    byte,
                    "the limit fired too early"
                );
            }
            assert_eq!(start.elapsed(), Duration::ZERO);
            sleep(Duration::from_secs(3600)).await;
            assert_eq!(start.elapsed(), Duration::from_secs(3600));
        });
    }
}
