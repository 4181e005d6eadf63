//! Emits the static of an operation.
//!
//! ```text
//! static GET_MEETING: Operation = Operation { id: "get_meeting", method: Method::Get, … };
//! ```

use heck::ToUpperCamelCase;
use proc_macro2::{Ident, Literal, TokenStream};
use quote::{format_ident, quote};

use super::emission::Emission;
use crate::lower::problem::{Problem, Problems, unless_any};
use crate::lower::settings::RateScope;
use crate::model::operation::{Operation, Response};

impl Emission<'_> {
    /// Checks that the document states the limits that operations name.
    ///
    /// # Errors
    ///
    /// A problem for each that it does not state.
    pub fn check_rate_limits(&self) -> Result<(), Problems> {
        let problems = self.operations.iter().filter_map(|operation| {
            let name = operation.rate_limit.as_ref()?;
            let is_known = self.settings.rate_limits.contains_key(name);
            (!is_known).then(|| {
                Problem::new(
                    format!("{}/x-rate-limit", operation.pointer),
                    format!("`x-client` has no rate limit `{name}`"),
                    "state it in `rate-limits` of `x-client`",
                )
            })
        });
        unless_any(problems.collect(), ())
    }

    /// The static of an operation.
    pub fn operation(&self, constant: &Ident, operation: &Operation) -> TokenStream {
        let (id, path) = (&operation.id, &operation.path);
        let method = format_ident!("{}", operation.method.to_lowercase().to_upper_camel_case());
        let payload = if operation.payload.is_empty() {
            match (&self.settings.envelope, &operation.response) {
                (Some(_), Response::Empty) => quote!(Payload::Enveloped(&[])),
                _ => quote!(Payload::Plain),
            }
        } else {
            let paths = operation.payload.iter().map(|path| quote!(&[#(#path),*]));
            quote!(Payload::Enveloped(&[#(#paths),*]))
        };
        let permissions = &self.settings.permissions;
        let is_sent_once = operation.is_sent_once;
        let limit = operation.rate_limit.as_ref();
        let limit = limit.and_then(|name| Some((name, self.settings.rate_limits.get(name)?)));
        let rate_scope = match limit {
            None => quote!(None),
            Some((name, &RateScope { calls, seconds })) => {
                let (calls, seconds) = (
                    Literal::u32_unsuffixed(calls),
                    Literal::u64_unsuffixed(seconds),
                );
                quote!(Some(&RateScope { name: #name, calls: #calls, seconds: #seconds }))
            }
        };
        quote! {
            static #constant: Operation = Operation {
                id: #id,
                method: Method::#method,
                path: #path,
                payload: #payload,
                permissions: &[#(#permissions),*],
                is_sent_once: #is_sent_once,
                rate_scope: #rate_scope,
            };
        }
    }
}
