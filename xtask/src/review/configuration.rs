//! `review.yaml`: the levels that a team gives to rules, and what it leaves out.
//!
//! ```yaml
//! rules:
//!   - {id: enum-value-added, level: safe, reason: Our clients keep unknown values.}
//!   - {id: property-removed, level: risky, rust: minor, reason: We announce it three months before.}
//! ignore:
//!   - {path: /internal/*, reason: Only our own services call it.}
//!   - {extension: x-internal, reason: What is marked so is not public.}
//! ```

use std::collections::BTreeSet;
use std::fmt;

use serde_json::Value;

use super::change::{Change, Configured};
use super::rules::{self, About, Rule};
use super::verdict::{Bump, Wire};
use crate::diagnostics::{Finding, Position, did_you_mean};
use crate::diff::{Difference, Reach, Revision};
use crate::openapi::{operations, unescape};
use crate::source::{Listing, LoadError, SETTINGS};

/// The file's name, beside the documents.
pub const FILE: &str = SETTINGS;

/// What fails the review.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum FailOn {
    /// Breaking changes for HTTP clients.
    Breaking,
    /// Breaking and risky changes for HTTP clients.
    Risky,
    /// Major changes for Rust callers.
    RustMajor,
    /// Nothing: the exit code is 0 for any change.
    Never,
}

impl fmt::Display for FailOn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Breaking => "breaking",
            Self::Risky => "risky",
            Self::RustMajor => "rust-major",
            Self::Never => "never",
        })
    }
}

/// The default of what fails the review.
pub const DEFAULT: [FailOn; 2] = [FailOn::Breaking, FailOn::RustMajor];

impl FailOn {
    /// Refuses levels that contradict each other.
    ///
    /// # Errors
    ///
    /// `never` is among others.
    pub fn check(levels: &[Self]) -> Result<(), String> {
        match levels.len() > 1 && levels.contains(&Self::Never) {
            true => Err("`--fail-on never` cannot be combined with other levels".to_owned()),
            false => Ok(()),
        }
    }
}

/// What a team has decided about reviews.
#[derive(Clone, Debug)]
pub struct Configuration {
    /// What fails the review.
    pub fail_on: Vec<FailOn>,
    levels: Vec<Level>,
    ignored: Vec<Ignored>,
}

impl Default for Configuration {
    fn default() -> Self {
        Self {
            fail_on: DEFAULT.to_vec(),
            levels: Vec::new(),
            ignored: Vec::new(),
        }
    }
}

/// The level of a rule.
#[derive(Clone, Debug)]
struct Level {
    rule: &'static Rule,
    wire: Wire,
    rust: Option<Bump>,
    reason: String,
    at: Position,
}

/// Something that is left out.
#[derive(Clone, Debug)]
struct Ignored {
    what: What,
    reason: String,
    at: Position,
}

#[derive(Clone, Debug)]
enum What {
    /// Operations whose path matches.
    Path(String),
    /// What has this extension, with the value `true`; and the extension itself.
    Extension(String),
}

/// An entry of the file, and how many changes it concerns.
#[derive(Clone, Debug)]
pub struct Applied {
    /// The entry, as messages name it.
    pub entry: String,
    /// Why.
    pub reason: String,
    /// Where it is written.
    pub at: Position,
    /// How many changes have another level, or are left out.
    pub changes: usize,
}

impl Configuration {
    /// Reads the file.
    ///
    /// # Errors
    ///
    /// What is missing or unknown, with its place.
    pub fn read(listing: &Listing) -> Result<Self, LoadError> {
        let mut findings = Vec::new();
        let mut configuration = Self::default();
        for (key, pointer, entry) in listing.lists(&["rules", "ignore"], &mut findings) {
            let at = listing.position(&pointer);
            let text = |key: &str| entry.get(key).and_then(Value::as_str).unwrap_or_default();
            let reason = text("reason").to_owned();
            if key == "rules" {
                let mut keys = vec!["id", "level", "reason"];
                if entry.get("rust").is_some() {
                    keys.push("rust");
                }
                listing.expect_texts(&pointer, entry, &keys, &mut findings);
                let (Some(rule), Some(wire), Some(rust)) = (
                    rule(listing, &pointer, text("id"), &mut findings),
                    level(listing, &pointer, text("level"), &mut findings),
                    bump(listing, &pointer, text("rust"), &mut findings),
                ) else {
                    continue;
                };
                if configuration.levels.iter().any(|known| known.rule == rule) {
                    let message = format!("`{}` has two levels", rule.id);
                    findings.push(listing.finding(&pointer, message, "keep one of the two"));
                }
                configuration.levels.push(Level {
                    rule,
                    wire,
                    rust,
                    reason,
                    at,
                });
                continue;
            }
            let what = match (text("path"), text("extension")) {
                (path, "") if !path.is_empty() => What::Path(path.to_owned()),
                ("", extension) if !extension.is_empty() => What::Extension(extension.to_owned()),
                _ => {
                    let message = "an entry has either `path` or `extension`".to_owned();
                    let help = "write {path: /internal/*, reason: …} or {extension: x-internal, reason: …}";
                    findings.push(listing.finding(&pointer, message, help));
                    continue;
                }
            };
            let key = match what {
                What::Path(_) => "path",
                What::Extension(_) => "extension",
            };
            listing.expect_texts(&pointer, entry, &[key, "reason"], &mut findings);
            let (start, help) = match what {
                What::Path(_) => ("/", "a path begins with `/`; `*` is any text"),
                What::Extension(_) => ("x-", "the name of an extension begins with `x-`"),
            };
            if !text(key).starts_with(start) {
                let message = format!("`{}` is no {key}", text(key));
                findings.push(listing.finding(&format!("{pointer}/{key}"), message, help));
            }
            configuration.ignored.push(Ignored { what, reason, at });
        }
        if findings.is_empty() {
            Ok(configuration)
        } else {
            Err(LoadError::Findings(findings))
        }
    }

