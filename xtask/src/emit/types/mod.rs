//! Rewriting: the types that progenitor drafted become the types that callers want.
//!
//! [`PASSES`] is the whole of it, in order; a pass is one function over all types. A pass that does not find what the
//! document told it to act on is an error, never silence.

mod checks;
mod code;
mod constructors;
mod docs;
mod enums;
mod fields;
mod integers;
mod objects;
mod presence;
mod raw_json;
mod scalars;
mod unions;

use std::collections::BTreeMap;

pub use checks::{Checked, value_check};
pub use code::{TypeCode, Types};
pub use constructors::Accepted;
pub use docs::bounds_in_words;
pub use integers::{integer, is_integer};
pub use presence::is_collection;

use syn::Item;

use crate::lower::problem::Problems;
use crate::model::schema_index::Facts;

/// One pass: its name and what it does to the types.
pub struct Pass {
    /// The name that the tests and the messages use.
    pub name: &'static str,
    /// The pass itself.
    pub run: fn(&mut Types, Facts) -> Result<(), Problems>,
}

macro_rules! passes {
    ($($module:ident :: $function:ident),* $(,)?) => {
        &[$(Pass { name: stringify!($function), run: $module::$function }),*]
    };
}

/// Every pass, in the order in which they run.
pub const PASSES: &[Pass] = passes![
    scalars::shorten_paths,
    scalars::use_runtime_scalars,
    scalars::make_ids,
    enums::open_enums,
    unions::open_unions,
    fields::order_fields,
    presence::tell_absent_from_null,
    integers::give_integers_room,
    docs::document_types,
    fields::let_types_grow,
    constructors::add_constructors,
    checks::add_checks,
    raw_json::hide_raw_json,
    objects::list_keys,
];

/// Runs every pass over the drafted types.
///
/// # Errors
///
/// The problems of the first pass that found any.
pub fn rewrite(draft: BTreeMap<String, Item>, facts: Facts) -> Result<Types, Problems> {
    let mut types: Types = draft
        .into_iter()
        .map(|(name, item)| {
            (
                name,
                TypeCode {
                    item,
                    impls: Vec::new(),
                },
            )
        })
        .collect();
    for pass in PASSES {
        (pass.run)(&mut types, facts)?;
    }
    Ok(types)
}
