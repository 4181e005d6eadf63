//! The input of the emitter.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::Ident;

use super::examples::Examples;
use super::types::{Checked, value_check};
use crate::lower::settings::Settings;
use crate::model::client_parameters::Carried;
use crate::model::operation::{Operation, Parameter};
use crate::model::shortcuts::Shortcut;
use crate::model::tree::Tree;
use crate::model::types::Types;
use crate::source::Recipe;

/// The input of the emitter.
pub struct Emission<'a> {
    /// The settings of the crate.
    pub settings: &'a Settings,
    /// The handle tree.
    pub tree: &'a Tree,
    /// The operations.
    pub operations: &'a [Operation],
    /// The types.
    pub types: &'a Types<'a>,
    /// The path parameters that the client carries.
    pub carried: Vec<Carried<'a>>,
    /// Calls that can be reached from a second handle.
    pub shortcuts: Vec<Shortcut>,
    /// The recipes, which become examples of the crate.
    pub recipes: &'a [Recipe],
    /// Methods written by hand.
    pub methods: &'a [Recipe],
    /// The operations that are left out, each with the reason.
    pub skipped: &'a [String],
    /// Generates doc examples.
    pub examples: Examples<'a>,
}

impl Emission<'_> {
    /// The check of a parameter that the client carries. Its value is in a variable with its name.
    pub fn carried_check(&self, own: &Parameter) -> Option<TokenStream> {
        let field = &own.ident;
        let value = Checked::Place(quote!(#field));
        value_check(&own.name, &value, &own.ty, &own.schema, self.types)
    }
}

/// The client's field that holds a base.
pub fn base_field(tree: &Tree, base: usize) -> TokenStream {
    let name = base_name(tree, base);
    quote!(self.#name)
}

/// The name of that field: `base`, numbered if there are several.
pub fn base_name(tree: &Tree, base: usize) -> Ident {
    if tree.bases.len() == 1 {
        format_ident!("base")
    } else {
        format_ident!("base_{}", base + 1)
    }
}
