//! `artifacts`: <https://docs.gitlab.com/ci/yaml/#artifacts>.

use crate::gitlab::codes::{CONFLICT, VALUE};
use crate::gitlab::duration;
use crate::gitlab::value::{self, Keys};
use diag::{Diagnostic, Spanned};
use expr::Template;
use ir::{Artifact, ArtifactContent, Report, ReportKind, Upload, When};
use yaml::{Cursor, Kind, Shape};

/// Reports that are one file: <https://docs.gitlab.com/ci/yaml/artifacts_reports/>.
const ONE_FILE: &[&str] = &["accessibility", "annotations", "browser_performance"];

/// Reports that may be several.
const FILES: &[&str] = &[
    "api_fuzzing",
    "cluster_image_scanning",
    "codequality",
    "container_scanning",
    "coverage_fuzzing",
    "cyclonedx",
    "dast",
    "dependency_scanning",
    "dotenv",
    "junit",
    "license_management",
    "license_scanning",
    "load_performance",
    "lsif",
    "metrics",
    "performance",
    "repository_xray",
    "requirements",
    "requirements_v2",
    "sarif",
    "sast",
    "secret_detection",
    "terraform",
];

/// What a job leaves behind.
pub fn read(cursor: Cursor<'_>) -> Vec<Artifact> {
    let Some(mut keys) = cursor.present().and_then(|cursor| cursor.map("artifacts")) else {
        return Vec::new();
    };
    let span = cursor.key_span();
    let mut upload = Upload {
        span,
        name: keys.get("name").and_then(value::template),
        paths: keys.get("paths").and_then(some_templates).unwrap_or_default(),
        exclude: keys.get("exclude").and_then(some_templates).unwrap_or_default(),
        untracked: keys.get("untracked").and_then(value::flag).unwrap_or(false),
        when: Spanned::new(When::OnSuccess, span),
        retention: keys.get("expire_in").and_then(duration::or_never),
        if_none: None,
        overwrite: None,
        hidden: None,
    };
    if let Some(when) = keys.get("when").and_then(saved_when) {
        upload.when = when;
    }
    if let Some(exposed) = keys.get("expose_as") {
        expose(exposed, keys.has("paths"), &upload.paths);
    }
    let access = keys.get("access");
    access.and_then(|access| value::choice(access, &["none", "developer", "maintainer", "all"]));
    let public = keys.get("public");
    public.and_then(value::flag);
    if let (Some(_), Some(public)) = (access, public) {
        let finding = public.error(CONFLICT, "\"public\" and \"access\" do not go together");
        public.findings().push(finding.help("keep \"access\", which says more"));
    }
    let reports = keys.get("reports").map(|cursor| reports(cursor, &upload.when)).unwrap_or_default();
    keys.finish();
    let files = !upload.paths.is_empty() || upload.untracked;
    let files = files.then_some(Artifact { span, content: ArtifactContent::Files(upload) });
    files.into_iter().chain(reports).collect()
}

/// What a merge request shows of the artifacts: <https://docs.gitlab.com/ci/yaml/#artifactsexpose_as>.
fn expose(cursor: Cursor<'_>, has_paths: bool, paths: &[Template]) {
    let Some(name) = value::text(cursor) else { return };
    let plain = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | ' ');
    if name.as_str().chars().count() > 100 || !name.as_str().chars().all(plain) {
        let message = "a name to expose has at most 100 letters, digits, blanks, \"-\" and \"_\"";
        cursor.findings().push(cursor.error(VALUE, message));
    }
    if !has_paths {
        cursor.findings().push(cursor.error(CONFLICT, "\"expose_as\" needs \"paths\" beside it"));
    }
    if let Some(path) = paths.iter().find(|path| path.as_literal().is_some_and(|path| path.contains('*'))) {
        let finding = Diagnostic::error(VALUE, path.text().span(), "a path that is exposed holds no \"*\"");
        cursor.findings().push(finding.help("name the folder or file itself"));
    }
}

fn some_templates(cursor: Cursor<'_>) -> Option<Vec<Template>> {
    Some(value::some_items(cursor)?.into_iter().filter_map(value::template).collect())
}

fn reports(cursor: Cursor<'_>, when: &Spanned<When>) -> Vec<Artifact> {
    let Some(mut keys) = cursor.map("reports") else { return Vec::new() };
    let mut found = Vec::new();
    let mut add = |cursor: Cursor<'_>, kind: ReportKind, paths: Vec<Template>| {
        let report = Report { kind, paths, when: when.clone(), fails: false };
        found.push(Artifact { span: cursor.key_span(), content: ArtifactContent::Report(report) });
    };
    for name in ONE_FILE {
        if let Some(cursor) = keys.get(name)
            && let Some(paths) = value::template_or_templates(cursor)
        {
            add(cursor, ReportKind::Other((*name).to_owned()), paths);
        }
    }
    for name in FILES {
        let Some(cursor) = keys.get(name) else { continue };
        let kind = match *name {
            "dotenv" => ReportKind::Dotenv,
            "junit" => ReportKind::Junit,
            other => ReportKind::Other(other.to_owned()),
        };
        if kind == ReportKind::Junit && cursor.node().as_seq().is_some_and(<[_]>::is_empty) {
            cursor.findings().push(cursor.error(VALUE, "this list may not be empty"));
        }
        if let Some(paths) = value::template_or_templates(cursor) {
            add(cursor, kind, paths);
        }
    }
    if let Some(coverage) = keys.get("coverage_report").and_then(Cursor::present)
        && let Some(path) = coverage_report(coverage)
    {
        add(coverage, ReportKind::Other("coverage_report".to_owned()), vec![path]);
    }
    keys.finish();
    found
}

fn coverage_report(cursor: Cursor<'_>) -> Option<Template> {
    let mut keys = cursor.map("coverage_report")?;
    keys.need("coverage_format").and_then(|format| value::choice(format, &["cobertura", "jacoco"]));
    let path = keys.need("path").and_then(|path| value::filled(path).and(value::template(path)));
    keys.finish();
    path
}

/// The outcome of the job at which files are kept.
pub fn saved_when(cursor: Cursor<'_>) -> Option<Spanned<When>> {
    if cursor.shape() != Shape::String && matches!(cursor.node().kind, Kind::Scalar(_)) {
        return cursor.wrong("one of \"on_success\", \"on_failure\" and \"always\"");
    }
    let text = value::choice(cursor, &["on_success", "on_failure", "always"])?;
    let when = match text.as_str() {
        "on_failure" => When::OnFailure,
        "always" => When::Always,
        _ => When::OnSuccess,
    };
    Some(Spanned::new(when, text.span()))
}
