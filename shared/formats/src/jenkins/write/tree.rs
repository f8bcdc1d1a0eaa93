//! The YAML of Jenkins' plugin for it (<https://plugins.jenkins.io/pipeline-as-yaml/>), made of a Jenkinsfile: sections
//! are keys, steps stay as they are written there.
use crate::convert::losses::KEY;
use crate::jenkins::declare;
use crate::write::Writing;
use diag::Span;
use groovy::Place;
use groovy::ast::{Call, Expr, ExprKind, Piece, Statement};
use yaml::{Map, Tree};

/// A script, and the places that its parts stand for.
pub(super) struct Script<'s> {
    pub text: &'s str,
    pub place: &'s dyn Fn(Place) -> Span,
}

/// A pipeline as a tree; nothing when the script is none.
pub(super) fn of(script: &Script<'_>, writing: &mut Writing<'_>) -> Option<Tree> {
    let parsed = groovy::parse(script.text).ok()?;
    let is_pipeline =
        |statement: &&Statement| function(statement).is_some_and(|(name, _)| name == "pipeline");
    let statement = parsed.statements.iter().find(is_pipeline)?;
    let mut root = Map::default();
    let libraries = statement_libraries(&parsed.statements);
    for other in parsed.statements.iter().filter(|other| !is_pipeline(other)) {
        if other.annotations.is_empty() {
            let help = "keep the Jenkinsfile, or move the code into a library";
            let message = "YAML has no place for code around the pipeline";
            writing.lost(KEY, (script.place)(other.at), message, help);
        }
    }
    if !libraries.is_empty() {
        root.put("library", Tree::one_or_row(libraries.into_iter().map(Tree::text).collect()));
    }
    let (_, call) = function(statement)?;
    let mut trees = Trees { script, writing };
    root.join(trees.sections(body(call)));
    let mut whole = Map::default();
    whole.put_at("pipeline", (script.place)(statement.at), root);
    Some(whole.into())
}

fn statement_libraries(statements: &[Statement]) -> Vec<String> {
    let annotations = statements.iter().flat_map(|statement| &statement.annotations);
    let own = annotations.filter(|annotation| &*annotation.name.text == "Library");
    own.flat_map(|annotation| &annotation.args).flat_map(|arg| declare::texts(&arg.value)).collect()
}

/// The name and the call that a statement is.
fn function(statement: &Statement) -> Option<(&str, &Call)> {
    let call = declare::call_of(statement)?;
    Some((&*call.function()?.text, call))
}

fn body(call: &Call) -> &[Statement] {
    declare::block(call).map_or(&[], |closure| closure.body.as_slice())
}

struct Trees<'t, 's, 'w, 'a> {
    script: &'t Script<'s>,
    writing: &'w mut Writing<'a>,
}

impl Trees<'_, '_, '_, '_> {
    fn span(&self, place: Place) -> Span {
        (self.script.place)(place)
    }

    fn source(&self, place: Place) -> &str {
        place.slice(self.script.text)
    }

    /// Code as it is written.
    fn code(&self, place: Place) -> Tree {
        Tree::text(dedented(self.source(place))).at(self.span(place))
    }

    /// The sections of a pipeline, a stage or a matrix.
    fn sections(&mut self, block: &[Statement]) -> Map {
        let mut map = Map::default();
        for statement in block {
            let Some((name, call)) = function(statement) else { continue };
            let tree = match name {
                "agent" => self.agent(call),
                "environment" => self.environment(body(call)),
                "options" | "parameters" | "triggers" | "libraries" => self.lines(body(call)),
                "tools" | "input" => self.fields(body(call)).into(),
                "when" => self.conditions(body(call)),
                "stages" | "parallel" => self.stages(body(call)),
                "matrix" => self.matrix(body(call)),
                "steps" => self.steps(body(call)),
                "post" => self.post(body(call)),
                "failFast" => self.argument(call),
                _ => continue,
            };
            map.put_at(name, self.span(statement.at), tree);
        }
        map
    }

    fn argument(&mut self, call: &Call) -> Tree {
        call.args.first().map_or_else(Tree::nothing, |arg| self.value(&arg.value))
    }

