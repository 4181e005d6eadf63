//! Passes over the fields of structs, and the attributes that every type carries.

use proc_macro2::{Literal, Span, TokenStream, TokenTree};
use quote::quote;
use syn::punctuated::Punctuated;
use syn::token::{Brace, Bracket, Paren};
use syn::{AttrStyle, Attribute, Field, Fields, FieldsNamed, Ident, Item, ItemStruct, Lit};
use syn::{MacroDelimiter, Meta, MetaList, Token, parse_quote};

use super::code::{Types, unmatched};
use crate::lower::document::schemas;
use crate::lower::problem::{Problems, unless_any};
use crate::model::schema_index::Facts;

/// Fields stand in the order of the document and keep of their attributes only the name on the wire.
///
/// ```text
/// #[serde(rename = "sessionId", skip_serializing_if = …)] pub session_id: …   →   #[serde(rename = "sessionId")] pub …
/// ```
pub fn order_fields(types: &mut Types, facts: Facts) -> Result<(), Problems> {
    let mut problems: Problems = schemas(facts.document())
        .filter(|(_, schema)| schema.get("properties").is_some())
        .filter(|(name, _)| !matches!(types.get(*name), Some(code) if matches!(code.item, Item::Struct(_))))
        .map(|(name, _)| unmatched(facts, name, "struct"))
        .collect();
    for (name, item) in structs(types) {
        let properties = facts.properties(name);
        let fields = std::mem::replace(&mut item.fields, Fields::Unit);
        let named = |field: Field| (wire_name(&field), field);
        let mut drafted: Vec<(String, Field)> = fields.into_iter().map(named).collect();
        let mut ordered: Punctuated<Field, Token![,]> = Punctuated::new();
        for property in &properties {
            let found = drafted.iter().position(|(wire, _)| wire == property.name);
            match found {
                Some(index) => {
                    let (_, mut field) = drafted.remove(index);
                    field.attrs = rename(&field, property.name);
                    ordered.push(field);
                }
                None => problems.push(unmatched(
                    facts,
                    name,
                    &format!("struct with a field for `{}`", property.name),
                )),
            }
        }
        for (_, mut rest) in drafted {
            if is_flattened(&rest) {
                rest.attrs = vec![serde(quote!(flatten))];
                rest.ident = Some(free_name(&ordered));
                ordered.push(rest);
            } else {
                problems.push(unmatched(facts, name, "struct of its properties alone"));
            }
        }
        make_unique(&mut ordered);
        item.fields = Fields::Named(FieldsNamed {
            brace_token: Brace::default(),
            named: ordered,
        });
    }
    unless_any(problems, ())
}

