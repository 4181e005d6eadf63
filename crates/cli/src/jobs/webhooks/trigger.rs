//! `webhooks trigger`: an in-memory server sends the example of an event.

use clap::Args;
use clap::builder::PossibleValuesParser;
use realtimekit::reqwest::header::CONTENT_TYPE;
use realtimekit::reqwest::{Client, Url};
use serde_json::{Value, json};

use crate::description::events;
use crate::failure::Failure;
use crate::global::Global;
use crate::output::{Columns, Printer};
use crate::settings::Settings;

const COLUMNS: [&str; 2] = ["url", "status"];

/// Make the in-memory server of `realtimekit dev` send a signed example of an event
///
/// Sends it to the webhooks of that server, including the listener of `realtimekit dev`, or to one address on this
/// machine. Run it with the environment variables that `realtimekit dev` prints.
#[derive(Args, Debug)]
pub struct Arguments {
    /// The event
    #[arg(value_parser = PossibleValuesParser::new(events()))]
    event: String,
    /// Send it once to this address on this machine, and not to the webhooks
    #[arg(long, value_name = "URL")]
    to: Option<String>,
}

/// Sends the event, and reports the responses.
pub async fn run(
    arguments: &Arguments,
    global: &Global,
    settings: &Settings,
) -> Result<(), Failure> {
    let Arguments { event, to } = arguments;
    if let Some(Err(error)) = to.as_deref().map(Url::parse) {
        return Err(Failure::Usage(format!("--to: {error}")));
    }
    let origin = settings.loopback().ok_or_else(|| {
        Failure::Usage(
            "REALTIMEKIT_BASE_URL is not an in-memory server on this machine; run `realtimekit dev` in another terminal, \
             and set the variables that it prints"
                .to_owned(),
        )
    })?;
    let response = triggered(&origin, event, to.as_deref()).await;
    let response = response.ok_or_else(|| {
        Failure::Other(format!(
            "{origin} is not the address of an in-memory server that runs; start it with `realtimekit dev`"
        ))
    })?;
    let deliveries = response
        .pointer("/data/deliveries")
        .and_then(Value::as_array);
    let deliveries = deliveries.map(Vec::as_slice).unwrap_or_default();
    if deliveries.is_empty() {
        return Err(Failure::Missing(format!(
            "no webhook is registered for {event}; register one, or send it to an address with --to URL"
        )));
    }
    if deliveries.iter().any(|it| it["is_allowed"] == json!(false)) {
        return Err(Failure::Usage(
            "--to: events are sent to addresses on this machine only".to_owned(),
        ));
    }
    let columns = Columns::new(&COLUMNS, global.columns());
    let mut printer = Printer::new(global.format(settings), columns).hiding_credentials();
    let mut failed = 0;
    for delivery in deliveries {
        let status = delivery["status"].as_u64();
        failed += usize::from(!status.is_some_and(|status| (200..300).contains(&status)));
        let shown = status.map_or("no response".into(), Value::from);
        printer.item(json!({"url": delivery["url"], "status": shown}))?;
    }
    printer.finish()?;
    match failed {
        0 => Ok(()),
        _ => Err(Failure::Other(format!(
            "{failed} of {} receivers did not accept the event",
            deliveries.len()
        ))),
    }
}

/// The response of the in-memory server, if there is one.
async fn triggered(origin: &str, event: &str, to: Option<&str>) -> Option<Value> {
    let mut body = json!({"event": event});
    if let Some(to) = to {
        body["url"] = to.into();
    }
    // A proxy from the environment must not be used for this machine.
    let client = Client::builder().no_proxy().build().ok()?;
    let request = client
        .post(format!("{origin}/_fake/trigger"))
        .header(CONTENT_TYPE, "application/json")
        .body(body.to_string());
    let response = request.send().await.ok()?;
    let response: Value = serde_json::from_str(&response.text().await.ok()?).ok()?;
    (response.get("success") == Some(&Value::Bool(true))).then_some(response)
}
