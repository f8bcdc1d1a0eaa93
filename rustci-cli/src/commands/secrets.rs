//! `rustci secrets`: what jobs may use and nobody may read.

use crate::refusal::{Exit, Refusal};
use crate::server::{self, Output, Which, secret_input, shown, table, time};
use api::client::Client;
use api::{PutSecret, Secret, SecretScope};
use clap::{Args, Subcommand};
use serde_json::json;

/// `rustci secrets`
#[derive(Debug, Args)]
pub struct Arguments {
    #[command(subcommand)]
    deed: Deed,
}

#[derive(Debug, Subcommand)]
enum Deed {
    /// Keep a value, typed without an echo or sent to standard input
    Set {
        /// Its name
        name: String,
        #[command(flatten)]
        scope: Scope,
        #[command(flatten)]
        output: Output,
        #[command(flatten)]
        which: Which,
    },
    /// The secrets there are, without their values
    List {
        /// Those that jobs of this pipeline may come to see
        #[arg(long, value_name = "PIPELINE")]
        pipeline: Option<String>,
        #[command(flatten)]
        output: Output,
        #[command(flatten)]
        which: Which,
    },
    /// Forget one
    Rm {
        /// Its name
        name: String,
        #[command(flatten)]
        scope: Scope,
        #[command(flatten)]
        output: Output,
        #[command(flatten)]
        which: Which,
    },
}

/// Where a secret may be seen.
#[derive(Debug, Args)]
struct Scope {
    /// Only in runs of this pipeline, by its id or name
    #[arg(long, value_name = "PIPELINE")]
    pipeline: Option<String>,
    /// Only on branches and tags of this name; * stands for any part of one
    #[arg(long, value_name = "BRANCH")]
    branch: Option<String>,
    /// Only in jobs that deploy to this environment
    #[arg(long, value_name = "NAME")]
    environment: Option<String>,
}

impl Scope {
    async fn told(&self, client: &Client) -> Result<SecretScope, Refusal> {
        let pipeline = match &self.pipeline {
            Some(text) => Some(server::pipeline(client, text).await?.id),
            None => None,
        };
        Ok(SecretScope { pipeline, branch: self.branch.clone(), environment: self.environment.clone() })
    }
}

/// Does it.
pub fn run(arguments: &Arguments) -> Result<Exit, Refusal> {
    match &arguments.deed {
        Deed::Set { name, scope, output, which } => which.ask(|client| set(client, name, scope, *output)),
        Deed::List { pipeline, output, which } => {
            which.ask(|client| list(client, pipeline.as_deref(), *output))
        }
        Deed::Rm { name, scope, output, which } => which.ask(|client| remove(client, name, scope, *output)),
    }
}

async fn set(client: Client, name: &str, scope: &Scope, output: Output) -> Result<Exit, Refusal> {
    let scope = scope.told(&client).await?;
    let value = secret_input(&format!("value of {name}: "))?;
    let kept = json!({"name": name, "scope": scope});
    client.put_secret(name, &PutSecret { value, scope }).await?;
    shown(&kept, output, |_| format!("secret {name} is kept\n"))?;
    Ok(Exit::Passed)
}

async fn list(client: Client, pipeline: Option<&str>, output: Output) -> Result<Exit, Refusal> {
    let pipeline = match pipeline {
        Some(text) => Some(server::pipeline(&client, text).await?.id),
        None => None,
    };
    let secrets = client.secrets(pipeline.as_deref()).await?;
    shown(&secrets, output, |secrets| {
        let row = |secret: &Secret| {
            let SecretScope { pipeline, branch, environment } = secret.scope.clone();
            let any = |part: Option<String>| part.unwrap_or_else(|| "any".to_owned());
            [secret.name.clone(), any(pipeline), any(branch), any(environment), time(secret.updated)]
        };
        let head = ["name", "pipeline", "branch", "environment", "changed"];
        table(head, secrets.iter().map(row).collect(), "there are no secrets")
    })?;
    Ok(Exit::Passed)
}

async fn remove(client: Client, name: &str, scope: &Scope, output: Output) -> Result<Exit, Refusal> {
    let scope = scope.told(&client).await?;
    client.delete_secret(name, &scope).await?;
    let forgotten = json!({"name": name, "scope": scope});
    shown(&forgotten, output, |_| format!("secret {name} is forgotten\n"))?;
    Ok(Exit::Passed)
}
