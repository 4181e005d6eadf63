//! The limit of what a server stores.

use serde::{Deserialize, Serialize};

/// The maximum size of all objects that were created and of the bodies of changes, in bytes. After that, the server
/// rejects requests that create or change something.
const CAPACITY: usize = 256 * 1024 * 1024;
/// The size that is counted for each object in addition to its body.
const OBJECT: usize = 1024;

/// The server is full.
#[derive(Debug)]
pub struct Full;

/// The size of what was stored so far. Deleting does not reduce it, because servers are short-lived.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Budget {
    used: usize,
}

impl Budget {
    /// Adds an object with a body of this size.
    pub fn spend(&mut self, bytes: usize) -> Result<(), Full> {
        let used = self.used.saturating_add(bytes).saturating_add(OBJECT);
        if used > CAPACITY {
            return Err(Full);
        }
        self.used = used;
        Ok(())
    }
}
