//! Markdown for a comment in a pull request: the verdict, what breaks as a table, the rest folded away.

use super::super::change::Change;
use super::super::rules::{self, About};
use super::super::verdict::{Bump, Wire};
use super::super::{Review, Subject};
use super::{counted, operations, rust, verdict, version, way_out};

/// GitHub takes no longer comment, in characters.
const LONGEST: usize = 65_536;
/// Kept free for what is said of what was cut.
const RESERVE: usize = 2_048;
/// Longer cells are cut.
const LONGEST_CELL: usize = 400;

pub(super) fn render(review: &Review) -> String {
    let mut text = heading(review);
    if let Some(first) = review.without_rust.first() {
        let why = format!("{}: {}", first.position, first.message);
        text.push_str(&format!(
            "\n**What it means for Rust callers is not known**: {}\n",
            cell(&why)
        ));
    }
    let mut page = Page {
        text,
        room: LONGEST - RESERVE,
    };
    let all = &review.changes;
    let pick = |wanted: &dyn Fn(&Change) -> bool| -> Vec<&Change> {
        all.iter().filter(|change| wanted(change)).collect()
    };
    let is_house = |change: &Change| change.rule.about == About::House;
    let is_source = |change: &Change| {
        change.rule.about == About::Sources || change.rule == rules::SOURCE_UNCHANGED
    };
    let severe = |change: &Change| change.is_breaking() || change.needs_action();
    let breaking = pick(&|change| severe(change));
    let title = match review.subject {
        Subject::Revisions => "Breaking, and to act on",
        Subject::Upstream => "To act on",
    };
    page.table(title, review, &breaking, Folded::No);
    if let Some(way) = breaking.iter().find_map(|change| way_out(review, change)) {
        page.text
            .push_str(&format!("\nFor instance, {}.\n", cell(&way)));
    }
    let rest = pick(&|change| !severe(change) && !is_source(change));
    let of = |wanted: &dyn Fn(&Change) -> bool| -> Vec<&Change> {
        rest.iter()
            .copied()
            .filter(|change| wanted(change))
            .collect()
    };
    let risky = of(&|change| change.wire == Wire::Risky);
    let safe = of(&|change| {
        change.wire != Wire::Risky
            && (change.wire == Wire::Safe || change.rust > Bump::None || is_house(change))
    });
    let words =
        of(&|change| change.wire == Wire::None && change.rust == Bump::None && !is_house(change));
    page.table("Risky", review, &risky, Folded::Yes);
    page.table("Safe", review, &safe, Folded::Yes);
    page.table("Without effect on callers", review, &words, Folded::Yes);
    page.surface(review);
    let sources = pick(&|change| !severe(change) && is_source(change));
    page.table("Provenance", review, &sources, Folded::Yes);
    page.text
}

