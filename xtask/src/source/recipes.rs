//! Rust files beside the documents: recipes, which become examples of the emitted crate, and methods that are written
//! by hand, which become modules.
//!
//! `x-client.recipes` and `x-client.methods` name their folders. The files are checked here, so that a mistake is a
//! finding and not an error when the emitted crate is compiled.

use std::fs;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use proc_macro2::{LexError, TokenStream};
use syn::{Expr, ExprLit, Item, Lit, Meta};

use super::error::{Flaw, LoadError};
use super::files::{bytes_inside, is_device, is_inside};
use super::nesting::too_deep;
use super::read::decode;
use super::recipe::{Recipe, mark};
use super::spec::Spec;
use crate::diagnostics::{Finding, Mark, Position};

/// The kind of files in a folder.
#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Recipe,
    Method,
}

impl Kind {
    fn setting(self) -> &'static str {
        match self {
            Self::Recipe => "/x-client/recipes",
            Self::Method => "/x-client/methods",
        }
    }

    fn key(self) -> &'static str {
        match self {
            Self::Recipe => "recipes",
            Self::Method => "methods",
        }
    }

    /// The name of such a file in messages.
    fn name(self) -> &'static str {
        match self {
            Self::Recipe => "recipe",
            Self::Method => "file of methods",
        }
    }

    fn rule(self) -> &'static str {
        match self {
            Self::Recipe => "unreadable-recipe",
            Self::Method => "unreadable-method",
        }
    }
}

/// Reads the recipes and the methods of `spec`. Mistakes in them are added to its conflicts.
///
/// # Errors
///
/// A folder exists and cannot be read.
pub(crate) fn read(spec: &mut Spec) -> Result<(), LoadError> {
    spec.recipes = read_folder(spec, Kind::Recipe)?;
    spec.methods = read_folder(spec, Kind::Method)?;
    Ok(())
}

fn read_folder(spec: &mut Spec, kind: Kind) -> Result<Vec<Recipe>, LoadError> {
    let mut read = Vec::new();
    let Some(name) = spec
        .document
        .pointer(kind.setting())
        .and_then(|name| name.as_str())
        .map(str::to_owned)
    else {
        // A value of another type is reported by the table of keywords.
        return Ok(read);
    };
    let root = spec.owner(kind.setting());
    let shown = root.shown_beside(&name);
    let folder = root.folder.join(&name);
    let mut parts = Path::new(&name).components();
    let is_beside = matches!(parts.next(), Some(Component::Normal(_))) && parts.next().is_none();
    if !is_beside || !folder.is_dir() {
        let finding = about_setting(
            spec,
            kind,
            format!("{shown} is not a folder beside this file"),
            &format!("name a folder beside it, or leave `{}` out", kind.key()),
        );
        spec.conflicts.push(finding);
        return Ok(read);
    }
    if !is_inside(&root.folder, &folder).unwrap_or(false) {
        let finding = about_setting(
            spec,
            kind,
            format!("{shown} is a symbolic link that leads out of the folder of this file"),
            "copy the folder beside this file",
        );
        spec.conflicts.push(finding);
        return Ok(read);
    }
    let files = files(&folder, &shown)?;
    if files.is_empty() {
        let finding = about_setting(
            spec,
            kind,
            format!("{shown} contains no {}", kind.name()),
            &format!(
                "write one, in a file that ends in .rs, or leave `{}` out",
                kind.key()
            ),
        );
        spec.conflicts.push(finding);
    }
    for (name, path) in files {
        let bytes = match bytes_inside(&folder, &path) {
            Ok(bytes) => bytes,
            Err(error) => {
                let message = format!("{shown}/{name}.rs cannot be read: {error}");
                let help = format!("a {} is a regular file in this folder", kind.name());
                spec.conflicts
                    .push(about_setting(spec, kind, message, &help));
                continue;
            }
        };
        let (text, broken) = decode(bytes);
        let text: Arc<str> = text.into();
        let (rule, flaw) = match broken {
            Some(flaw) => ("encoding", flaw),
            None => match recipe(kind, &name, Arc::clone(&text), &shown) {
                Ok(recipe) => {
                    read.push(recipe);
                    continue;
                }
                Err(flaw) => (kind.rule(), flaw),
            },
        };
        let finding = spec
            .finding(rule, kind.setting(), flaw.message, flaw.help)
            .at(Position::new(
                &format!("{shown}/{name}.rs"),
                &text,
                flaw.mark,
            ))
            .with(spec.value_position(kind.setting()), "named here");
        spec.conflicts.push(finding);
    }
    Ok(read)
}

