//! A job's containers, their expressions evaluated before anything of the job exists.

use crate::Job;
use engine::job::{Secret, Secrets, Variables};
use executors::{
    ContainerSpec, Credentials, Image, Layout, Logins, Open, PullPolicy, Reachable, ServiceSpec,
};
use expr::{EvalError, Scope, Template, Value};
use plan::ir::{self, Env};
use plan::{Assignment, SecretUse};

/// The variable with a job's logins to registries, see
/// <https://docs.docker.com/reference/cli/docker/#environment-variables> and
/// <https://docs.gitlab.com/ci/docker/using_docker_images/#access-an-image-from-a-private-container-registry>.
const LOGINS: &str = "DOCKER_AUTH_CONFIG";

/// What a job asks of an executor.
///
/// # Errors
/// A sentence for the user when an expression in it has no value.
pub(crate) fn open(job: &Job) -> Result<Open, String> {
    let assignment = &job.assignment;
    let scope = JobScope::new(assignment, &job.secrets)?;
    let container =
        assignment.job.container.as_ref().map(|container| scope.container(container)).transpose()?;
    let services = assignment.job.services.iter().map(|service| scope.service(service));
    Ok(Open {
        run: assignment.run.clone(),
        job: assignment.id.clone(),
        attempt: assignment.attempt,
        workspace: job.workspace.clone(),
        // An image that an expression left empty means no container.
        container: container.filter(|spec| !matches!(&spec.image, Image::Named(name) if name.is_empty())),
        services: services
            .filter(|service| {
                !matches!(service, Ok(ServiceSpec { container: ContainerSpec { image: Image::Named(name), .. }, .. }) if name.is_empty())
            })
            .collect::<Result<_, _>>()?,
        limits: job.limits,
    })
}

/// The `job` context: how to reach the job's containers.
pub(crate) fn context(layout: &Layout) -> Value {
    let network =
        layout.container.iter().chain(&layout.services).map(|reachable| reachable.network.as_str()).next();
    let describe = |reachable: &Reachable| {
        let ports = reachable.ports.iter().map(|(inside, outside)| {
            (inside.trim_end_matches("/tcp").to_owned(), Value::from(outside.to_string()))
        });
        Value::object([
            ("id", Value::from(reachable.id.as_str())),
            ("network", Value::from(reachable.network.as_str())),
            ("ports", Value::object(ports)),
        ])
    };
    let services = layout.services.iter().map(|service| (service.name.as_str(), describe(service)));
    let own = |container: &Reachable| {
        Value::object([
            ("id", Value::from(container.id.as_str())),
            ("network", Value::from(container.network.as_str())),
        ])
    };
    let container = layout.container.as_ref().map(own);
    Value::object([
        (
            "container",
            container
                .unwrap_or_else(|| Value::object([("network", Value::from(network.unwrap_or_default()))])),
        ),
        ("services", Value::object(services)),
    ])
}

/// What expressions about containers see.
struct JobScope<'a> {
    assignment: &'a Assignment,
    secrets: &'a Secrets,
    variables: Variables,
}

impl<'a> JobScope<'a> {
    fn new(assignment: &'a Assignment, secrets: &'a Secrets) -> Result<Self, String> {
        let variables = Variables::named(assignment.customs.env_names);
        let mut scope = Self { assignment, secrets, variables };
        for (name, value) in &assignment.environ.env {
            scope.variables.give(name, value.as_str());
        }
        for entry in assignment.env.iter().chain(&assignment.job.env) {
            let laid = scope.variables.evaluate(entry, secrets, &scope);
            let laid = laid.map_err(|error| format!("variable `{}`: {error}", entry.name.value))?;
            scope.variables.lay(laid);
        }
        for (name, secret) in secrets.iter() {
            match assignment.secrets {
                SecretUse::Environment => scope.variables.give(name, secret.reveal()),
                SecretUse::Hidden => scope.variables.hide(name, secret.reveal()),
                SecretUse::Context(_) => {}
            }
        }
        for (name, value) in &assignment.environ.overrides {
            scope.variables.fix(name, value);
        }
        Ok(scope)
    }

    /// What came before the job, if the context holds that.
    fn past(&self, name: &str) -> Option<Value> {
        let Assignment { needs, stages, customs, job, .. } = self.assignment;
        plan::past(&customs.past, needs, stages, job.stage.as_deref(), name)
    }