fn heading(review: &Review) -> String {
    let (from, to) = (code(&review.from), code(&review.to));
    if review.subject == Subject::Upstream {
        let verdict = verdict(review);
        return format!("## Upstream drift: {verdict}\n\nAs steps from {from} to {to}.\n");
    }
    let mut text = format!(
        "## Spec review: {}\n\nFrom {from} to {to}.",
        verdict(review)
    );
    if review.rust_is_known {
        text.push_str(&format!(" Required bump: **{}**.", review.required_bump));
    }
    if let Some(version) = version(review) {
        text.push(' ');
        text.push_str(&version);
    }
    text.push('\n');
    text
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Folded {
    Yes,
    No,
}

struct Page {
    text: String,
    /// Characters that are left.
    room: usize,
}

impl Page {
    fn fits(&self, more: &str) -> bool {
        self.text.chars().count() + more.chars().count() <= self.room
    }

    /// A section with a row for each change, as many as there is room for.
    fn table(&mut self, title: &str, review: &Review, changes: &[&Change], folded: Folded) {
        if changes.is_empty() {
            return;
        }
        let heading = format!("{title} ({})", changes.len());
        let (open, close) = match folded {
            Folded::Yes => (
                format!("\n<details><summary>{heading}</summary>\n\n"),
                "\n</details>\n",
            ),
            Folded::No => (format!("\n### {heading}\n\n"), ""),
        };
        let mut section = open;
        section.push_str("| what | wire | Rust | where | id |\n| --- | --- | --- | --- | --- |\n");
        let mut shown = 0;
        for change in changes {
            let row = row(review, change);
            if !self.fits(&format!("{section}{row}{close}")) {
                break;
            }
            section.push_str(&row);
            shown += 1;
        }
        if shown < changes.len() {
            let left = changes.len() - shown;
            // The reserve is for these lines.
            if shown == 0 {
                self.text.push_str(&format!("\n{heading}: {left} more.\n"));
                return;
            }
            section.push_str(&format!("\n{left} more.\n"));
        }
        section.push_str(close);
        self.text.push_str(&section);
    }

    /// What differs in the signatures of the crate, as a diff.
    fn surface(&mut self, review: &Review) {
        if review.surface.is_empty() {
            return;
        }
        let mut lines = Vec::new();
        for item in &review.surface {
            for (sign, signature) in [('-', &item.before), ('+', &item.after)] {
                if let Some(signature) = signature {
                    lines.push(format!("{sign} {}: {signature}\n", item.item));
                }
            }
        }
        let heading = format!("Rust surface ({})", counted(review.surface.len(), "item"));
        let close = "```\n\n</details>\n";
        let mut section = format!("\n<details><summary>{heading}</summary>\n\n```diff\n");
        let mut shown = 0;
        for line in &lines {
            if !self.fits(&format!("{section}{line}{close}")) {
                break;
            }
            section.push_str(line);
            shown += 1;
        }
        if shown < lines.len() {
            section.push_str(&format!("# {} more\n", lines.len() - shown));
        }
        section.push_str(close);
        self.text.push_str(&section);
    }
}

fn row(review: &Review, change: &Change) -> String {
    let mut what = cell(&change.message);
    if let Some(operations) = operations(change) {
        what.push_str(&format!("<br><sub>{}</sub>", cell(&operations)));
    }
    if let Some(approval) = &change.approval {
        what.push_str(&format!(
            "<br>approved by {}: {}",
            cell(&approval.by),
            cell(&approval.reason)
        ));
    }
    let place = format!("{}:{}", change.at.file, change.at.line);
    format!(
        "| {what} | {} | {} | {} | {} |\n",
        change.wire,
        rust(review, change),
        code(&place),
        code(&change.id)
    )
}

/// Text of the document in a cell: cut, on one line, and nothing in it is markup but code between backticks.
fn cell(text: &str) -> String {
    let mut cut: String = text.chars().take(LONGEST_CELL).collect();
    if cut.chars().count() < text.chars().count() {
        cut.push('…');
    }
    // Longer runs of backticks close only where one of the same length follows.
    let is_code = cut.matches('`').count().is_multiple_of(2) && !cut.contains("``");
    let mut inside = false;
    let mut escaped = String::new();
    for c in cut.chars() {
        match c {
            '`' if is_code => {
                inside = !inside;
                escaped.push(c);
            }
            '\n' | '\r' => escaped.push(' '),
            '|' => escaped.push_str("\\|"),
            // a mention would notify somebody
            '@' => escaped.push_str("@\u{200b}"),
            '<' if !inside => escaped.push_str("&lt;"),
            '&' if !inside => escaped.push_str("&amp;"),
            '*' | '_' | '[' | ']' | '`' | '\\' | '~' | '#' if !inside => {
                escaped.push('\\');
                escaped.push(c);
            }
            c => escaped.push(c),
        }
    }
    escaped
}

fn code(text: &str) -> String {
    format!(
        "`{}`",
        text.replace('`', "'")
            .replace('|', "\\|")
            .replace('\n', " ")
    )
}
