//! The page of `quality`.

use std::borrow::Cow;
use std::collections::BTreeMap;

use maud::{Markup, PreEscaped, html};
use realtimekit::types::Session;

use super::peer::{Bad, Peer, rounded};
use super::series::{DELAY, LOSS, Series};
use crate::page::{
    Chart, Column, Kind, Span, Times, chart, details, document, label, labelled_table,
    session_details, session_title, shown, table,
};
use crate::time::UnixMillis;

/// The maximum number of worst moments of a peer that are listed.
const MOST_BAD: usize = 5;
/// The maximum number of values of a measure that are shown. With more, the worst value of each
/// step is shown.
const MOST_VALUES: usize = 400;
/// The steps, in minutes.
const STEPS: [i64; 9] = [1, 2, 5, 10, 15, 30, 60, 240, 1440];

/// The page.
pub fn page(session: &Session, peers: &[Peer]) -> String {
    let series = || peers.iter().flat_map(Peer::series);
    let times = Times::of(series().flat_map(|(_, series)| series.points.iter().map(|it| it.0)));
    let mut head = session_details(session);
    head.push(("Peers", peers.len().to_string()));
    let body = html! {
        (details(&head))
        @if peers.is_empty() {
            p { "There is no report of a peer of this session." }
        } @else {
            p.soft {
                "All times are in UTC. A peer is one connection of a participant. Scores are mean opinion scores, from 1 (bad) to \
                 5 (excellent): of what the peer heard and saw of others, and of what it sent (spoke, showed). The lines in the \
                 charts are the limits by which the API summarises calls: 5, 10, 25 and 50 % of packets lost, and delays of 100, \
                 250 and 500 ms; values that reach one are marked with “!”. The API does not document its units: the page assumes \
                 that times below 2 are seconds, and that counts that never fall are totals since the beginning."
            }
            (summary(peers, times))
            @for peer in peers {
                (section(peer, times))
            }
        }
    };
    document(&session_title("Call quality", session), &body)
}

fn summary(peers: &[Peer], times: Times) -> Markup {
    let columns = [
        Column::new("Name", Kind::Text),
        // First, because a phone shows only the first columns without scrolling.
        Column::new("Worst loss, %", Kind::Number),
        Column::new("Worst round trip, ms", Kind::Number),
        Column::new("Worst moment", Kind::Text),
        Column::new("Heard", Kind::Number),
        Column::new("Saw", Kind::Number),
        Column::new("Spoke", Kind::Number),
        Column::new("Showed", Kind::Number),
        Column::new("Device", Kind::Text),
    ];
    let rows = html! {
        @for peer in peers {
            tr {
                th scope="row" {
                    div.name dir="auto" { a href={ "#peer-" (shown(&peer.id)) } { (label(&peer.name, &peer.id)) } }
                }
                (limited(peer.worst("packet loss"), LOSS))
                (limited(peer.worst("round trip"), DELAY))
                td { @if let Some(bad) = peer.bad(1).pop() { (times.element(bad.at)) } }
                @for score in peer.scores() { td.number { (number(score)) } }
                td { (shown(&peer.device)) }
            }
        }
    };
    table("peers", "Peers", &columns, &rows)
}

fn number(value: Option<f64>) -> String {
    value
        .map(rounded)
        .map_or(String::new(), |value| value.to_string())
}

/// A value, marked if it reaches a limit.
fn limited(value: Option<f64>, limits: &[f64]) -> Markup {
    let limit = limits.first().copied().unwrap_or(f64::INFINITY);
    let is_bad = value.is_some_and(|value| value >= limit);
    html! {
        td.number {
            @if is_bad { span.bad { (number(value)) " !" } } @else { (number(value)) }
        }
    }
}

fn section(peer: &Peer, times: Times) -> Markup {
    let points = peer.series().flat_map(|(_, series)| &series.points);
    let measured: Vec<UnixMillis> = points.map(|(at, _)| *at).collect();
    let span = Span::of(measured.iter().copied());
    let longest = peer.series().map(|(_, series)| series.points.len()).max();
    let step = step(&measured, longest.unwrap_or_default());
    let joined = peer.joined.map(|joined| times.text(joined));
    let about = [
        ("Peer", peer.id.clone()),
        ("User", peer.user.clone()),
        ("Device", peer.device.clone()),
        ("Network", peer.network.clone()),
        ("Joined", joined.unwrap_or_default()),
    ];
    html! {
        section.peer id={ "peer-" (shown(&peer.id)) } {
            h2 dir="auto" { (label(&peer.name, &peer.id)) }
            (details(&about))
            @if let Some(span) = span {
                (worst_moments(&peer.bad(MOST_BAD), times))
                @if let Some(minutes) = step {
                    p.soft { "The charts and tables have the worst value of each " (minutes) " minutes." }
                }
                @for (stream, series) in &peer.streams {
                    (charts(peer, stream, series, step, &span, times))
                }
            } @else {
                p { "Nothing was measured of this peer." }
            }
            p { a href="#peers" { "Back to the peers" } }
        }
    }
}

