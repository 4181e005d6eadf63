//! Parts that all pages use.

use std::borrow::Cow;

use maud::{Markup, html};
use realtimekit::Timestamp;
use realtimekit::types::Session;

use crate::output::clean::visible;
use crate::output::secrets;
use crate::time::UnixMillis;

/// A column of a table.
pub struct Column<'a>(pub Cow<'a, str>, pub Kind);

impl Column<'static> {
    /// A column with this name.
    pub fn new(name: &'static str, kind: Kind) -> Self {
        Self(Cow::Borrowed(name), kind)
    }
}

/// The kind of a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Text.
    Text,
    /// Numbers, aligned at the right.
    Number,
    /// A picture of another column, which screen readers leave out.
    Picture,
}

/// A table under a heading of its own. It scrolls sideways if it is too wide, with the keyboard as well.
pub fn table(id: &str, title: &str, columns: &[Column<'_>], rows: &Markup) -> Markup {
    html! {
        h2 id=(id) { (title) }
        (scrolling(None, Some(id), columns, rows))
    }
}

/// A table under another heading, with a label for screen readers.
pub fn labelled_table(label: &str, columns: &[Column<'_>], rows: &Markup) -> Markup {
    scrolling(Some(label), None, columns, rows)
}

fn scrolling(
    label: Option<&str>,
    heading: Option<&str>,
    columns: &[Column<'_>],
    rows: &Markup,
) -> Markup {
    html! {
        div.scroll tabindex="0" role="region" aria-label=[label] aria-labelledby=[heading] {
            table aria-label=[label] aria-labelledby=[heading] {
                thead { tr {
                    @for Column(name, kind) in columns {
                        @match kind {
                            Kind::Text => { th scope="col" { (name) } }
                            Kind::Number => { th.number scope="col" { (name) } }
                            Kind::Picture => { td aria-hidden="true" {} }
                        }
                    }
                } }
                tbody { (rows) }
            }
        }
    }
}

/// Names with their values; those without a value are left out.
pub fn details(rows: &[(&str, String)]) -> Markup {
    html! {
        dl {
            @for (name, value) in rows.iter().filter(|(_, value)| !value.is_empty()) {
                dt { (name) } dd { (shown(value)) }
            }
        }
    }
}

/// The title of a page about a session.
pub fn session_title(what: &str, session: &Session) -> String {
    let meeting = session.meeting_display_name.as_deref();
    format!("{what}: {}", shown(meeting.unwrap_or("a meeting")))
}

/// The details of the session on a page.
pub fn session_details(session: &Session) -> Vec<(&'static str, String)> {
    let ended = match &session.ended_at {
        Some(ended) => readable(ended),
        None => "not yet".to_owned(),
    };
    vec![
        ("Session", session.id.to_string()),
        ("Meeting", session.associated_id.to_string()),
        ("Started", readable(&session.started_at)),
        ("Ended", ended),
    ]
}

fn readable(timestamp: &Timestamp) -> String {
    match UnixMillis::of(timestamp) {
        Some(at) => at.day_and_clock(),
        None => timestamp.to_string(),
    }
}

/// A text of the service, without characters that change the direction of text, and without secrets.
pub fn shown(text: &str) -> String {
    visible(&secrets::shown(text)).into_owned()
}

/// The name of a person, or their id.
pub fn label(name: &str, id: &str) -> String {
    shown(if name.is_empty() { id } else { name })
}

/// The format of times on a page: with the day if there are several days.
#[derive(Clone, Copy, Debug)]
pub struct Times {
    has_days: bool,
}

impl Times {
    /// The format for these times.
    pub fn of(times: impl Iterator<Item = UnixMillis>) -> Self {
        let mut days = times.map(UnixMillis::day);
        let first = days.next();
        Self {
            has_days: days.any(|day| Some(day) != first),
        }
    }

    /// A time as text.
    pub fn text(self, at: UnixMillis) -> String {
        match self.has_days {
            true => at.day_and_clock(),
            false => at.clock_with_seconds(),
        }
    }

    /// A time in a page.
    pub fn element(self, at: UnixMillis) -> Markup {
        html! { time datetime=(at.text()) { (self.text(at)) } }
    }
}
