//! Emits structs, and their reading and writing.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::{Ident, Item, parse_quote};

use super::debug;
use super::docs::{field_docs, type_docs};
use crate::emit::doc_attributes;
use crate::model::presence::Presence;
use crate::model::types::{Field, Struct, TypeDef};
use crate::text::{Docs, Markdown};

/// Structs are read, written and printed by the runtime from the list of their keys, because derived code takes long to
/// compile, and a derived `Debug` would show secrets.
///
/// ```text
/// #[derive(…)] #[non_exhaustive] pub struct Session { pub id: SessionId, pub kind: Option<…> }
/// object!(Session { required id; optional kind });
/// ```
///
/// They are non-exhaustive. A struct that callers send and that has no required field implements `Default`.
pub fn items(found: &TypeDef, of: &Struct, label: &str, secret_keys: &[&str]) -> Vec<Item> {
    let name = format_ident!("{}", found.name);
    let is_sent = found.direction.is_sent();
    let about = type_docs(found.name, &found.schema, label);
    let is_empty = is_sent && of.fields.iter().all(|field| !field.is_required);
    let derived = [("Clone", true), ("Default", is_empty), ("PartialEq", true)];
    let derived = derived.iter().filter(|(_, is_derived)| *is_derived);
    let derived = derived.map(|(name, _)| format_ident!("{name}"));
    let must_use = is_sent.then(|| quote!(#[must_use]));
    let fields = of.fields.iter().map(|field| {
        let (ident, ty) = (&field.rust_name, &field.ty);
        let docs = field_docs(field.wire_name, &field.schema);
        quote!(#(#docs)* pub #ident: #ty,)
    });
    let others = of.others.iter().map(|(ident, ty)| {
        let docs =
            doc_attributes::docs(&Docs::from(Markdown::from("All other keys of the object.")));
        quote!(#(#docs)* pub #ident: #ty,)
    });
    let item = parse_quote! {
        #(#about)*
        #[derive(#(#derived),*)]
        #[non_exhaustive]
        #must_use
        pub struct #name { #(#fields)* #(#others)* }
    };
    let is_only_sent = found.direction.is_only_sent();
    vec![item, object(&name, of, is_only_sent, secret_keys)]
}

/// The `Serialize` of a type that is not a plain object; `written` writes `self` to `to`. In types that callers only
/// send, secrets are written.
pub fn write_secrets(name: &Ident, is_sent: bool, written: &TokenStream) -> Item {
    parse_quote! {
        impl Serialize for #name {
            fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                realtimekit_runtime::__private::write_secrets(#is_sent, || #written)
            }
        }
    }
}

fn object(name: &Ident, of: &Struct, is_sent: bool, secret_keys: &[&str]) -> Item {
    let runs = of.fields.chunk_by(|field, next| way(field) == way(next));
    let runs = runs.map(|run| {
        let way = run.first().map(|field| {
            let (way, is_raw) = way(field);
            format_ident!("{}{way}", if is_raw { "raw_" } else { "" })
        });
        let keys = run.iter().map(
            |Field {
                 rust_name,
                 wire_name,
                 ..
             }| {
                let other_key = (*rust_name != wire_name).then(|| quote!(= #wire_name));
                quote!(#rust_name #other_key)
            },
        );
        quote!(#way #(#keys),*)
    });
    let sent = is_sent.then(|| quote!(sent));
    let is_raw = of.fields.iter().any(|field| way(field).1);
    let mut others_are_raw = false;
    let others = of.others.as_ref().map(|(ident, ty)| {
        others_are_raw = debug::is_raw_json(ty);
        let others = format_ident!("{}others", if others_are_raw { "raw_" } else { "" });
        quote!(#others #ident)
    });
    let secret_keys = (is_raw || others_are_raw).then(|| quote!(secret_keys [#(#secret_keys),*]));
    parse_quote!(realtimekit_runtime::object!(#sent #name { #(#runs);* } #others #secret_keys);)
}

/// The name of the presence of a field in the macro, and whether the field is JSON of unknown type.
fn way(field: &Field) -> (&'static str, bool) {
    let way = match field.presence {
        Presence::Required => "required",
        Presence::Collection => "collection",
        Presence::Nullable | Presence::NullAsEmpty => "nullable",
        Presence::Optional | Presence::Demanded => "optional",
        Presence::OptionalAny => "optional_any",
        Presence::Clearable => "clearable",
        Presence::ReadOnly => "read_only",
    };
    (way, debug::is_raw_json(&field.ty))
}