    /// Whether a change of these levels fails the review.
    pub fn fails(&self, change: &Change) -> bool {
        self.fail_on.iter().any(|fail_on| match fail_on {
            FailOn::Breaking => change.wire == Wire::Breaking,
            FailOn::Risky => change.wire >= Wire::Risky,
            FailOn::RustMajor => change.rust == Bump::Major,
            FailOn::Never => false,
        })
    }

    /// Gives changes the levels of the team, and decides which of them fail the review.
    pub fn set_levels(&self, changes: &mut [Change]) -> Vec<Applied> {
        let mut applied: Vec<Applied> = Vec::new();
        for level in &self.levels {
            let mut count = 0;
            for change in changes
                .iter_mut()
                .filter(|change| change.rule == level.rule)
            {
                let before = (change.wire, change.rust, change.fails);
                if change.rule.about == About::Review {
                    change.fails = level.wire == Wire::Breaking;
                    change.wire = change.wire.min(level.wire);
                } else if !change.operations().is_empty() || change.wire != Wire::None {
                    change.wire = level.wire;
                }
                change.rust = level.rust.unwrap_or(change.rust);
                if before != (change.wire, change.rust, change.fails) {
                    count += 1;
                    change.configured = Some(Configured {
                        wire: before.0,
                        rust: before.1,
                        reason: level.reason.clone(),
                    });
                }
            }
            let rust = level.rust.map(|rust| format!(", rust: {rust}"));
            applied.push(Applied {
                entry: format!(
                    "{} is {}{}",
                    level.rule.id,
                    level.wire,
                    rust.unwrap_or_default()
                ),
                reason: level.reason.clone(),
                at: level.at.clone(),
                changes: count,
            });
        }
        let never = self.fail_on.contains(&FailOn::Never);
        for change in changes {
            change.counts = self.fails(change);
            change.fails &= !never;
        }
        applied
    }

    /// The finding of a version that is too low, which a team may switch off like any other.
    pub fn version_finding(&self, mut finding: Change) -> Change {
        let never = self.fail_on.contains(&FailOn::Never);
        let level = self.levels.iter().find(|level| level.rule == finding.rule);
        finding.fails = !never && level.is_none_or(|level| level.wire == Wire::Breaking);
        finding
    }

    /// Which of the differences are left out, and the entry that leaves each of them out. Of the others, operations that are
    /// left out are removed.
    pub fn ignored(
        &self,
        differences: &mut [(Difference, Reach)],
        base: Revision,
        head: Revision,
    ) -> (Vec<Option<usize>>, Vec<Applied>) {
        let mut by = vec![None; differences.len()];
        let mut applied = Vec::new();
        for (index, entry) in self.ignored.iter().enumerate() {
            let names = entry.what.operations(base, head);
            for ((difference, reach), by) in differences.iter_mut().zip(&mut by) {
                let was_reached = !reach.request.is_empty() || !reach.response.is_empty();
                reach.request.retain(|name| !names.contains(name));
                reach.response.retain(|name| !names.contains(name));
                let is_reached = !reach.request.is_empty() || !reach.response.is_empty();
                let is_left_out =
                    was_reached && !is_reached || entry.what.is_around(difference, base, head);
                if is_left_out && by.is_none() {
                    *by = Some(index);
                }
            }
            let entry_text = match &entry.what {
                What::Path(path) => format!("paths {path} are left out"),
                What::Extension(extension) => format!("what has {extension} is left out"),
            };
            applied.push(Applied {
                entry: entry_text,
                reason: entry.reason.clone(),
                at: entry.at.clone(),
                changes: 0,
            });
        }
        (by, applied)
    }
}

