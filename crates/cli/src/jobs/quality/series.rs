//! The course of a measure over the time of a call.

use std::collections::BTreeMap;

use super::samples::{Kind, Sample};
use crate::time::UnixMillis;

/// The limits by which the API summarises packet loss, in percent.
pub const LOSS: &[f64] = &[5.0, 10.0, 25.0, 50.0];
/// The limits by which the API summarises delays, in milliseconds.
pub const DELAY: &[f64] = &[100.0, 250.0, 500.0];
/// WebRTC uses seconds, and the unit of the API is not documented. Values above this are read as milliseconds.
const SECONDS: f64 = 2.0;

/// A measure, and its values.
#[derive(Clone, Debug)]
pub struct Series {
    /// The name of the measure.
    pub measure: &'static str,
    /// Its unit.
    pub unit: &'static str,
    /// The limits above which values are bad, in ascending order.
    pub limits: &'static [f64],
    /// Whether a high value is better.
    pub is_better_high: bool,
    /// The values in the order of time.
    pub points: Vec<(UnixMillis, f64)>,
}

impl Series {
    /// The worst value.
    pub fn worst(&self) -> Option<(UnixMillis, f64)> {
        let points = self.points.iter().copied();
        match self.is_better_high {
            true => points.min_by(|one, other| one.1.total_cmp(&other.1)),
            false => points.max_by(|one, other| one.1.total_cmp(&other.1)),
        }
    }

    /// The largest value.
    pub fn most(&self) -> Option<f64> {
        let values = self.points.iter().map(|(_, value)| *value);
        values.max_by(f64::total_cmp)
    }

    /// The mean.
    pub fn mean(&self) -> f64 {
        let sum: f64 = self.points.iter().map(|(_, value)| value).sum();
        sum / (self.points.len().max(1) as f64)
    }

    /// The worst value of each step of this number of milliseconds, at the beginning of the step.
    pub fn worst_of_each(&self, step: i64) -> Self {
        let worse: fn(f64, f64) -> f64 = match self.is_better_high {
            true => f64::min,
            false => f64::max,
        };
        let mut steps: BTreeMap<UnixMillis, f64> = BTreeMap::new();
        for (at, value) in &self.points {
            let begin = UnixMillis(at.0 - at.0.rem_euclid(step));
            let worst = steps.entry(begin).or_insert(*value);
            *worst = worse(*worst, *value);
        }
        Self {
            points: steps.into_iter().collect(),
            ..*self
        }
    }

    /// The largest limit that a value reaches.
    pub fn reached(&self, value: f64) -> Option<f64> {
        self.limits
            .iter()
            .rev()
            .copied()
            .find(|limit| value >= *limit)
    }
}

/// The measures of a kind of stream. With several streams, loss and bitrate are computed for all of them together, and
/// the others for the worst one.
pub fn series((_, streams): &Kind) -> Vec<Series> {
    let mut loss: BTreeMap<UnixMillis, (f64, f64)> = BTreeMap::new();
    let mut bits: BTreeMap<UnixMillis, f64> = BTreeMap::new();
    for samples in streams.values() {
        for interval in intervals(samples) {
            if let Some((lost, all)) = interval.lost {
                let sum = loss.entry(interval.at).or_default();
                *sum = (sum.0 + lost, sum.1 + all);
            }
            if let Some(rate) = interval.kilobits_per_second {
                *bits.entry(interval.at).or_default() += rate;
            }
        }
    }
    let loss = loss.into_iter().filter(|(_, (_, all))| *all > 0.0);
    let loss = loss.map(|(at, (lost, all))| (at, 100.0 * lost / all));
    let all = || streams.values().flatten();
    let jitter = times(worst(all(), |sample| sample.jitter, f64::max));
    let rtt = times(worst(all(), |sample| sample.rtt, f64::max));
    let height = worst(all(), |sample| sample.height, f64::min);
    let mos = worst(all(), |sample| sample.mos, f64::min);
    let made = |measure, unit, limits, is_better_high, points| Series {
        measure,
        unit,
        limits,
        is_better_high,
        points,
    };
    let all = [
        made("packet loss", "%", LOSS, false, loss.collect()),
        made("round trip", "ms", DELAY, false, rtt),
        made("jitter", "ms", &[], false, jitter),
        made("bitrate", "kbit/s", &[], true, bits.into_iter().collect()),
        made("picture height", "pixels", &[], true, height),
        made("mean opinion score", "of 5", &[], true, mos),
    ];
    all.into_iter()
        .filter(|series| !series.points.is_empty())
        .collect()
}

fn worst<'a>(
    samples: impl Iterator<Item = &'a Sample>,
    value: impl Fn(&Sample) -> Option<f64>,
    worse: fn(f64, f64) -> f64,
) -> Vec<(UnixMillis, f64)> {
    let mut points: BTreeMap<UnixMillis, f64> = BTreeMap::new();
    for sample in samples {
        let measured = value(sample).filter(|value| value.is_finite());
        if let Some((at, value)) = sample.at.zip(measured) {
            let known = points.entry(at).or_insert(value);
            *known = worse(*known, value);
        }
    }
    points.into_iter().collect()
}

