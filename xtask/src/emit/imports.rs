//! Adds the imports of emitted files.

use std::collections::{BTreeMap, BTreeSet};

use quote::{format_ident, quote};
use syn::visit::{self, Visit};
use syn::{File, Ident};

use super::code::parse;
use crate::lower::problem::Problems;
use crate::lower::rust_names::IMPORTED;

/// Adds the imports of a file: of the runtime and other crates, and of this crate if `own` knows the module of a name.
pub(super) fn with_imports(
    mut parsed: File,
    own: impl Fn(&str) -> Option<String>,
) -> Result<File, Problems> {
    let mut imports: BTreeMap<(Group, String), Vec<Ident>> = BTreeMap::new();
    for name in names(&parsed) {
        let foreign = match name.as_str() {
            "Duration" => Some("std::time"),
            "Deserialize" | "Serialize" => Some("serde"),
            "CallBuilder" => Some("realtimekit_runtime::__private"),
            "validate" => Some("realtimekit_runtime"),
            name if IMPORTED.contains(&name) => Some("realtimekit_runtime"),
            _ => None,
        };
        for module in foreign.map(str::to_owned).into_iter().chain(own(&name)) {
            let import = imports.entry((Group::of(&module), module)).or_default();
            import.push(format_ident!("{name}"));
        }
    }
    let imports = imports.iter().map(|((_, module), names)| {
        let module = module.split("::").map(|part| format_ident!("{part}"));
        quote!(use #(#module)::*::{#(#names),*};)
    });
    let imports: File = parse(quote!(#(#imports)*))?;
    parsed.items.splice(0..0, imports.items);
    Ok(parsed)
}

/// The source of an import, in the order in which imports are printed.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Group {
    Std,
    Crates,
    Own,
}

impl Group {
    pub fn of(path: &str) -> Self {
        match path.split("::").next() {
            Some("std") => Self::Std,
            Some("crate" | "super") => Self::Own,
            _ => Self::Crates,
        }
    }
}

/// The names that a file must import: the first segments of its paths, and its derives. Macros are not searched,
/// because every name in one is also used in an item outside.
fn names(file: &File) -> BTreeSet<String> {
    let mut names = Names(BTreeSet::new());
    names.visit_file(file);
    names.0
}

struct Names(BTreeSet<String>);

impl<'ast> Visit<'ast> for Names {
    /// Types that a method names in its own generics need no import.
    fn visit_impl_item_fn(&mut self, method: &'ast syn::ImplItemFn) {
        let mut inside = Self(BTreeSet::new());
        visit::visit_impl_item_fn(&mut inside, method);
        for own in method.sig.generics.type_params() {
            inside.0.remove(&own.ident.to_string());
        }
        // Not `append`, which copies all known names.
        self.0.extend(inside.0);
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        visit::visit_path(self, path);
        if let (None, Some(first)) = (path.leading_colon, path.segments.first()) {
            self.0.insert(first.ident.to_string());
        }
    }

    /// A name alone is a variable or a static, which may have the name of a type: `static A: Operation`.
    fn visit_expr_path(&mut self, value: &'ast syn::ExprPath) {
        if value.path.segments.len() > 1 || value.qself.is_some() {
            visit::visit_expr_path(self, value);
        }
    }

    fn visit_attribute(&mut self, attribute: &'ast syn::Attribute) {
        if attribute.path().is_ident("derive") {
            // The generator only writes names there.
            let _ = attribute.parse_nested_meta(|meta| {
                let name = meta.path.get_ident().map(ToString::to_string);
                // The other derives are in the prelude.
                let name =
                    name.filter(|name| ["Serialize", "Deserialize"].contains(&name.as_str()));
                self.0.extend(name);
                Ok(())
            });
        }
    }

    fn visit_macro(&mut self, _: &'ast syn::Macro) {}
}
