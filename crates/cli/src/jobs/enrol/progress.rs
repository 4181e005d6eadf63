//! The progress bar, on a terminal.

use indicatif::{ProgressBar, ProgressStyle};

const TEMPLATE: &str = "{bar:40} {pos} of {len}, {per_sec}, {eta} left";

/// A bar with the rate and the time that is left. It is drawn on standard error if that is a terminal.
pub struct Progress(ProgressBar);

impl Progress {
    /// For so many users.
    pub fn new(users: usize) -> Self {
        let bar = ProgressBar::new(users as u64);
        if let Ok(style) = ProgressStyle::with_template(TEMPLATE) {
            bar.set_style(style);
        }
        Self(bar)
    }

    /// One more user has an outcome.
    pub fn one_more(&self) {
        self.0.inc(1);
    }

    /// Removes the bar.
    pub fn finish(&self) {
        self.0.finish_and_clear();
    }
}
