use super::Places;
use crate::Style;

/// Walks a block scalar and its value line by line. See <https://yaml.org/spec/1.2.2/#81-block-scalar-styles>.
pub(super) fn places(value: &str, style: Style, body: &str, start: usize) -> Places {
    match style {
        // Blank lines alone are never folded.
        Style::Folded if !value.trim_matches([' ', '\n']).is_empty() => folded(value, body, start),
        _ => literal(value, body, start),
    }
}

/// Lines of the source with their place, without their breaks; and the place of each break.
fn lines(body: &str) -> impl Iterator<Item = (usize, &str, usize)> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let rest = body.get(at..).filter(|rest| !rest.is_empty())?;
        let length = rest.find(['\n', '\r']).unwrap_or(rest.len());
        let line = (at, &rest[..length]);
        let feed = at + length + usize::from(rest[length..].starts_with("\r\n"));
        at = feed + 1;
        Some((line.0, line.1, feed.min(body.len())))
    })
}

/// One line of the value is the end of one line of the source.
fn literal(value: &str, body: &str, start: usize) -> Places {
    let mut places = Places::default();
    let mut v = 0;
    let mut source = lines(body);
    for line in value.split_inclusive('\n') {
        let text = line.strip_suffix('\n').unwrap_or(line);
        let (at, written, feed) = source.next().unwrap_or((body.len(), "", body.len()));
        if !text.is_empty() {
            places.put(v, start + at + written.len().saturating_sub(text.len()));
        }
        places.put(v + text.len(), start + feed);
        v += line.len();
    }
    places
}

/// Contents stand in the value as written; between them, breaks are spaces, line feeds or gone.
fn folded(value: &str, body: &str, start: usize) -> Places {
    let mut places = Places::default();
    let indent = indent(value, body);
    let mut feeds = Vec::new();
    let mut v = 0;
    for (at, line, feed) in lines(body) {
        let content = line.get(indent.min(line.len())..).unwrap_or("");
        if !content.is_empty() {
            v = separate(value, v, &feeds, start, &mut places);
            feeds.clear();
            places.put(v, start + at + line.len() - content.len());
            v += content.len();
        }
        feeds.push(feed);
    }
    // What is left are the line feeds that chomping kept, the first of which ends the last content.
    for (rest, feed) in (v..value.len()).zip(&feeds) {
        places.put(rest, start + feed);
    }
    places
}

/// Places what stands in the value between two contents: a space, or line feeds for the last of the breaks.
fn separate(value: &str, v: usize, feeds: &[usize], start: usize, places: &mut Places) -> usize {
    let bytes = &value.as_bytes()[v.min(value.len())..];
    let count = match bytes.first() {
        Some(b' ') if !feeds.is_empty() => 1,
        _ => bytes.iter().take(feeds.len()).take_while(|b| **b == b'\n').count(),
    };
    let last = if bytes.first() == Some(&b' ') { 0 } else { feeds.len() - count };
    for (i, feed) in feeds[last..].iter().take(count).enumerate() {
        places.put(v + i, start + feed);
    }
    v + count
}

/// Columns taken away from each line: what the first line with words has more than the value's.
fn indent(value: &str, body: &str) -> usize {
    let spaces = |line: &str| line.len() - line.trim_start_matches(' ').len();
    let wordy = |line: &&str| !line.trim_start_matches(' ').is_empty();
    let written = lines(body).map(|(_, line, _)| line).find(wordy).map_or(0, spaces);
    written.saturating_sub(value.split('\n').find(wordy).map_or(0, spaces))
}
