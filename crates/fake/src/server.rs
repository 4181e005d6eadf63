//! A running server.

use std::fmt;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use realtimekit::events::{WebhookKeyError, Webhooks};
use realtimekit::types::{MeetingId, PeerId};
use realtimekit::{Client, reqwest};
use serde_json::Value;
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use crate::contract::{Contract, contract};
use crate::core::{ACCOUNT_ID, Core, TOKEN};
use crate::deliveries::{Courier, signing};
use crate::state::clock::Clock;
use crate::state::{APP_ID, Medium, State};
use crate::{
    Alternative, Delivery, Fault, JoinError, NotInSession, Request, RestoreError, Seed, http,
};

/// A server on a port of this machine. It stops when it is dropped.
///
/// ```
/// use std::time::Duration;
///
/// use realtimekit::types::{AddParticipant, CreateMeeting};
/// use realtimekit_fake::FakeServer;
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let fake = FakeServer::start().await?;
/// let client = fake.client();
///
/// let meeting = client.meetings().create(&CreateMeeting::new().title("Algebra")).await?;
/// let pupil = AddParticipant::new("user-42", "group_call_participant").name("Mary Sue");
/// let added = client.meeting(&meeting.id).participants().add(&pupil).await?;
///
/// let peer = fake.join(added.token.expose())?;
/// fake.advance(Duration::from_secs(90 * 60));
/// fake.leave(&peer)?;
///
/// let sessions = client.meeting(&meeting.id).sessions().await?;
/// assert_eq!(sessions.items[0].minutes_consumed, 90.0);
/// # Ok(())
/// # }
/// ```
pub struct FakeServer {
    core: Arc<Core>,
    address: SocketAddr,
    client: Client,
    courier: Arc<Courier>,
    _sends: Task,
    /// Dropping it stops the server.
    _stop: oneshot::Sender<()>,
}

/// A task that ends when this is dropped.
struct Task(JoinHandle<()>);

impl Drop for Task {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// Settings of a [`FakeServer`].
#[derive(Clone, Debug, Default)]
#[must_use = "a builder does nothing until `start` is called"]
pub struct FakeServerBuilder {
    port: u16,
    follows_time: bool,
    seed: Option<Seed>,
    receivers: Vec<String>,
}

impl FakeServerBuilder {
    /// Sets the port. Default: a free one.
    pub fn port(mut self, port: u16) -> Self {
        self.port = port;
        self
    }

    /// Lets the clock of the server follow the system time. Default: it starts at 2026-01-05T09:00:00Z and only moves
    /// with [`FakeServer::advance`].
    pub fn follow_time(mut self) -> Self {
        self.follows_time = true;
        self
    }

    /// Sets the initial data. Default: the presets of a new app.
    pub fn seed(mut self, seed: Seed) -> Self {
        self.seed = Some(seed);
        self
    }

    /// Allows events to be sent to webhooks on this host, `hooks.example.com`. Default: only addresses on this machine
    /// (`localhost`, `127.0.0.1`, `[::1]`) receive events.
    pub fn allow_deliveries_to(mut self, host: impl Into<String>) -> Self {
        self.receivers.push(host.into());
        self
    }

    /// Starts the server.
    ///
    /// # Errors
    ///
    /// The port is not free.
    pub async fn start(self) -> io::Result<FakeServer> {
        let contract = contract().map_err(io::Error::other)?;
        let clock = match self.follows_time {
            true => Clock::now_of_machine(),
            false => Clock::still(),
        };
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, self.port)).await?;
        let address = listener.local_addr()?;
        let mut state = State::new(clock, contract.first_presets());
        state.origin = format!("http://{address}");
        if let Some(seed) = self.seed {
            seed.apply(&mut state);
        }
        if self.follows_time {
            state.clock.follow();
        }
        let http = http_client()?;
        let client = Client::builder()
            .base_url(url(address, contract))
            .token(TOKEN)
            .account_id(ACCOUNT_ID)
            .app_id(APP_ID)
            .http_client(http.clone())
            .build()
            .map_err(io::Error::other)?;
        let wake = state.outbox.wake.clone();
        let core = Arc::new(Core::new(contract, state));
        let receivers = match self.receivers.is_empty() {
            true => http,
            false => http_client_with_certificates()?,
        };
        let courier = Arc::new(Courier::new(receivers, self.receivers));
        let (watched, sender, follows) = (core.clone(), courier.clone(), self.follows_time);
        let sends = tokio::spawn(async move { sender.watch(&watched, wake, follows).await });
        let (stop, stopped) = oneshot::channel();
        let served = http::Served {
            core: core.clone(),
            courier: courier.clone(),
        };
        tokio::spawn(http::serve(listener, served, stopped));
        Ok(FakeServer {
            core,
            address,
            client,
            courier,
            _sends: Task(sends),
            _stop: stop,
        })
    }
}

impl fmt::Debug for FakeServer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FakeServer")
            .field("url", &self.url())
            .finish_non_exhaustive()
    }
}

