//! Emits `Debug` for types whose derived implementation could show secrets.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::{Ident, Item, parse_quote};

use crate::model::rust_type::Type;
use crate::model::types::{Kind, TypeDef, Types};

/// JSON of unknown type may contain a secret under any key. Its `Debug` comes from the runtime, which leaves out values
/// that look like a secret or have the name of a secret elsewhere in the document. `None` for other types, whose
/// `Debug` is derived.
///
/// ```text
/// #[derive(Clone)] pub struct Event { pub name: String, pub metadata: serde_json::Value }
/// impl Debug for Event { … }
/// ```
pub fn debug(found: &TypeDef, secret_keys: &[&str]) -> Option<Item> {
    let name = format_ident!("{}", found.name);
    let arms = match &found.kind {
        Kind::Struct(of) => {
            let fields = of.fields.iter().map(|field| (&field.rust_name, &field.ty));
            let others = of.others.iter().map(|(name, ty)| (name, ty));
            let fields: Vec<(&Ident, &Type)> = fields.chain(others).collect();
            if !holds_raw_json(fields.iter().map(|(_, ty)| *ty)) {
                return None;
            }
            vec![struct_arm(&name, &fields, secret_keys)]
        }
        Kind::Union(of) => {
            let variants = of
                .variants
                .iter()
                .map(|variant| (&variant.name, &variant.ty));
            let variants = variants.chain([(&of.catch_all, &Type::Json)]);
            variants
                .map(|(variant, ty)| {
                    let text = variant.to_string();
                    let value = shown(&format_ident!("value_0"), ty, secret_keys);
                    quote!(Self::#variant(value_0) => f.debug_tuple(#text).field(#value).finish())
                })
                .collect()
        }
        Kind::Enum(_) | Kind::Id => return None,
    };
    Some(parse_quote! {
        impl std::fmt::Debug for #name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                match self {
                    #(#arms,)*
                }
            }
        }
    })
}

/// The fields are bound to numbered names, because the names of the document may be in use.
fn struct_arm(name: &Ident, fields: &[(&Ident, &Type)], secret_keys: &[&str]) -> TokenStream {
    let name = name.to_string();
    let numbered = fields.iter().enumerate().map(|(number, (ident, _))| {
        let value = format_ident!("value_{number}");
        quote!(#ident: #value)
    });
    let calls = fields.iter().enumerate().map(|(number, (ident, ty))| {
        let key = ident.to_string();
        let value = shown(&format_ident!("value_{number}"), ty, secret_keys);
        quote!(.field(#key, #value))
    });
    quote!(Self { #(#numbered),* } => f.debug_struct(#name) #(#calls)* .finish())
}

/// A field as the derived `Debug` shows it, except JSON.
fn shown(field: &Ident, ty: &Type, secret_keys: &[&str]) -> TokenStream {
    let written = written(field, ty, secret_keys);
    match is_raw_json(ty) {
        true => quote!(&#written),
        false => written,
    }
}

/// A field as it is serialized. JSON is serialized by the runtime, which leaves out values that look like a secret.
pub fn written(field: &Ident, ty: &Type, secret_keys: &[&str]) -> TokenStream {
    match is_raw_json(ty) {
        true => quote!(realtimekit_runtime::__private::RawJson::new(#field, &[#(#secret_keys),*])),
        false => quote!(#field),
    }
}

/// The names on the wire of all fields that are secrets.
pub fn secret_keys<'a>(types: &Types<'a>) -> Vec<&'a str> {
    let structs = types.iter().filter_map(|found| match &found.kind {
        Kind::Struct(of) => Some(&of.fields),
        _ => None,
    });
    let secrets = structs.flatten().filter(|field| is_secret(&field.ty));
    let mut keys: Vec<&str> = secrets.map(|field| field.wire_name).collect();
    keys.sort_unstable();
    keys.dedup();
    keys
}

fn is_secret(ty: &Type) -> bool {
    match ty {
        Type::Option(inner) | Type::List(inner) | Type::Field(inner) => is_secret(inner),
        ty => matches!(ty, Type::Runtime("Secret" | "SecretUrl")),
    }
}

pub fn holds_raw_json<'a>(mut types: impl Iterator<Item = &'a Type>) -> bool {
    types.any(is_raw_json)
}

/// Whether the type is JSON, contains JSON, or is a map of strings.
pub fn is_raw_json(ty: &Type) -> bool {
    match ty {
        Type::Json | Type::JsonObject => true,
        Type::Map(value) if **value == Type::String => true,
        Type::Option(inner)
        | Type::Field(inner)
        | Type::List(inner)
        | Type::Map(inner)
        | Type::Boxed(inner) => is_raw_json(inner),
        _ => false,
    }
}
