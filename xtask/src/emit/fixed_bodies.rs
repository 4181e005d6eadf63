//! Emits methods that make a call with a body that the document fixes (`x-methods`).
//!
//! ```text
//! x-methods: [{method: pause, summary: Pause the recording, body: {action: pause}}]
//!
//! pub fn pause(&self) -> Call<Recording> { self.control(&ControlRecording::new(RecordingAction::Pause)) }
//! ```

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use serde_json::Value;

use super::doc_attributes;
use super::emission::Emission;

use crate::emit::types::initial;
use crate::lower::problem::{Problem, Problems, unless_any};
use crate::lower::rust_names::ident;
use crate::model::operation::{Body, Content, FixedBody, Operation, Parameter};
use crate::model::rust_type::Type;
use crate::model::types::{Field, Kind};
use crate::text::{Docs, Markdown, markdown};

/// The names of these methods.
pub fn methods(operation: &Operation) -> impl Iterator<Item = &str> {
    operation.fixed.iter().map(|fixed| fixed.method.as_str())
}

impl Emission<'_> {
    /// The methods of a call with a fixed body.
    pub fn fixed_bodies(
        &self,
        handle: usize,
        method: &str,
        operation: &Operation,
        returned: &TokenStream,
    ) -> TokenStream {
        let wanted = operation.fixed.iter().filter_map(|fixed| {
            let FixedBody {
                method: name,
                summary,
                body,
            } = fixed;
            let made = self.fixed_body(operation, body)?;
            let summary = Markdown::sentence(summary.trim_end_matches('.'));
            let mut about = Docs::from(markdown!("{}.", summary));
            about.add(markdown!(
                "The same as {} with the body {}.",
                Markdown::method(method),
                Markdown::code(&body.to_string())
            ));
            self.link(operation, &mut about);
            about.add("# Errors\nAny [`crate::Error`].");
            let docs = doc_attributes::docs(&about);
            let mut given = operation.clone();
            given.body = None;
            let example = self.examples.call(handle, name, &given, &[]);
            let example = doc_attributes::example("no_run", &example.text());
            let (name, call) = (ident(name), ident(method));
            Some(quote! {
                #(#docs)*
                ///
                /// # Example
                #(#example)*
                pub fn #name(&self) -> #returned {
                    self.#call(&#made)
                }
            })
        });
        wanted.collect()
    }

    /// Whether each such method can be emitted.
    ///
    /// # Errors
    ///
    /// A problem for each that cannot.
    pub fn check_fixed_bodies(&self) -> Result<(), Problems> {
        let mut problems = Vec::new();
        for handle in &self.tree.handles {
            let mut names: Vec<String> = Vec::new();
            for call in &handle.calls {
                let operation = &self.operations[call.operation];
                let demands = |parameter: &Parameter| parameter.required && parameter.is_of_call();
                for (number, fixed) in operation.fixed.iter().enumerate() {
                    let name = fixed.method.clone();
                    let fault = if handle.methods.has(&name) || names.contains(&name) {
                        Some((
                            "the handle already has a method of this name",
                            "choose another `method`",
                        ))
                    } else if operation.parameters.iter().any(demands) {
                        Some(("the call requires more than a body", "remove `x-methods`"))
                    } else if self.fixed_body(operation, &fixed.body).is_none() {
                        Some((
                            "the body of the call cannot be constructed from this value",
                            "give `body` an object of numbers, strings and booleans, with all required fields",
                        ))
                    } else {
                        None
                    };
                    if let Some((message, help)) = fault {
                        let pointer = format!("{}/x-methods/{number}", operation.pointer);
                        problems.push(Problem::new(pointer, message, help));
                    }
                    names.push(name);
                }
            }
        }
        unless_any(problems, ())
    }

    /// The expression of a body; `None` if it cannot be constructed.
    fn fixed_body(&self, operation: &Operation, body: &Value) -> Option<TokenStream> {
        let Some(Body {
            required: true,
            content: Content::Json(Type::Named(name), None),
            ..
        }) = &operation.body
        else {
            return None;
        };
        let found = self.types.get(name)?;
        let Kind::Struct(of) = &found.kind else {
            return None;
        };
        let object = body.as_object()?;
        let value = |field: &Field| self.scalar(field.ty.held(), object.get(field.wire_name)?);
        let arguments: Option<Vec<_>> = of.demanded().map(value).collect();
        let arguments = arguments?;
        let mut known = 0;
        let mut setters = TokenStream::new();
        for field in &of.fields {
            if !object.contains_key(field.wire_name) {
                continue;
            }
            known += 1;
            if !field.is_demanded() {
                let (setter, value) = (&field.rust_name, value(field)?);
                setters.extend(quote!(.#setter(#value)));
            }
        }
        let name = format_ident!("{name}");
        (known == object.len()).then(|| quote!(#name::new(#(#arguments),*) #setters))
    }

    fn scalar(&self, ty: &Type, value: &Value) -> Option<TokenStream> {
        match (ty, value) {
            (Type::Bool | Type::Integer(_) | Type::Float, _) => initial::expression(ty, value),
            (Type::String, Value::String(string)) => Some(quote!(#string)),
            (Type::Named(name), Value::String(string)) => {
                let Kind::Enum(of) = &self.types.get(name)?.kind else {
                    return None;
                };
                let (variant, _) = of.variants.iter().find(|(_, known)| known == string)?;
                let name = format_ident!("{name}");
                Some(quote!(#name::#variant))
            }
            _ => None,
        }
    }
}
