//! How much a server stores at most.

/// How many bytes a server stores, as the sum of the sizes of what was created and of the bodies of changes. It then refuses
/// to create and to change.
const CAPACITY: usize = 256 * 1024 * 1024;
/// What each object is counted with, beside its body.
const OBJECT: usize = 1024;

/// The server is full.
#[derive(Debug)]
pub struct Full;

/// What was stored so far. Deleting gives nothing back, because a server lives as long as a test or an afternoon.
#[derive(Debug, Default)]
pub struct Budget {
    used: usize,
}

impl Budget {
    /// Counts an object with this many bytes of text.
    pub fn spend(&mut self, bytes: usize) -> Result<(), Full> {
        let used = self.used.saturating_add(bytes).saturating_add(OBJECT);
        if used > CAPACITY {
            return Err(Full);
        }
        self.used = used;
        Ok(())
    }
}
