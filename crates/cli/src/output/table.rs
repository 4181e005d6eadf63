//! Tables for people.

use comfy_table::{Table, presets};
use serde_json::Value;

use super::cell::{column, text};
use super::clean::visible;

fn table() -> Table {
    let mut table = Table::new();
    table.load_style(presets::NOTHING);
    table
}

fn printed(mut table: Table) -> String {
    for column in table.column_iter_mut() {
        column.set_padding((0, 2));
    }
    table.trim_fmt()
}

/// A row for each item.
pub fn rows(columns: &[String], items: &[Value]) -> String {
    let mut table = table();
    table.set_header(columns.iter().map(|name| visible(name).to_uppercase()));
    for item in items {
        let cells = columns.iter().map(|name| text(column(item, name)));
        table.add_row(cells.map(|cell| visible(&cell).into_owned()));
    }
    printed(table)
}

/// A row for each field.
pub fn fields(fields: &[(String, Value)]) -> String {
    let mut table = table();
    for (name, value) in fields {
        table.add_row([
            visible(name).into_owned(),
            visible(&text(value)).into_owned(),
        ]);
    }
    printed(table)
}
