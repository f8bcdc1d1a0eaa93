//! The sections of the settings, one file each.

pub(super) mod autoscaling;
mod database;
mod notifications;
mod observability;
mod outgoing;
pub(super) mod rbac;
mod repositories;
mod retention;
mod runners;
mod security;
mod server;
mod tls;
mod valkyrie;

pub use database::{Database, MongoUri};
pub use notifications::{Address, Mail, MailTls, Notifications, WebhookUrl};
pub use observability::{LogFilter, LogFormat, Logging, Metrics, Observability, Ratio, Tracing};
pub use outgoing::Outgoing;
pub use repositories::Repositories;
pub use retention::{Cache, Retention};
pub use runners::{DockerRunner, KubernetesRunner, NativeRunner, Runners, Use};
pub use security::{OauthClient, RateLimit, Security};
pub use server::Server;
pub use tls::Tls;
pub use valkyrie::Valkyrie;
