//! `runs-on`: the machine a job asks for.

use super::reader::{Reader, is_hole};
use super::rules::{EMPTY, RUNNER, VALUE};
use diag::{Diagnostic, Severity, Span, did_you_mean};
use expr::Template;
use ir::{Matrix, MatrixRow, MatrixScalar, MatrixSource, MatrixValue, MatrixValues, RunsOn, Strategy};
use yaml::{Cursor, Shape};

/// What a machine runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Platform {
    Linux,
    MacOs,
    Windows,
}

/// Reads `runs-on`.
pub(super) fn read(reader: &Reader<'_>, value: Cursor<'_>) -> RunsOn {
    if value.shape() != Shape::Map {
        return RunsOn { labels: labels(reader, value), group: None };
    }
    let Some(mut map) = value.map("runs-on") else { return RunsOn::default() };
    let group = map.optional("group").and_then(|group| reader.filled(group));
    let labels = map.optional("labels").map(|value| labels(reader, value)).unwrap_or_default();
    map.finish();
    match &group {
        Some(group) => check_group(reader, group),
        None if labels.is_empty() => {
            let message = "this names neither a group of runners nor a label";
            let finding = Diagnostic::warning(EMPTY, value.span(), message);
            reader.findings.push(finding.help("add \"group\", \"labels\" or both"));
        }
        None => {}
    }
    RunsOn { labels, group }
}

fn labels(reader: &Reader<'_>, value: Cursor<'_>) -> Vec<Template> {
    if is_hole(value) {
        // May give one label or a list of them.
        return value.string().map(|text| reader.template_of(text)).into_iter().collect();
    }
    reader.texts(value)
}

/// A group is a name, or one behind `organization/` or `enterprise/`.
fn check_group(reader: &Reader<'_>, group: &Template) {
    let Some(name) = group.as_literal() else { return };
    let prefixes = ["organization/", "org/", "enterprise/", "ent/"];
    let plain = prefixes.iter().find_map(|prefix| name.strip_prefix(prefix)).unwrap_or(name);
    if plain.contains('/') || (plain.is_empty() && !name.is_empty()) {
        let finding =
            Diagnostic::error(VALUE, group.text().span(), format!("\"{name}\" is no group of runners"));
        let help =
            "a group is a name, with \"organization/\" or \"enterprise/\" before it to say whose it is";
        reader.findings.push(finding.help(help));
    }
}

/// A label with the place where it is written: in `runs-on`, or in the matrix it is taken from.
struct Label {
    name: String,
    span: Span,
}

impl Label {
    /// Whether it names a machine of GitHub's, and not what a machine runs.
    fn is_hosted(&self) -> bool {
        self.name.contains('-')
    }
}

/// Checks the labels, and says what the machine runs if they all say the same.
pub(super) fn check(reader: &Reader<'_>, runs_on: &RunsOn, strategy: Option<&Strategy>) -> Option<Platform> {
    let mut fixed: Vec<(Platform, Label)> = Vec::new();
    let mut varying: Vec<Option<Platform>> = Vec::new();
    let mut all_known = true;
    for template in &runs_on.labels {
        match template.as_literal() {
            Some(name) => {
                let label = Label { name: name.to_owned(), span: template.text().span() };
                if let Some(platform) = check_label(reader, &label) {
                    conflict(reader, &fixed, platform, &label);
                    fixed.push((platform, label));
                }
            }
            None => match matrix_labels(template, strategy) {
                Some(found) => varying.extend(found.iter().map(|label| {
                    let platform = check_label(reader, label);
                    if let Some(platform) = platform {
                        conflict(reader, &fixed, platform, label);
                    }
                    platform
                })),
                None => all_known = false,
            },
        }
    }
    if !all_known {
        return fixed.first().map(|(platform, _)| *platform);
    }
    let mut platforms = fixed.iter().map(|(platform, _)| Some(*platform)).chain(varying);
    let first = platforms.next()??;
    let same = |platform: Option<Platform>| {
        platform.is_some_and(|p| (p == Platform::Windows) == (first == Platform::Windows))
    };
    platforms.all(same).then_some(first)
}

fn conflict(reader: &Reader<'_>, fixed: &[(Platform, Label)], platform: Platform, label: &Label) {
    if let Some((_, first)) = fixed.iter().find(|(other, _)| *other != platform) {
        let message = format!("no machine is both \"{}\" and \"{}\"", first.name, label.name);
        // Whoever sets up a machine of their own may give it any label.
        let severity =
            if label.is_hosted() && first.is_hosted() { Severity::Error } else { Severity::Warning };
        let finding =
            Diagnostic::new(severity, RUNNER, label.span, message).label(first.span, "the other label");
        reader
            .findings
            .push(finding.help("a machine must have all labels; to run on each of them, use a matrix"));
    }
}

