//! The pass that makes structs readable.

use proc_macro2::{Span, TokenStream};
use quote::quote;
use syn::punctuated::Punctuated;
use syn::{Attribute, Field, Fields, Ident, Item, ItemStruct, Meta, Path, Token, parse_quote};

use super::Types;
use super::fields::{is_flattened, wire_name};
use crate::codegen::facts::Facts;
use crate::codegen::problem::Problems;

/// Structs are read by the runtime, from the list of their keys: code that is derived takes long to compile. The derived
/// code stays where a field holds all other keys.
///
/// ```text
/// #[derive(…, Serialize, Deserialize)] pub struct Session { pub id: SessionId, #[serde(default)] pub kind: Option<…> }
///     →   #[derive(…, Serialize)] pub struct Session { … }
///         object!(Session { required id; optional kind });
/// ```
pub fn read_objects(types: &mut Types, _: Facts) -> Result<(), Problems> {
    for code in types.values_mut() {
        if let Item::Struct(item) = &mut code.item
            && matches!(item.fields, Fields::Named(_))
            && !item.fields.iter().any(is_flattened)
        {
            code.impls.push(list_keys(item));
        }
    }
    Ok(())
}

fn list_keys(item: &mut ItemStruct) -> Item {
    let keys: Vec<(&str, TokenStream)> = item.fields.iter_mut().map(key).collect();
    take_words(&mut item.attrs, "derive", &["Deserialize"]);
    let runs = keys.chunk_by(|(way, _), (next, _)| way == next).map(|run| {
        let way = Ident::new(run[0].0, Span::call_site());
        let keys = run.iter().map(|(_, key)| key);
        quote!(#way #(#keys),*)
    });
    let name = &item.ident;
    parse_quote!(realtimekit_runtime::object!(#name { #(#runs);* });)
}

/// The field's key and what happens where it is missing, which the field no longer says itself.
fn key(field: &mut Field) -> (&'static str, TokenStream) {
    let (ident, wire) = (&field.ident, wire_name(field));
    let gone = take_words(&mut field.attrs, "serde", &["default", "deserialize_with"]);
    let way = match gone.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        [] => "required",
        ["default"] => "optional",
        _ => "nullable",
    };
    let renamed = ident.as_ref().is_some_and(|ident| *ident != wire);
    let other_key = renamed.then(|| quote!(= #wire));
    (way, quote!(#ident #other_key))
}

/// Takes these words out of the attributes of that name, and gives those that were there.
fn take_words(attributes: &mut Vec<Attribute>, name: &str, unwanted: &[&str]) -> Vec<String> {
    let mut gone = Vec::new();
    attributes.retain_mut(|attribute| {
        let words = attribute.parse_args_with(Punctuated::<Meta, Token![,]>::parse_terminated);
        let (true, Ok(words)) = (attribute.path().is_ident(name), words) else {
            return true;
        };
        let told = |path: &Path| path.get_ident().map(ToString::to_string);
        let (out, kept): (Vec<Meta>, Vec<Meta>) = words.into_iter().partition(|word| {
            told(word.path()).is_some_and(|word| unwanted.contains(&word.as_str()))
        });
        gone.extend(out.iter().filter_map(|word| told(word.path())));
        let path = attribute.path();
        *attribute = parse_quote!(#[#path(#(#kept),*)]);
        !kept.is_empty()
    });
    gone
}
