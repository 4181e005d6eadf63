//! Emits calls that can also be reached from a handle that is not in their path, with a parameter filled in.
//!
//! ```text
//! x-also-from: {path: …/meetings/{meeting_id}, method: sessions, parameter: associated_id}
//!
//! impl MeetingHandle { pub fn sessions(&self) -> ListSessionsCall {
//!     SessionsHandle { at: self.at.root().literal("sessions") }.list().associated_id(self.at.value_before(0))
//! } }
//! ```

use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote};

use super::calls::setter_of;
use super::doc_attributes;
use super::emission::Emission;
use super::types::Accepted;
use crate::lower::rust_names::ident;
use crate::model::operation::Operation;
use crate::model::shortcuts::Shortcut;
use crate::text::{Docs, Markdown, markdown};

impl Emission<'_> {
    /// The methods that a handle gets for calls of other handles.
    pub fn shortcut_methods(&self, handle: usize) -> TokenStream {
        let own = self
            .shortcuts
            .iter()
            .filter(|shortcut| shortcut.from == handle);
        own.map(|shortcut| self.shortcut(shortcut)).collect()
    }

    fn shortcut(&self, shortcut: &Shortcut) -> TokenStream {
        let Shortcut {
            method,
            from,
            value,
            behind,
            ..
        } = shortcut;
        let operation = &self.operations[shortcut.operation];
        let parameter = &operation.parameters[shortcut.parameter];
        let on = &self.tree.handles[shortcut.on];
        let call = &on.calls[shortcut.call];
        let name = Markdown::code(&parameter.name);
        let mut summary = match operation.docs.summary.as_str() {
            "" => markdown!(
                "Calls {}",
                Markdown::code(&format!("{} {}", operation.method, operation.path))
            ),
            summary => Markdown::sentence(summary.trim_end_matches('.')),
        };
        summary.push(markdown!(
            ". Only those whose {} is this {}.",
            name,
            Markdown::code(value)
        ));
        let mut about = Docs::from(summary);
        about.add(markdown!(
            "The same as {} of {} with {} set.",
            Markdown::code(&call.method),
            Markdown::code(&on.name),
            name
        ));
        self.link(operation, &mut about);
        about.add("# Errors\nAny [`crate::Error`].");
        let docs = doc_attributes::docs(&about);
        // The caller does not pass the parameter that is filled in.
        let mut given = operation.clone();
        given
            .parameters
            .retain(|other| (&other.name, other.place) != (&parameter.name, parameter.place));
        let example = self.examples.call(*from, method, &given, &[]);
        let example = doc_attributes::example("no_run", &example.text());
        let (method, list) = (ident(method), ident(&call.method));
        let file = format_ident!("{}", on.file);
        let (target, returned) = (
            format_ident!("{}", on.name),
            format_ident!("{}", operation.call_type),
        );
        let literal = &on.literal;
        let behind = Literal::usize_unsuffixed(*behind);
        let filled = quote!(self.at.value_before(#behind));
        let demanded = |operation: &Operation| {
            let all = operation.parameters.clone().into_iter();
            all.filter(|parameter| parameter.required && parameter.is_of_call())
        };
        let arguments = demanded(&given).map(|parameter| {
            let (argument, ty) = (&parameter.ident, Accepted::of_parameter(&parameter).ty);
            quote!(, #argument: #ty)
        });
        let passed = demanded(operation).map(|demanded| {
            let argument = &demanded.ident;
            match demanded.name == parameter.name && demanded.place == parameter.place {
                true => filled.clone(),
                false => quote!(#argument),
            }
        });
        let setter = ident(&setter_of(operation, parameter));
        let set = (!parameter.required).then(|| quote!(.#setter(#filled)));
        quote! {
            #(#docs)*
            ///
            /// # Example
            #(#example)*
            pub fn #method(&self #(#arguments)*) -> crate::resources::#file::#returned {
                #target { at: self.at.root().literal(#literal) }
                    .#list(#(#passed),*)
                    #set
            }
        }
    }
}
