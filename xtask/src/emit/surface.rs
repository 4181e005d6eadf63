//! The public API of emitted files: signatures without bodies, for snapshots and reviews.

use syn::visit_mut::{self, VisitMut};
use syn::{Attribute, File, Item, ItemImpl, Visibility};

use crate::write::Files;

/// The public items of every file of the library, by path; documentation and bodies are left out.
///
/// # Errors
///
/// A file is not valid Rust.
pub fn surface(files: &Files) -> syn::Result<Vec<(String, String)>> {
    files
        .iter()
        .filter(|(path, _)| path.starts_with("src/") && path.ends_with(".rs"))
        .map(|(path, text)| Ok((path.clone(), public(syn::parse_file(text)?))))
        .collect()
}

fn public(mut file: File) -> String {
    file.attrs.clear();
    file.items.retain(is_public);
    Signatures.visit_file_mut(&mut file);
    prettyplease::unparse(&file)
        // The content of the braces is not part of the public API.
        .replace(" {}", ";")
}

/// Macros of the runtime give every id, enum and call the same methods, so only the item itself is listed. For an
/// object, only the required fields are in the macro call.
fn is_public(item: &Item) -> bool {
    match item {
        Item::Struct(item) => is_pub(&item.vis),
        Item::Enum(item) => is_pub(&item.vis),
        Item::Mod(item) => is_pub(&item.vis),
        Item::Use(item) => is_pub(&item.vis),
        Item::Fn(item) => is_pub(&item.vis),
        Item::Impl(_) => true,
        Item::Macro(item) => item
            .mac
            .path
            .segments
            .iter()
            .any(|word| word.ident == "object"),
        _ => false,
    }
}

fn is_pub(visibility: &Visibility) -> bool {
    matches!(visibility, Visibility::Public(_))
}

/// Removes documentation, private parts and bodies.
struct Signatures;

impl VisitMut for Signatures {
    fn visit_attributes_mut(&mut self, attributes: &mut Vec<Attribute>) {
        attributes.retain(|attribute| {
            ["derive", "non_exhaustive", "serde", "deprecated"]
                .iter()
                .any(|kept| attribute.path().is_ident(kept))
        });
    }

    fn visit_item_impl_mut(&mut self, item: &mut ItemImpl) {
        if item.trait_.is_some() {
            // The implementation of a trait is public, its content is not.
            item.items.clear();
        } else {
            item.items.retain(|member| match member {
                syn::ImplItem::Fn(function) => is_pub(&function.vis),
                _ => false,
            });
        }
        visit_mut::visit_item_impl_mut(self, item);
    }

    fn visit_block_mut(&mut self, block: &mut syn::Block) {
        block.stmts.clear();
    }
}
