//! Where trials take place: a world with a faulty server, another host, and clients of them.

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
/// What is said of it.
pub const HANGS: &str = "it hangs";
/// For so long is looked at what goes on behind the back of a caller who has got their response.
const AFTERWARDS: Duration = Duration::from_secs(120);

/// Where trials take place, one after the other: a world with a faulty server, another host, and clients.
#[derive(Debug)]
pub struct Stage {
    world: World,
    server: FaultServer,
    other: FaultServer,
    client: Client,
    /// A client of an address at which nobody listens.
    lost: Client,
    /// It keeps that address from being given to somebody else.
    _taken: TcpSocket,
}

/// A call that was made.
#[derive(Debug)]
pub struct Played {
    /// What came of it; a value is kept as `{:#?}` has it.
    pub outcome: Result<String, Error>,
    /// How long it took.
    pub took: Duration,
    /// What the server saw of it.
    pub seen: Seen,
    /// What the other host saw.
    pub elsewhere: Seen,
}

impl Stage {
    /// A new one, with clients as they are unless `change` makes others of them.
    ///
    /// # Errors
    ///
    /// When there are no sockets, or no client can be built.
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

    /// What the call gives when nothing is wrong, as `{:?}` has it.
    ///
    /// # Errors
    ///
    /// When it fails.
    pub fn well(&self, subject: &Subject) -> Result<String, String> {
        let played = self.play(subject, vec![subject.good()])?;
        played.outcome.map_err(|error| format!("{error:?}"))
    }

    /// Makes the call while the server does this.
    ///
    /// # Errors
    ///
    /// When it panics or hangs.
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

    /// What the server saw since.
    #[must_use]
    pub fn seen(&self) -> Seen {
        self.server.seen()
    }

    /// The acts, with the other host's address in them.
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
