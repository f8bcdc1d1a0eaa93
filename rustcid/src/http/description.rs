//! What an endpoint says of itself in the API's document.

use super::Endpoint;
use serde::Serialize;
use utoipa::openapi::content::Content;
use utoipa::openapi::path::{Parameter, ParameterIn};
use utoipa::openapi::request_body::{RequestBody, RequestBodyBuilder};
use utoipa::openapi::schema::{ObjectBuilder, SchemaType, Type};
use utoipa::openapi::{Ref, RefOr, Required, Response, ResponseBuilder, Schema};
use utoipa::{IntoParams, ToSchema};

/// A schema with its name.
pub type Named = (String, RefOr<Schema>);

/// What it does, takes and gives.
#[derive(Default)]
pub struct Description {
    /// One sentence.
    pub summary: &'static str,
    /// What may be asked for.
    pub query: Vec<Parameter>,
    /// What it takes.
    pub body: Option<RequestBody>,
    /// What it gives when all goes well.
    pub answers: Vec<(u16, Response)>,
    /// The schemas of both.
    pub schemas: Vec<Named>,
    /// What is told or changed has an ETag.
    pub is_tagged: bool,
}

/// Notes a type and what it is made of; the schema that stands for it.
pub fn schema<T: ToSchema>(schemas: &mut Vec<Named>) -> RefOr<Schema> {
    T::schemas(schemas);
    // A type with parameters has a name that others share.
    if std::any::type_name::<T>().contains('<') {
        return T::schema();
    }
    let name = T::name().into_owned();
    schemas.push((name.clone(), T::schema()));
    Ref::from_schema_name(name).into()
}

fn needs_members(schema: &RefOr<Schema>) -> bool {
    matches!(schema, RefOr::T(Schema::Object(object)) if !object.required.is_empty())
}

/// What each event of a stream has; see <https://html.spec.whatwg.org/multipage/server-sent-events.html>.
fn event() -> RefOr<Schema> {
    let word = |says: &str| ObjectBuilder::new().schema_type(Type::String).description(Some(says));
    ObjectBuilder::new()
        .property("event", word("What kind it is"))
        .property("id", word("Its place: what `Last-Event-ID` goes on behind"))
        .property("data", word("JSON"))
        .required("data")
        .build()
        .into()
}

fn text() -> RefOr<Schema> {
    ObjectBuilder::new().schema_type(Type::String).build().into()
}

impl Endpoint {
    /// What it does, in one sentence.
    #[must_use]
    pub fn says(mut self, summary: &'static str) -> Self {
        self.about.summary = summary;
        self
    }

    /// What its query may say.
    #[must_use]
    pub fn asks<T: IntoParams>(mut self) -> Self {
        self.about.query.extend(T::into_params(|| Some(ParameterIn::Query)));
        self
    }

    /// What its body is, with an example.
    #[must_use]
    pub fn takes<T: ToSchema>(mut self, example: &impl Serialize) -> Self {
        let content = Content::builder()
            .schema(Some(schema::<T>(&mut self.about.schemas)))
            .example(serde_json::to_value(example).ok())
            .build();
        let body = self.about.body.take().map_or_else(RequestBody::builder, RequestBodyBuilder::from);
        // No body is an object without members.
        let required = if needs_members(&T::schema()) { Required::True } else { Required::False };
        self.about.body = Some(body.content("application/json", content).required(Some(required)).build());
        self
    }

    /// Its body may also be a pipeline's file as it is.
    #[must_use]
    pub fn takes_a_file(mut self) -> Self {
        let any = ObjectBuilder::new().schema_type(SchemaType::AnyValue).build();
        let content = Content::builder().schema(Some(any)).example(Some(EXAMPLE.into())).build();
        let body = self.about.body.take().map_or_else(RequestBody::builder, RequestBodyBuilder::from);
        self.about.body =
            Some(body.content("application/yaml", content).required(Some(Required::True)).build());
        self
    }

    /// What it gives.
    #[must_use]
    pub fn gives<T: ToSchema>(mut self, status: u16) -> Self {
        let content = Content::new(Some(schema::<T>(&mut self.about.schemas)));
        self.about
            .answers
            .push((status, ResponseBuilder::new().content("application/json", content).build()));
        self
    }

    /// What it gives parts of a list of.
    #[must_use]
    pub fn lists<T: ToSchema>(mut self) -> Self {
        schema::<T>(&mut self.about.schemas);
        self.gives::<api::Page<T>>(200)
    }

    /// What it gives, in other words than JSON.
    #[must_use]
    pub fn gives_text(mut self, kinds: &[&'static str]) -> Self {
        let schema = |kind: &str| if kind == "text/event-stream" { event() } else { text() };
        let add =
            |answer: ResponseBuilder, kind: &&str| answer.content(*kind, Content::new(Some(schema(kind))));
        let answer = kinds.iter().fold(ResponseBuilder::new(), add);
        self.about.answers.push((200, answer.build()));
        self
    }

    /// Nothing is left to say.
    #[must_use]
    pub fn gives_nothing(mut self) -> Self {
        self.about.answers.push((204, Response::new("done")));
        self
    }

    /// What it tells or changes has an ETag.
    #[must_use]
    pub fn tagged(mut self) -> Self {
        self.about.is_tagged = true;
        self
    }
}

/// A pipeline that shows what one looks like.
pub const EXAMPLE: &str = "stages:\n  - name: hello\n    steps: [echo hello]\n";
