//! An operation in the model: its parameters, its body and its response, with their names and types in Rust.

use serde_json::Value;
use syn::Ident;

use crate::model::rust_type::Type;
use crate::model::schema::Schema;

/// One operation.
#[derive(Clone)]
pub struct Operation {
    /// The operationId in snake_case.
    pub id: String,
    /// The name of the type of the call, where it has options; no schema has it.
    pub call_type: String,
    /// The HTTP method in upper case.
    pub method: String,
    /// The path template.
    pub path: String,
    /// Parameters of the query that are always sent.
    pub fixed_query: Vec<(String, String)>,
    /// The path of the handle that has the method, when it is not the operation's own path.
    pub place: Option<String>,
    /// The path of the handle that has the method, where segments behind it belong to the call.
    pub handle_path: Option<String>,
    /// These segments.
    pub tail: Vec<Piece>,
    /// What is sent of the values of that handle's path, and is no part of the operation's own path.
    pub filled: Vec<Filled>,
    /// Further methods, each of which sends a fixed body.
    pub fixed: Vec<FixedBody>,
    /// Whether the request is not sent again, with any method, unless it is known that nothing has happened.
    pub is_sent_once: bool,
    /// The limit for this operation and some others, by its name in the settings.
    pub rate_limit: Option<String>,
    /// The name of the Rust method, when the document chooses it.
    pub method_name: Option<String>,
    /// Parameters in the order of the document.
    pub parameters: Vec<Parameter>,
    /// The body, if one can be sent.
    pub body: Option<Body>,
    /// What a success holds.
    pub response: Response,
    /// The key paths of the payload in the response; empty when the response is the payload.
    pub payload: Vec<Vec<String>>,
    /// The name of the method that makes the call for many bodies, when the document asks for one.
    pub many: Option<String>,
    /// Its JSON pointer in the document.
    pub pointer: String,
    /// Whether the service advises against it.
    pub is_deprecated: bool,
    /// The status of the response.
    pub status: String,
    /// Statuses that are no success by themselves and are one here.
    pub accepted: Vec<u16>,
    /// Whether the document has the bodies of errors.
    pub has_described_errors: bool,
    /// The types of the bodies of errors, by status.
    pub error_types: Vec<(String, Type)>,
    /// The media type that it asks for, where that is not plain JSON.
    pub accept: Option<String>,
    /// The handle that has the call too.
    pub also_from: Option<AlsoFrom>,
    /// What it is documented with.
    pub docs: OperationDocs,
}

/// A part of a path that belongs to a call.
#[derive(Clone, Debug)]
pub enum Piece {
    /// Fixed segments.
    Literal(String),
    /// One segment that is the value of the parameter of this number.
    Value(usize),
    /// One segment with fixed parts and the values of these parameters.
    Template(String, Vec<usize>),
}

/// A value of the path of a handle, sent elsewhere than in the path.
#[derive(Clone)]
pub struct Filled {
    /// Its name in the path of the handle, in the query and in the body.
    pub name: String,
    /// Whether it is a field of the body, and not a parameter of the query.
    pub is_in_body: bool,
}

/// A method that sends a fixed body, which `x-methods` asks for.
#[derive(Clone)]
pub struct FixedBody {
    /// The name of the method.
    pub method: String,
    /// What it does, in one sentence.
    pub summary: String,
    /// The body.
    pub body: Value,
}

impl Operation {
    /// The path of the handle that has the method.
    pub fn place(&self) -> &str {
        let handle = self.place.as_deref().or(self.handle_path.as_deref());
        handle.unwrap_or(&self.path)
    }
}

/// The documentation of an operation.
#[derive(Clone)]
pub struct OperationDocs {
    /// One sentence.
    pub summary: String,
    /// All the rest.
    pub description: String,
    /// The address of the page that documents it.
    pub source: Option<String>,
    /// The statuses of error responses, each with its description.
    pub errors: Vec<(String, String)>,
}

