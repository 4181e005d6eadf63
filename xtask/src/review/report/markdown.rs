//! Markdown for a comment in a pull request: the verdict, what breaks as a table, the rest folded away.

use super::super::change::Change;
use super::super::outcome::{Review, Subject};
use super::super::rules::{self, About};
use super::super::verdict::{Bump, Wire};
use super::sentences::{
    configured, counted, fails_on, next_step, not_assessed, operations, rust, setting, verdict,
    version, without_rust,
};
use crate::source::APPROVALS;
use crate::text::{shortened, visible};

/// GitHub takes no longer comment, in characters.
const LONGEST: usize = 65_536;
/// Kept free for what `review-comment.yml` writes above the report.
const FRAME: usize = 512;
/// Kept free for the sentences on what is left out.
const NOTE: usize = 1_024;
/// So many changes are listed to be approved.
const MOST_TO_APPROVE: usize = 50;
/// Longer cells are cut.
const LONGEST_CELL: usize = 400;

pub(super) fn render(review: &Review) -> String {
    let mut text = heading(review);
    if let Some(why) = without_rust(review) {
        text.push_str(&format!("\n**The effect on Rust callers**{}\n", cell(&why)));
    }
    if let Some(fails_on) = fails_on(review) {
        text.push_str(&format!("\n{}\n", cell(&fails_on)));
    }
    let mut page = Page::of(text);
    let all = &review.changes;
    let pick = |wanted: &dyn Fn(&Change) -> bool| -> Vec<&Change> {
        all.iter().filter(|change| wanted(change)).collect()
    };
    let is_review = |change: &Change| change.rule.about == About::Review;
    let is_source = |change: &Change| {
        change.rule.about == About::Sources || change.rule == rules::SOURCE_UNCHANGED
    };
    let severe = |change: &Change| change.is_breaking() || change.needs_action();
    let breaking = pick(&|change| severe(change));
    let title = match review.subject {
        Subject::Revisions | Subject::Documents => "Breaking, or action needed",
        Subject::Upstream => "Action needed",
    };
    let steps = how_to_approve(review, &breaking);
    page.table(title, review, &breaking, Folded::No, length(&steps));
    page.push(&steps);
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
            && (change.wire == Wire::Safe || change.rust > Bump::None || is_review(change))
    });
    let documentation =
        of(&|change| change.wire == Wire::None && change.rust == Bump::None && !is_review(change));
    page.table("Risky", review, &risky, Folded::Yes, 0);
    page.table("Safe", review, &safe, Folded::Yes, 0);
    page.table(
        "No effect on callers",
        review,
        &documentation,
        Folded::Yes,
        0,
    );
    page.surface(review);
    let settings = review.configuration.iter();
    let lines: Vec<String> = settings
        .map(|applied| format!("- {}\n", cell(&setting(applied))))
        .collect();
    page.list("Settings", &lines);
    let places = review.not_assessed.iter();
    let lines: Vec<String> = places
        .map(|place| format!("- {}\n", cell(&not_assessed(place))))
        .collect();
    page.list("Not assessed, because the meaning is unclear", &lines);
    let sources = pick(&|change| !severe(change) && is_source(change));
    page.table("Sources", review, &sources, Folded::Yes, 0);
    page.done()
}

