//! A timeline: a row for each person, with a bar for each connection.

use maud::{Markup, PreEscaped, html};
use svg::node::element::{Rectangle, SVG, Text, Title};
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
/// So many people are in one picture.
const PART: usize = 10;
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

/// The timeline. Horizontal lengths are shares of the width, so that it fits any screen; text keeps its size. Pictures of a
/// few people each stand below each other without gaps, so that a page of paper can end between them.
pub fn timeline(rows: &[Row], span: &Span, label: &str) -> Markup {
    let heights: Vec<f64> = rows.iter().map(height).collect();
    // In a tall timeline, the times below are far from the first names.
    let is_tall = heights.iter().sum::<f64>() > TALL;
    html! {
        div.timeline role="img" aria-label=(label) {
            @if is_tall { (PreEscaped(picture(TIMES).add(span.times(TIMES - 6.0)).to_string())) }
            @for rows in rows.chunks(PART) { (PreEscaped(part(rows, span).to_string())) }
            (PreEscaped(picture(TIMES).add(span.times(15.0)).to_string()))
        }
    }
}

fn picture(height: f64) -> SVG {
    Document::new()
        .set("aria-hidden", "true")
        .set("height", height)
}

/// The height of a row.
fn height(row: &Row) -> f64 {
    let count = lanes(&row.bars).iter().max().map_or(0, |most| most + 1);
    NAME + count as f64 * (BAR + 2.0) + GAP
}

fn part(rows: &[Row], span: &Span) -> SVG {
    let height_of_all = rows.iter().map(height).sum();
    let mut part = picture(height_of_all).add(span.lines(height_of_all));
    let mut top = 0.0;
    for row in rows {
        part.append(Text::new(name(row)).set("x", 0).set("y", top + 12.0));
        for (bar, lane) in row.bars.iter().zip(lanes(&row.bars)) {
            let (from, to) = (span.share(bar.from), span.share(bar.to));
            let rectangle = Rectangle::new()
                .set("class", if bar.is_open { "open" } else { "bar" })
                .set("x", percent(from))
                // So that even a second is visible.
                .set("width", percent((to - from).max(0.003)))
                .set("y", top + NAME + lane as f64 * (BAR + 2.0))
                .set("height", BAR)
                .set("rx", 2)
                .add(Title::new(&bar.title));
            part.append(rectangle);
        }
        top += height(row);
    }
    part
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
    fn a_page_of_paper_can_end_inside_a_tall_timeline() {
        let rows: Vec<Row> = std::iter::repeat_with(|| Row {
            name: "Ada".to_owned(),
            note: None,
            bars: vec![Bar {
                from: UnixMillis(0),
                to: UnixMillis(60_000),
                is_open: false,
                title: String::new(),
            }],
        })
        .take(25)
        .collect();
        let span = Span::of([UnixMillis(0), UnixMillis(60_000)].into_iter()).unwrap();
        let timeline = timeline(&rows, &span, "Timeline").into_string();
        let heights: Vec<f64> = timeline
            .split("<svg")
            .skip(1)
            .map(|svg| svg.split("height=\"").nth(1).unwrap())
            .map(|rest| rest.split('"').next().unwrap().parse().unwrap())
            .collect();
        assert_eq!(heights, [20.0, 340.0, 340.0, 170.0, 20.0]);
    }

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
