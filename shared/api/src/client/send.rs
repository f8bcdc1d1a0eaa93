use super::error::ClientError;
use super::{Client, SILENCE};
use crate::{Problem, ProblemBody};
use reqwest::header::{ACCEPT, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue, LOCATION, RETRY_AFTER};
use reqwest::{Method, Response, StatusCode, Url};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::time::Duration;

const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");

/// The pauses before a request is sent again.
const PAUSES: [Duration; 3] =
    [Duration::from_millis(100), Duration::from_millis(300), Duration::from_millis(900)];

/// As long is waited at most where a server says when to come back.
const PATIENCE: Duration = Duration::from_secs(30);

/// How much of an answer is read that is no list of ours.
const LARGEST: usize = 64 << 20;

/// A request that is being made up.
pub(super) struct Request<'a> {
    client: &'a Client,
    method: Method,
    url: Url,
    headers: HeaderMap,
    body: Option<Vec<u8>>,
    /// It may be sent twice.
    again: bool,
}

impl<'a> Request<'a> {
    pub(super) fn new(client: &'a Client, method: Method, url: Url) -> Self {
        let again = method != Method::POST;
        Self { client, method, url, headers: HeaderMap::new(), body: None, again }
    }

    /// Adds to the query, if there is something to add.
    pub(super) fn query(mut self, name: &str, value: Option<&str>) -> Self {
        if let Some(value) = value {
            self.url.query_pairs_mut().append_pair(name, value);
        }
        self
    }

    pub(super) fn header(mut self, name: HeaderName, value: &str) -> Self {
        // Values are ours, or were a server's header before.
        if let Ok(value) = HeaderValue::from_str(value) {
            self.headers.insert(name, value);
        }
        self
    }

    /// It is done once, however often it is sent.
    pub(super) fn once(mut self) -> Self {
        let mut bytes = [0; 16];
        // Without randomness it is sent once and never again.
        if getrandom::fill(&mut bytes).is_ok() {
            let key: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
            self = self.header(IDEMPOTENCY_KEY, &key);
            self.again = true;
        }
        self
    }

    pub(super) fn json(mut self, body: &impl Serialize) -> Self {
        // What is sent are types of ours, which are all JSON.
        self.body = serde_json::to_vec(body).ok();
        self.header(CONTENT_TYPE, "application/json")
    }

    /// What is answered.
    pub(super) async fn ask<T: DeserializeOwned>(self) -> Result<T, ClientError> {
        let address = self.client.address.clone();
        let mut response = self.answer().await?;
        let mut text = Vec::new();
        while let Some(piece) = response.chunk().await.map_err(|error| ClientError::of(&address, &error))? {
            text.extend_from_slice(&piece);
            if text.len() > LARGEST {
                return Err(ClientError::Strange("it is too large".to_owned()));
            }
        }
        serde_json::from_slice(&text).map_err(|error| ClientError::Strange(error.to_string()))
    }

    /// That it is done.
    pub(super) async fn done(self) -> Result<(), ClientError> {
        self.answer().await.map(|_| ())
    }

    /// The answer, with a body that is still to be read. Sent again where that does no harm.
    pub(super) async fn answer(self) -> Result<Response, ClientError> {
        let mut pauses = PAUSES.iter();
        let mut is_again = false;
        loop {
            let (error, wait) = match self.try_once().await {
                Ok(response) => return Ok(response),
                Err(failed) => failed,
            };
            let passes = error.passes() || (is_again && is_being_done(&error));
            let pause = pauses.next().filter(|_| passes && self.again);
            let Some(pause) = pause else { return Err(error) };
            is_again = true;
            tokio::time::sleep(wait.unwrap_or(*pause).min(PATIENCE)).await;
        }
    }

    /// Once; with an error, when the server wants to be asked again.
    pub(super) async fn try_once(&self) -> Result<Response, (ClientError, Option<Duration>)> {
        let Self { client, method, url, headers, body, .. } = self;
        let mut request = client.http.request(method.clone(), url.clone()).headers(headers.clone());
        if let Some(token) = &client.token {
            request = request.bearer_auth(&token.0);
        }
        if let Some(body) = body {
            request = request.body(body.clone());
        }
        if !headers.contains_key(ACCEPT) {
            request = request.header(ACCEPT, "application/json");
        }
        let response = match tokio::time::timeout(SILENCE, request.send()).await {
            Ok(sent) => sent.map_err(|error| (ClientError::of(&client.address, &error), None))?,
            Err(_) => return Err((ClientError::Slow { address: client.address.to_string() }, None)),
        };
        if response.status().is_success() {
            return Ok(response);
        }
        let wait = response.headers().get(RETRY_AFTER).and_then(|wait| wait.to_str().ok()?.parse().ok());
        Err((self.refused(response).await, wait.map(Duration::from_secs)))
    }

    async fn refused(&self, response: Response) -> ClientError {
        let (status, headers) = (response.status(), response.headers().clone());
        if status.is_redirection() {
            let to = headers.get(LOCATION).and_then(|to| to.to_str().ok()).unwrap_or("nowhere").to_owned();
            return ClientError::Elsewhere { address: self.client.address.to_string(), to };
        }
        let text = response.text().await.unwrap_or_default();
        if let Ok(ProblemBody { error, request_id }) = serde_json::from_str(&text) {
            return ClientError::Refused {
                status: status.as_u16(),
                problem: Box::new(error),
                request: request_id,
            };
        }
        // Something between us and the server: that it fails may pass.
        if matches!(
            status,
            StatusCode::BAD_GATEWAY | StatusCode::SERVICE_UNAVAILABLE | StatusCode::GATEWAY_TIMEOUT
        ) {
            let problem = Problem {
                code: "unavailable".to_owned(),
                message: format!("what stands before the server answers {status}"),
                help: Some("try again later".to_owned()),
                findings: Vec::new(),
            };
            let (status, request) = (status.as_u16(), String::new());
            return ClientError::Refused { status, problem: Box::new(problem), request };
        }
        ClientError::Strange(format!("it has the status {status} and says nothing of why"))
    }
}

/// The first of two is still at it.
fn is_being_done(error: &ClientError) -> bool {
    matches!(error, ClientError::Refused { status: 409, problem, .. } if problem.message.contains("idempotency key"))
}
