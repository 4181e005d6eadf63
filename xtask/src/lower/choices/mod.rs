//! Passes over choices (`oneOf`, `anyOf`): how their members are distinguished, and which keywords are beside them.

mod beside;
mod members;
mod parents;
mod tags;

pub use beside::spread_common_parts;
pub use members::{MEMBER, TAGS, extended, is_null};
pub use parents::detach_parents;
pub use tags::{inherit_discriminators, tag_members};
