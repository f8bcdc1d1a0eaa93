use super::Checked;
use crate::{Diagnostic, Severity, SourceMap};

/// Findings as workflow commands that annotate a pull request, one a line. See
/// <https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands>.
#[must_use]
pub fn github(sources: &SourceMap, files: &[Checked]) -> String {
    files.iter().flat_map(|file| file.diagnostics.iter().map(|found| command(sources, file, found))).collect()
}

fn command(sources: &SourceMap, file: &Checked, found: &Diagnostic) -> String {
    let level = match found.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "notice",
    };
    let span = found.primary.span;
    let path = property(sources.get(span.source).map_or(&file.path, |source| &source.name));
    let (start, end) = sources.locate(span);
    let (line, column, end_line, end_column) = (start.line, start.column, end.line, end.column);
    let title = property(found.code.0);
    let help = found.help.as_ref().map(|help| format!("\n{help}")).unwrap_or_default();
    let message = data(&format!("{}{help}", found.message));
    format!(
        "::{level} file={path},line={line},col={column},endLine={end_line},endColumn={end_column},title={title}::{message}\n"
    )
}

fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::sample;

    #[test]
    fn one_escaped_command_a_finding() {
        let (sources, mut files) = sample::checked();
        files[0].diagnostics[2].code = crate::Code("a:b,c");
        let expected = "\
            ::error file=ci dir/ci.yml,line=2,col=7,endLine=2,endColumn=13,title=unknown-key::\
            unexpected key \"run-on\"%0Adid you mean \"runs-on\"?\n\
            ::error file=b.yml,line=1,col=8,endLine=3,endColumn=2,title=bad-needs::50%25 of: a, b%0Aare bad\n\
            ::warning file=ci dir/ci.yml,line=3,col=1,endLine=3,endColumn=1,title=a%3Ab%2Cc::hm\n";
        assert_eq!(github(&sources, &files), expected);
    }
}
