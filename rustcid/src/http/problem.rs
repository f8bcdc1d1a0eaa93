use crate::auth::{Action, SignInError};
use crate::begin::BeginError;
use crate::check::NoFormat;
use crate::logs::LogError;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use scheduler::SchedulerError;
use std::time::Duration;
use stores::{BlobError, StoreError};

/// Why a request was not done.
#[derive(Clone, Debug, thiserror::Error)]
pub enum Problem {
    /// The request itself is wrong.
    #[error("{0}")]
    Bad(String),
    /// Nobody has signed in.
    #[error("sign in first")]
    Unauthorized,
    /// Whoever has may not.
    #[error("this needs the right {needs}")]
    Forbidden {
        /// The right.
        needs: Action,
    },
    /// They do not come in by this way.
    #[error("{0}")]
    Refused(String),
    /// There is no such thing.
    #[error("{0}")]
    NotFound(String),
    /// The path does not know this method.
    #[error("this path does not know that method")]
    Method,
    /// It goes against what there is.
    #[error("{0}")]
    Conflict(String),
    /// It was changed since it was looked at.
    #[error("{0}")]
    Changed(String),
    /// The body is too large.
    #[error("the body is larger than this server allows")]
    TooLarge,
    /// Whoever asks has asked too often.
    #[error("too many requests")]
    TooMany {
        /// When the next one is taken.
        wait: Duration,
    },
    /// It took too long.
    #[error("this took too long")]
    Slow,
    /// It is understood, and cannot be done.
    #[error("{message}")]
    Invalid {
        /// For programs.
        code: &'static str,
        /// Why.
        message: String,
        /// What to do.
        help: Option<String>,
        /// What is wrong with a pipeline.
        findings: Vec<api::Finding>,
    },
    /// Not now: the disk is full, the database is lost.
    #[error("{0}")]
    Unavailable(String),
    /// Our own side broke.
    #[error("{0}")]
    Broken(String),
}

impl Problem {
    /// There is no such thing.
    pub fn not_found(message: impl Into<String>) -> Self {
        Self::NotFound(message.into())
    }

    /// It is understood, and cannot be done.
    pub fn invalid(code: &'static str, message: impl Into<String>) -> Self {
        Self::Invalid { code, message: message.into(), help: None, findings: Vec::new() }
    }

