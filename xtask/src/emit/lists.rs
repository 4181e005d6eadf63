//! Emits the stream of a whole list, and the method that makes a call for each of many bodies.
//!
//! ```text
//! pub fn stream(self) -> ItemStream<Session> { self.0.stream("page_no", 1, Some(|item| …)) }
//! pub fn add_many<I>(&self, bodies: I, at_once: usize) -> Many<AddedParticipant> { Many::new(…) }
//! ```

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::calls::response_type;
use super::doc_attributes;
use super::emission::Emission;
use crate::lower::rust_names::ident;
use crate::model::operation::{Body, Content, Operation};
use crate::model::presence::Presence;
use crate::model::rust_type::Type;
use crate::model::types::Kind;
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
        let about = doc_attributes::docs(&Docs::from(markdown!(
            "Returns a stream of all items, from the first page or from the page that {} sets. Pages are fetched while \
             the stream is read. See [`ItemStream`].",
            Markdown::method(&crate::lower::rust_names::snake(number)),
        )));
        let call = self.examples.call(handle, method, operation, &[]);
        let example = doc_attributes::example("no_run", &call.stream());
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

    /// The key of an item that distinguishes it from others: its `id`, if it has one.
    fn key(&self, item: &Type) -> TokenStream {
        let found = item.name().and_then(|name| self.types.get(name));
        let id = found.and_then(|found| match &found.kind {
            Kind::Struct(of) => {
                let id = of.fields.iter().find(|field| field.wire_name == "id")?;
                Some((id, found.direction))
            }
            _ => None,
        });
        let Some((id, direction)) = id.filter(|(id, _)| self.is_key(id.ty.held())) else {
            return quote!(None);
        };
        match id.presence {
            Presence::Required => quote!(Some(|item| Some(Param::to_param(&item.id).into_owned()))),
            _ if !direction.is_sent() => quote!(Some(|item| item
                .id
                .as_ref()
                .map(|id| Param::to_param(id).into_owned()))),
            _ => quote!(None),
        }
    }

    fn is_key(&self, ty: &Type) -> bool {
        let kind = ty
            .name()
            .and_then(|name| self.types.get(name))
            .map(|found| &found.kind);
        matches!(ty, Type::String | Type::Integer(_))
            || matches!(kind, Some(Kind::Id | Kind::Enum(_)))
    }

    /// The method that makes a call for each of many bodies.
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
        ) = (&operation.body, response_type(&operation.response))
        else {
            return TokenStream::new();
        };
        let (name, call) = (ident(many), ident(method));
        let inner = has_options.then(|| quote!(.0.call()));
        let deprecated = operation.is_deprecated.then(|| quote!(#[deprecated]));
        let mut about = Docs::from(markdown!(
            "Calls {} for each of these bodies, at most `at_once` at a time.\n\n\
             Returns a stream of outcomes, in the order in which the calls end, each with the position of its body. \
             See [`Many`].",
            Markdown::method(method),
        ));
        self.link(operation, &mut about);
        about.add("# Errors\nNone. An outcome has the error of its call.");
        let about = doc_attributes::docs(&about);
        let example = self.examples.call(handle, method, operation, &[]);
        let example = doc_attributes::example("no_run", &example.many(&name.to_string()));
        quote! {
            #(#about)*
            ///
            /// # Example
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
