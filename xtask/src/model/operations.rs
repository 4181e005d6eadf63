//! Reads the operations of the model from the lowered document and the types that progenitor made.

use heck::ToUpperCamelCase;
use serde_json::Value;

use crate::lower::position::at;
use crate::lower::problem::{Problem, Problems, unless_any};
use crate::lower::rust_names::{ident, snake};
use crate::model::from_progenitor::{Draft, Signature};
use crate::model::operation::{
    AlsoFrom, Body, ByStatus, Content, Filled, FixedBody, Form, ListStyle, Operation,
    OperationDocs, Parameter, Part, Piece, Place, Response, StatusContent, StatusVariant, Streamed,
    Style,
};
use crate::model::paths::{parameter_name, segments};
use crate::model::rust_type::Type;
use crate::model::schema::{Schema, source};
use crate::model::schema_index::SchemaIndex;
use crate::openapi::{
    entries, fixed_query, flag, items, operations, sent_path, success_schemas, text,
};
use crate::text::Taken;

/// Reads every operation.
///
/// # Errors
///
/// Progenitor did not make a type that the operation needs.
pub fn read(index: SchemaIndex, draft: &Draft) -> Result<Vec<Operation>, Problems> {
    let mut problems = Vec::new();
    let mut found = Vec::new();
    let mut types: Taken = index.schemas().map(|(name, _)| name).collect();
    for (path, method, operation) in operations(index.document()) {
        let id = text(operation, "operationId").to_owned();
        let read = match draft.operations.get(&id) {
            Some(signature) => one(path, method, operation, signature, index),
            None => Err(missing(operation, &id, "types")),
        };
        match read {
            Ok(mut operation) => {
                operation.call_type = types.numbered(&format!("{}Call", id.to_upper_camel_case()));
                if let Response::ByStatus(of) = &mut operation.response {
                    of.name = types.numbered(&format!("{}Response", id.to_upper_camel_case()));
                }
                found.push(operation);
            }
            Err(problem) => problems.push(problem),
        }
    }
    unless_any(problems, found)
}

fn missing(operation: &Value, id: &str, what: &str) -> Problem {
    Problem::new(
        at(operation),
        format!("progenitor made no {what} for the operation `{id}`"),
        "write the operation in a simpler way",
    )
}

fn one(
    whole_path: &str,
    method: &str,
    operation: &Value,
    signature: &Signature,
    index: SchemaIndex,
) -> Result<Operation, Problem> {
    let id = text(operation, "operationId");
    let mut parameters = Vec::new();
    for (number, parameter) in operation
        .get("parameters")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .enumerate()
    {
        let name = match text(parameter, "x-name") {
            "" => text(parameter, "name"),
            wire => wire,
        };
        let place = match text(parameter, "in") {
            "path" => Place::Path,
            "query" => Place::Query,
            "cookie" => Place::Cookie,
            _ => Place::Header,
        };
        let ty = signature.parameters.get(number).cloned();
        let ty = ty.ok_or_else(|| missing(operation, id, &format!("type of `{name}`")))?;
        let list = match text(parameter, "x-list") {
            "comma" => Some(ListStyle::Comma),
            "repeat" => Some(ListStyle::Repeat),
            _ => None,
        };
        let schema = parameter.get("schema").unwrap_or(&Value::Null);
        let schema = Schema::read(schema, index);
        parameters.push(Parameter {
            name: name.to_owned(),
            ident: ident(&snake(text(parameter, "name"))),
            place,
            required: flag(parameter, "required"),
            deprecated: flag(parameter, "deprecated"),
            is_argument: flag(parameter, "x-argument"),
            is_credential: flag(parameter, "x-credential"),
            is_in_tail: false,
            may_be_empty: flag(parameter, "x-may-be-empty"),
            list,
            style: parameter.get("x-style").and_then(Style::read),
            ty,
            description: match text(parameter, "description") {
                "" => schema.docs.description.clone(),
                own => own.to_owned(),
            },
            schema,
        });
    }
    let path = sent_path(whole_path);
    let (handle_path, tail) = tail(path, operation, &mut parameters);
    let has_tail = !tail.is_empty();
    let body = body(operation, signature, index).map_err(|what| missing(operation, id, what))?;
    let many = operation.get("x-many").and_then(Value::as_str);
    let many = many.map(snake);
    let demands_more = |parameter: &Parameter| parameter.required && parameter.place != Place::Path;
    let takes_a_body = matches!(
        &body,
        Some(Body { required: true, content: Content::Json(ty, None), .. }) if !matches!(ty, Type::List(_))
    );
    if many.is_some() && (!takes_a_body || parameters.iter().any(demands_more)) {
        return Err(Problem::new(
            at(operation),
            format!(
                "`{id}` cannot be made for many bodies: it must require a JSON body that is not a list, and nothing else"
            ),
            "remove `x-many`",
        ));
    }
    Ok(Operation {
        id: id.to_owned(),
        call_type: String::new(),
        method: method.to_uppercase(),
        path: path.to_owned(),
        fixed_query: fixed_query(whole_path)
            .into_iter()
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect(),
        place: owned(operation, "x-place"),
        handle_path,
        tail,
        filled: items(operation, "x-filled")
            .map(|value| Filled {
                name: text(value, "name").to_owned(),
                is_in_body: text(value, "in") == "body",
            })
            .collect(),
        fixed: items(operation, "x-methods")
            .map(|wanted| FixedBody {
                method: snake(text(wanted, "method")),
                summary: text(wanted, "summary").to_owned(),
                body: wanted.get("body").cloned().unwrap_or_default(),
            })
            .collect(),
        is_sent_once: operation.get("x-retry") == Some(&Value::Bool(false)),
        rate_limit: owned(operation, "x-rate-limit"),
        method_name: operation
            .get("x-method")
            .and_then(Value::as_str)
            .map(snake)
            .or_else(|| has_tail.then(|| id.to_owned())),
        parameters,
        body,
        many,
        response: response(operation, signature, method == "delete")
            .ok_or_else(|| missing(operation, id, "response"))?,
        payload: serde_json::from_value(operation.get("x-payload").cloned().unwrap_or_default())
            .unwrap_or_default(),
        pointer: at(operation).to_owned(),
        is_deprecated: flag(operation, "deprecated"),
        status: entries(operation, "responses")
            .next()
            .map_or_else(String::new, |(status, _)| status.clone()),
        accepted: items(operation, "x-accepted")
            .filter_map(|code| u16::try_from(code.as_u64()?).ok())
            .collect(),
        described_errors: owned(operation, "x-described-errors"),
        reads_text: flag(operation, "x-reads-text"),
        error_types: signature.errors.clone(),
        accept: operation
            .get("x-accept")
            .and_then(Value::as_str)
            .map(str::to_owned),
        also_from: operation.get("x-also-from").map(|wanted| AlsoFrom {
            path: text(wanted, "path").to_owned(),
            method: text(wanted, "method").to_owned(),
            parameter: text(wanted, "parameter").to_owned(),
        }),
        docs: OperationDocs {
            summary: text(operation, "summary").trim().to_owned(),
            description: text(operation, "description").trim().to_owned(),
            source: source(operation),
            errors: items(operation, "x-errors")
                .map(|error| {
                    (
                        text(error, "status").to_owned(),
                        text(error, "description").to_owned(),
                    )
                })
                .collect(),
        },
    })
}

