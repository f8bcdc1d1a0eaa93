use std::fmt;

/// Hears what a sandbox is doing while it is being opened.
pub trait Progress: Send + Sync {
    /// Something goes on. Called often while an image is pulled.
    fn preparing(&self, what: Preparing<'_>);
}

/// Hears nothing.
#[derive(Clone, Copy, Debug, Default)]
pub struct Quiet;

impl Progress for Quiet {
    fn preparing(&self, _: Preparing<'_>) {}
}

/// What goes on before a job's first step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Preparing<'a> {
    /// An image is being pulled.
    Pulling {
        /// Its name.
        image: &'a str,
        /// Bytes so far.
        done: u64,
        /// Bytes known of.
        total: u64,
    },
    /// An image has been pulled.
    Pulled {
        /// Its name.
        image: &'a str,
    },
    /// An image is being built; what the engine says.
    Building {
        /// One line.
        line: &'a str,
    },
    /// A container is being started.
    Starting {
        /// What the job calls it.
        name: &'a str,
        /// Its image.
        image: &'a str,
    },
    /// A service is not healthy yet.
    Waiting {
        /// Its name.
        service: &'a str,
    },
    /// A line of the log of a service that did not come up.
    ServiceLog {
        /// Its name.
        service: &'a str,
        /// The line.
        line: &'a str,
    },
}

impl fmt::Display for Preparing<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Pulling { image, total: 0, .. } => write!(f, "Pulling {image}"),
            Self::Pulling { image, done, total } => {
                write!(f, "Pulling {image}: {} of {} MB", done / 1_000_000, total / 1_000_000)
            }
            Self::Pulled { image } => write!(f, "Pulled {image}"),
            Self::Building { line } => f.write_str(line),
            Self::Starting { name, image } => write!(f, "Starting {name} ({image})"),
            Self::Waiting { service } => write!(f, "Waiting for service {service}"),
            Self::ServiceLog { service, line } => write!(f, "{service}: {line}"),
        }
    }
}
