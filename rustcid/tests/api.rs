//! The API without its sockets: routes, rights, answers.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

#[path = "api/accounts.rs"]
mod accounts;
#[path = "security/attacks.rs"]
mod attacks;
#[path = "security/canary.rs"]
mod canary;
#[path = "api/document.rs"]
mod document;
#[path = "security/github.rs"]
mod github;
#[path = "api/house.rs"]
mod house;
#[path = "api/pipelines.rs"]
mod pipelines;
#[path = "security/repeat.rs"]
mod repeat;
#[path = "api/repositories.rs"]
mod repositories;
#[path = "api/repository.rs"]
mod repository;
#[path = "api/rights.rs"]
mod rights;
#[path = "security/rotation.rs"]
mod rotation;
#[path = "api/runners.rs"]
mod runners;
#[path = "api/runs.rs"]
mod runs;
#[path = "api/schedules.rs"]
mod schedules;
#[path = "api/secrets.rs"]
mod secrets;
#[path = "api/trouble.rs"]
mod trouble;
#[path = "api/upstream.rs"]
mod upstream;
#[path = "api/webhooks.rs"]
mod webhooks;
