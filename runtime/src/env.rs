//! Settings from the environment.

use std::env::{self, VarError};

use crate::Error;

/// Reads an environment variable that must be set.
///
/// # Errors
/// [`Error::Config`], naming the variable, when it is not set, empty, or not Unicode.
///
/// ```
/// let error = realtimekit_runtime::env_var("REALTIMEKIT_DOC_EXAMPLE_UNSET").unwrap_err();
/// assert!(error.to_string().contains("REALTIMEKIT_DOC_EXAMPLE_UNSET is not set"));
/// ```
pub fn env_var(name: &'static str) -> Result<String, Error> {
    match env::var(name) {
        Ok(value) if value.trim().is_empty() => Err(Error::config(format!(
            "the environment variable {name} is empty; give it a value"
        ))),
        Ok(value) => Ok(value),
        Err(VarError::NotPresent) => Err(Error::config(format!(
            "the environment variable {name} is not set; export it, or set it in code"
        ))),
        Err(VarError::NotUnicode(_)) => Err(Error::config(format!(
            "the environment variable {name} is not Unicode text; set it anew"
        ))),
    }
}
