use std::fmt;

/// A container, every expression in it evaluated.
#[derive(Clone, Debug, Default)]
pub struct ContainerSpec {
    /// What it is made of.
    pub image: Image,
    /// How to sign in to the image's registry. None: as the user's own `docker` does.
    pub credentials: Option<Credentials>,
    /// The job's own logins, for an image without credentials. None, or none for its registry: the user's.
    pub logins: Option<Logins>,
    /// Variables of its processes, on top of the image's.
    pub env: Vec<(String, String)>,
    /// Ports to open on the host: `80`, `8080:80`, `127.0.0.1:8080:80/tcp`.
    pub ports: Vec<String>,
    /// Volumes: `name:/path`, `/host:/path:ro`, `/path`.
    pub volumes: Vec<String>,
    /// Folders of the job that it also sees elsewhere.
    pub mounts: Vec<Mount>,
    /// Options of `docker create`, as the author wrote them.
    pub options: Option<String>,
    /// Replaces the image's entrypoint. A job's own container runs it once, around the
    /// shell that waits for steps; without one the image's is not run.
    pub entrypoint: Option<Vec<String>>,
    /// The user inside: `name`, `1000:1000`.
    pub user: Option<String>,
    /// The platform: `linux/arm64`.
    pub platform: Option<String>,
    /// When to pull; more than one: the next when one fails. Empty: [`PullPolicy::IfNotPresent`].
    pub pull: Vec<PullPolicy>,
}

/// What a container is made of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Image {
    /// An image by its name in a registry or on this machine.
    Named(String),
    /// An image to be built from the job's files.
    Build {
        /// The folder, as the job sees it.
        context: String,
        /// The file in it.
        dockerfile: String,
    },
}

impl Default for Image {
    fn default() -> Self {
        Self::Named(String::new())
    }
}

impl fmt::Display for Image {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Named(name) => f.write_str(name),
            Self::Build { context, dockerfile } => write!(f, "{context}/{dockerfile}"),
        }
    }
}

/// A folder of the job at a second place in a container.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mount {
    /// Where the job sees it.
    pub source: String,
    /// Where the container sees it.
    pub target: String,
    /// The container may not write to it.
    pub read_only: bool,
}

/// A registry's user and password.
#[derive(Clone, PartialEq, Eq)]
pub struct Credentials {
    /// User name.
    pub username: String,
    /// Password.
    pub password: String,
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Credentials").field("username", &self.username).finish_non_exhaustive()
    }
}

/// Logins to registries, as `docker login` writes them: `{"auths": {"registry.example.org": {"auth": "..."}}}`.
#[derive(Clone, PartialEq, Eq)]
pub struct Logins(pub String);

impl fmt::Debug for Logins {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Logins").finish_non_exhaustive()
    }
}

/// When an image is pulled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PullPolicy {
    /// Each time.
    Always,
    /// When it is not there.
    IfNotPresent,
    /// Never.
    Never,
}

/// A container beside the job.
#[derive(Clone, Debug, Default)]
pub struct ServiceSpec {
    /// What the job calls it, and its first name on the network.
    pub name: String,
    /// More names on the network.
    pub aliases: Vec<String>,
    /// What runs.
    pub container: ContainerSpec,
    /// Replaces the image's command.
    pub command: Option<Vec<String>>,
}
