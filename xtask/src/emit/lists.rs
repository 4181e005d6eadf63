//! Emits what stands beside a call: the stream of a whole list, and the same call for many bodies.
//!
//! ```text
//! pub fn stream(self) -> ItemStream<Session> { self.0.stream("page_no", 1, Some(|item| …)) }
//! pub fn add_many<I>(&self, bodies: I, at_once: usize) -> Many<AddedParticipant> { Many::new(…) }
//! ```

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::calls::answer_type;
use super::emission::Emission;
use super::words;
use crate::lower::position::at;
use crate::lower::problem::{Problem, Problems, unless_any};
use crate::lower::rust_names::ident;
use crate::model::operations::{Body, Content, Operation};
use crate::model::rust_type::Type;
use crate::openapi::{flag, text};
use crate::text::{Docs, Markdown, markdown};

impl Emission<'_> {
    /// All items of a paged list as one stream.
    pub fn stream(
        &self,
        handle: usize,
        method: &str,
        operation: &Operation,
        item: &Type,
    ) -> Option<TokenStream> {
        let paging = self.settings.paging.as_ref()?;
        let (number, first) = (&paging.page, Literal::u64_unsuffixed(paging.first));
        let key = self.key(item);
        let about = words::docs(&Docs::from(markdown!(
            "All items from the first page on, or from that of {}, fetched page by page while they are read. See \
             [`ItemStream`] for where it ends.",
            Markdown::method(&crate::lower::rust_names::snake(number)),
        )));
        let call = self.examples.call(handle, method, operation, &[]);
        let example = words::example("no_run", &call.stream());
        Some(quote! {
            #(#about)*
            ///
            #(#example)*
            #[inline]
            pub fn stream(self) -> ItemStream<#item> {
                self.0.stream(#number, #first, #key)
            }
        })
    }

    /// What tells an item from the others: its `id`, where it has one.
    fn key(&self, item: &Type) -> TokenStream {
        let name = item.name().unwrap_or_default();
        let properties = self.facts.properties(name);
        let id = properties.iter().find(|property| {
            let target = self.facts.target(property.schema);
            let kind = text(target.unwrap_or(property.schema), "type");
            property.name == "id" && ["string", "integer"].contains(&kind)
        });
        match id {
            Some(id) if id.required && !id.nullable => {
                quote!(Some(|item| Some(Param::to_param(&item.id).into_owned())))
            }
            Some(_) if !self.facts.direction(name).is_sent() => {
                quote!(Some(|item| item
                    .id
                    .as_ref()
                    .map(|id| Param::to_param(id).into_owned())))
            }
            _ => quote!(None),
        }
    }

    /// Whether the methods for many bodies have names of their own.
    ///
    /// # Errors
    ///
    /// A problem for each that has not.
    pub fn check_many(&self) -> Result<(), Problems> {
        let mut problems = Vec::new();
        for handle in &self.tree.handles {
            let mut names = Vec::new();
            for call in &handle.calls {
                let operation = &self.operations[call.operation];
                let Some(many) = &operation.many else {
                    continue;
                };
                if handle.methods.has(many) || names.contains(&many) {
                    problems.push(Problem::new(
                        format!("{}/x-many", at(&operation.document)),
                        format!(
                            "the handle of `{}` has a method `{many}` already",
                            call.method
                        ),
                        "give it another name",
                    ));
                }
                names.push(many);
            }
        }
        unless_any(problems, ())
    }

    /// The same call for many bodies.
    pub fn many(
        &self,
        handle: usize,
        method: &str,
        many: &str,
        operation: &Operation,
        has_options: bool,
    ) -> TokenStream {
        let (
            Some(Body {
                content: Content::Json(body, _),
                ..
            }),
            response,
        ) = (&operation.body, answer_type(&operation.response))
        else {
            return TokenStream::new();
        };
        let (name, call) = (ident(many), ident(method));
        let inner = has_options.then(|| quote!(.0.call()));
        let deprecated = flag(&operation.document, "deprecated").then(|| quote!(#[deprecated]));
        let about = words::docs(&Docs::from(markdown!(
            "Makes the call {} for each of many bodies, at most `at_once` at a time.\n\n\
             Gives a stream of outcomes in the order in which the calls end, each with the position of its body: done, \
             refused, or unknown, which is what may have happened. See [`Many`].",
            Markdown::method(method),
        )));
        let example = self.examples.call(handle, method, operation, &[]);
        let example = words::example("no_run", &example.many(&name.to_string()));
        quote! {
            #(#about)*
            ///
            #(#example)*
            #deprecated
            pub fn #name<I>(&self, bodies: I, at_once: usize) -> Many<#response>
            where
                I: IntoIterator<Item = #body>,
                I::IntoIter: Send + 'static,
            {
                let handle = self.clone();
                Many::new(bodies.into_iter().map(move |body| handle.#call(&body)#inner), at_once)
            }
        }
    }
}
