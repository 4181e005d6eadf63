//! A timeline: a row for each person, with a bar for each connection.

use svg::node::element::{Rectangle, SVG, Text, Title};
use svg::{Document, Node};

use super::axis::{Span, percent};
use crate::time::Moment;

const NAME: f64 = 16.0;
const BAR: f64 = 9.0;
const GAP: f64 = 7.0;

/// A person.
pub struct Row {
    /// Their name.
    pub name: String,
    /// Their connections, in the order in which they begin.
    pub bars: Vec<Bar>,
}

/// A connection.
pub struct Bar {
    /// When it began.
    pub from: Moment,
    /// When it ended, or up to when it is known.
    pub to: Moment,
    /// Whether it goes on.
    pub is_open: bool,
    /// Its text description.
    pub title: String,
}

/// The timeline. Lengths along the time are shares of the width, so that it fits any screen, and text keeps its size.
pub fn timeline(rows: &[Row], span: &Span, label: &str) -> SVG {
    let mut bars: Vec<Box<dyn Node>> = Vec::new();
    let mut top = 0.0;
    for row in rows {
        bars.push(Box::new(
            Text::new(&row.name).set("x", 0).set("y", top + 12.0),
        ));
        let lanes = lanes(&row.bars);
        for (bar, lane) in row.bars.iter().zip(&lanes) {
            let (from, to) = (span.share(bar.from), span.share(bar.to));
            let rectangle = Rectangle::new()
                .set("class", if bar.is_open { "open" } else { "bar" })
                .set("x", percent(from))
                // Even a second can be seen.
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
    let mut timeline = Document::new()
        .set("role", "img")
        .set("aria-label", label)
        .set("height", top + 20.0)
        .add(span.axis(top));
    for bar in bars {
        timeline.append(bar);
    }
    timeline
}

/// The lane of each bar: those at the same time are one below the other.
fn lanes(bars: &[Bar]) -> Vec<usize> {
    let mut ends: Vec<Moment> = Vec::new();
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
            from: Moment(from),
            to: Moment(to),
            is_open: false,
            title: String::new(),
        };
        let bars = [bar(0, 10), bar(5, 8), bar(8, 20), bar(10, 12), bar(11, 12)];
        assert_eq!(lanes(&bars), [0, 1, 1, 0, 2]);
    }
}
