use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

/// As many tries are told of at once.
const LIMIT: usize = 10_000;

/// Where a stream of a run's logs goes on: `12;5:3,9:0` is behind record 12, with the try that began in record 5 going
/// on at its chunk 3, and the one of record 9 at 0. Every try that began before and is not named has been told of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Position {
    /// The last record that was read.
    pub seen: u64,
    /// The next chunk of each try that goes on, by the record in which it began.
    pub live: BTreeMap<u64, u64>,
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.seen)?;
        for (place, (began, next)) in self.live.iter().enumerate() {
            write!(f, "{}{began}:{next}", if place == 0 { ';' } else { ',' })?;
        }
        Ok(())
    }
}

/// It is no place in a stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoPosition;

impl FromStr for Position {
    type Err = NoPosition;

    fn from_str(text: &str) -> Result<Self, NoPosition> {
        let number = |text: &str| text.parse::<u64>().map_err(|_| NoPosition);
        let (seen, live) = text.split_once(';').map_or((text, None), |(seen, live)| (seen, Some(live)));
        let mut position = Self { seen: number(seen)?, live: BTreeMap::new() };
        for part in live.into_iter().flat_map(|live| live.split(',')) {
            let (began, next) = part.split_once(':').ok_or(NoPosition)?;
            let began = number(began)?;
            if began > position.seen || position.live.len() == LIMIT {
                return Err(NoPosition);
            }
            position.live.insert(began, number(next)?);
        }
        Ok(position)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_position_reads_back() {
        for text in ["0", "7", "12;5:3", "12;5:3,9:0"] {
            assert_eq!(text.parse::<Position>().map(|position| position.to_string()).as_deref(), Ok(text));
        }
        for text in ["", "x", "-1", "1;", "1;1", "1;2:0", "1;1:x", "5;1:0,"] {
            assert_eq!(text.parse::<Position>(), Err(NoPosition), "{text}");
        }
    }
}