/// The path of the handle that has the call, and the segments after it that are arguments of the call. Marks their
/// parameters.
fn tail(
    path: &str,
    operation: &Value,
    parameters: &mut [Parameter],
) -> (Option<String>, Vec<Piece>) {
    let Some(begin) = operation.get("x-tail").and_then(Value::as_u64) else {
        return (None, Vec::new());
    };
    let begin = usize::try_from(begin).unwrap_or_default();
    let segments = segments(path);
    let (handle, rest) = segments.split_at(begin.min(segments.len()));
    let mut pieces = Vec::new();
    for segment in rest {
        let names = segment.split('{').skip(1);
        let names = names.filter_map(|rest| rest.split_once('}').map(|(name, _)| name));
        let numbers: Vec<usize> = names
            .filter_map(|name| {
                let is_it = |it: &Parameter| it.place == Place::Path && it.name == name;
                parameters.iter().position(is_it)
            })
            .collect();
        for number in &numbers {
            parameters[*number].is_in_tail = true;
        }
        pieces.push(match (numbers.as_slice(), parameter_name(segment)) {
            ([], _) => Piece::Literal(segment.clone()),
            ([one], Some(name)) if !name.contains(['{', '}']) => Piece::Value(*one),
            _ => Piece::Template(segment.clone(), numbers),
        });
    }
    (Some(format!("/{}", handle.join("/"))), pieces)
}

fn by_status(variants: &Value, operation: &Value, signature: &Signature) -> Option<ByStatus> {
    let mut types = signature.responses.iter().zip(success_schemas(operation));
    let mut names = Taken::default();
    let variants = variants.as_array()?.iter().map(|variant| {
        let statuses: Vec<String> = items(variant, "statuses")
            .filter_map(|status| status.as_str().map(str::to_owned))
            .collect();
        let content = match text(variant, "kind") {
            "json" => {
                let (ty, schema) = types.next()?;
                StatusContent::Json(match flag(schema, "nullable") {
                    true => Type::option(ty.clone()),
                    false => ty.clone(),
                })
            }
            "text" => StatusContent::Text,
            "bytes" => StatusContent::Bytes,
            _ => StatusContent::Empty,
        };
        let name = names.numbered(&status_name(statuses.first()?));
        Some(StatusVariant {
            name,
            statuses,
            content,
            description: text(variant, "description").to_owned(),
        })
    });
    let mut variants = variants.collect::<Option<Vec<_>>>()?;
    // Ranges of statuses come last.
    variants.sort_by_key(|variant| variant.statuses.iter().any(|it| it.ends_with("XX")));
    Some(ByStatus {
        name: String::new(),
        variants,
    })
}

