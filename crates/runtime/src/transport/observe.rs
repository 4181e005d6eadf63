//! Reports a call from its start to its end: its span, its event, and the hooks.

use std::{
    borrow::Cow,
    future::Future,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
};

use reqwest::StatusCode;
use tokio::time::{Instant, Sleep};

use crate::{
    Error, Operation,
    error::ray_id,
    request::unsent::UnsentRequest,
    response::raw::RawResponse,
    transport::{
        hook::{AfterCall, CallOutcome, End, Hooks},
        shared::Shared,
        trace::Span,
    },
};

/// Reports one call. If it is dropped before the call has ended, it reports that the call was cancelled.
pub(crate) struct Observer {
    operation: &'static Operation,
    span: Span,
    begun: Instant,
    attempts: AtomicU32,
    /// The hooks of the client, and the path for them.
    hooked: Option<(Arc<Hooks>, String)>,
    has_ended: bool,
}

impl Observer {
    /// Starts reporting a call. The hooks may change its request.
    pub(crate) fn new(shared: &Shared, request: &mut UnsentRequest) -> Self {
        let hooked = shared.hooks.clone().map(|hooks| {
            let path = shown_path(shared, request).into_owned();
            hooks.run_before(request, &path);
            (hooks, path)
        });
        Self {
            operation: request.operation,
            span: Span::new(request.operation, || shown_path(shared, request)),
            begun: Instant::now(),
            attempts: AtomicU32::new(0),
            hooked,
            has_ended: false,
        }
    }

    pub(crate) fn around<F: Future>(&self, future: F) -> impl Future<Output = F::Output> {
        self.span.around(future)
    }

    /// An attempt starts.
    pub(crate) fn attempt(&self, number: u32) {
        self.attempts.store(number, Ordering::Relaxed);
    }

    pub(crate) fn repeats(&self, outcome: Result<StatusCode, &Error>, delay: &Sleep) {
        self.span.repeats(outcome, delay);
    }

    /// The call has ended with a response, and with an error if it could not be decoded.
    pub(crate) fn responded(mut self, response: &RawResponse, error: Option<&Error>) {
        self.has_ended = true;
        if self.is_observed() {
            let outcome = error.map_or(CallOutcome::Success, CallOutcome::of);
            let ray_id = ray_id(&response.headers, &response.marked_secrets());
            self.report(outcome, Some(response.status), ray_id, error);
        }
    }

    /// The call has ended without a complete response.
    pub(crate) fn failed(mut self, error: &Error) {
        self.has_ended = true;
        if self.is_observed() {
            let outcome = CallOutcome::of(error);
            self.report(outcome, error.status(), error.ray_id(), Some(error));
        }
    }

    fn is_observed(&self) -> bool {
        self.hooked.is_some() || self.span.is_observed()
    }

    fn report(
        &self,
        outcome: CallOutcome,
        status: Option<StatusCode>,
        ray_id: Option<&str>,
        error: Option<&Error>,
    ) {
        let end = End {
            outcome,
            status,
            ray_id,
            attempts: self.attempts.load(Ordering::Relaxed),
            duration: self.begun.elapsed(),
            error,
        };
        self.span.ended(self.operation, &end);
        if let Some((hooks, path)) = &self.hooked {
            hooks.run_after(&AfterCall {
                operation: self.operation,
                path,
                end: &end,
            });
        }
    }
}

fn shown_path<'p>(shared: &Shared, request: &'p UnsentRequest) -> Cow<'p, str> {
    shared.shown_path(&request.address, &request.secrets, request.operation.path)
}

impl Drop for Observer {
    fn drop(&mut self) {
        if !self.has_ended && self.is_observed() {
            self.report(CallOutcome::Cancelled, None, None, None);
        }
    }
}
