//! Shared code of the benches: four clients that make the same calls, and their server.

mod by_hand;
mod ours;
mod progenitor;
mod responses;
pub mod server;
mod tight;

use std::rc::Rc;

use tokio::runtime::Builder;
use tokio::task::{JoinSet, LocalSet};

pub use by_hand::decode as decode_by_hand;
pub use responses::long_list;

const TOKEN: &str = "v1.0-144c8eb4ba25e2d4fd1b4e1a-0a1b2c3d4e5f60718293a4b5";
const ACCOUNT: &str = "023e105f4ecef8ad9ca31a8372d0c353";
const APP: &str = "2a8a8f0b-5c7c-4f5c-9f36-7c1d9a3b1f0e";
const MEETING: &str = "8a9d4ee8-4fdc-4cbe-b3c3-7b0b7b1c7a4e";
const PARTICIPANT: &str = "182bd5e5-6e1a-4fe4-a799-aa6d9a6ab26e";
const SESSION: &str = "51fdf95f-d893-471a-922b-7db7adb14453";
const USER_AGENT: &str = "bench/1";
/// The number of items of the long list.
const LONG: usize = 10_000;
/// Calls that are in flight together.
pub const AT_ONCE: usize = 64;

/// The calls of all clients. Each checks the response of the server.
trait Calls: 'static {
    async fn get(&self);
    async fn add(&self);
    async fn page(&self);
    async fn long_list(&self);
}

/// A way to do the calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// reqwest and serde, as written by hand for these calls.
    ByHand,
    /// reqwest and serde, with only what the call needs.
    Tight,
    /// The client of progenitor for the same document.
    Progenitor,
    /// This client, with all of its features.
    Ours,
}

impl Way {
    /// All of them, the baseline first.
    pub const ALL: [Self; 4] = [Self::ByHand, Self::Tight, Self::Progenitor, Self::Ours];
}

/// A task that is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Task {
    /// A GET with a small response.
    Get,
    /// A POST with a body.
    Add,
    /// A page of 25.
    Page,
    /// Calls to get, [`AT_ONCE`] at a time.
    Together,
    /// A list of 10,000 in one response.
    LongList,
    /// The same without reading it; always by hand.
    LongListUnread,
}

impl Task {
    /// All of them.
    pub const ALL: [Self; 6] = [
        Self::Get,
        Self::Add,
        Self::Page,
        Self::Together,
        Self::LongList,
        Self::LongListUnread,
    ];

    /// Its name in tables.
    pub fn title(self) -> &'static str {
        match self {
            Self::Get => "get a participant",
            Self::Add => "add a participant",
            Self::Page => "list a page of 25",
            Self::Together => "get, 64 at once",
            Self::LongList => "list of 10,000",
            Self::LongListUnread => "list of 10,000, unread",
        }
    }

    /// How many calls it makes.
    pub fn calls(self) -> usize {
        match self {
            Self::Together => AT_ONCE,
            _ => 1,
        }
    }
}

/// A client with a connection, ready to be measured.
#[derive(Debug)]
pub struct Ready {
    runtime: tokio::runtime::Runtime,
    address: String,
}

impl Ready {
    /// For the server at this address.
    ///
    /// # Panics
    ///
    /// When the runtime cannot be had.
    pub fn new(address: &str) -> Self {
        let runtime = Builder::new_current_thread().enable_all().build().unwrap();
        Self {
            runtime,
            address: address.to_owned(),
        }
    }

    /// Does the task once, and then, measured, `count` times more on the same client.
    ///
    /// # Panics
    ///
    /// When a call fails.
    pub fn run<T>(
        &self,
        way: Way,
        task: Task,
        count: usize,
        measured: impl FnOnce(&mut dyn FnMut()) -> T,
    ) -> T {
        match way {
            Way::ByHand => self.measure(
                || by_hand::ByHand::new(&self.address),
                task,
                count,
                measured,
            ),
            Way::Tight => {
                let client = || tight::Tight::new(&self.address);
                self.measure(client, task, count, measured)
            }
            Way::Progenitor => {
                let client = || progenitor::Progenitor::new(&self.address);
                self.measure(client, task, count, measured)
            }
            Way::Ours => self.measure(|| ours::Ours::new(&self.address), task, count, measured),
        }
    }

    fn measure<C: Calls, T>(
        &self,
        client: impl FnOnce() -> C,
        task: Task,
        count: usize,
        measured: impl FnOnce(&mut dyn FnMut()) -> T,
    ) -> T {
        let local = LocalSet::new();
        let client = Rc::new(self.runtime.block_on(async { client() }));
        let unread = by_hand::ByHand::new(&self.address);
        let run = |count| {
            local.block_on(&self.runtime, async {
                for _ in 0..count {
                    match task {
                        Task::Get => client.get().await,
                        Task::Add => client.add().await,
                        Task::Page => client.page().await,
                        Task::Together => together(&client).await,
                        Task::LongList => client.long_list().await,
                        Task::LongListUnread => unread.long_list_unread().await,
                    }
                }
            });
        };
        run(1);
        measured(&mut || run(count))
    }
}

/// The entry points of the programs that the bench `size` compares: each contains one client and each call once.
pub mod program {
    use super::{Calls, by_hand, ours, progenitor, tight};

    /// [`Way::ByHand`](super::Way::ByHand).
    pub fn by_hand(address: &str) {
        run(&by_hand::ByHand::new(address));
    }

    /// [`Way::Tight`](super::Way::Tight).
    pub fn tight(address: &str) {
        run(&tight::Tight::new(address));
    }

    /// [`Way::Progenitor`](super::Way::Progenitor).
    pub fn progenitor(address: &str) {
        run(&progenitor::Progenitor::new(address));
    }

    /// [`Way::Ours`](super::Way::Ours).
    pub fn ours(address: &str) {
        run(&ours::Ours::new(address));
    }

    fn run(client: &impl Calls) {
        let mut runtime = tokio::runtime::Builder::new_current_thread();
        runtime.enable_all().build().unwrap().block_on(async {
            client.get().await;
            client.add().await;
            client.page().await;
            client.long_list().await;
        });
    }
}

async fn together<C: Calls>(client: &Rc<C>) {
    let mut calls = JoinSet::new();
    for _ in 0..AT_ONCE {
        let client = Rc::clone(client);
        calls.spawn_local(async move { client.get().await });
    }
    calls.join_all().await;
}
