//! Checks of requests before anything is sent: the bounds in the API's description.
//!
//! Responses are not checked, so that a service that has changed is not an error.
//!
//! Plain functions are used instead of the derives of `validator` or `garde`, which would be expanded and compiled for
//! each type.

mod bounds;
mod collections;
mod formats;
mod impls;
mod integers;
mod invalid_request;

#[cfg(feature = "pattern")]
pub use bounds::pattern;
pub use bounds::{
    at_least, at_most, characters, count, demanded, each, given, if_given, less_than, max_items,
    max_length, min_items, min_length, more_than, multiple_of, nested, only_null, unless_empty,
};
pub use collections::{items, max_properties, min_properties, total_items, unique, values};
pub use formats::format;
pub use integers::{Whole, divisible, within};
use invalid_request::keep;
pub use invalid_request::{InvalidRequestError, Validate};
