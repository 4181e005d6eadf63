//! What a call tells the `tracing` crate: a span for each call, and an event where it is repeated. Without the feature
//! `tracing` it is nothing. Ids stand in it, in the path; query, headers and bodies do not, for they may hold secrets.

#[cfg(not(feature = "tracing"))]
pub(crate) use off::Span;
#[cfg(feature = "tracing")]
pub(crate) use on::Span;

#[cfg(feature = "tracing")]
mod on {
    use std::future::Future;

    use tokio::time::{Instant, Sleep};
    use tracing::{Instrument, field::Empty, field::display, info_span, warn};

    use crate::{
        Error,
        error::ray_id,
        send::{Answer, Draft},
    };

    /// The span of one call.
    pub(crate) struct Span {
        span: tracing::Span,
        begun: Instant,
    }

    impl Span {
        pub(crate) fn new(draft: &Draft) -> Self {
            let operation = draft.operation;
            let span = info_span!(
                "call",
                operation = operation.id,
                method = operation.method.as_str(),
                path = draft.path(),
                status = Empty,
                attempts = Empty,
                cf_ray = Empty,
                duration_ms = Empty,
                error = Empty,
            );
            Self {
                span,
                begun: Instant::now(),
            }
        }

        pub(crate) fn around<F: Future>(&self, future: F) -> impl Future<Output = F::Output> {
            future.instrument(self.span.clone())
        }

        pub(crate) fn repeats(&self, outcome: &Result<Answer, Error>, delay: &Sleep) {
            let wait = delay.deadline().saturating_duration_since(Instant::now());
            let delay_ms = u64::try_from(wait.as_millis()).unwrap_or(u64::MAX);
            match outcome {
                Ok(answer) => {
                    warn!(
                        status = answer.status.as_u16(),
                        delay_ms, "the call is repeated"
                    );
                }
                Err(error) => warn!(%error, delay_ms, "the call is repeated"),
            }
        }

        pub(crate) fn answered(&self, answer: &Answer, error: Option<&Error>) {
            if self.span.is_disabled() {
                return;
            }
            self.span.record("status", answer.status.as_u16());
            if let Some(ray_id) = ray_id(&answer.headers, &answer.secrets()) {
                self.span.record("cf_ray", ray_id);
            }
            self.ended(answer.tried.attempts, error);
        }

        pub(crate) fn failed(&self, error: &Error) {
            if let Some(status) = error.status() {
                self.span.record("status", status.as_u16());
            }
            if let Some(ray_id) = error.ray_id() {
                self.span.record("cf_ray", ray_id);
            }
            self.ended(error.attempts(), Some(error));
        }

        fn ended(&self, attempts: u32, error: Option<&Error>) {
            let took = u64::try_from(self.begun.elapsed().as_millis()).unwrap_or(u64::MAX);
            self.span.record("attempts", attempts);
            self.span.record("duration_ms", took);
            if let Some(error) = error {
                self.span.record("error", display(error));
            }
        }
    }
}

#[cfg(not(feature = "tracing"))]
mod off {
    use std::future::Future;

    use tokio::time::Sleep;

    use crate::{
        Error,
        send::{Answer, Draft},
    };

    pub(crate) struct Span;

    impl Span {
        pub(crate) fn new(_: &Draft) -> Self {
            Self
        }

        pub(crate) fn around<F: Future>(&self, future: F) -> F {
            future
        }

        pub(crate) fn repeats(&self, _: &Result<Answer, Error>, _: &Sleep) {}

        pub(crate) fn answered(&self, _: &Answer, _: Option<&Error>) {}

        pub(crate) fn failed(&self, _: &Error) {}
    }
}
