//! Asks for confirmation of actions that cannot be undone.

use std::io::{self, IsTerminal, Write};

use crate::failure::Failure;
use crate::output::clean::visible;

/// Asks on the terminal whether to continue.
///
/// # Errors
/// [`Failure::Usage`] if the user does not confirm, or standard input is not a terminal.
pub fn confirm(what: &str) -> Result<(), Failure> {
    if !io::stdin().is_terminal() {
        return Err(Failure::Usage(format!(
            "{what}: this cannot be undone; use --yes to confirm it"
        )));
    }
    let _ = write!(io::stderr(), "{}? [y/N] ", visible(what));
    let mut reply = String::new();
    let read = io::stdin().read_line(&mut reply);
    read.map_err(|error| Failure::io("standard input", &error))?;
    match reply.trim() {
        "y" | "Y" | "yes" => Ok(()),
        _ => Err(Failure::Usage("cancelled".to_owned())),
    }
}
