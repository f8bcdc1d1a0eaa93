use super::value::{duration, flag, text, texts, word};
use diag::{Span, Spanned};
use expr::Template;
use ir::{Artifact, ArtifactContent, Report, ReportKind, Upload, When};
use yaml::{Cursor, Shape};

/// `artifacts`: paths, or what to keep and for how long.
pub(super) fn uploads(cursor: Cursor<'_>) -> Option<Vec<Upload>> {
    match cursor.shape() {
        Shape::Seq => Some(cursor.seq()?.filter_map(upload).collect()),
        _ => upload(cursor).map(|upload| vec![upload]),
    }
}

fn upload(cursor: Cursor<'_>) -> Option<Upload> {
    let Shape::Map = cursor.shape() else {
        let path = text(cursor)?;
        return Some(plain(cursor.span(), vec![path]));
    };
    let mut map = cursor.map("artifact")?;
    let name = map.optional("name").and_then(text);
    let one = map.optional("path").and_then(texts);
    let many = map.optional("paths").and_then(texts);
    let exclude = map.optional("exclude").and_then(texts).unwrap_or_default();
    let retention = map.optional("retention").and_then(duration);
    let when = map.optional("when").and_then(when);
    let if_none = map.optional("if_none").and_then(if_none);
    let untracked = map.optional("untracked").and_then(Cursor::bool).is_some_and(|untracked| untracked.value);
    let hidden = map.optional("hidden").and_then(flag);
    if one.is_none() && many.is_none() && !untracked && !map.has("path") && !map.has("paths") {
        map.required("path");
    }
    map.finish();
    let paths = one.into_iter().chain(many).flatten().collect();
    let plain = plain(cursor.span(), paths);
    let when = when.unwrap_or_else(|| plain.when.clone());
    Some(Upload { name, exclude, retention, when, if_none, untracked, hidden, ..plain })
}

fn plain(span: Span, paths: Vec<Template>) -> Upload {
    Upload {
        span,
        name: None,
        paths,
        exclude: Vec::new(),
        untracked: false,
        when: Spanned::new(When::OnSuccess, span),
        retention: None,
        if_none: None,
        overwrite: None,
        hidden: None,
    }
}

/// At which outcome something is kept.
pub(super) fn when(cursor: Cursor<'_>) -> Option<Spanned<When>> {
    #[derive(Clone, Copy)]
    enum Word {
        Success,
        Failure,
        Always,
    }
    let words = [("on_success", Word::Success), ("on_failure", Word::Failure), ("always", Word::Always)];
    let word = word(cursor, &words)?;
    Some(word.map(|word| match word {
        Word::Success => When::OnSuccess,
        Word::Failure => When::OnFailure,
        Word::Always => When::Always,
    }))
}

fn if_none(cursor: Cursor<'_>) -> Option<Template> {
    word(cursor, &[("error", ()), ("warn", ()), ("ignore", ())])?;
    cursor.string().cloned().map(Template::literal)
}

/// `reports`: files that are read when the job has ended, by kind.
pub(super) fn reports(cursor: Cursor<'_>) -> Option<Vec<Artifact>> {
    let mut map = cursor.map("reports")?;
    let mut reports = Vec::new();
    for (key, kind) in [("junit", ReportKind::Junit), ("variables", ReportKind::Dotenv)] {
        let Some(value) = map.optional(key) else { continue };
        let Some(paths) = texts(value) else { continue };
        let when = Spanned::new(When::Always, value.span());
        let content = ArtifactContent::Report(Report { kind, paths, when, fails: false });
        reports.push(Artifact { span: value.span(), content });
    }
    map.finish();
    Some(reports)
}