/// The labels that `${{ matrix.os }}` stands for.
fn matrix_labels(template: &Template, strategy: Option<&Strategy>) -> Option<Vec<Label>> {
    let uses = template.sole_expr()?.uses();
    let [path] = uses.paths.as_slice() else { return None };
    if !path.starts_with(&["matrix"]) || path.segments.len() != 2 || !uses.calls.is_empty() {
        return None;
    }
    let name = path.name(1)?;
    let Matrix::Axes { products, include, .. } = strategy?.matrix.as_ref()? else { return None };
    let mut labels = Vec::new();
    for axis in products.iter().flatten().filter(|axis| axis.name.eq_ignore_ascii_case(name)) {
        let MatrixValues::List(values) = &axis.values else { return None };
        labels.extend(values.iter().map(label).collect::<Option<Vec<_>>>()?.into_iter().flatten());
    }
    let MatrixSource::Rows(rows) = include else { return None };
    for row in rows {
        let MatrixRow::Row(row) = row else { return None };
        for (_, value) in row.iter().filter(|(key, _)| key.eq_ignore_ascii_case(name)) {
            labels.extend(label(value)?);
        }
    }
    Some(labels)
}

/// The labels in a matrix value; nothing if only the run knows them.
fn label(value: &MatrixValue) -> Option<Vec<Label>> {
    match value {
        MatrixValue::Scalar(MatrixScalar::Template(text)) => {
            let name = text.as_literal()?.to_owned();
            Some(vec![Label { name, span: text.text().span() }])
        }
        MatrixValue::List(items) => {
            let all: Option<Vec<Vec<Label>>> = items.iter().map(label).collect();
            all.map(|all| all.into_iter().flatten().collect())
        }
        MatrixValue::Scalar(MatrixScalar::Value(_)) | MatrixValue::Map(_) => None,
    }
}

/// What a known label's machine runs; a finding for a label that is not known.
fn check_label(reader: &Reader<'_>, label: &Label) -> Option<Platform> {
    let lower = label.name.to_lowercase();
    if let Some((_, platform)) = LABELS.iter().find(|(known, _)| *known == lower) {
        return *platform;
    }
    let message = format!("GitHub offers no machine with the label \"{}\"", label.name);
    let finding = Diagnostic::warning(RUNNER, label.span, message);
    let near = did_you_mean(&lower, LABELS.iter().map(|(known, _)| *known)).filter(|_| !lower.is_empty());
    reader.findings.push(match near {
        Some(meant) => finding.help(format!("did you mean \"{meant}\"? A self-hosted runner may have it")),
        None => finding.help("only a self-hosted runner may have it; GitHub has ubuntu-latest and others"),
    });
    None
}

const LINUX: Option<Platform> = Some(Platform::Linux);
const MAC: Option<Platform> = Some(Platform::MacOs);
const WINDOWS: Option<Platform> = Some(Platform::Windows);

/// The labels of machines that GitHub offers, and those that every self-hosted runner has, after
/// <https://docs.github.com/en/actions/reference/runners/github-hosted-runners>.
static LABELS: &[(&str, Option<Platform>)] = &[
    ("ubuntu-latest", LINUX),
    ("ubuntu-latest-4-cores", LINUX),
    ("ubuntu-latest-8-cores", LINUX),
    ("ubuntu-latest-16-cores", LINUX),
    ("ubuntu-26.04", LINUX),
    ("ubuntu-26.04-arm", LINUX),
    ("ubuntu-24.04", LINUX),
    ("ubuntu-24.04-arm", LINUX),
    ("ubuntu-22.04", LINUX),
    ("ubuntu-22.04-arm", LINUX),
    ("ubuntu-slim", LINUX),
    ("macos-latest", MAC),
    ("macos-latest-large", MAC),
    ("macos-latest-xl", MAC),
    ("macos-latest-xlarge", MAC),
    ("macos-26", MAC),
    ("macos-26-intel", MAC),
    ("macos-26-large", MAC),
    ("macos-26-xlarge", MAC),
    ("macos-15", MAC),
    ("macos-15-intel", MAC),
    ("macos-15-large", MAC),
    ("macos-15-xl", MAC),
    ("macos-15-xlarge", MAC),
    ("macos-14", MAC),
    ("macos-14-large", MAC),
    ("macos-14-xl", MAC),
    ("macos-14-xlarge", MAC),
    ("windows-latest", WINDOWS),
    ("windows-latest-8-cores", WINDOWS),
    ("windows-2025", WINDOWS),
    ("windows-2025-vs2026", WINDOWS),
    ("windows-2022", WINDOWS),
    ("windows-11-arm", WINDOWS),
    ("self-hosted", None),
    ("x64", None),
    ("arm", None),
    ("arm64", None),
    ("linux", LINUX),
    ("macos", MAC),
    ("windows", WINDOWS),
];
