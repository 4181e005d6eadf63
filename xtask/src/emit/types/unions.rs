//! Emits unions.

use std::collections::HashMap;

use proc_macro2::{Literal, TokenStream};
use quote::{ToTokens, format_ident, quote};
use syn::{Attribute, Ident, Item, parse_quote};

use super::checks::{Checked, value_check};
use super::debug;
use super::docs::type_docs;
use super::structs::write_secrets;
use crate::emit::doc_attributes;
use crate::model::presence::Presence;
use crate::model::rust_type::Type;
use crate::model::schema::{Bounds, Counts};
use crate::model::types::{Field, Kind, Sign, TypeDef, Types, Union, Variant};
use crate::text::{Docs, Markdown, markdown};

/// Unions keep an unknown value as JSON. With a discriminator, its value selects the variant. Without one, the runtime
/// selects the variant that knows most of the value.
///
/// ```text
/// #[non_exhaustive] pub enum Pet { Cat(Cat), Dog(Box<Dog>), Other(serde_json::Value) }
/// ```
///
/// `Debug` is written out, because the JSON may contain secrets. It is also serialized without them.
pub fn items(
    found: &TypeDef,
    of: &Union,
    types: &Types,
    label: &str,
    secret_keys: &[&str],
) -> Vec<Item> {
    let name = format_ident!("{}", found.name);
    let about = type_docs(found.name, &found.schema, label);
    let decision = decision(of, types);
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
    let held_types = of.variants.iter().map(|variant| &variant.ty);
    let values = held_types.map(|ty| debug::written(&value, ty));
    let other_value = debug::written_other(&value, of);
    let written = quote! {
        match self {
            #(Self::#idents(value) => #values.serialize(to),)*
            Self::#other(value) => #other_value.serialize(to),
        }
    };
    let mut items = vec![parse_quote! {
        #(#about)*
        #[doc = ""]
        #(#decision)*
        #[derive(Clone, PartialEq)]
        #[non_exhaustive]
        pub enum #name {
            #(#(#docs)* #idents(#held),)*
            #[doc = " An unknown value, as the service sent it."]
            #other(serde_json::Value),
        }
    }];
    if debug::has_raw_json(of) {
        items.push(parse_quote! {
            impl #name {
                const SECRET_KEYS: &[&str] = &[#(#secret_keys),*];
            }
        });
    }
    items.extend([
        write_secrets(&name, found.direction.is_only_sent(), &written),
        match of.tag {
            Some(tag) => by_tag(&name, of, tag),
            None => by_value(&name, of, types),
        },
    ]);
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
        // If two variants have the same type, there is no `From`, because the type does not determine the variant.
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
        return doc_attributes::docs(&markdown!("A {}.", Markdown::code(&name)).into());
    };
    let mut about = Docs::prose(description);
    if let Some(url) = page {
        about.go_on(Markdown::link(label, url));
    }
    doc_attributes::docs(&about)
}

/// The sentence of the documentation about how the variant is selected.
fn decision(of: &Union, types: &Types) -> Vec<Attribute> {
    let has_limits = of.variants.iter().any(|it| limits(it, of, types).is_some());
    let has_names = of.variants.iter().any(|it| !it.event_names.is_empty());
    let about = match of.tag {
        None if has_names => markdown!(
            "The name of the event selects the variant; of several with this name, or without one, the one that leaves the \
             fewest keys and enum values of the data unknown. Data that matches no variant is kept whole as {}.",
            Markdown::code(&of.catch_all.to_string())
        ),
        Some(tag) => markdown!("The value of {} selects the variant.", Markdown::code(tag)),
        None if has_limits => markdown!(
            "A value is read as the first variant that matches and whose limits it keeps; else as the first that matches. A \
             value that matches no variant is kept whole as {}.",
            Markdown::code(&of.catch_all.to_string())
        ),
        None => markdown!(
            "A value is read as the variant that leaves the fewest of its keys and enum values unknown; the first of several. \
             A value that matches no variant, or two that know different keys of it, is kept whole as {}.",
            Markdown::code(&of.catch_all.to_string())
        ),
    };
    doc_attributes::docs(&Docs::from(about))
}

