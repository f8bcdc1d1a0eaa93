//! Values with a unit: durations, sizes, processors.

use super::value::{Value, Wanted};
use std::time::Duration;

/// What a duration without a unit is counted in.
#[derive(Clone, Copy, Debug)]
pub(super) enum Unit {
    Milliseconds,
    Seconds,
    Days,
}

impl Unit {
    pub(super) fn of(self, count: u64) -> Option<Duration> {
        match self {
            Self::Milliseconds => Some(Duration::from_millis(count)),
            Self::Seconds => Some(Duration::from_secs(count)),
            Self::Days => count.checked_mul(24 * 60 * 60).map(Duration::from_secs),
        }
    }

    /// A bare number in this unit, or a text such as `1h 30m`. No time at all is no limit and never meant.
    pub(super) fn read(self, text: &str) -> Result<Duration, Wanted> {
        let bare = || text.parse().ok().and_then(|count| self.of(count));
        let read = bare().or_else(|| humantime::parse_duration(text).ok());
        // A century: beyond it sums with the clock would overflow.
        let longest = Duration::from_secs(100 * 365 * 24 * 60 * 60);
        read.filter(|read| !read.is_zero() && *read <= longest).ok_or(Wanted::a(match self {
            Self::Milliseconds => "a number of milliseconds, or a duration such as 5s",
            Self::Seconds => "a number of seconds, or a duration such as 30s or 1h",
            Self::Days => "a number of days, or a duration such as 12h or 30d",
        }))
    }
}

/// A duration as people write it.
pub(super) fn show(duration: &Duration) -> String {
    humantime::format_duration(*duration).to_string()
}

/// A number of bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Size(pub u64);

const UNITS: [(&str, u32); 4] = [("Ti", 40), ("Gi", 30), ("Mi", 20), ("Ki", 10)];

impl Value for Size {
    /// `65536`, `64K`, `4G`, `4Gi`: units are powers of 1024, as containers count.
    fn read(text: &str) -> Result<Self, Wanted> {
        let wanted = Wanted::a("a size in bytes, or one such as 64K, 512Mi or 4G");
        let lower = text.trim().to_ascii_lowercase();
        let digits = lower.find(|char: char| !char.is_ascii_digit()).unwrap_or(lower.len());
        let shift = match lower[digits..].trim_end_matches("ib").trim_end_matches(['i', 'b']) {
            "" => 0,
            "k" => 10,
            "m" => 20,
            "g" => 30,
            "t" => 40,
            _ => return Err(wanted),
        };
        let bytes = lower[..digits].parse::<u64>().ok().and_then(|count| count.checked_mul(1 << shift));
        bytes.filter(|bytes| *bytes > 0).map(Self).ok_or(wanted)
    }

    fn show(&self) -> String {
        let whole = |shift: u32| self.0.trailing_zeros() >= shift;
        match UNITS.iter().find(|(_, shift)| whole(*shift)) {
            Some((unit, shift)) => format!("{}{unit}", self.0 >> shift),
            None => self.0.to_string(),
        }
    }
}

/// Processors, in thousandths.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cpus(pub u32);

impl Value for Cpus {
    /// `2`, `0.5`, or `500m` as Kubernetes writes it.
    fn read(text: &str) -> Result<Self, Wanted> {
        let milli = match text.strip_suffix('m') {
            Some(milli) => milli.parse().ok(),
            None => text.parse::<f64>().ok().map(|cpus| (cpus * 1000.0).round() as u32),
        };
        milli
            .filter(|milli| (1..=1_000_000).contains(milli))
            .map(Self)
            .ok_or(Wanted::a("a number of processors such as 2, 0.5 or 500m"))
    }

    fn show(&self) -> String {
        if self.0.is_multiple_of(1000) { (self.0 / 1000).to_string() } else { format!("{}m", self.0) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_have_units_of_1024() {
        let read = |text| Size::read(text).ok().map(|size| size.0);
        for (text, bytes) in [
            ("65536", 65536),
            ("64k", 65536),
            ("4G", 4 << 30),
            ("4Gi", 4 << 30),
            ("4GiB", 4 << 30),
            ("4gb", 4 << 30),
            ("512 b", 0),
        ] {
            assert_eq!(read(text), Some(bytes).filter(|bytes| *bytes > 0), "{text}");
        }
        for text in ["", "0", "-1", "G", "4X", "99999999999T", "1.5G"] {
            assert_eq!(read(text), None, "{text}");
        }
        assert_eq!(Size(4 << 30).show(), "4Gi");
        assert_eq!(Size(1500).show(), "1500");
    }

    #[test]
    fn a_duration_without_a_unit_is_in_the_unit_of_its_key() {
        assert_eq!(Unit::Milliseconds.read("5000"), Ok(Duration::from_secs(5)));
        assert_eq!(Unit::Seconds.read("3600"), Ok(Duration::from_secs(3600)));
        assert_eq!(Unit::Seconds.read("1h 30m"), Ok(Duration::from_secs(5400)));
        assert_eq!(Unit::Days.read("30"), Unit::Seconds.read("30d"));
        for text in ["0", "-1", "", "5 bananas", "0s", "99999999999999999999", "18446744073709551615"] {
            assert!(Unit::Days.read(text).is_err(), "{text}");
        }
    }

    #[test]
    fn processors_are_whole_or_thousandths() {
        let read = |text| Cpus::read(text).ok().map(|cpus| (cpus.0, cpus.show()));
        assert_eq!(read("2000m"), Some((2000, "2".to_owned())));
        assert_eq!(read("0.5"), Some((500, "500m".to_owned())));
        for text in ["0", "-1", "m", "NaN", "inf", "two"] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
