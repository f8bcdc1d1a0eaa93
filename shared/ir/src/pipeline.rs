use crate::{
    Concurrency, Dialect, Env, Input, Job, Notification, Output, Permissions, Rule, SecretInput, Span, Stage,
    Step, Template, Trigger,
};

/// One pipeline as its author wrote it, includes and inheritance resolved.
#[derive(Clone, Debug, PartialEq)]
pub struct Pipeline {
    /// The whole document.
    pub span: Span,
    /// The language its expressions are in.
    pub dialect: Dialect,
    /// What the author calls it.
    pub name: Option<Template>,
    /// What a single run is called.
    pub run_name: Option<Template>,
    /// What starts it. Empty: anything does.
    pub triggers: Vec<Trigger>,
    /// Where it says what starts it.
    pub starts: Option<Span>,
    /// Values a caller or a person may give.
    pub inputs: Vec<Input>,
    /// Secrets a calling pipeline may or must hand in.
    pub secrets: Vec<SecretInput>,
    /// Values a calling pipeline gets back.
    pub outputs: Vec<Output>,
    /// Variables of every job.
    pub env: Env,
    /// Rights of the run's token, for jobs that do not say.
    pub permissions: Option<Permissions>,
    /// Which other runs it may not overlap with.
    pub concurrency: Option<Concurrency>,
    /// Whether there is a run at all: the first rule that holds decides; no rules: always.
    pub rules: Vec<Rule>,
    /// Stages in order. Empty where the dialect has none.
    pub stages: Vec<Stage>,
    /// Jobs in the author's order.
    pub jobs: Vec<Job>,
    /// Whom to tell when it ends.
    pub notifications: Vec<Notification>,
    /// Whether a newer run of the same ref ends this one's interruptible jobs.
    pub auto_cancel: bool,
    /// Whether one failing job ends all others.
    pub cancel_on_failure: bool,
    /// The actions of its own repository that it uses, as far as they could be read.
    pub actions: Vec<OwnAction>,
    /// Parts of it stand in files that were not read (a piece meant to be included, an include that is not at hand): what
    /// seems to be missing may exist, so nothing may be called unknown.
    pub partial: bool,
    /// Places of words that the model holds without them (a shell, a type, a flag): who writes it decides about each.
    pub words: Vec<Span>,
}

impl Pipeline {
    /// A pipeline with nothing in it.
    #[must_use]
    pub fn empty(span: Span, dialect: Dialect) -> Self {
        Self {
            span,
            dialect,
            name: None,
            run_name: None,
            triggers: Vec::new(),
            starts: None,
            inputs: Vec::new(),
            secrets: Vec::new(),
            outputs: Vec::new(),
            env: Env::default(),
            permissions: None,
            concurrency: None,
            rules: Vec::new(),
            stages: Vec::new(),
            jobs: Vec::new(),
            notifications: Vec::new(),
            auto_cancel: false,
            cancel_on_failure: false,
            actions: Vec::new(),
            partial: false,
            words: Vec::new(),
        }
    }

    /// The job of that id.
    #[must_use]
    pub fn job(&self, id: &str) -> Option<&Job> {
        self.jobs.iter().find(|job| job.id.value == id)
    }
}

/// An action that stands in the pipeline's own repository.
#[derive(Clone, Debug, PartialEq)]
pub struct OwnAction {
    /// What steps call it.
    pub reference: String,
    /// The names of what it takes, each with its value when none is given.
    pub inputs: Vec<(String, Option<Template>)>,
    /// The names of what it gives.
    pub outputs: Vec<String>,
    /// What its outputs are, as far as its steps say it.
    pub gives: Vec<(String, Template)>,
    /// What it does, if it consists of steps.
    pub steps: Vec<Step>,
}
