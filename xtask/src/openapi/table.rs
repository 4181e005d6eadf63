//! The objects of OpenAPI 3.0.3 with their fixed fields, and the kind of value of each field.
//!
//! Keywords are listed only here. Rules about references, keywords, types, "all schemas" or "all parameters" use it
//! through [`super::index`].

macro_rules! kinds {
    ($($kind:ident $title:literal $fields:expr;)*) => {
        /// An object of the OpenAPI specification, by its name there. `Client` is `x-client`, this project's own.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub(crate) enum Kind {
            $($kind,)*
        }

        impl Kind {
            /// Its name in messages.
            pub fn title(self) -> &'static str {
                match self {
                    $(Self::$kind => $title,)*
                }
            }

            /// Its fixed fields.
            pub fn fields(self) -> &'static [Field] {
                match self {
                    $(Self::$kind => $fields,)*
                }
            }
        }
    };
}

kinds! {
    Document "the document" DOCUMENT;
    Info "info" INFO;
    Contact "a contact" CONTACT;
    License "a license" LICENSE;
    Server "a server" SERVER;
    ServerVariable "a server variable" SERVER_VARIABLE;
    Components "components" COMPONENTS;
    Paths "paths" &[];
    PathItem "a path" PATH_ITEM;
    Operation "an operation" OPERATION;
    ExternalDocs "externalDocs" EXTERNAL_DOCS;
    Parameter "a parameter" PARAMETER;
    RequestBody "a request body" REQUEST_BODY;
    MediaType "a media type" MEDIA_TYPE;
    Encoding "an encoding" ENCODING;
    Responses "responses" &[];
    Response "a response" RESPONSE;
    Callback "a callback" &[];
    Example "an example" EXAMPLE;
    Link "a link" LINK;
    Header "a header" HEADER;
    Tag "a tag" TAG;
    Schema "a schema" SCHEMA;
    Discriminator "a discriminator" DISCRIMINATOR;
    Xml "xml" XML;
    SecurityScheme "a security scheme" SECURITY_SCHEME;
    Flows "flows" FLOWS;
    Flow "a flow" FLOW;
    Client "x-client" CLIENT;
}

/// The type that a value must have.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Shape {
    /// Anything: data, not OpenAPI.
    Any,
    Text,
    /// A string that refers to a schema: a reference, or the name of a component.
    SchemaName,
    Flag,
    Number,
    /// An integer, 0 or more.
    Count,
    One(Kind),
    List(&'static Shape),
    Map(&'static Shape),
    SchemaOrFlag,
}

/// Why a field is required.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Need {
    Nobody,
    /// OpenAPI requires it, but the generator does not need it.
    Standard,
    /// The generator needs it.
    Generator,
}

/// A fixed field of an object.
#[derive(Debug)]
pub(crate) struct Field {
    pub name: &'static str,
    pub shape: Shape,
    pub need: Need,
}

const fn may(name: &'static str, shape: Shape) -> Field {
    Field {
        name,
        shape,
        need: Need::Nobody,
    }
}

const fn should(name: &'static str, shape: Shape) -> Field {
    Field {
        name,
        shape,
        need: Need::Standard,
    }
}

const fn must(name: &'static str, shape: Shape) -> Field {
    Field {
        name,
        shape,
        need: Need::Generator,
    }
}

use Kind::*;
use Shape::{Any, Count, Flag, List, Map, Number, One, SchemaName, SchemaOrFlag, Text};

impl Kind {
    /// The section of `components` to which a reference in place of this object must lead. `None` if OpenAPI allows no
    /// reference here (a `$ref` of a path leads out of the document).
    pub fn section(self) -> Option<&'static str> {
        Some(match self {
            Schema => "schemas",
            Response => "responses",
            Parameter => "parameters",
            Example => "examples",
            RequestBody => "requestBodies",
            Header => "headers",
            SecurityScheme => "securitySchemes",
            Link => "links",
            Callback => "callbacks",
            _ => return None,
        })
    }

    /// The kind of the values whose keys are names: paths, status codes, expressions.
    pub fn named(self) -> Option<Kind> {
        match self {
            Paths | Callback => Some(PathItem),
            Responses => Some(Response),
            _ => None,
        }
    }

    /// The extensions that this project has in this place.
    pub fn extensions(self) -> &'static [Field] {
        match self {
            Document => DOCUMENT_EXTENSIONS,
            Operation => OPERATION_EXTENSIONS,
            Schema => SCHEMA_EXTENSIONS,
            Parameter => PARAMETER_EXTENSIONS,
            Header | Response | RequestBody | PathItem => FACT_EXTENSIONS,
            _ => &[],
        }
    }
}

const SERVERS: Shape = List(&One(Server));
const PARAMETERS: Shape = List(&One(Parameter));
const SECURITY: Shape = List(&Map(&List(&Text)));
const EXAMPLES: Shape = Map(&One(Example));
const CONTENT: Shape = Map(&One(MediaType));

