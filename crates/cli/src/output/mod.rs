//! Formats of the output.

mod cell;
pub mod clean;
mod columns;
mod csv;
pub mod private;
pub mod secrets;
mod sent;
mod table;
mod token;
mod typed;
mod writer;

use std::io;

use clap::ValueEnum;
use serde::Deserialize;
use serde_json::Value;
use terminal_size::{Width, terminal_size_of};

use crate::failure::Failure;
use clean::json;
pub use columns::Columns;
use csv::CsvWriter;
pub use token::{hide_token, without_token};
pub use typed::{without_secrets, without_tokens};
pub use writer::{Output, note};

/// A format of the output.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, ValueEnum)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    /// A table for people
    Table,
    /// JSON: an object, or an array of items
    Json,
    /// One object of JSON on each line
    Jsonl,
    /// Comma-separated values with a header
    Csv,
}

/// Writes items as they come.
pub struct Printer {
    format: Format,
    columns: Columns,
    output: Output,
    /// The items, for a format that needs all of them.
    held: Vec<Value>,
    csv: Option<CsvWriter>,
    hides_credentials: bool,
}

impl Printer {
    /// Writes to standard output.
    pub fn new(format: Format, columns: Columns) -> Self {
        Self {
            format,
            columns,
            output: Output::new(),
            held: Vec::new(),
            csv: None,
            hides_credentials: false,
        }
    }

    /// Leaves out credentials in URLs, and tokens, in texts of the service.
    pub fn hiding_credentials(self) -> Self {
        Self {
            hides_credentials: true,
            ..self
        }
    }

    fn shown(&self, item: Value) -> Value {
        match self.hides_credentials {
            true => secrets::all_shown(item),
            false => item,
        }
    }

    /// Writes or keeps one item of a list.
    pub fn item(&mut self, item: Value) -> Result<(), Failure> {
        let item = self.shown(item);
        match self.format {
            Format::Table | Format::Json => self.held.push(item),
            Format::Jsonl => self.output.line(&json(&item.to_string()))?,
            Format::Csv => {
                if self.csv.is_none() {
                    let names = self.columns.all(std::slice::from_ref(&item))?;
                    self.csv = Some(CsvWriter::new(names, &mut self.output)?);
                }
                if let Some(csv) = &self.csv {
                    csv.row(&item, &mut self.output)?;
                }
            }
        }
        Ok(())
    }

    /// Writes the kept items.
    pub fn finish(mut self) -> Result<(), Failure> {
        match self.format {
            Format::Table => {
                let mut names = self.columns.some(&self.held)?;
                let mut left_out = names.clone();
                if let (false, Some((Width(width), _))) =
                    (self.columns.were_chosen(), terminal_size_of(io::stdout()))
                {
                    let is_ranked = self.columns.are_ranked();
                    names = table::fitting(names, &self.held, width.into(), is_ranked);
                }
                left_out.retain(|name| !names.contains(name));
                self.output.line(&table::rows(&names, &self.held))?;
                if !left_out.is_empty() {
                    self.output.flush()?;
                    note(&format!(
                        "not shown, because the terminal is too narrow: {} (`--columns` selects the columns)",
                        left_out.join(", ")
                    ));
                }
            }
            Format::Json => {
                let text = format!("{:#}", Value::Array(self.held));
                self.output.line(&json(&text))?;
            }
            Format::Csv if self.csv.is_none() => {
                let names = self.columns.all(&[])?;
                CsvWriter::new(names, &mut self.output)?;
            }
            Format::Csv | Format::Jsonl => {}
        }
        self.output.flush()
    }

    /// Writes one value that is not in a list.
    pub fn one(mut self, value: Value) -> Result<(), Failure> {
        let value = self.shown(value);
        match self.format {
            Format::Table => {
                let table = table::fields(&self.columns.chosen(&value)?);
                self.output.line(&table)?;
                self.output.flush()
            }
            Format::Json => {
                self.output.line(&json(&format!("{value:#}")))?;
                self.output.flush()
            }
            Format::Jsonl | Format::Csv => {
                self.item(value)?;
                self.finish()
            }
        }
    }
}
