//! The pass that makes requests check themselves, and the checks of single values that calls use too.

use proc_macro2::TokenStream;
use quote::quote;
use serde_json::Value;
use std::f64::consts;
use syn::{Field, Fields, Item, ItemEnum, Type, parse_quote};

use super::Types;
use super::fields::{is_flattened, wire_name};
use super::integers::{is_integer, range_check};
use crate::codegen::document::{flag, schema_ref};
use crate::codegen::facts::{Facts, target_name};
use crate::codegen::problem::{Problem, Problems, unless_any};
use crate::codegen::progenitor::{argument_of, name_of};

/// Types that callers send know the limits of the document and are checked before anything is sent.
///
/// ```text
/// impl Check for UpdateMeeting {
///     fn check(&self) -> Result<(), Refused> {
///         if let Some(value) = &self.session_keep_alive_time_in_secs {
///             check::within("session_keep_alive_time_in_secs", *value, 60, 600)?;
/// ```
pub fn add_checks(types: &mut Types, facts: Facts) -> Result<(), Problems> {
    let mut problems = Vec::new();
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
                    let named: Vec<&Field> = fields.named.iter().collect();
                    let of_object = object_checks(name, &named, facts);
                    let of_lists = match total_items_check(name, &named, facts) {
                        Ok(check) => check,
                        Err(problem) => {
                            problems.push(problem);
                            continue;
                        }
                    };
                    let of_fields = fields.named.iter().map(|field| {
                        if is_flattened(field) {
                            return other_keys_checks(field, facts.schema(name)?, facts);
                        }
                        let property = properties.and_then(|all| all.get(wire_name(field)))?;
                        field_checks(field, property, facts)
                    });
                    quote!(#of_object #of_lists #(#of_fields)*)
                }
                _ => continue,
            },
            Item::Enum(item) => match facts.schema(name).and_then(|schema| schema.get("oneOf")) {
                Some(members) => choice_checks(item, members, facts),
                None => continue,
            },
            _ => continue,
        };
        let ident = syn::Ident::new(name, proc_macro2::Span::call_site());
        code.impls.push(if checks.is_empty() {
            parse_quote! { impl Check for #ident {} }
        } else {
            parse_quote! {
                impl Check for #ident {
                    #[inline]
                    fn check(&self) -> Result<(), Refused> {
                        #checks
                        Ok(())
                    }
                }
            }
        });
    }
    unless_any(problems, ())
}

