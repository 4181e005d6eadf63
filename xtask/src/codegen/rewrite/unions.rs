//! The pass that opens choices.

use serde_json::Value;
use syn::{Fields, Ident, Item, ItemEnum, Type, parse_quote};

use super::{TypeCode, Types, unmatched};
use crate::codegen::document::{schemas, text};
use crate::codegen::facts::Facts;
use crate::codegen::lower::rust_name;
use crate::codegen::problem::{Problems, unless_any};

/// Choices keep a member that they do not know as JSON. With a discriminator its value chooses the member; without one
/// the first member that fits is taken.
///
/// ```text
/// #[serde(untagged)] pub enum Pet { Cat(Cat), Dog(Dog) }
///     →   #[serde(untagged)] #[non_exhaustive] pub enum Pet { Cat(Cat), Dog(Dog), Other(serde_json::Value) }
/// ```
pub fn open_unions(types: &mut Types, facts: Facts) -> Result<(), Problems> {
    let mut problems = Vec::new();
    for (name, schema) in schemas(facts.document()) {
        if schema.get("oneOf").is_none() {
            continue;
        }
        let opened = match types.get(name).map(|code| &code.item) {
            Some(Item::Enum(item)) => opened(item, schema),
            _ => None,
        };
        match opened {
            Some(code) => {
                types.insert(name.clone(), code);
            }
            None => problems.push(unmatched(facts, name, "choice between single types")),
        }
    }
    unless_any(problems, ())
}

/// The open choice, or nothing when a drafted variant is not one type.
fn opened(item: &ItemEnum, schema: &Value) -> Option<TypeCode> {
    let mut variants: Vec<(&Ident, &Type)> = Vec::new();
    for variant in &item.variants {
        match &variant.fields {
            Fields::Unnamed(fields) if fields.unnamed.len() == 1 => {
                variants.push((&variant.ident, &fields.unnamed[0].ty));
            }
            _ => return None,
        }
    }
    let name = &item.ident;
    let idents: Vec<&Ident> = variants.iter().map(|(ident, _)| *ident).collect();
    let kinds: Vec<&Type> = variants.iter().map(|(_, ty)| *ty).collect();
    let docs = kinds
        .iter()
        .map(|ty| format!(" A `{}`.", quote::quote!(#ty).to_string().replace(' ', "")));
    let other = Ident::new(
        if idents.iter().any(|ident| *ident == "Other") {
            "NotKnown"
        } else {
            "Other"
        },
        name.span(),
    );
    let discriminator = schema.get("x-discriminator");
    let derived = discriminator.is_none().then(|| quote::quote!(Deserialize,));
    let opened = parse_quote! {
        #[derive(Clone, Debug, PartialEq, Serialize, #derived)]
        #[serde(untagged)]
        #[non_exhaustive]
        pub enum #name {
            #(#[doc = #docs] #idents(#kinds),)*
            #[doc = " Something that this version does not know, as the service sent it."]
            #other(serde_json::Value),
        }
    };
    let mut impls: Vec<Item> = Vec::new();
    if let Some(discriminator) = discriminator {
        impls.push(by_tag(name, &variants, &other, discriminator));
    }
    for (index, (ident, ty)) in variants.iter().enumerate() {
        // Two members of one type can be told apart only by their variant.
        if !variants[..index]
            .iter()
            .chain(&variants[index + 1..])
            .any(|(_, other)| other == ty)
        {
            impls.push(parse_quote! {
                impl From<#ty> for #name {
                    fn from(value: #ty) -> Self {
                        Self::#ident(value)
                    }
                }
            });
        }
    }
    Some(TypeCode {
        item: Item::Enum(opened),
        impls,
    })
}

/// The reading of a choice by the value of its discriminator.
fn by_tag(
    name: &Ident,
    variants: &[(&Ident, &Type)],
    other: &Ident,
    discriminator: &Value,
) -> Item {
    let key = text(discriminator, "propertyName");
    let arms = variants.iter().map(|(ident, ty)| {
        let type_name = quote::quote!(#ty).to_string();
        let mut tags: Vec<&str> = discriminator
            .get("mapping")
            .and_then(Value::as_object)
            .into_iter()
            .flatten()
            .filter(|(_, target)| {
                let target = target.as_str().unwrap_or_default();
                rust_name(target.rsplit('/').next().unwrap_or_default()) == type_name
            })
            .map(|(tag, _)| tag.as_str())
            .collect();
        if tags.is_empty() {
            tags.push(&type_name);
        }
        quote::quote! { Some(#(#tags)|*) => realtimekit_runtime::variant(value).map(Self::#ident), }
    });
    parse_quote! {
        impl<'de> Deserialize<'de> for #name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let (tag, value) = realtimekit_runtime::tagged(deserializer, #key)?;
                match tag.as_deref() {
                    #(#arms)*
                    _ => Ok(Self::#other(value)),
                }
            }
        }
    }
}
