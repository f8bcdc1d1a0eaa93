use super::super::model::{Stage, Work};
use super::super::rules::STAGE;
use super::sections::{Section, section_list};
use super::symbols::Options;
use super::{Declare, block, call_of, tables};
use groovy::Place;
use groovy::ast::{Call, ExprKind};
use std::collections::HashSet;

/// How deep stages may stand in stages.
const DEPTH: u32 = 20;

/// What stages stand in.
#[derive(Clone, Copy, Default)]
pub(super) struct Inside {
    /// Branches, or the cells of a matrix.
    pub branches: bool,
    depth: u32,
}

impl Inside {
    pub fn a_stage(self) -> Self {
        Self { depth: self.depth + 1, ..self }
    }

    pub fn branches(self) -> Self {
        Self { branches: true, depth: self.depth + 1 }
    }
}

impl Declare<'_> {
    /// `stages { stage('name') { ... } }`, and the same for `parallel`.
    pub(super) fn stages<'a>(&mut self, section: Section<'a>, inside: Inside) -> Vec<Stage<'a>> {
        let Some(body) = self.filled_block(section) else { return Vec::new() };
        if inside.depth > DEPTH {
            self.error(STAGE, section.at, format!("more than {DEPTH} stages stand one inside the other"));
            return Vec::new();
        }
        let mut found: Vec<Stage<'a>> = Vec::new();
        let mut names: HashSet<String> = HashSet::new();
        for statement in &body.body {
            let named = call_of(statement).and_then(|call| Some((call.function()?, call)));
            match named {
                Some((name, call)) if &*name.text == "stage" => {
                    if let Some(stage) = self.stage(call, statement.at, inside) {
                        if !stage.name.is_empty() && !names.insert(stage.name.clone()) {
                            let message = format!("there is a stage \"{}\" already", stage.name);
                            self.error(STAGE, stage.name_at, message).help("give it another name");
                        }
                        found.push(stage);
                    }
                }
                _ => {
                    self.error(STAGE, statement.at, "this is no stage").help("as in stage('Build') { ... }");
                }
            }
        }
        found
    }

    fn stage<'a>(&mut self, call: &'a Call, at: Place, inside: Inside) -> Option<Stage<'a>> {
        let (name, name_at) = self.literal(call, at, "a stage").unwrap_or(("", at));
        let mut stage = Stage { name: name.to_owned(), name_at, at, ..Stage::default() };
        let Some(body) = block(call) else {
            self.error(STAGE, at, format!("the stage \"{name}\" has no block"));
            return None;
        };
        let sections = section_list(self, &body.body, tables::STAGE_SECTIONS, "stage");
        let mut works: Vec<Section<'a>> = Vec::new();
        for &section in &sections {
            if matches!(&*section.name.text, "steps" | "stages" | "parallel" | "matrix") {
                works.push(section);
            } else {
                self.stage_section(section, &mut stage);
            }
        }
        if works.iter().any(|work| &*work.name.text == "parallel") {
            for section in sections.iter().filter(|it| matches!(&*it.name.text, "agent" | "tools")) {
                let what = &section.name.text;
                let message = format!("`{what}` cannot stand beside `parallel`, for branches have their own");
                self.error(STAGE, section.name.at, message)
                    .help(format!("put `{what}` into the stages of `parallel`"));
            }
        }
        match works.as_slice() {
            [work] => stage.work = self.work(*work, inside),
            [] => {
                let message = format!("the stage \"{name}\" does nothing");
                let help = "add one of steps, stages, parallel and matrix";
                self.error(STAGE, name_at, message).help(help);
            }
            [_, second, ..] => {
                let message =
                    format!("the stage \"{name}\" has more than one of steps, stages, parallel and matrix");
                self.error(STAGE, second.name.at, message).help("make two stages of it");
            }
        }
        Some(stage)
    }

    /// A section that stages and matrices have.
    pub(super) fn stage_section<'a>(&mut self, section: Section<'a>, stage: &mut Stage<'a>) {
        match &*section.name.text {
            "agent" => stage.agent = self.agent(section),
            "environment" => stage.environment = self.environment(section),
            "when" => stage.when = self.when(section),
            "input" => stage.input = self.input(section),
            "options" => stage.options = self.options(section, Options::Stage),
            "tools" => stage.tools = self.tools(section),
            "post" => stage.post = self.post(section),
            "failFast" => match section.call.args.first().map(|arg| &arg.value.kind) {
                Some(ExprKind::Bool(truth)) => stage.fail_fast = *truth,
                _ => {
                    self.error(STAGE, section.at, "`failFast` is true or false");
                }
            },
            _ => {}
        }
    }

    fn work<'a>(&mut self, section: Section<'a>, inside: Inside) -> Work<'a> {
        let kind = &*section.name.text;
        if inside.branches && matches!(kind, "parallel" | "matrix") {
            let message = format!("`{kind}` cannot stand inside of branches");
            let help = "`parallel` and `matrix` do not stand in each other, however deep";
            self.error(STAGE, section.name.at, message).help(help);
        }
        match kind {
            "steps" => match self.block_of(section) {
                Some(body) => {
                    self.steps(body, section.at, super::steps::Top::Stage);
                    Work::Steps(body)
                }
                None => Work::Nothing,
            },
            "stages" => Work::Stages(self.stages(section, inside.a_stage())),
            "parallel" => Work::Parallel(self.stages(section, inside.branches())),
            _ => self.matrix(section, inside).map_or(Work::Nothing, |matrix| Work::Matrix(Box::new(matrix))),
        }
    }
}
