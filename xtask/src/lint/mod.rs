//! Checks a document and reports all findings at once.
//!
//! A rule is an entry of [`RULES`], with its reason. Each family of rules has its own file.

mod bodies;
mod causes;
mod choices;
mod conflicts;
mod context;
mod documentation;
mod encodings;
mod example_keys;
mod examples;
mod families;
mod form_files;
mod ignored_files;
mod keywords;
mod min_items;
mod operation_ids;
mod parameters;
mod paths;
mod patterns;
mod reach;
mod recursion;
mod rules;
mod schemas;
mod security;
mod servers;
mod unfinished;
mod untyped_responses;
mod unused;
mod validation_cost;
mod validator;
mod values;
mod webhooks;

#[cfg(test)]
mod fixtures;
#[cfg(test)]
mod tests;

pub use self::families::{lint, unclear, unclear_and_unknown};
pub use self::keywords::UnknownKeyword;
pub use self::rules::{RULES, Rule};
pub use self::validator::Validator;
