//! Tables for people.

use comfy_table::{Table, presets};
use serde_json::Value;
use unicode_width::UnicodeWidthStr;

use super::cell::{column, text};
use super::clean::visible;

/// The blanks behind a column.
const GAP: usize = 2;

fn table() -> Table {
    let mut table = Table::new();
    table.load_style(presets::NOTHING);
    table
}

fn printed(mut table: Table) -> String {
    for column in table.column_iter_mut() {
        column.set_padding((0, GAP as u16));
    }
    table.trim_fmt()
}

/// A row for each item.
pub fn rows(columns: &[String], items: &[Value]) -> String {
    let mut table = table();
    table.set_header(columns.iter().map(|name| header(name)));
    for item in items {
        table.add_row(columns.iter().map(|name| cell(item, name)));
    }
    printed(table)
}

/// The columns that fit in a terminal of this width. The widest are left out first, or the last if the columns are ranked,
/// and the first one never: a table without them is easier to read than one in which lines are broken.
pub fn fitting(
    columns: Vec<String>,
    items: &[Value],
    width: usize,
    is_ranked: bool,
) -> Vec<String> {
    let widths = columns.iter().map(|name| {
        let cells = items.iter().map(|item| cell(item, name).width());
        cells.fold(header(name).width(), usize::max)
    });
    let mut columns: Vec<(String, usize)> = columns.iter().cloned().zip(widths).collect();
    // The last column needs no gap behind it.
    while columns.iter().map(|(_, width)| width + GAP).sum::<usize>() > width + GAP {
        let others = columns.iter().enumerate().skip(1);
        // Of those that are equally wide, the last one.
        let least = others.max_by_key(|(_, (_, width))| if is_ranked { 0 } else { *width });
        let Some((least, _)) = least else {
            break;
        };
        columns.remove(least);
    }
    columns.into_iter().map(|(name, _)| name).collect()
}

fn header(name: &str) -> String {
    visible(name).to_uppercase()
}

fn cell(item: &Value, name: &str) -> String {
    visible(&text(column(item, name))).into_owned()
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

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn columns_that_do_not_fit_are_left_out_the_widest_first() {
        let items =
            [json!({"id": "0123456789", "title": "Åé漢字", "on": true, "at": "2026-01-05"})];
        let columns = ["id", "title", "on", "at"].map(str::to_owned);
        let fit = |width| fitting(columns.to_vec(), &items, width, false);
        let lines = rows(&columns, &items);
        let width = lines.lines().map(UnicodeWidthStr::width).max();
        assert_eq!(width, Some(36));
        assert_eq!(fit(36), columns);
        assert_eq!(fit(35), ["id", "title", "on"]);
        assert_eq!(fit(24), ["id", "title", "on"]);
        assert_eq!(fit(23), ["id", "on"]);
        assert_eq!(fit(1), ["id"]);
        let ranked = |width| fitting(columns.to_vec(), &items, width, true);
        assert_eq!(ranked(36), columns);
        assert_eq!(ranked(25), ["id", "title", "on"]);
        assert_eq!(ranked(23), ["id", "title"]);
        assert_eq!(ranked(1), ["id"]);
    }
}
