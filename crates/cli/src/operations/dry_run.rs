//! `--dry-run`: prints a request.

use realtimekit_runtime::reqwest::Request;
use serde_json::{Map, Value};

use crate::failure::Failure;
use crate::output::clean::{json, visible};
use crate::output::secrets::hidden;
use crate::output::{Format, Output};

/// Prints a request, with its URL in the form that is shown. Other secrets are left out, unless they are to be shown.
pub fn print(
    request: &Request,
    url: &str,
    format: Format,
    shows_secrets: bool,
) -> Result<(), Failure> {
    let body = request.body().and_then(|body| body.as_bytes());
    let body: Option<Value> = body.and_then(|body| serde_json::from_slice(body).ok());
    let body = body.map(|body| if shows_secrets { body } else { hidden(&body) });
    let headers = request.headers().iter().map(|(name, value)| {
        // The token must not appear in a terminal or a log.
        let shown = match value.is_sensitive() {
            true => "[redacted]",
            false => value.to_str().unwrap_or("[redacted]"),
        };
        (name.to_string(), Value::from(shown))
    });
    let headers: Map<String, Value> = headers.collect();
    let mut output = Output::new();
    if format != Format::Table {
        let request = serde_json::json!({
            "method": request.method().as_str(),
            "url": url,
            "headers": headers,
            "body": body,
        });
        let text = match format {
            Format::Jsonl => request.to_string(),
            _ => format!("{request:#}"),
        };
        output.line(&json(&text))?;
        return output.flush();
    }
    output.line(&visible(&format!("{} {url}", request.method())))?;
    for (name, value) in &headers {
        output.line(&visible(&format!(
            "{name}: {}",
            value.as_str().unwrap_or_default()
        )))?;
    }
    if let Some(body) = body {
        output.line("")?;
        output.line(&json(&format!("{body:#}")))?;
    }
    output.flush()
}
