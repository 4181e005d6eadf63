//! Passes over paths, the runtime's scalars and ids.

use syn::visit_mut::VisitMut;
use syn::{Item, parse_quote};

use super::code::{TypeCode, Types, unmatched};
use crate::lower::RUNTIME_SCALARS;
use crate::lower::document::{schemas, text};
use crate::lower::problem::{Problems, unless_any};
use crate::model::scalars::{RuntimeScalars, ShortPaths};
use crate::model::schema_index::Facts;

/// Long paths become the names that people write.
///
/// ```text
/// ::std::option::Option<::std::string::String>   →   Option<String>
/// ```
pub fn shorten_paths(types: &mut Types, _: Facts) -> Result<(), Problems> {
    for code in types.values_mut() {
        ShortPaths.visit_item_mut(&mut code.item);
    }
    Ok(())
}

/// Secrets, times and dates become the runtime's types.
///
/// ```text
/// pub struct RuntimeSecret(pub String);  pub token: RuntimeSecret   →   pub token: Secret
/// ```
pub fn use_runtime_scalars(types: &mut Types, facts: Facts) -> Result<(), Problems> {
    let mut problems = Vec::new();
    for (marker, _) in RUNTIME_SCALARS {
        if facts.schema(marker).is_some() && types.remove(marker).is_none() {
            problems.push(unmatched(facts, marker, "scalar"));
        }
    }
    for code in types.values_mut() {
        RuntimeScalars.visit_item_mut(&mut code.item);
    }
    unless_any(problems, ())
}

/// Named texts become ids: types of their own, made from any text, printed as they are.
///
/// ```text
/// pub struct MeetingId(pub String); impl … ×6   →   pub struct MeetingId(String); string_id!(MeetingId);
/// ```
pub fn make_ids(types: &mut Types, facts: Facts) -> Result<(), Problems> {
    let mut problems = Vec::new();
    for (name, schema) in schemas(facts.document()) {
        let is_marker = RUNTIME_SCALARS.iter().any(|(marker, _)| marker == name);
        if is_marker || text(schema, "type") != "string" || schema.get("enum").is_some() {
            continue;
        }
        match types.get_mut(name) {
            Some(TypeCode {
                item: Item::Struct(item),
                impls,
            }) => {
                let ident = item.ident.clone();
                *item = parse_quote! {
                    #[derive(Clone, PartialEq, Hash, PartialOrd, Ord)]
                    pub struct #ident(String);
                };
                impls.push(parse_quote! { realtimekit_runtime::string_id!(#ident); });
            }
            _ => problems.push(unmatched(facts, name, "id")),
        }
    }
    unless_any(problems, ())
}
