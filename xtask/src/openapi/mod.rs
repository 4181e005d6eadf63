//! What OpenAPI 3.0 is, and how to get about in a document that is a JSON value. It knows nothing of files and findings.

mod index;
mod keywords;
mod limits;
mod pointer;
mod reached;
mod table;
mod value;

pub(crate) use index::{Index, Mistake, Object, What, kind_of};
pub use keywords::METHODS;
pub use limits::NESTED;
pub use pointer::{escape, unescape};
pub(crate) use reached::{reached, references};
pub(crate) use table::{Field, Kind, LATER_KEYWORDS, Need};
pub use value::{entries, flag, items, text};
