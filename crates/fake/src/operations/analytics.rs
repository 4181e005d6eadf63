//! Figures by day and in total. Days are in UTC.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::Call;
use crate::response::{Outcome, Response};
use crate::state::State;
use crate::state::clock::{Millis, minutes, written};

/// Counts sessions and recordings on the day on which they began.
pub fn daily(state: &mut State, call: &Call) -> Outcome {
    let now = state.now();
    let (start, end) = (call.text("start_date"), call.text("end_date"));
    let is_wanted =
        |day: &str| start.is_none_or(|start| start <= day) && end.is_none_or(|end| day <= end);
    let mut sessions = Days::default();
    for session in state.sessions().filter(|it| call.owns(*it)) {
        sessions.add(&day(session.started_at), session.minutes(now), is_wanted);
    }
    let mut recordings = Days::default();
    for recording in state.recordings().filter(|it| call.owns(*it)) {
        let minutes = minutes(0, recording.recorded(now));
        recordings.add(&day(recording.invoked_at), minutes, is_wanted);
    }
    let (session_count, session_minutes) = sessions.sum();
    let (recording_count, recording_minutes) = recordings.sum();
    let data = json!({
        "session_stats": {
            "sessions_count": session_count,
            "sessions_minutes_consumed": session_minutes,
            "day_stats": sessions.shown("total_sessions", "total_session_minutes", Value::from),
        },
        "recording_stats": {
            "recording_count": recording_count,
            "recording_minutes_consumed": recording_minutes,
            // The API description has an integer here and a number above.
            "day_stats": recordings.shown("total_recordings", "total_recording_minutes", rounded),
        },
    });
    Ok(Response::data(200, data))
}

pub fn livestreams(state: &mut State, call: &Call) -> Outcome {
    let all = streamed(state, call);
    let sum = |part: fn(&Streamed) -> Millis| {
        all.values().map(part).fold(0, Millis::saturating_add) / 1000
    };
    let data = json!({
        "count": all.values().map(|day| day.count).sum::<usize>(),
        "total_ingest_seconds": sum(|day| day.ingested),
        "total_viewer_seconds": sum(|day| day.watched),
    });
    Ok(Response::data(200, data))
}

pub fn daily_livestreams(state: &mut State, call: &Call) -> Outcome {
    let days = streamed(state, call).into_iter().map(|(date, day)| {
        json!({
            "date": date,
            "count": day.count,
            "total_ingest_seconds": day.ingested / 1000,
            "total_viewer_seconds": day.watched / 1000,
        })
    });
    let days: Value = days.collect();
    Ok(Response::data(200, days))
}

/// Count and minutes of each day.
#[derive(Default)]
struct Days(BTreeMap<String, (usize, f64)>);

impl Days {
    fn add(&mut self, day: &str, minutes: f64, is_wanted: impl Fn(&str) -> bool) {
        if is_wanted(day) {
            let figures = self.0.entry(day.to_owned()).or_default();
            figures.0 += 1;
            figures.1 += minutes;
        }
    }

    fn sum(&self) -> (usize, f64) {
        let days = self.0.values();
        days.fold((0, 0.0), |(count, minutes), day| {
            (count + day.0, minutes + day.1)
        })
    }

    fn shown(&self, count: &str, minutes: &str, written: fn(f64) -> Value) -> Value {
        let days = self.0.iter();
        days.map(
            |(day, figures)| json!({"day": day, count: figures.0, minutes: written(figures.1)}),
        )
        .collect()
    }
}

fn rounded(minutes: f64) -> Value {
    // The clock stops at the year 9999, so the integer cannot overflow.
    Value::from(minutes.round() as u64)
}

/// The livestreams of a day.
#[derive(Default)]
struct Streamed {
    count: usize,
    ingested: Millis,
    watched: Millis,
}

/// Counts each session of a livestream on the day of its request.
fn streamed(state: &State, call: &Call) -> BTreeMap<String, Streamed> {
    let now = state.now();
    let seconds = |name: &str| call.query.get(name).and_then(Value::as_i64);
    let (start, end) = (seconds("start_time"), seconds("end_time"));
    let mut days: BTreeMap<String, Streamed> = BTreeMap::new();
    for run in state.all_livestream_sessions().filter(|it| call.owns(*it)) {
        let second = run.invoked_at / 1000;
        if start.is_some_and(|start| second < start) || end.is_some_and(|end| end < second) {
            continue;
        }
        let figures = days.entry(day(run.invoked_at)).or_default();
        figures.count += 1;
        figures.ingested = figures.ingested.saturating_add(run.ingested(now));
        figures.watched = figures.watched.saturating_add(run.watched);
    }
    days
}

/// `2026-01-05`
fn day(time: Millis) -> String {
    let mut day = written(time);
    day.truncate(10);
    day
}