    fn status(&self) -> StatusCode {
        match self {
            Self::Bad(_) => StatusCode::BAD_REQUEST,
            Self::Unauthorized => StatusCode::UNAUTHORIZED,
            Self::Forbidden { .. } | Self::Refused(_) => StatusCode::FORBIDDEN,
            Self::NotFound(_) => StatusCode::NOT_FOUND,
            Self::Method => StatusCode::METHOD_NOT_ALLOWED,
            Self::Conflict(_) => StatusCode::CONFLICT,
            Self::Changed(_) => StatusCode::PRECONDITION_FAILED,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::TooMany { .. } => StatusCode::TOO_MANY_REQUESTS,
            Self::Slow => StatusCode::REQUEST_TIMEOUT,
            Self::Invalid { .. } => StatusCode::UNPROCESSABLE_ENTITY,
            Self::Unavailable(_) => StatusCode::SERVICE_UNAVAILABLE,
            Self::Broken(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::Bad(_) => "bad_request",
            Self::Unauthorized => "unauthorized",
            Self::Forbidden { .. } => "forbidden",
            Self::Refused(_) => "sign_in_refused",
            Self::NotFound(_) => "not_found",
            Self::Method => "method_not_allowed",
            Self::Conflict(_) => "conflict",
            Self::Changed(_) => "changed",
            Self::TooLarge => "too_large",
            Self::TooMany { .. } => "too_many_requests",
            Self::Slow => "timeout",
            Self::Invalid { code, .. } => code,
            Self::Unavailable(_) => "unavailable",
            Self::Broken(_) => "internal",
        }
    }

    /// As it is told.
    #[must_use]
    pub fn told(&self) -> api::Problem {
        let (help, findings) = match self {
            Self::Invalid { help, findings, .. } => (help.clone(), findings.clone()),
            Self::Unauthorized => {
                (Some("send `Authorization: Bearer TOKEN` with a token that is valid".to_owned()), Vec::new())
            }
            Self::TooLarge => {
                (Some("the setting server.body_limit says how large it may be".to_owned()), Vec::new())
            }
            Self::Unavailable(_) => (Some("try again later: nothing was lost".to_owned()), Vec::new()),
            _ => (None, Vec::new()),
        };
        api::Problem { code: self.code().to_owned(), message: self.to_string(), help, findings }
    }
}

/// The body is written further out, where the request's id is known.
impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        let headers = response.headers_mut();
        match &self {
            Self::Unauthorized => {
                headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
            }
            Self::TooMany { wait } => {
                headers.insert(header::RETRY_AFTER, HeaderValue::from(wait.as_secs() + 1));
            }
            Self::Unavailable(_) => {
                headers.insert(header::RETRY_AFTER, HeaderValue::from_static("5"));
            }
            _ => {}
        }
        response.extensions_mut().insert(self);
        response
    }
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::NoRun(_) | StoreError::Missing(_) => Self::NotFound(error.to_string()),
            StoreError::Exists(_) | StoreError::RunExists(_) | StoreError::Conflict { .. } => {
                Self::Conflict(error.to_string())
            }
            StoreError::Changed { .. } => Self::Changed(error.to_string()),
            StoreError::BadCursor(_) => Self::Bad(error.to_string()),
            StoreError::Unavailable(_) => Self::Unavailable(error.to_string()),
            StoreError::LogGap { .. } => Self::Broken(error.to_string()),
        }
    }
}

impl From<SchedulerError> for Problem {
    fn from(error: SchedulerError) -> Self {
        match error {
            SchedulerError::Store(error) => error.into(),
            SchedulerError::Group { .. } => Self::invalid("invalid_pipeline", error.to_string()),
            SchedulerError::Log { .. } => Self::Broken(error.to_string()),
        }
    }
}

impl From<SignInError> for Problem {
    fn from(error: SignInError) -> Self {
        match error {
            SignInError::Denied => Self::Unauthorized,
            SignInError::Store(error) => error.into(),
            SignInError::Broken(_) => Self::Broken(error.to_string()),
        }
    }
}

impl From<BeginError> for Problem {
    fn from(error: BeginError) -> Self {
        let message = error.to_string();
        match error {
            BeginError::Invalid { findings, .. } => {
                Self::Invalid { code: "invalid_pipeline", message, help: None, findings }
            }
            BeginError::NoEvent { help, .. } => {
                Self::Invalid { code: "no_such_event", message, help: Some(help), findings: Vec::new() }
            }
            BeginError::NothingToRun { .. } => Self::invalid("nothing_to_run", message),
            BeginError::Source { .. } | BeginError::Git(_) => Self::invalid("no_source", message),
            BeginError::Skipped { .. } => Self::invalid("skipped", message),
            BeginError::Repeat(_) => Self::Conflict(message),
            BeginError::Store(error) => error.into(),
            BeginError::Scheduler(error) => error.into(),
            BeginError::Broken(_) => Self::Broken(message),
        }
    }
}

impl From<LogError> for Problem {
    fn from(error: LogError) -> Self {
        match error {
            LogError::Store(error) => error.into(),
            LogError::NoPlace(_) => Self::Bad(error.to_string()),
        }
    }
}

impl From<NoFormat> for Problem {
    fn from(error: NoFormat) -> Self {
        let message = error.to_string();
        Self::Invalid { code: "no_such_format", message, help: Some(error.help), findings: Vec::new() }
    }
}

impl From<BlobError> for Problem {
    fn from(error: BlobError) -> Self {
        Self::Unavailable(error.to_string())
    }
}