const DOCUMENT: &[Field] = &[
    must("openapi", Text),
    should("info", One(Info)),
    may("servers", SERVERS),
    must("paths", One(Paths)),
    may("components", One(Components)),
    may("security", SECURITY),
    may("tags", List(&One(Tag))),
    may("externalDocs", One(ExternalDocs)),
    may("x-client", One(Client)),
];
const CLIENT: &[Field] = &[
    may("package", Text),
    may("vendor", Text),
    may("version", Text),
    may("license", Text),
    may("keywords", List(&Text)),
    may("categories", List(&Text)),
    may("repository", Text),
    may("homepage", Text),
    may("documentation", Text),
    may("rust-version", Text),
    may("house-rules", Flag),
    may("openapi", Flag),
    may("token-env", Text),
    may("base-url-env", Text),
    may("parameters", Map(&Map(&Any))),
    may("plain-ids", Flag),
    may("envelope", Map(&Text)),
    may("paging", Map(&Any)),
    may("permissions", List(&Text)),
    may("example", Text),
    may("recipes", Text),
    may("methods", Text),
    may("events", Map(&Text)),
    may("rate-limits", Map(&Map(&Count))),
    may("skip", List(&Text)),
];
const INFO: &[Field] = &[
    should("title", Text),
    // From OpenAPI 3.1, without effect here.
    may("summary", Text),
    may("description", Text),
    may("termsOfService", Text),
    may("contact", One(Contact)),
    may("license", One(License)),
    should("version", Text),
];
const CONTACT: &[Field] = &[may("name", Text), may("url", Text), may("email", Text)];
const LICENSE: &[Field] = &[
    should("name", Text),
    // From OpenAPI 3.1, without effect here.
    may("identifier", Text),
    may("url", Text),
];
const SERVER: &[Field] = &[
    should("url", Text),
    may("description", Text),
    may("variables", Map(&One(ServerVariable))),
];
const SERVER_VARIABLE: &[Field] = &[
    may("enum", List(&Text)),
    should("default", Text),
    may("description", Text),
];
const COMPONENTS: &[Field] = &[
    may("schemas", Map(&One(Schema))),
    may("responses", Map(&One(Response))),
    may("parameters", PARAMETER_MAP),
    may("examples", EXAMPLES),
    may("requestBodies", Map(&One(RequestBody))),
    may("headers", Map(&One(Header))),
    may("securitySchemes", Map(&One(SecurityScheme))),
    may("links", Map(&One(Link))),
    may("callbacks", Map(&One(Callback))),
];
const PARAMETER_MAP: Shape = Map(&One(Parameter));
const PATH_ITEM: &[Field] = &[
    may("$ref", Text),
    may("summary", Text),
    may("description", Text),
    may("get", One(Operation)),
    may("put", One(Operation)),
    may("post", One(Operation)),
    may("delete", One(Operation)),
    may("options", One(Operation)),
    may("head", One(Operation)),
    may("patch", One(Operation)),
    may("trace", One(Operation)),
    may("servers", SERVERS),
    may("parameters", PARAMETERS),
];
const OPERATION: &[Field] = &[
    may("tags", List(&Text)),
    may("summary", Text),
    may("description", Text),
    may("externalDocs", One(ExternalDocs)),
    may("operationId", Text),
    may("parameters", PARAMETERS),
    may("requestBody", One(RequestBody)),
    should("responses", One(Responses)),
    may("callbacks", Map(&One(Callback))),
    may("deprecated", Flag),
    may("security", SECURITY),
    may("servers", SERVERS),
];
const EXTERNAL_DOCS: &[Field] = &[may("description", Text), should("url", Text)];
/// The fields of a header, after those that only a parameter has.
macro_rules! parameter {
    ($($first:expr),*) => {
        &[
            $($first,)*
            may("description", Text),
            may("required", Flag),
            may("deprecated", Flag),
            may("allowEmptyValue", Flag),
            may("style", Text),
            may("explode", Flag),
            may("allowReserved", Flag),
            may("schema", One(Schema)),
            may("example", Any),
            may("examples", EXAMPLES),
            may("content", CONTENT),
        ]
    };
}
const PARAMETER: &[Field] = parameter![must("name", Text), must("in", Text)];
const HEADER: &[Field] = parameter![];
const REQUEST_BODY: &[Field] = &[
    may("description", Text),
    must("content", CONTENT),
    may("required", Flag),
];
const MEDIA_TYPE: &[Field] = &[
    may("schema", One(Schema)),
    may("example", Any),
    may("examples", EXAMPLES),
    may("encoding", Map(&One(Encoding))),
];
const ENCODING: &[Field] = &[
    may("contentType", Text),
    may("headers", Map(&One(Header))),
    may("style", Text),
    may("explode", Flag),
    may("allowReserved", Flag),
];
const RESPONSE: &[Field] = &[
    should("description", Text),
    may("headers", Map(&One(Header))),
    may("content", CONTENT),
    may("links", Map(&One(Link))),
];
const EXAMPLE: &[Field] = &[
    may("summary", Text),
    may("description", Text),
    may("value", Any),
    may("externalValue", Text),
];
const LINK: &[Field] = &[
    may("operationRef", Text),
    may("operationId", Text),
    may("parameters", Map(&Any)),
    may("requestBody", Any),
    may("description", Text),
    may("server", One(Server)),
];
const TAG: &[Field] = &[
    should("name", Text),
    may("description", Text),
    may("externalDocs", One(ExternalDocs)),
];
const SCHEMA: &[Field] = &[
    may("title", Text),
    may("multipleOf", Number),
    may("maximum", Number),
    may("exclusiveMaximum", Flag),
    may("minimum", Number),
    may("exclusiveMinimum", Flag),
    may("maxLength", Count),
    may("minLength", Count),
    may("pattern", Text),
    may("maxItems", Count),
    may("minItems", Count),
    may("uniqueItems", Flag),
    may("maxProperties", Count),
    may("minProperties", Count),
    may("required", List(&Text)),
    may("enum", List(&Any)),
    may("type", Text),
    may("allOf", List(&One(Schema))),
    may("oneOf", List(&One(Schema))),
    may("anyOf", List(&One(Schema))),
    may("not", One(Schema)),
    may("items", One(Schema)),
    may("properties", Map(&One(Schema))),
    may("additionalProperties", SchemaOrFlag),
    may("description", Text),
    may("format", Text),
    may("default", Any),
    may("nullable", Flag),
    may("discriminator", One(Discriminator)),
    may("readOnly", Flag),
    may("writeOnly", Flag),
    may("xml", One(Xml)),
    may("externalDocs", One(ExternalDocs)),
    may("example", Any),
    may("deprecated", Flag),
];
const DISCRIMINATOR: &[Field] = &[must("propertyName", Text), may("mapping", Map(&SchemaName))];
const XML: &[Field] = &[
    may("name", Text),
    may("namespace", Text),
    may("prefix", Text),
    may("attribute", Flag),
    may("wrapped", Flag),
];
const SECURITY_SCHEME: &[Field] = &[
    must("type", Text),
    may("description", Text),
    may("name", Text),
    may("in", Text),
    may("scheme", Text),
    may("bearerFormat", Text),
    may("flows", One(Flows)),
    may("openIdConnectUrl", Text),
];
const FLOWS: &[Field] = &[
    may("implicit", One(Flow)),
    may("password", One(Flow)),
    may("clientCredentials", One(Flow)),
    may("authorizationCode", One(Flow)),
];
const FLOW: &[Field] = &[
    may("authorizationUrl", Text),
    may("tokenUrl", Text),
    may("refreshUrl", Text),
    should("scopes", Map(&Text)),
];

