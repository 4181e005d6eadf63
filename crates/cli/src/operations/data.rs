//! The argument of `--data`.

use std::io;
use std::path::Path;

use serde_json::{Map, Value};

use crate::failure::Failure;
use crate::input::{self, MEBIBYTE};

/// The maximum size of a body.
pub const MOST: usize = 16 * MEBIBYTE;

/// The object from `--data`: JSON, `@file`, or `-` for standard input.
pub fn object(argument: &str) -> Result<Map<String, Value>, Failure> {
    let (name, text) = match argument.strip_prefix('@') {
        Some(file) => (file.to_owned(), input::file(Path::new(file), MOST)),
        None if argument == "-" => ("standard input".to_owned(), input::text(io::stdin(), MOST)),
        None => ("--data".to_owned(), Ok(argument.to_owned())),
    };
    let text = text.map_err(|error| Failure::Usage(format!("{name} cannot be read: {error}")))?;
    match serde_json::from_str(&text) {
        Ok(Value::Object(object)) => Ok(object),
        Ok(_) => Err(Failure::Usage(format!("{name} is not a JSON object"))),
        Err(error) => Err(Failure::Usage(format!("{name} is not JSON: {error}"))),
    }
}
