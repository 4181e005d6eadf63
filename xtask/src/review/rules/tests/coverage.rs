//! That every rule has its cases, and every case its verdict for Rust callers.

use std::collections::BTreeSet;

use super::super::{
    About, all, bodies, choices, document, operations, parameters, properties, responses, schemas,
    security, servers, values,
};
use super::{Case, Of, base, callbacks, compare, edited, fault, layers, sharing, webhooks};
use crate::diff::edit::Document;
use crate::review::rust::surface::Surface;
use crate::review::verdict::Wire;
use crate::source::Spec;

/// Every case of every family.
fn every_case() -> Vec<Case> {
    [
        operations::tests::cases(),
        callbacks::cases(),
        webhooks::cases(),
        parameters::tests::cases(),
        bodies::tests::cases(),
        responses::tests::cases(),
        properties::tests::cases(),
        values::tests::cases(),
        values::bounds_tests::cases(),
        choices::tests::cases(),
        layers::cases(),
        schemas::tests::cases(),
        sharing::cases(),
        security::tests::cases(),
        servers::tests::cases(),
        document::tests::cases(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// Those that have tests of their own. That nothing explains an item would be a fault, and is in no case.
const OWN: [&str; 7] = [
    "approval-unused",
    "deviation-over",
    "generator-drift",
    "not-judged",
    "null-stated",
    "open-stated",
    "signature-unexplained",
];

#[test]
fn every_rule_has_a_case_for_each_of_its_verdicts() {
    let cases = every_case();
    let entries = cases.iter().flat_map(|case| &case.entries);
    let mut given: BTreeSet<(&str, &str)> = entries.map(super::Entry::rule).collect();
    given.extend(super::pairs::GIVEN);
    let mut missing = Vec::new();
    for rule in all().filter(|rule| !OWN.contains(&rule.id)) {
        let levels: BTreeSet<String> = match rule.about {
            About::Api => rule.levels.iter().flatten().map(Wire::to_string).collect(),
            _ => BTreeSet::from(["none".to_owned()]),
        };
        for wire in levels {
            if !given.contains(&(rule.id, wire.as_str())) {
                missing.push(format!("{} {wire}", rule.id));
            }
        }
    }
    assert!(
        missing.is_empty(),
        "{} cases, and none for {missing:#?}",
        cases.len()
    );
    assert!(cases.len() >= 364, "{}", cases.len());
}

#[test]
fn no_two_rules_have_the_same_id_and_no_two_cases_the_same_name() {
    let mut ids = BTreeSet::new();
    assert!(all().all(|rule| ids.insert(rule.id)));
    let mut names = BTreeSet::new();
    for case in &every_case() {
        assert!(names.insert((case.fixture, case.name)), "{}", case.name);
    }
}

#[test]
fn every_case_has_its_verdicts_for_rust_callers() {
    let cases = every_case();
    let (without, with): (Vec<&Case>, Vec<&Case>) =
        cases.iter().partition(|case| case.without_rust);
    let mut faults = Vec::new();
    for case in without {
        if is_whole(&case.head()) && is_whole(&base(case.fixture).spec) {
            faults.push(format!(
                "{}: the generator makes a crate of it\n",
                case.name
            ));
        }
    }
    // Cases that edit different things share a crate: to generate one takes longer than all else.
    for group in groups(with) {
        if fault_of(&group).is_some() {
            // one of them changed what another is about
            faults.extend(group.iter().filter_map(|case| fault_of(&[case])));
        }
    }
    assert!(
        faults.is_empty(),
        "{} cases:\n\n{}",
        faults.len(),
        faults.join("\n")
    );
}

/// Whether the generator expresses all operations of a document.
fn is_whole(spec: &Spec) -> bool {
    Surface::of(spec, &[]).is_ok_and(|surface| surface.skipped.is_empty())
}

/// What the review of all of them together has that they do not expect, or the other way round.
fn fault_of(cases: &[&Case]) -> Option<String> {
    let base = base(cases[0].fixture);
    let mut document = Document::new(base.spec.document.clone());
    cases.iter().for_each(|case| case.apply(&mut document));
    fault(
        cases,
        &compare(&base, edited(&base.spec, document)),
        Of::Rust,
    )
}

/// Cases in groups of which no two edit the same schema or operation. Those that edit anything else, or expect what all
/// cases have, are groups of their own.
fn groups(mut cases: Vec<&Case>) -> Vec<Vec<&Case>> {
    type Group<'c> = (&'static str, usize, BTreeSet<String>, Vec<&'c Case>);
    let mut groups: Vec<Group> = Vec::new();
    // Where no item of the crate differs, no case can be mistaken for another.
    let most = |case: &Case| if case.changes_items() { 8 } else { 30 };
    cases.sort_by_key(|case| most(case));
    for case in cases {
        let mut document = Document::new(base(case.fixture).spec.document.clone());
        case.apply(&mut document);
        let parts = document.edited();
        let is_local = |pointer: &String| {
            let is_part = pointer.starts_with("/components/") || pointer.starts_with("/paths/");
            is_part && !pointer.contains("/securitySchemes/") && pointer.matches('/').count() == 3
        };
        let expects = |rule| case.entries.iter().any(|entry| entry.rule().0 == rule);
        let is_plain = parts.iter().all(is_local) && !expects("source-unchanged");
        let group = groups
            .iter_mut()
            .find(|(fixture, most_of_group, taken, cases)| {
                is_plain
                    && (*fixture, *most_of_group) == (case.fixture, most(case))
                    && cases.len() < *most_of_group
                    && taken.is_disjoint(&parts)
            });
        match group {
            Some((_, _, taken, cases)) => {
                taken.extend(parts);
                cases.push(case);
            }
            None => {
                let most = if is_plain { most(case) } else { 0 };
                groups.push((case.fixture, most, parts, vec![case]));
            }
        }
    }
    groups.into_iter().map(|(_, _, _, cases)| cases).collect()
}
