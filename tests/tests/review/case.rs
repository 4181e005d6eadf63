//! A change of a document, and what the review has to say of it.

use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::num::NonZero;
use std::panic::resume_unwind;
use std::sync::{Arc, LazyLock, Mutex};
use std::thread::{self, ScopedJoinHandle};

use realtimekit_tests::{path, rendered};
use xtask::review::approvals::Approvals;
use xtask::review::change::Change;
use xtask::review::rules::About;
use xtask::review::{Review, Side, review};
use xtask::source::{self, LoadError, Spec};
use xtask::workspace;

use crate::edit::Document;

/// The texts of some documents by the names of their files.
pub type Texts = BTreeMap<String, String>;

/// One entry of the review.
#[derive(Default)]
pub struct Entry {
    /// `rule wire rust`.
    pub verdict: &'static str,
    /// The operations that send it, where that is telling.
    sent_by: Option<&'static str>,
    /// The operations that read it, where that is telling.
    read_by: Option<&'static str>,
    /// The items of the crate, where they are telling.
    items: Option<&'static str>,
    /// A part of its message, where that is telling.
    says: Option<&'static str>,
}

/// A case: what changes, and every entry that has to come of it.
pub struct Case {
    name: &'static str,
    /// The document of `tests/review/`; nothing for the fragment.
    document: &'static str,
    edit: fn(&mut Document),
    /// Whether the generator refuses a revision.
    without_rust: bool,
    /// What is expected, all of it, in any order.
    pub entries: Vec<Entry>,
}

/// A case about the merged document.
pub fn case(name: &'static str, edit: fn(&mut Document)) -> Case {
    Case {
        name,
        document: "",
        edit,
        without_rust: false,
        entries: Vec::new(),
    }
}

/// A case about a document of `tests/review/`.
pub fn case_in(document: &'static str, name: &'static str, edit: fn(&mut Document)) -> Case {
    Case {
        document,
        ..case(name, edit)
    }
}

impl Case {
    /// Expects an entry: its rule, its verdict on the wire, and its verdict for Rust callers.
    pub fn gives(mut self, verdict: &'static str) -> Self {
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

    /// The items of the crate whose signature differs because of it, by path, with spaces between; `~` stands for a
    /// space in one.
    pub fn items(self, items: &'static str) -> Self {
        self.last(|entry| entry.items = Some(items))
    }

    /// Expects that the generator refuses a revision.
    pub fn without_rust(mut self) -> Self {
        self.without_rust = true;
        self
    }

    /// A part of its message.
    pub fn says(self, words: &'static str) -> Self {
        self.last(|entry| entry.says = Some(words))
    }

    /// Its name, and the document that it edits.
    pub fn full_name(&self) -> String {
        format!("{} {}", self.document, self.name)
    }

    /// What the review says that is not expected, or the other way round.
    fn fault(&self) -> Option<String> {
        let found = self.review();
        let mut left: Vec<&Change> = found
            .changes
            .iter()
            .filter(|change| self.is_asked_for(change))
            .collect();
        let mut missing = Vec::new();
        for entry in &self.entries {
            match left.iter().position(|change| entry.fits(change)) {
                Some(at) => drop(left.remove(at)),
                None => missing.push(entry.told()),
            }
        }
        let is_lost = !found.without_rust.is_empty();
        if missing.is_empty() && left.is_empty() && is_lost == self.without_rust {
            return None;
        }
        let left: Vec<String> = left.into_iter().map(told).collect();
        let lost: Vec<&str> = found
            .without_rust
            .iter()
            .map(|finding| finding.message.as_str())
            .collect();
        Some(format!(
            "{}\n  expected, and not found:\n{}  found, and not expected:\n{}  why Rust has no verdict: {lost:?}\n",
            self.name,
            missing.concat(),
            left.concat(),
        ))
    }

    /// Sources and versions are told in almost every case, and matter in few.
    fn is_asked_for(&self, change: &Change) -> bool {
        let rule = change.rule.id;
        let always = !["source-unchanged", "version-not-bumped"].contains(&rule);
        let named = |entry: &Entry| entry.verdict.split(' ').next() == Some(rule);
        always || self.entries.iter().any(named)
    }

    fn review(&self) -> Review {
        let base = base(self.document);
        let mut document = Document::new(base.spec.document.clone());
        (self.edit)(&mut document);
        let head = read([("head.json".to_owned(), document.text())]);
        compare(&base, head)
    }
}

impl Entry {
    /// Its rule, and its verdict on the wire.
    pub fn rule(&self) -> (&'static str, &'static str) {
        let mut words = self.verdict.split(' ');
        (words.next().unwrap(), words.next().unwrap())
    }

