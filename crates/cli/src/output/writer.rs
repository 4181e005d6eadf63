//! Standard output and standard error, which may be closed at any time.

use std::io::{self, BufWriter, ErrorKind, StdoutLock, Write};

use super::clean::visible_lines;
use super::secrets::shown;
use crate::failure::Failure;

/// Standard output. If its reader has closed it, writing fails with [`Failure::OutputClosed`].
pub struct Output(BufWriter<StdoutLock<'static>>);

impl Output {
    /// Takes standard output.
    pub fn new() -> Self {
        Self(BufWriter::new(io::stdout().lock()))
    }

    /// Writes bytes.
    pub fn write(&mut self, bytes: &[u8]) -> Result<(), Failure> {
        self.0.write_all(bytes).map_err(|error| closed(&error))
    }

    /// Writes a line that was escaped before.
    pub fn line(&mut self, text: &str) -> Result<(), Failure> {
        self.write(text.as_bytes())?;
        self.write(b"\n")
    }

    /// Flushes the buffer.
    pub fn flush(&mut self) -> Result<(), Failure> {
        self.0.flush().map_err(|error| closed(&error))
    }
}

fn closed(error: &io::Error) -> Failure {
    match error.kind() {
        ErrorKind::BrokenPipe => Failure::OutputClosed,
        _ => Failure::io("standard output", error),
    }
}

/// Writes a message to standard error, without credentials. If that is closed, the message is lost.
pub fn note(text: &str) {
    let _ = writeln!(io::stderr(), "{}", visible_lines(&shown(text)));
}
