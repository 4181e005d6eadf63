//! The page of `quality`.

use std::borrow::Cow;
use std::collections::BTreeMap;

use maud::{Markup, PreEscaped, html};
use realtimekit::types::Session;

use super::peer::{Bad, Peer, rounded};
use super::series::Series;
use crate::output::clean::visible;
use crate::page::{Chart, Span, chart, document};
use crate::time::Moment;

/// How many of the worst moments of a peer are listed.
const MOST_BAD: usize = 5;

/// The page.
pub fn page(session: &Session, peers: &[Peer]) -> String {
    let title = session
        .meeting_display_name
        .as_deref()
        .unwrap_or("a meeting");
    let body = html! {
        dl {
            dt { "Session" } dd { (session.id.as_str()) }
            dt { "Began" } dd { (session.started_at.to_string()) }
            dt { "Peers" } dd { (peers.len()) }
        }
        p.soft {
            "All times are in UTC. Scores go from 1 (bad) to 5 (excellent). The limits in the charts are those by which the API \
             summarises calls: 5, 10, 25 and 50 % of packets lost, and delays of 100, 250 and 500 ms. The API does not document \
             its units: times below 2 are taken for seconds, and counts that never fall for counts from the beginning."
        }
        (summary(peers))
        @for peer in peers {
            (section(peer))
        }
    };
    document(&format!("Call quality: {}", visible(title)), &body)
}

fn label(peer: &Peer) -> Cow<'_, str> {
    visible(match peer.name.as_str() {
        "" => &peer.id,
        name => name,
    })
}

fn summary(peers: &[Peer]) -> Markup {
    html! {
        h2 id="peers" { "Peers" }
        div.scroll tabindex="0" role="region" aria-labelledby="peers" {
            table {
                thead { tr {
                    th scope="col" { "Name" }
                    @for score in ["Heard", "Saw", "Spoke", "Showed"] { th.number scope="col" { (score) } }
                    th.number scope="col" { "Worst loss, %" }
                    th.number scope="col" { "Worst round trip, ms" }
                    th scope="col" { "Worst moment" }
                    th scope="col" { "Device" }
                } }
                tbody {
                    @for peer in peers {
                        tr {
                            th scope="row" dir="auto" {
                                a href={ "#peer-" (peer.id) } { (label(peer)) }
                            }
                            @for score in peer.scores() { td.number { (number(score)) } }
                            (limited(peer.worst("packet loss"), 5.0))
                            (limited(peer.worst("round trip"), 100.0))
                            td { @if let Some(bad) = peer.bad(1).pop() { (time(bad.at)) } }
                            td { (visible(&peer.device)) }
                        }
                    }
                }
            }
        }
    }
}

fn number(value: Option<f64>) -> String {
    value
        .map(rounded)
        .map_or(String::new(), |value| value.to_string())
}

/// A value, marked if it reaches a limit.
fn limited(value: Option<f64>, limit: f64) -> Markup {
    let is_bad = value.is_some_and(|value| value >= limit);
    html! {
        td.number { span.bad[is_bad] { (number(value)) @if is_bad { " !" } } }
    }
}

fn time(moment: Moment) -> Markup {
    html! { time datetime=(moment.text()) { (moment.clock_with_seconds()) } }
}

fn section(peer: &Peer) -> Markup {
    let moments = peer
        .series()
        .flat_map(|(_, series)| series.points.iter().map(|(at, _)| *at));
    let moments: Vec<Moment> = moments.collect();
    let span = Span::of(moments.into_iter());
    html! {
        section.peer id={ "peer-" (peer.id) } {
            h2 dir="auto" { (label(peer)) }
            dl {
                dt { "Peer" } dd { (visible(&peer.id)) }
                @if !peer.user.is_empty() { dt { "User" } dd { (visible(&peer.user)) } }
                @if !peer.device.is_empty() { dt { "Device" } dd { (visible(&peer.device)) } }
                @if !peer.network.is_empty() { dt { "Network" } dd { (visible(&peer.network)) } }
                @if let Some(joined) = peer.joined { dt { "Joined" } dd { (joined.text()) } }
            }
            (worst_moments(&peer.bad(MOST_BAD)))
            @if let Some(span) = span {
                @for (stream, series) in &peer.streams {
                    (charts(peer, stream, series, &span))
                }
            } @else {
                p { "There is no report of this peer." }
            }
        }
    }
}

fn worst_moments(bad: &[Bad]) -> Markup {
    html! {
        @if bad.is_empty() {
            p { "No measurement reached a limit." }
        } @else {
            h3 { "Worst moments" }
            ul {
                @for bad in bad {
                    li {
                        (time(bad.at)) ": " (bad.measure) " of " (rounded(bad.value)) " " (bad.unit) ", "
                        (bad.stream) " (limit " (bad.limit) ")"
                    }
                }
            }
        }
    }
}

fn charts(peer: &Peer, stream: &str, all: &[Series], span: &Span) -> Markup {
    html! {
        h3 { (capitalised(stream)) }
        div.charts {
            @for series in all {
                figure {
                    figcaption { (capitalised(series.measure)) ", " (series.unit) ": 0 to " (number(series.most())) }
                    (PreEscaped(drawn(series, span)))
                }
            }
        }
        details {
            summary { "Table: " (stream) " of " (label(peer)) }
            (table(all))
        }
    }
}

fn drawn(series: &Series, span: &Span) -> String {
    let worst = series.worst();
    let described = worst.map_or(String::new(), |(at, value)| {
        format!(", worst {} at {}", rounded(value), at.clock_with_seconds())
    });
    let label = format!(
        "{} in {}: mean {}{described}. The table below has all values.",
        series.measure,
        series.unit,
        rounded(series.mean())
    );
    let is_bad = |worst: &(Moment, f64)| series.reached(worst.1).is_some();
    let chart = chart(
        &Chart {
            label,
            points: &series.points,
            limits: series.limits,
            worst: worst.filter(is_bad),
        },
        span,
    );
    chart.to_string()
}

fn table(all: &[Series]) -> Markup {
    let mut rows: BTreeMap<Moment, Vec<Option<f64>>> = BTreeMap::new();
    for (column, series) in all.iter().enumerate() {
        for (at, value) in &series.points {
            let row = rows.entry(*at).or_insert_with(|| vec![None; all.len()]);
            row[column] = Some(*value);
        }
    }
    html! {
        div.scroll tabindex="0" role="region" aria-label="Measurements" {
            table {
                thead { tr {
                    th scope="col" { "Time" }
                    @for series in all {
                        th.number scope="col" { (capitalised(series.measure)) ", " (series.unit) }
                    }
                } }
                tbody {
                    @for (at, values) in &rows {
                        tr {
                            th scope="row" { (time(*at)) }
                            @for (series, value) in all.iter().zip(values) {
                                @match series.limits.first() {
                                    Some(limit) => { (limited(*value, *limit)) }
                                    None => { td.number { (number(*value)) } }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(|first| first.to_ascii_uppercase());
    first.into_iter().chain(letters).collect()
}