fn heading(review: &Review) -> String {
    let name = |name: &str| code(&shortened(name, LONGEST_CELL));
    let (from, to) = (name(&review.from), name(&review.to));
    if review.subject == Subject::Upstream {
        let verdict = verdict(review);
        return format!("## Upstream drift: {verdict}\n\nAs changes from {from} to {to}.\n");
    }
    let mut text = format!(
        "## Spec review: {}\n\nFrom {from} to {to}.",
        verdict(review)
    );
    if review.rust_is_known {
        text.push_str(&format!(" Required version: **{}**.", review.required_bump));
    }
    if let Some(version) = version(review) {
        text.push(' ');
        text.push_str(&cell(&version));
    }
    text.push('\n');
    text
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Folded {
    Yes,
    No,
}

/// The report as far as it is written. It never gets longer than GitHub takes.
struct Page {
    text: String,
    /// Its length so far.
    length: usize,
    /// What there was no room for.
    left_out: Vec<String>,
}

/// How many characters a comment has, at most: GitHub may count one beyond U+FFFF as two, and `review-comment.yml` writes
/// another character behind each `@`.
fn length(text: &str) -> usize {
    text.chars()
        .map(|c| c.len_utf16() + usize::from(c == '@'))
        .sum()
}

impl Page {
    fn of(text: String) -> Self {
        Self {
            length: length(&text),
            text,
            left_out: Vec::new(),
        }
    }

    fn push(&mut self, more: &str) {
        self.length += length(more);
        self.text.push_str(more);
    }

    /// A section with as many of its lines as there is room for, when `kept` characters stay free.
    fn section(&mut self, what: &str, open: &str, lines: &[String], close: &str, kept: usize) {
        if lines.is_empty() {
            return;
        }
        let taken = self.length + length(open) + length(close) + kept;
        let mut room = (LONGEST - FRAME - NOTE).saturating_sub(taken);
        let fitting = lines.iter().take_while(|line| {
            let fits = length(line) <= room;
            room = room.saturating_sub(length(line));
            fits
        });
        let shown = fitting.count();
        if shown < lines.len() {
            self.left_out
                .push(format!("{} {what}", lines.len() - shown));
        }
        if let Some(shown) = lines.get(..shown).filter(|shown| !shown.is_empty()) {
            self.push(&format!("{open}{}{close}", shown.concat()));
        }
    }

    /// A section with a row for each change.
    fn table(
        &mut self,
        title: &str,
        review: &Review,
        changes: &[&Change],
        folded: Folded,
        kept: usize,
    ) {
        let heading = format!("{title} ({})", changes.len());
        let (start, close) = match folded {
            Folded::Yes => (
                format!("\n<details><summary>{heading}</summary>\n\n"),
                "\n</details>\n",
            ),
            Folded::No => (format!("\n### {heading}\n\n"), ""),
        };
        let open = format!(
            "{start}| what | wire | Rust | where | id |\n| --- | --- | --- | --- | --- |\n"
        );
        let rows: Vec<String> = changes.iter().map(|change| row(review, change)).collect();
        self.section(&format!("of “{title}”"), &open, &rows, close, kept);
    }

    /// What differs in the signatures of the crate, as a diff.
    fn surface(&mut self, review: &Review) {
        let mut lines = Vec::new();
        for item in &review.surface {
            for (sign, signature) in [('-', &item.before), ('+', &item.after)] {
                if let Some(signature) = signature {
                    let line = format!("{sign} {}: {signature}", item.item);
                    lines.push(format!("{}\n", visible(&line)));
                }
            }
        }
        let heading = format!("Rust surface ({})", counted(review.surface.len(), "item"));
        let open = format!("\n<details><summary>{heading}</summary>\n\n```diff\n");
        let close = "```\n\n</details>\n";
        self.section("lines of the Rust surface", &open, &lines, close, 0);
    }

    /// A folded list.
    fn list(&mut self, title: &str, lines: &[String]) {
        let heading = format!("{title} ({})", lines.len());
        let open = format!("\n<details><summary>{heading}</summary>\n\n");
        let close = "\n</details>\n";
        self.section(&format!("of “{title}”"), &open, lines, close, 0);
    }

    /// All that is written, and what is not.
    fn done(mut self) -> String {
        if !self.left_out.is_empty() {
            self.text.push_str(&format!(
                "\n**Left out**, because GitHub takes no longer comment: {}. The whole report is what `--format json` \
                 prints; in a pull request it is `report.json` in the artifact `spec-review` of the workflow run.\n",
                self.left_out.join(", ")
            ));
        }
        self.text
    }
}

/// How to accept what needs action.
fn how_to_approve(review: &Review, changes: &[&Change]) -> String {
    if review.subject == Subject::Upstream {
        let way = changes.iter().find_map(|change| next_step(review, change));
        return way.map_or(String::new(), |way| {
            format!("\nFor instance, {}.\n", cell(&way))
        });
    }
    let open: Vec<&&Change> = changes
        .iter()
        .filter(|change| change.needs_approval())
        .collect();
    let Some(first) = open.first() else {
        return String::new();
    };
    let command = match review.subject {
        Subject::Revisions => {
            format!(
                "with `cargo xtask approve {} --reason \"…\"`, or ",
                first.id
            )
        }
        _ => String::new(),
    };
    let mut text = format!(
        "\nAn intended change can be approved, {command}with these lines and a reason in `{APPROVALS}`:\n\n\
         ```yaml\napprovals:\n"
    );
    for change in open.iter().take(MOST_TO_APPROVE) {
        text.push_str(&format!(
            "  - {{id: \"{}\", reason: \"\", by: \"\"}}\n",
            change.id
        ));
    }
    if open.len() > MOST_TO_APPROVE {
        text.push_str(&format!("  # {} more\n", open.len() - MOST_TO_APPROVE));
    }
    text.push_str("```\n");
    text
}

fn row(review: &Review, change: &Change) -> String {
    let mut what = cell(&change.message);
    if let Some(operations) = operations(change) {
        what.push_str(&format!("<br><sub>{}</sub>", cell(&operations)));
    }
    if let Some(configured) = configured(change) {
        what.push_str(&format!("<br><sub>{}</sub>", cell(&configured)));
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
    let text = visible(text);
    let cut = shortened(&text, LONGEST_CELL);
    // Longer runs of backticks close only where one of the same length follows.
    let is_code = cut.matches('`').count().is_multiple_of(2) && !cut.contains("``");
    let mut inside = false;
    let mut escaped = String::new();
    let mut rest = cut.chars();
    while let Some(c) = rest.next() {
        match c {
            '`' if is_code => {
                inside = !inside;
                escaped.push(c);
            }
            '|' => escaped.push_str("\\|"),
            // a mention would notify somebody
            '@' => escaped.push_str("@\u{200b}"),
            '<' if !inside => escaped.push_str("&lt;"),
            '&' if !inside => escaped.push_str("&amp;"),
            // A formula, an address, and a link to another issue.
            '$' if !inside => escaped.push_str("<span>$</span>"),
            ':' if !inside && rest.as_str().starts_with("//") => escaped.push_str(":\u{200b}"),
            '.' if !inside && escaped.ends_with("www") => escaped.push_str("\u{200b}."),
            '#' if !inside => escaped.push_str("\\#\u{200b}"),
            '*' | '_' | '[' | ']' | '`' | '\\' | '~' if !inside => {
                escaped.push('\\');
                escaped.push(c);
            }
            c => escaped.push(c),
        }
    }
    escaped
}

fn code(text: &str) -> String {
    format!("`{}`", visible(text).replace('`', "'").replace('|', "\\|"))
}

#[cfg(test)]
mod tests {
    use super::cell;

    #[test]
    fn names_are_no_formulas_addresses_or_links_to_issues() {
        for (text, shown) in [
            ("$x$", "<span>$</span>x<span>$</span>"),
            ("HTTPS://h a: b", "HTTPS:\u{200b}//h a: b"),
            ("www.h.example", "www\u{200b}.h.example"),
            ("#123", "\\#\u{200b}123"),
            ("`$x$ https://h #1`", "`$x$ https://h #1`"),
        ] {
            assert_eq!(cell(text), shown);
        }
    }
}
