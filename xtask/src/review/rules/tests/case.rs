//! A change of a description, and the entries that the review must have for it.

#![allow(clippy::unwrap_used)]

use std::collections::HashMap;
use std::fs;
use std::sync::{Arc, LazyLock, Mutex, OnceLock};

use serde_json::Value;

use crate::diagnostics::{self, Finding};
use crate::diff::edit::Document;
use crate::review::approvals::Approvals;
use crate::review::change::Change;
use crate::review::{Review, Side, review, review_wire};
use crate::source::{self, LoadError, Spec};
use crate::workspace;

/// Fixtures that have what the spec does not.
pub const EXTRAS: &str = "extras.yaml";
pub const JOBS: &str = "jobs.yaml";
pub const CALLBACKS: &str = "callbacks.yaml";
pub const WEBHOOKS: &str = "webhooks.yaml";
pub const CONDITIONS: &str = "conditions.yaml";
pub const LAYERS: &str = "layers.yaml";

/// One entry of the review.
#[derive(Default)]
pub struct Entry {
    /// `rule wire rust`.
    verdict: &'static str,
    /// The operations that send it, where that matters.
    sent_by: Option<&'static str>,
    /// The operations that read it, where that matters.
    read_by: Option<&'static str>,
    /// The items of the generated crate, where they matter.
    items: Option<&'static str>,
}

/// A case: what changes, and all entries of the review.
pub struct Case {
    pub name: &'static str,
    /// The fixture; empty for [the spec](files_of_the_spec).
    pub fixture: &'static str,
    edit: fn(&mut Document),
    /// Whether the generator refuses the document.
    pub without_rust: bool,
    /// What is expected, all of it, in any order.
    pub entries: Vec<Entry>,
}

/// A case about the spec.
pub fn case(name: &'static str, edit: fn(&mut Document)) -> Case {
    case_in("", name, edit)
}

/// A case about a fixture.
pub fn case_in(fixture: &'static str, name: &'static str, edit: fn(&mut Document)) -> Case {
    Case {
        name,
        fixture,
        edit,
        without_rust: false,
        entries: Vec::new(),
    }
}

impl Case {
    /// Expects an entry: its rule, its verdict on the wire, and its verdict for Rust callers.
    pub fn expect(mut self, verdict: &'static str) -> Self {
        self.entries.push(Entry {
            verdict,
            ..Entry::default()
        });
        self
    }

    fn last(mut self, change: impl FnOnce(&mut Entry)) -> Self {
        change(self.entries.last_mut().unwrap());
        self
    }

    /// The operations that send what the last entry is about, by name, with spaces between.
    pub fn sent_by(self, operations: &'static str) -> Self {
        self.last(|entry| entry.sent_by = Some(operations))
    }

    /// The operations that read it.
    pub fn read_by(self, operations: &'static str) -> Self {
        self.last(|entry| entry.read_by = Some(operations))
    }

    /// The items of the generated crate whose signature differs because of it, by path, with spaces between; `~` is a space
    /// in one.
    pub fn items(self, items: &'static str) -> Self {
        self.last(|entry| entry.items = Some(items))
    }

    /// Expects that the generator refuses the document.
    pub fn without_rust(mut self) -> Self {
        self.without_rust = true;
        self
    }

    /// Whether an item of the generated crate is expected to differ.
    pub fn changes_items(&self) -> bool {
        let mut entries = self.entries.iter();
        entries.any(|entry| !entry.verdict.ends_with(" none"))
    }

    /// Makes the change.
    pub fn apply(&self, document: &mut Document) {
        (self.edit)(document);
    }

    /// The document after the change.
    pub fn head(&self) -> Spec {
        let base = base(self.fixture);
        let mut document = Document::new(base.spec.document.clone());
        self.apply(&mut document);
        edited(&base.spec, document)
    }
}

impl Entry {
    /// Its rule, and its verdict on the wire.
    pub fn rule(&self) -> (&'static str, &'static str) {
        let mut words = self.verdict.split(' ');
        (words.next().unwrap(), words.next().unwrap())
    }

