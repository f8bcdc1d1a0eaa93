//! The API's document, made of what each endpoint says of itself.
//! See <https://spec.openapis.org/oas/v3.1.0>.

use super::description::{self, Description, Named};
use super::{Endpoint, Needs, once};
use crate::app::App;
use axum::extract::State;
use axum::http::{Method, header};
use axum::response::IntoResponse;
use std::sync::OnceLock;
use utoipa::openapi::header::HeaderBuilder;
use utoipa::openapi::path::{
    HttpMethod, Operation, OperationBuilder, Parameter, ParameterBuilder, ParameterIn, Paths,
};
use utoipa::openapi::schema::{Components, ObjectBuilder, Type};
use utoipa::openapi::security::{Http, HttpAuthScheme, SecurityRequirement, SecurityScheme};
use utoipa::openapi::{
    Content, Info, License, OpenApi, OpenApiBuilder, Ref, RefOr, Required, Response, ResponseBuilder, Schema,
};

pub(super) fn endpoints() -> Vec<Endpoint> {
    vec![
        Endpoint::get("/api/v1/openapi.json", Needs::Nothing, get)
            .says("This document")
            .gives::<serde_json::Value>(200),
    ]
}

const SCHEME: &str = "bearer";
const PROBLEM: &str = "Problem";

/// The document.
async fn get(State(_): State<App>) -> impl IntoResponse {
    static TEXT: OnceLock<String> = OnceLock::new();
    let text = TEXT.get_or_init(|| serde_json::to_string(&document()).unwrap_or_default());
    let headers = [(header::CONTENT_TYPE, "application/json"), (header::CACHE_CONTROL, "no-cache")];
    (headers, text.as_str())
}

/// What the server can be asked, in the words of OpenAPI 3.1.
#[must_use]
pub fn document() -> OpenApi {
    let mut schemas: Vec<Named> = Vec::new();
    let problem = Content::new(Some(description::schema::<api::ProblemBody>(&mut schemas)));
    let mut paths = Paths::new();
    for endpoint in super::endpoints() {
        let Some(method) = method(&endpoint.method) else { continue };
        schemas.extend(endpoint.about.schemas.iter().cloned());
        paths.add_path_operation(endpoint.path, vec![method], operation(&endpoint));
    }
    let scheme = Http::builder()
        .scheme(HttpAuthScheme::Bearer)
        .description(Some("An API token, or the access token of a session"))
        .build();
    let components = Components::builder()
        .schemas_from_iter(schemas)
        .security_scheme(SCHEME, SecurityScheme::Http(scheme))
        .response(
            PROBLEM,
            Response::builder()
                .description("Why it was not done")
                .content("application/json", problem)
                .build(),
        )
        .build();
    let info = Info::builder()
        .title("RustCI")
        .version(env!("CARGO_PKG_VERSION"))
        .description(Some("Keeps pipelines, runs them and tells of them"))
        .license(Some(License::new(env!("CARGO_PKG_LICENSE"))))
        .build();
    OpenApiBuilder::new().info(info).paths(paths).components(Some(components)).build()
}

fn method(method: &Method) -> Option<HttpMethod> {
    Some(match *method {
        Method::GET => HttpMethod::Get,
        Method::POST => HttpMethod::Post,
        Method::PUT => HttpMethod::Put,
        Method::DELETE => HttpMethod::Delete,
        _ => return None,
    })
}

fn operation(endpoint: &Endpoint) -> Operation {
    let Description { summary, query, body, answers, is_tagged, .. } = &endpoint.about;
    let mut operation = OperationBuilder::new()
        .summary(Some(*summary))
        .operation_id(Some(id(endpoint)))
        .tag(tag(endpoint.path))
        .request_body(body.clone());
    for name in names(endpoint.path) {
        operation = operation.parameter(path_parameter(name));
    }
    for parameter in query {
        operation = operation.parameter(parameter.clone());
    }
    for header in headers(endpoint) {
        operation = operation.parameter(header);
    }
    for (status, answer) in answers {
        operation = operation.response(status.to_string(), described(answer, *status, *is_tagged));
    }
    if *is_tagged && endpoint.method == Method::GET {
        operation = operation.response("304", Response::new("It is what `If-None-Match` names"));
    }
    let problem = || RefOr::Ref(Ref::from_response_name(PROBLEM));
    operation = match endpoint.needs {
        Needs::Nothing => operation.security(SecurityRequirement::default()),
        Needs::SignIn => operation.security(signed_in()).response("401", problem()),
        Needs::Right(action) => operation
            .description(Some(format!("Needs the right `{action}`.")))
            .security(signed_in())
            .response("401", problem())
            .response("403", problem()),
        Needs::Figures => operation
            .description(Some(
                "Open, or needs the right `metrics:read`, as `observability.metrics.anonymous` says.",
            ))
            .security(SecurityRequirement::default())
            .security(signed_in())
            .response("401", problem())
            .response("403", problem()),
    };
    operation.response("default", problem()).build()
}