/// The name of a variant: the reason phrase of the status.
fn status_name(status: &str) -> String {
    let name = match status {
        "200" => "Ok",
        "201" => "Created",
        "202" => "Accepted",
        "203" => "NonAuthoritative",
        "204" => "NoContent",
        "205" => "ResetContent",
        "206" => "PartialContent",
        "207" => "MultiStatus",
        "2XX" => "Success",
        "301" => "MovedPermanently",
        "302" => "Found",
        "303" => "SeeOther",
        "304" => "NotModified",
        "307" => "TemporaryRedirect",
        "308" => "PermanentRedirect",
        "3XX" => "Redirect",
        other => return format!("Status{other}"),
    };
    name.to_owned()
}

fn owned(operation: &Value, key: &str) -> Option<String> {
    operation
        .get(key)
        .and_then(Value::as_str)
        .map(str::to_owned)
}

fn body(
    operation: &Value,
    signature: &Signature,
    index: SchemaIndex,
) -> Result<Option<Body>, &'static str> {
    let further_media = items(operation, "x-further-media")
        .filter_map(|name| name.as_str().map(str::to_owned))
        .collect();
    if let Some(media) = operation.get("x-body").and_then(Value::as_str) {
        return Ok(Some(Body {
            required: flag(operation, "x-body-required"),
            schema: Schema::default(),
            content: Content::Bytes(media.to_owned()),
            further_media,
        }));
    }
    let Some(body) = operation.get("requestBody") else {
        return Ok(None);
    };
    let ty = signature.body.clone().ok_or("body")?;
    let schema = body.pointer("/content/application~1json/schema");
    let schema = schema.map(|schema| Schema::read(schema, index));
    let schema = schema.unwrap_or_default();
    let form = text(operation, "x-form");
    if !form.is_empty() {
        let parts = items(operation, "x-parts").map(|part| Part {
            name: text(part, "name").to_owned(),
            style: part.get("style").and_then(Style::read),
            content_type: owned(part, "type"),
            further_media: owned(part, "further"),
        });
        return Ok(Some(Body {
            required: flag(body, "required"),
            schema,
            content: Content::Form(Form {
                ty,
                is_multipart: form == "multipart",
                parts: parts.collect(),
            }),
            further_media,
        }));
    }
    let media = operation
        .get("x-media")
        .and_then(Value::as_str)
        .map(str::to_owned);
    Ok(Some(Body {
        required: flag(body, "required"),
        schema,
        content: Content::Json(ty, media),
        further_media,
    }))
}

fn response(operation: &Value, signature: &Signature, is_delete: bool) -> Option<Response> {
    let item = || match signature.response.clone()? {
        Type::List(item) => Some(*item),
        _ => None,
    };
    if let Some(variants) = operation.get("x-by-status") {
        return by_status(variants, operation, signature).map(Response::ByStatus);
    }
    let is_nullable = success_schemas(operation)
        .iter()
        .any(|schema| flag(schema, "nullable"));
    // One value of a stream.
    let value = || {
        let ty = signature.response.clone();
        ty.map(|ty| match is_nullable {
            true => Type::option(ty),
            false => ty,
        })
    };
    let is_optional = flag(operation, "x-optional");
    let has_payload = operation.get("x-payload").is_some();
    match text(operation, "x-response") {
        "empty" => Some(Response::Empty),
        "text" => Some(Response::Text),
        "pieces" => Some(Response::Stream(Streamed::Pieces)),
        "lines" => Some(Response::Stream(Streamed::Lines(value()))),
        "events" => Some(Response::Stream(Streamed::Events(value()))),
        "events-or-text" => value().map(|data| Response::Stream(Streamed::EventsOrText(data))),
        "bytes" => Some(Response::Bytes),
        "list" | "json" if is_optional => signature.response.clone().map(Response::Optional),
        // A list in an envelope that is null is read as empty. One that contains itself is a type of its own.
        "list"
            if matches!(signature.response, Some(Type::List(_)))
                && (!is_nullable || has_payload) =>
        {
            item().map(Response::List)
        }
        "page" => item().map(Response::Page),
        _ => signature.response.clone().map(|ty| {
            // A repeated DELETE may find that the object is already gone.
            Response::Json(match is_nullable || is_delete {
                true => Type::option(ty),
                false => ty,
            })
        }),
    }
}

impl Style {
    fn read(style: &Value) -> Option<Self> {
        Some(Self {
            form: style.get("form")?.as_str()?.to_owned(),
            explode: flag(style, "explode"),
            reserved: flag(style, "reserved"),
        })
    }
}