fn about_setting(spec: &Spec, kind: Kind, message: String, help: &str) -> Finding {
    spec.finding(kind.rule(), kind.setting(), message, help)
        .at(spec.value_position(kind.setting()))
}

/// The names, without their ending, and the paths of the programs in a folder, in the order of their names.
fn files(folder: &Path, shown: &str) -> Result<Vec<(String, PathBuf)>, LoadError> {
    let could_not =
        |error| LoadError::CouldNotRun(format!("the recipes in {shown} cannot be read: {error}"));
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).map_err(could_not)? {
        let entry = entry.map_err(could_not)?;
        let file = entry.file_name().to_string_lossy().into_owned();
        match file.strip_suffix(".rs") {
            Some(name) if !name.starts_with('.') => {
                found.push((name.to_owned(), entry.path()));
            }
            _ => {}
        }
    }
    found.sort();
    Ok(found)
}

/// Checks a recipe, which must be a documented program with a name that Cargo accepts, or a file of methods.
fn recipe(kind: Kind, name: &str, text: Arc<str>, shown: &str) -> Result<Recipe, Flaw> {
    let wrong = |mark, message: &str, help| Flaw {
        mark,
        message: message.to_owned(),
        help,
    };
    let is_plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    if !name.starts_with(|c: char| c.is_ascii_lowercase()) || !name.chars().all(is_plain) {
        return Err(wrong(
            Mark::START,
            &match kind {
                Kind::Recipe => format!("`{name}` cannot be the name of an example"),
                Kind::Method => format!("`{name}` cannot be the name of a module"),
            },
            "use small letters, digits and `_`, starting with a letter",
        ));
    }
    if is_device(name) {
        return Err(wrong(
            Mark::START,
            &format!("Windows cannot have a file with the name `{name}.rs`"),
            "rename it",
        ));
    }
    let invalid = |error: syn::Error| {
        wrong(
            mark(error.span()),
            &format!("this {} is not valid Rust: {error}", kind.name()),
            "correct it; it becomes a part of the emitted crate",
        )
    };
    let tokens: TokenStream = text
        .parse()
        .map_err(|error: LexError| invalid(error.into()))?;
    if let Some(place) = too_deep(&tokens) {
        return Err(wrong(
            mark(place),
            &format!("the syntax of this {} is nested too deeply", kind.name()),
            "divide it into smaller statements",
        ));
    }
    let program: syn::File = syn::parse2(tokens).map_err(invalid)?;
    let summary = summary(&program);
    if summary.is_empty() {
        return Err(wrong(
            Mark::START,
            &format!("this {} has no description", kind.name()),
            "begin the file with `//!` and a sentence about its purpose",
        ));
    }
    let is_main = |item: &Item| matches!(item, Item::Fn(item) if item.sig.ident == "main");
    let is_impl = |item: &Item| matches!(item, Item::Impl(_));
    if kind == Kind::Method && !program.items.iter().any(is_impl) {
        return Err(wrong(
            Mark::START,
            "this file of methods has no `impl`",
            "give a handle of the crate a method: `impl MeetingsHandle { … }`",
        ));
    }
    if kind == Kind::Recipe && !program.items.iter().any(is_main) {
        return Err(wrong(
            Mark::START,
            "this recipe is not a program: it has no `fn main`",
            "give it one that reads its arguments and does the job",
        ));
    }
    Ok(Recipe {
        name: name.to_owned(),
        summary,
        features: features(&program),
        text,
        shown: format!("{shown}/{name}.rs"),
    })
}

