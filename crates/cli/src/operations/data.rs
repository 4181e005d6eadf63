//! The argument of `--data`.

use std::fs;
use std::io;

use serde_json::{Map, Value};

use crate::failure::Failure;

/// The object that `--data` gives: JSON, `@file`, or `-` for standard input.
pub fn object(argument: &str) -> Result<Map<String, Value>, Failure> {
    let (name, text) = match argument.strip_prefix('@') {
        Some(file) => (file.to_owned(), fs::read_to_string(file)),
        None if argument == "-" => ("standard input".to_owned(), io::read_to_string(io::stdin())),
        None => ("--data".to_owned(), Ok(argument.to_owned())),
    };
    let text = text.map_err(|error| Failure::Usage(format!("{name} cannot be read: {error}")))?;
    match serde_json::from_str(&text) {
        Ok(Value::Object(object)) => Ok(object),
        Ok(_) => Err(Failure::Usage(format!("{name} is not an object of JSON"))),
        Err(error) => Err(Failure::Usage(format!("{name} is not JSON: {error}"))),
    }
}
