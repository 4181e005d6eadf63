//! What OpenAPI 3.0 is, and how to get about in a document that is a JSON value. It knows nothing of files and findings.

mod children;
mod direction;
mod index;
mod keywords;
mod limits;
mod pointer;
mod reached;
mod references;
mod table;
mod value;

pub use children::{
    Holds, MEMBERS, children, children_at, children_mut, holds, members, replaced, walk_schema,
};
pub use direction::Direction;
pub(crate) use index::{Index, Mistake, Object, What, kind_of};
pub(crate) use keywords::HARMLESS;
pub use keywords::METHODS;
pub use limits::{FOLLOWED, NESTED};
pub use pointer::{escape, unescape};
pub(crate) use reached::{reached, references};
pub use references::{SCHEMAS, ends, reference, resolve, target};
pub(crate) use table::{Field, Kind, LATER_KEYWORDS, Need};
pub use value::{entries, flag, items, text};
