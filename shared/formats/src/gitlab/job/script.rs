//! `script`, `before_script`, `after_script` and hooks: <https://docs.gitlab.com/ci/yaml/script/>.

use crate::gitlab::codes::VALUE;
use crate::gitlab::tree;
use crate::gitlab::value::{self, Keys};
use expr::Template;
use ir::{Script, Shell, Strictness};
use yaml::{Cursor, Kind};

/// How deep lists of commands may stand in one another.
const DEPTH: usize = 10;

/// The commands; nothing when there is something wrong with them.
pub fn read(cursor: Cursor<'_>) -> Option<Vec<Template>> {
    match &cursor.node().kind {
        Kind::Seq(items) if items.is_empty() => {
            cursor.findings().push(cursor.error(VALUE, "\"script\" may not be empty"));
            None
        }
        Kind::Scalar(scalar) if scalar.text.as_str().is_empty() => {
            cursor.findings().push(cursor.error(VALUE, "\"script\" may not be empty"));
            None
        }
        _ => optional(cursor),
    }
}

/// The commands; there may be none.
pub fn optional(cursor: Cursor<'_>) -> Option<Vec<Template>> {
    let mut lines = Vec::new();
    match cursor.node().kind {
        Kind::Seq(_) => {
            collect(cursor, 1, &mut lines)?;
        }
        Kind::Scalar(_) => lines.push(line(cursor)?),
        Kind::Map(_) => return cursor.wrong("a command or a list of commands"),
    }
    Some(lines)
}

fn collect(cursor: Cursor<'_>, depth: usize, lines: &mut Vec<Template>) -> Option<()> {
    if depth > DEPTH {
        let finding = format!("lists of commands stand more than {DEPTH} deep in one another");
        cursor.findings().push(cursor.error(VALUE, finding));
        return None;
    }
    for item in cursor.seq()?.filter(|item| !tree::is_hole(item.node())) {
        match item.node().kind {
            Kind::Seq(_) => collect(item, depth + 1, lines)?,
            Kind::Map(_) => {
                let finding = item.error(VALUE, "a command must be a string, found a mapping");
                item.findings()
                    .push(finding.help("put the command in quotes: a colon and a space make a mapping"));
            }
            Kind::Scalar(_) => lines.extend(line(item)),
        }
    }
    Some(())
}

/// The shell fills in variables, not GitLab.
fn line(cursor: Cursor<'_>) -> Option<Template> {
    value::text(cursor).map(|text| Template::literal(text.clone()))
}

/// A script in GitLab's way: every command is shown, the first that fails ends it.
pub fn script(lines: Vec<Template>) -> Script {
    Script { lines, echo: true, shell: Shell::Default(Strictness::PipeFail), directory: None, capture: None }
}

/// `hooks`: <https://docs.gitlab.com/ci/yaml/#hooks>.
pub fn hooks(cursor: Cursor<'_>) -> Option<Script> {
    let mut keys = cursor.map("hooks")?;
    let before = keys.get("pre_get_sources_script").and_then(optional);
    keys.finish();
    before.filter(|lines| !lines.is_empty()).map(script)
}
