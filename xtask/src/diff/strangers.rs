//! Keys that OpenAPI does not have: what a change of one means, nobody can tell.

use std::collections::HashMap;

use serde_json::Value;

use super::view::Revision;
use crate::diagnostics::Finding;
use crate::lint::{self, Stranger};

/// One finding for each unknown key that is not the same at both revisions. One that stays as it is changes nothing, whatever it
/// means.
pub fn strangers(base: Revision<'_>, head: Revision<'_>) -> Vec<Finding> {
    let (before, after) = (lint::strangers(base.spec), lint::strangers(head.spec));
    let (old, new) = (values(base, &before), values(head, &after));
    let help = "call it `x-…` if it is for tools only, else leave it out";
    let mut findings = differing(head, &after, &old, help);
    let told: Vec<String> = findings
        .iter()
        .map(|finding| head.stable(&finding.pointer))
        .collect();
    let help = "compare with a base that does not have it, either";
    let mut gone = differing(base, &before, &new, help);
    gone.retain(|finding| !told.contains(&base.stable(&finding.pointer)));
    findings.append(&mut gone);
    findings
}

/// What stands at unknown keys; those in items of lists that have no name share a place.
type Values<'a> = HashMap<String, Vec<&'a Value>>;

fn values<'a>(revision: Revision<'a>, strangers: &[Stranger]) -> Values<'a> {
    let mut found = Values::new();
    for stranger in strangers {
        let node = revision.at(&stranger.pointer);
        let place = found.entry(revision.stable(&stranger.pointer));
        place.or_default().extend(node.map(|node| node.value));
    }
    found
}

/// Findings for those that the other revision does not have as well.
fn differing(
    revision: Revision<'_>,
    strangers: &[Stranger],
    other: &Values<'_>,
    help: &str,
) -> Vec<Finding> {
    let mut left = other.clone();
    let mut findings = Vec::new();
    for Stranger {
        pointer,
        key,
        owner,
    } in strangers
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
                format!("`{key}` is no keyword of {owner}, and differs between the two revisions"),
                format!("nobody can tell what that means: {help}"),
            ));
        }
    }
    findings
}
