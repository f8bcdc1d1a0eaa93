//! The expressions of a job.
use super::site::{Site, Want};
use super::{rules, step};
use ir::{
    Call, Concurrency, Container, Job, Matrix, MatrixRow, MatrixScalar, MatrixSource, MatrixValue,
    MatrixValues, Service, Strategy, Tolerance, Work,
};

pub(super) fn check(site: &mut Site<'_>, job: &Job) {
    site.optional("jobs.<job_id>.name", job.name.as_ref(), Want::Text);
    rules(site, &job.rules);
    if let Some(condition) = &job.condition {
        site.condition("jobs.<job_id>.if", condition);
    }
    if let Some(strategy) = &job.strategy {
        self::strategy(site, strategy);
    }
    runs_on(site, job);
    site.env("jobs.<job_id>.env", &job.env);
    if let Some(container) = &job.container {
        self::container(site, container, &CONTAINER);
    }
    job.services.iter().for_each(|service| self::service(site, service));
    site.optional("jobs.<job_id>.timeout-minutes", job.timeout.as_ref(), Want::Number);
    if let Tolerance::If(flag) = &job.tolerance {
        site.value("jobs.<job_id>.continue-on-error", flag, Want::Boolean);
    }
    if let Some(Concurrency { group, cancel_running, .. }) = &job.concurrency {
        site.text("jobs.<job_id>.concurrency", group);
        site.optional("jobs.<job_id>.concurrency", cancel_running.as_ref(), Want::Boolean);
    }
    if let Some(environment) = &job.environment {
        site.value("jobs.<job_id>.environment", &environment.name, Want::TextOrObject);
    }
    match &job.work {
        Work::Steps(steps) => step::check_all(site, steps),
        Work::Call(call) => self::call(site, call),
        Work::Spawn(spawn) => site.texts("", spawn.inputs.iter().map(|(_, value)| value)),
    }
    afterwards(site, job);
}

/// What is evaluated when all steps have ended.
fn afterwards(site: &mut Site<'_>, job: &Job) {
    if let Some(environment) = &job.environment {
        site.optional("jobs.<job_id>.environment.url", environment.url.as_ref(), Want::Text);
    }
    site.texts("jobs.<job_id>.outputs.<output_id>", job.outputs.iter().map(|output| &output.value));
    if let Some(snapshot) = &job.snapshot {
        site.texts("", std::iter::once(&snapshot.image).chain(&snapshot.version));
        snapshot.condition.iter().for_each(|condition| site.condition("", condition));
    }
}

fn runs_on(site: &mut Site<'_>, job: &Job) {
    const KEY: &str = "jobs.<job_id>.runs-on";
    let want = if job.runs_on.labels.len() == 1 { Want::Texts } else { Want::Text };
    job.runs_on.labels.iter().for_each(|label| site.value(KEY, label, want));
    site.optional(KEY, job.runs_on.group.as_ref(), Want::Text);
}

fn call(site: &mut Site<'_>, call: &Call) {
    site.texts("jobs.<job_id>.with.<with_id>", call.inputs.iter().map(|(_, value)| value));
    let secrets = call.secrets.iter().flatten().map(|(_, value)| value);
    site.texts("jobs.<job_id>.secrets.<secrets_id>", secrets);
}

fn strategy(site: &mut Site<'_>, strategy: &Strategy) {
    const KEY: &str = "jobs.<job_id>.strategy";
    site.optional(KEY, strategy.fail_fast.as_ref(), Want::Boolean);
    site.optional(KEY, strategy.max_parallel.as_ref(), Want::Number);
    match &strategy.matrix {
        None => {}
        Some(Matrix::Computed(template)) => site.value(KEY, template, Want::Object),
        Some(Matrix::Axes { products, include, exclude }) => {
            for axis in products.iter().flatten() {
                match &axis.values {
                    MatrixValues::List(values) => values.iter().for_each(|value| matrix_value(site, value)),
                    MatrixValues::Computed(template) => site.value(KEY, template, Want::List),
                }
            }
            [include, exclude].into_iter().for_each(|source| matrix_source(site, source));
        }
    }
}

fn matrix_source(site: &mut Site<'_>, source: &MatrixSource) {
    const KEY: &str = "jobs.<job_id>.strategy";
    match source {
        MatrixSource::Computed(template) => site.value(KEY, template, Want::List),
        MatrixSource::Rows(rows) => rows.iter().for_each(|row| match row {
            MatrixRow::Computed(template) => site.value(KEY, template, Want::Object),
            MatrixRow::Row(entries) => entries.iter().for_each(|(_, value)| matrix_value(site, value)),
        }),
    }
}

fn matrix_value(site: &mut Site<'_>, value: &MatrixValue) {
    match value {
        MatrixValue::Scalar(MatrixScalar::Value(_)) => {}
        MatrixValue::Scalar(MatrixScalar::Template(template)) => {
            site.value("jobs.<job_id>.strategy", template, Want::Any);
        }
        MatrixValue::List(items) => items.iter().for_each(|item| matrix_value(site, item)),
        MatrixValue::Map(entries) => entries.iter().for_each(|(_, value)| matrix_value(site, value)),
    }
}

/// Under which keys the parts of a container stand.
struct Keys {
    all: &'static str,
    env: &'static str,
    credentials: &'static str,
}

const CONTAINER: Keys = Keys {
    all: "jobs.<job_id>.container",
    env: "jobs.<job_id>.container.env.<env_id>",
    credentials: "jobs.<job_id>.container.credentials",
};

const SERVICE: Keys = Keys {
    all: "jobs.<job_id>.services",
    env: "jobs.<job_id>.services.<service_id>.env.<env_id>",
    credentials: "jobs.<job_id>.services.<service_id>.credentials",
};

fn container(site: &mut Site<'_>, container: &Container, keys: &Keys) {
    site.value(keys.all, &container.image, Want::TextOrObject);
    if let Some(credentials) = &container.credentials {
        site.text(keys.credentials, &credentials.username);
        site.text(keys.credentials, &credentials.password);
    }
    site.env(keys.env, &container.env);
    let more = [&container.options, &container.user, &container.platform];
    site.texts(keys.all, more.into_iter().flatten());
    let lists = [&container.ports, &container.volumes];
    site.texts(keys.all, lists.into_iter().chain(&container.entrypoint).flatten());
}

fn service(site: &mut Site<'_>, service: &Service) {
    container(site, &service.container, &SERVICE);
    site.texts(SERVICE.all, service.aliases.iter().chain(service.command.iter().flatten()));
}