impl What {
    /// The operations that are left out: those on one of the paths, or those that have the extension in each revision that
    /// has them.
    fn operations(&self, base: Revision, head: Revision) -> BTreeSet<String> {
        let mut names = BTreeSet::new();
        let mut kept = BTreeSet::new();
        for revision in [base, head] {
            let items = |path: &str| {
                let paths = revision.spec.document.get("paths");
                paths
                    .and_then(|paths| paths.get(path))
                    .cloned()
                    .unwrap_or_default()
            };
            for (path, method, operation) in operations(&revision.spec.document) {
                let id = operation.get("operationId").and_then(Value::as_str);
                let line = || format!("{} {path}", method.to_uppercase());
                let name = id.map_or_else(line, str::to_owned);
                let is_left_out = match self {
                    Self::Path(pattern) => matches(pattern, path),
                    Self::Extension(key) => is_set(operation, key) || is_set(&items(path), key),
                };
                match is_left_out {
                    true => names.insert(name),
                    false => kept.insert(name),
                };
            }
        }
        names.retain(|name| !kept.contains(name));
        names
    }

    /// Whether a difference is in something that is left out.
    fn is_around(&self, difference: &Difference, base: Revision, head: Revision) -> bool {
        let places = [(&difference.base, base), (&difference.head, head)];
        let mut places = places
            .into_iter()
            .filter_map(|(place, revision)| Some((place.as_ref()?, revision)))
            .peekable();
        if places.peek().is_none() {
            return false;
        }
        places.all(|(place, revision)| match self {
            Self::Path(pattern) => {
                let path = place.strip_prefix("/paths/");
                let path = path.and_then(|rest| rest.split('/').next());
                path.is_some_and(|path| matches(pattern, &unescape(path)))
            }
            Self::Extension(key) => {
                place.ends_with(&format!("/{key}")) || is_set_above(revision, place, key)
            }
        })
    }
}

fn is_set(value: &Value, key: &str) -> bool {
    value.get(key).is_some_and(|value| *value == true)
}

/// Whether the node at a place, or one around it, has the extension.
fn is_set_above(revision: Revision, place: &str, key: &str) -> bool {
    let ends = place.match_indices('/').map(|(at, _)| at).skip(1);
    let mut above = ends.chain([place.len()]);
    above.any(|end| {
        let node = place.get(..end).and_then(|pointer| revision.at(pointer));
        node.is_some_and(|node| is_set(node.value, key))
    })
}

/// Whether a path matches a pattern, in which `*` is any text.
fn matches(pattern: &str, path: &str) -> bool {
    match pattern.split_once('*') {
        None => pattern == path,
        Some((start, rest)) => path.strip_prefix(start).is_some_and(|left| {
            let mut ends = left.char_indices().map(|(at, _)| at).chain([left.len()]);
            ends.any(|at| left.get(at..).is_some_and(|left| matches(rest, left)))
        }),
    }
}

fn rule(
    listing: &Listing,
    pointer: &str,
    id: &str,
    findings: &mut Vec<Finding>,
) -> Option<&'static Rule> {
    let rule = rules::all().find(|rule| rule.id == id);
    if rule.is_none() && !id.is_empty() {
        let message = format!("there is no rule `{id}`");
        let ids = rules::all().map(|rule| rule.id);
        let help = did_you_mean(id, ids, "docs/review.md names the folder of the rules");
        findings.push(listing.finding(&format!("{pointer}/id"), message, &help));
    }
    rule
}

fn level(
    listing: &Listing,
    pointer: &str,
    text: &str,
    findings: &mut Vec<Finding>,
) -> Option<Wire> {
    let all = [Wire::Breaking, Wire::Risky, Wire::Safe, Wire::None];
    let found = all.into_iter().find(|level| level.to_string() == text);
    if found.is_none() && !text.is_empty() {
        let message = format!("`{text}` is no level");
        let help = "a level is breaking, risky, safe or none";
        findings.push(listing.finding(&format!("{pointer}/level"), message, help));
    }
    found
}

fn bump(
    listing: &Listing,
    pointer: &str,
    text: &str,
    findings: &mut Vec<Finding>,
) -> Option<Option<Bump>> {
    if text.is_empty() {
        return Some(None);
    }
    let all = [Bump::Major, Bump::Minor, Bump::Patch, Bump::None];
    let found = all.into_iter().find(|bump| bump.to_string() == text);
    if found.is_none() {
        let message = format!("`{text}` is no level for Rust callers");
        let help = "it is major, minor, patch or none";
        findings.push(listing.finding(&format!("{pointer}/rust"), message, help));
    }
    found.map(Some)
}

#[cfg(test)]
mod tests;
