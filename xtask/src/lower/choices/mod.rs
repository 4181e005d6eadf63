//! Passes over choices (`oneOf`, `anyOf`): how their members are distinguished, and which keywords are beside them.

mod beside;
mod discriminators;
mod members;
mod parents;

pub use beside::spread_common_parts;
pub use discriminators::{inherit_discriminators, tag_members};
pub use members::{MEMBER, TAGS, extended, is_null};
pub use parents::detach_parents;
