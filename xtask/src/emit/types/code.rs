//! The types of the emitted crate while they are rewritten.

use std::collections::BTreeMap;

use syn::Item;

use crate::lower::problem::Problem;
use crate::model::schema_index::Facts;

/// The types by name.
pub type Types = BTreeMap<String, TypeCode>;

/// One type: the item and what belongs to it.
#[derive(Clone)]
pub struct TypeCode {
    /// The struct or enum.
    pub item: Item,
    /// Its impls and the macro calls that stand for impls.
    pub impls: Vec<Item>,
}

/// The problem of a type that the document has and progenitor did not draft as expected.
pub fn unmatched(facts: Facts, name: &str, expected: &str) -> Problem {
    Problem::new(
        facts.pointer(name),
        format!("the schema became no {expected} called `{name}`"),
        "write the schema in a simpler way",
    )
}
