//! The check of one value by its type and its schema, and of the values inside it.

use proc_macro2::TokenStream;
use quote::quote;

use super::bounds::{count_checks, list_checks, number_checks, step_checks, text_checks};
use crate::emit::types::integers::range_check;
use crate::model::rust_type::Type;
use crate::model::schema::Schema;
use crate::model::types::Types;

/// The expression of the value that is checked.
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

/// The check of a value of type `ty` that the document describes by `schema`, as one expression; `None` if no check is
/// needed.
pub fn value_check(
    name: &str,
    value: &Checked,
    ty: &Type,
    schema: &Schema,
    types: &Types,
) -> Option<TokenStream> {
    let plain = value.expression();
    let each = Checked::Reference(quote!(value));
    let unknown = Schema::default();
    match ty {
        Type::List(item) => {
            let value = value.by_reference();
            let mut checks = list_checks(name, &value, &schema.bounds);
            let items = schema.inner.as_deref().unwrap_or(&unknown);
            if types.checks_itself(items) && !matches!(**item, Type::Option(_)) {
                checks.push(quote!(validate::each(#name, #value)));
            } else if let Some(inner) = inner_check(&each, item, items, types) {
                checks.push(quote!(validate::items(#name, #value, |value| #inner)));
            }
            return all(checks);
        }
        Type::JsonObject => return all(key_checks(name, plain, schema)),
        Type::Map(item) => {
            let value = value.by_reference();
            let mut checks = key_checks(name, plain, schema);
            let values = schema.inner.as_deref().unwrap_or(&unknown);
            if let Some(inner) = inner_check(&each, item, values, types) {
                checks.push(quote!(validate::values(#name, #value, |value| #inner)));
            }
            return all(checks);
        }
        _ => {}
    }
    if types.checks_itself(schema) {
        let value = value.by_reference();
        return Some(quote!(validate::nested(#name, #value)));
    }
    let bounds = types.bounds(schema);
    if bounds.only_null {
        let value = value.by_reference();
        return Some(quote!(validate::only_null(#name, #value)));
    }
    let number = value.by_value();
    all(match ty {
        Type::Float => {
            let bounded = bounds.minimum.is_some() && bounds.maximum.is_some();
            // JSON has no infinity and no NaN; they would be sent as null.
            let reference = value.by_reference();
            let finite = (!bounded).then(|| quote!(validate::nested(#name, #reference)));
            let of_bounds = number_checks(name, &number, bounds);
            finite.into_iter().chain(of_bounds).collect()
        }
        Type::Integer(integer) => {
            let range = range_check(name, &number, integer, schema, bounds);
            range
                .into_iter()
                .chain(step_checks(name, &number, bounds))
                .collect()
        }
        Type::String => text_checks(name, &value.by_reference(), bounds),
        Type::Runtime("Secret" | "SecretUrl") => {
            text_checks(name, &quote!(#plain.expose()), bounds)
        }
        Type::Named(_) if schema.target.is_some() => {
            text_checks(name, &quote!(#plain.as_str()), bounds)
        }
        _ => Vec::new(),
    })
}

/// The check of the items of a list or a map. The name of an item is its index or key.
fn inner_check(value: &Checked, ty: &Type, schema: &Schema, types: &Types) -> Option<TokenStream> {
    match ty {
        Type::Option(inner) => {
            let check = value_check("", value, inner, schema, types)?;
            Some(quote!(value.as_ref().map_or(Ok(()), |value| #check)))
        }
        ty => value_check("", value, ty, schema, types),
    }
}

/// The checks of the number of keys of a map.
fn key_checks(name: &str, map: &TokenStream, schema: &Schema) -> Vec<TokenStream> {
    let names = ["min_properties", "max_properties"];
    count_checks(name, &quote!(#map.len()), schema.bounds.properties, names)
}

/// All checks as one expression that reports the first failure.
fn all(checks: Vec<TokenStream>) -> Option<TokenStream> {
    let mut checks = checks.into_iter();
    let first = checks.next()?;
    Some(quote!(#first #(.and(#checks))*))
}
