//! Comma-separated values.

use serde_json::Value;

use super::cell::{column, text};
use super::clean::visible_lines;
use super::writer::Output;
use crate::failure::Failure;

/// Writes rows to standard output.
pub struct CsvWriter {
    columns: Vec<String>,
}

impl CsvWriter {
    /// Writes the header.
    pub fn new(columns: Vec<String>, output: &mut Output) -> Result<Self, Failure> {
        output.write(&line(header(&columns))?)?;
        Ok(Self { columns })
    }

    /// Writes an item.
    pub fn row(&self, item: &Value, output: &mut Output) -> Result<(), Failure> {
        let cells = self.columns.iter().map(|name| cell(column(item, name)));
        output.write(&line(cells)?)
    }
}

/// The names of columns, which may be keys that the service chose.
fn header(columns: &[String]) -> impl Iterator<Item = String> {
    columns.iter().map(|name| cell(&Value::from(name.as_str())))
}

fn line(cells: impl Iterator<Item = String>) -> Result<Vec<u8>, Failure> {
    let mut writer = ::csv::Writer::from_writer(Vec::new());
    let written = writer.write_record(cells);
    written.map_err(|error| Failure::Other(format!("CSV: {error}")))?;
    let line = writer.into_inner();
    line.map_err(|error| Failure::Other(format!("CSV: {error}")))
}

/// A value for a spreadsheet. A text that a spreadsheet would read as a formula gets an apostrophe in front.
fn cell(value: &Value) -> String {
    let clean = visible_lines(&text(value)).into_owned();
    // Some spreadsheets read the wide forms as well, and ignore a line end before them.
    let begins = ['=', '+', '-', '@', '＝', '＋', '－', '＠', '\n'];
    let is_formula = value.is_string() && clean.starts_with(begins);
    if is_formula {
        format!("'{clean}")
    } else {
        clean
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{cell, header};

    #[test]
    fn a_formula_becomes_text_and_a_number_stays() {
        assert_eq!(cell(&json!("=cmd|' /C calc'!A0")), "'=cmd|' /C calc'!A0");
        for wide in ["＝1+1", "＋1", "－1", "＠a", "\n=1"] {
            assert_eq!(cell(&json!(wide)), format!("'{wide}"));
        }
        assert_eq!(cell(&json!(-1.5)), "-1.5");
        assert_eq!(cell(&json!("a\u{1b}[2J")), "a\\u{1b}[2J");
    }

    #[test]
    fn a_name_of_a_column_is_no_command_and_no_formula() {
        let columns = ["id", "=1+1", "\u{1b}[2J", "x\n::error::y"].map(str::to_owned);
        let written: Vec<String> = header(&columns).collect();
        assert_eq!(written, ["id", "'=1+1", "\\u{1b}[2J", "x\n\\::error::y"]);
    }
}
