//! A line chart of measurements over time.

use svg::node::element::path::Data;
use svg::node::element::{Circle, Group, Line, Path, SVG, Text};
use svg::{Document, Node};

use super::axis::{Span, percent};
use crate::time::UnixMillis;

const HEIGHT: f64 = 90.0;
/// The height of the name of a limit.
const NAME: f64 = 13.0;
/// The size of the inner picture, which is stretched.
const WIDTH: f64 = 1000.0;

/// The content of a chart.
pub struct Chart<'a> {
    /// The label for screen readers.
    pub label: String,
    /// The measurements, in the order of time.
    pub points: &'a [(UnixMillis, f64)],
    /// Values that are marked.
    pub limits: &'a [f64],
    /// A measurement that is marked.
    pub worst: Option<(UnixMillis, f64)>,
}

/// Draws a chart.
pub fn chart(chart: &Chart, span: &Span) -> SVG {
    let most = chart
        .points
        .iter()
        .map(|(_, value)| *value)
        .fold(0.0, f64::max);
    // The first limit above the values is shown, unless the curve would become flat.
    let near = chart
        .limits
        .iter()
        .copied()
        .filter(|limit| *limit <= most * 2.5);
    let limits: Vec<f64> = near.collect();
    let top = limits
        .iter()
        .copied()
        .fold(most, f64::max)
        .max(f64::MIN_POSITIVE)
        * 1.1;
    let y = |value: f64| HEIGHT - value / top * HEIGHT;
    let mut picture = Document::new()
        .set("role", "img")
        .set("aria-label", chart.label.as_str())
        .set("height", HEIGHT + 20.0)
        .add(span.axis(HEIGHT));
    let mut free = f64::INFINITY;
    let mut names = Group::new();
    for limit in limits {
        let line = Line::new()
            .set("class", "limit")
            .set("x1", "0%")
            .set("x2", "100%")
            .set("y1", y(limit))
            .set("y2", y(limit));
        picture.append(line);
        // Names that would overlap are left out; the page lists all limits.
        if free - y(limit) > NAME {
            let name = Text::new(limit.to_string())
                .set("class", "limit-name")
                .set("x", "100%")
                .set("y", y(limit) - 3.0)
                .set("text-anchor", "end");
            names.append(name);
            free = y(limit);
        }
    }
    // Only the content of this picture is stretched. Its lines keep their width.
    let inner = SVG::new()
        .set("viewBox", (0, 0, WIDTH as i64, HEIGHT as i64))
        .set("preserveAspectRatio", "none")
        .set("height", HEIGHT)
        .set("aria-hidden", "true")
        .add(curve(chart.points, span, y));
    picture.append(inner);
    // Drawn last, so that the line does not hide them.
    picture.append(names);
    if let [(at, value)] = chart.points {
        picture.append(dot("dot", span.share(*at), y(*value)));
    }
    if let Some((at, value)) = chart.worst {
        picture.append(dot("worst", span.share(at), y(value)));
    }
    picture
}

fn dot(class: &str, share: f64, y: f64) -> Circle {
    Circle::new()
        .set("class", class)
        .set("cx", percent(share))
        .set("cy", y)
        .set("r", 4)
}

/// The line, with a gap if nothing was measured for a long time.
fn curve(points: &[(UnixMillis, f64)], span: &Span, y: impl Fn(f64) -> f64) -> Path {
    let mut steps: Vec<i64> = points
        .windows(2)
        .map(|pair| pair[1].0.0 - pair[0].0.0)
        .collect();
    steps.sort_unstable();
    let usual = steps.get(steps.len() / 2).copied().unwrap_or(i64::MAX);
    let mut data = Data::new();
    let mut before: Option<UnixMillis> = None;
    for (at, value) in points {
        let place = (round(span.share(*at) * WIDTH), round(y(*value)));
        let is_near = before.is_some_and(|before| at.0 - before.0 <= usual.saturating_mul(3));
        data = match is_near {
            true => data.line_to(place),
            false => data.move_to(place),
        };
        before = Some(*at);
    }
    Path::new()
        .set("class", "curve")
        .set("vector-effect", "non-scaling-stroke")
        .set("d", data)
}

fn round(value: f64) -> f64 {
    (value * 10.0).round() / 10.0
}
