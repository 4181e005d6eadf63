//! Pages of HTML that need no network and no scripts.

mod axis;
mod chart;
mod document;
mod timeline;

pub use axis::Span;
pub use chart::{Chart, chart};
pub use document::{document, private_file};
pub use timeline::{Bar, Row, timeline};