fn signed_in() -> SecurityRequirement {
    SecurityRequirement::new::<_, _, &str>(SCHEME, [])
}

/// `get_runs_id_logs`
fn id(endpoint: &Endpoint) -> String {
    let words = endpoint.path.trim_start_matches("/api/v1").split(|c: char| !c.is_ascii_alphanumeric());
    let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
    format!("{}_{}", endpoint.method.as_str().to_lowercase(), words.join("_"))
}

/// What it is about: the path's first part.
fn tag(path: &str) -> &str {
    match path.strip_prefix("/api/v1/") {
        Some(rest) => rest.split(['/', '.']).next().unwrap_or(rest),
        None => "server",
    }
}

fn names(path: &str) -> impl Iterator<Item = &str> {
    path.split('/').filter_map(|part| part.strip_prefix('{')?.split_once('}').map(|(name, _)| name))
}

fn string() -> Schema {
    ObjectBuilder::new().schema_type(Type::String).build().into()
}

fn path_parameter(name: &str) -> Parameter {
    let says = match name {
        "id" => "Which",
        "job" => "The job's id in its run",
        _ => "Its name",
    };
    let parameter =
        ParameterBuilder::new().name(name).parameter_in(ParameterIn::Path).description(Some(says));
    parameter.required(Required::True).schema(Some(string())).build()
}

/// What may be said beside path, query and body.
fn headers(endpoint: &Endpoint) -> Vec<Parameter> {
    let mut headers = Vec::new();
    if endpoint.about.is_tagged {
        let (name, says) = match endpoint.method {
            Method::GET => ("If-None-Match", "The ETag that is known already"),
            _ => ("If-Match", "The ETag of what was seen; it is done only if that has not changed since"),
        };
        headers.push(header_parameter(name, says, string()));
    }
    if endpoint.is_once() {
        let key = ObjectBuilder::new()
            .schema_type(Type::String)
            .min_length(Some(1))
            .max_length(Some(once::LONGEST));
        headers.push(header_parameter(
            "Idempotency-Key",
            "A request that comes again with the same key is not carried out again, and gets the same answer",
            key.build().into(),
        ));
    }
    let streams = |(_, answer): &(u16, Response)| answer.content.contains_key("text/event-stream");
    if endpoint.about.answers.iter().any(streams) {
        let says = "The id of the last event that was read: the stream goes on behind it";
        headers.push(header_parameter("Last-Event-ID", says, string()));
    }
    headers
}

fn header_parameter(name: &str, says: &str, schema: Schema) -> Parameter {
    let parameter =
        ParameterBuilder::new().name(name).parameter_in(ParameterIn::Header).description(Some(says));
    parameter.required(Required::False).schema(Some(schema)).build()
}

fn described(answer: &Response, status: u16, is_tagged: bool) -> Response {
    let words = match status {
        201 => "made",
        204 => "done",
        _ => "as asked",
    };
    let header = |says: &str| HeaderBuilder::new().schema(Some(string())).description(Some(says)).build();
    let mut answer = ResponseBuilder::from(answer.clone()).description(words);
    if is_tagged && status != 204 {
        answer = answer.header("ETag", header("Names this state of it, for `If-Match` and `If-None-Match`"));
    }
    if status == 201 {
        answer = answer.header("Location", header("Where it is"));
    }
    answer.header("X-Request-Id", header("The request's id, as the server's log has it")).build()
}
