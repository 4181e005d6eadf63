//! The pass that makes requests check themselves, and the checks of single values that calls use too.

use proc_macro2::TokenStream;
use quote::quote;
use serde_json::Value;
use syn::{Field, Fields, Item, Type, parse_quote};

use super::Types;
use super::fields::{is_flattened, wire_name};
use crate::codegen::document::{flag, schema_ref};
use crate::codegen::facts::{Facts, target_name};
use crate::codegen::problem::Problems;
use crate::codegen::progenitor::{argument_of, name_of};

/// Types that callers send know the limits of the document and are checked before anything is sent.
///
/// ```text
/// impl Check for UpdateMeeting {
///     fn check(&self) -> Result<(), Refused> {
///         if let Some(value) = &self.session_keep_alive_time_in_secs {
///             check::at_least("session_keep_alive_time_in_secs", *value, 60.0)
///                 .and(check::at_most("session_keep_alive_time_in_secs", *value, 600.0))?;
/// ```
pub fn add_checks(types: &mut Types, facts: Facts) -> Result<(), Problems> {
    for (name, code) in types.iter_mut() {
        if !facts.direction(name).is_sent() {
            continue;
        }
        let checks = match &code.item {
            Item::Struct(item) => match &item.fields {
                Fields::Named(fields) => {
                    let properties = facts
                        .schema(name)
                        .and_then(|schema| schema.get("properties"));
                    let of_object =
                        object_checks(name, &fields.named.iter().collect::<Vec<_>>(), facts);
                    let of_fields = fields.named.iter().map(|field| {
                        let property = properties.and_then(|all| all.get(wire_name(field)));
                        property
                            .filter(|_| !is_flattened(field))
                            .and_then(|property| field_checks(field, property, facts))
                    });
                    quote!(#of_object #(#of_fields)*)
                }
                _ => continue,
            },
            Item::Enum(item)
                if item
                    .variants
                    .iter()
                    .any(|variant| !variant.fields.is_empty()) =>
            {
                if facts
                    .schema(name)
                    .is_some_and(|schema| schema.get("oneOf").is_none())
                {
                    continue;
                }
                let arms = item.variants.iter().filter_map(|variant| {
                    let ident = &variant.ident;
                    let ty = &variant.fields.iter().next()?.ty;
                    checks_itself(&quote!(#ty).to_string(), facts)
                        .then(|| quote!(Self::#ident(value) => value.check(),))
                });
                let arms: Vec<TokenStream> = arms.collect();
                if arms.is_empty() {
                    TokenStream::new()
                } else {
                    quote!(match self { #(#arms)* _ => Ok(()), }?;)
                }
            }
            _ => continue,
        };
        let ident = syn::Ident::new(name, proc_macro2::Span::call_site());
        code.impls.push(if checks.is_empty() {
            parse_quote! { impl Check for #ident {} }
        } else {
            parse_quote! {
                impl Check for #ident {
                    fn check(&self) -> Result<(), Refused> {
                        #checks
                        Ok(())
                    }
                }
            }
        });
    }
    Ok(())
}

/// `minProperties` of an object: how many optional fields must be given.
fn object_checks(name: &str, fields: &[&Field], facts: Facts) -> Option<TokenStream> {
    let least = facts
        .schema(name)?
        .pointer("/x-bounds/minProperties")?
        .as_u64()?;
    let given = fields
        .iter()
        .filter(|field| !is_flattened(field))
        .map(|field| {
            let ident = &field.ident;
            if argument_of(&field.ty, "Option").is_some() {
                quote!(self.#ident.is_some())
            } else if argument_of(&field.ty, "Field").is_some() {
                quote!(!self.#ident.is_absent())
            } else {
                quote!(true)
            }
        });
    let names: Vec<String> = fields.iter().map(|field| wire_name(field)).collect();
    let names = names.join(", ");
    let least = proc_macro2::Literal::u64_unsuffixed(least);
    Some(quote!(check::given(#names, &[#(#given),*], #least)?;))
}

fn field_checks(field: &Field, property: &Value, facts: Facts) -> Option<TokenStream> {
    let wire = wire_name(field);
    let ident = &field.ident;
    let optional = argument_of(&field.ty, "Option");
    let three_state = argument_of(&field.ty, "Field");
    let inner = optional
        .as_ref()
        .or(three_state.as_ref())
        .unwrap_or(&field.ty);
    let value = match (&optional, &three_state) {
        (None, None) => Checked::Place(quote!(self.#ident)),
        _ => Checked::Reference(quote!(value)),
    };
    let check = value_check(&wire, &value, inner, property, facts)?;
    Some(match (&optional, &three_state) {
        (Some(_), _) => quote!(if let Some(value) = &self.#ident { #check?; }),
        (_, Some(_)) => quote!(if let Field::Value(value) = &self.#ident { #check?; }),
        _ => quote!(#check?;),
    })
}

/// The expression of a value to be checked.
pub enum Checked {
    /// The value itself.
    Place(TokenStream),
    /// A reference to it.
    Reference(TokenStream),
}

impl Checked {
    fn expression(&self) -> &TokenStream {
        match self {
            Self::Place(expression) | Self::Reference(expression) => expression,
        }
    }

    fn by_reference(&self) -> TokenStream {
        match self {
            Self::Place(place) => quote!(&#place),
            Self::Reference(reference) => reference.clone(),
        }
    }

    fn by_value(&self) -> TokenStream {
        match self {
            Self::Place(place) => place.clone(),
            Self::Reference(reference) => quote!(*#reference),
        }
    }
}

/// The check of a value of type `ty` that the document describes by `schema`, as one expression; nothing when there is
/// nothing to check.
pub fn value_check(
    name: &str,
    value: &Checked,
    ty: &Type,
    schema: &Value,
    facts: Facts,
) -> Option<TokenStream> {
    let plain = value.expression();
    if let Some(item) = argument_of(ty, "Vec") {
        let mut checks = count_checks(name, &value.by_reference(), schema);
        let items = schema.get("items").unwrap_or(&Value::Null);
        let each = Checked::Reference(quote!(value));
        if schema_ref(items).is_some_and(|name| checks_itself(name, facts)) {
            let value = value.by_reference();
            checks.push(quote!(check::each(#name, #value)));
        } else if let Some(inner) = value_check(name, &each, &item, items, facts) {
            checks.push(quote!(#plain.iter().try_for_each(|value| #inner)));
        }
        return all(checks);
    }
    if target_name(schema).is_some_and(|name| checks_itself(name, facts)) {
        let value = value.by_reference();
        return Some(quote!(check::nested(#name, #value)));
    }
    let described = facts.target(schema).unwrap_or(schema);
    let unbounded = Value::Null;
    let bounds = described.get("x-bounds").unwrap_or(&unbounded);
    let bounded = ["minimum", "maximum"]
        .iter()
        .all(|key| bounds.get(key).is_some());
    if ["f64", "f32"].contains(&name_of(ty).as_str()) && !bounded {
        // JSON has no infinity and nothing that is not a number: these would be sent as null.
        let (reference, number) = (value.by_reference(), value.by_value());
        let mut checks = vec![quote!(check::nested(#name, #reference))];
        let number = match name_of(ty).as_str() {
            "f64" => number,
            _ => quote!(f64::from(#number)),
        };
        checks.extend(number_checks(name, &number, bounds, false));
        return all(checks);
    }
    let number = value.by_value();
    all(match name_of(ty).as_str() {
        "f64" => number_checks(name, &number, bounds, false),
        "f32" | "i8" | "i16" | "i32" => {
            number_checks(name, &quote!(f64::from(#number)), bounds, false)
        }
        "u8" | "u16" | "u32" => number_checks(name, &quote!(f64::from(#number)), bounds, true),
        "i64" => number_checks(name, &quote!(#number as f64), bounds, false),
        "u64" => number_checks(name, &quote!(#number as f64), bounds, true),
        "String" => text_checks(name, &value.by_reference(), bounds),
        "Secret" => text_checks(name, &quote!(#plain.expose()), bounds),
        "" | "bool" | "Timestamp" | "Date" => Vec::new(),
        _ if target_name(schema).is_some() => text_checks(name, &quote!(#plain.as_str()), bounds),
        _ => Vec::new(),
    })
}

/// All checks as one: the first that fails is told.
fn all(checks: Vec<TokenStream>) -> Option<TokenStream> {
    let mut checks = checks.into_iter();
    let first = checks.next()?;
    Some(quote!(#first #(.and(#checks))*))
}

/// Whether the type of that name has a `Check`: objects and choices that are sent.
fn checks_itself(name: &str, facts: Facts) -> bool {
    facts.direction(name).is_sent()
        && facts.schema(name).is_some_and(|schema| {
            schema.get("properties").is_some() || schema.get("oneOf").is_some()
        })
}

fn number_checks(
    name: &str,
    value: &TokenStream,
    bounds: &Value,
    unsigned: bool,
) -> Vec<TokenStream> {
    let mut checks = Vec::new();
    if let Some(minimum) = bounds.get("minimum").and_then(Value::as_f64) {
        let exclusive = flag(bounds, "exclusiveMinimum");
        let check = if exclusive {
            quote!(more_than)
        } else {
            quote!(at_least)
        };
        // What has no sign is never below zero.
        if !unsigned || exclusive || minimum > 0.0 {
            let minimum = proc_macro2::Literal::f64_unsuffixed(minimum);
            checks.push(quote!(check::#check(#name, #value, #minimum)));
        }
    }
    if let Some(maximum) = bounds.get("maximum").and_then(Value::as_f64) {
        let exclusive = flag(bounds, "exclusiveMaximum");
        let check = if exclusive {
            quote!(less_than)
        } else {
            quote!(at_most)
        };
        let maximum = proc_macro2::Literal::f64_unsuffixed(maximum);
        checks.push(quote!(check::#check(#name, #value, #maximum)));
    }
    checks
}

fn text_checks(name: &str, value: &TokenStream, bounds: &Value) -> Vec<TokenStream> {
    let mut checks = Vec::new();
    for (key, check) in [
        ("minLength", quote!(min_length)),
        ("maxLength", quote!(max_length)),
    ] {
        if let Some(limit) = limit(bounds, key) {
            checks.push(quote!(check::#check(#name, #value, #limit)));
        }
    }
    if let Some(pattern) = bounds.get("pattern").and_then(Value::as_str) {
        checks.push(quote!(check::pattern(#name, #value, #pattern)));
    }
    checks
}

fn count_checks(name: &str, value: &TokenStream, schema: &Value) -> Vec<TokenStream> {
    let bounds = schema.get("x-bounds").unwrap_or(&Value::Null);
    let mut checks = Vec::new();
    for (key, check) in [
        ("minItems", quote!(min_items)),
        ("maxItems", quote!(max_items)),
    ] {
        if let Some(limit) = limit(bounds, key) {
            checks.push(quote!(check::#check(#name, #value, #limit)));
        }
    }
    checks
}

/// A count, as a literal without a suffix.
fn limit(bounds: &Value, key: &str) -> Option<proc_macro2::Literal> {
    let limit = bounds.get(key)?.as_u64()?;
    Some(proc_macro2::Literal::u64_unsuffixed(limit))
}
