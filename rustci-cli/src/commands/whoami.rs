//! `rustci whoami`: who asks which server.

use crate::refusal::{Exit, Refusal};
use crate::server::{Output, Which, runtime, shown, time};
use clap::Args;

/// `rustci whoami`
#[derive(Debug, Args)]
pub struct Arguments {
    #[command(flatten)]
    which: Which,
    #[command(flatten)]
    output: Output,
}

/// Says whom the server takes the token for, and which server that is.
pub fn run(arguments: &Arguments) -> Result<Exit, Refusal> {
    let server = arguments.which.server()?;
    let me = runtime()?.block_on(server.client.me())?;
    shown(&me, arguments.output, |me| {
        let until = me.expires.map_or_else(|| "until it is taken back".to_owned(), time);
        format!(
            "name    {}\nroles   {}\nmay     {}\nuntil   {until}\nserver  {} ({})\n",
            me.name,
            me.roles.join(", "),
            me.permissions.join(", "),
            server.client.address(),
            server.origin
        )
    })?;
    Ok(Exit::Passed)
}
