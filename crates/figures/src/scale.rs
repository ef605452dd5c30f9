//! From numbers to lengths. Every function is total: what is not finite counts as 0, and no span is 0.

use domain::figure::number;

/// Larger numbers are drawn as if they were this large, so that sums stay finite.
const LARGEST: f64 = 1e300;

/// A value to compute with.
pub fn finite(value: f64) -> f64 {
    if value.is_finite() { value.clamp(-LARGEST, LARGEST) } else { 0.0 }
}

/// A value to read: `2000`, `12.5`, `—` for what is not a number.
pub fn written(value: f64) -> String {
    if !value.is_finite() {
        return "—".to_owned();
    }
    let digits = number(value);
    if digits == "-0" { "0".to_owned() } else { digits }
}

/// A value with its unit: `2000元`.
pub fn amount(value: f64, unit: &str) -> String {
    written(value) + unit
}

/// How many, as a length.
pub fn count(items: usize) -> f64 {
    u32::try_from(items).map_or(f64::from(u32::MAX), f64::from)
}

/// The span of an axis. It always holds 0.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Extent {
    low: f64,
    high: f64,
}

impl Extent {
    /// The span from 0 to all values, to both sides if need be.
    pub fn of(values: impl IntoIterator<Item = f64>) -> Self {
        let (low, high) = values
            .into_iter()
            .map(finite)
            .fold((0.0, 0.0), |(low, high): (f64, f64), value| (low.min(value), high.max(value)));
        Self { low, high: if high > low { high } else { low + 1.0 } }
    }

    /// Where a value is: 0 at the low end, 1 at the high end.
    pub fn share(self, value: f64) -> f64 {
        ((finite(value) - self.low) / (self.high - self.low)).clamp(0.0, 1.0)
    }

    /// Round numbers that enclose the span, 0 among them, 3 to 7 of them.
    pub fn ticks(self) -> Vec<f64> {
        let rough = (self.high - self.low) / 4.0;
        let magnitude = 10_f64.powf(rough.log10().floor());
        let factor = [1.0, 2.0, 5.0].into_iter().find(|factor| factor * magnitude >= rough).unwrap_or(10.0);
        // Finer steps would all be written alike.
        let step = (factor * magnitude).max(0.01);
        let first = (self.low / step).floor();
        let last = (self.high / step).ceil();
        (0..=8_u8).map(|at| first + f64::from(at)).take_while(|at| *at <= last).map(|at| at * step).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_are_round_and_enclose_the_values() {
        assert_eq!(Extent::of([12000.0]).ticks(), [0.0, 5000.0, 10000.0, 15000.0]);
        assert_eq!(Extent::of([-30.0, 70.0]).ticks(), [-50.0, 0.0, 50.0, 100.0]);
        assert_eq!(Extent::of([3.0]).ticks(), [0.0, 1.0, 2.0, 3.0]);
    }

    #[test]
    fn ticks_hold_zero_and_stay_few_for_any_values() {
        let extremes = [0.0, 1e-9, 0.3, 7.0, 99.0, 100.0, 101.0, 1e12, 1e300, f64::MAX, f64::NAN, f64::INFINITY];
        for a in extremes {
            for b in extremes {
                let extent = Extent::of([a, -b]);
                let ticks = extent.ticks();
                assert!((2..=8).contains(&ticks.len()), "{a} {b} {ticks:?}");
                assert!(ticks.contains(&0.0), "{a} {b} {ticks:?}");
                assert!(
                    *ticks.first().unwrap() <= -finite(b) && *ticks.last().unwrap() >= finite(a),
                    "{a} {b} {ticks:?}"
                );
            }
        }
    }

    #[test]
    fn an_axis_of_zeros_has_a_span() {
        let extent = Extent::of([0.0, 0.0]);
        assert!((extent.share(0.0)).abs() < 1e-9);
        assert!(Extent::of([-5.0]).share(0.0) > 0.99);
    }

    #[test]
    fn values_are_written_as_given() {
        assert_eq!(amount(10000.0, "元"), "10000元");
        assert_eq!(amount(-0.001, "%"), "0%");
        assert_eq!(amount(f64::NAN, "元"), "—元");
    }
}
