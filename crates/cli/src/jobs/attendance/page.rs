//! The page of `attendance`.

use std::borrow::Cow;

use maud::{Markup, PreEscaped, html};

use super::people::{Attendance, Person, Stay};
use crate::output::clean::visible;
use crate::page::{Bar, Row, Span, document, timeline};
use crate::time::{Moment, rounded};

/// The page.
pub fn page(attendance: &Attendance) -> String {
    let session = &attendance.session;
    let title = session
        .meeting_display_name
        .as_deref()
        .unwrap_or("a meeting");
    let total: f64 = attendance.people.iter().map(Person::minutes).sum();
    let body = html! {
        dl {
            dt { "Session" } dd { (session.id.as_str()) }
            dt { "Meeting" } dd { (session.associated_id.as_str()) }
            dt { "Began" } dd { (session.started_at.to_string()) }
            dt { "Ended" } dd {
                @match &session.ended_at {
                    Some(ended) => { (ended.to_string()) }
                    None => { "still going on" }
                }
            }
            dt { "People" } dd { (attendance.people.len()) }
            dt { "Minutes" } dd { (rounded(total)) }
        }
        p.soft { "All times are in UTC. Minutes on two devices at the same time count once." }
        (when(attendance))
        (minutes(attendance))
        (connections(attendance))
    };
    document(&format!("Attendance: {}", visible(title)), &body)
}

/// The name of a person, without characters that change the direction of what is around them.
fn label(person: &Person) -> Cow<'_, str> {
    visible(match person.name.as_str() {
        "" => &person.id,
        name => name,
    })
}

fn when(attendance: &Attendance) -> Markup {
    let stays = || attendance.people.iter().flat_map(|person| &person.stays);
    let intervals: Vec<(Moment, Moment)> = stays().filter_map(Stay::interval).collect();
    let moments = intervals.iter().flat_map(|(from, to)| [*from, *to]);
    let Some(span) = Span::of(moments) else {
        return html! { p { "No times are known." } };
    };
    let rows = attendance.people.iter().map(|person| Row {
        name: label(person).into_owned(),
        bars: person.stays.iter().filter_map(bar).collect(),
    });
    let rows: Vec<Row> = rows.collect();
    let described = format!(
        "Timeline of {} people; the tables below have the same times and minutes.",
        attendance.people.len()
    );
    html! {
        h2 { "Who was in when" }
        figure {
            (PreEscaped(timeline(&rows, &span, &described).to_string()))
            figcaption { "A bar is a connection. Two bars below each other are two devices. Green: still there." }
        }
    }
}

fn bar(stay: &Stay) -> Option<Bar> {
    let (from, to) = stay.interval()?;
    let end = if stay.is_there {
        "still there".to_owned()
    } else {
        to.clock_with_seconds()
    };
    Some(Bar {
        from,
        to,
        is_open: stay.is_there,
        title: format!(
            "{} – {end}, {} minutes",
            from.clock_with_seconds(),
            rounded(stay.minutes)
        ),
    })
}

fn time(moment: Option<Moment>) -> Markup {
    html! {
        @if let Some(moment) = moment {
            time datetime=(moment.text()) { (moment.clock_with_seconds()) }
        }
    }
}

fn minutes(attendance: &Attendance) -> Markup {
    let most = attendance
        .people
        .iter()
        .map(Person::minutes)
        .fold(1.0, f64::max);
    html! {
        h2 id="minutes" { "Minutes per person" }
        div.scroll tabindex="0" role="region" aria-labelledby="minutes" {
            table {
                thead { tr {
                    th scope="col" { "Name" }
                    th.number scope="col" { "Minutes" }
                    th scope="col" aria-hidden="true" {}
                    th scope="col" { "Joined" }
                    th scope="col" { "Left" }
                    th scope="col" { "Preset" }
                    th scope="col" { "User" }
                } }
                tbody {
                    @for person in &attendance.people {
                        tr {
                            th scope="row" dir="auto" { (label(person)) }
                            td.number { (person.minutes()) }
                            td.meter aria-hidden="true" {
                                svg { rect.bar height="100%" width={ (rounded(person.minutes() / most * 100.0)) "%" } {} }
                            }
                            td { (time(person.joined())) }
                            td {
                                @if person.is_there() { "still there" } @else { (time(person.left())) }
                            }
                            td { (visible(&person.preset)) }
                            td { (visible(&person.id)) }
                        }
                    }
                }
            }
        }
    }
}

fn connections(attendance: &Attendance) -> Markup {
    html! {
        h2 id="connections" { "Connections" }
        div.scroll tabindex="0" role="region" aria-labelledby="connections" {
            table {
                thead { tr {
                    th scope="col" { "Name" }
                    th scope="col" { "Joined" }
                    th scope="col" { "Left" }
                    th.number scope="col" { "Minutes" }
                    th scope="col" { "Peer" }
                } }
                tbody {
                    @for person in &attendance.people {
                        @for stay in &person.stays {
                            tr {
                                th scope="row" dir="auto" { (label(person)) }
                                td { (time(stay.joined)) }
                                td {
                                    @if stay.is_there { "still there" } @else { (time(stay.until)) }
                                }
                                td.number { (rounded(stay.minutes)) }
                                td { (visible(&stay.peer)) }
                            }
                        }
                    }
                }
            }
        }
    }
}
