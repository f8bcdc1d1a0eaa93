use super::value::{name, text};
use diag::Text;
use ir::{Notification, NotifyWhen};
use yaml::Cursor;

/// `notifications`: by channel, each with the address and the outcomes that it is told. Failures are told unless the
/// author says otherwise.
pub(super) fn notifications(cursor: Cursor<'_>) -> Option<Vec<Notification>> {
    let mut map = cursor.map("notifications")?;
    let mut all = Vec::new();
    for (channel, address) in [("slack", "webhook"), ("webhook", "url"), ("email", "to")] {
        let at = map.mapping().entry(channel).and_then(|entry| entry.key.as_scalar());
        if let (Some(value), Some(key)) = (map.optional(channel), at) {
            all.extend(notification(&key.text, value, address));
        }
    }
    map.finish();
    Some(all)
}

fn notification(channel: &Text, cursor: Cursor<'_>, address: &'static str) -> Option<Notification> {
    let mut map = cursor.map("notification")?;
    let target = map.required(address).and_then(text);
    let mut on = |key: &'static str, otherwise: bool| {
        map.optional(key).and_then(Cursor::bool).map_or(otherwise, |on| on.value)
    };
    let when = NotifyWhen { success: on("on_success", false), failure: on("on_failure", true) };
    map.finish();
    Some(Notification { span: cursor.span(), channel: name(channel), target: target?, when })
}
