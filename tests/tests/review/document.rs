//! Documents and their reviews.

use std::collections::BTreeMap;
use std::fs;
use std::sync::LazyLock;

use realtimekit_tests::{load, rendered};
use xtask::review::approvals::Approvals;
use xtask::review::change::Change;
use xtask::review::rules::About;
use xtask::review::{Review, Side, review};
use xtask::source::{self, LoadError, Spec};
use xtask::workspace;

/// The texts of some documents by the names of their files.
pub type Texts = BTreeMap<String, String>;

/// The spec, loaded and generated once.
pub fn base() -> &'static Side {
    static BASE: LazyLock<Side> =
        LazyLock::new(|| Side::new("base".to_owned(), load(), Approvals::default()));
    &BASE
}

/// The review of the change from the spec to a head.
pub fn compare(head: Spec) -> Review {
    let head = Side::new("head".to_owned(), head, Approvals::default());
    review(base(), &head, None).unwrap_or_else(|found| panic!("{}", rendered(&[*found])))
}

/// The entries about the document; findings of the review itself are left out.
pub fn about_the_document(review: &Review) -> String {
    let changes = review.changes.iter();
    let about = changes.filter(|change| {
        change.rule.about != About::Review || change.rule.id == "signature-unexplained"
    });
    about.map(shown).collect()
}

fn shown(change: &Change) -> String {
    let items: Vec<&str> = change
        .rust_items
        .iter()
        .map(|item| item.item.as_str())
        .collect();
    format!(
        "    {} {} {}\n      {} ({})\n      items: {items:?}\n",
        change.rule.id, change.wire, change.rust, change.message, change.pointer
    )
}

/// The files of the spec.
pub fn texts() -> Texts {
    let files = fs::read_dir(workspace::spec()).unwrap().map(Result::unwrap);
    let documents = files.filter(|file| {
        let path = file.path();
        path.extension().is_some_and(|ending| ending == "yaml")
    });
    documents
        .map(|file| {
            let name = file.file_name().into_string().unwrap();
            (name, fs::read_to_string(file.path()).unwrap())
        })
        .collect()
}

/// Reads documents from memory.
pub fn read(texts: impl IntoIterator<Item = (String, String)>) -> Spec {
    source::texts(&workspace::spec(), "spec", texts).unwrap_or_else(|error| match error {
        LoadError::CouldNotRun(why) => panic!("{why}"),
        LoadError::Findings(findings) => panic!("{}", rendered(&findings)),
    })
}
