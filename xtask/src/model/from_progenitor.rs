//! Runs progenitor, which turns the schemas of the lowered document into Rust types. No other file uses progenitor.

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Once;

use openapiv3::OpenAPI;
use progenitor_impl::{Error, GenerationSettings, Generator};
use serde_json::{Map, Value, json};
use typify::{TypeDetails, TypeEnumVariant, TypeId, TypeSpace, TypeStruct};

use super::refused_parts;
use super::rust_type::{Integer, Type};
use crate::lower::position::at;
use crate::lower::problem::{Problem, Problems};
use crate::lower::{RUNTIME_SCALARS, without_docs};
use crate::openapi::{error_schemas, operations, schemas, success_schemas, text};
use crate::text::Taken;

/// The types that progenitor made.
pub struct Draft {
    /// Those of the document's schemas, by name.
    pub types: BTreeMap<String, Drafted>,
    /// Those of the operations, by operationId.
    pub operations: BTreeMap<String, Signature>,
}

/// The type of one schema.
#[derive(Clone)]
pub enum Drafted {
    /// A struct.
    Struct {
        /// The types of the properties by their names on the wire.
        fields: BTreeMap<String, Type>,
        /// The map for all other keys.
        others: Option<Type>,
    },
    /// The variants by name, with the types in each.
    Enum(Vec<(String, Vec<Type>)>),
    /// A wrapper of another type.
    Newtype,
}

/// The types of one operation, without `Option`.
#[derive(Default)]
pub struct Signature {
    /// Those of the parameters, in the order of the document.
    pub parameters: Vec<Type>,
    /// That of the body.
    pub body: Option<Type>,
    /// That of a successful response.
    pub response: Option<Type>,
    /// Those of all successful responses, if they differ.
    pub responses: Vec<Type>,
    /// Those of the bodies of errors, by status.
    pub errors: Vec<(String, Type)>,
}

/// Runs progenitor on the schemas of a lowered document and reads the types that it made.
///
/// # Errors
///
/// A problem with progenitor's message if it cannot read the document; the message can be that of an assertion. A
/// problem for each type that the client does not support.
pub fn draft(lowered: &Value) -> Result<Draft, Problems> {
    let (document, sources) = document(lowered)
        .map_err(|problems| located(refused_parts::find(lowered, &refusal), problems))?;
    let mut settings = GenerationSettings::default();
    settings.with_map_type("::std::collections::BTreeMap");
    let mut generator = Generator::new(&settings);
    generate(&mut generator, &document)
        .map_err(|message| located(refused_parts::find(lowered, &refusal), refused(&message)))?;
    let space = generator.get_type_space();
    // An operation that neither sends nor reads anything has no schema.
    let ids = operations(lowered).map(|(_, _, operation)| text(operation, "operationId"));
    let mut draft = Draft {
        types: BTreeMap::new(),
        operations: ids
            .map(|id| (id.to_owned(), Signature::default()))
            .collect(),
    };
    let mut problems = Vec::new();
    for made in space.iter_types() {
        let name = match made.details() {
            TypeDetails::Struct(_) | TypeDetails::Enum(_) | TypeDetails::Newtype(_) => made.name(),
            _ => continue,
        };
        let read = match (sources.get(&name), made.details()) {
            (Some(Source::Schema(wire, _)), details) => drafted(space, details, wire).map(|read| {
                draft.types.insert(name, read);
            }),
            (Some(Source::Operation(id, _)), TypeDetails::Struct(made)) => signature(space, &made)
                .map(|read| {
                    draft.operations.insert((*id).to_owned(), read);
                }),
            _ => continue,
        };
        if let Err(found) = read {
            let pointer = sources.get(&made.name()).map_or("", Source::pointer);
            problems.push(Problem::new(
                pointer,
                format!("progenitor made the unsupported type `{found}` of this schema"),
                "write the schema in a simpler way",
            ));
        }
    }
    match problems.is_empty() {
        true => Ok(draft),
        false => Err(problems),
    }
}

/// The source of a type.
enum Source<'a> {
    /// A schema, with the names of its properties on the wire by their keys, and its pointer.
    Schema(BTreeMap<String, &'a str>, &'a str),
    /// An operation, with its pointer.
    Operation(&'a str, &'a str),
}

impl Source<'_> {
    fn pointer(&self) -> &str {
        match self {
            Self::Schema(_, pointer) | Self::Operation(_, pointer) => pointer,
        }
    }
}

