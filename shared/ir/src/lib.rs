//! What the author wrote, in no dialect; every scalar with its place.
//!
//! A reader of `formats` turns a tree of YAML into a [`Pipeline`]; `lint` looks at it, `plan` lowers it, a writer turns
//! it into another dialect. The model is of *meaning*: two dialects that say the same thing in other words give the
//! same value. Expressions stay in the dialect they were written in (see [`expr::Dialect`]).
//!
//! `shared/ir/README.md` says what each notion means in each dialect.

mod artifact;
mod cache;
mod concurrency;
mod container;
mod conventions;
mod env;
mod input;
mod job;
mod matrix;
mod notification;
mod permission;
mod pipeline;
mod retry;
mod rule;
mod script;
mod step;
mod trigger;

pub use artifact::{Artifact, ArtifactContent, Report, ReportKind, Upload};
pub use cache::{Cache, CacheKey, CachePolicy};
pub use concurrency::Concurrency;
pub use container::{Container, Credentials, PullPolicy, Service};
pub use conventions::{Conventions, CopyNames, EndedPlaces, Globs, InputUse, MatrixUse, Sources, Token};
pub use env::{Env, EnvEntry, EnvKind, Variable};
pub use input::{Input, InputKind, Output, SecretInput};
pub use job::{
    Call, CallTarget, Environment, Job, Need, NeedLeg, RunsOn, Snapshot, Spawn, SpawnSource, Tolerance, Work,
};
pub use matrix::{Axis, Matrix, MatrixRow, MatrixScalar, MatrixSource, MatrixValue, MatrixValues, Strategy};
pub use notification::{Notification, NotifyWhen};
pub use permission::{Access, Permissions};
pub use pipeline::{Pipeline, Stage};
pub use retry::{Retry, RetryWhen};
pub use rule::{PathFilter, RefPattern, Rule, Test, When};
pub use script::{Script, Shell, Strictness};
pub use step::{Action, Builtin, Reference, Step, Tool, With};
pub use trigger::{Event, Filter, Trigger};

pub use diag::{Span, Spanned, Text};
pub use expr::{Dialect, Expr, Template, Value};
