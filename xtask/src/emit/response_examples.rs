//! Emits `src/types/examples/`: for each type that the API returns, a value for tests. It is taken from the document's
//! examples of responses, without their placeholders. Callers cannot construct these types otherwise, because they are
//! non-exhaustive.
//!
//! ```text
//! impl Participant { pub fn example() -> Self { Self { id: ParticipantId::from("aaa1…"), name: Some("Mary Sue".to_owned()), … } } }
//! ```

use std::collections::{BTreeMap, VecDeque};

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use serde_json::Value;

use super::doc_attributes;
use super::placeholders::{self, Place};
use crate::emit::types::integer;
use crate::lower::rust_name;
use crate::model::operation::{Operation, Response};
use crate::model::rust_type::Type;
use crate::model::schema::Schema;
use crate::model::types::{Kind, Struct, Types};
use crate::openapi::{escape, resolve, schema_ref};
use crate::source::Spec;
use crate::text::{Docs, Markdown, markdown};

/// The folder of the examples, with a file for each file of types.
pub const FOLDER: &str = "src/types/examples/";

/// The examples of the types of a crate.
pub struct Samples<'a> {
    spec: &'a Spec,
    types: &'a Types<'a>,
    /// The examples, by the name of the type.
    values: BTreeMap<String, Value>,
}

impl<'a> Samples<'a> {
    /// Reads the examples of all responses, and the values inside them. The first example of a type is used; whole
    /// responses come before parts of responses.
    pub fn new(spec: &'a Spec, operations: &[Operation], types: &'a Types<'a>) -> Self {
        let mut samples = Self {
            spec,
            types,
            values: BTreeMap::new(),
        };
        let responses = operations.iter().filter_map(|operation| {
            let (ty, is_list) = match &operation.response {
                Response::Json(ty) => (ty, false),
                Response::List(ty) | Response::Page(ty) => (ty, true),
                Response::Empty
                | Response::Text
                | Response::Bytes
                | Response::Stream(_)
                | Response::Optional(_)
                | Response::ByStatus(_) => return None,
            };
            let payload = payload(response(spec, operation)?, &operation.payload)?;
            match is_list {
                true => Some((ty.clone(), payload.as_array()?.first()?.clone())),
                false => Some((ty.clone(), payload)),
            }
        });
        let mut waiting: VecDeque<(Type, Value)> = responses.collect();
        waiting.extend(received(spec));
        while let Some((ty, value)) = waiting.pop_front() {
            samples.note(&ty, value, &mut waiting);
        }
        samples
    }

    /// Keeps the value as the example of its type, and adds the values inside it to the queue.
    fn note(&mut self, ty: &Type, value: Value, waiting: &mut VecDeque<(Type, Value)>) {
        match ty {
            Type::Option(inner) | Type::Field(inner) | Type::Boxed(inner) => {
                self.note(inner, value, waiting);
            }
            Type::List(item) => {
                let items = value.as_array().into_iter().flatten();
                waiting.extend(items.map(|value| ((**item).clone(), value.clone())));
            }
            Type::Named(name) if value.is_object() => {
                let Some(of) = self.types.structure(name) else {
                    return;
                };
                for field in &of.fields {
                    if let Some(value) = value.get(field.wire_name) {
                        waiting.push_back((field.ty.clone(), value.clone()));
                    }
                }
                self.values.entry(name.clone()).or_insert(value);
            }
            _ => {}
        }
    }

    /// The files by name, for the types whose example can be written as Rust. `file_of` returns the file of a type by
    /// its pointer in the document as loaded.
    pub fn files(&self, file_of: &dyn Fn(&str) -> String) -> BTreeMap<String, TokenStream> {
        let mut files: BTreeMap<String, TokenStream> = BTreeMap::new();
        for found in self.types.iter() {
            if let Some(example) = self.example(found.name) {
                let file = file_of(&found.schema.pointer);
                let about = format!(" Examples of the types of `{file}`.");
                let file = files.entry(file).or_insert_with(|| {
                    quote! {
                        #![doc = #about]
                        #![allow(clippy::approx_constant, clippy::excessive_precision, reason = "the numbers of the document")]
                    }
                });
                file.extend(example);
            }
        }
        files
    }

