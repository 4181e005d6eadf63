//! The pass that opens enums.

use syn::{Fields, Ident, Item, LitStr, parse_quote};

use super::code::{TypeCode, Types, unmatched};
use serde_json::Value;

use crate::emit::words;
use crate::lower::document::schemas;
use crate::lower::problem::{Problems, unless_any};
use crate::model::schema_index::Facts;
use crate::text::{Docs, Markdown, markdown};

/// Enums keep a value that they do not know, as it came, and print it back unchanged.
///
/// ```text
/// pub enum SessionStatus { #[serde(rename = "LIVE")] Live, … }  impl … ×5
///     →   pub enum SessionStatus { Live, …, Unknown(String) }  open_enum!(SessionStatus { Live = "LIVE", … });
/// ```
pub fn open_enums(types: &mut Types, facts: Facts) -> Result<(), Problems> {
    let mut problems = Vec::new();
    for (name, schema) in schemas(facts.document()) {
        if schema.get("enum").is_none() {
            continue;
        }
        let variants = schema.get("x-variants").and_then(Value::as_object);
        let variants = variants.into_iter().flatten();
        let values: Vec<(&str, &str)> = variants
            .filter_map(|(name, value)| Some((name.as_str(), value.as_str()?)))
            .collect();
        match types.get_mut(name) {
            Some(code) => match opened(&code.item, &values) {
                Some(opened) => *code = opened,
                None => problems.push(unmatched(facts, name, "enum of its values")),
            },
            None => problems.push(unmatched(facts, name, "enum")),
        }
    }
    unless_any(problems, ())
}

/// The open enum, or nothing when the drafted variants are not those of the document.
fn opened(item: &Item, values: &[(&str, &str)]) -> Option<TypeCode> {
    let Item::Enum(item) = item else {
        return None;
    };
    let drafted = |name: &str| {
        let found = item.variants.iter().find(|variant| variant.ident == name)?;
        (found.fields == Fields::Unit).then(|| found.ident.clone())
    };
    // The order of the document, not of the draft.
    let variants: Option<Vec<(Ident, String)>> = values
        .iter()
        .map(|(name, value)| Some((drafted(name)?, (*value).to_owned())))
        .collect();
    let variants = variants.filter(|variants| variants.len() == item.variants.len())?;
    let known: Vec<&str> = variants.iter().map(|(_, wire)| wire.as_str()).collect();
    let name = &item.ident;
    let catch_all = catch_all(&variants);
    let docs = known.iter().map(|wire| {
        words::docs(&Docs::from(markdown!(
            "The value {}.",
            Markdown::code(wire)
        )))
    });
    let idents: Vec<&Ident> = variants.iter().map(|(ident, _)| ident).collect();
    let wires = known.iter().map(|wire| LitStr::new(wire, name.span()));
    let opened = parse_quote! {
        #[derive(Clone, Debug, PartialEq, Hash, PartialOrd, Ord)]
        #[non_exhaustive]
        pub enum #name {
            #(#(#docs)* #idents,)*
            #[doc = " A value that this version does not know, as the service sent it."]
            #catch_all(String),
        }
    };
    let tail = (catch_all != "Unknown").then(|| quote::quote! { else #catch_all });
    let call = parse_quote! {
        realtimekit_runtime::open_enum!(#name { #(#idents = #wires),* } #tail);
    };
    Some(TypeCode {
        item: Item::Enum(opened),
        impls: vec![call],
    })
}

/// `Unknown`, or `Unrecognized` where the service itself knows an "unknown".
fn catch_all(variants: &[(Ident, String)]) -> Ident {
    let taken = |name: &str| variants.iter().any(|(ident, _)| ident == name);
    let name = ["Unknown", "Unrecognized", "NotKnown"]
        .into_iter()
        .find(|name| !taken(name))
        .unwrap_or("UnknownToThisVersion");
    Ident::new(name, proc_macro2::Span::call_site())
}