/// Names on the wire that differ only in case or in signs are one name in Rust: the later ones are numbered.
fn make_unique(fields: &mut Punctuated<Field, Token![,]>) {
    let mut taken: Vec<String> = Vec::new();
    for field in fields {
        let Some(ident) = &field.ident else {
            continue;
        };
        let plain = crate::lower::rust_names::ident(&ident.to_string()).to_string();
        let mut name = plain.clone();
        let mut number = 2;
        while taken.contains(&name) {
            name = format!("{}_{number}", plain.trim_end_matches('_'));
            number += 1;
        }
        if *ident != name {
            if renamed(&field.attrs).is_none() && !is_flattened(field) {
                let wire = ident.to_string();
                let wire = wire.trim_start_matches("r#");
                field.attrs.push(serde(quote!(rename = #wire)));
            }
            field.ident = Some(Ident::new(&name, ident.span()));
        }
        taken.push(name);
    }
}

/// A name for the field with the other keys that no property has.
fn free_name(fields: &Punctuated<Field, Token![,]>) -> Ident {
    let taken = |name: &str| {
        fields
            .iter()
            .any(|field| field.ident.as_ref().is_some_and(|ident| ident == name))
    };
    let mut name = "extra".to_owned();
    while taken(&name) {
        name.push_str("_properties");
    }
    Ident::new(&name, Span::call_site())
}

fn rename(field: &Field, wire: &str) -> Vec<Attribute> {
    let ident = field
        .ident
        .as_ref()
        .map(ToString::to_string)
        .unwrap_or_default();
    if ident.trim_start_matches("r#") == wire {
        Vec::new()
    } else {
        vec![serde(quote!(rename = #wire))]
    }
}

/// `#[serde(…)]`, made by hand since there is one for most fields.
pub fn serde(words: TokenStream) -> Attribute {
    Attribute {
        pound_token: <Token![#]>::default(),
        style: AttrStyle::Outer,
        bracket_token: Bracket::default(),
        meta: Meta::List(MetaList {
            path: Ident::new("serde", Span::call_site()).into(),
            delimiter: MacroDelimiter::Paren(Paren::default()),
            tokens: words,
        }),
    }
}

/// Types with named fields and enums of choices can grow: callers cannot list their fields or variants exhaustively.
///
/// ```text
/// #[derive(…)] pub struct Participant   →   #[derive(Clone, Debug, PartialEq, …)] #[non_exhaustive] pub struct Participant
/// ```
///
/// A type that callers send and that demands nothing also has a default, the empty request.
pub fn let_types_grow(types: &mut Types, facts: Facts) -> Result<(), Problems> {
    for (name, item) in structs(types) {
        let docs: Vec<Attribute> = item
            .attrs
            .iter()
            .filter(|attribute| attribute.path().is_ident("doc"))
            .cloned()
            .collect();
        let empty = facts.direction(name).is_sent()
            && facts
                .properties(name)
                .iter()
                .all(|property| !property.required);
        let default = empty.then(|| quote!(Default,));
        item.attrs = docs;
        item.attrs.push(
            parse_quote!(#[derive(Clone, Debug, #default PartialEq, Serialize, Deserialize)]),
        );
        item.attrs.push(parse_quote!(#[non_exhaustive]));
    }
    Ok(())
}

/// The structs with named fields, to be changed.
pub fn structs(types: &mut Types) -> impl Iterator<Item = (&String, &mut ItemStruct)> {
    types
        .iter_mut()
        .filter_map(|(name, code)| match &mut code.item {
            Item::Struct(item) if matches!(item.fields, Fields::Named(_)) => Some((name, item)),
            _ => None,
        })
}

/// The name of a field on the wire.
pub fn wire_name(field: &Field) -> String {
    renamed(&field.attrs).unwrap_or_else(|| {
        let ident = field
            .ident
            .as_ref()
            .map(ToString::to_string)
            .unwrap_or_default();
        ident.trim_start_matches("r#").to_owned()
    })
}

/// Whether a field holds whatever other keys the object has.
pub fn is_flattened(field: &Field) -> bool {
    let mut found = false;
    each_serde_word(&field.attrs, |word, _| found |= word == "flatten");
    found
}

/// The name that `#[serde(rename = …)]` gives.
pub fn renamed(attrs: &[Attribute]) -> Option<String> {
    let mut name = None;
    each_serde_word(attrs, |word, value| {
        if word == "rename" {
            name = match value.map(Lit::new) {
                Some(Lit::Str(text)) => Some(text.value()),
                _ => None,
            };
        }
    });
    name
}

/// The words of `#[serde(…)]`.
pub fn words(attrs: &[Attribute]) -> Vec<String> {
    let mut words = Vec::new();
    each_serde_word(attrs, |word, _| words.push(word.to_owned()));
    words
}

/// Calls `visit` with every word of `#[serde(…)]` and the literal behind its `=`. The tokens are read one by one: every pass
/// asks for the names of all fields, and to parse the attribute each time takes longer than what the pass does.
fn each_serde_word(attrs: &[Attribute], mut visit: impl FnMut(&str, Option<Literal>)) {
    for attribute in attrs {
        let Meta::List(list) = &attribute.meta else {
            continue;
        };
        if !list.path.is_ident("serde") {
            continue;
        }
        let mut tokens = list.tokens.clone().into_iter().peekable();
        while let Some(token) = tokens.next() {
            let TokenTree::Ident(word) = token else {
                continue;
            };
            let is_equal = |token: &TokenTree| matches!(token, TokenTree::Punct(sign) if sign.as_char() == '=');
            let value = match tokens.next_if(is_equal).and_then(|_| tokens.next()) {
                Some(TokenTree::Literal(literal)) => Some(literal),
                _ => None,
            };
            visit(&word.to_string(), value);
        }
    }
}
