//! Files that are kept, and that go from stage to stage.
use super::page::Page;
use super::pipeline::{Whole, code, uploads};
use crate::convert::losses::ARTIFACT;
use crate::groovy_text::{inside, quoted};
use crate::write::Writing;
use diag::Span;
use globset::Glob;
use ir::{Job, Report, ReportKind, Template, Upload};

/// The name of what is kept.
pub(super) fn name(upload: &Upload) -> Option<String> {
    Some(upload.name.as_ref().map_or("artifact", |name| name.text().as_str()).to_owned())
}

/// Whether a download asks for an upload of that name.
pub(super) fn is_wanted(own: &str, name: Option<&Template>, pattern: Option<&Template>) -> bool {
    let fixed = |text: &str| text.split("${").next().unwrap_or_default().trim_matches('"').to_owned();
    match (name, pattern) {
        (Some(name), _) => name.text().as_str() == own || fixed(own) == fixed(name.text().as_str()),
        (None, Some(pattern)) => Glob::new(pattern.text().as_str())
            .is_ok_and(|glob| glob.compile_matcher().is_match(fixed(own)) || fixed(own).is_empty()),
        (None, None) => true,
    }
}

/// A name as a value: one with holes in it is code already.
fn named(name: &str) -> String {
    if name.starts_with('"') { name.to_owned() } else { quoted(name) }
}

/// Keeps files, and hands them on where a later stage asks for them.
pub(super) fn upload(upload: &Upload, whole: &Whole<'_>, writing: &mut Writing<'_>) -> Page {
    let Upload {
        span,
        name: title,
        paths,
        exclude,
        untracked,
        when: _,
        retention: _,
        if_none,
        overwrite: _,
        hidden: _,
    } = upload;
    let mut page = Page::default();
    title.iter().for_each(|title| writing.implied(title.text().span()));
    if *untracked {
        let message = "only the named paths are kept, not all untracked files";
        writing.lost(ARTIFACT, *span, message, "name the paths");
    }
    let (mut include, mut taken) = (Vec::new(), Vec::new());
    for path in paths {
        let text = piece(path);
        match text.strip_prefix('!') {
            Some(text) => taken.extend(patterns(text)),
            None if text.starts_with(['~', '/']) => {
                let message =
                    format!("{} is outside of the workspace, and only files inside are kept", path.text());
                writing.lost(ARTIFACT, path.text().span(), message, "copy it into the workspace");
            }
            None => include.extend(patterns(&text)),
        }
    }
    taken.extend(exclude.iter().flat_map(|path| patterns(&piece(path))));
    if include.is_empty() {
        return page;
    }
    let text = |globs: &[String]| {
        let globs = globs.join(", ");
        if globs.contains(['$', '\\']) { format!("\"{globs}\"") } else { quoted(&globs) }
    };
    let excludes = match taken.as_slice() {
        [] => String::new(),
        taken => format!(", excludes: {}", text(taken)),
    };
    let must = if_none.as_ref().and_then(Template::as_literal) == Some("error");
    let may_lack = if must { "" } else { ", allowEmptyArchive: true" };
    let told = paths.iter().chain(exclude).chain(if_none).map(|text| text.text().span());
    told.for_each(|place| writing.implied(place));
    page.line(&format!("archiveArtifacts artifacts: {}{excludes}{may_lack}", text(&include)), *span);
    if let Some(own) = name(upload).filter(|own| whole.handed_on.contains(own) && !whole.shared) {
        let may_lack = if must { "" } else { ", allowEmpty: true" };
        page.line(
            &format!("stash name: {}, includes: {}{excludes}{may_lack}", named(&own), text(&include)),
            *span,
        );
    }
    page
}

fn piece(path: &Template) -> String {
    match path.as_literal() {
        Some(text) if text.contains(['$', '\\']) => inside(text),
        Some(text) => text.to_owned(),
        None => path.text().as_str().trim_matches('"').to_owned(),
    }
}