    fn text(&self, template: &Template) -> Result<String, String> {
        let text = template.render(self).map_err(|error| error.to_string())?;
        Ok(text)
    }

    fn texts(&self, templates: &[Template]) -> Result<Vec<String>, String> {
        templates
            .iter()
            .map(|template| self.text(template))
            .filter(|text| text != &Ok(String::new()))
            .collect()
    }

    fn optional(&self, template: Option<&Template>) -> Result<Option<String>, String> {
        template.map(|template| self.text(template)).transpose()
    }

    fn container(&self, container: &ir::Container) -> Result<ContainerSpec, String> {
        let env = match &container.env {
            Env::List(entries) => {
                let texts =
                    entries.iter().map(|entry| Ok((entry.name.value.clone(), self.text(&entry.value)?)));
                texts.collect::<Result<_, String>>()?
            }
            Env::Computed(template) => match template.eval(self).map_err(|error| error.to_string())? {
                Value::Object(object) => {
                    let dialect = self.assignment.dialect;
                    object
                        .iter()
                        .map(|(name, value)| (name.to_owned(), value.to_text(dialect).into_owned()))
                        .collect()
                }
                _ => Vec::new(),
            },
        };
        let credentials = container.credentials.as_ref().map(|credentials| {
            let (username, password) = (self.text(&credentials.username)?, self.text(&credentials.password)?);
            Ok::<_, String>(Credentials { username, password })
        });
        let pull = container.pull.iter().flatten().map(|policy| match policy.value {
            ir::PullPolicy::Always => PullPolicy::Always,
            ir::PullPolicy::IfNotPresent => PullPolicy::IfNotPresent,
            ir::PullPolicy::Never => PullPolicy::Never,
        });
        let image = self.text(&container.image)?;
        Ok(ContainerSpec {
            image: Image::Named(image.strip_prefix("docker://").unwrap_or(&image).to_owned()),
            credentials: credentials.transpose()?.filter(|found| !found.username.is_empty()),
            logins: self.variables.get(LOGINS).map(|text| Logins(text.to_string())),
            env,
            ports: self.texts(&container.ports)?,
            volumes: self.texts(&container.volumes)?,
            mounts: Vec::new(),
            options: self.optional(container.options.as_ref())?,
            entrypoint: container.entrypoint.as_ref().map(|words| self.texts(words)).transpose()?,
            user: self.optional(container.user.as_ref())?,
            platform: self.optional(container.platform.as_ref())?,
            pull: pull.collect(),
        })
    }

    fn service(&self, service: &ir::Service) -> Result<ServiceSpec, String> {
        let container = self.container(&service.container)?;
        let image = container.image.to_string();
        let mut aliases = self.texts(&service.aliases)?;
        let name = match &service.name {
            Some(name) => name.value.clone(),
            // Names as in https://docs.gitlab.com/ci/services/#accessing-the-services
            None => {
                let bare = image.split(['@']).next().unwrap_or_default();
                let bare = bare
                    .rsplit_once(':')
                    .filter(|(_, tag)| !tag.contains('/'))
                    .map_or(bare, |(name, _)| name);
                aliases.push(bare.replace('/', "-"));
                bare.replace('/', "__")
            }
        };
        aliases.retain(|alias| *alias != name);
        aliases.dedup();
        let command = service.command.as_ref().map(|words| self.texts(words)).transpose()?;
        Ok(ServiceSpec { name, aliases, container, command })
    }
}

impl Scope for JobScope<'_> {
    fn context(&self, name: &str) -> Option<Value> {
        if matches!(&self.assignment.secrets, SecretUse::Context(context) if context == name) {
            let secret = |(name, secret): (&str, &Secret)| (name.to_owned(), Value::from(secret.reveal()));
            return Some(Value::object(self.secrets.iter().map(secret)));
        }
        match name {
            "env" => Some(self.variables.to_object()),
            "variables" => Some(self.variables.all()),
            "matrix" => Some(self.assignment.job.leg.matrix.clone()),
            "inputs" if self.assignment.inputs != Value::Null => Some(self.assignment.inputs.clone()),
            _ => self.past(name).or_else(|| self.assignment.environ.contexts.get(name).cloned()),
        }
    }

    fn call(&self, _: &str, _: &[Value]) -> Option<Result<Value, EvalError>> {
        None
    }

    fn variable(&self, name: &str) -> Option<Value> {
        self.variables.get(name).map(Value::from)
    }
}
