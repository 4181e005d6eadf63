//! The pass that decides how a field tells absent, null and a value apart.

use syn::{Field, Fields, Type, parse_quote};

use super::code::Types;
use super::fields::{is_flattened, serde, structs, wire_name};
use crate::lower::document::flag;
use crate::lower::problem::Problems;
use crate::model::from_progenitor::argument_of;
use crate::model::schema_index::{Direction, Facts, Property};

/// Each field gets the type that says what may be there, and the serde words for it:
///
/// | the document | who | the field |
/// | --- | --- | --- |
/// | required | any | `T` |
/// | required, nullable | any | `Option<T>`, null is sent |
/// | optional | any | `Option<T>`, nothing is sent |
/// | optional, nullable | sent | `Field<T>`: absent, null, or a value |
/// | optional, nullable | read | `Option<T>` |
/// | a list or a map | read | empty when it is null or missing |
/// | an optional list or map | sent | `Option<Vec<T>>`: an empty one can be sent |
pub fn tell_absent_from_null(types: &mut Types, facts: Facts) -> Result<(), Problems> {
    for (name, item) in structs(types) {
        let direction = facts.direction(name);
        let properties = facts.properties(name);
        let Fields::Named(fields) = &mut item.fields else {
            continue;
        };
        for field in &mut fields.named {
            if is_flattened(field) {
                continue;
            }
            let wire = wire_name(field);
            if let Some(property) = properties.iter().find(|property| property.name == wire) {
                decide(field, property, direction);
            }
        }
    }
    Ok(())
}

fn decide(field: &mut Field, property: &Property, direction: Direction) {
    let (bare, optional) = match argument_of(&field.ty, "Option") {
        Some(bare) => (bare, field.ty.clone()),
        None => {
            let bare = field.ty.clone();
            let optional = parse_quote!(Option<#bare>);
            (bare, optional)
        }
    };
    let collection = is_collection(&bare);
    let read_only = direction.is_sent() && flag(property.schema, "x-readOnly");
    let (ty, words): (Type, _) = match (property.required, property.nullable) {
        _ if collection && direction == Direction::Response => (
            bare,
            quote::quote!(
                default,
                deserialize_with = "realtimekit_runtime::null_as_empty"
            ),
        ),
        (true, false) if collection && direction == Direction::Both => (
            bare,
            quote::quote!(
                default,
                deserialize_with = "realtimekit_runtime::null_as_empty"
            ),
        ),
        (true, false) => (bare, quote::quote!()),
        (true, true) => (optional, quote::quote!(default)),
        (false, true) if direction.is_sent() && !read_only => (
            parse_quote!(Field<#bare>),
            quote::quote!(default, skip_serializing_if = "Field::is_absent"),
        ),
        (false, _) if read_only => (optional, quote::quote!(default, skip_serializing)),
        (false, _) => (
            optional,
            quote::quote!(default, skip_serializing_if = "Option::is_none"),
        ),
    };
    field.ty = ty;
    if !words.is_empty() {
        field.attrs.push(serde(words));
    }
}

/// Whether a type is a list or a map.
pub fn is_collection(ty: &Type) -> bool {
    ["Vec", "BTreeMap"]
        .iter()
        .any(|name| argument_of(ty, name).is_some())
        || matches!(ty, Type::Path(path) if path.path.segments.last().is_some_and(|last| last.ident == "Map"))
}
