//! Emits `Debug` for unions, whose derived implementation could show secrets.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::{Ident, Item, parse_quote};

use crate::model::rust_type::Type;
use crate::model::types::{Kind, TypeDef, Types, Union};

/// JSON of unknown type may contain a secret under any key. Its `Debug` comes from the runtime, which leaves out values
/// that look like a secret or have the name of a secret elsewhere in the document. `None` for other types.
///
/// ```text
/// #[derive(Clone)] pub enum Pet { Cat(Cat), Other(serde_json::Value) }
/// impl Debug for Pet { … }
/// ```
pub fn debug(found: &TypeDef) -> Option<Item> {
    let Kind::Union(of) = &found.kind else {
        return None;
    };
    let name = format_ident!("{}", found.name);
    let variants = of
        .variants
        .iter()
        .map(|variant| (&variant.name, &variant.ty))
        .map(|(variant, ty)| {
            let value = written(&format_ident!("value"), ty);
            let value = match is_raw_json(ty) {
                true => quote!(&#value),
                false => value,
            };
            (variant, value)
        });
    let other = written_other(&format_ident!("value"), of);
    let arms = variants.chain([(&of.catch_all, quote!(&#other))]).map(|(variant, value)| {
        let text = variant.to_string();
        quote!(Self::#variant(value) => realtimekit_runtime::__private::debug_variant(f, #text, #value))
    });
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

/// The value of a variant as it is serialized. JSON is serialized by the runtime, which leaves out values that look like a secret.
pub fn written(field: &Ident, ty: &Type) -> TokenStream {
    match is_raw_json(ty) {
        true => quote!(realtimekit_runtime::__private::RawJson::new(#field, Self::SECRET_KEYS)),
        false => quote!(#field),
    }
}

/// The same for a value of no variant. If a variant is a secret, such a value can be that secret in another form.
pub fn written_other(field: &Ident, of: &Union) -> TokenStream {
    match has_secret(of) {
        true => quote!(realtimekit_runtime::__private::RawJson::secret(#field)),
        false => written(field, &Type::Json),
    }
}

/// Whether a variant is a secret.
fn has_secret(of: &Union) -> bool {
    of.variants.iter().any(|variant| is_secret(&variant.ty))
}

/// Whether a value of the union can have JSON of unknown type that is not hidden as a whole.
pub fn has_raw_json(of: &Union) -> bool {
    !has_secret(of) || of.variants.iter().any(|variant| is_raw_json(&variant.ty))
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

/// Whether the type is JSON, contains JSON, or is a map of texts, whose keys may be names of secrets.
pub fn is_raw_json(ty: &Type) -> bool {
    match ty {
        Type::Json | Type::JsonObject => true,
        Type::Map(value) if is_text(value) => true,
        Type::Option(inner)
        | Type::Field(inner)
        | Type::List(inner)
        | Type::Map(inner)
        | Type::Boxed(inner) => is_raw_json(inner),
        _ => false,
    }
}

/// Whether the type is a text, or a list of texts.
fn is_text(ty: &Type) -> bool {
    match ty {
        Type::String => true,
        Type::Option(inner) | Type::List(inner) | Type::Boxed(inner) => is_text(inner),
        _ => false,
    }
}
