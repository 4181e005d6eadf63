//! The pass that keeps secrets in raw JSON out of `Debug`.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::punctuated::Punctuated;
use syn::{Attribute, Fields, Ident, Item, Path, Token, Type, parse_quote};

use super::code::Types;
use super::fields::wire_name;
use crate::lower::problem::Problems;
use crate::model::from_progenitor::{argument_of, name_of};
use crate::model::schema_index::Facts;

/// JSON of which the types are not known may hold a secret under any key. Its `Debug` is that of the runtime, which
/// leaves out what looks like one, and what has a name that is a secret's elsewhere in the document.
///
/// ```text
/// #[derive(Clone, Debug)] pub struct Event { pub name: String, pub metadata: serde_json::Value }
///     →   #[derive(Clone)] pub struct Event { … }
///         impl Debug for Event { … }
/// ```
pub fn hide_raw_json(types: &mut Types, _: Facts) -> Result<(), Problems> {
    let keys = secret_keys(types);
    for code in types.values_mut() {
        let (attributes, shown) = match &mut code.item {
            Item::Struct(item) if holds_raw_json(&item.fields) => {
                let shown = shown_fields(&item.ident, &item.fields, &keys);
                let pattern = pattern(&item.fields);
                let arm = quote!(Self #pattern => #shown);
                (&mut item.attrs, (item.ident.clone(), vec![arm]))
            }
            Item::Enum(item) if item.variants.iter().any(|v| holds_raw_json(&v.fields)) => {
                let arms = item.variants.iter().map(|variant| {
                    let (name, pattern) = (&variant.ident, pattern(&variant.fields));
                    let shown = shown_fields(name, &variant.fields, &keys);
                    quote!(Self::#name #pattern => #shown)
                });
                let arms = arms.collect();
                (&mut item.attrs, (item.ident.clone(), arms))
            }
            _ => continue,
        };
        attributes.iter_mut().for_each(derive_no_debug);
        let (name, arms) = shown;
        code.impls.push(parse_quote! {
            impl std::fmt::Debug for #name {
                fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                    match self {
                        #(#arms,)*
                    }
                }
            }
        });
    }
    Ok(())
}

/// The names on the wire of all fields that are secrets.
fn secret_keys(types: &Types) -> Vec<String> {
    let mut keys: Vec<String> = types
        .values()
        .filter_map(|code| match &code.item {
            Item::Struct(item) => Some(&item.fields),
            _ => None,
        })
        .flatten()
        .filter(|field| is_secret(&field.ty))
        .map(wire_name)
        .collect();
    keys.sort();
    keys.dedup();
    keys
}

fn is_secret(ty: &Type) -> bool {
    let inside = ["Option", "Vec", "Field"]
        .iter()
        .find_map(|outer| argument_of(ty, outer));
    match inside {
        Some(inner) => is_secret(&inner),
        None => ["Secret", "SecretUrl"].contains(&name_of(ty).as_str()),
    }
}

fn holds_raw_json(fields: &Fields) -> bool {
    fields.iter().any(|field| is_raw_json(&field.ty))
}

/// Whether it is JSON, or holds any, or is a map of strings.
fn is_raw_json(ty: &Type) -> bool {
    let code = quote!(#ty).to_string().replace(' ', "");
    code.contains("serde_json::Value") || code.contains("Map<String,String>")
}

/// Names by which the code that shows them calls the fields; those of the document may be taken.
fn names(fields: &Fields) -> Vec<Ident> {
    let numbers = 0..fields.len();
    numbers
        .map(|number| format_ident!("value_{number}"))
        .collect()
}

fn pattern(fields: &Fields) -> TokenStream {
    let names = names(fields);
    let idents = fields.iter().map(|field| &field.ident);
    match fields {
        Fields::Named(_) => quote!({ #(#idents: #names),* }),
        Fields::Unnamed(_) => quote!((#(#names),*)),
        Fields::Unit => quote!(),
    }
}

/// Code that shows them as the derived `Debug` does, but for JSON.
fn shown_fields(name: &Ident, fields: &Fields, keys: &[String]) -> TokenStream {
    let name = name.to_string();
    let shown = names(fields).into_iter().zip(fields).map(|(field, of)| {
        let value = match is_raw_json(&of.ty) {
            true => quote!(&realtimekit_runtime::__private::RawJson::new(#field, &[#(#keys),*])),
            false => quote!(#field),
        };
        match &of.ident {
            Some(ident) => {
                let ident = ident.to_string();
                let key = ident.strip_prefix("r#").unwrap_or(&ident);
                quote!(.field(#key, #value))
            }
            None => quote!(.field(#value)),
        }
    });
    match fields {
        Fields::Named(_) => quote!(f.debug_struct(#name) #(#shown)* .finish()),
        Fields::Unnamed(_) => quote!(f.debug_tuple(#name) #(#shown)* .finish()),
        Fields::Unit => quote!(f.write_str(#name)),
    }
}

fn derive_no_debug(attribute: &mut Attribute) {
    let derived = attribute.parse_args_with(Punctuated::<Path, Token![,]>::parse_terminated);
    if let (true, Ok(derived)) = (attribute.path().is_ident("derive"), derived) {
        let kept = derived.iter().filter(|name| !name.is_ident("Debug"));
        *attribute = parse_quote!(#[derive(#(#kept),*)]);
    }
}
