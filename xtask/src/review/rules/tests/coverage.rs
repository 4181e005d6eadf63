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
const OWN: [&str; 8] = [
    "approval-unused",
    "deviation-over",
    "format-renamed",
    "generator-drift",
    "not-assessed",
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
        faults_of(&group, &mut faults);
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

/// Adds what is wrong with each of some cases. Those that one of them disturbs are tried again without it, until each is right
/// in some group, or wrong alone.
fn faults_of(cases: &[&Case], faults: &mut Vec<String>) {
    let base = base(cases[0].fixture);
    let mut document = Document::new(base.spec.document.clone());
    cases.iter().for_each(|case| case.apply(&mut document));
    let found = compare(&base, edited(&base.spec, document));
    let Some(fault) = fault(cases, &found, Of::Rust) else {
        return;
    };
    if cases.len() == 1 {
        faults.push(fault.text);
        return;
    }
    let (missed, others): (Vec<&Case>, Vec<&Case>) = cases
        .iter()
        .partition(|case| fault.missed.contains(&case.name));
    let parts = match missed.is_empty() || others.is_empty() {
        true => cases.split_at(cases.len() / 2),
        false => (&*missed, &*others),
    };
    faults_of(parts.0, faults);
    faults_of(parts.1, faults);
}

/// Cases in groups of which no two edit the same part of the document. Those that expect what all cases have are groups of
/// their own.
fn groups(mut cases: Vec<&Case>) -> Vec<Vec<&Case>> {
    struct Group<'c> {
        fixture: &'static str,
        most: usize,
        parts: BTreeSet<String>,
        cases: Vec<&'c Case>,
    }
    let mut groups: Vec<Group> = Vec::new();
    // Where no item of the crate differs, no case can be mistaken for another.
    let most = |case: &Case| if case.changes_items() { 16 } else { 30 };
    cases.sort_by_key(|case| most(case));
    for case in cases {
        let mut document = Document::new(base(case.fixture).spec.document.clone());
        case.apply(&mut document);
        let parts = document.edited();
        let expects = |rule| case.entries.iter().any(|entry| entry.rule().0 == rule);
        let is_alone = expects("source-unchanged") || expects("version-not-bumped");
        let most = if is_alone { 1 } else { most(case) };
        let group = groups.iter_mut().find(|group| {
            (group.fixture, group.most) == (case.fixture, most)
                && group.cases.len() < most
                && are_disjoint(&group.parts, &parts)
        });
        match group {
            Some(group) => {
                group.parts.extend(parts);
                group.cases.push(case);
            }
            None => groups.push(Group {
                fixture: case.fixture,
                most,
                parts,
                cases: vec![case],
            }),
        }
    }
    groups.into_iter().map(|group| group.cases).collect()
}

/// Whether no part of one set is in a part of the other.
fn are_disjoint(parts: &BTreeSet<String>, others: &BTreeSet<String>) -> bool {
    let is_in = |part: &str, whole: &str| {
        let rest = part.strip_prefix(whole);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    let mut parts = parts.iter();
    parts.all(|part| {
        let mut others = others.iter();
        others.all(|other| !is_in(part, other) && !is_in(other, part))
    })
}
