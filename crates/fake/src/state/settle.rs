//! Carries out the changes that are due.

use std::time::Duration;

use super::State;
use super::records::livestream::LivestreamStatus;
use super::schedule::Due;

impl State {
    /// Moves the clock forward.
    pub fn advance(&mut self, duration: Duration) {
        self.settle();
        self.clock.advance(duration);
        self.settle();
        // Deliveries that failed may be due again.
        self.outbox.wake.notify_one();
    }

    /// Carries out all changes that are due.
    pub fn settle(&mut self) {
        let now = self.now();
        while let Some((at, due)) = self.schedule.next(now) {
            match due {
                Due::SessionEnd(session) => self.end_if_empty(&session, at),
                Due::RecordingStart(id) => self.run_recording(&id, at),
                // The reason that the service gives is not documented.
                Due::RecordingEnd(id) => drop(self.stop_recording(&id, at, None)),
                Due::RecordingUpload(id) => self.upload_recording(&id, at),
                Due::LivestreamStart(run) => self.run_livestream(&run, at),
                Due::LivestreamIdle(id) => self.set_livestream(&id, LivestreamStatus::Idle, at),
                Due::Summary(session) => self.finish_summary(&session, at),
            }
        }
    }
}
