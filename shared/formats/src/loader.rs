use thiserror::Error;

/// Brings other files that a pipeline names. The only way in which reading touches the world.
pub trait Loader {
    /// The files that `request` names, in order. A glob that matches nothing gives an empty list.
    ///
    /// # Errors
    /// [`Missing`] says why a file cannot be had, in words for the user.
    fn load(&self, request: &Request<'_>) -> Result<Vec<Loaded>, Missing>;
}

/// What is asked of a [`Loader`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Request<'a> {
    /// A file of this repository, by its path from the root. May hold `*` and `**` where the dialect allows globs.
    File {
        /// The path; a leading slash means the root too.
        path: &'a str,
    },
    /// A file of another project on the same service.
    Project {
        /// `group/project`.
        project: &'a str,
        /// The path in it.
        path: &'a str,
        /// Branch, tag or commit; the default branch when none.
        revision: Option<&'a str>,
    },
    /// A file behind a URL.
    Remote {
        /// The URL.
        url: &'a str,
    },
    /// A file that comes with the service, by its name.
    Template {
        /// The name.
        name: &'a str,
    },
    /// A component of a catalogue: `host/group/project/name@version`.
    Component {
        /// The address.
        address: &'a str,
    },
    /// The `action.yml` (or `.yaml`, or Dockerfile) of an action; a `./` path stands in this repository.
    Action {
        /// As `owner/repo/path@ref` or `./path`.
        reference: &'a str,
    },
}

/// A file that was brought.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Loaded {
    /// How to name it to the user.
    pub name: String,
    /// Its path in its repository, for includes relative to it.
    pub path: String,
    /// Its text.
    pub text: String,
}

/// Why a file cannot be had.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Missing {
    /// It is not there.
    #[error("{name} does not exist")]
    NotFound {
        /// What was sought.
        name: String,
    },
    /// Its path leaves the repository.
    #[error("{name} is outside the repository")]
    Outside {
        /// What was sought.
        name: String,
    },
    /// It stands on another machine, and no mirror folder is configured that holds it.
    #[error("{name} is not in this repository and no mirror holds it")]
    NoMirror {
        /// What was sought.
        name: String,
        /// Which option would bring it.
        help: String,
    },
    /// It cannot be read.
    #[error("{name} cannot be read: {reason}")]
    Unreadable {
        /// What was sought.
        name: String,
        /// Why.
        reason: String,
    },
}

/// A loader that has nothing: for standard input and tests.
#[derive(Clone, Copy, Debug, Default)]
pub struct Nothing;

impl Loader for Nothing {
    fn load(&self, request: &Request<'_>) -> Result<Vec<Loaded>, Missing> {
        let name = match request {
            Request::File { path } | Request::Project { path, .. } => path,
            Request::Remote { url } => url,
            Request::Template { name } => name,
            Request::Component { address } => address,
            Request::Action { reference } => reference,
        };
        Err(Missing::NotFound { name: (*name).to_owned() })
    }
}