/// The first paragraph of a file's documentation.
fn summary(file: &syn::File) -> String {
    let first: Vec<String> = documentation(file)
        .skip_while(String::is_empty)
        .take_while(|line| !line.is_empty())
        .collect();
    first.join(" ")
}

/// The features that a program needs, from its documentation: `cargo run --example name --features webhooks,axum`.
fn features(file: &syn::File) -> Vec<String> {
    for line in documentation(file).filter(|line| line.contains("cargo run")) {
        let mut words = line.split_whitespace();
        if words.any(|word| word == "--features")
            && let Some(features) = words.next()
        {
            return features.split(',').map(str::to_owned).collect();
        }
    }
    Vec::new()
}

/// The lines of a file's documentation.
fn documentation(file: &syn::File) -> impl Iterator<Item = String> {
    file.attrs.iter().filter_map(|attribute| {
        let Meta::NameValue(meta) = &attribute.meta else {
            return None;
        };
        match &meta.value {
            Expr::Lit(ExprLit {
                lit: Lit::Str(line),
                ..
            }) if meta.path.is_ident("doc") => Some(line.value().trim().to_owned()),
            _ => None,
        }
    })
}

#[cfg(test)]
mod tests {
    use super::super::load::load;
    use super::*;
    use crate::diagnostics::sort;

    const ROOT: &str = "openapi: 3.0.3
info: {title: T, version: '1'}
x-client: {recipes: cookbook, methods: more}
paths: {}
";