/// The length of a step in minutes, if there are too many values for a page.
fn step(times: &[UnixMillis], values: usize) -> Option<i64> {
    if values <= MOST_VALUES {
        return None;
    }
    let (from, to) = (times.iter().min()?, times.iter().max()?);
    let minutes = to.0.saturating_sub(from.0) / 60_000;
    let fits = |step: &i64| minutes / step <= MOST_VALUES as i64;
    STEPS.into_iter().find(fits).or(STEPS.last().copied())
}

fn worst_moments(bad: &[Bad], times: Times) -> Markup {
    html! {
        @if bad.is_empty() {
            p { "No measurement reached a limit." }
        } @else {
            h3 { "Worst moments" }
            ul {
                @for bad in bad {
                    li {
                        (times.element(bad.at)) ": " (bad.measure) " of " (rounded(bad.value)) " " (bad.unit) ", "
                        (bad.stream) " (limit: " (bad.limit) ")"
                    }
                }
            }
        }
    }
}

fn charts(
    peer: &Peer,
    stream: &str,
    all: &[Series],
    step: Option<i64>,
    span: &Span,
    times: Times,
) -> Markup {
    let shown = all.iter().map(|series| match step {
        Some(minutes) => Cow::Owned(series.worst_of_each(minutes * 60_000)),
        None => Cow::Borrowed(series),
    });
    let shown: Vec<Cow<'_, Series>> = shown.collect();
    let label = label(&peer.name, &peer.id);
    html! {
        h3 { (capitalised(stream)) }
        div.charts {
            @for (series, shown) in all.iter().zip(&shown) {
                figure {
                    figcaption { (capitalised(series.measure)) ", " (series.unit) ": 0 to " (number(series.most())) }
                    (PreEscaped(drawn(series, shown, span, times)))
                }
            }
        }
        details {
            summary { "Table: " (stream) " of " (label) }
            (measurements(&format!("{}, {stream}", label), &shown, times))
        }
    }
}

/// The chart of a measure with the shown values.
fn drawn(series: &Series, shown: &Series, span: &Span, times: Times) -> String {
    let worst = series.worst();
    let described = worst.map_or(String::new(), |(at, value)| {
        format!(", worst {} at {}", rounded(value), times.text(at))
    });
    let label = format!(
        "{} in {}: mean {}{described}. The table below has the values.",
        capitalised(series.measure),
        series.unit,
        rounded(series.mean())
    );
    let is_bad = |worst: &(UnixMillis, f64)| series.reached(worst.1).is_some();
    let chart = chart(
        &Chart {
            label,
            points: &shown.points,
            limits: series.limits,
            worst: worst.filter(is_bad),
        },
        span,
    );
    chart.to_string()
}

fn measurements(label: &str, all: &[Cow<'_, Series>], times: Times) -> Markup {
    let mut rows: BTreeMap<UnixMillis, Vec<Option<f64>>> = BTreeMap::new();
    for (column, series) in all.iter().enumerate() {
        for (at, value) in &series.points {
            let row = rows.entry(*at).or_insert_with(|| vec![None; all.len()]);
            row[column] = Some(*value);
        }
    }
    let measures = all.iter().map(|series| {
        let name = format!("{}, {}", capitalised(series.measure), series.unit);
        Column(name.into(), Kind::Number)
    });
    let columns: Vec<Column<'_>> = std::iter::once(Column::new("Time", Kind::Text))
        .chain(measures)
        .collect();
    let body = html! {
        @for (at, values) in &rows {
            tr {
                th scope="row" { (times.element(*at)) }
                @for (series, value) in all.iter().zip(values) { (limited(*value, series.limits)) }
            }
        }
    };
    labelled_table(label, &columns, &body)
}

fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(|first| first.to_ascii_uppercase());
    first.into_iter().chain(letters).collect()
}
