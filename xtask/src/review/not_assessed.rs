//! Parts of a document whose meaning is unclear: a reference without a target, a value of the wrong type, an unknown
//! keyword.
//!
//! If both revisions have the same one, it is listed, and everything else is assessed. If the revisions differ there,
//! the effect of the difference is unknown, and a person must check it.

use std::collections::{BTreeSet, HashMap, HashSet};

use serde_json::Value;

use super::change::Change;
use super::fingerprint::fingerprint;
use super::rules;
use super::users::Users;
use super::verdict::Wire;
use crate::diagnostics::{Finding, Position};
use crate::diff::{Found, Reach, Revision, is_condition};
use crate::lint::{self, UnknownKeyword};
use crate::openapi::{container, is_for_readers, is_status};

/// A part that is not assessed.
#[derive(Clone, Debug)]
pub struct NotAssessed {
    /// The rule of the linter that is violated.
    pub rule: &'static str,
    /// What is wrong, in one sentence.
    pub message: String,
    /// The JSON pointer at the head.
    pub pointer: String,
    /// Where it is written.
    pub at: Position,
    /// The operations that use it.
    pub operations: BTreeSet<String>,
}

/// All such parts of two revisions.
#[derive(Debug, Default)]
pub struct Unclear {
    /// Those that both revisions have, or that are in a part that is new as a whole.
    pub same: Vec<NotAssessed>,
    /// Those that differ.
    pub differing: Vec<Change>,
}

/// Finds the parts of both revisions that cannot be assessed.
pub fn check(base: Revision, head: Revision, found: &Found) -> Unclear {
    let [old, new] = [base, head].map(|revision| -> Vec<Place> {
        let is_open = |place: &Place| !is_compared(revision, &place.finding.pointer, found);
        Place::all(revision).into_iter().filter(is_open).collect()
    });
    let mut left = old;
    let mut same = Vec::new();
    let mut differing = Vec::new();
    // first at the same place, then the same at another place
    let by_place = |place: &Place| (place.stable.clone(), place.content.clone());
    let new = take(&mut left, new, &mut same, by_place);
    let by_value = |place: &Place| (place.stable.clone(), place.value.map(sorted));
    let new = take(&mut left, new, &mut same, by_value);
    let by_content = |place: &Place| {
        let last = place.stable.rsplit('/').next().unwrap_or_default();
        (last.to_owned(), place.content.clone())
    };
    let new = take(&mut left, new, &mut same, by_content);
    let differences = || found.differences.iter().map(|(difference, _)| difference);
    let added: HashSet<&str> = differences()
        .filter(|difference| difference.base.is_none())
        .filter_map(|difference| difference.head.as_deref())
        .collect();
    let removed: HashSet<&str> = differences()
        .filter(|difference| difference.head.is_none())
        .filter_map(|difference| difference.base.as_deref())
        .collect();
    let came = |pointer: &str| !has_owner(base, pointer) || is_part(pointer, &added);
    let went = |pointer: &str| !has_owner(head, pointer) || is_part(pointer, &removed);
    let touching = [base, head].map(|revision| Users::of(&revision.spec.document));
    for place in new {
        let is_twin =
            |old: &Place| (&old.stable, old.finding.rule) == (&place.stable, place.finding.rule);
        let twin = left.iter().position(is_twin).map(|at| left.remove(at));
        if twin.is_none() && came(&place.finding.pointer) {
            same.push(place);
            continue;
        }
        let before = twin.map(|old| old.value.cloned().unwrap_or_default());
        differing.push(place.change(&touching[1], Side::Head(before), head));
    }
    for place in left {
        if !went(&place.finding.pointer) {
            differing.push(place.change(&touching[0], Side::Base, head));
        }
    }
    let mut same: Vec<NotAssessed> = same
        .into_iter()
        .filter(|place| place.is_listed)
        .map(|place| place.not_assessed(&touching[1]))
        .collect();
    same.sort_by(|a, b| {
        let key = |one: &NotAssessed| (one.at.file.clone(), one.at.line, one.at.column);
        key(a).cmp(&key(b))
    });
    Unclear { same, differing }
}

