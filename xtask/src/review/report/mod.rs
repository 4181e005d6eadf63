//! The formats of a review: for a terminal, a pull request, a program.

mod github;
mod json;
mod markdown;
mod sarif;
mod sentences;
mod text;

use super::outcome::Review;
use crate::diagnostics::Finding;

pub use text::Dress;

/// A format of the report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// Text for a terminal.
    Text,
    /// Markdown for a comment in a pull request.
    Markdown,
    /// JSON for programs, as `xtask/review.schema.json` describes it.
    Json,
    /// Workflow commands of GitHub Actions, which annotate lines.
    Github,
    /// SARIF for code scanning.
    Sarif,
}

/// The review in a format. The same review gives the same bytes.
pub fn render(review: &Review, format: Format, dress: Dress) -> String {
    match format {
        Format::Text => text::render(review, dress),
        Format::Markdown => markdown::render(review),
        Format::Json => json::render(review),
        Format::Github => github::render(review),
        Format::Sarif => sarif::render(review),
    }
}

/// Findings that prevent a comparison, for the format that shows them at their lines; for the others nothing.
pub fn render_findings(findings: &[Finding], format: Format) -> String {
    match format {
        Format::Github => github::findings(findings),
        _ => String::new(),
    }
}
