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
    /// Query parameters that are always sent.
    pub fixed_query: Vec<(String, String)>,
    /// The path of the handle that has the method, if it is not the operation's own path.
    pub place: Option<String>,
    /// The path of the handle that has the method, if the call has further segments.
    pub handle_path: Option<String>,
    /// Those further segments.
    pub tail: Vec<Piece>,
    /// The parameters of the handle's path that are sent elsewhere, because the operation's own path does not have
    /// them.
    pub filled: Vec<Filled>,
    /// Further methods, each of which sends a fixed body.
    pub fixed: Vec<FixedBody>,
    /// Whether a request with an unknown outcome is not repeated, even if its method is idempotent.
    pub is_sent_once: bool,
    /// The rate limit that it shares with other operations, by its name in the settings.
    pub rate_limit: Option<String>,
    /// The name of the Rust method, if the document sets it.
    pub method_name: Option<String>,
    /// Parameters in the order of the document.
    pub parameters: Vec<Parameter>,
    /// The body, if one can be sent.
    pub body: Option<Body>,
    /// The content of a success.
    pub response: Response,
    /// The key paths of the payload in the response; empty when the response is the payload.
    pub payload: Vec<Vec<String>>,
    /// The name of the method that makes the call for many bodies, if the document asks for one.
    pub many: Option<String>,
    /// Its JSON pointer in the document.
    pub pointer: String,
    /// Whether it is deprecated.
    pub is_deprecated: bool,
    /// The status of the response.
    pub status: String,
    /// Statuses that are successes of this operation, and whose body is not read.
    pub accepted: Vec<u16>,
    /// The statuses of error responses with their media types, as the runtime reads them.
    pub described_errors: Option<String>,
    /// Whether a string that is sent as plain text is read as it is, although other responses are JSON.
    pub reads_text: bool,
    /// The types of the bodies of errors, by status.
    pub error_types: Vec<(String, Type)>,
    /// The media type of the `accept` header, if it is not plain JSON.
    pub accept: Option<String>,
    /// The second handle from which the call can be reached.
    pub also_from: Option<AlsoFrom>,
    /// Its documentation.
    pub docs: OperationDocs,
}

/// A part of a path that is an argument of the call.
#[derive(Clone, Debug)]
pub enum Piece {
    /// Fixed segments.
    Literal(String),
    /// One segment that is the value of the parameter with this index.
    Value(usize),
    /// One segment with fixed parts and the values of these parameters.
    Template(String, Vec<usize>),
}

/// A value of the handle's path that is sent in the query or in the body.
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
    /// One sentence about it.
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
    /// The rest of the description.
    pub description: String,
    /// The address of the page that documents it.
    pub source: Option<String>,
    /// The statuses of error responses, each with its description.
    pub errors: Vec<(String, String)>,
}

/// The content of `x-also-from`.
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
    /// Whether it is required.
    pub required: bool,
    /// Whether it is deprecated.
    pub deprecated: bool,
    /// Whether callers pass it, although the client holds a parameter of that name.
    pub is_argument: bool,
    /// Whether the client sends a credential in its place if callers do not set it.
    pub is_credential: bool,
    /// Whether it is in a segment of the path that is an argument of the call.
    pub is_in_tail: bool,
    /// Whether it can be an empty string, whatever its limits are.
    pub may_be_empty: bool,
    /// How a list is sent.
    pub list: Option<ListStyle>,
    /// Its style, if it is neither a single value nor such a list.
    pub style: Option<Style>,
    /// The Rust type.
    pub ty: Type,
    /// Its schema.
    pub schema: Schema,
    /// Its description, or that of its schema.
    pub description: String,
}

impl Parameter {
    /// Whether it is an argument of the call, not of a handle.
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

/// How a value is serialized.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Style {
    /// The form, by its name in the runtime.
    pub form: String,
    /// Whether each item is written as a separate value.
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
    /// Whether it is required.
    pub required: bool,
    /// Its content.
    pub content: Content,
    /// Its schema, unless it is bytes.
    pub schema: Schema,
    /// Other media types of the document as which the same body can be sent.
    pub further_media: Vec<String>,
}

/// The content of a body.
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
    /// The type of its fields.
    pub ty: Type,
    /// Whether it is sent in parts, not as pairs.
    pub is_multipart: bool,
    /// The fields that are not sent in the default way.
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
    /// The media types of the document, if the field is a file for which it has several or a range.
    pub further_media: Option<String>,
}

/// The content of a success.
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
    /// A type that depends on the status.
    ByStatus(ByStatus),
    /// Nothing.
    Empty,
    /// A string.
    Text,
    /// Bytes.
    Bytes,
    /// Values that are read while they are received.
    Stream(Streamed),
}

/// The content of a response that is read while it is received.
#[derive(Clone)]
pub enum Streamed {
    /// Pieces of bytes.
    Pieces,
    /// Lines, with the type of their JSON. `None` if they are strings.
    Lines(Option<Type>),
    /// Server-sent events, with the type of their data in JSON. `None` if it is a string.
    Events(Option<Type>),
    /// Server-sent events, with the type of their data, which is JSON or a string.
    EventsOrText(Type),
}

/// Responses by status.
#[derive(Clone)]
pub struct ByStatus {
    /// The name of its enum, which no schema has.
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
    /// Their content.
    pub content: StatusContent,
    /// Their description in the document.
    pub description: String,
}

/// The content of a response with some status.
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
