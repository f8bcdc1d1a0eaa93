use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Method, Request, StatusCode};
use rustcid::app::App;
use rustcid::auth::{Bearer, fresh, hash};
use rustcid::config::{Config, File, Inputs, read};
use rustcid::http;
use rustcid::state::StateFolder;
use rustcid::work::{Executors, Pool};
use serde_json::Value;
use stores::{Token, User};
use tempfile::TempDir;
use tower::ServiceExt;

/// A server in this process, with all its state in a folder that goes with it.
pub struct House {
    pub app: App,
    router: Router,
    pub admin: String,
    pub root: TempDir,
}

/// Jobs as processes, and no figures for everybody.
fn config(more: &str) -> Config {
    let text = "runners: {docker: {enabled: false}, native: {enabled: true}}\nobservability: {metrics: {anonymous: false}}\nrepositories: {allow_local: true}\n";
    let file = Some(File { name: "test".into(), text: text.to_owned() + more });
    let loaded = read(&Inputs { file, ..Inputs::default() });
    assert!(!loaded.is_refused(), "{:?}", loaded.diagnostics);
    loaded.config
}

/// What was answered.
#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub text: String,
}

impl Answer {
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|error| panic!("{error}: {}", self.text))
    }

    /// The code of what is wrong.
    pub fn problem(&self) -> String {
        self.json()["error"]["code"].as_str().unwrap_or_else(|| panic!("{}", self.text)).to_owned()
    }
}

impl House {
    pub async fn new() -> Self {
        Self::with("").await
    }

    /// With more settings.
    pub async fn with(more: &str) -> Self {
        let root = tempfile::tempdir().unwrap();
        let folder = StateFolder::open(&root.path().join("state")).unwrap();
        let app = App::open(folder, config(more)).await.unwrap();
        let admin = std::fs::read_to_string(app.first_token.clone().unwrap()).unwrap().trim().to_owned();
        let router = http::router(&app);
        Self { app, router, admin, root }
    }

    /// With runners.
    pub async fn working() -> Self {
        let house = Self::new().await;
        let executors = Executors::find(&house.app.config.runners).await.unwrap();
        house.app.register(executors.names()).await.unwrap();
        tokio::spawn(Pool::new(house.app.clone(), house.app.runner.clone(), executors).work());
        house
    }

    /// The token of a new user who has these roles.
    pub async fn user(&self, name: &str, roles: &[&str]) -> String {
        let roles = roles.iter().map(|role| (*role).to_owned()).collect();
        let created = self.app.clock.now();
        let (name, secret) = (name.to_owned(), fresh(Bearer::Api).unwrap());
        let user =
            User { name: name.clone(), roles, password: None, external: None, disabled: false, created };
        self.app.catalog.put_user(user).await.unwrap();
        let token = Token {
            id: format!("token of {name}"),
            hash: hash(&secret),
            user: name,
            name: "test".into(),
            scopes: vec!["*:*".into()],
            created,
            expires: None,
            revoked: None,
        };
        self.app.catalog.add_token(token).await.unwrap();
        secret
    }

    pub async fn send(&self, request: Request<Body>) -> Answer {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = to_bytes(body, usize::MAX).await.unwrap();
        Answer {
            status: parts.status,
            headers: parts.headers,
            text: String::from_utf8(bytes.to_vec()).unwrap(),
        }
    }

    /// As the administrator.
    pub async fn ask(&self, method: Method, path: &str, headers: &[(&str, &str)], body: &str) -> Answer {
        let mut request = Request::builder().method(method).uri(path);
        request = request.header("authorization", format!("Bearer {}", self.admin));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        self.send(request.body(Body::from(body.to_owned())).unwrap()).await
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.ask(Method::GET, path, &[], "").await
    }

    pub async fn post(&self, path: &str, body: &str) -> Answer {
        self.ask(Method::POST, path, &[], body).await
    }

    /// A pipeline of this text; its id.
    pub async fn pipeline(&self, yaml: &str) -> String {
        let answer =
            self.ask(Method::POST, "/api/v1/pipelines", &[("content-type", "application/yaml")], yaml).await;
        assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.text);
        answer.json()["id"].as_str().unwrap().to_owned()
    }

    /// A run of a pipeline; its id.
    pub async fn trigger(&self, pipeline: &str, body: &str) -> String {
        let answer = self.post(&format!("/api/v1/pipelines/{pipeline}/trigger"), body).await;
        assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.text);
        answer.json()["id"].as_str().unwrap().to_owned()
    }

    /// Waits until a run has ended.
    pub async fn ended(&self, run: &str) -> Value {
        let mut follow = self.app.scheduler.follow(&run.into());
        while follow.next().await.unwrap().is_some() {}
        self.get(&format!("/api/v1/runs/{run}")).await.json()
    }
}
