//! Upstream drift: the differences between Cloudflare's own description and ours.
//!
//! ```text
//! their document, ours ─compare─► differences, as changes from theirs to ours ─deviations─► a Review
//! ```
//!
//! Upstream's schemas have other names, are inline where ours are components, and are composed of parts where ours are
//! one object. Only the values that they describe are compared.

mod deviations;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

pub use deviations::{Deviations, FILE};

use crate::diff::{
    Body, Difference, Kind, Operation, Parameter, Property, Response, Revision, Step, Value, Walk,
};
use crate::openapi::container;
use crate::review::change::Change;
use crate::review::verdict::Bump;
use crate::review::{Review, Subject, sort};
use crate::review::{configuration, rules};
use crate::source::{self, Listing, LoadError, Spec};
use crate::workspace;

/// Whether a difference is not reported, because the two descriptions may differ there: names, extensions, error
/// responses, documentation, and defaults and read-only properties, which our descriptions state in words.
fn is_own(difference: &Difference) -> bool {
    match difference.kind {
        Kind::Operation(what) => what == Operation::Renamed,
        Kind::Parameter(what) => matches!(what, Parameter::NameUnsent | Parameter::Reordered),
        Kind::Body(what) => what == Body::Required,
        Kind::Response(what) => matches!(
            what,
            Response::Added { success: false, .. } | Response::Removed { success: false, .. }
        ),
        Kind::Property(what) => matches!(
            what,
            Property::Reordered
                | Property::OpenStated
                | Property::ReadOnly
                | Property::NotReadOnly { .. }
                | Property::WriteOnly
                | Property::NotWriteOnly
        ),
        Kind::Value(what) => matches!(
            what,
            Value::TypeStated | Value::NullStated | Value::Default | Value::Xml
        ),
        Kind::Security(_) | Kind::Server(_) | Kind::Document(_) => true,
        Kind::Choice(_) | Kind::Schema(_) => false,
    }
}

/// How much of upstream's description the document contains.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extent {
    /// The whole description.
    Whole,
    /// A part. Operations that it does not contain are not compared.
    Part,
}

/// Upstream's document and ours, each with its name, and the deviations beside ours.
pub struct Documents {
    upstream: (String, Spec),
    ours: (String, Spec),
    deviations: Deviations,
}

impl Documents {
    /// Reads them.
    ///
    /// # Errors
    ///
    /// One of them cannot be read.
    pub fn load(upstream: &Path, ours: &Path) -> Result<Self, LoadError> {
        let (theirs, own) = (workspace::shown(upstream), workspace::shown(ours));
        let upstream = source::load(upstream, &theirs)?;
        let document = source::load(ours, &own)?;
        Ok(Self {
            deviations: Deviations::read(&Listing::of(ours, &own, FILE)?)?,
            upstream: (theirs, upstream),
            ours: (own, document),
        })
    }

    /// The paths of all files that were read.
    pub fn paths(&self) -> impl Iterator<Item = PathBuf> {
        self.upstream.1.paths().chain(self.ours.1.paths())
    }

    /// Compares them.
    ///
    /// # Errors
    ///
    /// As [`drift`].
    pub fn compare(&self, extent: Extent) -> Result<Review, LoadError> {
        let (theirs, upstream) = &self.upstream;
        let (own, document) = &self.ours;
        drift(
            (theirs, upstream, extent),
            (own, document),
            &self.deviations,
        )
    }
}

/// Compares upstream's document with ours.
///
/// # Errors
///
/// A part has none of our operations: it must be another document.
pub fn drift(
    upstream: (&str, &Spec, Extent),
    ours: (&str, &Spec),
    deviations: &Deviations,
) -> Result<Review, LoadError> {
    let base = Revision { spec: upstream.1 };
    let head = Revision { spec: ours.1 };
    let found = Walk::compare_operations(base, head);
    let is_operation = |place: &String| place.starts_with("/paths/");
    if upstream.2 == Extent::Part && !found.compared.iter().any(is_operation) {
        let why = format!("{} has none of the operations of {}", upstream.0, ours.0);
        return Err(LoadError::CouldNotRun(why));
    }
    let mut entries: BTreeMap<(String, &'static str), Change> = BTreeMap::new();
    for checked in rules::check(&found) {
        let (difference, rule) = (checked.difference, checked.rule);
        let is_added = difference.kind == Kind::Operation(Operation::Added);
        if is_own(difference) || is_added && upstream.2 == Extent::Part {
            continue;
        }
        let place = place(difference, base, head);
        let mut change = Change::of(&checked, Vec::new(), base, head);
        change.pointer = place.clone();
        change.message = format!("{} ({})", change.message, whose(difference));
        change.fails = true;
        // A part that upstream repeats and that ours has once is one entry.
        match entries.get_mut(&(place.clone(), rule.id)) {
            Some(known) => {
                known.wire = known.wire.max(change.wire);
                known.reach.request.extend(change.reach.request);
                known.reach.response.extend(change.reach.response);
            }
            None => {
                entries.insert((place, rule.id), change);
            }
        }
    }
    let mut changes: Vec<Change> = entries.into_values().collect();
    let may_be_over =
        |place: &str| upstream.2 == Extent::Whole || found.compared.contains(container(place));
    deviations.apply(&mut changes, may_be_over);
    sort(&mut changes);
    Ok(Review {
        subject: Subject::Upstream,
        from: upstream.0.to_owned(),
        to: ours.0.to_owned(),
        required_bump: Bump::None,
        versions: None,
        changes,
        surface: Vec::new(),
        rust_is_known: true,
        without_rust: Vec::new(),
        skipped: Vec::new(),
        not_assessed: Vec::new(),
        fail_on: configuration::DEFAULT.to_vec(),
        configuration: Vec::new(),
    })
}

/// The place of a difference in our description. If it is only in upstream's, the place where it would be.
fn place(difference: &Difference, base: Revision, head: Revision) -> String {
    match (&difference.head, &difference.base) {
        (Some(place), _) => head.stable(place),
        (None, Some(place)) => {
            let theirs = base.stable(place);
            let last = theirs.rsplit('/').next().unwrap_or_default();
            let section = theirs.rsplit('/').nth(1).unwrap_or_default();
            if difference.parent.is_empty() {
                return theirs;
            }
            let ours = head.stable(&difference.parent);
            let holds = ["properties", "parameters"].contains(&section);
            if holds && !ours.ends_with(section) {
                format!("{ours}/{section}/{last}")
            } else {
                format!("{ours}/{last}")
            }
        }
        (None, None) => String::new(),
    }
}

/// The side that has the difference.
fn whose(difference: &Difference) -> &'static str {
    match difference.step() {
        Step::Removed => "upstream only",
        Step::Added => "ours only",
        Step::Changed => "from upstream's to ours",
    }
}
