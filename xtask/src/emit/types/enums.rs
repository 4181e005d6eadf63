//! Emits enums.

use quote::{format_ident, quote};
use syn::{Ident, Item, LitStr, parse_quote};

use super::docs::type_docs;
use crate::emit::doc_attributes;
use crate::model::types::{Enum, TypeDef};
use crate::text::{Docs, Markdown, markdown};

/// Enums keep an unknown value as it was sent, and serialize it unchanged.
///
/// ```text
/// pub enum SessionStatus { Live, …, Unknown(String) }  open_enum!(SessionStatus { Live = "LIVE", … });
/// ```
pub fn items(found: &TypeDef, of: &Enum, label: &str) -> Vec<Item> {
    let name = format_ident!("{}", found.name);
    let about = type_docs(found.name, &found.schema, label);
    let docs = of.variants.iter().map(|(_, value)| {
        doc_attributes::docs(&Docs::from(markdown!(
            "The value {}.",
            Markdown::code(value)
        )))
    });
    let idents: Vec<&Ident> = of.variants.iter().map(|(ident, _)| ident).collect();
    let values = of.variants.iter();
    let values = values.map(|(_, value)| LitStr::new(value, name.span()));
    let catch_all = &of.catch_all;
    let tail = (catch_all != "Unknown").then(|| quote! { else #catch_all });
    vec![
        parse_quote! {
            #(#about)*
            #[derive(Clone, PartialEq, Hash, PartialOrd, Ord)]
            #[non_exhaustive]
            pub enum #name {
                #(#(#docs)* #idents,)*
                #[doc = " An unknown value, as the service sent it."]
                #catch_all(String),
            }
        },
        parse_quote! {
            realtimekit_runtime::open_enum!(#name { #(#idents = #values),* } #tail);
        },
    ]
}