/// Times in milliseconds.
fn times(mut points: Vec<(UnixMillis, f64)>) -> Vec<(UnixMillis, f64)> {
    if points.iter().all(|(_, value)| *value < SECONDS) {
        points.iter_mut().for_each(|(_, value)| *value *= 1000.0);
    }
    points
}

/// The changes between two measurements.
struct Interval {
    at: UnixMillis,
    /// The packets that were lost, and all packets.
    lost: Option<(f64, f64)>,
    kilobits_per_second: Option<f64>,
}

/// WebRTC counts from the beginning of a stream. The API does not document whether it does, so values that never fall
/// are read as such counts.
fn intervals(samples: &[Sample]) -> Vec<Interval> {
    let falls = |value: fn(&Sample) -> Option<f64>| {
        let values: Vec<f64> = samples.iter().filter_map(value).collect();
        values.windows(2).any(|pair| pair[1] < pair[0])
    };
    let is_counted_on = !falls(|sample| sample.packets) && !falls(|sample| sample.bytes);
    let mut intervals = Vec::new();
    for pair in samples.windows(2) {
        let [before, now] = pair else { continue };
        let (Some(from), Some(at)) = (before.at, now.at) else {
            continue;
        };
        let since = |value: fn(&Sample) -> Option<f64>| {
            let now = value(now)?;
            match is_counted_on {
                true => Some((now - value(before)?).max(0.0)),
                false => Some(now),
            }
        };
        let lost = since(|sample| sample.lost).zip(since(|sample| sample.packets));
        let seconds = (at.0 - from.0) as f64 / 1000.0;
        let bytes = since(|sample| sample.bytes).filter(|_| seconds > 0.0);
        intervals.push(Interval {
            at,
            lost: lost.map(|(lost, rest)| (lost, lost + rest)),
            kilobits_per_second: bytes.map(|bytes| bytes * 8.0 / 1000.0 / seconds),
        });
    }
    intervals
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample(second: i64, packets: f64, lost: f64, bytes: f64, rtt: f64) -> Sample {
        Sample {
            at: Some(UnixMillis(second * 1000)),
            packets: Some(packets),
            lost: Some(lost),
            bytes: Some(bytes),
            rtt: Some(rtt),
            ..Sample::default()
        }
    }

    fn values(samples: Vec<Sample>, measure: &str) -> Vec<f64> {
        let kind = ("sound", BTreeMap::from([(String::new(), samples)]));
        let all = series(&kind);
        let found = all.iter().find(|series| series.measure == measure).unwrap();
        found
            .points
            .iter()
            .map(|(_, value)| value.round())
            .collect()
    }

    #[test]
    fn counts_from_the_beginning_become_values_of_each_interval() {
        let samples = || {
            vec![
                sample(0, 100.0, 0.0, 0.0, 0.05),
                sample(10, 190.0, 10.0, 10_000.0, 0.3),
                sample(20, 290.0, 10.0, 30_000.0, 0.6),
            ]
        };
        assert_eq!(values(samples(), "packet loss"), [10.0, 0.0]);
        assert_eq!(values(samples(), "bitrate"), [8.0, 16.0]);
        assert_eq!(values(samples(), "round trip"), [50.0, 300.0, 600.0]);
    }

    #[test]
    fn counts_of_each_interval_are_taken_as_they_are() {
        let samples = || {
            vec![
                sample(0, 100.0, 0.0, 20_000.0, 40.0),
                sample(10, 90.0, 10.0, 10_000.0, 1.0),
            ]
        };
        assert_eq!(values(samples(), "packet loss"), [10.0]);
        assert_eq!(values(samples(), "bitrate"), [8.0]);
        assert_eq!(values(samples(), "round trip"), [40.0, 1.0], "milliseconds");
    }

    #[test]
    fn long_courses_become_the_worst_values_of_steps() {
        let points = [(9, 1.0), (10, 2.0), (15, 7.0), (19, 3.0), (30, 4.0)];
        let mut series = Series {
            measure: "packet loss",
            unit: "%",
            limits: LOSS,
            is_better_high: false,
            points: points.map(|(at, value)| (UnixMillis(at), value)).to_vec(),
        };
        let worst = |series: &Series| -> Vec<(i64, f64)> {
            let points = series.worst_of_each(10).points.into_iter();
            points.map(|(at, value)| (at.0, value)).collect()
        };
        assert_eq!(worst(&series), [(0, 1.0), (10, 7.0), (30, 4.0)]);
        series.is_better_high = true;
        assert_eq!(worst(&series), [(0, 1.0), (10, 2.0), (30, 4.0)]);
    }

    #[test]
    fn the_largest_limit_that_is_reached_counts() {
        let series = Series {
            measure: "packet loss",
            unit: "%",
            limits: LOSS,
            is_better_high: false,
            points: vec![(UnixMillis(0), 12.0), (UnixMillis(1), 4.0)],
        };
        assert_eq!(series.worst(), Some((UnixMillis(0), 12.0)));
        assert_eq!(
            (series.reached(12.0), series.reached(4.9)),
            (Some(10.0), None)
        );
    }
}
