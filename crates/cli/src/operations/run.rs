//! Running a command of an operation.

use clap::ArgMatches;
use realtimekit_runtime::{ItemStream, Method, Page};
use serde_json::Value;

use super::call::{Prepared, filled, prepare};
use super::dry_run;
use super::values::Values;
use crate::confirm::confirm;
use crate::description::{Operation, Place, Shape, find};
use crate::failure::Failure;
use crate::global::Global;
use crate::output::secrets::hidden;
use crate::output::{Columns, Printer, note};
use crate::settings::Settings;

/// The parameter with the number of the page.
const PAGE: &str = "page_no";

/// Whether the command asks for confirmation, because it cannot be undone or affects everybody.
pub fn asks_first(operation: &Operation) -> bool {
    operation.method == Method::Delete || operation.command == "kick-all"
}

/// Runs the command `group command`.
pub async fn run(
    group: &str,
    command: &str,
    matches: &ArgMatches,
    global: &Global,
    settings: &Settings,
) -> Result<(), Failure> {
    let operation = find(group, command);
    let operation =
        operation.ok_or_else(|| Failure::Usage(format!("no such command: {command}")))?;
    let values = Values::read(operation, matches)?;
    let is_dry = matches.get_flag("dry-run");
    let client = settings.runtime_client(is_dry)?;
    let prepared = prepare(client, settings, operation, &values)?;
    let format = global.format(settings);
    let Prepared { at, sent, values } = prepared;
    if is_dry {
        let call = filled!(at.json::<Value>(sent), values);
        let request = call.unsent()?;
        let url = match global.show_secrets {
            true => request.url().to_string(),
            false => values.shown_url(request.url()),
        };
        return dry_run::print(&request, &url, format, global.show_secrets);
    }
    if asks_first(operation) && !matches.get_flag("yes") {
        let ids: Vec<&str> = values.ids.iter().map(|(_, _, id)| id.as_str()).collect();
        let question = format!("{} ({})", operation.summary, ids.join(", "));
        confirm(&values.without_secrets(&question))?;
    }
    let columns = Columns::new(&operation.response.columns, global.columns());
    let mut printer = Printer::new(format, columns);
    let shown = |value: Value| {
        if global.show_secrets {
            value
        } else {
            hidden(&value)
        }
    };
    match operation.response.shape {
        Shape::One => {
            let value = filled!(at.json::<Value>(sent), values).await?;
            printer.one(shown(value))
        }
        Shape::List => {
            for item in filled!(at.list::<Value>(sent), values).await? {
                printer.item(shown(item))?;
            }
            printer.finish()
        }
        Shape::Page if matches.get_flag("all") => {
            let id = |item: &Value| item.get("id").and_then(Value::as_str).map(str::to_owned);
            let call = filled!(at.page::<Value>(sent), values);
            let mut items: ItemStream<Value> = call.stream(PAGE, 1, Some(id));
            while let Some(item) = items.try_next().await? {
                printer.item(shown(item))?;
            }
            printer.finish()
        }
        Shape::Page => {
            let page = filled!(at.page::<Value>(sent), values).await?;
            let rest = rest(&page);
            for item in page {
                printer.item(shown(item))?;
            }
            printer.finish()?;
            if let Some(rest) = rest {
                note(&rest);
            }
            Ok(())
        }
    }
}

/// The message if the list has more pages.
fn rest(page: &Page<Value>) -> Option<String> {
    let total = page.total_count()?;
    let shown = page.len() as u64;
    (shown < total).then(|| format!("showing {shown} of {total}; use --all for all of them"))
}