/// Whether a key is an extension that the generator reads.
pub fn is_extension(key: &str) -> bool {
    let tables = [
        DOCUMENT_EXTENSIONS,
        OPERATION_EXTENSIONS,
        SCHEMA_EXTENSIONS,
        PARAMETER_EXTENSIONS,
        FACT_EXTENSIONS,
    ];
    let mut fields = tables.into_iter().flatten();
    key == "x-client" || fields.any(|field| field.name == key)
}

const SOURCES: Shape = List(&Map(&Text));
/// `x-webhooks`: what the service sends, in the shape of `webhooks` of OpenAPI 3.1.
const DOCUMENT_EXTENSIONS: &[Field] = &[may("x-webhooks", Map(&One(PathItem)))];
const OPERATION_EXTENSIONS: &[Field] = &[
    may("x-method", Text),
    may("x-methods", List(&Map(&Any))),
    may("x-place", Text),
    may("x-retry", Flag),
    may("x-stream", Flag),
    may("x-rate-limit", Text),
    may("x-many", Text),
    may("x-also-from", Map(&Text)),
    may("x-data", Any),
    may("x-source", SOURCES),
    may("x-upstream-id", Text),
    may("x-deviation", Text),
];
const SCHEMA_EXTENSIONS: &[Field] = &[
    may("x-source", SOURCES),
    may("x-deviation", Text),
    may("x-recommended", Flag),
    may("x-min-items", Count),
    may("x-initial", Any),
    may("x-rust-name", Text),
    may("x-secret", Flag),
    may("x-secret-url", Flag),
    may("x-timestamp", Flag),
];
const PARAMETER_EXTENSIONS: &[Field] = &[
    may("x-source", SOURCES),
    may("x-deviation", Text),
    may("x-argument", Flag),
];
const FACT_EXTENSIONS: &[Field] = &[may("x-source", SOURCES), may("x-deviation", Text)];
