use super::super::model::{Input, Stage, Symbol};
use super::super::rules::MATRIX;
use super::{Around, CHECKOUT, JOBS, Lower, compose};
use diag::{Diagnostic, Spanned, Text};
use expr::{Dialect, Expr};
use groovy::Place;
use groovy::ast::{Closure, ExprKind};
use ir::{Action, Builtin, Job, Retry, Step, Template, Work};

/// What holds in a job unless its own first step has left it out.
pub(super) const NOT_SKIPPED: &str = "env.STAGE_SKIPPED != 'true'";

/// A question for some people.
pub(in crate::jenkins) fn asking(question: &str, people: &str) -> String {
    format!("{question} (asks {people})")
}

/// What a builtin is as a step.
pub(super) fn builtin(span: ir::Span, builtin: Builtin) -> Step {
    Step::new(span, Action::Builtin { builtin, reference: None, with: Vec::new() })
}

impl<'m, 'a> Lower<'m, 'a> {
    /// The job of a stage that has steps.
    pub(super) fn leaf(
        &mut self,
        stage: &'m Stage<'a>,
        steps: &'m Closure,
        around: &Around<'m, 'a>,
        before: &[String],
    ) -> String {
        let mut job = self.job(&around.path.join(" / "), stage.name_at, around, before);
        job.span = self.source.span(stage.at);
        let whens = around.whens.iter().copied().filter(|when| !self.is_late(*when, around)).collect();
        job.condition = self.condition(whens, around);
        let mut list: Vec<Step> = self.machine(&mut job, around).into_iter().collect();
        if around.fresh {
            list.push(self.checkout(stage.at));
        }
        if let Some(input) = &stage.input {
            list.push(self.approval(input));
        }
        list.extend(self.tools(stage));
        let own = self.steps(&steps.body);
        let timeout = self.timeout(&stage.options);
        let retry = self.retry(&stage.options).or_else(|| self.retry(&self.model.options));
        match (timeout, retry) {
            (None, None) => list.extend(own),
            (timeout, retry) => {
                let mut group = Step::new(self.source.span(stage.at), Action::Group(own));
                group.name = Some(compose::literal("Steps"));
                group.timeout = timeout;
                group.retry = retry;
                list.push(group);
            }
        }
        let asked = stage.when.as_ref().filter(|when| self.is_late(when.at, around));
        if let Some(when) = asked {
            for step in &mut list {
                step.condition = Expr::parse(&Text::from(NOT_SKIPPED), Dialect::Jenkins).ok();
            }
            list.insert(0, self.program(self.source.section(when.at), when.at, "when"));
        }
        list.extend(self.post_steps(&stage.post, asked.is_some()));
        job.work = Work::Steps(list);
        self.put(job)
    }

    /// Asks a person whether to go on. Who that is to be is said, and nobody is kept from answering.
    fn approval(&mut self, input: &Input<'a>) -> Step {
        let span = self.source.span(input.at);
        let message =
            input.message.map_or_else(|| compose::literal("Go on?"), |message| self.template(message));
        let message = match (message.as_literal(), input.submitter.and_then(|names| names.as_text())) {
            (Some(text), Some(names)) => self.source.literal(&asking(text, names), input.at),
            _ => message,
        };
        builtin(span, Builtin::Approve { message })
    }

    /// Says that tools are those of the machine, where a stage asks for some by the names of a server.
    fn tools(&self, stage: &Stage<'a>) -> Option<Step> {
        let asked: Vec<String> = self
            .model
            .tools
            .iter()
            .chain(&stage.tools)
            .map(|(kind, name)| format!("{} {}", kind.text, self.source.slice(name.at)))
            .collect();
        if asked.is_empty() {
            return None;
        }
        let message = format!("Tools are those of this machine; asked for: {}", asked.join(", "));
        let mut step =
            builtin(self.source.span(stage.at), Builtin::Print { message: compose::literal(&message) });
        step.name = Some(compose::literal("Tools"));
        Some(step)
    }

    /// A job with what stands around it.
    pub(super) fn job(&mut self, name: &str, at: Place, around: &Around<'m, 'a>, before: &[String]) -> Job {
        let span = self.source.span(at);
        let id = if around.depth <= 1 && name == around.stage { name.to_owned() } else { self.unique(name) };
        let mut job = Job::empty(Spanned::new(id, span), span);
        job.stage = Some(Spanned::new(around.stage.clone(), span));
        job.needs = (!before.is_empty()).then(|| self.needs(before, at));
        job.workspace = around.workspace.clone();
        job.begins_with = around.begins_with;
        job.env = self.variables(around);
        job.timeout = self.timeout(&self.model.options);
        job
    }

