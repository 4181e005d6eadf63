//! Emits the enum of the responses of a call whose type depends on the status.
//!
//! ```text
//! pub enum GetReportResponse { Ok(Report), Accepted(Job), NoContent }
//! impl ByStatus for GetReportResponse { fn read(response: Reading<'_>) -> Result<Self, Error> { match response.status() { … } } }
//! ```

use proc_macro2::{Literal, TokenStream};
use quote::{ToTokens, format_ident, quote};

use super::doc_attributes;
use crate::model::operation::{ByStatus, Operation, StatusContent};
use crate::text::{Docs, Markdown, markdown};

/// The enum, and the implementation that reads it.
pub fn by_status(operation: &Operation, of: &ByStatus) -> TokenStream {
    let name = format_ident!("{}", of.name);
    let about = doc_attributes::docs(&Docs::from(markdown!(
        "What {} returns, by the status of the response.",
        Markdown::code(&operation.id)
    )));
    let variants = of.variants.iter().map(|variant| {
        let variant_name = format_ident!("{}", variant.name);
        let mut docs = Docs::from(Markdown::joined(
            variant.statuses.iter().map(|status| Markdown::code(status)),
            ", ",
        ));
        docs.add_prose(&variant.description);
        let docs = doc_attributes::docs(&docs);
        let held = held(&variant.content).map(|ty| quote!((#ty)));
        quote!(#(#docs)* #variant_name #held)
    });
    let arms = of.variants.iter().map(|variant| {
        let variant_name = format_ident!("{}", variant.name);
        let patterns = variant
            .statuses
            .iter()
            .map(|status| match status.parse::<u16>() {
                Ok(code) => Literal::u16_unsuffixed(code).into_token_stream(),
                Err(_) => {
                    let class = status
                        .chars()
                        .next()
                        .and_then(|c| c.to_digit(10))
                        .unwrap_or(2) as u16;
                    let low = Literal::u16_unsuffixed(class * 100);
                    let high = Literal::u16_unsuffixed(class * 100 + 99);
                    quote!(#low..=#high)
                }
            });
        let read = match &variant.content {
            StatusContent::Empty => quote!(Ok(Self::#variant_name)),
            StatusContent::Json(_) => quote!(response.json().map(Self::#variant_name)),
            StatusContent::Text => quote!(response.text().map(Self::#variant_name)),
            StatusContent::Bytes => quote!(response.bytes().map(Self::#variant_name)),
        };
        quote!(#(#patterns)|* => #read,)
    });
    let accept = operation.accept.as_deref().unwrap_or("application/json");
    let accepted = operation
        .accepted
        .iter()
        .map(|code| Literal::u16_unsuffixed(*code));
    quote! {
        #(#about)*
        #[derive(Debug, Clone)]
        pub enum #name { #(#variants,)* }

        impl realtimekit_runtime::__private::ByStatus for #name {
            const ACCEPT: &'static str = #accept;
            const ACCEPTED: &'static [u16] = &[#(#accepted),*];

            fn read(response: realtimekit_runtime::__private::Reading<'_>) -> Result<Self, Error> {
                match response.status() {
                    #(#arms)*
                    _ => Err(response.unknown()),
                }
            }
        }
    }
}

fn held(content: &StatusContent) -> Option<TokenStream> {
    match content {
        StatusContent::Empty => None,
        StatusContent::Json(ty) => Some(quote!(#ty)),
        StatusContent::Text => Some(quote!(String)),
        StatusContent::Bytes => Some(quote!(Vec<u8>)),
    }
}
