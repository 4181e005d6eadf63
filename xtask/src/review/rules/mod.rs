//! The rules: every kind of change by its id, what it means on the wire for those who send it and for those who read it,
//! its message, and why. What it means for Rust callers is not here: that is read from the generated crates.
//!
//! A family of rules is a file. Each of its rows says for which differences it is.

mod bodies;
mod choices;
mod document;
mod operations;
mod parameters;
mod properties;
mod responses;
mod rule;
mod schemas;
mod security;
mod self_checks;
mod servers;
#[cfg(test)]
pub(super) mod tests;
mod values;
mod wording;

pub use rule::{About, Checked, Rule};
pub use self_checks::{
    APPROVAL_UNUSED, DEVIATION_OVER, GENERATOR_DRIFT, NOT_ASSESSED, SIGNATURE_UNEXPLAINED,
    SOURCE_UNCHANGED, VERSION_NOT_BUMPED,
};

use super::verdict::Wire;
use crate::diff::{Difference, Found, Kind, Reach, Schema};

/// All rules, by family.
const FAMILIES: [&[&Rule]; 12] = [
    operations::RULES,
    parameters::RULES,
    bodies::RULES,
    responses::RULES,
    properties::RULES,
    values::RULES,
    choices::RULES,
    schemas::RULES,
    security::RULES,
    servers::RULES,
    document::RULES,
    self_checks::RULES,
];

/// Every rule.
pub fn all() -> impl Iterator<Item = &'static Rule> {
    FAMILIES.into_iter().flatten().copied()
}

/// Everything that was found, each with its rule.
pub fn check(found: &Found) -> Vec<Checked<'_>> {
    let differences = found.differences.iter();
    differences
        .map(|(difference, reach)| check_one(difference, reach))
        .collect()
}

/// A difference with its rule.
pub fn check_one<'d>(difference: &'d Difference, reach: &'d Reach) -> Checked<'d> {
    let (rule, levels, message) = match difference.kind {
        Kind::Operation(what) => operations::row(difference, what),
        Kind::Parameter(what) => parameters::row(difference, what),
        Kind::Body(what) => bodies::row(difference, what),
        Kind::Response(what) => responses::row(difference, what),
        Kind::Property(what) => properties::row(difference, what),
        Kind::Value(what) => values::row(difference, what),
        Kind::Choice(what) => choices::row(difference, what),
        Kind::Schema(what) => schemas::row(difference, what),
        Kind::Security(what) => security::row(difference, what),
        Kind::Server(what) => servers::row(difference, what),
        Kind::Document(what) => document::row(difference, what),
    };
    let mut checked = Checked {
        difference,
        reach,
        rule,
        levels: masked(
            levels,
            [difference.sides.request, difference.sides.response],
        ),
        message,
    };
    if difference.kind == Kind::Schema(Schema::Reference) {
        checked.compare_inside();
    }
    checked
}

impl Checked<'_> {
    /// Another schema is referred to: what that means is the worst of what differs between the two.
    fn compare_inside(&mut self) {
        let mut messages = Vec::new();
        for (difference, reach) in self.difference.inside.iter() {
            let inner = check_one(difference, reach);
            let directions = [!reach.request.is_empty(), !reach.response.is_empty()];
            let levels = masked(inner.levels, directions);
            for (known, level) in self.levels.iter_mut().zip(levels) {
                *known = (*known).max(level);
            }
            if inner.levels != [Wire::None; 2] {
                messages.push(inner.message);
            }
        }
        if !messages.is_empty() {
            self.message = format!(
                "{}; compared with the old schema: {}",
                self.message,
                wording::first_few(&messages)
            );
        }
    }
}

/// The levels of the directions that count.
fn masked(levels: [Wire; 2], [request, response]: [bool; 2]) -> [Wire; 2] {
    let one = |level, counts| if counts { level } else { Wire::None };
    [one(levels[0], request), one(levels[1], response)]
}
