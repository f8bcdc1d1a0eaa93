//! What the author wrote, in no dialect; every scalar with its place.
//!
//! A reader of `formats` turns a tree of YAML into a [`Pipeline`]; `lint` looks at it, `plan` lowers it, a writer turns
//! it into another dialect. The model is of *meaning*: two dialects that say the same thing in other words give the
//! same value. Expressions stay in the dialect they were written in (see [`expr::Dialect`]).
//!
//! `shared/ir/README.md` says what each notion means in each dialect.

mod artifact;
mod builtin;
mod cache;
mod concurrency;
mod container;
mod conventions;
mod env;
mod file_work;
mod input;
mod job;
mod matrix;
mod notification;
mod permission;
mod pipeline;
mod program;
mod retry;
mod rule;
mod script;
mod stage;
mod step;
mod trigger;

pub use artifact::{Artifact, ArtifactContent, Report, ReportKind, Upload};
pub use builtin::{Builtin, Tool};
pub use cache::{Cache, CacheKey, CachePolicy};
pub use concurrency::Concurrency;
pub use container::{Container, Credentials, PullPolicy, Service};
pub use conventions::{
    Conventions, CopyNames, EndedPlaces, EnvNames, Globs, InputUse, MatrixUse, Past, PastContext,
    ResultWords, SkippedNeed, Sources, Stages, StepOutputs, Token,
};
pub use env::{Env, EnvEntry, EnvKind, Variable};
pub use file_work::FileWork;
pub use input::{Input, InputKind, Output, SecretInput};
pub use job::{
    Beginning, Call, CallTarget, Environment, Job, Need, NeedLeg, RunsOn, Snapshot, Spawn, SpawnSource,
    Tolerance, Work, Workspace,
};
pub use matrix::{Axis, Matrix, MatrixRow, MatrixScalar, MatrixSource, MatrixValue, MatrixValues, Strategy};
pub use notification::{Notification, NotifyWhen};
pub use permission::{Access, Permissions};
pub use pipeline::{OwnAction, Pipeline};
pub use program::{CommandResult, ProgramCall, ProgramStep};
pub use retry::{Retry, RetryWhen};
pub use rule::{PathFilter, RefPattern, Rule, Test, When};
pub use script::{Script, Shell, Strictness};
pub use stage::Stage;
pub use step::{Action, Mark, Origin, Reference, Step, With};
pub use trigger::{Event, Filter, Trigger};

pub use diag::{Span, Spanned, Text};
pub use expr::{Dialect, Expr, Template, Value};
