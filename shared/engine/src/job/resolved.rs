use expr::Value;
use indexmap::IndexMap;
use plan::Step;
use plan::ir::{Expr, Template};

/// What an action is made of.
#[derive(Clone, Debug, PartialEq)]
pub struct Resolved {
    /// Its inputs with their defaults.
    pub inputs: Vec<ActionInput>,
    /// The folder it lives in, as the job sees it.
    pub folder: String,
    /// Variables of all its processes.
    pub env: Vec<(String, String)>,
    /// Members that contexts have in its steps.
    pub facts: IndexMap<String, Vec<(String, Value)>>,
    /// How it runs.
    pub body: Body,
}

/// An input of an action.
#[derive(Clone, Debug, PartialEq)]
pub struct ActionInput {
    /// Its name.
    pub name: String,
    /// Its value when none is given.
    pub default: Option<Template>,
    /// It must be given.
    pub required: bool,
}

/// How an action runs.
#[derive(Clone, Debug, PartialEq)]
pub enum Body {
    /// Steps of its own.
    Composite {
        /// The steps.
        steps: Vec<Step>,
        /// Its outputs, evaluated when they have ended.
        outputs: Vec<(String, Template)>,
    },
    /// A program with a file for each phase: `node main.js`.
    Program {
        /// The program.
        program: String,
        /// The file, in the folder.
        main: String,
        /// Run before the job's first step.
        pre: Option<Hook>,
        /// Run after the job's last step, in reverse order.
        post: Option<Hook>,
    },
    /// A container.
    Image(ImageBody),
}

/// A container action.
#[derive(Clone, Debug, PartialEq)]
pub struct ImageBody {
    /// An image's name, or the path of a Dockerfile in the folder.
    pub image: ActionImage,
    /// Replaces the image's entrypoint.
    pub entrypoint: Option<Template>,
    /// Its arguments.
    pub args: Vec<Template>,
    /// Its variables.
    pub env: Vec<(String, Template)>,
    /// Entrypoint of a run before the job's first step.
    pub pre: Option<Hook>,
    /// Entrypoint of a run after the job's last step.
    pub post: Option<Hook>,
}

/// Where a container action's image comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ActionImage {
    /// A registry or this machine.
    Named(String),
    /// A Dockerfile in the action's folder.
    File(String),
}

/// Something run before or after the job's steps.
#[derive(Clone, Debug, PartialEq)]
pub struct Hook {
    /// The file or entrypoint.
    pub run: String,
    /// When; none: always.
    pub condition: Option<Expr>,
}