/// The document for progenitor, and the sources of its schemas. Properties have keys that progenitor does not change,
/// and all are required; their names and their presence are decided elsewhere. The parameters, the body and the
/// responses of an operation become the properties of one schema.
fn document(lowered: &Value) -> Result<(OpenAPI, BTreeMap<String, Source<'_>>), Problems> {
    let mut components = Map::new();
    let mut sources = BTreeMap::new();
    for (name, schema) in schemas(lowered) {
        let mut schema_of_keys = schema.clone();
        let mut keys = BTreeMap::new();
        if let Some(properties) = schema.get("properties").and_then(Value::as_object) {
            let wire: BTreeSet<&str> = properties.keys().map(String::as_str).collect();
            let mut keyed = Map::new();
            for (number, wire) in wire.into_iter().enumerate() {
                let key = format!("p{number:05}");
                keyed.insert(key.clone(), properties[wire].clone());
                keys.insert(key, wire);
            }
            schema_of_keys["properties"] = Value::Object(keyed);
            schema_of_keys["required"] = keys.keys().map(String::as_str).collect();
        }
        let members = schema_of_keys
            .get_mut("oneOf")
            .and_then(Value::as_array_mut);
        if let Some(members) = members.filter(|members| members.len() == 1) {
            // Progenitor replaces a choice with one member by the member.
            members.push(json!({ "type": "boolean" }));
        }
        components.insert(name.clone(), schema_of_keys);
        sources.insert(name.clone(), Source::Schema(keys, at(schema)));
    }
    let mut taken: Taken = components.keys().collect();
    for (_, _, operation) in operations(lowered) {
        let mut properties = Map::new();
        let parameters = operation.get("parameters").and_then(Value::as_array);
        for (number, parameter) in parameters.into_iter().flatten().enumerate() {
            properties.insert(format!("p{number:05}"), parameter["schema"].clone());
        }
        let body = operation.pointer("/requestBody/content/application~1json/schema");
        if let Some(body) = body {
            properties.insert(BODY.to_owned(), body.clone());
        }
        for (number, schema) in success_schemas(operation).into_iter().enumerate() {
            properties.insert(format!("{RESPONSE}{number:05}"), schema.clone());
        }
        for (status, schema) in error_schemas(operation) {
            // In lower case, as progenitor writes it.
            let status = status.to_lowercase();
            properties.insert(format!("{ERROR}{status}"), schema.clone());
        }
        if properties.is_empty() {
            continue;
        }
        let required: Value = properties.keys().map(String::as_str).collect();
        let name = taken.numbered("OperationTypes");
        let fields = [
            ("type", Value::from("object")),
            ("properties", Value::Object(properties)),
            ("required", required),
        ];
        components.insert(name.clone(), object(fields));
        let id = text(operation, "operationId");
        sources.insert(name, Source::Operation(id, at(operation)));
    }
    let document = object([
        // Progenitor supports no other version.
        ("openapi", Value::from("3.0.3")),
        ("info", json!({ "title": "", "version": "" })),
        ("paths", stop()),
        (
            "components",
            object([("schemas", Value::Object(components))]),
        ),
    ]);
    Ok((without_docs(document)?, sources))
}

/// An object of these values. `json!` would copy them.
fn object<const N: usize>(fields: [(&str, Value); N]) -> Value {
    let fields = fields.map(|(key, value)| (key.to_owned(), value));
    Value::Object(Map::from_iter(fields))
}

/// The name of the parameter of [`stop`].
const STOP: &str = "stop behind the types";

/// Paths that progenitor refuses. It reads the schemas first; without an error, it would write the code of their types, which
/// is not used.
fn stop() -> Value {
    json!({ "/": { "get": {
        "operationId": "stop",
        "parameters": [{ "in": "cookie", "name": STOP, "schema": {} }],
        "responses": {},
    } } })
}

const BODY: &str = "body";
const RESPONSE: &str = "response";
const ERROR: &str = "error";

fn drafted(
    space: &TypeSpace,
    details: TypeDetails,
    wire: &BTreeMap<String, &str>,
) -> Result<Drafted, String> {
    match details {
        TypeDetails::Struct(made) => {
            let mut fields = BTreeMap::new();
            let mut others = None;
            for property in made.properties_info() {
                let ty = rust_type(space, &property.type_id)?;
                match wire.get(property.name) {
                    Some(wire) => _ = fields.insert((*wire).to_owned(), ty),
                    None => others = Some(ty),
                }
            }
            Ok(Drafted::Struct { fields, others })
        }
        TypeDetails::Enum(made) => {
            let variants = made.variants_info().map(|variant| {
                let held = match variant.details {
                    TypeEnumVariant::Simple => Vec::new(),
                    TypeEnumVariant::Tuple(held) => held
                        .iter()
                        .map(|id| rust_type(space, id))
                        .collect::<Result<_, _>>()?,
                    TypeEnumVariant::Struct(_) => return Err("a variant with fields".to_owned()),
                };
                Ok((variant.name.to_owned(), held))
            });
            Ok(Drafted::Enum(variants.collect::<Result<_, _>>()?))
        }
        _ => Ok(Drafted::Newtype),
    }
}

