//! Reads server-sent events out of bytes; see
//! <https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation>.

/// As long is an event at most; a server that sends more is none of ours.
const LONGEST: usize = 16 << 20;

/// One event.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Event {
    /// Its kind.
    pub kind: String,
    /// What it tells.
    pub data: String,
    /// Where the stream goes on behind it.
    pub id: Option<String>,
}

/// An event without an end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct TooLong;

/// Takes bytes in, as they come, and gives whole events.
#[derive(Default)]
pub(super) struct Lines {
    rest: Vec<u8>,
    event: Event,
    has_data: bool,
    /// The last byte was a carriage return: a line feed after it ends no other line.
    after_return: bool,
}

impl Lines {
    /// The events that are whole with these bytes. What is cut off later was never there.
    pub(super) fn push(&mut self, bytes: &[u8]) -> Result<Vec<Event>, TooLong> {
        let mut events = Vec::new();
        for byte in bytes {
            let ends = matches!(byte, b'\n' | b'\r');
            if *byte == b'\n' && std::mem::take(&mut self.after_return) {
                continue;
            }
            self.after_return = *byte == b'\r';
            if ends {
                let line = std::mem::take(&mut self.rest);
                events.extend(self.line(&String::from_utf8_lossy(&line)));
            } else {
                self.rest.push(*byte);
            }
            if self.rest.len() + self.event.data.len() > LONGEST {
                return Err(TooLong);
            }
        }
        Ok(events)
    }

    fn line(&mut self, line: &str) -> Option<Event> {
        if line.is_empty() {
            let event = std::mem::take(&mut self.event);
            return std::mem::take(&mut self.has_data).then_some(event);
        }
        let (field, value) = line.split_once(':').unwrap_or((line, ""));
        let value = value.strip_prefix(' ').unwrap_or(value);
        match field {
            "event" => self.event.kind = value.to_owned(),
            "id" if !value.contains('\0') => self.event.id = Some(value.to_owned()),
            "data" => {
                if self.has_data {
                    self.event.data.push('\n');
                }
                self.event.data.push_str(value);
                self.has_data = true;
            }
            // Comments keep the connection alive; other fields are for browsers.
            _ => {}
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str =
        ": hello\n\nevent: log\r\nid: 1;1:0\r\ndata: a\r\ndata:b\r\n\r\nid: 2\ndata\n\ndata: cut";

    #[test]
    fn events_are_the_same_however_they_are_cut() {
        let event = |kind: &str, data: &str, id: &str| Event {
            kind: kind.to_owned(),
            data: data.to_owned(),
            id: Some(id.to_owned()),
        };
        let expected = vec![event("log", "a\nb", "1;1:0"), event("", "", "2")];
        for size in 1..TEXT.len() {
            let mut lines = Lines::default();
            let pieces = TEXT.as_bytes().chunks(size);
            let events: Vec<Event> = pieces.flat_map(|piece| lines.push(piece).unwrap()).collect();
            assert_eq!(events, expected, "in pieces of {size}");
        }
    }

    #[test]
    fn an_event_without_an_end_is_refused() {
        let mut lines = Lines::default();
        lines.push(b"data: ").unwrap();
        let piece = vec![b'x'; 1 << 20];
        assert!((0..20).any(|_| lines.push(&piece) == Err(TooLong)));
    }
}
