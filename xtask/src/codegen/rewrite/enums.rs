//! The pass that opens enums.

use syn::{Fields, Ident, Item, LitStr, parse_quote};

use super::{TypeCode, Types, unmatched};
use crate::codegen::document::{schemas, texts};
use crate::codegen::facts::Facts;
use crate::codegen::problem::{Problems, unless_any};

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
        let values = texts(schema, "enum");
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

/// The open enum, or nothing when the drafted variants are not the values.
fn opened(item: &Item, values: &[&str]) -> Option<TypeCode> {
    let Item::Enum(item) = item else {
        return None;
    };
    let mut variants: Vec<(Ident, String)> = Vec::new();
    for variant in &item.variants {
        if variant.fields != Fields::Unit {
            return None;
        }
        let wire =
            super::fields::renamed(&variant.attrs).unwrap_or_else(|| variant.ident.to_string());
        variants.push((variant.ident.clone(), wire));
    }
    // The order of the document, not of the draft.
    variants.sort_by_key(|(_, wire)| values.iter().position(|value| value == wire));
    let known: Vec<&str> = variants.iter().map(|(_, wire)| wire.as_str()).collect();
    if known != values {
        return None;
    }
    let name = &item.ident;
    let catch_all = catch_all(&variants);
    let docs = known.iter().map(|wire| format!(" The value `{wire}`."));
    let idents: Vec<&Ident> = variants.iter().map(|(ident, _)| ident).collect();
    let wires = known.iter().map(|wire| LitStr::new(wire, name.span()));
    let opened = parse_quote! {
        #[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[non_exhaustive]
        pub enum #name {
            #(#[doc = #docs] #idents,)*
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
