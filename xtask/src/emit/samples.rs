//! Emits `src/types/examples/`: for each type that the API returns a value to begin with in tests, taken from the
//! document's examples of responses, without their placeholders. Types that are read cannot be written down by callers, since they may grow.
//!
//! ```text
//! impl Participant { pub fn example() -> Self { Self { id: ParticipantId::from("aaa1…"), name: Some("Mary Sue".to_owned()), … } } }
//! ```

use std::collections::{BTreeMap, VecDeque};

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use serde_json::Value;
use syn::{Fields, Item, ItemStruct, Type};

use super::placeholders::{self, Place};
use super::words;
use crate::emit::types::{Types, integer, is_collection, is_integer};
use crate::lower::document::{at, escape, schemas, text};
use crate::model::from_progenitor::{argument_of, name_of};
use crate::model::operations::{Answer, Operation};
use crate::model::schema_index::{Facts, Property};
use crate::spec::Spec;
use crate::text::{Docs, Markdown, markdown};

/// The folder that the examples stand in, a file for each of the types' files.
pub const FOLDER: &str = "src/types/examples/";

/// The types of a crate, with an example of each that has one.
pub struct Samples<'a> {
    spec: &'a Spec,
    types: &'a Types,
    facts: Facts<'a>,
    /// By the name of the type.
    values: BTreeMap<String, Value>,
}

impl<'a> Samples<'a> {
    /// The examples of all responses, and what they hold. The first of a type counts, those that are a response before
    /// those that are a part of one.
    pub fn new(
        spec: &'a Spec,
        operations: &[Operation],
        types: &'a Types,
        facts: Facts<'a>,
    ) -> Self {
        let mut samples = Self {
            spec,
            types,
            facts,
            values: BTreeMap::new(),
        };
        let answered = operations.iter().filter_map(|operation| {
            let (ty, is_list) = match &operation.answer {
                Answer::Json(ty) => (ty, false),
                Answer::List(ty) | Answer::Page(ty) => (ty, true),
                Answer::Empty | Answer::Text | Answer::Bytes => return None,
            };
            let payload = payload(response(spec, operation)?, &operation.payload)?;
            match is_list {
                true => Some((ty.clone(), payload.as_array()?.first()?.clone())),
                false => Some((ty.clone(), payload)),
            }
        });
        let mut waiting: VecDeque<(Type, Value)> = answered.collect();
        while let Some((ty, value)) = waiting.pop_front() {
            samples.note(&ty, value, &mut waiting);
        }
        samples
    }

    /// Keeps the value as the example of its type, and puts what it holds at the end of the queue.
    fn note(&mut self, ty: &Type, value: Value, waiting: &mut VecDeque<(Type, Value)>) {
        for around in ["Option", "Field", "Box"] {
            if let Some(inner) = argument_of(ty, around) {
                return self.note(&inner, value, waiting);
            }
        }
        if let Some(item) = argument_of(ty, "Vec") {
            let items = value.as_array().into_iter().flatten();
            return waiting.extend(items.map(|value| (item.clone(), value.clone())));
        }
        let name = name_of(ty);
        let (Some(item), true) = (self.object(&name), value.is_object()) else {
            return;
        };
        for (field, property) in self.fields(item) {
            if let Some(value) = property.and_then(|property| value.get(property.name)) {
                waiting.push_back((field.ty.clone(), value.clone()));
            }
        }
        self.values.entry(name).or_insert(value);
    }