    /// A text whose holes are filled in, a number, or a truth.
    fn value(&mut self, value: &Expr) -> Tree {
        let tree = match &value.kind {
            ExprKind::Text(text) => Tree::text(holes_kept(text)),
            ExprKind::Rich(pieces) => {
                let piece = |piece: &Piece| match piece {
                    Piece::Text(text) => holes_kept(text),
                    Piece::Hole(_, place) => {
                        let code = self.source(*place).trim_start_matches("${").trim_start_matches('$');
                        format!("${{{}}}", code.trim_end_matches('}'))
                    }
                };
                Tree::text(pieces.iter().map(piece).collect::<String>())
            }
            ExprKind::Int(_) | ExprKind::Bool(_) => Tree::bare(self.source(value.at)),
            ExprKind::Call(call) if call.function().is_some_and(|name| &*name.text == "credentials") => {
                Tree::text(self.source(value.at))
            }
            _ => {
                let code = self.source(value.at).to_owned();
                if code.contains(['"', '\n']) {
                    let message = "YAML has no place for this code";
                    self.writing.lost(KEY, self.span(value.at), message, "keep the Jenkinsfile");
                }
                Tree::text(format!("${{{}}}", code.replace('"', "'")))
            }
        };
        tree.at(self.span(value.at))
    }

    fn agent(&mut self, call: &Call) -> Tree {
        let Some(statement) = body(call).first() else {
            let kind = call.args.first().map(|arg| arg.value.at).unwrap_or_default();
            return Tree::text(self.source(kind)).at(self.span(kind));
        };
        let Some((kind, inner)) = function(statement) else { return self.code(statement.at) };
        let mut map = Map::default();
        let tree = match (body(inner), inner.args.as_slice()) {
            ([], [arg]) if arg.key.is_none() => self.value(&arg.value),
            ([], []) => return Tree::text(kind).at(self.span(statement.at)),
            ([], args) => {
                let mut fields = Map::default();
                for arg in args {
                    let tree = self.value(&arg.value);
                    fields.put(arg.name().unwrap_or_default(), tree);
                }
                fields.into()
            }
            (block, _) => self.fields(block).into(),
        };
        map.put_at(kind, self.span(statement.at), tree);
        map.into()
    }

    fn environment(&mut self, block: &[Statement]) -> Tree {
        let mut map = Map::default();
        for statement in block {
            let groovy::ast::StatementKind::Expr(Expr { kind: ExprKind::Assign(name, _, value), .. }) =
                &statement.kind
            else {
                continue;
            };
            let tree = self.value(value);
            map.put_at(self.source(name.at).to_owned(), self.span(statement.at), tree);
        }
        map.into()
    }

    fn lines(&mut self, block: &[Statement]) -> Tree {
        Tree::list(block.iter().map(|statement| self.code(statement.at)).collect())
    }

    /// `name value` of each line.
    fn fields(&mut self, block: &[Statement]) -> Map {
        let mut map = Map::default();
        for statement in block {
            let Some((name, call)) = function(statement) else { continue };
            if declare::block(call).is_some() {
                let message = format!("YAML has no place for the `{name}` of this");
                self.writing.lost(KEY, self.span(statement.at), message, "keep the Jenkinsfile");
                continue;
            }
            let tree = self.argument(call);
            map.put_at(name, self.span(statement.at), tree);
        }
        map
    }

    fn stages(&mut self, block: &[Statement]) -> Tree {
        let mut stages = Vec::new();
        for statement in block {
            let Some((_, call)) = function(statement) else { continue };
            let name = call.args.first().and_then(|arg| arg.value.as_text()).unwrap_or_default();
            let mut map = Map::default();
            map.put_at("stage", self.span(statement.at), Tree::text(name));
            map.join(self.sections(body(call)));
            stages.push(Tree::from(map).at(self.span(statement.at)));
        }
        Tree::list(stages)
    }

    fn matrix(&mut self, block: &[Statement]) -> Tree {
        let mut map = Map::default();
        for statement in block {
            let Some((name, call)) = function(statement) else { continue };
            let tree = match name {
                "axes" => self.axes(body(call)),
                "excludes" => {
                    let mut all = Vec::new();
                    for exclude in body(call) {
                        let Some((_, inner)) = function(exclude) else { continue };
                        let mut one = Map::default();
                        one.put("exclude", self.axes(body(inner)));
                        all.push(one.into());
                    }
                    Tree::list(all)
                }
                _ => continue,
            };
            map.put_at(name, self.span(statement.at), tree);
        }
        map.join(self.sections(block));
        map.into()
    }