/// Whether a place is a condition of OpenAPI 3.1, which is compared with its schema.
fn is_compared(revision: Revision, pointer: &str, found: &Found) -> bool {
    let key = pointer.rsplit('/').next().unwrap_or_default();
    is_condition(key)
        && revision.spec.is_3_1(pointer)
        && found.compared.contains(container(pointer))
}

/// Whether a place is in one of these.
fn is_part(pointer: &str, of: &HashSet<&str>) -> bool {
    let ends = pointer.match_indices('/');
    ends.into_iter()
        .any(|(end, _)| of.contains(&pointer[..end]))
}

/// Whether a revision has the component or the operation that a place is in, or what it is a key of.
fn has_owner(revision: Revision, pointer: &str) -> bool {
    let owner = container(pointer);
    let owner = match owner == pointer {
        true => owner.rsplit_once('/').map_or("", |(above, _)| above),
        false => owner,
    };
    revision.at(owner).is_some()
}

/// Moves what both have to `same`, by a key; what is left of the new ones.
fn take<'a, K: Eq + std::hash::Hash>(
    old: &mut Vec<Place<'a>>,
    new: Vec<Place<'a>>,
    same: &mut Vec<Place<'a>>,
    key: impl Fn(&Place) -> K,
) -> Vec<Place<'a>> {
    let mut counts: HashMap<K, usize> = HashMap::new();
    for place in old.iter() {
        *counts.entry(key(place)).or_default() += 1;
    }
    let mut taken: HashMap<K, usize> = HashMap::new();
    let mut left = Vec::new();
    for place in new {
        match counts.get_mut(&key(&place)).filter(|count| **count > 0) {
            Some(count) => {
                *count -= 1;
                *taken.entry(key(&place)).or_default() += 1;
                same.push(place);
            }
            None => left.push(place),
        }
    }
    old.retain(
        |place| match taken.get_mut(&key(place)).filter(|count| **count > 0) {
            Some(count) => {
                *count -= 1;
                false
            }
            None => true,
        },
    );
    left
}

/// Which revision has a place.
enum Side {
    Base,
    /// The head, and what the base has there.
    Head(Option<Value>),
}

/// A part of one revision that cannot be assessed.
struct Place<'a> {
    finding: Finding,
    /// Whether it is listed if both revisions have it. Unknown keywords without a similar known one are settings of
    /// other tools.
    is_listed: bool,
    /// The pointer without the indices of items.
    stable: String,
    /// What is wrong, and the value.
    content: String,
    value: Option<&'a Value>,
}

impl<'a> Place<'a> {
    fn all(revision: Revision<'a>) -> Vec<Self> {
        let (unclear, unknown) = lint::unclear_and_unknown(revision.spec);
        let reported: HashSet<String> = unclear.iter().map(|one| one.pointer.clone()).collect();
        let mut found: Vec<Self> = unclear
            .into_iter()
            // Extensions are compared like everything else.
            .filter(|finding| {
                !finding
                    .pointer
                    .rsplit('/')
                    .next()
                    .unwrap_or_default()
                    .starts_with("x-")
            })
            .filter(|finding| !is_reference_into(revision, finding))
            .filter(|finding| !is_status_in_lower_case(&finding.pointer))
            // Documentation of another type is documentation.
            .filter(|finding| {
                let key = finding.pointer.rsplit('/').next().unwrap_or_default();
                finding.rule != "ignored-value" || !is_for_readers(key)
            })
            .map(|finding| Self::of(revision, finding, true))
            .collect();
        for keyword in unknown {
            let UnknownKeyword {
                pointer,
                key,
                owner,
            } = keyword;
            if !reported.contains(&pointer) && !is_for_readers(&key) {
                let message = format!("`{key}` is not a keyword of {owner}");
                let help = "name it `x-…` if it is for tools only, else delete it";
                let finding = revision
                    .spec
                    .finding("unknown-keyword", &pointer, message, help);
                found.push(Self::of(revision, finding, false));
            }
        }
        found
    }

