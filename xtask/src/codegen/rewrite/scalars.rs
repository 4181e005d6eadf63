//! Passes over paths, the runtime's scalars and ids.

use syn::visit_mut::{self, VisitMut};
use syn::{Item, Path, parse_quote};

use super::types::{TypeCode, Types, unmatched};
use crate::codegen::document::{schemas, text};
use crate::codegen::facts::Facts;
use crate::codegen::lower::RUNTIME_SCALARS;
use crate::codegen::problem::{Problems, unless_any};

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

/// Shortens the paths in whatever it visits.
pub struct ShortPaths;

impl VisitMut for ShortPaths {
    fn visit_path_mut(&mut self, path: &mut Path) {
        visit_mut::visit_path_mut(self, path);
        let Some(last) = path.segments.last().cloned() else {
            return;
        };
        let first = path
            .segments
            .first()
            .map(|segment| segment.ident.to_string());
        match first.as_deref() {
            Some("types") => *path = last.into(),
            Some("std") if last.ident == "BTreeMap" => path.leading_colon = None,
            Some("std") => *path = last.into(),
            Some("serde_json") => path.leading_colon = None,
            _ => {}
        }
    }
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

/// Replaces the markers of runtime scalars in whatever it visits.
pub struct RuntimeScalars;

impl VisitMut for RuntimeScalars {
    fn visit_ident_mut(&mut self, ident: &mut proc_macro2::Ident) {
        for (marker, name) in RUNTIME_SCALARS {
            if *ident == marker {
                *ident = proc_macro2::Ident::new(name, ident.span());
            }
        }
    }
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