    /// Loads a document with these files beside it. Returns it with its findings.
    fn loaded(files: &[(&str, &[u8])]) -> (Spec, Vec<String>) {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("root.yaml"), ROOT).unwrap();
        let method = ("more/close_all.rs", b"//! All.\nimpl Client {}\n" as &[u8]);
        fs::create_dir(folder.path().join("cookbook")).unwrap();
        fs::create_dir(folder.path().join("more")).unwrap();
        let recipes = files.iter().map(|(name, bytes)| (*name, *bytes));
        for (name, bytes) in [method].into_iter().chain(recipes) {
            let path = match name.contains('/') {
                true => folder.path().join(name),
                false => folder.path().join("cookbook").join(name),
            };
            fs::write(path, bytes).unwrap();
        }
        let spec = load(folder.path(), "spec").unwrap();
        let mut found = spec.conflicts.clone();
        sort(&mut found);
        let printed = found
            .iter()
            .map(|finding| format!("{} {}: {}", finding.rule, finding.position, finding.message))
            .collect();
        (spec, printed)
    }

    #[test]
    fn the_programs_of_the_folder_are_read_in_the_order_of_their_names() {
        let text = "//! When one\n//! needs it.\n//!\n//! More.\n\nfn main() {}\n";
        let (spec, printed) = loaded(&[
            ("zig_zag.rs", text.as_bytes()),
            ("b2.rs", b"\xef\xbb\xbf//!\n//! B.\nasync fn main() {}"),
            ("README.md", b"# no program"),
            (".hidden.rs", b"("),
        ]);
        assert_eq!(printed, [""; 0]);
        let summaries: Vec<_> = spec
            .recipes
            .iter()
            .map(|recipe| (recipe.name.as_str(), recipe.summary.as_str()))
            .collect();
        assert_eq!(summaries, [("b2", "B."), ("zig_zag", "When one needs it.")]);
        assert_eq!(&*spec.recipes[1].text, text);
    }

    #[test]
    fn a_recipe_needs_the_features_that_it_is_run_with() {
        let text = "//! Receives it.\n//!\n//! ```console\n//! $ cargo run --example a --features webhooks,axum -- X\n\
                    //! ```\nfn main() {}\n";
        let (spec, printed) = loaded(&[
            ("a.rs", text.as_bytes()),
            (
                "b.rs",
                b"//! The flag --features x is explained.\nfn main() {}",
            ),
        ]);
        assert_eq!(printed, [""; 0]);
        assert_eq!(spec.recipes[0].features, ["webhooks", "axum"]);
        assert!(spec.recipes[1].features.is_empty());
    }

    #[test]
    fn invalid_recipes_are_reported_with_a_position() {
        let [open, close] = ["(", ")"].map(|bracket| bracket.repeat(100_000));
        let deep = format!("//! G.\nfn main() {{ {open}{close}; }}\n");
        let (spec, printed) = loaded(&[
            ("a.rs", b"//! A.\nfn main() {\n    let \xc3\xa9 = ;\n}\n"),
            ("b.rs", b"//! B.\nfn main() {\n"),
            ("c.rs", b"//! C.\nfn run() {}\n"),
            ("d.rs", b"fn main() {}\n"),
            ("e.rs", b"//! E\xff.\nfn main() {}\n"),
            ("F.rs", b"//! F.\nfn main() {}\n"),
            ("g.rs", deep.as_bytes()),
            ("nul.rs", b"//! N.\nfn main() {}\n"),
        ]);
        assert_eq!(
            printed,
            [
                "unreadable-recipe spec/cookbook/F.rs:1:1: `F` cannot be the name of an example",
                "unreadable-recipe spec/cookbook/a.rs:3:13: this recipe is not valid Rust: expected an expression",
                "unreadable-recipe spec/cookbook/b.rs:2:11: this recipe is not valid Rust: cannot parse string into token stream",
                "unreadable-recipe spec/cookbook/c.rs:1:1: this recipe is not a program: it has no `fn main`",
                "unreadable-recipe spec/cookbook/d.rs:1:1: this recipe has no description",
                "encoding spec/cookbook/e.rs:1:6: this file is not UTF-8",
                "unreadable-recipe spec/cookbook/g.rs:2:10006: the syntax of this recipe is nested too deeply",
                "unreadable-recipe spec/cookbook/nul.rs:1:1: Windows cannot have a file with the name `nul.rs`",
            ]
        );
        assert!(spec.recipes.is_empty());
    }

    #[test]
    fn methods_are_read_and_invalid_ones_are_reported() {
        let recipe = ("a.rs", b"//! A.\nfn main() {}" as &[u8]);
        let (spec, printed) = loaded(&[
            recipe,
            ("more/b.rs", b"//! B.\nfn main() {}\n"),
            ("more/c.rs", b"impl Client {}\n"),
            ("more/d.rs", b"//! D.\nimpl Client { fn }\n"),
            ("more/E.rs", b"//! E.\nimpl Client {}\n"),
        ]);
        assert_eq!(
            printed,
            [
                "unreadable-method spec/more/E.rs:1:1: `E` cannot be the name of a module",
                "unreadable-method spec/more/b.rs:1:1: this file of methods has no `impl`",
                "unreadable-method spec/more/c.rs:1:1: this file of methods has no description",
                "unreadable-method spec/more/d.rs:2:18: this file of methods is not valid Rust: unexpected end of input, expected identifier",
            ]
        );
        let [method] = spec.methods.as_slice() else {
            panic!("{:?}", spec.methods)
        };
        assert_eq!(
            (method.name.as_str(), method.summary.as_str()),
            ("close_all", "All.")
        );
    }

    #[test]
    fn a_recipe_folder_without_a_program_is_a_finding() {
        assert_eq!(
            loaded(&[("notes.txt", b"fn main() {}")]).1,
            ["unreadable-recipe spec/root.yaml:3:21: spec/cookbook contains no recipe"]
        );
    }
}