    /// Whether it is reported only since it affects Rust callers.
    fn is_for_rust_alone(&self) -> bool {
        let rules = [
            "reference-changed",
            "required-reordered",
            "parameters-reordered",
            "type-stated",
        ];
        let (rule, wire) = self.rule();
        rules.contains(&rule) && wire == "none"
    }

    fn matches(&self, change: &Change, of: Of) -> bool {
        let same = |wanted: Option<&str>, found: Vec<&str>| {
            wanted.is_none_or(|wanted| {
                let mut wanted: Vec<String> = wanted
                    .split_whitespace()
                    .map(|name| name.replace('~', " "))
                    .collect();
                wanted.sort_unstable();
                wanted == found
            })
        };
        let names = |names: &'_ std::collections::BTreeSet<String>| -> Vec<String> {
            names.iter().cloned().collect()
        };
        let (sent, read) = (names(&change.reach.request), names(&change.reach.response));
        let verdict = match of {
            Of::Wire => self.verdict.rsplit_once(' ').unwrap().0,
            Of::Rust => self.verdict,
        };
        verdict == of.verdict(change)
            && same(self.sent_by, sent.iter().map(String::as_str).collect())
            && same(self.read_by, read.iter().map(String::as_str).collect())
            && (of == Of::Wire || same(self.items, items(change)))
    }
}

/// Which verdicts are compared.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Of {
    Wire,
    Rust,
}

impl Of {
    fn verdict(self, change: &Change) -> String {
        match self {
            Self::Wire => format!("{} {}", change.rule.id, change.wire),
            Self::Rust => format!("{} {} {}", change.rule.id, change.wire, change.rust),
        }
    }
}

/// The items whose signature differs, by name.
fn items(change: &Change) -> Vec<&str> {
    let mut items: Vec<&str> = change
        .rust_items
        .iter()
        .map(|item| item.item.as_str())
        .collect();
    items.sort_unstable();
    items
}

/// Where a review and what some cases expect differ.
pub struct Fault {
    /// The names of the cases of which an entry was not found.
    pub missed: Vec<&'static str>,
    /// The difference, for people.
    pub text: String,
}

/// What a review has that some cases do not expect, or the other way round.
pub fn fault(cases: &[&Case], found: &Review, of: Of) -> Option<Fault> {
    let changes = found.changes.iter();
    let mut left: Vec<&Change> = changes
        .filter(|change| is_asked_for(cases, change))
        .collect();
    let mut missed = Vec::new();
    let mut missing = Vec::new();
    for case in cases {
        let entries = case.entries.iter();
        for entry in entries.filter(|entry| of == Of::Rust || !entry.is_for_rust_alone()) {
            match left.iter().position(|change| entry.matches(change, of)) {
                Some(at) => drop(left.remove(at)),
                None => {
                    missed.push(case.name);
                    missing.push(format!(
                        "    {}, sent by {:?}, read by {:?}, items {:?}\n",
                        entry.verdict, entry.sent_by, entry.read_by, entry.items
                    ));
                }
            }
        }
    }
    if missing.is_empty() && left.is_empty() {
        return None;
    }
    let names: Vec<&str> = cases.iter().map(|case| case.name).collect();
    let left: Vec<String> = left.into_iter().map(|change| shown(change, of)).collect();
    let text = format!(
        "{}\n  expected, and not found:\n{}  found, and not expected:\n{}",
        names.join("; "),
        missing.concat(),
        left.concat(),
    );
    Some(Fault { missed, text })
}

/// Sources and versions are reported in almost every case, and matter in few.
fn is_asked_for(cases: &[&Case], change: &Change) -> bool {
    let rule = change.rule.id;
    let always = !["source-unchanged", "version-not-bumped"].contains(&rule);
    let mut entries = cases.iter().flat_map(|case| &case.entries);
    always || entries.any(|entry| entry.rule().0 == rule)
}

fn shown(change: &Change, of: Of) -> String {
    format!(
        "    {}: {} ({})\n      sent by {:?}, read by {:?}, items {:?}\n",
        of.verdict(change),
        change.message,
        change.pointer,
        change.reach.request,
        change.reach.response,
        items(change),
    )
}