/// A client as `Client` builds it, but without the certificates of the system: reading them is the slowest part of the
/// start, and there is no TLS here.
fn http_client() -> io::Result<reqwest::Client> {
    let builder = http_client_builder().no_proxy().tls_certs_only([]);
    builder.build().map_err(io::Error::other)
}

/// The client for events to other machines.
fn http_client_with_certificates() -> io::Result<reqwest::Client> {
    http_client_builder().build().map_err(io::Error::other)
}

fn http_client_builder() -> reqwest::ClientBuilder {
    reqwest::Client::builder()
        .retry(reqwest::retry::never())
        .redirect(reqwest::redirect::Policy::none())
        .connect_timeout(Duration::from_secs(10))
}

fn url(address: SocketAddr, contract: &Contract) -> String {
    format!("http://{address}{}", contract.base_path)
}

impl FakeServer {
    /// Starts a server on a free port.
    ///
    /// # Errors
    ///
    /// No port is free.
    pub async fn start() -> io::Result<Self> {
        Self::builder().start().await
    }

    /// Returns a builder, for all settings.
    pub fn builder() -> FakeServerBuilder {
        FakeServerBuilder::default()
    }

    /// A client of this server, with the default settings of [`Client`]. Clones share its connections.
    pub fn client(&self) -> Client {
        self.client.clone()
    }

    /// The base URL for clients, `http://127.0.0.1:8787/client/v4`.
    pub fn url(&self) -> String {
        let base_path = contract().map_or("", |contract| contract.base_path.as_str());
        format!("http://{}{base_path}", self.address)
    }

