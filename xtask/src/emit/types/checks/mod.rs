//! The pass that makes requests check themselves. [`values`] has the checks of single values, which calls use too, and
//! [`bounds`] those of the bounds of a schema.

mod bounds;
mod values;

use proc_macro2::TokenStream;
use quote::quote;
use serde_json::Value;
use syn::{Field, Fields, Item, ItemEnum, parse_quote};

use super::fields::{is_flattened, wire_name};
use crate::emit::types::code::Types;
use crate::lower::document::target_name;
use crate::lower::problem::{Problem, Problems, unless_any};
use crate::model::from_progenitor::argument_of;
use crate::model::schema_index::Facts;
use values::checks_itself;
pub use values::{Checked, value_check};

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
