use super::reader::{Reader, named};
use super::rules::PERMISSION;
use diag::{Diagnostic, Spanned, Text, did_you_mean};
use ir::{Access, Permissions};
use yaml::{Cursor, Shape};

/// The scopes of a token, with the most each can be given, after
/// <https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#permissions>.
const SCOPES: &[(&str, Grant)] = &[
    ("actions", Grant::Any),
    ("artifact-metadata", Grant::Any),
    ("attestations", Grant::Any),
    ("checks", Grant::Any),
    ("code-quality", Grant::Any),
    ("contents", Grant::Any),
    ("copilot-requests", Grant::WriteOnly),
    ("deployments", Grant::Any),
    ("discussions", Grant::Any),
    ("drives", Grant::Any),
    ("id-token", Grant::WriteOnly),
    ("issues", Grant::Any),
    ("models", Grant::ReadOnly),
    ("packages", Grant::Any),
    ("pages", Grant::Any),
    ("pull-requests", Grant::Any),
    ("repository-projects", Grant::Any),
    ("security-events", Grant::Any),
    ("statuses", Grant::Any),
    ("vulnerability-alerts", Grant::ReadOnly),
];

#[derive(Clone, Copy)]
enum Grant {
    Any,
    ReadOnly,
    WriteOnly,
}

impl Grant {
    fn accesses(self) -> &'static [&'static str] {
        match self {
            Self::Any => &["read", "write", "none"],
            Self::ReadOnly => &["read", "none"],
            Self::WriteOnly => &["write", "none"],
        }
    }
}

/// Reads `permissions`.
pub(super) fn read(reader: &Reader<'_>, value: Cursor<'_>) -> Option<Permissions> {
    if value.shape() != Shape::Map {
        return all(reader, value);
    }
    let scopes = value.entries()?.filter_map(|(name, access)| scope(reader, name, access)).collect();
    Some(Permissions::Scopes { span: value.span(), scopes })
}

fn all(reader: &Reader<'_>, value: Cursor<'_>) -> Option<Permissions> {
    if value.shape() == Shape::Seq {
        return value.wrong("read-all, write-all or a mapping");
    }
    let text = reader.plain(value)?;
    let access = match text.as_str() {
        "read-all" => Access::Read,
        "write-all" => Access::Write,
        other => {
            let finding = Diagnostic::error(PERMISSION, text.span(), format!("\"{other}\" is no permission"));
            reader.findings.push(finding.help("all scopes at once take \"read-all\", \"write-all\" or {}"));
            return None;
        }
    };
    Some(Permissions::All(Spanned::new(access, text.span())))
}

fn scope(reader: &Reader<'_>, name: &Text, value: Cursor<'_>) -> Option<(Spanned<String>, Spanned<Access>)> {
    let Some((_, grant)) = SCOPES.iter().find(|(known, _)| *known == name.as_str()) else {
        let message = format!("there is no permission scope \"{}\"", name.as_str());
        let finding = Diagnostic::error(PERMISSION, name.span(), message);
        let known = || SCOPES.iter().map(|(name, _)| *name);
        let help = match did_you_mean(name.as_str(), known()) {
            Some(meant) => format!("did you mean \"{meant}\"?"),
            None => format!("the scopes are {}", known().collect::<Vec<_>>().join(", ")),
        };
        reader.findings.push(finding.help(help));
        return None;
    };
    let text = reader.plain(value)?;
    if !grant.accesses().contains(&text.as_str()) {
        let message = format!("the scope \"{}\" does not take \"{}\"", name.as_str(), text.as_str());
        let finding = Diagnostic::error(PERMISSION, text.span(), message);
        reader.findings.push(finding.help(format!("it takes {}", grant.accesses().join(", "))));
        return None;
    }
    let access = match text.as_str() {
        "read" => Access::Read,
        "write" => Access::Write,
        _ => Access::None,
    };
    Some((named(name), Spanned::new(access, text.span())))
}
