//! The server's life: start, work, stop.

mod connections;
mod housekeeping;
mod logging;
mod reload;

use crate::app::App;
use crate::config::{Config, Flags, Loaded};
use crate::sinks::trace::Tracer;
use crate::state::StateFolder;
use crate::tls::Certificates;
use crate::work::{Executors, Pool, neighbours};
use crate::{StartError, http, schedule, supervisor};
use axum_server::Handle;
use axum_server::tls_rustls::RustlsAcceptor;
use connections::Connections;
use hyper_util::rt::TokioTimer;
use logging::Log;
use reload::Reload;
use std::io::Write;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener};
use std::sync::Arc;
use std::time::Duration;
use tokio::signal::unix::{SignalKind, signal};

/// How long answers that are under way may take once all jobs have ended.
const LAST_WORDS: Duration = Duration::from_secs(5);

/// Serves until told to stop by SIGTERM or Ctrl-C. A second one ends it at once.
/// SIGHUP has it read the settings that `flags` name again.
pub fn serve(loaded: Loaded, flags: Flags) -> Result<(), StartError> {
    let log = Log::start(&loaded.config.observability.logging);
    logging::found(&loaded);
    let config = loaded.config;
    let threads = usize::try_from(config.server.workers).unwrap_or(usize::MAX);
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(threads).enable_all().build();
    runtime.map_err(StartError::Runtime)?.block_on(run(config, flags, log))
}

async fn run(mut config: Config, flags: Flags, log: Log) -> Result<(), StartError> {
    let folder = StateFolder::open(&config.server.state_dir)?;
    let (listener, address) = listen(config.server.address())?;
    let certificates = config.tls.as_ref().map(Certificates::open).transpose()?;
    // It was any free one, perhaps.
    config.server.port = address.port();
    folder.tell_address(&reached(&config, address))?;
    let app = App::open(folder, config).await?;
    let executors = Executors::find(&app.config.runners).await?;
    app.register(executors.names()).await?;
    app.recover().await?;
    let told = stop_signal()?;
    let hangup = signal(SignalKind::hangup()).map_err(StartError::Runtime)?;
    greet(&app, address);
    let scheduler = app.scheduler.clone();
    let timers = tokio::spawn(async move { scheduler.serve().await });
    let keeping = tokio::spawn(housekeeping::keep(app.clone()));
    let (notifier, endings) = (app.notifier(), Arc::clone(&app.endings));
    let telling = tokio::spawn(async move { notifier.serve(&endings).await });
    let firing = tokio::spawn(schedule::keep(app.clone()));
    let tracer = app.config.observability.tracing.as_ref();
    let tracer = tracer.map(|tracing| Tracer::new(tracing, Arc::clone(&app.store))).transpose()?;
    let endings = Arc::clone(&app.endings);
    let tracing_runs = tracer.map(|tracer| tokio::spawn(async move { tracer.serve(&endings).await }));
    let neighbours = app.config.database.uri.is_some();
    let neighbours = neighbours.then(|| tokio::spawn(neighbours::watch(app.clone())));
    let handle = Handle::new();
    let server = axum_server::from_tcp(listener).map_err(|cause| StartError::Listen { address, cause })?;
    let service = http::router(&app).into_make_service_with_connect_info::<SocketAddr>();
    let mut server = server.handle(handle.clone());
    // Whoever sends the head of a request byte by byte holds a connection only so long.
    let patience = app.config.server.request_timeout;
    server.http_builder().http1().timer(TokioTimer::new()).header_read_timeout(patience);
    let connections = Connections::at_most(app.config.server.max_connections);
    let serving = match certificates.as_ref().map(Certificates::serving) {
        Some(shown) => {
            let acceptor = RustlsAcceptor::new(shown).acceptor(connections);
            tokio::spawn(server.acceptor(acceptor).serve(service))
        }
        None => tokio::spawn(server.acceptor(connections).serve(service)),
    };
    let reload = Reload { app: app.clone(), flags, certificates, log };
    let reloading = tokio::spawn(reload.serve(hangup));
    let alive = tokio::spawn(supervisor::keep_alive());
    supervisor::ready();
    let working = (!executors.names().is_empty())
        .then(|| tokio::spawn(Pool::new(app.clone(), app.runner.clone(), executors).work()));
    let stopping = app.stopping.clone();
    tokio::spawn(async move {
        told.await;
        supervisor::stopping();
        tracing::info!("stopping: no more jobs are taken; those that run have a while to end");
        stopping.cancel();
    });
    app.stopping.cancelled().await;
    if let Some(working) = working
        && let Err(error) = working.await
    {
        tracing::warn!("the runners broke: {error}");
    }
    timers.abort();
    keeping.abort();
    telling.abort();
    firing.abort();
    if let Some(tracing_runs) = tracing_runs {
        tracing_runs.abort();
    }
    if let Some(neighbours) = neighbours {
        neighbours.abort();
    }
    reloading.abort();
    app.closing.cancel();
    handle.graceful_shutdown(Some(LAST_WORDS));
    let served = serving.await;
    alive.abort();
    match served {
        Ok(Ok(())) => Ok(()),
        Ok(Err(cause)) => Err(StartError::Listen { address, cause }),
        Err(error) => Err(StartError::Runtime(std::io::Error::other(error))),
    }
}

