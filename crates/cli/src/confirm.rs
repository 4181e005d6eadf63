//! Asking before something is done that cannot be undone.

use std::io::{self, IsTerminal, Write};

use crate::failure::Failure;
use crate::output::clean::visible;

/// Asks on the terminal whether to go on.
///
/// # Errors
/// [`Failure::Usage`] if the answer is no, or nobody is there to answer.
pub fn confirm(what: &str) -> Result<(), Failure> {
    if !io::stdin().is_terminal() {
        return Err(Failure::Usage(format!(
            "{what}: this cannot be undone; add --yes to do it without being asked"
        )));
    }
    let _ = write!(io::stderr(), "{}? [y/N] ", visible(what));
    let mut answer = String::new();
    let read = io::stdin().read_line(&mut answer);
    read.map_err(|error| Failure::io("standard input", &error))?;
    match answer.trim() {
        "y" | "Y" | "yes" => Ok(()),
        _ => Err(Failure::Usage("not done".to_owned())),
    }
}
