//! The setup of the tests: a paused clock, a faulty server, another host, and their clients.

use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use realtimekit::{Client, ClientBuilder, Error};
use tokio::net::TcpSocket;
use tokio::time::{Instant, sleep, timeout};

use super::clock::World;
use super::responses::Subject;
use super::server::{Act, End, FaultServer, Seen};
use crate::wire::{ACCOUNT, APP, TOKEN};

/// A call that takes longer than this hangs.
const TOO_LONG: Duration = Duration::from_secs(600);
/// The message about it.
pub const HANGS: &str = "it hangs";
/// For this long after a response, the test watches for activity in the background.
const AFTERWARDS: Duration = Duration::from_secs(120);

/// The setup of the tests: a paused clock, a faulty server, another host, and clients.
#[derive(Debug)]
pub struct Setup {
    world: World,
    server: FaultServer,
    other: FaultServer,
    client: Client,
    /// A client of an address without a server.
    lost: Client,
    /// Keeps that address from being used by others.
    _taken: TcpSocket,
}

/// A call that was made.
#[derive(Debug)]
pub struct Played {
    /// The outcome; a value is kept in the format `{:#?}`.
    pub outcome: Result<String, Error>,
    /// The duration.
    pub took: Duration,
    /// What the server received.
    pub seen: Seen,
    /// What the other host received.
    pub elsewhere: Seen,
}

impl Setup {
    /// A new setup. `change` can modify the clients.
    ///
    /// # Errors
    ///
    /// If no socket can be opened, or no client can be built.
    pub fn new(change: impl Fn(ClientBuilder) -> ClientBuilder) -> io::Result<Self> {
        let world = World::new()?;
        let moves = world.moves();
        let (server, other, taken) = world.run(async {
            let taken = TcpSocket::new_v4()?;
            taken.bind(SocketAddr::from(([127, 0, 0, 1], 0)))?;
            io::Result::Ok((
                FaultServer::start(moves).await?,
                FaultServer::start(moves).await?,
                taken,
            ))
        })?;
        let client = |url: String| {
            let builder = Client::builder()
                .base_url(format!("{url}/client/v4"))
                .token(TOKEN)
                .account_id(ACCOUNT)
                .app_id(APP);
            change(builder).build().map_err(io::Error::other)
        };
        Ok(Self {
            client: client(server.url())?,
            lost: client(format!("http://{}", taken.local_addr()?))?,
            world,
            server,
            other,
            _taken: taken,
        })
    }

    /// The result of the call without a fault, in the format `{:?}`.
    ///
    /// # Errors
    ///
    /// If it fails.
    pub fn well(&self, subject: &Subject) -> Result<String, String> {
        let played = self.play(subject, vec![subject.good()])?;
        played.outcome.map_err(|error| format!("{error:?}"))
    }

    /// Makes the call while the server does this.
    ///
    /// # Errors
    ///
    /// If it panics or hangs.
    pub fn play(&self, subject: &Subject, acts: Vec<Act>) -> Result<Played, String> {
        let client = if acts.is_empty() {
            &self.lost
        } else {
            &self.client
        };
        self.server.play(self.addressed(acts));
        // The other server reads every request and sends nothing.
        self.other.play(vec![Act::Send(vec![], End::Close)]);
        self.world.run(async {
            let start = Instant::now();
            let call = tokio::spawn(self.world.moves().watch(subject.call(client)));
            let stop = call.abort_handle();
            let ended = timeout(TOO_LONG, call).await;
            let took = start.elapsed();
            stop.abort();
            sleep(AFTERWARDS).await;
            match ended {
                Ok(Ok(outcome)) => Ok(Played {
                    outcome,
                    took,
                    seen: self.server.seen(),
                    elsewhere: self.other.seen(),
                }),
                Ok(Err(panic)) => Err(format!("it panicked: {panic}")),
                Err(_) => Err(HANGS.to_owned()),
            }
        })
    }

    /// Makes the call twice, the second time as soon as the first has ended.
    pub fn play_twice(&self, subject: &Subject, acts: Vec<Act>) -> [Result<String, Error>; 2] {
        self.server.play(acts);
        self.world.run(async {
            let first = subject.call(&self.client).await;
            [first, subject.call(&self.client).await]
        })
    }

    /// What the server has received since.
    #[must_use]
    pub fn seen(&self) -> Seen {
        self.server.seen()
    }

    /// The acts, with the address of the other host.
    fn addressed(&self, mut acts: Vec<Act>) -> Vec<Act> {
        for act in &mut acts {
            if let Act::Send(bytes, End::Close) = act
                && let Some(at) = bytes.windows(7).position(|text| text == b"{other}")
            {
                bytes.splice(at..at + 7, self.other.url().into_bytes());
            }
        }
        acts
    }
}
