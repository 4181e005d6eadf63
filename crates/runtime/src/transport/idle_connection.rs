//! Handles connections that the server closed while they were idle.
//!
//! The pool only notices that a connection was closed after the runtime has polled its I/O driver. After a thread was
//! blocked, or the process was suspended, a request could be written to a closed connection. It is then unknown whether
//! that request was carried out.

use std::{
    sync::atomic::{AtomicU64, Ordering},
    time::{Duration, Instant},
};

use tokio::{runtime::Handle, task::yield_now};

/// If the last response is this recent, the driver was polled. The next call then needs no additional system call.
const RECENT: Duration = Duration::from_millis(1);

/// The time of the last response, by the system clock: a clock that a test has paused does not show a stall.
pub(crate) struct LastResponse {
    created: Instant,
    /// Relative to `created`.
    micros: AtomicU64,
}

impl LastResponse {
    pub(crate) fn new() -> Self {
        Self {
            created: Instant::now(),
            micros: AtomicU64::new(0),
        }
    }

    /// Records a response.
    pub(crate) fn came(&self) {
        let micros = u64::try_from(self.created.elapsed().as_micros()).unwrap_or(u64::MAX);
        self.micros.store(micros, Ordering::Relaxed);
    }

    /// Lets the runtime poll the driver, unless the last response is recent.
    pub(crate) async fn poll_driver(&self, runtime: &Handle) {
        let last = Duration::from_micros(self.micros.load(Ordering::Relaxed));
        if self.created.elapsed().saturating_sub(last) < RECENT {
            return;
        }
        // A task that yields continues after its worker has polled the driver. A separate task is needed, because the
        // caller may be the future of `block_on`, which does not run on a worker. It cannot fail: it only ends early
        // with the runtime.
        let _ = runtime.spawn(yield_now()).await;
    }
}
