//! Emits the setters of types that callers send.

use std::collections::HashSet;

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::{Ident, parse_quote};

use super::argument_types::{Accepted, Kind};
use crate::emit::doc_attributes;
use crate::lower::rust_names::TRAIT_METHODS;
use crate::model::presence::Presence;
use crate::model::types::Field;
use crate::text::{Docs, Markdown, markdown};

/// A method with its documentation before its other attributes. The documentation is not part of the tokens, which
/// would be parsed again.
pub(super) fn documented(
    mut method: syn::ImplItemFn,
    mut docs: Vec<syn::Attribute>,
) -> syn::ImplItemFn {
    docs.append(&mut method.attrs);
    method.attrs = docs;
    method
}

/// The name of a setter. `taken` has the names of the other setters.
pub(super) fn method_name(field: &Ident, taken: &mut HashSet<String>) -> Ident {
    match field.to_string().as_str() {
        name if TRAIT_METHODS.contains(&name) || ["new", "validate"].contains(&name) => {
            free(name, "with_", "with_", taken)
        }
        _ => field.clone(),
    }
}

fn free(plain: &str, first: &str, further: &str, taken: &mut HashSet<String>) -> Ident {
    let mut name = format!("{first}{plain}");
    while taken.contains(&name) {
        name = format!("{further}{name}");
    }
    taken.insert(name.clone());
    format_ident!("{name}")
}

/// The setter of an optional field and, if the field is nullable, the method that sends null.
pub(super) fn setter(
    field: &Field,
    docs: Vec<syn::Attribute>,
    taken: &mut HashSet<String>,
) -> Vec<syn::ImplItemFn> {
    let ident = &field.rust_name;
    let method = method_name(ident, taken);
    let is_clearable = field.presence == Presence::Clearable;
    let accepted = match field.ty.held() == &field.ty {
        true => Accepted::of(&field.ty),
        false => Accepted::optional(field.ty.held()),
    };
    let stored = is_clearable.then(|| match accepted.kind {
        Kind::Json => {
            quote!(Into::<Option<_>>::into(#ident).map_or(Field::Absent, Field::Value))
        }
        _ => {
            let value = accepted.value(ident);
            quote!(#value.map_or(Field::Absent, Field::Value))
        }
    });
    let mut setters = vec![set(&method, ident, &accepted, stored, docs)];
    if is_clearable {
        let clear = free(&ident.to_string(), "clear_", "null_", taken);
        let docs = doc_attributes::docs(&Docs::from(markdown!(
            "Sends null for {}.",
            Markdown::code(field.wire_name)
        )));
        let clear = parse_quote! {
            #[inline]
            pub fn #clear(mut self) -> Self {
                self.#ident = Field::Null;
                self
            }
        };
        setters.push(documented(clear, docs));
    }
    setters
}

/// A method that sets a field from the argument that it accepts, or to `stored`.
pub(super) fn set(
    method: &Ident,
    ident: &Ident,
    accepted: &Accepted,
    stored: Option<TokenStream>,
    docs: Vec<syn::Attribute>,
) -> syn::ImplItemFn {
    let (ty, generics, inline) = (&accepted.ty, accepted.generics(), accepted.inline());
    let stored = stored.unwrap_or_else(|| accepted.value(ident));
    let setter = parse_quote! {
        #inline
        pub fn #method #generics(mut self, #ident: #ty) -> Self {
            self.#ident = #stored;
            self
        }
    };
    documented(setter, docs)
}