/// A path as the patterns of Ant that mean it: a folder is all files in it.
fn patterns(path: &str) -> Vec<String> {
    let path = path.trim().trim_start_matches("./");
    if let Some(folder) = path.strip_suffix('/') {
        return vec![format!("{folder}/**")];
    }
    let last = path.rsplit('/').next().unwrap_or(path);
    if path == "." || path.is_empty() {
        return vec!["**".to_owned()];
    }
    if last.contains(['*', '?']) || last.trim_start_matches('.').contains('.') {
        return vec![path.to_owned()];
    }
    // It may be a file as well as a folder.
    vec![path.to_owned(), format!("{path}/**")]
}

/// Brings files of stages before.
pub(super) fn download(
    [wanted, pattern, path]: [Option<&Template>; 3],
    span: Span,
    whole: &Whole<'_>,
    writing: &mut Writing<'_>,
) -> Page {
    let mut page = Page::default();
    let all = whole.pipeline.jobs.iter().flat_map(uploads);
    let found: Vec<&Upload> =
        all.filter(|upload| name(upload).is_some_and(|own| is_wanted(&own, wanted, pattern))).collect();
    if found.is_empty() {
        let help = "fetch them in a step, as with `copyArtifacts`";
        writing.lost(ARTIFACT, span, "no stage of this pipeline keeps these files", help);
    }
    for upload in found {
        let own = name(upload).unwrap_or_default();
        let lands = path.and_then(Template::as_literal).map(clean);
        let from: Vec<String> = upload.paths.iter().map(|path| clean(path.text().as_str())).collect();
        let same =
            |lands: &String| from.iter().any(|from| from == lands || from.starts_with(&format!("{lands}/")));
        if lands.is_some_and(|lands| !same(&lands)) {
            let message = format!("the files of \"{own}\" are where their stage had them");
            let place = path.map_or(span, |path| path.text().span());
            writing.lost(ARTIFACT, place, message, "move them in a step");
        }
        // Where they lie is where they were.
        let given = [wanted, pattern, path].into_iter().flatten();
        given.for_each(|text| writing.implied(text.text().span()));
        if !whole.shared && own.contains("${") {
            let message = "each cell of the matrix has stashed its files under a name of its own";
            writing.lost(ARTIFACT, span, message, format!("unstash them one by one, as {own}"));
        } else if !whole.shared {
            page.line(&format!("unstash {}", named(&own)), span);
        }
    }
    page
}

fn clean(path: &str) -> String {
    path.trim().trim_start_matches("./").trim_end_matches("**").trim_end_matches(['/', '*']).to_owned()
}

/// How long files are kept, in days: as long as any of them.
pub(super) fn retention(jobs: &[&Job], writing: &mut Writing<'_>) -> Option<(u64, Span)> {
    let all = jobs.iter().flat_map(|job| uploads(job)).filter_map(|upload| upload.retention.as_ref());
    let days =
        |template: &Template| Some((template.as_literal()?.parse::<u64>().ok()?, template.text().span()));
    let known: Vec<(u64, Span)> = all.filter_map(days).collect();
    known.iter().for_each(|(_, place)| writing.implied(*place));
    let longest = known.iter().copied().max_by_key(|(days, _)| *days)?;
    for (days, span) in known.iter().filter(|(days, _)| *days < longest.0) {
        let message = format!("the files are kept for {} days rather than {days}", longest.0);
        writing.lost(ARTIFACT, *span, message, "nothing, unless they must be removed sooner");
    }
    Some(longest)
}

/// Reads a report.
pub(super) fn report(report: &Report, span: Span, writing: &mut Writing<'_>) -> Page {
    let Report { kind, paths, when, fails: _ } = report;
    writing.implied(when.span);
    let mut page = Page::default();
    let all = |glue: &str| paths.iter().map(|path| path.text().to_string()).collect::<Vec<_>>().join(glue);
    match kind {
        ReportKind::Junit => {
            let results = match paths.as_slice() {
                [path] => code(path),
                _ => quoted(&all(", ")),
            };
            page.line(&format!("junit testResults: {results}, allowEmptyResults: true"), span);
        }
        ReportKind::Other(name) => {
            let message = format!("a report of the kind \"{name}\" is only kept as a file");
            writing.lost(ARTIFACT, span, message, "add a step of a plugin that reads it");
            let line = format!("archiveArtifacts artifacts: {}, allowEmptyArchive: true", quoted(&all(", ")));
            page.line(&line, span);
        }
        // What is in it has been taken over by a step.
        ReportKind::Dotenv => {}
    }
    page
}
