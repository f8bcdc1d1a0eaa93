use croner::errors::CronError;
use croner::{CivilDate, CivilDateTime, CivilTime, CronDateTime, Resolution, Weekday};
use jiff::civil::DateTime;
use jiff::tz::AmbiguousOffset;
use jiff::{SignedDuration, ZonedDateTime};
use std::cmp::Ordering;

/// A time in a zone, as cron patterns are looked for in it.
#[derive(Clone, Debug)]
pub(super) struct InZone(pub ZonedDateTime);

fn outside<T, E>(value: Result<T, E>) -> Result<T, CronError> {
    value.map_err(|_| CronError::InvalidDate)
}

impl CronDateTime for InZone {
    fn to_civil(&self) -> CivilDateTime {
        let at = self.0.datetime();
        // A time of a calendar has no negative parts.
        let part = |value: i8| u32::from(value.unsigned_abs());
        CivilDateTime::new(
            CivilDate::from_parts_unchecked(i32::from(at.year()), part(at.month()), part(at.day())),
            CivilTime::from_parts_unchecked(part(at.hour()), part(at.minute()), part(at.second())),
        )
    }

    fn civil_weekday(&self) -> Weekday {
        let day = self.0.weekday().to_sunday_zero_offset();
        Weekday::from_days_from_sunday(u32::from(day.unsigned_abs()))
    }

    fn resolve_civil(&self, civil: CivilDateTime) -> Result<Resolution<Self>, CronError> {
        let part = |value: u32| outside(i8::try_from(value));
        let year = outside(i16::try_from(civil.year()))?;
        let (month, day) = (part(civil.month())?, part(civil.day())?);
        let (hour, minute, second) = (part(civil.hour())?, part(civil.minute())?, part(civil.second())?);
        let at = outside(DateTime::new(year, month, day, hour, minute, second, 0))?;
        let found = self.0.time_zone().to_ambiguous_zoned_datetime(at);
        Ok(match found.offset() {
            AmbiguousOffset::Unambiguous { .. } => Resolution::Single(Self(outside(found.unambiguous())?)),
            AmbiguousOffset::Fold { .. } => {
                let (earlier, later) = (outside(found.clone().earlier())?, outside(found.later())?);
                Resolution::Ambiguous(Self(earlier), Self(later))
            }
            AmbiguousOffset::Gap { .. } => Resolution::Gap,
        })
    }

    fn checked_add_seconds(&self, seconds: i64) -> Option<Self> {
        self.0.checked_add(SignedDuration::from_secs(seconds)).ok().map(Self)
    }

    fn cmp_instant(&self, other: &Self) -> Ordering {
        self.0.timestamp().cmp(&other.0.timestamp())
    }
}