    fn axes(&mut self, block: &[Statement]) -> Tree {
        let mut all = Vec::new();
        for axis in block {
            let Some((_, call)) = function(axis) else { continue };
            let mut fields = Map::default();
            for field in body(call) {
                let Some((name, inner)) = function(field) else { continue };
                let texts = inner.args.iter().map(|arg| match arg.value.as_text() {
                    Some(text) => Tree::text(text),
                    None => Tree::text(self.source(arg.value.at)),
                });
                let texts: Vec<Tree> = texts.collect();
                let tree = if name == "name" { Tree::one_or_row(texts) } else { Tree::row(texts) };
                fields.put_at(name, self.span(field.at), tree);
            }
            let mut one = Map::default();
            one.put("axis", fields);
            all.push(one.into());
        }
        Tree::list(all)
    }

    fn post(&mut self, block: &[Statement]) -> Tree {
        let mut map = Map::default();
        for statement in block {
            let Some((name, call)) = function(statement) else { continue };
            let tree = self.steps(body(call));
            map.put_at(name, self.span(statement.at), tree);
        }
        map.into()
    }

    /// Conditions by their names; a list where one is there twice.
    fn conditions(&mut self, block: &[Statement]) -> Tree {
        let mut all: Vec<(String, Span, Tree)> = Vec::new();
        for statement in block {
            let Some((name, call)) = function(statement) else { continue };
            let tree = match name {
                "not" | "allOf" | "anyOf" => self.conditions(body(call)),
                "expression" => match body(call) {
                    [] => Tree::nothing(),
                    [first, .., last] => self.code(first.at.to(last.at)),
                    [one] => self.code(one.at),
                },
                _ if call.args.iter().any(|arg| arg.key.is_some()) => {
                    let mut map = Map::default();
                    for arg in &call.args {
                        let tree = self.value(&arg.value);
                        map.put(arg.name().unwrap_or_default(), tree);
                    }
                    map.into()
                }
                _ => self.argument(call),
            };
            all.push((name.to_owned(), self.span(statement.at), tree));
        }
        let unique =
            all.iter().enumerate().all(|(at, (name, ..))| !all[..at].iter().any(|(other, ..)| other == name));
        let mut map = Map::default();
        if unique {
            all.into_iter().for_each(|(name, span, tree)| map.put_at(name, span, tree));
            return map.into();
        }
        let one = |(name, span, tree): (String, Span, Tree)| {
            let mut map = Map::default();
            map.put_at(name, span, tree);
            Tree::from(map)
        };
        Tree::list(all.into_iter().map(one).collect())
    }

    /// Steps as they are written; `script` and steps around others have theirs in a list.
    fn steps(&mut self, block: &[Statement]) -> Tree {
        let mut steps = Vec::new();
        for statement in block {
            steps.push(match function(statement).filter(|(_, call)| call.block.is_some()) {
                Some((name, call)) => self.around(name, call, statement),
                None => self.code(statement.at),
            });
        }
        Tree::list(steps)
    }

    fn around(&mut self, name: &str, call: &Call, statement: &Statement) -> Tree {
        let mut map = Map::default();
        if name == "script" {
            // It is code: what stands inside is one text.
            let inside = match body(call) {
                [] => Tree::nothing(),
                [first, .., last] => self.code(first.at.to(last.at)),
                [one] => self.code(one.at),
            };
            map.put_at("script", self.span(statement.at), Tree::list(vec![inside]));
            return map.into();
        }
        let given = match (call.args.first(), call.args.last()) {
            (Some(first), Some(last)) => self.source(first.at().to(last.at())).to_owned(),
            _ => String::new(),
        };
        let given = if given.parse::<u64>().is_ok() { Tree::bare(given) } else { Tree::text(given) };
        map.put_at(name, self.span(statement.at), given);
        let inner = self.steps(body(call));
        map.put("steps", inner);
        map.into()
    }
}

/// A text in which nothing is filled in where texts have holes.
fn holes_kept(text: &str) -> String {
    let mut out = String::new();
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let begins = chars.peek().is_some_and(|next| *next == '{' || *next == '_' || next.is_alphabetic());
        if c == '$' && begins { out += "${'$'}" } else { out.push(c) }
    }
    out
}

/// Code of several lines without the blanks that all of them but the first begin with.
fn dedented(code: &str) -> String {
    let code = code.trim_end();
    let rest = || code.lines().skip(1).filter(|line| !line.trim().is_empty());
    let common = rest().map(|line| line.len() - line.trim_start().len()).min().unwrap_or(0);
    let lines = code.lines().enumerate().map(|(at, line)| match at {
        0 => line,
        _ => line.get(common..).unwrap_or_default(),
    });
    lines.collect::<Vec<_>>().join("\n")
}