fn signature(space: &TypeSpace, made: &TypeStruct) -> Result<Signature, String> {
    let mut signature = Signature::default();
    // The properties are sorted by name, and the names keep the order of the parameters.
    for property in made.properties_info() {
        let ty = match rust_type(space, &property.type_id)? {
            Type::Option(inner) => *inner,
            ty => ty,
        };
        match property.name {
            BODY => signature.body = Some(ty),
            name if name.starts_with(RESPONSE) => signature.responses.push(ty),
            name => match name.strip_prefix(ERROR) {
                Some("default") => signature.errors.push(("default".to_owned(), ty)),
                Some(status) => signature.errors.push((status.to_uppercase(), ty)),
                None => signature.parameters.push(ty),
            },
        }
    }
    signature.response = signature.responses.first().cloned();
    Ok(signature)
}

/// The type with this id; its name in progenitor if the client does not support it.
fn rust_type(space: &TypeSpace, id: &TypeId) -> Result<Type, String> {
    let made = space.get_type(id).map_err(|error| error.to_string())?;
    let inner = |id: &TypeId| rust_type(space, id).map(Box::new);
    Ok(match made.details() {
        TypeDetails::Struct(_) | TypeDetails::Enum(_) | TypeDetails::Newtype(_) => {
            let name = made.name();
            match RUNTIME_SCALARS.iter().find(|(marker, _)| *marker == name) {
                Some((_, scalar)) => Type::Runtime(scalar),
                None => Type::Named(name),
            }
        }
        TypeDetails::Option(id) => match rust_type(space, &id)? {
            nested @ Type::Option(_) => nested,
            ty => Type::option(ty),
        },
        TypeDetails::Vec(id) | TypeDetails::Set(id) => Type::List(inner(&id)?),
        TypeDetails::Map(key, value) => match (rust_type(space, &key)?, inner(&value)?) {
            (Type::String, value) if *value == Type::Json => Type::JsonObject,
            (Type::String, value) => Type::Map(value),
            _ => return Err(made.describe()),
        },
        TypeDetails::Box(id) => Type::Boxed(inner(&id)?),
        TypeDetails::String => Type::String,
        TypeDetails::Builtin("bool") => Type::Bool,
        TypeDetails::Builtin("f64") => Type::Float,
        TypeDetails::Builtin("::serde_json::Value") => Type::Json,
        TypeDetails::Builtin(name) => {
            let integer = Integer::named(name);
            Type::Integer(integer.ok_or_else(|| name.to_owned())?)
        }
        TypeDetails::Tuple(_) | TypeDetails::Array(..) | TypeDetails::Unit => {
            return Err(made.describe());
        }
    })
}

thread_local! {
    /// Whether progenitor runs on this thread: then a panic is its own and is reported as an error.
    static IS_RUNNING: Cell<bool> = const { Cell::new(false) };
}

/// Panics of progenitor are not printed. The panic hook is global, so it is set once and checks whose panic it is.
fn silence() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let hook = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| {
            if !IS_RUNNING.get() {
                hook(panic);
            }
        }));
    });
}

/// Runs progenitor for its types, up to [`stop`]. It asserts on some documents; such a panic is reported as its error.
fn generate(generator: &mut Generator, document: &OpenAPI) -> Result<(), String> {
    silence();
    IS_RUNNING.set(true);
    let outcome = catch_unwind(AssertUnwindSafe(|| generator.generate_tokens(document)));
    IS_RUNNING.set(false);
    match outcome {
        Ok(Ok(_)) => Ok(()),
        Ok(Err(Error::UnexpectedFormat(message))) if message.contains(STOP) => Ok(()),
        Ok(Err(error)) => Err(error.to_string()),
        Err(panic) => {
            let message = panic
                .downcast_ref::<String>()
                .map(String::as_str)
                .or_else(|| panic.downcast_ref::<&str>().copied())
                .unwrap_or("it gave no reason");
            Err(message.to_owned())
        }
    }
}

/// The problems with places if there are any, else the other problems.
fn located(problems: Problems, otherwise: Problems) -> Problems {
    match problems.is_empty() {
        true => otherwise,
        false => problems,
    }
}

/// The error of progenitor for a lowered document, if it refuses it.
fn refusal(lowered: &Value) -> Option<String> {
    let (document, _) = match document(lowered) {
        Ok(read) => read,
        Err(problems) => return problems.into_iter().next().map(|problem| problem.message),
    };
    let mut settings = GenerationSettings::default();
    settings.with_map_type("::std::collections::BTreeMap");
    generate(&mut Generator::new(&settings), &document).err()
}

fn refused(message: &str) -> Problems {
    vec![Problem::new(
        "",
        format!("progenitor does not support the document: {message}"),
        "simplify the schema that it names",
    )]
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::refusal;

    #[test]
    fn a_panic_of_progenitor_is_reported_as_an_error() {
        let document = json!({
            "openapi": "3.0.3",
            "info": {"title": "Things", "version": "1"},
            "paths": {"/things": {"get": {"operationId": "list_things", "responses": {"200": {
                "description": "",
                "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Thing"}}},
            }}}}},
            "components": {"schemas": {"Thing": {"not": {"type": "string"}}}},
        });
        let message = refusal(&document).unwrap();
        assert!(message.contains("unhandled not schema"), "{message}");
    }
}
