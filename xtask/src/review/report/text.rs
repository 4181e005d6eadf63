//! Text for a terminal: the changes, each with its place, its reason and the items of the crate that follow, then the verdict.
//! What would fill many screens is counted.

use std::collections::HashSet;

use anstyle::{AnsiColor, Style};
use textwrap::{Options, WordSplitter, fill};

use super::super::change::Change;
use super::super::not_assessed::NotAssessed;
use super::super::outcome::Review;
use super::super::verdict::{Bump, Wire};
use super::sentences::{
    configured, counted, fails_on, levels, next_step, not_assessed, operations, setting, verdict,
    version, without_rust,
};
use crate::text::visible;

/// How text is dressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dress {
    /// Whether to colour it.
    pub colours: bool,
    /// How many columns there are.
    pub width: usize,
}

/// So many changes are listed. Those that need action come first.
const MOST_CHANGES: usize = 200;
/// So many items of the crate are listed for a change.
const MOST_ITEMS: usize = 10;
/// So many places that are not assessed are listed.
const MOST_NOT_ASSESSED: usize = 10;

/// Narrower than this nothing is folded any more.
const NARROWEST: usize = 20;

pub(super) fn render(review: &Review, dress: Dress) -> String {
    let mut report = Text {
        dress,
        text: String::new(),
        items: HashSet::new(),
    };
    report.line(0, &format!("{} → {}", review.from, review.to));
    for change in review.changes.iter().take(MOST_CHANGES) {
        report.change(review, change);
    }
    report.text.push('\n');
    if let Some(more) = review
        .changes
        .get(MOST_CHANGES..)
        .filter(|more| !more.is_empty())
    {
        let open = more.iter().filter(|change| change.needs_action()).count();
        let more = counted(more.len(), "more change");
        let sentence = format!("{more}, {open} of which need action: `--format json` lists all.");
        report.line(0, &sentence);
    }
    let style = if review.needs_action() {
        AnsiColor::Red.on_default().bold()
    } else {
        AnsiColor::Green.on_default().bold()
    };
    let verdict = verdict(review);
    let verdict = report.styled(style, &verdict);
    report.text.push_str(&verdict);
    report.text.push('\n');
    if let Some(version) = version(review) {
        report.line(0, &version);
    }
    if let Some(why) = without_rust(review) {
        report.line(0, &format!("The effect on Rust callers{why}"));
    }
    if let Some(fails_on) = fails_on(review) {
        report.line(0, &fails_on);
    }
    if !review.configuration.is_empty() {
        report.line(0, "Settings:");
    }
    for applied in &review.configuration {
        report.line(2, &setting(applied));
    }
    report.not_assessed(&review.not_assessed);
    report.text
}

struct Text<'a> {
    dress: Dress,
    text: String,
    /// Items of the crate that are listed already: each is below the first of its causes.
    items: HashSet<(&'a str, &'a Option<String>, &'a Option<String>)>,
}

impl<'a> Text<'a> {
    fn styled(&self, style: Style, text: &str) -> String {
        if self.dress.colours {
            format!("{style}{text}{style:#}")
        } else {
            text.to_owned()
        }
    }

    /// A paragraph, folded to the width.
    fn line(&mut self, indent: usize, text: &str) {
        let space = " ".repeat(indent);
        let options = Options::new(self.dress.width.max(NARROWEST))
            .initial_indent(&space)
            .subsequent_indent(&space)
            // Ids and paths are there to be copied.
            .word_splitter(WordSplitter::NoHyphenation)
            .break_words(false);
        self.text.push_str(&fill(&visible(text), options));
        self.text.push('\n');
    }

    /// Parts that both revisions have and whose meaning is unclear.
    fn not_assessed(&mut self, places: &[NotAssessed]) {
        if places.is_empty() {
            return;
        }
        let count = counted(places.len(), "place");
        self.line(
            0,
            &format!("Not assessed, because the meaning is unclear: {count}"),
        );
        for place in places.iter().take(MOST_NOT_ASSESSED) {
            self.line(2, &not_assessed(place));
        }
        let more = places.len().saturating_sub(MOST_NOT_ASSESSED);
        if more > 0 {
            self.line(2, &format!("and {more} more, which `--format json` lists"));
        }
    }

    fn change(&mut self, review: &Review, change: &'a Change) {
        self.text.push('\n');
        let severity = severity(change);
        let head = self.styled(colour(change), severity);
        let labels = format!("[{}] {}", change.rule.id, levels(review, change));
        self.text.push_str(&format!("{head} {labels}\n"));
        self.line(2, &change.message);
        let mut place = format!("at {}", change.at);
        if let Some(base) = change.at_base.as_ref().filter(|_| change.after.is_null()) {
            place.push_str(&format!(" (was {base})"));
        }
        self.line(2, &place);
        if let Some(operations) = operations(change) {
            self.line(2, &operations);
        }
        self.line(
            2,
            &format!("why: {}", change.rule.reason_for(&change.reach)),
        );
        if let Some(configured) = configured(change) {
            self.line(2, &configured);
        }
        self.items_of(change);
        match &change.approval {
            Some(approval) => {
                self.line(
                    2,
                    &format!("approved by {}: {}", approval.by, approval.reason),
                );
            }
            None => {
                if let Some(way) = next_step(review, change) {
                    self.line(2, &way);
                }
            }
        }
    }

    /// The items of the crate that change, without the members of those that are listed.
    fn items_of(&mut self, change: &'a Change) {
        let items = change.rust_items.iter();
        let items: Vec<_> = items.filter(|item| item.bump > Bump::Patch).collect();
        let names: HashSet<&str> = items.iter().map(|item| item.item.as_str()).collect();
        let (mut listed, mut shown, mut folded) = (0, 0, 0);
        for item in items {
            if !self.items.insert((&item.item, &item.before, &item.after)) {
                listed += 1;
                continue;
            }
            let mut owners = item.item.match_indices("::");
            let is_member =
                owners.any(|(at, _)| item.item.get(..at).is_some_and(|it| names.contains(it)));
            if is_member || shown == MOST_ITEMS {
                folded += 1;
                continue;
            }
            shown += 1;
            let red = AnsiColor::Red.on_default();
            let green = AnsiColor::Green.on_default();
            for (sign, style, signature) in [("-", red, &item.before), ("+", green, &item.after)] {
                if let Some(signature) = signature {
                    let line = format!("{sign} {}: {signature}", item.item);
                    let line = visible(&line);
                    let line = self.styled(style, &line);
                    self.text.push_str(&format!("    {line}\n"));
                }
            }
        }
        if folded > 0 {
            let items = counted(folded, "more item");
            let line = format!("    {items}, which `--format json` lists\n");
            self.text.push_str(&line);
        }
        if listed > 0 {
            let items = counted(listed, "item");
            self.text.push_str(&format!("    {items} listed above\n"));
        }
    }
}

fn severity(change: &Change) -> &'static str {
    match (change.needs_action(), change.is_breaking(), change.wire) {
        (true, true, _) => "breaking",
        (true, false, Wire::Risky) if change.counts => "risky",
        (true, false, _) => "finding",
        (false, true, _) if change.approval.is_some() => "approved",
        (false, true, _) => "breaking",
        (false, false, Wire::Risky) => "risky",
        (false, false, _) => "note",
    }
}

fn colour(change: &Change) -> Style {
    match severity(change) {
        "breaking" | "finding" => AnsiColor::Red.on_default().bold(),
        "risky" => AnsiColor::Yellow.on_default().bold(),
        _ => AnsiColor::Cyan.on_default(),
    }
}
