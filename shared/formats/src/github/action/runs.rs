use super::{ActionImage, DockerAction, Hook, Runs};
use crate::github::env;
use crate::github::reader::{Reader, named};
use crate::github::rules::{METADATA, VALUE};
use crate::github::shell::Defaults;
use crate::github::step::{self, Owner, Setting};
use diag::{Diagnostic, Text};
use ir::Env;
use yaml::{Cursor, MapReader};

/// Versions of Node.js that GitHub no longer has.
const GONE: [&str; 2] = ["node12", "node16"];

/// Reads `runs`.
pub(super) fn read(reader: &Reader<'_>, value: Cursor<'_>) -> Option<Runs> {
    let mut map = value.map("runs")?;
    let using = reader.required(&mut map, "using").and_then(|using| reader.filled_plain(using))?;
    let lower = using.as_str().to_lowercase();
    match lower.as_str() {
        "composite" => composite(reader, map),
        "docker" => docker(reader, map),
        name if name.starts_with("node") => {
            if GONE.contains(&name) {
                let message = format!("\"{name}\" is too old: GitHub no longer runs it");
                let finding = Diagnostic::warning(METADATA, using.span(), message);
                reader.findings.push(finding.help("use node20 or node24"));
            }
            javascript(reader, map, using)
        }
        other => {
            let finding =
                Diagnostic::error(VALUE, using.span(), format!("there is no kind of action \"{other}\""));
            reader.findings.push(finding.help("it is composite, docker, node20 or node24"));
            None
        }
    }
}

fn composite(reader: &Reader<'_>, mut map: MapReader<'_>) -> Option<Runs> {
    let steps = reader.required(&mut map, "steps");
    map.finish();
    let setting = Setting { defaults: &Defaults::default(), platform: None, of: Owner::CompositeAction };
    let steps = step::read_all(reader, steps?, &setting);
    step::check_background(reader, &steps);
    Some(Runs::Composite { steps })
}

fn javascript(reader: &Reader<'_>, mut map: MapReader<'_>, using: &Text) -> Option<Runs> {
    let main = reader.required(&mut map, "main").and_then(|main| reader.filled_plain(main));
    let pre = hook(reader, &mut map, "pre", "pre-if");
    let post = hook(reader, &mut map, "post", "post-if");
    map.finish();
    Some(Runs::JavaScript { using: named(using), main: main?.clone(), pre, post })
}

fn docker(reader: &Reader<'_>, mut map: MapReader<'_>) -> Option<Runs> {
    let image = reader.required(&mut map, "image").and_then(|image| reader.filled_plain(image));
    let entrypoint = map.optional("entrypoint").and_then(Cursor::present).and_then(Cursor::string).cloned();
    let args = map.optional("args").and_then(Cursor::present).and_then(Cursor::seq).into_iter().flatten();
    let args = args.filter_map(|arg| reader.text(arg)).collect();
    let vars = map.optional("env").map_or_else(Env::default, |vars| env::read(reader, vars, ""));
    let pre = hook(reader, &mut map, "pre-entrypoint", "pre-if");
    let post = hook(reader, &mut map, "post-entrypoint", "post-if");
    map.finish();
    let image = image?;
    let image = match image.as_str().strip_prefix("docker://") {
        Some(name) => {
            ActionImage::Named(image.slice(image.as_str().len() - name.len(), image.as_str().len()))
        }
        None => ActionImage::File(image.clone()),
    };
    Some(Runs::Docker(DockerAction { image, entrypoint, args, env: vars, pre, post }))
}

fn hook<'a>(reader: &Reader<'_>, map: &mut MapReader<'a>, run: &'a str, condition: &'a str) -> Option<Hook> {
    let run = map.optional(run).and_then(Cursor::present).and_then(|run| reader.filled_plain(run));
    let condition = map.optional(condition).and_then(Cursor::present);
    let condition = condition.and_then(|value| reader.condition(value));
    Some(Hook { run: run?.clone(), condition })
}
