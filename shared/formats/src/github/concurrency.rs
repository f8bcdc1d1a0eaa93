use super::reader::Reader;
use super::rules::{CONFLICT, VALUE};
use diag::Diagnostic;
use ir::Concurrency;
use yaml::{Cursor, Shape};

/// Reads `concurrency`: a group, or a mapping.
pub(super) fn read(reader: &Reader<'_>, value: Cursor<'_>) -> Option<Concurrency> {
    if value.shape() != Shape::Map {
        let group = reader.filled(value)?;
        return Some(Concurrency { span: value.span(), group, cancel_running: None, queue_all: false });
    }
    let mut map = value.map("concurrency")?;
    let group = reader.required(&mut map, "group").and_then(|group| reader.filled(group));
    let cancel = map.optional("cancel-in-progress");
    let queue = map.optional("queue").and_then(|queue| reader.filled_text(queue));
    map.finish();
    let cancel_running = cancel.and_then(|cancel| reader.flag(cancel));
    let queue_all = match queue.map(|queue| (queue.as_str(), queue.span())) {
        None | Some(("single", _)) => false,
        Some(("max", span)) => {
            if cancel_running.as_ref().is_some_and(|cancel| cancel.as_literal() == Some("true")) {
                let message = "runs cannot both wait in a queue and end the one before";
                let finding = Diagnostic::error(CONFLICT, span, message);
                reader.findings.push(finding.help("remove \"queue: max\" or \"cancel-in-progress: true\""));
            }
            true
        }
        Some((other, span)) => {
            let finding = Diagnostic::error(VALUE, span, format!("\"queue\" cannot be \"{other}\""));
            reader.findings.push(finding.help("it is \"single\" or \"max\", and no expression"));
            false
        }
    };
    Some(Concurrency { span: value.span(), group: group?, cancel_running, queue_all })
}
