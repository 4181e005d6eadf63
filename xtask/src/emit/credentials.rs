//! Emits the credentials other than the token: their statics, their setters, and which calls need them.
//!
//! ```text
//! pub(crate) static BASIC_AUTH: Scheme = Scheme { name: "basic_auth", placement: Placement::Basic };
//! pub(crate) static NEEDS_1: Needs = Needs { any_of: &[(false, &[&BASIC_AUTH])] };
//! pub fn basic_auth(mut self, user: impl AsRef<str>, password: impl AsRef<str>) -> Self { … }
//! ```

use heck::ToShoutySnakeCase;
use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote};
use syn::Ident;

use super::doc_attributes;
use super::emission::Emission;
use crate::lower::rust_names::ident;
use crate::lower::settings::security::Scheme;
use crate::model::operation::Operation;
use crate::openapi::Credential;
use crate::text::{Docs, Markdown, markdown};

/// The credentials that calls need: sets of the token and of further credentials, by index.
type Needs = Vec<(bool, Vec<usize>)>;

impl Emission<'_> {
    /// All sets that calls need, each once.
    fn all_needs(&self) -> Vec<&Needs> {
        let mut all: Vec<&Needs> = Vec::new();
        for other in self.settings.other_credentials.values() {
            if !other.any_of.is_empty() && !all.contains(&&other.any_of) {
                all.push(&other.any_of);
            }
        }
        all
    }

    /// The part of the chain of a call that states its credentials.
    pub fn needs(&self, operation: &Operation) -> TokenStream {
        let other = self.settings.other_credentials.get(&operation.pointer);
        let Some(other) = other else {
            return TokenStream::new();
        };
        if other.without_token {
            return quote!(.without_token());
        }
        let number = self
            .all_needs()
            .iter()
            .position(|needs| **needs == other.any_of);
        number.map_or_else(TokenStream::new, |number| {
            let name = needs_name(number);
            quote!(.needs(&crate::client::#name))
        })
    }

    /// The statics of credentials and of sets.
    pub fn credentials(&self) -> TokenStream {
        let schemes = self.settings.schemes.iter().map(|scheme| {
            let (constant, name) = (constant(scheme), &scheme.setter);
            let placement = match &scheme.credential {
                Credential::Bearer => quote!(Bearer),
                Credential::Basic => quote!(Basic),
                Credential::Header(name) => quote!(Header(#name)),
                Credential::Query(name) => quote!(Query(#name)),
                Credential::Cookie(name) => quote!(Cookie(#name)),
            };
            quote! {
                pub(crate) static #constant: realtimekit_runtime::__private::Scheme =
                    realtimekit_runtime::__private::Scheme {
                        name: #name,
                        placement: realtimekit_runtime::__private::Placement::#placement,
                    };
            }
        });
        let needs = self
            .all_needs()
            .into_iter()
            .enumerate()
            .map(|(number, needs)| {
                let name = needs_name(number);
                let sets = needs.iter().map(|(token, others)| {
                    let others = others
                        .iter()
                        .filter_map(|number| self.settings.schemes.get(*number));
                    let others = others.map(constant);
                    quote!((#token, &[#(&#others),*]))
                });
                quote! {
                    pub(crate) static #name: realtimekit_runtime::__private::Needs =
                        realtimekit_runtime::__private::Needs { any_of: &[#(#sets),*] };
                }
            });
        quote!(#(#schemes)* #(#needs)*)
    }

    /// The setters of the builder.
    pub fn credential_setters(&self) -> TokenStream {
        let setters = self.settings.schemes.iter().map(|scheme| {
            let (constant, name) = (constant(scheme), ident(&scheme.setter));
            let place = match &scheme.credential {
                Credential::Bearer => Markdown::from("as `Authorization: Bearer …`"),
                Credential::Basic => Markdown::from("as user and password (HTTP Basic)"),
                Credential::Header(name) => markdown!("in the header {}", Markdown::code(name)),
                Credential::Query(name) => markdown!("as {} in the query", Markdown::code(name)),
                Credential::Cookie(name) => markdown!("in the cookie {}", Markdown::code(name)),
            };
            let mut docs = Docs::from(markdown!(
                "Sets a credential that is sent {} with the calls that need it. It is never printed.",
                place
            ));
            docs.add_prose(&scheme.description);
            let docs = doc_attributes::docs(&docs);
            match scheme.credential {
                Credential::Basic => quote! {
                    #(#docs)*
                    pub fn #name(mut self, user: impl AsRef<str>, password: impl AsRef<str>) -> Self {
                        self.runtime = self.runtime.basic(&super::#constant, user.as_ref(), password.as_ref());
                        self
                    }
                },
                _ => quote! {
                    #(#docs)*
                    pub fn #name(mut self, secret: impl Into<Secret>) -> Self {
                        self.runtime = self.runtime.credential(&super::#constant, secret);
                        self
                    }
                },
            }
        });
        setters.collect()
    }

    /// The environment variables that hold a credential, by the constant of its scheme.
    pub fn credential_variables(&self) -> Vec<(Ident, String, &Scheme)> {
        let schemes = self.settings.schemes.iter();
        schemes
            .map(|scheme| {
                (
                    constant(scheme),
                    self.settings.variable(&scheme.setter),
                    scheme,
                )
            })
            .collect()
    }
}

fn needs_name(number: usize) -> Ident {
    let number = Literal::usize_unsuffixed(number + 1);
    format_ident!("NEEDS_{}", number.to_string())
}

fn constant(scheme: &Scheme) -> Ident {
    format_ident!("SCHEME_{}", scheme.setter.to_shouty_snake_case())
}