    /// Adds a job, as long as there are not too many.
    pub(super) fn put(&mut self, job: Job) -> String {
        let id = job.id.value.clone();
        if self.pipeline.jobs.len() < JOBS {
            self.pipeline.jobs.push(job);
        } else if self.pipeline.jobs.len() == JOBS
            && !self.findings.iter().any(|finding| finding.code == MATRIX)
        {
            let message = format!("the pipeline has more than {JOBS} stages and cells");
            self.findings.push(Diagnostic::error(MATRIX, job.span, message));
        }
        id
    }

    pub(super) fn checkout(&self, at: Place) -> Step {
        let folder = self.option("checkoutToSubdirectory").and_then(|option| option.call.args.first());
        let path = folder.and_then(|arg| arg.value.as_text()).map(compose::literal);
        let checkout =
            Builtin::Checkout { repository: None, revision: None, path, submodules: None, depth: None };
        let mut step = builtin(self.source.span(at), checkout);
        step.name = Some(compose::literal("Checkout SCM"));
        step
    }

    /// The stage that brings the sources to the agent of all.
    pub(super) fn checkout_stage(&mut self, around: &Around<'m, 'a>) {
        let name = self.unique(CHECKOUT);
        let span = self.source.span(self.model.at);
        self.pipeline.stages.push(ir::Stage::named(Spanned::new(name.clone(), span)));
        let around = Around { stage: name.clone(), ..around.clone() };
        self.bring(&name, &around, &[]);
    }

    /// The job that brings the sources to an agent that several stages share.
    pub(super) fn checkout_job(&mut self, around: &Around<'m, 'a>, before: &[String]) -> String {
        let name = format!("{} / {CHECKOUT}", around.path.join(" / "));
        self.bring(&name, around, before)
    }

    fn bring(&mut self, name: &str, around: &Around<'m, 'a>, before: &[String]) -> String {
        let at = around.agent.map_or(self.model.at, |agent| agent.at);
        let mut job = self.job(name, at, around, before);
        let mut steps: Vec<Step> = self.machine(&mut job, around).into_iter().collect();
        steps.push(self.checkout(at));
        job.work = Work::Steps(steps);
        self.put(job)
    }

    /// `timeout` among options.
    fn timeout(&mut self, options: &[Symbol<'a>]) -> Option<Template> {
        let option = options.iter().find(|option| &*option.name.text == "timeout")?;
        self.duration(option.call)
    }

    /// The time of `timeout(time: 5, unit: 'MINUTES')`, where it is written out.
    pub(super) fn duration(&mut self, call: &groovy::ast::Call) -> Option<Template> {
        let arg = |name: &str| call.args.iter().find(|arg| arg.name() == Some(name)).map(|arg| &arg.value);
        let time = arg("time")
            .or_else(|| call.args.first().map(|arg| &arg.value).filter(|_| call.args.len() == 1))?;
        let ExprKind::Int(number) = time.kind else { return None };
        let unit = match arg("unit").map(|unit| unit.as_text()) {
            Some(Some(unit)) => unit,
            _ => "MINUTES",
        };
        let seconds = super::super::program::seconds(number, unit).max(1);
        Some(self.source.literal(&format!("{seconds}s"), time.at))
    }

    /// `retry` among options.
    fn retry(&mut self, options: &[Symbol<'a>]) -> Option<Retry> {
        let option = options.iter().find(|option| &*option.name.text == "retry")?;
        self.tries(option.call)
    }

    /// The number of `retry(3)`, where it is written out.
    pub(super) fn tries(&mut self, call: &groovy::ast::Call) -> Option<Retry> {
        let count = call.args.iter().find(|arg| arg.key.is_none() || arg.name() == Some("count"))?;
        let ExprKind::Int(number) = count.value.kind else { return None };
        let max = u32::try_from(number.saturating_sub(1)).unwrap_or(0);
        Some(Retry {
            max: Spanned::new(max, self.source.span(count.value.at)),
            when: Vec::new(),
            exit_codes: Vec::new(),
        })
    }
}
