//! Emits calls whose method is on another handle than that of their path (`x-place`). The path starts from the root and
//! takes its values from the path of the handle.
//!
//! ```text
//! POST /recordings {"meeting_id": …}, placed at /meetings/{meeting_id}/recordings:
//!
//! self.at.root().literal("recordings").json(&START_RECORDING).json(body).field("meeting_id", &self.at.value_before(1))
//! ```

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::emission::Emission;
use crate::lower::problem::{Problem, Problems, unless_any};
use crate::model::operation::Operation;
use crate::model::paths::{parameter_name, segments};

impl Emission<'_> {
    /// The operation's own path, computed from the path of the handle that has its method.
    pub fn real_path(
        &self,
        handle: usize,
        operation: &Operation,
        own: &TokenStream,
    ) -> TokenStream {
        let base = &self.tree.bases[self.tree.handles[handle].base].segments;
        let (path, place) = (segments(&operation.path), segments(operation.place()));
        let shared = path.iter().zip(&place).take_while(|(a, b)| a == b).count();
        let (mut real, begun) = if path == place {
            (own.clone(), shared)
        } else if shared > base.len() {
            let behind = Literal::usize_unsuffixed(place.len() - shared);
            (quote!(#own.above(#behind)), shared)
        } else {
            (quote!(#own.root()), base.len())
        };
        let mut literals: Vec<&str> = Vec::new();
        for segment in path.iter().skip(begun) {
            match parameter_name(segment) {
                None => literals.push(segment),
                Some(name) => {
                    real.extend(literal(&mut literals));
                    let value = value(name, operation, own);
                    let method = self.value_method();
                    real.extend(quote!(.#method(#name, &#value)));
                }
            }
        }
        real.extend(literal(&mut literals));
        real
    }

    /// Checks that each operation with `x-place` can be emitted.
    ///
    /// # Errors
    ///
    /// A problem for each that cannot.
    pub fn check_places(&self) -> Result<(), Problems> {
        let mut problems = Vec::new();
        for (index, handle) in self.tree.handles.iter().enumerate() {
            for call in &handle.calls {
                let operation = &self.operations[call.operation];
                let Some(place) = &operation.place else {
                    continue;
                };
                let base = &self.tree.bases[handle.base].segments;
                let (path, given) = (segments(&operation.path), segments(place));
                let has = |name: &str| given.iter().any(|own| parameter_name(own) == Some(name));
                let mut values = path.iter().filter_map(|own| parameter_name(own));
                let message = if index == 0 {
                    "this path is that of the client itself"
                } else if !path.starts_with(base) {
                    "this path and that of the operation begin differently"
                } else if !values.all(has) {
                    "this path lacks a parameter of the operation's own path"
                } else {
                    continue;
                };
                problems.push(Problem::new(
                    format!("{}/x-place", operation.pointer),
                    message,
                    "name the path of a handle under the same base that has all parameters of the operation's path",
                ));
            }
        }
        unless_any(problems, ())
    }
}

/// The parameters of the handle's path that are sent in the query or in the body.
pub fn filled(operation: &Operation, own: &TokenStream) -> TokenStream {
    let filled = operation.filled.iter().map(|filled| {
        let name = &filled.name;
        let value = value(name, operation, own);
        match filled.is_in_body {
            true => quote!(.field(#name, &#value)),
            false => quote!(.query(#name, &#value)),
        }
    });
    filled.collect()
}

/// The value of a parameter of the handle's path.
fn value(name: &str, operation: &Operation, own: &TokenStream) -> TokenStream {
    let place = segments(operation.place());
    let is_it = |segment: &String| parameter_name(segment) == Some(name);
    let behind = place.iter().rev().position(is_it).unwrap_or_default();
    let behind = Literal::usize_unsuffixed(behind);
    quote!(#own.value_before(#behind))
}

fn literal(segments: &mut Vec<&str>) -> Option<TokenStream> {
    let joined = std::mem::take(segments).join("/");
    (!joined.is_empty()).then(|| quote!(.literal(#joined)))
}