/// `minProperties` of an object: how many optional fields must be given.
fn object_checks(name: &str, fields: &[&Field], facts: Facts) -> Option<TokenStream> {
    let least = facts
        .schema(name)?
        .pointer("/x-bounds/minProperties")?
        .as_u64()?;
    let (others, properties): (Vec<&Field>, Vec<&Field>) =
        fields.iter().partition(|field| is_flattened(field));
    // How many of the keys that no property has are given is not counted, only whether any is.
    if !others.is_empty() && least > 1 {
        return None;
    }
    let given = properties.iter().map(|field| {
        let ident = &field.ident;
        if argument_of(&field.ty, "Option").is_some() {
            quote!(self.#ident.is_some())
        } else if argument_of(&field.ty, "Field").is_some() {
            quote!(!self.#ident.is_absent())
        } else {
            quote!(true)
        }
    });
    let any = others.iter().map(|field| {
        let ident = &field.ident;
        quote!(!self.#ident.is_empty())
    });
    let given = given.chain(any);
    let names: Vec<String> = properties.iter().map(|field| wire_name(field)).collect();
    let names = names.join(", ");
    let least = proc_macro2::Literal::u64_unsuffixed(least);
    Some(quote!(check::given(#names, &[#(#given),*], #least)?;))
}

/// `x-min-items` of an object: how many items its lists must have together.
fn total_items_check(
    name: &str,
    fields: &[&Field],
    facts: Facts,
) -> Result<Option<TokenStream>, Problem> {
    let bound = facts
        .schema(name)
        .and_then(|schema| schema.pointer("/x-bounds/x-min-items"));
    let Some(least) = bound.and_then(Value::as_u64) else {
        return Ok(None);
    };
    let mut names = Vec::new();
    let mut counts = Vec::new();
    for field in fields {
        let ident = &field.ident;
        let holds_list = |wrapper: &str| {
            argument_of(&field.ty, wrapper).is_some_and(|ty| argument_of(&ty, "Vec").is_some())
        };
        if argument_of(&field.ty, "Vec").is_some() {
            counts.push(quote!(self.#ident.len()));
        } else if holds_list("Option") {
            counts.push(quote!(self.#ident.as_ref().map_or(0, Vec::len)));
        } else if holds_list("Field") {
            counts.push(quote!(self.#ident.as_option().map_or(0, Vec::len)));
        } else {
            continue;
        }
        names.push(wire_name(field));
    }
    if names.is_empty() {
        return Err(Problem::new(
            format!("/components/schemas/{name}/x-min-items"),
            format!("`{name}` has no property that is a list"),
            "remove `x-min-items`, or state it on the object that has the lists",
        ));
    }
    let names = names.join(", ");
    let least = proc_macro2::Literal::u64_unsuffixed(least);
    Ok(Some(
        quote!(check::total_items(#names, &[#(#counts),*], #least)?;),
    ))
}

/// The check of the member that a choice holds.
fn choice_checks(item: &ItemEnum, members: &Value, facts: Facts) -> TokenStream {
    // What no member describes, the service's own, comes last.
    let described = members.as_array().into_iter().flatten();
    let arms: Vec<TokenStream> = item
        .variants
        .iter()
        .zip(described)
        .filter_map(|(variant, member)| {
            let ident = &variant.ident;
            let ty = &variant.fields.iter().next()?.ty;
            let check = if target_name(member).is_some_and(|name| checks_itself(name, facts)) {
                quote!(value.check())
            } else {
                value_check("", &Checked::Reference(quote!(value)), ty, member, facts)?
            };
            Some(quote!(Self::#ident(value) => #check,))
        })
        .collect();
    if arms.is_empty() {
        return TokenStream::new();
    }
    quote!(match self { #(#arms)* _ => Ok(()), }?;)
}

/// The check of the field with the keys that no property has.
fn other_keys_checks(field: &Field, schema: &Value, facts: Facts) -> Option<TokenStream> {
    let ident = &field.ident;
    let place = Checked::Place(quote!(self.#ident));
    // The limits of the object are those of all of its keys.
    let others = serde_json::json!({ "additionalProperties": schema.get("additionalProperties") });
    let check = value_check("", &place, &field.ty, &others, facts)?;
    Some(quote!(#check?;))
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
    // What checks itself does so in whatever holds it.
    let held = target_name(property).is_some_and(|name| checks_itself(name, facts));
    let value = match (&optional, &three_state) {
        _ if held => Checked::Place(quote!(self.#ident)),
        (None, None) => Checked::Place(quote!(self.#ident)),
        _ => Checked::Reference(quote!(value)),
    };
    let check = value_check(&wire, &value, inner, property, facts)?;
    Some(match (&optional, &three_state) {
        _ if held => quote!(#check?;),
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
    let each = Checked::Reference(quote!(value));
    if let Some(item) = argument_of(ty, "Vec") {
        let value = value.by_reference();
        let mut checks = list_checks(name, &value, schema);
        let items = schema.get("items").unwrap_or(&Value::Null);
        if schema_ref(items).is_some_and(|name| checks_itself(name, facts)) {
            checks.push(quote!(check::each(#name, #value)));
        } else if let Some(inner) = inner_check(&each, &item, items, facts) {
            checks.push(quote!(check::items(#name, #value, |value| #inner)));
        }
        return all(checks);
    }
    if let Some(item) = map_value(ty) {
        let value = value.by_reference();
        let mut checks = count_checks(name, &quote!(#plain.len()), schema, PROPERTIES);
        let values = schema.get("additionalProperties").unwrap_or(&Value::Null);
        if let Some(inner) = inner_check(&each, &item, values, facts) {
            checks.push(quote!(check::values(#name, #value, |value| #inner)));
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
        checks.extend(number_checks(name, &number, bounds));
        return all(checks);
    }
    let number = value.by_value();
    all(match name_of(ty).as_str() {
        "f64" => number_checks(name, &number, bounds),
        "f32" => number_checks(name, &quote!(f64::from(#number)), bounds),
        integer if is_integer(integer) => {
            let range = range_check(name, &number, integer, described, bounds);
            range
                .into_iter()
                .chain(step_check(
                    name,
                    &quote!(i128::from(#number) as f64),
                    bounds,
                    true,
                ))
                .collect()
        }
        "String" => text_checks(name, &value.by_reference(), bounds),
        "Secret" | "SecretUrl" => text_checks(name, &quote!(#plain.expose()), bounds),
        "" | "bool" | "Timestamp" | "Date" => Vec::new(),
        _ if target_name(schema).is_some() => text_checks(name, &quote!(#plain.as_str()), bounds),
        _ => Vec::new(),
    })
}

/// The check of what a list or a map holds, whose name is its place there.
fn inner_check(value: &Checked, ty: &Type, schema: &Value, facts: Facts) -> Option<TokenStream> {
    match argument_of(ty, "Option") {
        Some(inner) => {
            let check = value_check("", value, &inner, schema, facts)?;
            Some(quote!(value.as_ref().map_or(Ok(()), |value| #check)))
        }
        None => value_check("", value, ty, schema, facts),
    }
}

/// The type of the values of a map with texts as keys.
fn map_value(ty: &Type) -> Option<Type> {
    let Type::Path(path) = ty else {
        return None;
    };
    let last = path.path.segments.last()?;
    let syn::PathArguments::AngleBracketed(arguments) = &last.arguments else {
        return None;
    };
    match arguments.args.last()? {
        syn::GenericArgument::Type(ty) if last.ident == "BTreeMap" => Some(ty.clone()),
        _ => None,
    }
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

fn number_checks(name: &str, value: &TokenStream, bounds: &Value) -> Vec<TokenStream> {
    let mut checks = Vec::new();
    for (key, exclusive, inclusive_check, exclusive_check) in [
        (
            "minimum",
            "exclusiveMinimum",
            quote!(at_least),
            quote!(more_than),
        ),
        (
            "maximum",
            "exclusiveMaximum",
            quote!(at_most),
            quote!(less_than),
        ),
    ] {
        if let Some(limit) = bounds.get(key).and_then(Value::as_f64) {
            let check = match flag(bounds, exclusive) {
                true => exclusive_check,
                false => inclusive_check,
            };
            let limit = number(limit);
            checks.push(quote!(check::#check(#name, #value, #limit)));
        }
    }
    checks.extend(step_check(name, value, bounds, false));
    checks
}

fn step_check(
    name: &str,
    value: &TokenStream,
    bounds: &Value,
    is_integer: bool,
) -> Option<TokenStream> {
    let step = bounds.get("multipleOf")?.as_f64()?;
    // Every integer is a multiple of one.
    if step <= 0.0 || is_integer && step == 1.0 {
        return None;
    }
    let step = number(step);
    Some(quote!(check::multiple_of(#name, #value, #step)))
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

/// Limits of how many items a list has, or how many keys a map.
type Counts = [(&'static str, &'static str); 2];
const ITEMS: Counts = [("minItems", "min_items"), ("maxItems", "max_items")];
const PROPERTIES: Counts = [
    ("minProperties", "min_properties"),
    ("maxProperties", "max_properties"),
];

fn list_checks(name: &str, value: &TokenStream, schema: &Value) -> Vec<TokenStream> {
    let mut checks = count_checks(name, value, schema, ITEMS);
    let bounds = schema.get("x-bounds").unwrap_or(&Value::Null);
    if flag(bounds, "uniqueItems") {
        checks.push(quote!(check::unique(#name, #value)));
    }
    checks
}

fn count_checks(
    name: &str,
    counted: &TokenStream,
    schema: &Value,
    counts: Counts,
) -> Vec<TokenStream> {
    let bounds = schema.get("x-bounds").unwrap_or(&Value::Null);
    let mut checks = Vec::new();
    for (key, check) in counts {
        if let Some(limit) = limit(bounds, key) {
            let check = syn::Ident::new(check, proc_macro2::Span::call_site());
            checks.push(quote!(check::#check(#name, #counted, #limit)));
        }
    }
    checks
}

/// A count, as a literal without a suffix.
fn limit(bounds: &Value, key: &str) -> Option<proc_macro2::Literal> {
    let limit = bounds.get(key)?.as_u64()?;
    Some(proc_macro2::Literal::u64_unsuffixed(limit))
}

/// Numbers that have a name in Rust.
const CONSTANTS: [f64; 20] = [
    consts::E,
    consts::FRAC_1_PI,
    consts::FRAC_1_SQRT_2,
    consts::FRAC_2_PI,
    consts::FRAC_2_SQRT_PI,
    consts::FRAC_PI_2,
    consts::FRAC_PI_3,
    consts::FRAC_PI_4,
    consts::FRAC_PI_6,
    consts::FRAC_PI_8,
    consts::LN_10,
    consts::LN_2,
    consts::LOG10_2,
    consts::LOG10_E,
    consts::LOG2_10,
    consts::LOG2_E,
    consts::SQRT_2,
    consts::PI,
    consts::TAU,
    // The golden ratio, which Rust names since a version that is younger than ours.
    1.618_033_988_749_895,
];

/// A number of the document. Clippy takes what is close to a known constant for a slip; a limit is what it is.
fn number(value: f64) -> TokenStream {
    let literal = proc_macro2::Literal::f64_unsuffixed(value);
    let near = |constant: f64| (value.abs() / constant - 1.0).abs() < 0.01;
    if !CONSTANTS.into_iter().any(near) {
        return quote!(#literal);
    }
    quote!({
        #[allow(clippy::approx_constant, reason = "the API's own number")]
        let limit = #literal;
        limit
    })
}