/// What `x-also-from` asks for.
#[derive(Clone)]
pub struct AlsoFrom {
    /// The whole path of the handle that gets the method.
    pub path: String,
    /// The name of the method.
    pub method: String,
    /// The parameter that is filled in.
    pub parameter: String,
}

/// One parameter.
#[derive(Clone)]
pub struct Parameter {
    /// The name on the wire.
    pub name: String,
    /// The name in Rust.
    pub ident: Ident,
    /// Path, query or header.
    pub place: Place,
    /// Whether the service demands it.
    pub required: bool,
    /// Whether the service advises against it.
    pub deprecated: bool,
    /// Whether callers give it, although the client carries a parameter of that name.
    pub is_argument: bool,
    /// Whether it is in a segment of the path that belongs to the call.
    pub is_in_tail: bool,
    /// How a list is sent.
    pub list: Option<ListStyle>,
    /// How it is sent, if it is neither one value nor such a list.
    pub style: Option<Style>,
    /// The Rust type.
    pub ty: Type,
    /// Its schema.
    pub schema: Schema,
    /// Its description, or that of its schema.
    pub description: String,
}

impl Parameter {
    /// Whether it is given to the call, and not to a handle.
    pub fn is_of_call(&self) -> bool {
        self.place != Place::Path || self.is_in_tail
    }
}

/// Where a parameter is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// In the path.
    Path,
    /// In the query.
    Query,
    /// In a header.
    Header,
    /// In a cookie.
    Cookie,
}

/// How a value is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Style {
    /// The form, by the name that it has in the runtime.
    pub form: String,
    /// Whether each item is written as a value by itself.
    pub explode: bool,
    /// Whether reserved characters are sent as they are.
    pub reserved: bool,
}

/// How a list is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ListStyle {
    /// One value, items separated by commas.
    Comma,
    /// One key for each item.
    Repeat,
}

/// The body of a request.
#[derive(Clone)]
pub struct Body {
    /// Whether the service demands one.
    pub required: bool,
    /// What it holds.
    pub content: Content,
}

/// What a body holds.
#[derive(Clone)]
pub enum Content {
    /// JSON of a Rust type, and the media type when it is not plain JSON.
    Json(Type, Option<String>),
    /// A form.
    Form(Form),
    /// Bytes of some media type.
    Bytes(String),
}

/// A body that is a form.
#[derive(Clone)]
pub struct Form {
    /// What it holds.
    pub ty: Type,
    /// Whether it is one of many parts, and not of pairs.
    pub is_multipart: bool,
    /// How fields are sent that are not sent as usual.
    pub parts: Vec<Part>,
}

/// How one field of a form is sent.
#[derive(Clone)]
pub struct Part {
    /// The field.
    pub name: String,
    /// Its style.
    pub style: Option<Style>,
    /// Its media type.
    pub content_type: Option<String>,
}

/// What a success holds.
#[derive(Clone)]
pub enum Response {
    /// One value.
    Json(Type),
    /// A list of values.
    List(Type),
    /// A page of values.
    Page(Type),
    /// One value, or no body.
    Optional(Type),
    /// What depends on the status.
    ByStatus(ByStatus),
    /// Nothing.
    Empty,
    /// A string.
    Text,
    /// Bytes.
    Bytes,
}

/// Responses by status.
#[derive(Clone)]
pub struct ByStatus {
    /// The name of the enum of them; no schema has it.
    pub name: String,
    /// Its variants.
    pub variants: Vec<StatusVariant>,
}

/// The responses of some statuses.
#[derive(Clone)]
pub struct StatusVariant {
    /// The name of the variant.
    pub name: String,
    /// The statuses, `200` or `2XX`.
    pub statuses: Vec<String>,
    /// What they hold.
    pub content: StatusContent,
    /// Their description in the document.
    pub description: String,
}

/// What a response of some status holds.
#[derive(Clone)]
pub enum StatusContent {
    /// A value in JSON.
    Json(Type),
    /// A string.
    Text,
    /// Bytes.
    Bytes,
    /// Nothing.
    Empty,
}
