//! Integers: those of the document, and the range that requests are checked against.

use proc_macro2::{Literal, TokenStream};
use quote::quote;
use serde_json::Value;

use crate::model::rust_type::Integer;
use crate::model::schema::{Bounds, Limit, Schema};
use crate::openapi::integral;

/// The integer in JSON; `None` if the type cannot hold it.
pub fn integer(ty: &Integer, value: &Value) -> Option<i128> {
    let number = integral(value.as_number()?)?;
    (ty.least..=ty.most).contains(&number).then_some(number)
}

/// The check of an integer against the bounds and the format of its schema. List items have no name and are only
/// checked against the bounds.
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

pub(super) fn literal(number: i128) -> TokenStream {
    let size = Literal::u128_unsuffixed(number.unsigned_abs());
    match number < 0 {
        true => quote!(-#size),
        false => quote!(#size),
    }
}
