use std::cmp::Ordering;
use std::fmt;

/// A version number of two to four segments, as `1.20.3`: compared segment by segment, a missing one is the smallest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Version {
    segments: [Option<u32>; 4],
}

impl Version {
    /// Reads a version; nothing when the text is none.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut segments = [None; 4];
        let mut count = 0;
        for part in text.split('.') {
            let number = part.bytes().all(|byte| byte.is_ascii_digit()).then(|| part.parse().ok()).flatten();
            *segments.get_mut(count)? = Some(number.filter(|number| *number <= i32::MAX as u32)?);
            count += 1;
        }
        (count >= 2).then_some(Self { segments })
    }
}

impl Ord for Version {
    fn cmp(&self, other: &Self) -> Ordering {
        self.segments.cmp(&other.segments)
    }
}

impl PartialOrd for Version {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let parts: Vec<String> = self.segments.iter().flatten().map(u32::to_string).collect();
        f.write_str(&parts.join("."))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_compared_by_number() {
        let version = |text| Version::parse(text).unwrap();
        assert!(version("1.10.0") > version("1.9.9.9"));
        assert!(version("1.0") < version("1.0.0"));
        assert_eq!(version("1.2.4.05").to_string(), "1.2.4.5");
        for text in ["1", "1.a", "1.2.3.4.5", "", "1..2", "-1.2", "1.99999999999"] {
            assert_eq!(Version::parse(text), None, "{text}");
        }
    }
}
