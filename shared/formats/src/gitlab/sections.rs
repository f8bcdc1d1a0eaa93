use events::Signal;

/// Foldable sections in the log: <https://docs.gitlab.com/ci/jobs/job_logs/#custom-collapsible-sections>.
///
/// `section_start:TIME:NAME[collapsed=true]\r\x1b[0KTITLE` and `section_end:TIME:NAME\r\x1b[0K`.
pub fn line(line: &str) -> Option<Signal> {
    let line = line.trim_start_matches(['\r', '\u{1b}']).trim_start_matches("[0K");
    if let Some(rest) = line.strip_prefix("section_start:") {
        let (head, title) = rest.split_once('\r').unwrap_or((rest, ""));
        let (time, name) = head.split_once(':')?;
        if !is_time(time) {
            return None;
        }
        let name = name.split_once('[').map_or(name, |(name, _)| name);
        let title = title.trim_start_matches("\u{1b}[0K").trim();
        let title = if title.is_empty() { name } else { title };
        return Some(Signal::GroupStart { title: title.to_owned() });
    }
    let (time, _) = line.strip_prefix("section_end:")?.split_once(':')?;
    is_time(time).then_some(Signal::GroupEnd)
}

fn is_time(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}
