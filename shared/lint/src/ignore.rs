//! Findings that the author has seen and wants no more.
use diag::{Diagnostic, SourceMap};

/// How a comment begins that names codes to leave out.
const MARK: &str = "rustci: ignore";

/// Whether a comment asks to leave a finding out: `# rustci: ignore CODE` at the end of the line it is on, or alone on
/// the line before. Several codes are parted by commas or blanks; a reason may follow in brackets or after a dash.
///
/// ```
/// # use diag::{Code, Diagnostic, SourceMap, Span};
/// let mut sources = SourceMap::default();
/// let file = sources.add("ci.yml", "if: false # rustci: ignore constant-condition\nif: false\n");
/// let finding = |at| Diagnostic::warning(Code("constant-condition"), Span::point(file, at), "it never runs");
/// assert!(lint::is_ignored(&finding(4), &sources));
/// assert!(!lint::is_ignored(&finding(50), &sources));
/// ```
#[must_use]
pub fn is_ignored(finding: &Diagnostic, sources: &SourceMap) -> bool {
    let Some(source) = sources.get(finding.primary.span.source) else { return false };
    let line = source.location(finding.primary.span.start).line;
    let names = |comment: &str| {
        let codes = comment.split([',', ' ', '\t']).take_while(|word| !word.starts_with(['(', '-']));
        codes.into_iter().any(|code| code == finding.code.0)
    };
    let alone = |line: &str| line.trim_start().starts_with('#');
    let before = line.checked_sub(1).map(|before| source.line(before)).filter(|before| alone(before));
    std::iter::once(source.line(line)).chain(before).filter_map(asked).any(names)
}

/// What follows the mark in a line's comment.
fn asked(line: &str) -> Option<&str> {
    let (before, codes) = line.split_once(MARK)?;
    let comment = before.trim_end().strip_suffix('#')?;
    // Without a blank before it, a `#` begins no comment.
    (comment.is_empty() || comment.ends_with([' ', '\t'])).then_some(codes)
}

#[cfg(test)]
mod tests {
    use super::is_ignored;
    use diag::{Code, Diagnostic, SourceMap, Span};

    fn ignored(text: &str) -> bool {
        let mut sources = SourceMap::default();
        let file = sources.add("ci.yml", text);
        let at = text.find("here").unwrap() as u32;
        is_ignored(&Diagnostic::warning(Code("glob"), Span::new(file, at, at + 4), "x"), &sources)
    }

    #[test]
    fn a_comment_names_what_to_leave_out() {
        for text in [
            "- here # rustci: ignore glob",
            "a: 1\n  # rustci: ignore cron, glob (as the old ones need it)\n- here",
            "#rustci: ignore glob - for now\nhere\n",
            "- here #   rustci: ignore matrix glob",
        ] {
            assert!(ignored(text), "{text}");
        }
    }

    #[test]
    fn nothing_else_does() {
        for text in [
            "- here",
            "- here # rustci: ignore globs",
            "- here # rustci: ignore cron (not glob )",
            "- here#rustci: ignore glob",
            "- here rustci: ignore glob",
            "- x # rustci: ignore glob\n- here",
            "# rustci: ignore glob\n\n- here",
            "- here\n# rustci: ignore glob",
        ] {
            assert!(!ignored(text), "{text}");
        }
    }
}
