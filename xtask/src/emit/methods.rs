//! Carries methods over that are written by hand: each file becomes a module of the emitted crate, word for word. They are
//! public methods of its handles, where a job takes several calls and everybody would write it anew.

use quote::{format_ident, quote};
use syn::{File, ImplItem, Item, Type, Visibility};

use crate::lower::problem::{Problem, Problems};
use crate::source::Recipe;
use crate::write::{Files, HEADER};

/// The modules as code, for what compares and lists the items of the crate.
///
/// # Errors
///
/// One is no Rust, which was found when it was read.
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

/// The names of the public methods that a type gets.
pub fn of(methods: &[Recipe], name: &str) -> Vec<String> {
    // They were parsed before.
    let parsed = methods
        .iter()
        .filter_map(|file| syn::parse_file(&file.text).ok());
    let items = parsed.flat_map(|file| file.items);
    let members = items.flat_map(|item| match item {
        Item::Impl(item) if item.trait_.is_none() && is_type(&item.self_ty, name) => item.items,
        _ => Vec::new(),
    });
    let names = members.filter_map(|member| match member {
        ImplItem::Fn(method) if matches!(method.vis, Visibility::Public(_)) => {
            Some(method.sig.ident.to_string())
        }
        _ => None,
    });
    names.collect()
}

fn is_type(ty: &Type, name: &str) -> bool {
    matches!(ty, Type::Path(path) if path.path.is_ident(name))
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
        assert_eq!(of(&methods, "Handle"), ["all"]);
        assert_eq!(of(&methods, "Another"), [""; 0]);
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
