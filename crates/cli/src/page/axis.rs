//! The axis of time.

use svg::Node;
use svg::node::element::{Group, Line, Text};

use crate::time::{DAY, UnixMillis};

/// The steps between two times, in minutes.
const STEPS: [i64; 16] = [
    1, 2, 5, 10, 15, 30, 60, 120, 240, 480, 720, 1440, 2880, 7200, 14_400, 43_200,
];
const MOST_STEPS: i64 = 5;
const MINUTE: i64 = 60_000;

/// The time span of a chart.
#[derive(Clone, Copy, Debug)]
pub struct Span {
    from: UnixMillis,
    to: UnixMillis,
}

impl Span {
    /// The span from the first to the last of these times; at least a minute.
    pub fn of(times: impl Iterator<Item = UnixMillis> + Clone) -> Option<Self> {
        let from = times.clone().min()?;
        let to = times.max()?;
        Some(Self {
            from,
            to: to.max(UnixMillis(from.0.saturating_add(MINUTE))),
        })
    }

    /// The position of a time in the span, from 0 to 1.
    pub fn share(&self, at: UnixMillis) -> f64 {
        let length = self.to.0.saturating_sub(self.from.0) as f64;
        (at.0.saturating_sub(self.from.0) as f64 / length).clamp(0.0, 1.0)
    }

    /// The ticks in the span.
    fn ticks(&self) -> Vec<UnixMillis> {
        let length = self.to.0.saturating_sub(self.from.0);
        let mut steps = STEPS.iter().map(|minutes| minutes * MINUTE);
        // A session of months has ticks at its ends only.
        let Some(step) = steps.find(|step| length <= step.saturating_mul(MOST_STEPS)) else {
            return vec![self.from, self.to];
        };
        let first = (self.from.0 + step - 1) / step;
        let ticks = (first..).map(|number| UnixMillis(number * step));
        ticks.take_while(|tick| *tick <= self.to).collect()
    }

    /// A time below the axis: the day at midnight, if there are several days.
    fn written(&self, tick: UnixMillis) -> String {
        let length = self.to.0.saturating_sub(self.from.0);
        let is_midnight = tick.0.rem_euclid(DAY) == 0;
        match length > 7 * DAY || (length > DAY && is_midnight) {
            true => tick.date(),
            false => tick.clock(),
        }
    }

    /// Lines over this height, with their times below.
    pub fn axis(&self, height: f64) -> Group {
        self.lines(height).add(self.times(height + 15.0))
    }

    /// Lines over this height.
    pub fn lines(&self, height: f64) -> Group {
        let mut lines = Group::new();
        for tick in self.ticks() {
            let x = percent(self.share(tick));
            let line = Line::new()
                .set("class", "grid")
                .set("x1", x.as_str())
                .set("x2", x)
                .set("y1", 0)
                .set("y2", height);
            lines.append(line);
        }
        lines
    }

    /// The times in a line.
    pub fn times(&self, y: f64) -> Group {
        let mut times = Group::new();
        for tick in self.ticks() {
            let share = self.share(tick);
            // At both ends, the text stays inside the picture.
            let anchor = match share {
                share if share < 0.05 => "start",
                share if share > 0.95 => "end",
                _ => "middle",
            };
            let text = Text::new(self.written(tick))
                .set("class", "soft")
                .set("x", percent(share))
                .set("y", y)
                .set("text-anchor", anchor);
            times.append(text);
        }
        times
    }
}

/// A share as a length in SVG.
pub fn percent(share: f64) -> String {
    format!("{:.2}%", share * 100.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn minutes(from: i64, to: i64) -> Span {
        let times = [from, to].map(|minute| UnixMillis(minute * MINUTE));
        Span::of(times.into_iter()).unwrap()
    }

    #[test]
    fn ticks_are_whole_and_few() {
        let ticks =
            |span: Span| -> Vec<i64> { span.ticks().iter().map(|it| it.0 / MINUTE).collect() };
        assert_eq!(ticks(minutes(61, 104)), [70, 80, 90, 100]);
        assert_eq!(ticks(minutes(60, 60)), [60, 61]);
        let days = [0, 10, 20, 30].map(|day| day * 60 * 24);
        assert_eq!(ticks(minutes(0, 60 * 24 * 30)), days);
        assert_eq!(ticks(minutes(0, 60 * 24 * 999)), [0, 60 * 24 * 999]);
        assert!(ticks(minutes(3, 60 * 9)).len() <= 6);
    }

    #[test]
    fn days_are_shown_when_there_are_several() {
        let written = |span: Span| -> Vec<String> {
            span.ticks()
                .iter()
                .map(|tick| span.written(*tick))
                .collect()
        };
        let days = ["1 Jan", "12:00", "2 Jan", "12:00", "3 Jan"];
        assert_eq!(written(minutes(0, 60 * 48)), days);
        assert_eq!(written(minutes(23 * 60, 25 * 60))[1..3], ["23:30", "00:00"]);
        assert_eq!(written(minutes(1, 60 * 24 * 999))[0], "1 Jan");
    }

    #[test]
    fn shares_stay_between_0_and_1() {
        let span = minutes(10, 20);
        for (minute, share) in [(5, 0.0), (10, 0.0), (15, 0.5), (20, 1.0), (30, 1.0)] {
            assert_eq!(span.share(UnixMillis(minute * MINUTE)), share);
        }
        assert!(Span::of(std::iter::empty()).is_none());
    }
}
