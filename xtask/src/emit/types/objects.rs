//! The pass that makes structs readable and writable.

use proc_macro2::{Span, TokenStream};
use quote::quote;
use syn::punctuated::Punctuated;
use syn::{Attribute, Field, Fields, Ident, Item, ItemStruct, Path, Token, parse_quote};

use super::code::Types;
use super::fields::{is_flattened, serde, wire_name, words};
use crate::lower::problem::Problems;
use crate::model::from_progenitor::argument_of;
use crate::model::schema_index::Facts;

/// Structs are read and written by the runtime, from the list of their keys: code that is derived takes long to compile.
/// The derived code stays where a field holds all other keys. It is the last pass, since the others ask the fields for
/// their keys.
///
/// ```text
/// #[derive(…, Serialize, Deserialize)] pub struct Session { pub id: SessionId, #[serde(default, …)] pub kind: Option<…> }
///     →   #[derive(…)] pub struct Session { … }
///         object!(Session { required id; optional kind });
/// ```
///
/// Either says whether callers only send it, for then its secrets are written whole.
pub fn list_keys(types: &mut Types, facts: Facts) -> Result<(), Problems> {
    for (name, code) in types {
        let is_sent = facts.direction(name).is_only_sent();
        match &mut code.item {
            Item::Struct(item) if !matches!(item.fields, Fields::Named(_)) => {}
            Item::Struct(item) if item.fields.iter().any(is_flattened) => {
                code.impls.splice(0..0, derived(item, is_sent));
            }
            Item::Struct(item) => code.impls.insert(0, object(item, is_sent)),
            _ => {}
        }
    }
    Ok(())
}

/// What is derived becomes functions of the type itself (serde's `remote`), which the impls call.
fn derived(item: &mut ItemStruct, is_sent: bool) -> [Item; 2] {
    item.attrs.push(serde(quote!(remote = "Self")));
    let name = &item.ident;
    [
        write_secrets(name, is_sent, &quote!(Self::serialize(self, to))),
        parse_quote! {
            impl<'de> Deserialize<'de> for #name {
                fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                    Self::deserialize(from).map_err(realtimekit_runtime::__private::without_value)
                }
            }
        },
    ]
}

/// The writing of a type that is no plain object; `written` writes `self` to `to`.
pub fn write_secrets(name: &Ident, is_sent: bool, written: &TokenStream) -> Item {
    parse_quote! {
        impl Serialize for #name {
            fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                realtimekit_runtime::__private::write_secrets(#is_sent, || #written)
            }
        }
    }
}

fn object(item: &mut ItemStruct, is_sent: bool) -> Item {
    let keys: Vec<(&str, TokenStream)> = item.fields.iter_mut().map(key).collect();
    item.attrs.iter_mut().for_each(derive_no_serde);
    let runs = keys.chunk_by(|(way, _), (next, _)| way == next).map(|run| {
        let way = Ident::new(run[0].0, Span::call_site());
        let keys = run.iter().map(|(_, key)| key);
        quote!(#way #(#keys),*)
    });
    let name = &item.ident;
    let sent = is_sent.then(|| quote!(sent));
    parse_quote!(realtimekit_runtime::object!(#sent #name { #(#runs);* });)
}

/// The field's key and what may be there, which the field no longer says itself.
fn key(field: &mut Field) -> (&'static str, TokenStream) {
    let (ident, wire, said) = (&field.ident, wire_name(field), words(&field.attrs));
    let said = |word: &str| said.iter().any(|said| said == word);
    let way = if said("skip_serializing") {
        "answered"
    } else if argument_of(&field.ty, "Field").is_some() {
        "clearable"
    } else if said("skip_serializing_if") {
        "optional"
    } else if said("default") {
        "nullable"
    } else {
        "required"
    };
    field
        .attrs
        .retain(|attribute| !attribute.path().is_ident("serde"));
    let renamed = ident.as_ref().is_some_and(|ident| *ident != wire);
    let other_key = renamed.then(|| quote!(= #wire));
    (way, quote!(#ident #other_key))
}

fn derive_no_serde(attribute: &mut Attribute) {
    let derived = attribute.parse_args_with(Punctuated::<Path, Token![,]>::parse_terminated);
    if let (true, Ok(derived)) = (attribute.path().is_ident("derive"), derived) {
        let kept = derived
            .iter()
            .filter(|name| !name.is_ident("Serialize") && !name.is_ident("Deserialize"));
        *attribute = parse_quote!(#[derive(#(#kept),*)]);
    }
}
