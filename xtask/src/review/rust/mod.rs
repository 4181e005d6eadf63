//! What callers of the two generated crates see: public items, what differs between them, and which change of the
//! document explains it.

pub mod attribute;
mod causes;
pub mod items;
mod linked;
pub mod surface;