fn listen(address: SocketAddr) -> Result<(TcpListener, SocketAddr), StartError> {
    let failed = |cause| StartError::Listen { address, cause };
    let listener = TcpListener::bind(address).map_err(failed)?;
    listener.set_nonblocking(true).map_err(failed)?;
    let address = listener.local_addr().map_err(failed)?;
    Ok((listener, address))
}

/// Done when the server shall stop. From then on the next signal ends the process.
fn stop_signal() -> Result<impl Future<Output = ()>, StartError> {
    let mut terminate = signal(SignalKind::terminate()).map_err(StartError::Runtime)?;
    let mut interrupt = signal(SignalKind::interrupt()).map_err(StartError::Runtime)?;
    Ok(async move {
        let next = async |terminate: &mut tokio::signal::unix::Signal,
                          interrupt: &mut tokio::signal::unix::Signal| {
            tokio::select! {
                _ = terminate.recv() => {}
                _ = interrupt.recv() => {}
            }
        };
        next(&mut terminate, &mut interrupt).await;
        tokio::spawn(async move {
            next(&mut terminate, &mut interrupt).await;
            std::process::exit(130);
        });
    })
}

/// Where programs of this machine reach it.
fn reached(config: &Config, address: SocketAddr) -> String {
    let scheme = if config.tls.is_some() { "https" } else { "http" };
    let host = match address.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
        ip => ip,
    };
    format!("{scheme}://{}", SocketAddr::new(host, address.port()))
}

/// What a person must know who has just started it.
fn greet(app: &App, address: SocketAddr) {
    let executors = app.executors.get().map(|names| names.join(" and ")).unwrap_or_default();
    let mut out = std::io::stderr().lock();
    let mut say = |line: String| {
        if writeln!(out, "{line}").is_err() {
            // Nobody reads along.
        }
    };
    let scheme = if app.config.tls.is_some() { "https" } else { "http" };
    say(format!("rustcid {} listens on {scheme}://{address}", env!("CARGO_PKG_VERSION")));
    if executors.is_empty() {
        say("no jobs can run: no container engine answers; --dev lets them run as processes of this machine"
            .into());
    } else {
        say(format!("jobs run in {executors}"));
    }
    if let Some(path) = &app.first_token {
        let token = std::fs::read_to_string(path).unwrap_or_default();
        say(format!("the administrator's token, told this once: {}", token.trim()));
        say(format!("it is kept in {}", path.display()));
    }
}