    /// The struct of that name.
    fn object(&self, name: &str) -> Option<&'a ItemStruct> {
        match &self.types.get(name)?.item {
            Item::Struct(item) if matches!(item.fields, Fields::Named(_)) => Some(item),
            _ => None,
        }
    }

    /// The fields with their properties, which stand in the order of the document; the field with all other keys has none.
    fn fields(
        &self,
        item: &'a ItemStruct,
    ) -> impl Iterator<Item = (&'a syn::Field, Option<Property<'a>>)> {
        let properties = self.facts.properties(&item.ident.to_string());
        let properties = properties.into_iter().map(Some);
        item.fields
            .iter()
            .zip(properties.chain(std::iter::repeat_with(|| None)))
    }

    /// The files by name, of the types that have an example which can be written down; `file_of` names the file of a type by
    /// its pointer in the document as loaded.
    pub fn files(&self, file_of: &dyn Fn(&str) -> String) -> BTreeMap<String, TokenStream> {
        let mut files: BTreeMap<String, TokenStream> = BTreeMap::new();
        for (name, _) in schemas(self.facts.document()) {
            if let Some(example) = self.example(name) {
                let file = file_of(self.facts.pointer(name));
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

    /// The function that makes the example of a type. One that is sent, too, can have a setter of that name.
    fn example(&self, name: &str) -> Option<TokenStream> {
        let value = self.values.get(name)?;
        let item = self.object(name)?;
        let is_taken = |field: &syn::Field| {
            let ident = field.ident.as_ref();
            ident.is_some_and(|ident| ident == "example")
        };
        let fields = self.literal(item, value)?;
        let about = words::docs(&Docs::from(markdown!(
            "An example of what the API returns as {}, for tests: change the fields that matter.",
            Markdown::code(name)
        )));
        let ident = &item.ident;
        let is_free = !item.fields.iter().any(is_taken);
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

    /// The fields of a struct with the values of an object; nothing when one does not match its type.
    fn literal(&self, item: &'a ItemStruct, object: &Value) -> Option<TokenStream> {
        let mut fields = TokenStream::new();
        for (field, property) in self.fields(item) {
            let ident = &field.ident;
            let value = match property {
                Some(Property { name, schema, .. }) => {
                    self.value(&field.ty, object.get(name), name, schema)?
                }
                None => quote!(Default::default()),
            };
            fields.extend(quote!(#ident: #value,));
        }
        Some(fields)
    }

    /// The expression of a value under a key; `None` is a key that is missing.
    fn value(
        &self,
        ty: &Type,
        value: Option<&Value>,
        key: &str,
        schema: &Value,
    ) -> Option<TokenStream> {
        let given = value.filter(|value| !value.is_null());
        if let Some(inner) = argument_of(ty, "Option") {
            // What cannot be written down, such as a choice, is left out where it may be.
            let inner = given.and_then(|value| self.value(&inner, Some(value), key, schema));
            return Some(inner.map_or_else(|| quote!(None), |inner| quote!(Some(#inner))));
        }
        if let Some(inner) = argument_of(ty, "Field") {
            return Some(match (value, given) {
                (_, Some(value)) => {
                    let inner = self.value(&inner, Some(value), key, schema)?;
                    quote!(Field::Value(#inner))
                }
                (Some(_), None) => quote!(Field::Null),
                (None, None) => quote!(Field::Absent),
            });
        }
        if let Some(item) = argument_of(ty, "Vec") {
            let items = given.and_then(Value::as_array).into_iter().flatten();
            let schema = schema.get("items").unwrap_or(&Value::Null);
            let items: Option<Vec<_>> = items
                .map(|value| self.value(&item, Some(value), key, schema))
                .collect();
            // Not `vec!`: imports are found by what is named outside of macros.
            return items.map(|items| match items.is_empty() {
                true => quote!(Vec::new()),
                false => quote!(Vec::from([#(#items),*])),
            });
        }
        // A map that is null or missing is empty, as a list is.
        let Some(value) = given else {
            return is_collection(ty).then(|| quote!(Default::default()));
        };
        if let Some(inner) = argument_of(ty, "Box") {
            let inner = self.value(&inner, Some(value), key, schema)?;
            return Some(quote!(Box::new(#inner)));
        }
        let name = name_of(ty);
        let string = value
            .as_str()
            .map(|string| self.realistic(string, key, &name, at(schema)));
        match name.as_str() {
            "String" => string.map(|text| quote!(#text.to_owned())),
            "Secret" => string.map(|text| quote!(Secret::from(#text))),
            "SecretUrl" => string.map(|text| quote!(SecretUrl::from(#text))),
            "Timestamp" => string.map(|text| quote!(Timestamp::as_received(#text))),
            "Date" => string.map(|text| quote!(Date::as_received(#text))),
            "bool" => value.as_bool().map(|flag| quote!(#flag)),
            "f64" | "f32" => tokens(&format!("{:?}", value.as_f64()?)),
            name if is_integer(name) => tokens(&integer(name, value)?.to_string()),
            "" => self.unnamed(ty, value, key, schema),
            name => self.named(name, value, key),
        }
    }

    /// A value of a type that is no single word: a map, or any JSON.
    fn unnamed(&self, ty: &Type, value: &Value, key: &str, schema: &Value) -> Option<TokenStream> {
        let Type::Path(path) = ty else {
            return None;
        };
        let last = path.path.segments.last()?;
        if last.ident == "Value" {
            return Some(any_json(value));
        }
        let syn::PathArguments::AngleBracketed(arguments) = &last.arguments else {
            return None;
        };
        let syn::GenericArgument::Type(item) = arguments.args.last()? else {
            return None;
        };
        let schema = schema.get("additionalProperties").unwrap_or(&Value::Null);
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
        if let Some(item) = self.object(name) {
            if self.values.get(name) == Some(value) && self.example(name).is_some() {
                return Some(quote!(#ident::example()));
            }
            let fields = self.literal(item, value)?;
            return Some(quote!(#ident { #fields }));
        }
        // Ids and enums are made of their strings.
        let schema = self.facts.schema(name)?;
        let string = value
            .as_str()
            .filter(|_| text(schema, "type") == "string")?;
        let string = match schema.get("enum") {
            Some(_) => string.to_owned(),
            None => self.realistic(string, key, name, self.facts.pointer(name)),
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

/// A number, of which the sign is a token of its own.
fn tokens(number: &str) -> Option<TokenStream> {
    number.parse().ok()
}

/// Any JSON, as a string that is parsed: the macro `json!` has a limit for its depth and length, and takes no large integer.
fn any_json(value: &Value) -> TokenStream {
    let json = value.to_string();
    quote!(serde_json::from_str::<serde_json::Value>(#json).unwrap_or_default())
}

/// The first example of the response that a call returns.
fn response(spec: &Spec, operation: &Operation) -> Option<Value> {
    let lowered = operation.document.get("responses")?.as_object()?;
    let status = lowered.keys().next()?;
    let pointer = format!("{}/responses/{status}", at(&operation.document));
    let (pointer, response) = followed(spec, pointer)?;
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

/// The node at a pointer, or the one that it refers to.
fn followed(spec: &Spec, pointer: String) -> Option<(String, &Value)> {
    let node = spec.document.pointer(&pointer)?;
    match text(node, "$ref").strip_prefix('#') {
        Some(target) => Some((target.to_owned(), spec.document.pointer(target)?)),
        None => Some((pointer, node)),
    }
}

/// What stands at the first of the places that has something.
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
