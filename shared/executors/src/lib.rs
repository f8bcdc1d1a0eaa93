//! How a step is run: native, docker, fake.
//!
//! An [`Executor`] opens a [`Sandbox`] for one job; steps are run in it one by one, and closing it takes everything
//! away again. The traits' docs are the contract; one test suite runs over every executor there is.

mod container;
mod docker;
mod error;
mod exec;
mod executor;
mod fake;
mod files;
mod folder;
mod layout;
mod machine;
mod native;
mod open;
mod output;
mod owner;
mod progress;
mod sandbox;
mod shared;
mod workspace;

pub use container::{ContainerSpec, Credentials, Image, Logins, Mount, PullPolicy, ServiceSpec};
pub use docker::{Docker, DockerOptions, Reach};
pub use error::ExecutorError;
pub use exec::{Exec, Exit, Grace, Place};
pub use executor::{Executor, Swept};
pub use fake::{Answer, Fake};
pub use layout::{Layout, Reachable};
pub use native::{Inherit, Native, NativeOptions};
pub use open::{Limits, Open, Workspace};
pub use progress::{Preparing, Progress, Quiet};
pub use sandbox::{Entry, EntryKind, Sandbox};
pub use shared::SharedFolder;
pub use workspace::Snapshot;
