use super::description::Description;
use super::{guard, once};
use crate::app::App;
use crate::auth::Action;
use axum::handler::Handler;
use axum::http::Method;
use axum::middleware::from_fn_with_state;
use axum::routing::{MethodFilter, MethodRouter, on};

/// What somebody needs who asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Needs {
    /// Nothing: everybody may.
    Nothing,
    /// To have signed in.
    SignIn,
    /// The right to do this.
    Right(Action),
    /// The right to see figures, unless the settings let everybody see them.
    Figures,
}

/// One method of one path.
pub struct Endpoint {
    /// The method.
    pub method: Method,
    /// The path, with `{names}` for its parts.
    pub path: &'static str,
    /// What it needs.
    pub needs: Needs,
    /// What the audit log calls it, if it changes anything.
    pub deed: Option<&'static str>,
    /// What the API's document says of it.
    pub about: Description,
    serve: MethodRouter<App>,
    once: bool,
    metered: bool,
}

/// What is looked at before a request is served.
#[derive(Clone, Copy)]
pub(super) struct Rule {
    pub needs: Needs,
    pub deed: Option<&'static str>,
    pub metered: bool,
}

impl Endpoint {
    fn new<H, T>(method: Method, filter: MethodFilter, path: &'static str, needs: Needs, handler: H) -> Self
    where
        H: Handler<T, App>,
        T: 'static,
    {
        let (deed, about, serve) = (None, Description::default(), on(filter, handler));
        Self { method, path, needs, deed, about, serve, once: false, metered: true }
    }

    /// Reads.
    pub fn get<H: Handler<T, App>, T: 'static>(path: &'static str, needs: Needs, handler: H) -> Self {
        Self::new(Method::GET, MethodFilter::GET, path, needs, handler)
    }

    /// Makes something, or does it.
    pub fn post<H: Handler<T, App>, T: 'static>(path: &'static str, needs: Needs, handler: H) -> Self {
        Self::new(Method::POST, MethodFilter::POST, path, needs, handler)
    }

    /// Replaces something.
    pub fn put<H: Handler<T, App>, T: 'static>(path: &'static str, needs: Needs, handler: H) -> Self {
        Self::new(Method::PUT, MethodFilter::PUT, path, needs, handler)
    }

    /// Removes something.
    pub fn delete<H: Handler<T, App>, T: 'static>(path: &'static str, needs: Needs, handler: H) -> Self {
        Self::new(Method::DELETE, MethodFilter::DELETE, path, needs, handler)
    }

    /// A request with an idempotency key is carried out once, however often it comes.
    #[must_use]
    pub fn once(mut self) -> Self {
        self.once = true;
        self
    }

    /// Whether a key makes it be carried out once.
    #[must_use]
    pub fn is_once(&self) -> bool {
        self.once
    }

    /// It costs nothing: probes ask for it, and must have an answer.
    #[must_use]
    pub fn free(mut self) -> Self {
        self.metered = false;
        self
    }

    /// It changes something, and is written down under this name.
    #[must_use]
    pub fn does(mut self, deed: &'static str) -> Self {
        self.deed = Some(deed);
        self
    }

    /// What answers, behind who may ask.
    pub(super) fn guarded(self, app: &App) -> MethodRouter<App> {
        let serve = match self.once {
            true => self.serve.layer(from_fn_with_state(app.clone(), once::once)),
            false => self.serve,
        };
        let rule = Rule { needs: self.needs, deed: self.deed, metered: self.metered };
        serve.layer(from_fn_with_state((app.clone(), rule), guard::guard))
    }
}
