/// The five fields of a schedule, each a set of numbers.
#[derive(Debug)]
pub(super) struct Schedule {
    minutes: u64,
    hours: u64,
    days: u64,
    months: u64,
    weekdays: u64,
    /// Whether any day of the week will do: then the days of the month alone decide.
    any_weekday: bool,
}

struct Field {
    name: &'static str,
    first: u32,
    last: u32,
    /// Names of its values, from `first` on.
    words: &'static [&'static str],
}

const MONTHS: &[&str] = &["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
const WEEKDAYS: &[&str] = &["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];
const FIELDS: [Field; 5] = [
    Field { name: "minute", first: 0, last: 59, words: &[] },
    Field { name: "hour", first: 0, last: 23, words: &[] },
    Field { name: "day of the month", first: 1, last: 31, words: &[] },
    Field { name: "month", first: 1, last: 12, words: MONTHS },
    Field { name: "day of the week", first: 0, last: 7, words: WEEKDAYS },
];
/// Days of each month, in the longest of years.
const LENGTHS: [u32; 12] = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

impl Schedule {
    /// Reads a schedule; the error says which field is wrong.
    pub fn parse(text: &str) -> Result<Self, String> {
        let parts: Vec<_> = text.split_whitespace().collect();
        let [minutes, hours, days, months, weekdays] = parts.as_slice() else {
            return Err(match parts.len() {
                1 if text.trim_start().starts_with('@') => {
                    "words in place of the five fields are not known".to_owned()
                }
                count => format!("it has {count} fields, not five"),
            });
        };
        Ok(Self {
            minutes: FIELDS[0].set(minutes)?,
            hours: FIELDS[1].set(hours)?,
            days: FIELDS[2].set(days)?,
            months: FIELDS[3].set(months)?,
            weekdays: FIELDS[4].set(weekdays)?,
            any_weekday: weekdays.starts_with('*'),
        })
    }

    /// Whether its day is ever in a calendar.
    pub fn happens(&self) -> bool {
        let months = (1..=12).filter(|month| self.months & (1 << month) != 0);
        let mut lengths = months.map(|month| LENGTHS[month - 1]);
        !self.any_weekday && self.weekdays != 0
            || lengths.any(|length| (1..=length).any(|day| self.days & (1 << day) != 0))
    }

    /// The shortest time between two runs of one day, in minutes; nothing if there is but one.
    pub fn shortest_gap(&self) -> Option<u32> {
        let in_set = |set: u64, at: u32| set & (1 << at) != 0;
        let times = (0..24u32).filter(|hour| in_set(self.hours, *hour));
        let times = times.flat_map(|hour| (0..60u32).map(move |minute| (hour * 60 + minute, minute)));
        let times = times.filter(|(_, minute)| in_set(self.minutes, *minute)).map(|(time, _)| time);
        let times: Vec<_> = times.collect();
        times.windows(2).map(|pair| pair[1] - pair[0]).min()
    }
}

impl Field {
    fn set(&self, text: &str) -> Result<u64, String> {
        text.split(',').try_fold(0, |set, item| Ok(set | self.item(item)?))
    }

    /// `*`, `3`, `1-5`, each perhaps with `/2`.
    fn item(&self, item: &str) -> Result<u64, String> {
        let (range, step) = match item.split_once('/') {
            Some((range, step)) => (range, Some(step)),
            None => (item, None),
        };
        let (from, to) = match range.split_once('-') {
            _ if range == "*" => (self.first, self.last),
            Some((from, to)) => (self.number(from)?, self.number(to)?),
            None => {
                let from = self.number(range)?;
                (from, if step.is_some() { self.last } else { from })
            }
        };
        if from > to {
            return Err(format!("the range `{range}` of its {} is empty", self.name));
        }
        let step = match step.map(str::parse::<usize>) {
            None => 1,
            Some(Ok(step)) if step > 0 => step,
            Some(_) => return Err(format!("the step of `{item}` in its {} is no number above 0", self.name)),
        };
        Ok((from..=to).step_by(step).fold(0, |set, value| set | 1 << value))
    }

    fn number(&self, text: &str) -> Result<u32, String> {
        let word = self.words.iter().zip(self.first..).find(|(word, _)| word.eq_ignore_ascii_case(text));
        let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        let number = match word {
            Some((_, value)) => Some(value),
            None if digits => text.parse().ok(),
            None => None,
        };
        number
            .filter(|number| (self.first..=self.last).contains(number))
            .ok_or_else(|| format!("its {} `{text}` is none from {} to {}", self.name, self.first, self.last))
    }
}

#[cfg(test)]
mod tests {
    use super::Schedule;

    #[test]
    fn gaps_between_runs() {
        for (text, gap) in [
            ("* * * * *", Some(1)),
            ("*/5 * * * *", Some(5)),
            ("0,2 3 * * *", Some(2)),
            ("58,2 * * * *", Some(4)),
            ("58,2 3 * * *", Some(56)),
            ("0 4 * * MON-FRI", None),
            ("0/20 * * jan,Dec 7", Some(20)),
        ] {
            assert_eq!(Schedule::parse(text).unwrap().shortest_gap(), gap, "{text}");
        }
    }

    #[test]
    fn what_is_wrong_is_named() {
        for (text, problem) in [
            ("0 4 * *", "it has 4 fields, not five"),
            ("@daily", "words in place of the five fields are not known"),
            ("60 * * * *", "its minute `60` is none from 0 to 59"),
            ("0 9-5 * * *", "the range `9-5` of its hour is empty"),
            ("*/0 * * * *", "the step of `*/0` in its minute is no number above 0"),
            ("0 0 * FEX *", "its month `FEX` is none from 1 to 12"),
            ("0 0 L * *", "its day of the month `L` is none from 1 to 31"),
            ("0 0 +1 * *", "its day of the month `+1` is none from 1 to 31"),
        ] {
            assert_eq!(Schedule::parse(text).unwrap_err(), problem);
        }
    }

    #[test]
    fn days_that_never_come() {
        let happens = |text| Schedule::parse(text).unwrap().happens();
        assert!(happens("0 0 29 2 *") && happens("0 0 31 4,5 *") && happens("0 0 31 4 1"));
        assert!(!happens("0 0 30 2 *") && !happens("0 0 31 4,6,9,11 *"));
    }
}
