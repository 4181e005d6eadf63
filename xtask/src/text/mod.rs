//! Escapes text of a document for Rust docs, the README, the manifest, a terminal or a log.
//!
//! Documents are not trusted. Their strings are always printed as text: nothing in them becomes code that a doc test
//! runs, HTML, a link to anything but a web page, a new line in a log, or a control sequence of a terminal.
//!
//! | the string | use |
//! | --- | --- |
//! | prose of any length: a `description` | `Docs::prose` |
//! | one sentence: a `summary` | `Markdown::sentence` |
//! | a short text without markup: a title | `Markdown::plain` |
//! | a name or a value: a path, a pattern, a value of an enum | `Markdown::code` |
//! | an address | `Markdown::link`, `Markdown::address` |
//! | any, in a message, a report or the manifest | [`visible`]; lines of a file [`visible_lines`], JSON [`visible_json`] |
//!
//! Documentation consists of `Docs` and `Markdown`, and only the functions above make them from a string of a document, so that
//! an unescaped string does not compile. They are two types because prose consists of whole blocks, which must start on a line
//! of their own.

mod clean;
mod cleaner;
mod docs;
mod fold;
mod markdown;
mod short;
mod unique;
mod visible;

pub(crate) use cleaner::is_address;
pub(crate) use docs::Docs;
pub(crate) use markdown::markdown;
pub(crate) use markdown::{Markdown, Shown};
pub use short::shortened;
pub use unique::Taken;
pub use visible::{first_hidden, visible, visible_json, visible_line, visible_lines};
