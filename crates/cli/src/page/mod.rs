//! Pages of HTML that need no network and no scripts.

mod axis;
mod chart;
mod document;
mod parts;
mod timeline;

pub use axis::Span;
pub use chart::{Chart, chart};
pub use document::document;
pub use parts::{
    Column, Kind, Times, details, label, labelled_table, session_details, session_title, shown,
    table,
};
pub use timeline::{Bar, Row, timeline};
