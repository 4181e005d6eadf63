//! The initial values of required fields that the constructor does not ask for (`x-initial`).
//!
//! ```text
//! can_record: {type: boolean, x-initial: false}
//! colors: {$ref: Colors, x-initial: {}}
//!
//! Permissions { can_record: false, colors: Colors::new(), … }
//! ```

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use serde_json::Value;

use super::integers::integer;
use crate::lower::problem::{Problem, Problems};
use crate::model::rust_type::Type;
use crate::model::types::{Field, Kind, Types};

/// The expression of an initial value; `None` if the type cannot be constructed from it.
pub fn expression(ty: &Type, value: &Value) -> Option<TokenStream> {
    match (ty, value) {
        (Type::Bool, Value::Bool(flag)) => Some(quote!(#flag)),
        (Type::String, Value::String(text)) => Some(quote!(#text.to_owned())),
        (Type::Float, Value::Number(number)) => format!("{:?}", number.as_f64()?).parse().ok(),
        (Type::Integer(of), Value::Number(_)) => integer(of, value)?.to_string().parse().ok(),
        (Type::Named(name), Value::String(text)) => {
            let name = format_ident!("{name}");
            Some(quote!(#name::from(#text)))
        }
        (Type::Named(name), Value::Object(fields)) if fields.is_empty() => {
            let name = format_ident!("{name}");
            Some(quote!(#name::new()))
        }
        (Type::Boxed(inner), _) => {
            let inner = expression(inner, value)?;
            Some(quote!(Box::new(#inner)))
        }
        (Type::List(_), Value::Array(items)) if items.is_empty() => Some(quote!(Vec::new())),
        (Type::Map(_) | Type::JsonObject, Value::Object(fields)) if fields.is_empty() => {
            Some(quote!(Default::default()))
        }
        _ => None,
    }
}

/// A problem for each initial value that is not possible.
pub fn faults(types: &Types) -> Problems {
    let structs = types.iter().filter_map(|found| match &found.kind {
        Kind::Struct(of) => Some(&of.fields),
        _ => None,
    });
    structs
        .flatten()
        .filter_map(|field| fault(field, types))
        .collect()
}

fn fault(field: &Field, types: &Types) -> Option<Problem> {
    let value = field.initial?;
    let (message, help) = if !field.is_required {
        (
            "is not required, so it is absent from a new object",
            "remove `x-initial`, or require the property",
        )
    } else if expression(&field.ty, value).is_none() || !is_made(&field.ty, value, types) {
        (
            "cannot have this initial value",
            "give a boolean, a number, a string, a value of the enum, `[]`, or `{}` for an object whose own \
             properties are optional or have an initial value",
        )
    } else {
        return None;
    };
    Some(Problem::new(
        format!("{}/x-initial", field.schema.pointer),
        format!("`{}` {message}", field.wire_name),
        help,
    ))
}

/// Whether a type of the document can be constructed from the value: an enum has it, or an object has no required field
/// left.
fn is_made(ty: &Type, value: &Value, types: &Types) -> bool {
    let ty = match ty {
        Type::Boxed(inner) => inner,
        ty => ty,
    };
    let Type::Named(name) = ty else {
        return true;
    };
    let Some(found) = types.get(name) else {
        return false;
    };
    match (&found.kind, value) {
        (Kind::Enum(of), Value::String(text)) => of.variants.iter().any(|(_, known)| known == text),
        (Kind::Id, Value::String(_)) => true,
        (Kind::Struct(of), Value::Object(_)) => of.demanded().next().is_none(),
        _ => false,
    }
}
