use super::listed::Schedule;
use super::zoned::InZone;
use events::Timestamp;

/// Times of a schedule that have come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Fires {
    /// The last of them.
    pub last: Timestamp,
    /// How many there were before it.
    pub before: usize,
}

/// More missed times are not counted.
const MOST: usize = 10_000;

impl Schedule {
    /// Its times after one, up to another.
    pub(super) fn fires(&self, after: Timestamp, until: Timestamp) -> Option<Fires> {
        let mut at = self.zoned(after)?;
        let mut fires: Option<Fires> = None;
        for _ in 0..MOST {
            let Ok(next) = self.pattern.find_next_occurrence(&at, false) else { break };
            let Ok(millis) = u64::try_from(next.0.timestamp().as_millisecond()) else { break };
            if millis > until.0 {
                break;
            }
            let before = fires.map_or(0, |fires| fires.before + 1);
            fires = Some(Fires { last: Timestamp(millis), before });
            at = next;
        }
        fires
    }

    fn zoned(&self, at: Timestamp) -> Option<InZone> {
        let millis = i64::try_from(at.0).ok()?;
        let at = jiff::Timestamp::from_millisecond(millis).ok()?;
        Some(InZone(at.to_zoned_datetime(self.zone.clone())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        let at: jiff::Timestamp = text.parse().unwrap();
        Timestamp(u64::try_from(at.as_millisecond()).unwrap())
    }

    fn fires(cron: &str, zone: Option<&str>, after: &str, until: &str) -> Option<(Timestamp, usize)> {
        let schedule = Schedule::new(String::new(), cron, zone).unwrap();
        schedule.fires(at(after), at(until)).map(|fires| (fires.last, fires.before))
    }

    #[test]
    fn the_last_time_is_told_and_those_before_are_counted() {
        let from = "2026-03-02T10:00:30Z";
        assert_eq!(fires("*/5 * * * *", None, from, "2026-03-02T10:04:59Z"), None);
        assert_eq!(
            fires("*/5 * * * *", None, from, "2026-03-02T10:05:00Z"),
            Some((at("2026-03-02T10:05:00Z"), 0))
        );
        assert_eq!(
            fires("*/5 * * * *", None, from, "2026-03-02T10:17:00Z"),
            Some((at("2026-03-02T10:15:00Z"), 2))
        );
        // One that was taken does not come again.
        assert_eq!(fires("0 10 * * *", None, "2026-03-02T10:00:00Z", "2026-03-02T10:01:00Z"), None);
    }

    #[test]
    fn times_are_those_of_their_zone() {
        let day = |zone| fires("30 2 * * *", zone, "2026-03-28T12:00:00Z", "2026-03-29T12:00:00Z");
        assert_eq!(day(None), Some((at("2026-03-29T02:30:00Z"), 0)));
        assert_eq!(day(Some("Asia/Tokyo")), Some((at("2026-03-28T17:30:00Z"), 0)));
        // At half past two no clock in Berlin shows that; and in autumn each shows it twice, and the run is one.
        let spring = day(Some("Europe/Berlin"));
        assert!(spring.is_none_or(|(_, before)| before == 0), "{spring:?}");
        let autumn =
            fires("30 2 * * *", Some("Europe/Berlin"), "2026-10-24T12:00:00Z", "2026-10-25T12:00:00Z");
        assert_eq!(autumn.map(|(_, before)| before), Some(0));
        assert!(Schedule::new(String::new(), "30 2 * * *", Some("Nowhere/At_All")).is_err());
        assert!(Schedule::new(String::new(), "H H * * *", None).is_err());
    }
}
