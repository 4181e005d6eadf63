//! Integers: those of the document, and the range that those that are sent are checked against.

use proc_macro2::{Literal, TokenStream};
use quote::quote;
use serde_json::{Number, Value};

use crate::model::rust_type::Integer;
use crate::model::schema::{Bounds, Limit, Schema};

/// The integer in JSON, where the type can hold it.
pub fn integer(ty: &Integer, value: &Value) -> Option<i128> {
    let number = integral(value.as_number()?)?;
    (ty.least..=ty.most).contains(&number).then_some(number)
}

/// The check of an integer in a Rust type: its bounds, and what the format of its schema can hold. An item of a list, which
/// has no name, is checked for its bounds only.
///
/// The largest number of 64 bits means one that did not fit, and is refused.
pub fn range_check(
    name: &str,
    value: &TokenStream,
    ty: &Integer,
    schema: &Schema,
    bounds: &Bounds,
) -> Option<TokenStream> {
    let &Integer {
        mut least,
        mut most,
        ..
    } = schema.integer.unwrap_or(ty);
    if most >= i64::MAX.into() {
        most -= 1;
    }
    if name.is_empty() && bounds.minimum.is_none() && bounds.maximum.is_none() {
        return None;
    }
    if let Some(Limit {
        number,
        is_exclusive,
    }) = &bounds.minimum
    {
        least = least.max(match integral(number) {
            Some(minimum) => minimum + i128::from(*is_exclusive),
            None => number.as_f64()?.ceil() as i128,
        });
    }
    if let Some(Limit {
        number,
        is_exclusive,
    }) = &bounds.maximum
    {
        most = most.min(match integral(number) {
            Some(maximum) => maximum - i128::from(*is_exclusive),
            None => number.as_f64()?.floor() as i128,
        });
    }
    let (least, most) = (literal(least), literal(most));
    Some(quote!(validate::within(#name, #value, #least, #most)))
}

/// A number of the document that is an integer, written as one or with a fraction of zero.
fn integral(number: &Number) -> Option<i128> {
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
