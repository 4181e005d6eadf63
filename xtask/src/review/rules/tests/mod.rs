//! The rules, case by case: what an edit of a description means on the wire. The cases of a family are beside its rules;
//! here are those that are about several families, and what all of them need.
//!
//! Most cases edit the spec; what it does not have is in `fixtures/`.

mod callbacks;
mod case;
mod coverage;
mod layers;
mod pairs;
mod sharing;
mod webhooks;

pub use case::*;
