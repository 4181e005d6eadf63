//! Checks of the bounds that a schema sets: of numbers, strings, lists, and maps.

use std::f64::consts;

use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote};

use super::characters::{Characters, characters};
use crate::emit::types::integers::literal;
use crate::model::schema::{Bounds, Counts, Limit};
use crate::openapi::integral;

pub(super) fn number_checks(name: &str, value: &TokenStream, bounds: &Bounds) -> Vec<TokenStream> {
    let check = |limit: &Option<Limit>, inclusive: TokenStream, exclusive: TokenStream| {
        let limit = limit.as_ref()?;
        let check = if limit.is_exclusive {
            exclusive
        } else {
            inclusive
        };
        let limit = number(limit.number.as_f64()?);
        Some(quote!(validate::#check(#name, #value, #limit)))
    };
    let minimum = check(&bounds.minimum, quote!(at_least), quote!(more_than));
    let maximum = check(&bounds.maximum, quote!(at_most), quote!(less_than));
    let steps = bounds.multiples_of.iter().filter_map(|step| {
        let step = step.as_f64().filter(|step| *step > 0.0)?;
        let step = number(step);
        Some(quote!(validate::multiple_of(#name, #value, #step)))
    });
    let limits = minimum.into_iter().chain(maximum);
    limits.chain(steps).collect()
}

pub(super) fn step_checks(name: &str, value: &TokenStream, bounds: &Bounds) -> Vec<TokenStream> {
    let steps = bounds
        .multiples_of
        .iter()
        .filter_map(|step| match integral(step) {
            // Every integer is a multiple of one, so there is no check.
            Some(step) if step < 2 => None,
            Some(step) => {
                let step = literal(step);
                Some(quote!(validate::divisible(#name, #value, #step)))
            }
            None => {
                let step = step.as_f64().filter(|step| *step > 0.0)?;
                let step = number(step);
                Some(quote!(validate::multiple_of(#name, i128::from(#value) as f64, #step)))
            }
        });
    steps.collect()
}

pub(super) fn text_checks(name: &str, value: &TokenStream, bounds: &Bounds) -> Vec<TokenStream> {
    let mut checks = count_checks(name, value, bounds.length, ["min_length", "max_length"]);
    for pattern in &bounds.patterns {
        checks.push(match characters(pattern) {
            Some(Characters {
                ranges,
                may_be_empty,
            }) => {
                let ranges = ranges.iter().map(|(first, last)| quote!((#first, #last)));
                quote!(validate::characters(#name, #value, &[#(#ranges),*], #may_be_empty, #pattern))
            }
            None => quote!(validate::pattern(#name, #value, #pattern)),
        });
    }
    checks
}

pub(super) fn list_checks(name: &str, value: &TokenStream, bounds: &Bounds) -> Vec<TokenStream> {
    let mut checks = count_checks(name, value, bounds.items, ["min_items", "max_items"]);
    if bounds.unique_items {
        checks.push(quote!(validate::unique(#name, #value)));
    }
    checks
}

/// The checks of a count, with the names of the functions for the minimum and the maximum.
pub(super) fn count_checks(
    name: &str,
    counted: &TokenStream,
    counts: Counts,
    checks: [&str; 2],
) -> Vec<TokenStream> {
    let limits = [counts.least, counts.most].into_iter().zip(checks);
    limits
        .filter_map(|(limit, check)| {
            let limit = Literal::u64_unsuffixed(limit?);
            let check = format_ident!("{check}");
            Some(quote!(validate::#check(#name, #counted, #limit)))
        })
        .collect()
}

/// Numbers for which Rust has a constant.
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
    // The golden ratio; its constant is newer than the oldest supported Rust.
    1.618_033_988_749_895,
];

/// A number of the document. Clippy warns about numbers that are close to a known constant.
fn number(value: f64) -> TokenStream {
    let literal = Literal::f64_unsuffixed(value);
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
