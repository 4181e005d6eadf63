//! The review, case by case: what an edit of a document means on the wire and for Rust callers.
//!
//! Most cases edit the fragment; what it does not have stands in the documents of `tests/review/`.

mod bodies;
mod bounds;
mod case;
mod choices;
mod compiled;
mod document;
mod document_strangers;
mod edit;
mod layers;
mod operations;
mod operations_called_back;
mod parameters;
mod properties;
mod renames;
mod rules;
mod same;
mod sharing;
mod values;
