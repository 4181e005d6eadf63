//! A timeline: a row for each person, with a bar for each connection.

use svg::node::element::{Group, Rectangle, SVG, Text, Title};
use svg::{Document, Node};

use super::axis::{Span, percent};
use crate::time::UnixMillis;

const NAME: f64 = 16.0;
const BAR: f64 = 9.0;
const GAP: f64 = 7.0;
/// The maximum width of a name, in Latin letters.
const MOST: usize = 30;
/// A timeline of this height or more has times above it, too.
const TALL: f64 = 600.0;
/// The height of the times.
const TIMES: f64 = 20.0;

/// A person.
pub struct Row {
    /// Their name.
    pub name: String,
    /// A note after the name.
    pub note: Option<&'static str>,
    /// Their connections, in the order in which they begin.
    pub bars: Vec<Bar>,
}

/// A connection.
pub struct Bar {
    /// When it began.
    pub from: UnixMillis,
    /// When it ended, or the last known time.
    pub to: UnixMillis,
    /// Whether it has not ended.
    pub is_open: bool,
    /// Its text description.
    pub title: String,
}

/// The timeline. Horizontal lengths are shares of the width, so that it fits any screen; text keeps its size.
pub fn timeline(rows: &[Row], span: &Span, label: &str) -> SVG {
    let mut bars: Vec<Box<dyn Node>> = Vec::new();
    let mut top = 0.0;
    for row in rows {
        bars.push(Box::new(
            Text::new(name(row)).set("x", 0).set("y", top + 12.0),
        ));
        let lanes = lanes(&row.bars);
        for (bar, lane) in row.bars.iter().zip(&lanes) {
            let (from, to) = (span.share(bar.from), span.share(bar.to));
            let rectangle = Rectangle::new()
                .set("class", if bar.is_open { "open" } else { "bar" })
                .set("x", percent(from))
                // So that even a second is visible.
                .set("width", percent((to - from).max(0.003)))
                .set("y", top + NAME + *lane as f64 * (BAR + 2.0))
                .set("height", BAR)
                .set("rx", 2)
                .add(Title::new(&bar.title));
            bars.push(Box::new(rectangle));
        }
        let count = lanes.iter().max().map_or(0, |most| most + 1);
        top += NAME + count as f64 * (BAR + 2.0) + GAP;
    }
    // In a tall timeline, the times below are far from the first names.
    let above = if top > TALL { TIMES } else { 0.0 };
    let mut timeline = Document::new()
        .set("class", "timeline")
        .set("role", "img")
        .set("aria-label", label)
        .set("height", above + top + TIMES);
    if above > 0.0 {
        timeline.append(span.times(above - 6.0));
    }
    let below = Group::new().set("transform", format!("translate(0 {above})"));
    let mut below = below.add(span.axis(top));
    for bar in bars {
        below.append(bar);
    }
    timeline.add(below)
}

/// The name, shortened for a phone. The tables have the whole name.
fn name(row: &Row) -> String {
    let mut width = 0;
    let fits = |c: &char| {
        // From here on, letters of other scripts may be twice as wide.
        width += if *c < '\u{1100}' { 1 } else { 2 };
        width <= MOST
    };
    let mut name: String = row.name.chars().take_while(fits).collect();
    if name.len() < row.name.len() {
        name.push('…');
    }
    if let Some(note) = row.note {
        name.push_str(" · ");
        name.push_str(note);
    }
    name
}

/// The lane of each bar. Bars at the same time are in different lanes.
fn lanes(bars: &[Bar]) -> Vec<usize> {
    let mut ends: Vec<UnixMillis> = Vec::new();
    let lanes = bars.iter().map(|bar| {
        let free = ends.iter().position(|end| *end <= bar.from);
        let lane = free.unwrap_or(ends.len());
        match ends.get_mut(lane) {
            Some(end) => *end = bar.to,
            None => ends.push(bar.to),
        }
        lane
    });
    lanes.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_at_the_same_time_are_in_different_lanes() {
        let bar = |from, to| Bar {
            from: UnixMillis(from),
            to: UnixMillis(to),
            is_open: false,
            title: String::new(),
        };
        let bars = [bar(0, 10), bar(5, 8), bar(8, 20), bar(10, 12), bar(11, 12)];
        assert_eq!(lanes(&bars), [0, 1, 1, 0, 2]);
    }
}