    fn fits(&self, change: &Change) -> bool {
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
        self.verdict == verdict(change)
            && same(
                self.sent_by,
                change.reach.request.iter().map(String::as_str).collect(),
            )
            && same(
                self.read_by,
                change.reach.response.iter().map(String::as_str).collect(),
            )
            && same(self.items, items(change))
            && self.says.is_none_or(|says| change.message.contains(says))
    }

    fn told(&self) -> String {
        let mut told = format!("    {}\n", self.verdict);
        for (what, value) in [
            ("sent by", self.sent_by),
            ("read by", self.read_by),
            ("items", self.items),
            ("says", self.says),
        ] {
            if let Some(value) = value {
                told.push_str(&format!("      {what}: {value}\n"));
            }
        }
        told
    }
}

fn verdict(change: &Change) -> String {
    format!("{} {} {}", change.rule.id, change.wire, change.rust)
}

/// The items whose signature differs, by name.
fn items(change: &Change) -> Vec<&str> {
    let differ = change
        .rust_items
        .iter()
        .filter(|item| item.before != item.after);
    let mut items: Vec<&str> = differ.map(|item| item.item.as_str()).collect();
    items.sort_unstable();
    items
}

fn told(change: &Change) -> String {
    let list = |names: &std::collections::BTreeSet<String>| -> String {
        names.iter().map(|name| format!(" {name}")).collect()
    };
    format!(
        "    {}\n      {} ({})\n      sent by:{}\n      read by:{}\n      items: {}\n",
        verdict(change),
        change.message,
        change.pointer,
        list(&change.reach.request),
        list(&change.reach.response),
        items(change).join(" "),
    )
}

/// Checks all cases, and tells all faults at once.
#[track_caller]
pub fn check(cases: Vec<Case>) {
    // The subjects are not of one size, so that each takes all cores at its end.
    let cores = thread::available_parallelism().map_or(1, NonZero::get);
    let share = cases.len().div_ceil(cores);
    let faults: Vec<String> = thread::scope(|scope| {
        let shares: Vec<_> = cases
            .chunks(share)
            .map(|cases| scope.spawn(|| cases.iter().filter_map(Case::fault).collect::<Vec<_>>()))
            .collect();
        let found = shares.into_iter().map(ScopedJoinHandle::join);
        found
            .flat_map(|found| found.unwrap_or_else(|panic| resume_unwind(panic)))
            .collect()
    });
    assert!(
        faults.is_empty(),
        "{} of {} cases:\n\n{}",
        faults.len(),
        cases.len(),
        faults.join("\n")
    );
}

/// The review of the step from a base to a head.
pub fn compare(base: &Side, head: Spec) -> Review {
    let head = Side::new("head".to_owned(), head, Approvals::default());
    review(base, &head, None).unwrap_or_else(|found| panic!("{}", rendered(&[*found])))
}

/// Entries that are facts, words or sources; what the review says of itself is left out.
pub fn about_the_document(review: &Review) -> Vec<String> {
    let changes = review.changes.iter();
    changes
        .filter(|change| {
            change.rule.about != About::House || change.rule.id == "signature-unexplained"
        })
        .map(told)
        .collect()
}

/// The files of the fragment.
pub fn texts() -> Texts {
    let files = fs::read_dir(workspace::spec()).unwrap().map(Result::unwrap);
    files
        .filter(|file| {
            file.path()
                .extension()
                .is_some_and(|ending| ending == "yaml")
        })
        .map(|file| {
            let name = file.file_name().into_string().unwrap();
            (name, fs::read_to_string(file.path()).unwrap())
        })
        .collect()
}

/// Reads documents that are nowhere on the disk.
pub fn read(texts: impl IntoIterator<Item = (String, String)>) -> Spec {
    expect(source::texts(&workspace::spec(), "spec", texts))
}

/// A document, or the end of the test.
fn expect(loaded: Result<Spec, LoadError>) -> Spec {
    loaded.unwrap_or_else(|error| match error {
        LoadError::CouldNotRun(why) => panic!("{why}"),
        LoadError::Findings(findings) => panic!("{}", rendered(&findings)),
    })
}

/// A document of `tests/review/`, or the fragment, loaded and generated once for all cases.
pub fn base(document: &'static str) -> Arc<Side> {
    static BASES: LazyLock<Mutex<HashMap<&'static str, Arc<Side>>>> = LazyLock::new(Mutex::default);
    let mut bases = BASES.lock().unwrap_or_else(|broken| broken.into_inner());
    let load = || {
        let (path, shown) = match document {
            "" => (workspace::spec(), "spec"),
            name => (path("review").join(name), name),
        };
        let spec = expect(source::load(&path, shown));
        Arc::new(Side::new("base".to_owned(), spec, Approvals::default()))
    };
    bases.entry(document).or_insert_with(load).clone()
}
