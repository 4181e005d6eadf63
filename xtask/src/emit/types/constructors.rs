//! Emits the constructors of types that callers send, with their setters.

use std::collections::HashSet;

use quote::{format_ident, quote};
use syn::{ItemImpl, parse_quote};

use super::argument_types::{Accepted, Kind};
use super::docs::field_docs;
use super::initial;
use super::setters::{documented, method_name, set, setter};
use crate::emit::doc_attributes;
use crate::model::presence::Presence;
use crate::model::types::{Field, Struct, TypeDef};
use crate::text::{Docs, Markdown, markdown};

/// Types that callers send have a constructor with their required fields, and a setter for each optional field.
///
/// ```text
/// AddParticipant::new(custom_participant_id, preset_name).name("Mary Sue").clear_picture()
/// ```
///
/// A setter takes a value or an `Option` of one; with `None` the field is not sent.
pub fn constructors(found: &TypeDef, of: &Struct) -> ItemImpl {
    let name = format_ident!("{}", found.name);
    let others = of.others.iter().map(|(name, _)| name);
    let names = of.fields.iter().map(|field| &field.rust_name).chain(others);
    let mut taken: HashSet<String> = names.map(ToString::to_string).collect();
    let mut methods = vec![new(found, of)];
    for field in &of.fields {
        if !field.is_demanded() && field.presence != Presence::ReadOnly {
            let docs = field_docs(field.wire_name, &field.schema);
            methods.extend(setter(field, docs, &mut taken));
        }
    }
    if let Some((name, ty)) = &of.others {
        let docs =
            doc_attributes::docs(&Docs::from(Markdown::from("All other keys of the object.")));
        let method = method_name(name, &mut taken);
        methods.push(set(&method, name, &Accepted::of(ty), None, docs));
    }
    let mut constructors: ItemImpl = parse_quote!(impl #name {});
    constructors.items = methods.into_iter().map(syn::ImplItem::Fn).collect();
    constructors
}

/// The `Default` of a type without required fields but with initial values. If all fields are optional, it is derived.
pub fn default(found: &TypeDef, of: &Struct) -> Option<syn::Item> {
    let is_derived = of.fields.iter().all(|field| !field.is_required);
    let name = format_ident!("{}", found.name);
    (!is_derived && of.demanded().next().is_none()).then(|| {
        parse_quote! {
            impl Default for #name {
                #[inline]
                fn default() -> Self {
                    Self::new()
                }
            }
        }
    })
}

fn new(found: &TypeDef, of: &Struct) -> syn::ImplItemFn {
    let demanded: Vec<&Field> = of.demanded().collect();
    let accepted: Vec<_> = demanded
        .iter()
        .map(|field| Accepted::of(field.argument()))
        .collect();
    let arguments = demanded.iter().zip(&accepted).map(|(field, accepted)| {
        let (ident, ty) = (&field.rust_name, &accepted.ty);
        quote!(#ident: #ty)
    });
    let values = of.fields.iter().map(|field| {
        let ident = &field.rust_name;
        if !field.is_required {
            return quote!(#ident: Default::default());
        }
        // A type without a possible default was reported before.
        if let Some(initial) = field
            .initial
            .and_then(|value| initial::expression(&field.ty, value))
        {
            return quote!(#ident: #initial);
        }
        let accepted = Accepted::of(field.argument());
        let value = accepted.value(ident);
        match accepted.kind {
            _ if field.presence == Presence::Demanded => quote!(#ident: Some(#value)),
            Kind::AsIs | Kind::Json => quote!(#ident),
            _ => quote!(#ident: #value),
        }
    });
    let others = of
        .others
        .iter()
        .map(|(ident, _)| quote!(#ident: Default::default()));
    let values = values.chain(others);
    let name = Markdown::code(found.name);
    let is_empty = of.fields.iter().all(|field| !field.is_required);
    let about = match demanded.len() {
        0 if !is_empty => markdown!("Creates a new {} with its initial values.", name),
        0 => markdown!("Creates an empty {}: every field is optional.", name),
        _ => markdown!("Creates a new {} with its required fields.", name),
    };
    let allow = (demanded.len() > 7).then(
        || quote!(#[expect(clippy::too_many_arguments, reason = "the service requires all of them")]),
    );
    let generic = accepted.iter().any(|accepted| accepted.inline().is_none());
    let inline = (!generic).then(|| quote!(#[inline]));
    let made = match is_empty {
        true => quote!(Self::default()),
        false => quote!(Self { #(#values),* }),
    };
    let new = parse_quote! {
        #allow
        #inline
        pub fn new(#(#arguments),*) -> Self {
            #made
        }
    };
    documented(new, doc_attributes::docs(&Docs::from(about)))
}
