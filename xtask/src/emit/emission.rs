//! What is known of a crate when its files are emitted.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::Ident;

use super::examples::Examples;
use crate::lower::settings::Settings;
use crate::model::operations::Operation;
use crate::model::schema_index::Facts;
use crate::model::tree::Tree;
use crate::model::types::Types;
use crate::source::Recipe;

/// Everything that the emission reads.
pub struct Emission<'a> {
    /// The settings of the crate.
    pub settings: &'a Settings,
    /// The handle tree.
    pub tree: &'a Tree,
    /// The operations.
    pub operations: &'a [Operation],
    /// The types.
    pub types: &'a Types<'a>,
    /// What the document says of types.
    pub facts: Facts<'a>,
    /// The programs that the crate carries as its examples.
    pub recipes: &'a [Recipe],
    /// The maker of doc examples.
    pub examples: Examples<'a>,
}

impl Emission<'_> {
    /// The path of a handle below the client's base, with its parameters in braces.
    pub fn path(&self, index: usize) -> String {
        let handle = &self.tree.handles[index];
        if index == 0 {
            return String::new();
        }
        let mut path = self.path(handle.parent);
        if !handle.literal.is_empty() {
            path.push_str(&format!("/{}", handle.literal));
        }
        if let Some(parameter) = &handle.parameter {
            path.push_str(&format!("/{{{}}}", parameter.name));
        }
        path
    }
}

/// The client's field that holds a base.
pub fn base_field(tree: &Tree, base: usize) -> TokenStream {
    let name = base_name(tree, base);
    quote!(self.#name)
}

/// The name of that field: `base`, numbered when there are more.
pub fn base_name(tree: &Tree, base: usize) -> Ident {
    if tree.bases.len() == 1 {
        format_ident!("base")
    } else {
        format_ident!("base_{}", base + 1)
    }
}
