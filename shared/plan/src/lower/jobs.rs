//! One job of the pipeline becomes the jobs of the plan.

use super::select::Entry;
use super::{Lowering, called, choose, concurrency, limits, steps};
use crate::rules::{EVALUATION, MATRIX, refuse};
use crate::scope::Known;
use crate::{CopyStyle, Expansion, Hold, Job, Leg, Need, Strategy, Work, expand};
use diag::{Diagnostic, Span, Spanned};
use events::JobId;
use expr::{Template, Value};
use ir::{EnvEntry, EnvKind, Matrix, MatrixUse, Text, Tolerance, When};

impl Lowering<'_> {
    /// The copies of a job.
    pub(super) fn job(
        &mut self,
        job: &ir::Job,
        entry: &Entry,
        needs: Vec<Need>,
        scope: &Known<'_>,
    ) -> Vec<Job> {
        let planned = self.planned(job, entry, needs, scope);
        let strategy = job.strategy.as_ref();
        let mut copies = match strategy.map(|strategy| (&strategy.matrix, &strategy.copies)) {
            Some((Some(matrix), _)) => self.expanded(planned, matrix, scope),
            Some((None, Some(copies))) => {
                let most = u32::try_from(self.setting.conventions.max_copies).unwrap_or(u32::MAX);
                if copies.value > most {
                    self.too_many(copies.value as usize, copies.span);
                }
                planned.numbered(copies.value.min(most))
            }
            _ => vec![planned],
        };
        let dialect = self.pipeline.dialect;
        if let Some(written) = entry.needs.as_ref().or(job.needs.as_ref()) {
            copies.iter_mut().for_each(|copy| super::needs::of_copy(copy, written, scope));
        }
        copies.into_iter().filter(|copy| choose::wants(&self.setting.choice, copy, dialect)).collect()
    }

    fn planned(&mut self, job: &ir::Job, entry: &Entry, needs: Vec<Need>, scope: &Known<'_>) -> Job {
        let (mut env, computed_env) = steps::environment(&job.env);
        env.splice(0..0, self.stage_variables(job));
        env.retain(|own| entry.env.iter().all(|added| added.name.value != own.name.value));
        env.extend_from_slice(&entry.env);
        let tolerance = entry.tolerance.clone().unwrap_or_else(|| job.tolerance.clone());
        let work = match &job.work {
            ir::Work::Steps(written) => {
                Work::Steps { steps: steps::of(job, written, &needs, self.setting.conventions.sources) }
            }
            ir::Work::Call(call) => called::call(call, self.setting, &mut self.findings),
            ir::Work::Spawn(spawn) => called::spawn(spawn, &env, scope, self.setting, &mut self.findings),
        };
        // Of one job alone it says nothing.
        let copied = |strategy: &&ir::Strategy| strategy.matrix.is_some() || strategy.copies.is_some();
        let strategy = job.strategy.as_ref().filter(copied);
        Job {
            id: JobId::from(job.id.value.as_str()),
            key: job.id.value.clone(),
            name: job.name.clone(),
            stage: job.stage.as_ref().map(|stage| stage.value.clone()),
            needs,
            gate: match &job.condition {
                Some(condition) => steps::condition(Some(condition)),
                None => steps::gate(&entry.when),
            },
            hold: self.hold(job, entry, &tolerance),
            leg: Leg { matrix: Value::Null, index: 0, total: 1 },
            expansion: None,
            strategy: Strategy {
                fail_fast: strategy.and_then(|strategy| self.fail_fast(strategy)),
                max_parallel: strategy.and_then(|strategy| strategy.max_parallel.clone()),
                names: strategy.map(|strategy| strategy.names.clone()).unwrap_or_default(),
            },
            runs_on: job.runs_on.clone(),
            container: job.container.clone(),
            services: job.services.clone(),
            env,
            computed_env,
            work,
            outputs: job.outputs.iter().map(|out| (out.name.value.clone(), out.value.clone())).collect(),
            timeout: job.timeout.clone(),
            tolerance,
            retry: job.retry.clone(),
            concurrency: job.concurrency.as_ref().map(concurrency),
            environment: job.environment.clone(),
            interruptible: entry
                .interruptible
                .or(job.interruptible.as_ref().map(|own| own.value))
                .unwrap_or(false),
            coverage: job.coverage.as_ref().map(Text::to_string),
            workspace: job.workspace.clone(),
            begins_with: job.begins_with,
        }
    }

    /// The variables that a job has from its stage.
    fn stage_variables(&self, job: &ir::Job) -> Vec<EnvEntry> {
        let stage = job.stage.as_ref();
        let stage = stage.and_then(|stage| self.stages.iter().find(|known| known.name == stage.value));
        stage.map(|stage| stage.env.clone()).unwrap_or_default()
    }

    /// Whether a failing copy ends the others: as written, else as the language has it.
    fn fail_fast(&self, strategy: &ir::Strategy) -> Option<Template> {
        let usual = || self.setting.conventions.fail_fast.then(|| Template::literal(Text::from("true")));
        strategy.fail_fast.clone().or_else(usual)
    }

    /// What a job waits for beside its needs. One that a person chose by name waits for nobody.
    fn hold(&self, job: &ir::Job, entry: &Entry, tolerance: &Tolerance) -> Option<Hold> {
        let choice = &self.setting.choice;
        let asked =
            choice.jobs.iter().chain(&choice.manual).any(|name| choose::is_meant(name, &job.id.value));
        match entry.when {
            When::Manual if !asked => Some(Hold::Manual { blocking: *tolerance != Tolerance::All }),
            When::Delayed(wait) => Some(Hold::Delayed { wait }),
            _ => None,
        }
    }

    /// The copies of a matrix, if all it depends on is known; else one job that is multiplied when its turn comes. So is
    /// one without any copy, to be skipped then.
    fn expanded(&mut self, mut job: Job, matrix: &Matrix, scope: &Known<'_>) -> Vec<Job> {
        let conventions = self.setting.conventions;
        let variables = conventions.matrix == MatrixUse::Variables;
        let matrix = if variables { verbatim(matrix) } else { matrix.clone() };
        let limit = conventions.max_copies;
        let later = !uses(&matrix).iter().all(|context| scope.knows(context));
        let legs = if later { Ok(Vec::new()) } else { expand(&matrix, scope) };
        let style = CopyStyle { names: conventions.copies, variables };
        job.expansion = Some(Expansion { matrix, only: self.setting.choice.matrix.clone(), style, limit });
        match legs {
            Ok(legs) if legs.is_empty() => vec![job],
            Ok(legs) => {
                if legs.len() > limit {
                    let span = self.pipeline.job(&job.key).map_or(self.pipeline.span, |job| job.id.span);
                    self.too_many(legs.len(), span);
                }
                job.copies(legs.into_iter().take(limit).collect(), self.pipeline.dialect)
            }
            Err(error) => {
                self.findings.push(Diagnostic::error(MATRIX, error.span(), error.to_string()));
                Vec::new()
            }
        }
    }

    fn too_many(&mut self, count: usize, span: Span) {
        self.findings.push(limits::too_many(count, self.setting.conventions.max_copies, span));
    }
}

