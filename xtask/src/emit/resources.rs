//! Emits the handles. A method of a handle that returns the next handle is one line.
//!
//! ```text
//! pub struct MeetingHandle { at: Resource }
//! impl MeetingHandle {
//!     pub fn participants(&self) -> MeetingParticipantsHandle {
//!         MeetingParticipantsHandle { at: self.at.literal("participants") }
//!     }
//!     pub fn get(&self) -> GetMeetingCall { … }                           // see the module `calls`
//! }
//! ```

use std::collections::BTreeMap;

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::doc_attributes;
use super::emission::{Emission, base_field};
use crate::emit::types::{Accepted, Checked, value_check};
use crate::lower::rust_names::ident;
use crate::model::tree::Handle;
use crate::text::{Docs, Markdown, markdown};

/// The files below `src/resources/` by module name.
pub fn resources(emission: &Emission) -> BTreeMap<String, TokenStream> {
    let mut files: BTreeMap<String, TokenStream> = BTreeMap::new();
    for (index, handle) in emission.tree.handles.iter().enumerate().skip(1) {
        files
            .entry(handle.file.clone())
            .or_insert_with(|| {
                let about = doc_attributes::inner(&Docs::from(markdown!(
                    "Operations below {}.",
                    emission.place(index)
                )));
                quote!(#(#![doc = #about])*)
            })
            .extend(emission.handle(index, handle));
    }
    files
}

impl Emission<'_> {
    /// The path of a handle as the documentation shows it.
    fn place(&self, index: usize) -> Markdown {
        Markdown::code(&self.tree.path(index))
    }

    fn handle(&self, index: usize, handle: &Handle) -> TokenStream {
        let name = format_ident!("{}", handle.name);
        let docs = doc_attributes::docs(&Docs::from(markdown!(
            "Operations on {}.",
            self.place(index)
        )));
        let example = doc_attributes::example("no_run", &self.examples.handle(index));
        let children = self.children(index);
        let shortcuts = self.shortcut_methods(index);
        let mut calls = TokenStream::new();
        let mut beside = TokenStream::new();
        for call in &handle.calls {
            let operation = &self.operations[call.operation];
            let emitted = self.call(
                index,
                &call.method,
                &call.literal,
                operation,
                &quote!(self.at),
            );
            calls.extend(emitted.method);
            beside.extend(emitted.beside);
        }
        quote! {
            #(#docs)*
            ///
            #(#example)*
            #[derive(Clone, Debug)]
            #[must_use]
            pub struct #name {
                pub(crate) at: Resource,
            }

            impl #name {
                #children
                #calls
                #shortcuts
            }
            #beside
        }
    }

    /// The methods that return the handles below one.
    pub fn children(&self, index: usize) -> TokenStream {
        let mut children = TokenStream::new();
        for &child in &self.tree.handles[index].children {
            let handle = &self.tree.handles[child];
            let at = match index {
                0 => base_field(self.tree, handle.base),
                _ => quote!(self.at),
            };
            children.extend(self.child(child, handle, &at));
        }
        children
    }

    fn child(&self, index: usize, handle: &Handle, at: &TokenStream) -> TokenStream {
        let name = format_ident!("{}", handle.name);
        let method = ident(&handle.method);
        let literal = (!handle.literal.is_empty()).then(|| {
            let literal = &handle.literal;
            quote!(.literal(#literal))
        });
        let mut here = Docs::from(markdown!("Operations on {}.", self.place(index)));
        let Some(parameter) = &handle.parameter else {
            let docs = doc_attributes::docs(&here);
            return quote! {
                #(#docs)*
                #[inline]
                pub fn #method(&self) -> #name {
                    #name { at: #at #literal }
                }
            };
        };
        if !parameter.description.is_empty() {
            here.add_about(&Markdown::code(&parameter.name), &parameter.description);
        }
        let docs = doc_attributes::docs(&here);
        let argument = ident(&parameter.ident);
        let accepted = Accepted::of(&parameter.ty);
        let (ty, into) = (&accepted.ty, accepted.conversion(&argument, &parameter.ty));
        let wire = &parameter.name;
        let check = value_check(
            wire,
            &Checked::Place(quote!(#argument)),
            &parameter.ty,
            &parameter.schema,
            self.types,
        );
        let checked = check.map(|check| quote!(.check(#check)));
        let value = self.value_method();
        quote! {
            #(#docs)*
            pub fn #method(&self, #argument: #ty) -> #name {
                #into
                #name { at: #at #literal.#value(#wire, &#argument) #checked }
            }
        }
    }
}
