use crate::{Env, Span, Spanned, Template};
use serde::{Deserialize, Serialize};

/// A container that steps run in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Container {
    /// Where it stands.
    pub span: Span,
    /// The image.
    pub image: Template,
    /// How to sign in to its registry.
    pub credentials: Option<Credentials>,
    /// Variables inside.
    pub env: Env,
    /// Ports to open, as `8080:80`.
    pub ports: Vec<Template>,
    /// Volumes, as `name:/path`.
    pub volumes: Vec<Template>,
    /// Options of `docker create`.
    pub options: Option<Template>,
    /// Replaces the image's entrypoint.
    pub entrypoint: Option<Vec<Template>>,
    /// The user inside.
    pub user: Option<Template>,
    /// The platform, as `linux/arm64`.
    pub platform: Option<Template>,
    /// When to pull.
    pub pull: Option<Vec<Spanned<PullPolicy>>>,
}

impl Container {
    /// A container of which only the image is known.
    #[must_use]
    pub fn of_image(span: Span, image: Template) -> Self {
        Self {
            span,
            image,
            credentials: None,
            env: Env::default(),
            ports: Vec::new(),
            volumes: Vec::new(),
            options: None,
            entrypoint: None,
            user: None,
            platform: None,
            pull: None,
        }
    }
}

/// When an image is pulled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum PullPolicy {
    /// Each time.
    Always,
    /// When it is not there.
    IfNotPresent,
    /// Never.
    Never,
}

/// A registry's user and password.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Credentials {
    /// User name.
    pub username: Template,
    /// Password: never a literal, or a lint says so.
    pub password: Template,
}

/// A container beside the job, reachable by its names.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Service {
    /// Its first name; the image's when the author gives none.
    pub name: Option<Spanned<String>>,
    /// More names on the network.
    pub aliases: Vec<Template>,
    /// What runs.
    pub container: Container,
    /// Replaces the image's command.
    pub command: Option<Vec<Template>>,
}