    /// The function that returns the example of a type. A type that is also sent can have a setter of that name.
    fn example(&self, name: &str) -> Option<TokenStream> {
        let value = self.values.get(name)?;
        let of = self.types.structure(name)?;
        let fields = self.literal(of, value)?;
        let about = doc_attributes::docs(&Docs::from(markdown!(
            "An example of {} as the API returns it, for tests.",
            Markdown::code(name)
        )));
        let ident = format_ident!("{name}");
        let is_free = !of.fields.iter().any(|field| field.rust_name == "example");
        is_free.then(|| {
            quote! {
                impl #ident {
                    #(#about)*
                    pub fn example() -> Self {
                        Self { #fields }
                    }
                }
            }
        })
    }

    /// The fields of a struct with the values of an object; `None` if one does not match its type.
    fn literal(&self, of: &Struct, object: &Value) -> Option<TokenStream> {
        let mut fields = TokenStream::new();
        for field in &of.fields {
            let (ident, name) = (&field.rust_name, field.wire_name);
            let value = self.value(&field.ty, object.get(name), name, &field.schema)?;
            fields.extend(quote!(#ident: #value,));
        }
        if let Some((ident, _)) = &of.others {
            fields.extend(quote!(#ident: Default::default(),));
        }
        Some(fields)
    }

    /// The expression of the value of a key; `None` is a missing key.
    fn value(
        &self,
        ty: &Type,
        value: Option<&Value>,
        key: &str,
        schema: &Schema,
    ) -> Option<TokenStream> {
        let given = value.filter(|value| !value.is_null());
        let unknown = Schema::default();
        match ty {
            Type::Option(inner) => {
                // An optional value that cannot be written as Rust, such as a choice, is left out.
                let inner = given.and_then(|value| self.value(inner, Some(value), key, schema));
                return Some(inner.map_or_else(|| quote!(None), |inner| quote!(Some(#inner))));
            }
            Type::Field(inner) => {
                return Some(match (value, given) {
                    (_, Some(value)) => {
                        let inner = self.value(inner, Some(value), key, schema)?;
                        quote!(Field::Value(#inner))
                    }
                    (Some(_), None) => quote!(Field::Null),
                    (None, None) => quote!(Field::Absent),
                });
            }
            Type::List(item) => {
                let items = given.and_then(Value::as_array).into_iter().flatten();
                let schema = schema.inner.as_deref().unwrap_or(&unknown);
                let items: Option<Vec<_>> = items
                    .map(|value| self.value(item, Some(value), key, schema))
                    .collect();
                // Not `vec!`, because imports are collected from names outside of macros.
                return items.map(|items| match items.is_empty() {
                    true => quote!(Vec::new()),
                    false => quote!(Vec::from([#(#items),*])),
                });
            }
            _ => {}
        }
        // A map that is null or missing is empty, like a list.
        let Some(value) = given else {
            return ty.is_collection().then(|| quote!(Default::default()));
        };
        let string = |name: &str| {
            let string = value.as_str()?;
            Some(self.realistic(string, key, name, &schema.pointer))
        };
        match ty {
            Type::Boxed(inner) => {
                let inner = self.value(inner, Some(value), key, schema)?;
                Some(quote!(Box::new(#inner)))
            }
            Type::String => string("String").map(|text| quote!(#text.to_owned())),
            Type::Runtime(name @ ("Secret" | "SecretUrl")) => {
                let (text, ident) = (string(name)?, format_ident!("{name}"));
                Some(quote!(#ident::from(#text)))
            }
            Type::Runtime(name) => {
                let (text, ident) = (string(name)?, format_ident!("{name}"));
                Some(quote!(#ident::as_received(#text)))
            }
            Type::Bool => value.as_bool().map(|flag| quote!(#flag)),
            Type::Float => tokens(&format!("{:?}", value.as_f64()?)),
            Type::Integer(of) => tokens(&integer(of, value)?.to_string()),
            Type::Json => Some(any_json(value)),
            Type::Map(item) => self.map(item, value, key, schema),
            Type::JsonObject => self.map(&Type::Json, value, key, schema),
            Type::Named(name) => self.named(name, value, key),
            Type::Option(_) | Type::Field(_) | Type::List(_) => None,
        }
    }

    fn map(&self, item: &Type, value: &Value, key: &str, schema: &Schema) -> Option<TokenStream> {
        let unknown = Schema::default();
        let schema = schema.inner.as_deref().unwrap_or(&unknown);
        let pairs = value.as_object()?.iter().map(|(own, value)| {
            let value = self.value(item, Some(value), key, schema)?;
            Some(quote!((#own.to_owned(), #value)))
        });
        let pairs = pairs.collect::<Option<Vec<_>>>()?;
        Some(match pairs.is_empty() {
            true => quote!(Default::default()),
            false => quote!([#(#pairs),*].into_iter().collect()),
        })
    }

    /// A value of a type of the document.
    fn named(&self, name: &str, value: &Value, key: &str) -> Option<TokenStream> {
        let ident = format_ident!("{name}");
        let found = self.types.get(name)?;
        // Ids and enums are constructed from strings.
        let string = match &found.kind {
            Kind::Struct(of) => {
                if self.values.get(name) == Some(value) && self.example(name).is_some() {
                    return Some(quote!(#ident::example()));
                }
                let fields = self.literal(of, value)?;
                return Some(quote!(#ident { #fields }));
            }
            Kind::Union(_) => return None,
            Kind::Enum(_) => value.as_str()?.to_owned(),
            Kind::Id => self.realistic(value.as_str()?, key, name, &found.schema.pointer),
        };
        Some(quote!(#ident::from(#string)))
    }

    /// A string of the type `ty`, whose schema is at a pointer in the document as loaded.
    fn realistic(&self, string: &str, key: &str, ty: &str, pointer: &str) -> String {
        let schema = match pointer {
            "" => None,
            pointer => followed(self.spec, pointer.to_owned()),
        };
        let schema = schema.map_or(&Value::Null, |(_, schema)| schema);
        placeholders::realistic(string, &Place { key, ty, schema })
    }
}

/// A number. Its sign is a separate token.
fn tokens(number: &str) -> Option<TokenStream> {
    number.parse().ok()
}

/// Any JSON, as a string that is parsed. The macro `json!` limits depth and length, and does not take large integers.
fn any_json(value: &Value) -> TokenStream {
    let json = value.to_string();
    quote!(serde_json::from_str::<serde_json::Value>(#json).unwrap_or_default())
}

/// The first example of the response that a call returns.
fn response(spec: &Spec, operation: &Operation) -> Option<Value> {
    // A status range or `default` is read as 200.
    let statuses = [operation.status.as_str(), "2XX", "2xx", "default"];
    let (pointer, response) = statuses
        .iter()
        .find_map(|status| followed(spec, format!("{}/responses/{status}", operation.pointer)))?;
    let content = response.get("content")?.as_object()?;
    content.iter().find_map(|(media, described)| {
        if let Some(example) = described.get("example") {
            return Some(example.clone());
        }
        let (name, _) = described.get("examples")?.as_object()?.iter().next()?;
        let media = escape(media);
        let example = format!("{pointer}/content/{media}/examples/{}", escape(name));
        spec.example(&followed(spec, example)?.0)
    })
}

/// The examples of events, each with its type.
fn received(spec: &Spec) -> Vec<(Type, Value)> {
    let webhooks = spec.document.get("x-webhooks").and_then(Value::as_object);
    let names = webhooks.into_iter().flatten().map(|(name, _)| name);
    let example = |name: &String| {
        let media = format!(
            "/x-webhooks/{}/post/requestBody/content/application~1json",
            escape(name)
        );
        let described = spec.document.pointer(&media)?;
        let body = rust_name(schema_ref(described.get("schema")?)?);
        let (name, _) = described.get("examples")?.as_object()?.iter().next()?;
        let example = format!("{media}/examples/{}", escape(name));
        Some((
            Type::Named(body),
            spec.example(&followed(spec, example)?.0)?,
        ))
    };
    names.filter_map(example).collect()
}

/// The node at a pointer, or the one that it refers to.
fn followed(spec: &Spec, pointer: String) -> Option<(String, &Value)> {
    let node = spec.document.pointer(&pointer)?;
    resolve(&spec.document, &pointer, node)
}

/// The value at the first of the places that has one.
fn payload(response: Value, places: &[Vec<String>]) -> Option<Value> {
    if places.is_empty() {
        return Some(response);
    }
    places.iter().find_map(|place| {
        let found = place
            .iter()
            .try_fold(&response, |node, key| node.get(key))?;
        (!found.is_null()).then(|| found.clone())
    })
}
