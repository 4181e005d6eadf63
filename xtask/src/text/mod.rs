//! Text of a document on its way to a reader: into Rust docs, the README, the manifest, a terminal or a log.
//!
//! A document is written by somebody else. Whatever its strings hold, they reach a reader as text: nothing in them becomes
//! code that a doc test runs, HTML, a link to anything but a web page, a line of its own in a log, or an order to a terminal.
//!
//! | the string | goes through |
//! | --- | --- |
//! | prose of any length: a `description` | `Docs::prose` |
//! | prose in one sentence: a `summary` | `Markdown::sentence` |
//! | a short text without markup: a title | `Markdown::plain` |
//! | a name or a value: a path, a pattern, a value of an enum | `Markdown::code` |
//! | an address | `Markdown::link`, `Markdown::address` |
//! | any, in a message, a report or the manifest | [`visible`]; lines of a file [`visible_lines`], JSON [`visible_json`] |
//!
//! Documentation is made of `Docs` and `Markdown` alone, and only the functions above make them of a document's string:
//! one that was passed over does not compile. The two are apart since prose is whole blocks: behind half a line, a fence
//! that it closes would open one.

mod clean;
mod docs;
mod fold;
mod markdown;
mod short;
mod unique;
mod visible;

pub(crate) use docs::Docs;
pub(crate) use markdown::markdown;
pub(crate) use markdown::{Markdown, Shown};
pub use short::shortened;
pub use unique::Taken;
pub use visible::{first_hidden, visible, visible_json, visible_line, visible_lines};
