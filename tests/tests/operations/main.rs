//! Tests of every operation: requests and responses over sockets, network faults, and random bodies.
//!
//! The `wire!` cases are the only list of calls; all other tests here use them.

mod active_session;
mod analytics;
mod apps;
mod bodies;
mod faults;
mod in_memory;
mod livestreams;
mod meetings;
mod mocked;
mod participants;
mod presets;
mod random;
mod recordings;
mod sessions;
mod webhooks;

use std::collections::BTreeSet;

use realtimekit_tests::wire::{Case, Operation};

/// All cases.
fn cases() -> impl Iterator<Item = Case> {
    let files = [
        active_session::CASES,
        analytics::CASES,
        apps::CASES,
        livestreams::CASES,
        meetings::CASES,
        participants::CASES,
        presets::CASES,
        recordings::CASES,
        sessions::CASES,
        webhooks::CASES,
    ];
    files.into_iter().flatten().copied()
}

#[test]
fn every_operation_has_one_case() {
    let tried: BTreeSet<_> = cases().map(|case| case.operation).collect();
    let all: BTreeSet<_> = Operation::all().map(|operation| operation.id).collect();
    assert_eq!(
        tried, all,
        "add (or remove) a `wire!` case in tests/tests/operations/: left the cases, right the operations"
    );
    assert_eq!(cases().count(), tried.len(), "none has two");
}

#[test]
fn every_operation_with_a_body_has_a_call_that_takes_one() {
    for case in cases() {
        let takes = Operation::find(case.operation).body().is_some();
        assert_eq!(
            case.with_body.is_some(),
            takes,
            "{}: `body …` in its `wire!` case",
            case.operation
        );
    }
}
