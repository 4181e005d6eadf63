//! The page of `attendance`.

use maud::{Markup, html};

use super::people::{Attendance, Person, Stay};
use crate::page::{
    Bar, Column, Kind, Row, Span, Times, details, document, label, session_details, session_title,
    shown, table, timeline,
};
use crate::time::{UnixMillis, rounded};

const STILL_THERE: &str = "still there";

/// The page.
pub fn page(attendance: &Attendance) -> String {
    let people = &attendance.people;
    let stays = || people.iter().flat_map(|person| &person.stays);
    let ends = stays().flat_map(|stay| [stay.joined, stay.until]).flatten();
    let times = Times::of(ends);
    let total: f64 = people.iter().map(Person::minutes).sum();
    let mut head = session_details(&attendance.session);
    head.push(("People", people.len().to_string()));
    head.push(("Minutes", rounded(total).to_string()));
    let body = html! {
        (details(&head))
        @if people.is_empty() {
            p { "Nobody was in this session." }
        } @else {
            p.soft { "All times are in UTC. Minutes on two devices at the same time count once." }
            (who_was_in(people, times))
            (minutes(people, times))
            (connections(people, times))
        }
    };
    document(&session_title("Attendance", &attendance.session), &body)
}

fn who_was_in(people: &[Person], times: Times) -> Markup {
    let stays = people.iter().flat_map(|person| &person.stays);
    let intervals: Vec<(UnixMillis, UnixMillis)> = stays.filter_map(Stay::interval).collect();
    let ends = intervals.iter().flat_map(|(from, to)| [*from, *to]);
    let Some(span) = Span::of(ends) else {
        return html! { p { "No times are known." } };
    };
    let rows = people.iter().map(|person| Row {
        name: label(&person.name, &person.id),
        note: person.is_there().then_some(STILL_THERE),
        bars: person
            .stays
            .iter()
            .filter_map(|it| bar(it, times))
            .collect(),
    });
    let rows: Vec<Row> = rows.collect();
    let described = format!(
        "Timeline of {} people. The table Connections below has the same times.",
        people.len()
    );
    html! {
        h2 { "Who was in when" }
        figure {
            (timeline(&rows, &span, &described))
            figcaption {
                "Each bar is a connection. Bars below each other are different devices at the same time. A green bar: still there. "
                "The table " a href="#connections" { "Connections" } " has the times of each bar."
            }
        }
    }
}

fn bar(stay: &Stay, times: Times) -> Option<Bar> {
    let (from, to) = stay.interval()?;
    let end = match stay.is_there {
        true => STILL_THERE.to_owned(),
        false => times.text(to),
    };
    let minutes = rounded(stay.minutes);
    Some(Bar {
        from,
        to,
        is_open: stay.is_there,
        title: format!("{} – {end}, {minutes} minutes", times.text(from)),
    })
}

/// When somebody left.
fn left(at: Option<UnixMillis>, is_there: bool, times: Times) -> Markup {
    html! {
        @if is_there { (STILL_THERE) } @else { (time(at, times)) }
    }
}

fn time(at: Option<UnixMillis>, times: Times) -> Markup {
    html! { @if let Some(at) = at { (times.element(at)) } }
}

fn minutes(people: &[Person], times: Times) -> Markup {
    let columns = [
        Column::new("Name", Kind::Text),
        Column::new("Minutes", Kind::Number),
        Column::new("", Kind::Picture),
        Column::new("Joined", Kind::Text),
        Column::new("Left", Kind::Text),
        Column::new("Preset", Kind::Text),
        Column::new("User", Kind::Text),
    ];
    let most = people.iter().map(Person::minutes).fold(1.0, f64::max);
    let rows = html! {
        @for person in people {
            tr {
                th scope="row" { div.name dir="auto" { (label(&person.name, &person.id)) } }
                td.number { (person.minutes()) }
                td.meter aria-hidden="true" {
                    svg { rect.bar height="100%" width={ (rounded(person.minutes() / most * 100.0)) "%" } {} }
                }
                td { (time(person.joined(), times)) }
                td { (left(person.left(), person.is_there(), times)) }
                td { (shown(&person.preset)) }
                td { (shown(&person.id)) }
            }
        }
    };
    table("minutes", "Minutes per person", &columns, &rows)
}

fn connections(people: &[Person], times: Times) -> Markup {
    let columns = [
        Column::new("Name", Kind::Text),
        Column::new("Joined", Kind::Text),
        Column::new("Left", Kind::Text),
        Column::new("Minutes", Kind::Number),
        Column::new("Peer", Kind::Text),
    ];
    let rows = html! {
        @for person in people {
            @for stay in &person.stays {
                tr {
                    th scope="row" { div.name dir="auto" { (label(&person.name, &person.id)) } }
                    td { (time(stay.joined, times)) }
                    td { (left(stay.until, stay.is_there, times)) }
                    td.number { (rounded(stay.minutes)) }
                    td { (shown(&stay.peer)) }
                }
            }
        }
    };
    table("connections", "Connections", &columns, &rows)
}
