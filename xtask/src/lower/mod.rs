//! Lowering: rewrites the document into one that progenitor reads well.
//!
//! [`PASSES`] lists all passes in order. A pass is one function over the document; its documentation shows the document
//! before and after. Information that the crate needs but that progenitor would read in an unwanted way is kept in
//! extensions (`x-bounds`, `x-direction`, …), which `model` reads. They are not a table beside the document, because later
//! passes copy, join, rename and move what they describe, and would have to change such a table as well.

mod aliases;
mod bases;
mod bodies;
pub mod choices;
mod compose;
mod descriptions;
mod directions;
mod envelope;
pub mod events;
mod keywords;
mod lowered;
mod merge;
mod missing_types;
mod names;
mod operations;
mod parameters;
mod paths;
mod places;
pub mod position;
pub mod problem;
mod references;
mod responses;
pub mod rust_names;
mod scalars;
pub mod settings;
pub mod streams;
mod unions;
mod variants;
mod wrong_types;

pub use lowered::{readable, typed, without_docs};
pub use names::rust_name;
pub use scalars::RUNTIME_SCALARS;

use serde_json::Value;

use crate::lower::problem::Problems;
use crate::lower::settings::Settings;

/// One pass: its name and what it does to the document.
pub struct Pass {
    /// The name that the tests and the messages use.
    pub name: &'static str,
    /// The pass itself.
    pub run: fn(&mut Value, &Settings) -> Result<(), Problems>,
}

macro_rules! passes {
    ($($module:ident :: $function:ident),* $(,)?) => {
        &[$(Pass { name: stringify!($function), run: $module::$function }),*]
    };
}

/// All passes, in order.
pub const PASSES: &[Pass] = passes![
    references::remember_positions,
    names::plain_names,
    descriptions::empty_blank_descriptions,
    references::inline_references,
    references::merge_path_parameters,
    wrong_types::drop_ignored_values,
    unions::drop_impossible,
    paths::declare_path_parameters,
    events::join_events,
    operations::name_operations,
    responses::select_responses,
    missing_types::infer_types,
    missing_types::fit_enums,
    missing_types::join_constants,
    choices::inherit_discriminators,
    bases::spread_bases,
    choices::detach_parents,
    choices::tag_members,
    choices::spread_common_parts,
    compose::flatten_all_of,
    // Before `collapse_unions`: the members of a choice of envelopes are not types.
    envelope::unwrap_envelopes,
    unions::collapse_unions,
    aliases::inline_aliases,
    unions::lift_null,
    aliases::move_keywords_to_references,
    parameters::plain_parameters,
    parameters::find_tails,
    bodies::plain_bodies,
    bodies::mark_files,
    places::fill_from_places,
    keywords::move_bounds_to_extensions,
    scalars::mark_runtime_scalars,
    scalars::open_objects,
    names::name_inline_types,
    names::use_rust_names,
    unions::order_union_members,
    variants::name_variants,
    directions::mark_directions,
    directions::relax_one_way_properties,
    directions::drop_unused,
];

/// Runs every pass.
///
/// # Errors
///
/// The problems of the first pass that finds any, because later passes rely on earlier ones.
pub fn lower(mut document: Value, settings: &Settings) -> Result<Value, Problems> {
    for pass in PASSES {
        (pass.run)(&mut document, settings)?;
    }
    Ok(document)
}
