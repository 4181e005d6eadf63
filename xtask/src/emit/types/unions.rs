//! The pass that opens choices.

use serde_json::Value;
use syn::{Fields, Ident, Item, ItemEnum, Type, parse_quote};

use super::code::{TypeCode, Types, unmatched};
use super::objects::write_secrets;
use crate::lower::document::{flag, schemas, text};
use crate::lower::problem::{Problems, unless_any};
use crate::lower::rust_name;
use crate::model::from_progenitor::{argument_of, name_of};
use crate::model::schema_index::{Facts, Property};

/// Choices keep a member that they do not know as JSON. With a discriminator its value chooses the member; without one
/// the first member that fits is taken, and where a property of a member has one value alone, no other value fits.
///
/// ```text
/// #[serde(untagged)] pub enum Pet { Cat(Cat), Dog(Dog) }
///     →   #[non_exhaustive] pub enum Pet { Cat(Cat), Dog(Box<Dog>), Other(serde_json::Value) }
/// ```
///
/// A member that is much larger than JSON is boxed: a choice is as large as its largest member.
pub fn open_unions(types: &mut Types, facts: Facts) -> Result<(), Problems> {
    let mut problems = Vec::new();
    for (name, schema) in schemas(facts.document()) {
        if schema.get("oneOf").is_none() {
            continue;
        }
        let opened = match types.get(name).map(|code| &code.item) {
            Some(Item::Enum(item)) => opened(item, schema, types, facts),
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
fn opened(item: &ItemEnum, schema: &Value, types: &Types, facts: Facts) -> Option<TypeCode> {
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
    let held: Vec<Type> = kinds
        .iter()
        .map(|ty| match size(ty, types) > LARGEST {
            true => parse_quote!(Box<#ty>),
            false => (*ty).clone(),
        })
        .collect();
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
    let signs: Vec<_> = kinds.iter().map(|ty| signs(&name_of(ty), facts)).collect();
    let opened = parse_quote! {
        #[derive(Clone, Debug, PartialEq)]
        #[non_exhaustive]
        pub enum #name {
            #(#[doc = #docs] #idents(#held),)*
            #[doc = " Something that this version does not know, as the service sent it."]
            #other(serde_json::Value),
        }
    };
    let written = quote::quote! {
        match self {
            #(Self::#idents(value) => value.serialize(to),)*
            Self::#other(value) => value.serialize(to),
        }
    };
    let is_sent = facts.direction(&name.to_string()).is_only_sent();
    let mut impls: Vec<Item> = vec![
        write_secrets(name, is_sent, &written),
        match discriminator {
            Some(discriminator) => by_tag(name, &variants, &other, discriminator),
            None => by_signs(name, &idents, &signs, &other),
        },
    ];
    for (index, (ident, ty)) in variants.iter().enumerate() {
        // Two members of one type can be told apart only by their variant.
        if !variants[..index]
            .iter()
            .chain(&variants[index + 1..])
            .any(|(_, other)| other == ty)
        {
            let value = match held[index] == **ty {
                true => quote::quote!(value),
                false => quote::quote!(Box::new(value)),
            };
            impls.push(parse_quote! {
                impl From<#ty> for #name {
                    fn from(value: #ty) -> Self {
                        Self::#ident(#value)
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

/// The properties of a type that have one value alone, with it.
fn signs<'a>(name: &str, facts: Facts<'a>) -> Vec<(&'a str, &'a str)> {
    let only = |property: &Property<'a>| {
        let values = facts.target(property.schema)?;
        match values
            .get("x-variants")?
            .as_object()?
            .values()
            .collect::<Vec<_>>()[..]
        {
            [value] if !flag(values, "x-open") && !property.nullable => value.as_str(),
            _ => None,
        }
    };
    let properties = facts.properties(name);
    let found = properties
        .iter()
        .filter_map(|property| Some((property.name, only(property)?)));
    found.collect()
}

/// The reading of a choice whose members are tried in turn; where they have properties that have one value alone, those
/// decide.
fn by_signs(name: &Ident, idents: &[&Ident], signs: &[Vec<(&str, &str)>], other: &Ident) -> Item {
    let tried = idents.iter().zip(signs).map(|(ident, signs)| {
        let signs = signs
            .iter()
            .map(|(key, value)| quote::quote!((#key, #value)));
        quote::quote! {
            if let Some(member) = realtimekit_runtime::member(&value, &[#(#signs),*]) {
                return Ok(Self::#ident(member));
            }
        }
    });
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

/// How many bytes a member may have that is not boxed.
const LARGEST: usize = 160;

/// How large a value is, or more: what is not known here is counted as JSON.
fn size(ty: &Type, types: &Types) -> usize {
    const OPTION: usize = 8;
    if let Some(inner) = argument_of(ty, "Option") {
        return size(&inner, types) + OPTION;
    }
    match (name_of(ty).as_str(), types.get(&name_of(ty))) {
        ("bool" | "i8" | "u8", _) => 1,
        ("f32" | "f64" | "i16" | "i32" | "i64" | "u16" | "u32" | "u64", _) => 8,
        // It ends: a type that holds itself holds a box.
        (_, Some(code)) => match &code.item {
            Item::Struct(item) => {
                let fields = item.fields.iter();
                fields.map(|field| size(&field.ty, types)).sum()
            }
            Item::Enum(item)
                if item
                    .variants
                    .iter()
                    .any(|variant| !variant.fields.is_empty()) =>
            {
                LARGEST
            }
            _ => JSON,
        },
        _ if argument_of(ty, "Box").is_some() => 8,
        _ => JSON,
    }
}

/// The size of a JSON value, which is that of a text and more.
const JSON: usize = 32;

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
