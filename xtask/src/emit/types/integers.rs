//! Integers: those of the document, and the range that those that are sent are checked against.

use proc_macro2::{Literal, TokenStream};
use quote::quote;
use serde_json::Value;

use crate::model::rust_type::Integer;
use crate::openapi::{flag, text};

/// The integer in JSON, where the type can hold it.
pub fn integer(ty: &Integer, value: &Value) -> Option<i128> {
    let number = integral(value)?;
    (ty.least..=ty.most).contains(&number).then_some(number)
}

/// The check of an integer in a Rust type, which the document describes by `schema`: its bounds, and what its
/// format can hold. What is no argument of its own but an item of a list has only its bounds.
///
/// The largest number of 64 bits stands for one that did not fit into them, and is refused.
pub fn range_check(
    name: &str,
    value: &TokenStream,
    ty: &Integer,
    schema: &Value,
    bounds: &Value,
) -> Option<TokenStream> {
    let of_format = text(schema, "format")
        .replace("uint", "u")
        .replace("int", "i");
    let &Integer {
        mut least,
        mut most,
        ..
    } = Integer::named(&of_format).unwrap_or(ty);
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
    Some(quote!(validate::within(#name, #value, #least, #most)))
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
