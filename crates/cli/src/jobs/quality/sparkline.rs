//! The course of a measure in a line of text.

const BARS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
/// So that a table of 80 columns has it.
const WIDTH: usize = 24;

/// The values as bars. If there are too many, each bar shows the largest of several values.
pub fn sparkline(values: &[f64]) -> String {
    let least = values
        .iter()
        .copied()
        .fold(f64::INFINITY, f64::min)
        .min(0.0);
    let most = values.iter().copied().fold(0.0, f64::max);
    let length = values.len().div_ceil(WIDTH).max(1);
    let bars = values.chunks(length).map(|values| {
        let value = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let share = if most > least {
            (value - least) / (most - least)
        } else {
            0.0
        };
        // The cast of a float saturates.
        BARS[((share * 7.0).round() as usize).min(7)]
    });
    bars.collect()
}

#[cfg(test)]
mod tests {
    use super::sparkline;

    #[test]
    fn values_become_bars() {
        assert_eq!(sparkline(&[0.0, 1.0, 7.0]), "▁▂█");
        assert_eq!(sparkline(&[0.0, 0.0]), "▁▁");
        assert_eq!(sparkline(&[]), "");
        let many: Vec<f64> = (0..1000).map(f64::from).collect();
        assert_eq!(sparkline(&many).chars().count(), 24);
    }
}
