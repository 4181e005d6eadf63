//! Copies methods that are written by hand: each file becomes a module of the emitted crate. They are public methods of
//! handles, for common jobs that take several calls.

use std::collections::BTreeMap;

use quote::{format_ident, quote};
use syn::{File, ImplItem, Item, Type, Visibility};

use crate::lower::problem::{Problem, Problems};
use crate::source::Recipe;
use crate::write::{Files, HEADER};

/// The modules as code, for the list of public items.
///
/// # Errors
///
/// A file is not valid Rust, which was already reported when it was read.
pub fn code(methods: &[Recipe]) -> Result<Vec<(String, File)>, Problems> {
    let mut files = Vec::new();
    if methods.is_empty() {
        return Ok(files);
    }
    let names = methods.iter().map(|file| format_ident!("{}", file.name));
    let index = quote! {
        #![doc = " Methods that are written by hand."]
        #(mod #names;)*
    };
    let fault = |error: syn::Error| {
        vec![Problem::new(
            "/x-client/methods",
            format!("a file of methods is no Rust: {error}"),
            "correct it",
        )]
    };
    files.push((
        "src/methods/mod.rs".to_owned(),
        syn::parse2(index).map_err(fault)?,
    ));
    for file in methods {
        let parsed = syn::parse_file(&file.text).map_err(fault)?;
        files.push((path(file), parsed));
    }
    Ok(files)
}

/// The files as they were written.
pub fn files(methods: &[Recipe]) -> Files {
    let file = |file: &Recipe| (path(file), format!("// {HEADER}\n\n{}", file.text));
    methods.iter().map(file).collect()
}

/// The names of the public methods, by the type that gets them.
pub fn by_type(methods: &[Recipe]) -> BTreeMap<String, Vec<String>> {
    // They were parsed before.
    let parsed = methods
        .iter()
        .filter_map(|file| syn::parse_file(&file.text).ok());
    let mut names: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for item in parsed.flat_map(|file| file.items) {
        let Item::Impl(item) = item else { continue };
        let Type::Path(of) = &*item.self_ty else {
            continue;
        };
        let Some(of) = of.path.get_ident().filter(|_| item.trait_.is_none()) else {
            continue;
        };
        let names = names.entry(of.to_string()).or_default();
        names.extend(item.items.iter().filter_map(|member| match member {
            ImplItem::Fn(method) if matches!(method.vis, Visibility::Public(_)) => {
                Some(method.sig.ident.to_string())
            }
            _ => None,
        }));
    }
    names
}

fn path(file: &Recipe) -> String {
    format!("src/methods/{}.rs", file.name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn methods_are_carried_over_as_they_are_and_listed_with_their_handle() {
        let text = "//! All.\nimpl Handle {\n    pub fn all(&self) {} // kept\n    fn own(&self) {}\n}\nimpl Other { pub fn b() {} }\n\
                    impl Clone for Handle {}\n";
        let methods = [Recipe {
            name: "close_all".to_owned(),
            summary: "All.".to_owned(),
            features: Vec::new(),
            text: text.into(),
            shown: "methods/close_all.rs".to_owned(),
        }];
        let names = by_type(&methods);
        assert_eq!(names["Handle"], ["all"]);
        assert_eq!(names.get("Another"), None);
        let path = "src/methods/close_all.rs";
        assert_eq!(files(&methods)[path], format!("// {HEADER}\n\n{text}"));
        let paths: Vec<_> = code(&methods)
            .unwrap()
            .into_iter()
            .map(|(path, _)| path)
            .collect();
        assert_eq!(paths, ["src/methods/mod.rs", path]);
        assert!(code(&[]).unwrap().is_empty());
    }
}