    fn of(revision: Revision<'a>, finding: Finding, is_listed: bool) -> Self {
        let value = revision.at(&finding.pointer).map(|node| node.value);
        // A value with a missing field is a different one whenever any part of it changes.
        let is_value = !["missing-field", "infinite-schema"].contains(&finding.rule);
        let value = value.filter(|_| is_value);
        let content = patterns_alone(revision, &finding.pointer).or_else(|| value.map(sorted));
        Self {
            stable: revision.stable(&finding.pointer),
            content: format!("{} {}", finding.rule, content.unwrap_or_default()),
            finding,
            is_listed,
            value,
        }
    }

    fn not_assessed(self, users: &Users) -> NotAssessed {
        NotAssessed {
            rule: self.finding.rule,
            message: self.finding.message,
            operations: users.operations(&self.finding.pointer),
            pointer: self.finding.pointer,
            at: self.finding.position,
        }
    }

    fn change(self, users: &Users, side: Side, head: Revision) -> Change {
        let Finding {
            message,
            help,
            pointer,
            position,
            ..
        } = self.finding;
        let value = self.value.cloned().unwrap_or_default();
        let is_gone = matches!(side, Side::Base);
        let (before, after, which) = match side {
            Side::Base => (value, Value::Null, "Only the old revision has this"),
            Side::Head(None) => (Value::Null, value, "The old revision does not have this"),
            Side::Head(Some(before)) => (before, value, "The old revision has another value"),
        };
        let message =
            format!("{message} ({help}). {which}, so the effect of the difference is unknown");
        let at = match is_gone {
            true => head.spec.position(&pointer),
            false => position.clone(),
        };
        let mut change = Change::of_review(rules::NOT_ASSESSED, message, pointer, at);
        change.id = fingerprint(rules::NOT_ASSESSED, &self.stable, &before, &after);
        if is_gone {
            change.at_base = Some(position);
        }
        let operations = users.operations(&change.pointer);
        change.reach = Reach {
            request: operations.clone(),
            response: operations,
        };
        (change.before, change.after) = (before, after);
        change.wire = Wire::Risky;
        change.fails = true;
        change
    }
}

/// Whether a reference leads to something that is no component: what it means is clear all the same.
fn is_reference_into(revision: Revision, finding: &Finding) -> bool {
    let target = revision
        .at(&finding.pointer)
        .and_then(|node| node.value.as_str());
    let target = target.and_then(|target| target.strip_prefix('#'));
    finding.rule == "wrong-ref"
        && target.is_some_and(|target| {
            !target.starts_with("/components/") && revision.at(target).is_some()
        })
}

/// Whether a place is a response such as `4xx`, which is compared as `4XX`.
fn is_status_in_lower_case(pointer: &str) -> bool {
    let (owner, key) = pointer.rsplit_once('/').unwrap_or_default();
    let status = key.to_ascii_uppercase();
    owner.ends_with("/responses") && status != key && is_status(&status)
}

/// The patterns of `patternProperties` whose values are read as `additionalProperties`: those are assessed there.
fn patterns_alone(revision: Revision, pointer: &str) -> Option<String> {
    let owner = revision.at(pointer.strip_suffix("/patternProperties")?)?;
    let patterns = owner.get("patternProperties")?;
    let read = owner.get("additionalProperties")?;
    let entries = patterns.entries();
    let is_read = entries.iter().all(|(_, schema)| schema.value == read.value);
    let names = entries.iter().map(|(name, _)| *name);
    is_read.then(|| names.collect::<Vec<&str>>().join(" "))
}

/// A value with its keys in order, as text.
fn sorted(value: &Value) -> String {
    let mut value = value.clone();
    value.sort_all_objects();
    value.to_string()
}

#[cfg(test)]
mod tests;
