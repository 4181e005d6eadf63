//! Emits the types (structs, enums, unions and ids) and their implementations.

mod argument_types;
mod checks;
mod constructors;
mod debug;
mod docs;
mod enums;
pub mod initial;
mod integers;
mod setters;
mod structs;
mod unions;

use std::collections::BTreeMap;

pub use argument_types::Accepted;
pub use checks::{Checked, value_check};
pub use docs::limits;
pub use integers::integer;

use quote::format_ident;
use syn::{Item, parse_quote};

use crate::lower::problem::Problems;
use crate::model::types::{Kind, TypeDef, Types};

/// The items of each type, by its name. `label` is the text of links to the documentation of the API.
///
/// # Errors
///
/// A problem for each limit that cannot be checked, and for each initial value that is not possible.
pub fn emit(types: &Types, label: &str) -> Result<BTreeMap<String, Vec<Item>>, Problems> {
    let secret_keys = debug::secret_keys(types);
    let mut problems = initial::faults(types);
    let mut emitted = BTreeMap::new();
    for found in types.iter() {
        let check = match checks::check(found, types) {
            Ok(check) => check,
            Err(problem) => {
                problems.push(problem);
                None
            }
        };
        let mut items = items(found, types, label, &secret_keys);
        items.extend(check);
        items.extend(debug::debug(found));
        emitted.insert(found.name.to_owned(), items);
    }
    match problems.is_empty() {
        true => Ok(emitted),
        false => Err(problems),
    }
}

fn items(found: &TypeDef, types: &Types, label: &str, secret_keys: &[&str]) -> Vec<Item> {
    let name = format_ident!("{}", found.name);
    match &found.kind {
        Kind::Struct(of) => {
            let mut items = structs::items(found, of, label, secret_keys);
            if found.direction.is_sent() {
                items.push(Item::Impl(constructors::constructors(found, of)));
                items.extend(constructors::default(found, of));
            }
            items
        }
        Kind::Enum(of) => enums::items(found, of, label),
        Kind::Union(of) => unions::items(found, of, types, label, secret_keys),
        Kind::Id => {
            let about = docs::type_docs(found.name, &found.schema, label);
            vec![
                parse_quote! {
                    #(#about)*
                    #[derive(Clone, PartialEq, Hash, PartialOrd, Ord)]
                    pub struct #name(String);
                },
                parse_quote! { realtimekit_runtime::string_id!(#name); },
            ]
        }
    }
}