/// The reading of a union without a discriminator.
fn by_value(name: &Ident, of: &Union, types: &Types) -> Item {
    let of_events = of.variants.iter().any(|it| !it.event_names.is_empty());
    let members = of.variants.iter().map(|variant| {
        let member = member(variant, types);
        let member = match of_events {
            true => of_event(member, variant),
            false => member,
        };
        let limits = limits(variant, of, types);
        quote!(#member #limits)
    });
    let other = &of.catch_all;
    parse_quote! {
        impl<'de> Deserialize<'de> for #name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let value = serde_json::Value::deserialize(deserializer)?;
                Ok(realtimekit_runtime::choose(value, &[#(#members),*], Self::#other))
            }
        }
    }
}

/// A variant of a union without a discriminator, with the keys that a value must have.
fn member(variant: &Variant, types: &Types) -> TokenStream {
    let Variant {
        name,
        ty,
        is_boxed,
        signs,
        ..
    } = variant;
    let structure = ty.name().and_then(|name| types.structure(name));
    let others = match (structure, ty) {
        (Some(of), _) => of.others.as_ref().map(|(name, _)| quote!(member.#name)),
        (None, Type::Map(_) | Type::JsonObject) => Some(quote!(member)),
        _ => None,
    };
    let read = match others {
        Some(others) => {
            let held = match is_boxed {
                true => quote!(Box<#ty>),
                false => quote!(#ty),
            };
            quote! {
                |value| {
                    let member: #held = realtimekit_runtime::member(value)?;
                    realtimekit_runtime::__private::other_keys(#others.len());
                    Some(Self::#name(member))
                }
            }
        }
        None => quote!(|value| realtimekit_runtime::member(value).map(Self::#name)),
    };
    let signs = signs.iter().map(|(key, sign)| {
        let sign = match sign {
            Sign::Text(text) => quote!(Text(#text)),
            Sign::Integer(number) => {
                let number = Literal::i64_unsuffixed(*number);
                quote!(Integer(#number))
            }
            Sign::Boolean(boolean) => quote!(Boolean(#boolean)),
        };
        quote!((#key, realtimekit_runtime::Sign::#sign))
    });
    let signs: Vec<TokenStream> = signs.collect();
    let signs = (!signs.is_empty()).then(|| quote!(.signs(&[#(#signs),*])));
    // Other required keys are checked when the value is read.
    let is_missed = |field: &&Field| field.is_required && field.presence == Presence::Nullable;
    let fields = structure.map_or(&[] as &[Field], |of| of.fields.as_slice());
    let required = fields.iter().filter(is_missed).map(|field| field.wire_name);
    let required: Vec<&str> = required.collect();
    let required = (!required.is_empty()).then(|| quote!(.required(&[#(#required),*])));
    let closed = structure.filter(|of| of.is_closed && of.others.is_none());
    let closed =
        closed.map(|_| quote!(.closed(<#ty as realtimekit_runtime::__private::Object>::KEYS)));
    let Counts { least, most } = variant.schema.bounds.items;
    let items = matches!(ty, Type::List(_)) && (least.is_some() || most.is_some());
    let items = items.then(|| {
        let least = Literal::u64_unsuffixed(least.unwrap_or_default());
        let most = match most {
            Some(most) => Literal::u64_unsuffixed(most).into_token_stream(),
            None => quote!(usize::MAX),
        };
        quote!(.items(#least, #most))
    });
    quote!(realtimekit_runtime::Member::new(#read) #signs #required #closed #items)
}

/// The limits of a scalar, if another variant is a scalar of the same kind.
fn limits(variant: &Variant, of: &Union, types: &Types) -> Option<TokenStream> {
    let kind = |variant: &Variant| match &variant.ty {
        Type::Integer(_) | Type::Float => Some("number"),
        Type::String | Type::Runtime(_) => Some("string"),
        Type::Named(name) => match types.get(name)?.kind {
            Kind::Id => Some("string"),
            _ => None,
        },
        _ => None,
    };
    let own = kind(variant)?;
    let alike = of.variants.iter().filter(|other| kind(other) == Some(own));
    let bounds = types.bounds(&variant.schema);
    if alike.count() < 2 || *bounds == Bounds::default() {
        return None;
    }
    let value = Checked::Reference(quote!(value));
    let check = value_check("", &value, &variant.ty, &variant.schema, types);
    let text = match &variant.ty {
        Type::String => Some(quote!(value)),
        Type::Named(_) => Some(quote!(value.as_str())),
        _ => None,
    };
    let format = text
        .zip(bounds.format.as_ref())
        .map(|(text, format)| quote!(validate::format("", #text, #format)));
    let checks: Vec<TokenStream> = check.into_iter().chain(format).collect();
    let (first, rest) = checks.split_first()?;
    let name = &variant.name;
    Some(quote! {
        .limits(|member| match member {
            Self::#name(value) => #first #(.and(#rest))*.is_ok(),
            _ => true,
        })
    })
}

/// A variant of a union that is the data of server-sent events, with the names of its events.
fn of_event(member: TokenStream, variant: &Variant) -> TokenStream {
    let names = &variant.event_names;
    let names = (!names.is_empty()).then(|| quote!(.events(&[#(#names),*])));
    let text = (variant.ty == Type::String).then(|| quote!(.text()));
    quote!(#member #names #text)
}

/// The reading of a union by the value of its discriminator.
fn by_tag(name: &Ident, of: &Union, key: &str) -> Item {
    let tagged = of
        .variants
        .iter()
        .filter(|variant| !variant.tags.is_empty());
    let arms = tagged.map(|Variant { name, tags, .. }| {
        quote! { Some(#(#tags)|*) => realtimekit_runtime::variant(value).map(Self::#name), }
    });
    let other = &of.catch_all;
    parse_quote! {
        impl<'de> Deserialize<'de> for #name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let (tag, value) = realtimekit_runtime::tagged(deserializer, #key)?;
                match tag.as_deref() {
                    #(#arms)*
                    _ => Ok(Self::#other(realtimekit_runtime::untagged(value, #key))),
                }
            }
        }
    }
}
