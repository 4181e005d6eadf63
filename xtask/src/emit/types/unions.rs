//! Emits unions.

use std::collections::HashMap;

use quote::{format_ident, quote};
use syn::{Attribute, Ident, Item, parse_quote};

use super::debug;
use super::docs::type_docs;
use super::structs::write_secrets;
use crate::emit::attributes;
use crate::model::rust_type::Type;
use crate::model::types::{TypeDef, Union, Variant};
use crate::text::{Docs, Markdown, markdown};

/// Unions keep a member that they do not know as JSON. With a discriminator its value chooses the member; without one
/// the first member that fits is taken, and where a property of a member has one value alone, no other value fits.
///
/// ```text
/// #[non_exhaustive] pub enum Pet { Cat(Cat), Dog(Box<Dog>), Other(serde_json::Value) }
/// ```
///
/// Its `Debug` is written out, since it may hold JSON, which is serialized without secrets as well.
pub fn items(found: &TypeDef, of: &Union, label: &str, secret_keys: &[&str]) -> Vec<Item> {
    let name = format_ident!("{}", found.name);
    let about = type_docs(found.name, &found.schema, label);
    let idents: Vec<&Ident> = of.variants.iter().map(|variant| &variant.name).collect();
    let held = of
        .variants
        .iter()
        .map(|Variant { ty, is_boxed, .. }| match is_boxed {
            true => quote!(Box<#ty>),
            false => quote!(#ty),
        });
    let docs = of
        .variants
        .iter()
        .map(|variant| variant_docs(variant, label));
    let other = &of.catch_all;
    let value = format_ident!("value");
    let types = of.variants.iter().map(|variant| &variant.ty);
    let values = types.map(|ty| debug::written(&value, ty, secret_keys));
    let other_value = debug::written(&value, &Type::Json, secret_keys);
    let written = quote! {
        match self {
            #(Self::#idents(value) => #values.serialize(to),)*
            Self::#other(value) => #other_value.serialize(to),
        }
    };
    let mut items = vec![
        parse_quote! {
            #(#about)*
            #[derive(Clone, PartialEq)]
            #[non_exhaustive]
            pub enum #name {
                #(#(#docs)* #idents(#held),)*
                #[doc = " An unknown value, as the service sent it."]
                #other(serde_json::Value),
            }
        },
        write_secrets(&name, found.direction.is_only_sent(), &written),
        match of.tag {
            Some(tag) => by_tag(&name, of, tag),
            None => by_signs(&name, of),
        },
    ];
    let mut counts: HashMap<&Type, usize> = HashMap::new();
    for variant in &of.variants {
        *counts.entry(&variant.ty).or_default() += 1;
    }
    for Variant {
        name: ident,
        ty,
        is_boxed,
        ..
    } in &of.variants
    {
        // Of two members of one type only the variant says which it is.
        if counts[ty] == 1 {
            let value = match is_boxed {
                true => quote!(Box::new(value)),
                false => quote!(value),
            };
            items.push(parse_quote! {
                impl From<#ty> for #name {
                    fn from(value: #ty) -> Self {
                        Self::#ident(#value)
                    }
                }
            });
        }
    }
    items
}

/// The documentation of a variant.
fn variant_docs(variant: &Variant, label: &str) -> Vec<Attribute> {
    let Some((description, page)) = &variant.about else {
        let ty = &variant.ty;
        let name = quote!(#ty).to_string().replace(' ', "");
        return attributes::docs(&markdown!("A {}.", Markdown::code(&name)).into());
    };
    let mut about = Docs::prose(description);
    if let Some(url) = page {
        about.go_on(Markdown::link(label, url));
    }
    attributes::docs(&about)
}

/// The reading of a union whose members are tried in turn; where they have properties that have one value alone, those
/// decide.
fn by_signs(name: &Ident, of: &Union) -> Item {
    let tried = of.variants.iter().map(|Variant { name, signs, .. }| {
        let signs = signs.iter().map(|(key, value)| quote!((#key, #value)));
        quote! {
            if let Some(member) = realtimekit_runtime::member(&value, &[#(#signs),*]) {
                return Ok(Self::#name(member));
            }
        }
    });
    let other = &of.catch_all;
    parse_quote! {
        impl<'de> Deserialize<'de> for #name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let value = serde_json::Value::deserialize(deserializer)?;
                #(#tried)*
                Ok(Self::#other(value))
            }
        }
    }
}

/// The reading of a union by the value of its discriminator.
fn by_tag(name: &Ident, of: &Union, key: &str) -> Item {
    let arms = of.variants.iter().map(|Variant { name, tags, .. }| {
        quote! { Some(#(#tags)|*) => realtimekit_runtime::variant(value).map(Self::#name), }
    });
    let other = &of.catch_all;
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
