//! Integers that are sent: the pass that gives them room, and the range that they are checked against.

use proc_macro2::{Literal, TokenStream};
use quote::quote;
use serde_json::Value;
use syn::{Fields, Type, parse_quote};

use super::code::Types;
use super::fields::structs;
use crate::lower::document::{flag, text};
use crate::lower::problem::Problems;
use crate::model::from_progenitor::{argument_of, name_of};
use crate::model::schema_index::Facts;

/// Types of integers, with the smallest and the largest of each.
const INTEGERS: [(&str, i128, i128); 8] = [
    ("i8", i8::MIN as i128, i8::MAX as i128),
    ("i16", i16::MIN as i128, i16::MAX as i128),
    ("i32", i32::MIN as i128, i32::MAX as i128),
    ("i64", i64::MIN as i128, i64::MAX as i128),
    ("u8", 0, u8::MAX as i128),
    ("u16", 0, u16::MAX as i128),
    ("u32", 0, u32::MAX as i128),
    ("u64", 0, u64::MAX as i128),
];

/// Whether a type of that name holds integers.
pub fn is_integer(name: &str) -> bool {
    INTEGERS.iter().any(|(known, ..)| *known == name)
}

/// The integer in JSON, where a type of that name can hold it.
pub fn integer(ty: &str, value: &Value) -> Option<i128> {
    let number = integral(value)?;
    let &(_, least, most) = INTEGERS.iter().find(|(known, ..)| *known == ty)?;
    (least..=most).contains(&number).then_some(number)
}

/// A field of a type that callers send holds any integer that they may give, also one that is out of its range: setters
/// cannot fail, so it is the check of the whole that refuses it, with the number that was given.
///
/// ```text
/// pub width: Option<u32>   →   pub width: Option<i64>
/// ```
pub fn give_integers_room(types: &mut Types, facts: Facts) -> Result<(), Problems> {
    for (name, item) in structs(types) {
        if !facts.direction(name).is_sent() {
            continue;
        }
        let Fields::Named(fields) = &mut item.fields else {
            continue;
        };
        for field in &mut fields.named {
            let is_narrow = |ty: &Type| {
                let name = name_of(ty);
                is_integer(&name) && name != "u64"
            };
            let optional = argument_of(&field.ty, "Option").filter(is_narrow);
            let three_state = argument_of(&field.ty, "Field").filter(is_narrow);
            match (optional, three_state) {
                (Some(_), _) => field.ty = parse_quote!(Option<i64>),
                (_, Some(_)) => field.ty = parse_quote!(Field<i64>),
                _ if is_narrow(&field.ty) => field.ty = parse_quote!(i64),
                _ => {}
            }
        }
    }
    Ok(())
}

/// The check of an integer in a Rust type of that name, which the document describes by `schema`: its bounds, and what its
/// format can hold. What is no argument of its own but an item of a list has only its bounds.
///
/// The largest number of 64 bits stands for one that did not fit into them, and is refused.
pub fn range_check(
    name: &str,
    value: &TokenStream,
    ty: &str,
    schema: &Value,
    bounds: &Value,
) -> Option<TokenStream> {
    let of_format = text(schema, "format")
        .replace("uint", "u")
        .replace("int", "i");
    let of_type = |ty: &str| INTEGERS.iter().find(|(known, ..)| *known == ty);
    let &(_, mut least, mut most) = of_type(&of_format).or(of_type(ty))?;
    if most >= i64::MAX.into() {
        most -= 1;
    }
    let is_bounded = ["minimum", "maximum"]
        .iter()
        .any(|key| bounds.get(key).is_some());
    if name.is_empty() && !is_bounded {
        return None;
    }
    if let Some(minimum) = bounds.get("minimum") {
        let beyond = flag(bounds, "exclusiveMinimum");
        least = least.max(match integral(minimum) {
            Some(minimum) => minimum + i128::from(beyond),
            None => minimum.as_f64()?.ceil() as i128,
        });
    }
    if let Some(maximum) = bounds.get("maximum") {
        let beyond = flag(bounds, "exclusiveMaximum");
        most = most.min(match integral(maximum) {
            Some(maximum) => maximum - i128::from(beyond),
            None => maximum.as_f64()?.floor() as i128,
        });
    }
    let (least, most) = (literal(least), literal(most));
    Some(quote!(check::within(#name, #value, #least, #most)))
}

/// A number of the document that is an integer, written as one or with a fraction of zero.
fn integral(number: &Value) -> Option<i128> {
    let written = number.as_i64().map(i128::from);
    let written = written.or(number.as_u64().map(i128::from));
    // The cast is exact: the number has no fraction, and a larger one is beyond every type.
    let round = |number: &f64| number.fract() == 0.0;
    written.or_else(|| number.as_f64().filter(round).map(|number| number as i128))
}

fn literal(number: i128) -> TokenStream {
    let size = Literal::u128_unsuffixed(number.unsigned_abs());
    match number < 0 {
        true => quote!(-#size),
        false => quote!(#size),
    }
}