    /// The only API token that the server accepts.
    pub fn token(&self) -> &'static str {
        TOKEN
    }

    /// The account of the server.
    pub fn account_id(&self) -> &'static str {
        ACCOUNT_ID
    }

    /// The first app of the server. `create_app` creates others, which have nothing in common with it.
    pub fn app_id(&self) -> &'static str {
        APP_ID
    }

    /// The environment variables from which [`Client::from_env`] reads, with their values for this server.
    pub fn variables(&self) -> Vec<(&'static str, String)> {
        let Ok(contract) = contract() else {
            return Vec::new();
        };
        let names = &contract.variables;
        vec![
            (names.token.as_str(), TOKEN.to_owned()),
            (names.account_id.as_str(), ACCOUNT_ID.to_owned()),
            (names.app_id.as_str(), APP_ID.to_owned()),
            (names.base_url.as_str(), self.url()),
        ]
    }

    /// Joins a meeting with the token of a participant, as their browser does, and returns the new peer. A session begins
    /// if none is live.
    ///
    /// # Errors
    ///
    /// [`JoinError`] is the reason for which the token is not accepted.
    pub fn join(&self, token: &str) -> Result<PeerId, JoinError> {
        let peer = self.core.lock().state.join(token)?;
        Ok(PeerId::from(peer))
    }

    /// Leaves the session. After the last peer has left, the session continues for the keep-alive time of the meeting;
    /// default: 60 seconds.
    ///
    /// # Errors
    ///
    /// The peer has already left, was kicked, or never joined.
    pub fn leave(&self, peer: &PeerId) -> Result<(), NotInSession> {
        self.core.lock().state.leave(peer.as_str())
    }

    /// Sets the report of a peer, the object `peer_report` of `get_peer_report`, because nothing is measured here.
    ///
    /// # Errors
    ///
    /// The peer never joined.
    pub fn report(&self, peer: &PeerId, report: Value) -> Result<(), NotInSession> {
        self.core.lock().state.set_report(peer.as_str(), report)
    }

    /// Writes a chat message in the session that a peer is in.
    ///
    /// # Errors
    ///
    /// The peer is in no session.
    pub fn chat(&self, peer: &PeerId, text: &str) -> Result<(), NotInSession> {
        let mut inner = self.core.lock();
        inner.state.add_text(peer.as_str(), Medium::Chat, text)
    }

    /// Says something in the session that a peer is in. It is in the transcript.
    ///
    /// # Errors
    ///
    /// The peer is in no session.
    pub fn speak(&self, peer: &PeerId, text: &str) -> Result<(), NotInSession> {
        let mut inner = self.core.lock();
        inner.state.add_text(peer.as_str(), Medium::Speech, text)
    }

    /// Watches the livestream of a meeting for a time, which is counted as that of a viewer. The clock does not move. Returns
    /// whether the livestream is live.
    pub fn watch(&self, meeting: &MeetingId, duration: Duration) -> bool {
        self.core.lock().state.watch(meeting.as_str(), duration)
    }

    /// Moves the clock of the server forward. It returns at once.
    pub fn advance(&self, duration: Duration) {
        self.core.lock().state.advance(duration);
    }

    /// Waits until all events that are due were sent to the webhooks. Those that failed are due again when the clock has
    /// moved on.
    ///
    /// ```
    /// use realtimekit::types::{AddParticipant, CreateMeeting, WebhookEvent, WebhookSettings};
    /// use realtimekit_fake::{DeliveryStatus, FakeServer};
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let fake = FakeServer::start().await?;
    /// let client = fake.client();
    /// // Nobody listens there.
    /// let webhook = WebhookSettings::new("attendance", "http://127.0.0.1:9/", [WebhookEvent::MeetingParticipantJoined]);
    /// client.webhooks().create(&webhook).await?;
    ///
    /// let meeting = client.meetings().create(&CreateMeeting::new()).await?;
    /// let pupil = AddParticipant::new("user-42", "group_call_participant").name("Mary Sue");
    /// let added = client.meeting(&meeting.id).participants().add(&pupil).await?;
    /// fake.join(added.token.expose())?;
    /// fake.settle().await;
    ///
    /// let deliveries = fake.deliveries();
    /// assert_eq!(deliveries[0].body["participant"]["userDisplayName"], "Mary Sue");
    /// assert_eq!((deliveries[0].status, deliveries[0].attempts.len()), (DeliveryStatus::Pending, 1));
    /// # Ok(())
    /// # }
    /// ```
    pub async fn settle(&self) {
        self.courier.run(&self.core).await;
    }

    /// The last events for webhooks, the oldest first: up to 10,000 with up to 16 MiB.
    pub fn deliveries(&self) -> Vec<Delivery> {
        self.core.lock().state.outbox.all()
    }

    /// The URL at which the server publishes the key that signs events.
    pub fn webhook_key_url(&self) -> String {
        format!("http://{}{}", self.address, signing::KEY_PATH)
    }

    /// Verifies the events that this server sends.
    ///
    /// # Errors
    ///
    /// None in practice: the address of the key is one that `Webhooks` accepts.
    pub fn webhooks(&self) -> Result<Webhooks, WebhookKeyError> {
        Webhooks::new(&self.client).key_url(&self.webhook_key_url())
    }

    /// Selects what the service may do in place of what this server does by default.
    pub fn enable(&self, alternative: Alternative) {
        self.core.lock().state.alternatives.insert(alternative);
    }

    /// Goes back to the default.
    pub fn disable(&self, alternative: Alternative) {
        self.core.lock().state.alternatives.remove(&alternative);
    }

    /// Sets whether the token may change anything. Default: yes. Without this permission, all operations except reads
    /// get 403.
    pub fn allow_writes(&self, allow: bool) {
        self.core.lock().is_read_only = !allow;
    }

    /// Sends the example of an event in the API description to the webhooks that report it. Returns how many there are; `None`
    /// if there is no such event.
    pub fn trigger(&self, event: &str) -> Option<usize> {
        self.core.trigger(event, None).map(|sent| sent.len())
    }

    /// The whole state as JSON, for [`restore`](FakeServer::restore) in this server or another one. Events that are not
    /// delivered yet are not part of it.
    pub fn snapshot(&self) -> Value {
        self.core.lock().state.snapshot()
    }

    /// Restores a snapshot of this server or of another one. The clock is set to the time of the snapshot. Tokens and
    /// peers of the snapshot are valid again.
    ///
    /// # Errors
    ///
    /// The value is not a snapshot of this version of the crate. Then nothing is changed.
    pub fn restore(&self, snapshot: &Value) -> Result<(), RestoreError> {
        self.core.lock().state.restore(snapshot)
    }

    /// Makes the next `count` requests fail. Faults of several calls are used one after the other.
    pub fn fail(&self, count: usize, fault: Fault) {
        self.core.lock().faults.add(count, fault);
    }

    /// The number of requests that wait because of [`Fault::Held`].
    pub fn held(&self) -> usize {
        self.core.lock().held.len()
    }

    /// Carries out the requests that wait because of [`Fault::Held`].
    pub fn release(&self) {
        for request in std::mem::take(&mut self.core.lock().held) {
            // The receiver exists as long as the server runs.
            let _ = request.send(());
        }
    }

    /// Sets the status and the body of the response to all valid requests of an operation. It is mainly for operations that
    /// this server does not implement.
    ///
    /// ```
    /// # use realtimekit_fake::FakeServer;
    /// # use serde_json::json;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let fake = FakeServer::start().await?;
    /// let chat = json!({
    ///     "chat_download_url": "https://example.com/chat.csv",
    ///     "chat_download_url_expiry": "2026-03-02T10:00:04Z",
    /// });
    /// fake.respond("get_session_chat", 200, json!({"success": true, "data": chat}));
    /// let chat = fake.client().session("s1").chat().await?;
    /// assert_eq!(chat.chat_download_url.expose(), "https://example.com/chat.csv");
    /// # Ok(())
    /// # }
    /// ```
    pub fn respond(&self, operation: &str, status: u16, body: Value) {
        let mut inner = self.core.lock();
        inner.responses.insert(operation.to_owned(), (status, body));
    }

    /// The most recent requests, oldest first: up to 10,000 with up to 16 MiB.
    pub fn requests(&self) -> Vec<Request> {
        self.core.lock().requests.all()
    }
}