/// The variables that an expression yields.
pub(super) fn computed_env(template: &Template, scope: &Known<'_>) -> Result<Vec<EnvEntry>, Box<Diagnostic>> {
    let span = template.text().span();
    let fails = |message: String, span: Span| refuse(EVALUATION, span, message);
    let value = template.eval(scope).map_err(|error| fails(error.message, error.span))?;
    let Value::Object(object) = value else {
        return Err(fails(format!("variables must be a mapping, found {}", value.kind()), span));
    };
    let entry = |(name, value): (&str, &Value)| EnvEntry {
        name: Spanned::new(name.to_owned(), span),
        value: Template::literal(Text::plain(value.to_text(scope.dialect).into_owned(), span)),
        kind: EnvKind::Raw,
        prompt: None,
    };
    Ok(object.iter().map(entry).collect())
}

/// The contexts that a matrix takes values from.
pub(super) fn uses(matrix: &Matrix) -> Vec<String> {
    let mut contexts = Vec::new();
    super::templates::each(matrix, &mut |template| {
        contexts.extend(template.uses().paths.iter().map(|path| path.root().to_owned()));
    });
    contexts
}

/// The same matrix with its templates as mere text.
pub(super) fn verbatim(matrix: &Matrix) -> Matrix {
    let mut matrix = matrix.clone();
    if let Matrix::Computed(_) = matrix {
        // It is no value, but what yields them.
        return matrix;
    }
    super::templates::each_mut(&mut matrix, &mut |template| {
        *template = Template::literal(template.text().clone())
    });
    matrix
}
