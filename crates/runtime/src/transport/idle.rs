//! Connections that the server closed while they were idle.
//!
//! The pool learns that a connection is closed only when the runtime has polled its I/O driver. A thread that was blocked,
//! or a process that was suspended, may send before that, on a connection that is long gone; and of a request that was
//! written to a closed connection it is not known whether it was carried out.

use std::{
    sync::atomic::{AtomicU64, Ordering},
    time::{Duration, Instant},
};

use tokio::{runtime::Handle, task::yield_now};

/// A response that came so short a time ago shows that the driver was polled: nothing is done before the next call, which
/// then costs no system call more.
const RECENT: Duration = Duration::from_millis(1);

/// When the last response came, by the clock of the system: a clock that a test has stopped does not show a stall.
pub(crate) struct LastResponse {
    created: Instant,
    /// Since `created`.
    micros: AtomicU64,
}

impl LastResponse {
    pub(crate) fn new() -> Self {
        Self {
            created: Instant::now(),
            micros: AtomicU64::new(0),
        }
    }

    /// A response has come.
    pub(crate) fn came(&self) {
        let micros = u64::try_from(self.created.elapsed().as_micros()).unwrap_or(u64::MAX);
        self.micros.store(micros, Ordering::Relaxed);
    }

    /// Has the driver polled, unless the last response is recent.
    pub(crate) async fn poll_driver(&self, runtime: &Handle) {
        let last = Duration::from_micros(self.micros.load(Ordering::Relaxed));
        if self.created.elapsed().saturating_sub(last) < RECENT {
            return;
        }
        // A task that yields continues after its worker has polled the driver. It is a task of its own because the caller
        // may be the future of `block_on`, which is not on a worker. It cannot fail: it only ends early with the runtime.
        let _ = runtime.spawn(yield_now()).await;
    }
}
