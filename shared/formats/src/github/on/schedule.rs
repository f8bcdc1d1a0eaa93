use super::timezone;
use crate::github::reader::{Reader, named};
use ir::Event;
use yaml::Cursor;

/// Reads `schedule`: a list of times.
pub(super) fn read(reader: &Reader<'_>, value: Cursor<'_>) -> Vec<Event> {
    reader.items(value).into_iter().filter_map(|item| time(reader, item)).collect()
}

fn time(reader: &Reader<'_>, item: Cursor<'_>) -> Option<Event> {
    let mut map = item.map("schedule")?;
    let cron = reader.required(&mut map, "cron").and_then(|cron| reader.filled_plain(cron));
    let timezone = map.optional("timezone").and_then(|zone| reader.filled_plain(zone));
    map.finish();
    if let Some(zone) = timezone {
        timezone::check(reader, zone);
    }
    Some(Event::Schedule { cron: named(cron?), timezone: timezone.map(named) })
}
