//! Path parameters that the client carries, so that no call takes them.

use proc_macro2::TokenStream;
use quote::quote;

use super::emission::Emission;
use crate::emit::types::{Checked, value_check};
use crate::lower::problem::{Problem, Problems, unless_any};
use crate::lower::settings::Settings;
use crate::model::operations::{Operation, Place};
use crate::model::rust_type::Type;

/// One parameter that the client carries.
pub struct Carried<'a> {
    pub(super) name: &'a str,
    pub(super) env: &'a str,
    pub(super) field: syn::Ident,
    pub(super) ty: Type,
    schema: serde_json::Value,
    pub(super) description: String,
    /// A value in an example.
    pub(super) example: String,
}

impl Carried<'_> {
    /// The check of its value in a variable that is called as its field is.
    pub fn check(&self, emission: &Emission) -> Option<TokenStream> {
        let field = &self.field;
        let value = Checked::Place(quote!(#field));
        value_check(self.name, &value, &self.ty, &self.schema, emission.facts)
    }
}

/// Whether the parameters that the client carries are in the paths, and are texts, which is all that the environment can
/// hold.
///
/// # Errors
///
/// A problem for each that is not.
pub fn check_carried(settings: &Settings, operations: &[Operation]) -> Result<(), Problems> {
    let mut problems = Vec::new();
    for own in &settings.parameters {
        let declared = operations
            .iter()
            .flat_map(|operation| &operation.parameters)
            .find(|parameter| parameter.place == Place::Path && parameter.name == own.name);
        let message = match declared {
            None => format!("no path has the parameter `{}`", own.name),
            Some(parameter) if !text_like(&parameter.ty) => {
                format!("the parameter `{}` is no text", own.name)
            }
            Some(_) => continue,
        };
        problems.push(Problem::new(
            format!("/x-client/parameters/{}", own.name),
            message,
            "name a path parameter of type string, or remove the entry",
        ));
    }
    unless_any(problems, ())
}

fn text_like(ty: &Type) -> bool {
    !matches!(ty, Type::Bool | Type::Integer(_) | Type::Float(_))
}

/// The parameters that the client carries, as the operations describe them.
pub fn carried<'a>(emission: &'a Emission) -> Vec<Carried<'a>> {
    emission
        .settings
        .parameters
        .iter()
        .filter_map(|own| {
            let declared = |operation: &'a Operation| {
                operation
                    .parameters
                    .iter()
                    .find(|parameter| parameter.place == Place::Path && parameter.name == own.name)
            };
            let parameter = emission.operations.iter().find_map(declared)?;
            Some(Carried {
                name: &own.name,
                env: &own.env,
                field: parameter.ident.clone(),
                ty: parameter.ty.clone(),
                schema: parameter.schema.clone(),
                description: parameter.description.clone(),
                example: emission.examples.argument(parameter),
            })
        })
        .collect()
}
