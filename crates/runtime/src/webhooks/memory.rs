//! Deduplication in the memory of this process.

use std::{
    collections::{BTreeMap, HashMap},
    convert::Infallible,
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use aws_lc_rs::digest::{SHA256, digest};
use tokio::time::Instant;

use super::{Claim, Deduplicate, DeliveryKey};

const CAPACITY: usize = 10_000;
const TIME_TO_LIVE: Duration = Duration::from_secs(24 * 60 * 60);
const LEASE: Duration = Duration::from_secs(60);

/// Recognises duplicates within this process. It is empty after a restart, and other instances do not see it.
///
/// An entry takes about 200 bytes, independent of the size of the delivery. The clock is that of Tokio, which tests can pause.
///
/// ```
/// use std::time::Duration;
/// # use realtimekit_runtime::webhooks::MemoryDeduplicator;
///
/// let seen = MemoryDeduplicator::new()
///     .capacity(100_000)
///     .time_to_live(Duration::from_secs(3 * 24 * 60 * 60));
/// # let _ = seen;
/// ```
#[derive(Debug)]
pub struct MemoryDeduplicator {
    capacity: usize,
    time_to_live: Duration,
    lease: Duration,
    entries: Mutex<Entries>,
}

/// A hash of an id, because the ids in headers can have any length.
type Id = [u8; 32];

#[derive(Debug, Default)]
struct Entries {
    /// In order of arrival.
    entries: BTreeMap<u64, Entry>,
    numbers: HashMap<Id, u64>,
    next: u64,
}

#[derive(Debug)]
struct Entry {
    ids: Vec<Id>,
    claim: Claim,
    ends: Option<Instant>,
}

impl Default for MemoryDeduplicator {
    fn default() -> Self {
        Self::new()
    }
}

impl MemoryDeduplicator {
    /// For 10,000 deliveries, remembered for 24 hours.
    pub fn new() -> Self {
        Self {
            capacity: CAPACITY,
            time_to_live: TIME_TO_LIVE,
            lease: LEASE,
            entries: Mutex::default(),
        }
    }

    /// Sets how many deliveries are remembered. If there are more, the oldest is removed. Default: 10,000. The minimum
    /// is 1.
    #[must_use]
    pub fn capacity(mut self, deliveries: usize) -> Self {
        self.capacity = deliveries.max(1);
        self
    }

    /// Sets how long a delivery that was handled is remembered. Default: 24 hours.
    #[must_use]
    pub fn time_to_live(mut self, time: Duration) -> Self {
        self.time_to_live = time;
        self
    }

    /// Sets how long a claim is valid that is neither completed nor released, for example because the task that handles
    /// it was dropped. Default: 60 seconds. It must be longer than handling an event takes.
    #[must_use]
    pub fn lease(mut self, time: Duration) -> Self {
        self.lease = time;
        self
    }

    fn entries(&self) -> MutexGuard<'_, Entries> {
        // nothing can panic while it is held
        self.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn insert(&self, entries: &mut Entries, ids: Vec<Id>, claim: Claim) {
        let time = match claim {
            Claim::Done => self.time_to_live,
            Claim::New | Claim::InProgress => self.lease,
        };
        while entries.entries.len() >= self.capacity {
            let Some((_, oldest)) = entries.entries.pop_first() else {
                break;
            };
            entries.forget(&oldest.ids);
        }
        let number = entries.next;
        entries.next += 1;
        entries.numbers.extend(ids.iter().map(|id| (*id, number)));
        let ends = Instant::now().checked_add(time);
        entries.entries.insert(number, Entry { ids, claim, ends });
    }
}

impl Deduplicate for MemoryDeduplicator {
    type Error = Infallible;

    async fn claim(&self, key: &DeliveryKey) -> Result<Claim, Infallible> {
        let ids = ids(key);
        let mut entries = self.entries();
        entries.forget_ended();
        if let Some(known) = entries.known(&ids) {
            return Ok(known);
        }
        self.insert(&mut entries, ids, Claim::InProgress);
        Ok(Claim::New)
    }

    async fn complete(&self, key: &DeliveryKey) -> Result<(), Infallible> {
        let ids = ids(key);
        let mut entries = self.entries();
        entries.remove(&ids);
        self.insert(&mut entries, ids, Claim::Done);
        Ok(())
    }

    async fn release(&self, key: &DeliveryKey) -> Result<(), Infallible> {
        let ids = ids(key);
        let mut entries = self.entries();
        if entries.known(&ids) == Some(Claim::InProgress) {
            entries.remove(&ids);
        }
        Ok(())
    }
}

impl Entries {
    /// The state of a delivery with one of these ids. A handled delivery takes precedence over a claimed one.
    fn known(&mut self, ids: &[Id]) -> Option<Claim> {
        let mut known = None;
        for id in ids {
            let Some(entry) = self
                .numbers
                .get(id)
                .and_then(|number| self.entries.get(number))
            else {
                continue;
            };
            if entry.has_ended() {
                self.remove(&[*id]);
            } else if known != Some(Claim::Done) {
                known = Some(entry.claim);
            }
        }
        known
    }

    fn remove(&mut self, ids: &[Id]) {
        for id in ids {
            if let Some(number) = self.numbers.get(id)
                && let Some(entry) = self.entries.remove(number)
            {
                self.forget(&entry.ids);
            }
        }
    }

    fn forget(&mut self, ids: &[Id]) {
        for id in ids {
            self.numbers.remove(id);
        }
    }

    /// Removes the oldest entries that have expired.
    fn forget_ended(&mut self) {
        while let Some(oldest) = self.entries.first_entry()
            && oldest.get().has_ended()
        {
            let entry = oldest.remove();
            self.forget(&entry.ids);
        }
    }
}

impl Entry {
    fn has_ended(&self) -> bool {
        self.ends.is_some_and(|ends| ends <= Instant::now())
    }
}

fn ids(key: &DeliveryKey) -> Vec<Id> {
    let delivery = key.delivery_id().map(|id| format!("delivery:{id}"));
    let content = format!("content:{}", key.content_id());
    let ids = delivery.into_iter().chain([content]);
    ids.map(|id| {
        let mut hash = Id::default();
        hash.copy_from_slice(digest(&SHA256, id.as_bytes()).as_ref());
        hash
    })
    .collect()
}
