//! Unknown keywords: what a change of one means is not known.

use std::collections::HashMap;

use serde_json::Value;

use super::node::Revision;
use crate::diagnostics::Finding;
use crate::lint::{self, UnknownKeyword};

/// One finding for each unknown keyword that differs between the two revisions.
pub fn unknown_keywords(base: Revision<'_>, head: Revision<'_>) -> Vec<Finding> {
    let (before, after) = (
        lint::unknown_keywords(base.spec),
        lint::unknown_keywords(head.spec),
    );
    let (old, new) = (values(base, &before), values(head, &after));
    let help = "name it `x-…` if it is for tools only, else delete it";
    let mut findings = differing(head, &after, &old, help);
    let reported: Vec<String> = findings
        .iter()
        .map(|finding| head.stable(&finding.pointer))
        .collect();
    let help = "compare with a base that does not have it, either";
    let mut gone = differing(base, &before, &new, help);
    gone.retain(|finding| !reported.contains(&base.stable(&finding.pointer)));
    findings.append(&mut gone);
    findings
}

/// The values of unknown keywords; those in items of lists that have no name share a place.
type Values<'a> = HashMap<String, Vec<&'a Value>>;

fn values<'a>(revision: Revision<'a>, keywords: &[UnknownKeyword]) -> Values<'a> {
    let mut found = Values::new();
    for keyword in keywords {
        let node = revision.at(&keyword.pointer);
        let place = found.entry(revision.stable(&keyword.pointer));
        place.or_default().extend(node.map(|node| node.value));
    }
    found
}

/// Findings for those that the other revision does not have as well.
fn differing(
    revision: Revision<'_>,
    keywords: &[UnknownKeyword],
    other: &Values<'_>,
    help: &str,
) -> Vec<Finding> {
    let mut left = other.clone();
    let mut findings = Vec::new();
    for UnknownKeyword {
        pointer,
        key,
        owner,
    } in keywords
    {
        let value = revision.at(pointer).map(|node| node.value);
        let others = left.get_mut(&revision.stable(pointer));
        let twin = others.and_then(|others| {
            let at = others.iter().position(|other| Some(*other) == value)?;
            Some(others.remove(at))
        });
        if twin.is_none() {
            findings.push(revision.spec.finding(
                "unknown-keyword",
                pointer,
                format!(
                    "`{key}` is not a keyword of {owner}, and differs between the two revisions"
                ),
                format!("what that means is not known: {help}"),
            ));
        }
    }
    findings
}

#[cfg(test)]
mod tests;
