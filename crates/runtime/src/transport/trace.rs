//! Reports calls to the `tracing` crate: a span for each call, an event for each retry, and an event at the end.
//! Without the feature `tracing` it does nothing. The path contains ids. Query, headers and bodies are not reported,
//! because they may contain secrets.

#[cfg(not(feature = "tracing"))]
pub(crate) use off::Span;
#[cfg(feature = "tracing")]
pub(crate) use on::Span;

#[cfg(feature = "tracing")]
mod on {
    use std::{borrow::Cow, future::Future};

    use reqwest::StatusCode;
    use tokio::time::{Instant, Sleep};
    use tracing::{
        Instrument, Level, debug, enabled, error,
        field::{Empty, display},
        info_span, warn,
    };

    use crate::{
        Error, Operation,
        transport::hook::{CallOutcome, End},
    };

    /// The target of all spans and events.
    const TARGET: &str = "realtimekit";

    /// The span of one call.
    pub(crate) struct Span(tracing::Span);

    impl Span {
        pub(crate) fn new<'p>(operation: &Operation, path: impl Fn() -> Cow<'p, str>) -> Self {
            Self(info_span!(
                target: TARGET,
                "call",
                operation = operation.id,
                method = operation.method.as_str(),
                path = &*path(),
                status = Empty,
                attempts = Empty,
                cf_ray = Empty,
                duration_ms = Empty,
                error = Empty,
            ))
        }

        pub(crate) fn around<F: Future>(&self, future: F) -> impl Future<Output = F::Output> {
            future.instrument(self.0.clone())
        }

        pub(crate) fn repeats(&self, outcome: Result<StatusCode, &Error>, delay: &Sleep) {
            let wait = delay.deadline().saturating_duration_since(Instant::now());
            let delay_ms = u64::try_from(wait.as_millis()).unwrap_or(u64::MAX);
            match outcome {
                Ok(status) => {
                    let status = status.as_u16();
                    warn!(target: TARGET, status, delay_ms, "the call is repeated");
                }
                Err(error) => warn!(target: TARGET, %error, delay_ms, "the call is repeated"),
            }
        }

        /// Whether a subscriber records the span or the event at the end.
        pub(crate) fn is_observed(&self) -> bool {
            !self.0.is_disabled() || enabled!(target: TARGET, Level::ERROR)
        }

        pub(crate) fn ended(&self, operation: &Operation, end: &End<'_>) {
            let status = end.status.map(|status| status.as_u16());
            let duration_ms = u64::try_from(end.duration.as_millis()).unwrap_or(u64::MAX);
            self.0.record("status", status);
            self.0.record("attempts", end.attempts);
            self.0.record("cf_ray", end.ray_id);
            self.0.record("duration_ms", duration_ms);
            let error = end.error.map(display);
            if let Some(error) = &error {
                self.0.record("error", error);
            }
            macro_rules! event {
                ($level:ident) => {
                    $level!(
                        target: TARGET,
                        operation = operation.id,
                        method = operation.method.as_str(),
                        path_template = operation.path,
                        outcome = end.outcome.as_str(),
                        status,
                        attempts = end.attempts,
                        cf_ray = end.ray_id,
                        duration_ms,
                        error,
                        "the call has ended"
                    )
                };
            }
            let is_server_error = end.status.is_some_and(|status| status.is_server_error());
            self.0.in_scope(|| match end.outcome {
                CallOutcome::Success | CallOutcome::Cancelled => event!(debug),
                CallOutcome::InvalidRequest => event!(warn),
                CallOutcome::ApiError if !is_server_error => event!(warn),
                _ => event!(error),
            });
        }
    }
}

#[cfg(not(feature = "tracing"))]
mod off {
    use std::{borrow::Cow, future::Future};

    use reqwest::StatusCode;
    use tokio::time::Sleep;

    use crate::{Error, Operation, transport::hook::End};

    pub(crate) struct Span;

    impl Span {
        pub(crate) fn new<'p>(_: &Operation, _: impl Fn() -> Cow<'p, str>) -> Self {
            Self
        }

        pub(crate) fn around<F: Future>(&self, future: F) -> F {
            future
        }

        pub(crate) fn repeats(&self, _: Result<StatusCode, &Error>, _: &Sleep) {}

        pub(crate) fn is_observed(&self) -> bool {
            false
        }

        pub(crate) fn ended(&self, _: &Operation, _: &End<'_>) {}
    }
}
