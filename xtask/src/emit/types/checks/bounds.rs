//! Checks of the bounds that a schema sets: of numbers, strings, lists, and maps.

use std::f64::consts;

use proc_macro2::TokenStream;
use quote::quote;
use serde_json::Value;

use crate::openapi::flag;

pub(super) fn number_checks(name: &str, value: &TokenStream, bounds: &Value) -> Vec<TokenStream> {
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
            checks.push(quote!(validate::#check(#name, #value, #limit)));
        }
    }
    checks.extend(step_check(name, value, bounds, false));
    checks
}

pub(super) fn step_check(
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
    Some(quote!(validate::multiple_of(#name, #value, #step)))
}

pub(super) fn text_checks(name: &str, value: &TokenStream, bounds: &Value) -> Vec<TokenStream> {
    let mut checks = Vec::new();
    for (key, check) in [
        ("minLength", quote!(min_length)),
        ("maxLength", quote!(max_length)),
    ] {
        if let Some(limit) = limit(bounds, key) {
            checks.push(quote!(validate::#check(#name, #value, #limit)));
        }
    }
    if let Some(pattern) = bounds.get("pattern").and_then(Value::as_str) {
        checks.push(quote!(validate::pattern(#name, #value, #pattern)));
    }
    checks
}

/// Limits of how many items a list has, or how many keys a map.
pub(super) type Counts = [(&'static str, &'static str); 2];
const ITEMS: Counts = [("minItems", "min_items"), ("maxItems", "max_items")];
pub(super) const PROPERTIES: Counts = [
    ("minProperties", "min_properties"),
    ("maxProperties", "max_properties"),
];

pub(super) fn list_checks(name: &str, value: &TokenStream, schema: &Value) -> Vec<TokenStream> {
    let mut checks = count_checks(name, value, schema, ITEMS);
    let bounds = schema.get("x-bounds").unwrap_or(&Value::Null);
    if flag(bounds, "uniqueItems") {
        checks.push(quote!(validate::unique(#name, #value)));
    }
    checks
}

pub(super) fn count_checks(
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
            checks.push(quote!(validate::#check(#name, #counted, #limit)));
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
