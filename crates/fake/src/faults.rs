//! Faults, which tests request.

use std::collections::VecDeque;
use std::time::Duration;

use crate::response::Response;

/// A fault of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Fault {
    /// The response has this status, from 200 to 999. The request is not carried out.
    Status(u16),
    /// The request is carried out, and the connection is closed in the middle of the response.
    Cut,
    /// The request is carried out, and the response comes this much later, in real time.
    Delay(Duration),
    /// The request waits until [`FakeServer::release`](crate::FakeServer::release), and is then carried out, even if the client
    /// has closed the connection: as a slow service does.
    Held,
    /// The response is 429, as when a rate limit of the service is exceeded. The request is not carried out.
    RateLimited {
        /// The header `retry-after`, in seconds.
        retry_after: u32,
    },
}

impl Fault {
    /// The response that is sent instead of carrying out the request.
    pub fn response(self) -> Option<Response> {
        match self {
            Self::Status(status) => Some(Response::error(status, "a fault requested by the test")),
            Self::Cut | Self::Delay(_) | Self::Held => None,
            Self::RateLimited { retry_after } => {
                let response = Response::gateway(429, 10429, "Rate limit exceeded");
                let response = response.header("retry-after", retry_after.to_string());
                let response =
                    response.header("ratelimit", format!("\"default\";r=0;t={retry_after}"));
                Some(response.header("ratelimit-policy", "\"default\";q=1200;w=300"))
            }
        }
    }
}

/// The maximum number of changes from one fault to another. Further faults are ignored.
const MOST: usize = 10_000;

/// The faults of the next requests.
#[derive(Debug, Default)]
pub struct Faults {
    queue: VecDeque<(usize, Fault)>,
}

impl Faults {
    pub fn add(&mut self, count: usize, fault: Fault) {
        let is_full = self.queue.len() >= MOST;
        match self.queue.back_mut() {
            Some((more, last)) if *last == fault => *more = more.saturating_add(count),
            _ if count > 0 && !is_full => self.queue.push_back((count, fault)),
            _ => {}
        }
    }

    /// The fault of the next request.
    pub fn next(&mut self) -> Option<Fault> {
        let (count, fault) = self.queue.front_mut()?;
        let fault = *fault;
        *count -= 1;
        if *count == 0 {
            self.queue.pop_front();
        }
        Some(fault)
    }
}

#[cfg(test)]
mod tests {
    use super::{Fault, Faults, MOST};

    #[test]
    fn the_queue_of_faults_is_bounded() {
        let mut faults = Faults::default();
        for number in 0..2 * MOST {
            faults.add(1, Fault::Status([500, 503][number % 2]));
        }
        faults.add(usize::MAX, Fault::Cut);
        assert_eq!(faults.queue.len(), MOST);
        let mut same = Faults::default();
        same.add(1, Fault::Cut);
        same.add(usize::MAX, Fault::Cut);
        assert_eq!(same.queue.len(), 1);
    }
}