/// Checks the verdicts on the wire of all cases of a family, and their messages and places, which are in a snapshot.
#[track_caller]
pub fn check(family: &str, cases: Vec<Case>) {
    let mut faults = Vec::new();
    let mut snapshot = String::new();
    for case in &cases {
        let base = base(case.fixture);
        let head = Side::new("head".to_owned(), case.head(), Approvals::default());
        let found = review_wire(&base, &head).unwrap_or_else(|found| failed(&[*found]));
        faults.extend(fault(&[case], &found, Of::Wire).map(|fault| fault.text));
        snapshot.push_str(&format!("{}\n", case.name));
        let changes = found.changes.iter();
        for change in changes.filter(|change| is_asked_for(&[case], change)) {
            let place = change
                .pointer
                .replace("~1accounts~1{account_id}~1realtime~1kit~1{app_id}~1", "…~1");
            let verdict = Of::Wire.verdict(change);
            snapshot.push_str(&format!("  {verdict}: {}\n    {place}\n", change.message));
        }
    }
    assert!(
        faults.is_empty(),
        "{} of {} cases:\n\n{}",
        faults.len(),
        cases.len(),
        faults.join("\n")
    );
    insta::with_settings!({
        prepend_module_to_snapshot => false,
        omit_expression => true,
        snapshot_path => "snapshots",
    }, { insta::assert_snapshot!(family, snapshot) });
}

/// The review of the change from a base to a head, with both crates.
pub fn compare(base: &Side, head: Spec) -> Review {
    let head = Side::new("head".to_owned(), head, Approvals::default());
    review(base, &head, None).unwrap_or_else(|found| failed(&[*found]))
}

/// The edited document. To write and read it again would take longer than to compare it; what is new has the position of
/// what is around it.
pub fn edited(base: &Spec, document: Document) -> Spec {
    Spec {
        document: document.into_value(),
        house_rules: base.house_rules,
        recipes: base.recipes.clone(),
        methods: base.methods.clone(),
        files: base.files.clone(),
        owners: base.owners.clone(),
        conflicts: Vec::new(),
        ends: OnceLock::new(),
    }
}

/// A document, or the end of the test.
pub fn expect(loaded: Result<Spec, LoadError>) -> Spec {
    loaded.unwrap_or_else(|error| match error {
        LoadError::CouldNotRun(why) => panic!("{why}"),
        LoadError::Findings(findings) => failed(&findings),
    })
}

pub fn failed(findings: &[Finding]) -> ! {
    panic!(
        "{}",
        diagnostics::render(findings, diagnostics::Style::Plain)
    )
}

/// A fixture, or the spec, loaded once for all cases.
pub fn base(fixture: &'static str) -> Arc<Side> {
    static BASES: LazyLock<Mutex<HashMap<&'static str, Arc<Side>>>> = LazyLock::new(Mutex::default);
    let mut bases = BASES.lock().unwrap_or_else(|broken| broken.into_inner());
    let load = || {
        let loaded = match fixture {
            "" => source::texts(&workspace::spec(), "spec", files_of_the_spec()),
            name => {
                let folder = workspace::root().join("xtask/src/review/rules/fixtures");
                let text = fs::read_to_string(folder.join(name)).unwrap();
                source::texts(&folder, "fixtures", [(name.to_owned(), text)])
            }
        };
        let mut spec = expect(loaded);
        // What is about the resources that are left out.
        spec.methods.clear();
        spec.recipes.clear();
        let client = spec.document.get_mut("x-client");
        if let Some(client) = client.and_then(Value::as_object_mut) {
            client.retain(|key, _| !["events", "methods", "recipes"].contains(&key.as_str()));
        }
        Arc::new(Side::new("base".to_owned(), spec, Approvals::default()))
    };
    bases.entry(fixture).or_insert_with(load).clone()
}

/// The files of the spec without the resources that no case is about: their code would be generated for each case.
fn files_of_the_spec() -> Vec<(String, String)> {
    let without = [
        "analytics",
        "apps",
        "event_parts",
        "events",
        "preset",
        "webhooks",
    ];
    let mut files = Vec::new();
    for entry in fs::read_dir(workspace::spec()).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap();
        let is_needed = !without.iter().any(|start| name.starts_with(start));
        if is_needed && name.ends_with(".yaml") {
            files.push((name.to_owned(), fs::read_to_string(&path).unwrap()));
        }
    }
    files.sort();
    files
}
