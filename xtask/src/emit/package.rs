//! Assembles the emitted crate: the files by path, formatted, each with its imports.

use std::collections::BTreeMap;

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::{File, Item};

use super::code::{Code, parse};
use super::emission::Emission;
use super::imports::{Group, with_imports};
use super::{
    client, client_builder, events, front_page, manifest, methods, resources, response_examples,
};
use crate::lower::problem::Problems;
use crate::workspace::Runtime;
use crate::write::{Files, HEADER};

/// The items of each type, by its name.
pub type TypeItems = BTreeMap<String, Vec<Item>>;

/// All files of the crate with this code. `runtime` is the entry of the runtime crate in the manifest.
pub fn package(emission: &Emission, code: Code, runtime: &Runtime) -> Result<Files, Problems> {
    let mut files = Files::new();
    for (path, file) in code {
        files.insert(path, format_file(file));
    }
    let named = |name: &str| files.values().any(|text| text.contains(name));
    let needs = manifest::Needs {
        serde: named("serde::"),
        derives: files.values().any(|text| derives(text)),
        json: named("serde_json::"),
        patterns: named("validate::pattern("),
    };
    files.insert(
        "Cargo.toml".to_owned(),
        manifest::cargo(emission, runtime, &needs)?,
    );
    files.insert("README.md".to_owned(), front_page::readme(emission));
    Ok(files)
}

/// Whether the code has a derive of serde.
fn derives(code: &str) -> bool {
    let derived = code.split("#[derive(").skip(1);
    let mut derived = derived.filter_map(|rest| rest.split(")]").next());
    derived.any(|names| names.contains("erialize"))
}

/// Makes the Rust files of the crate, with their imports, and passes each to `add` with its path below the output folder.
/// All files of a large crate take much memory: who does not need them at once drops each. `file_of` returns the file of a
/// type by its pointer in the document as loaded; `examples` are the files with examples of types.
pub fn code(
    emission: &Emission,
    types: TypeItems,
    examples: BTreeMap<String, TokenStream>,
    file_of: &dyn Fn(&str) -> String,
    add: &mut dyn FnMut(String, File),
) -> Result<(), Problems> {
    let type_files = type_files(types, emission, file_of);
    let homes: BTreeMap<String, String> = type_files
        .iter()
        .flat_map(|(file, items)| {
            items
                .iter()
                .filter_map(defined)
                .map(|name| (name, file.clone()))
        })
        .collect();
    add(
        "src/types/mod.rs".to_owned(),
        parse(types_index(&type_files, !examples.is_empty()))?,
    );
    if !examples.is_empty() {
        let names: Vec<_> = examples
            .keys()
            .map(|name| format_ident!("{name}"))
            .collect();
        let index = quote! {
            #![doc = " Examples of response types, for tests. They need the feature `test-util`."]
            #(mod #names;)*
        };
        add(
            format!("{}mod.rs", response_examples::FOLDER),
            parse(index)?,
        );
    }
    for (file, examples) in examples {
        let imported = |name: &str| homes.get(name).map(|_| "crate::types".to_owned());
        let path = format!("{}{file}.rs", response_examples::FOLDER);
        add(path, with_imports(parse(examples)?, imported)?);
    }
    for (file, items) in type_files {
        let about = format!(" Types of `{file}`.");
        let mut body = parse(quote!(#![doc = #about]))?;
        body.items = items;
        let body = with_imports(body, |name| {
            let elsewhere = homes.get(name).filter(|home| **home != file);
            elsewhere.map(|_| "super".to_owned())
        })?;
        add(format!("src/types/{file}.rs"), body);
    }
    for (path, file) in methods::code(emission.methods)? {
        add(path, file);
    }
    let resource_files = resources::resources(emission);
    let resource_names: Vec<String> = resource_files.keys().cloned().collect();
    let mut handles: BTreeMap<String, String> = BTreeMap::new();
    for handle in emission.tree.handles.iter().skip(1) {
        handles.insert(handle.name.clone(), handle.file.clone());
    }
    let module = |name: &str, file: &str| match handles.get(name) {
        Some(home) => (home != file).then(|| format!("crate::resources::{home}")),
        None => homes.get(name).map(|_| "crate::types".to_owned()),
    };
    for (file, body) in resource_files {
        let body = with_imports(parse(body)?, |name| module(name, &file))?;
        add(format!("src/resources/{file}.rs"), body);
    }
    add(
        "src/resources/mod.rs".to_owned(),
        parse(modules(" The handles and their calls.", &resource_names))?,
    );
    let client = with_imports(parse(client::client(emission))?, |name| module(name, ""))?;
    add("src/client/mod.rs".to_owned(), client);
    let builder = with_imports(
        parse(client_builder::builder(emission))?,
        |name| match name {
            "Client" => Some("super".to_owned()),
            name => module(name, ""),
        },
    )?;
    add("src/client/builder.rs".to_owned(), builder);
    if let Some(events) = events::module(emission) {
        add("src/events.rs".to_owned(), parse(events)?);
    }
    let library = parse(front_page::library(emission))?;
    add("src/lib.rs".to_owned(), library);
    Ok(())
}

/// The types by file, in the order of the document.
fn type_files(
    mut types: TypeItems,
    emission: &Emission,
    file_of: &dyn Fn(&str) -> String,
) -> BTreeMap<String, Vec<Item>> {
    let mut files: BTreeMap<String, Vec<Item>> = BTreeMap::new();
    for found in emission.types.iter() {
        if let Some(code) = types.remove(found.name) {
            let file = files.entry(file_of(&found.schema.pointer)).or_default();
            file.extend(code);
        }
    }
    files
}

fn defined(item: &Item) -> Option<String> {
    match item {
        Item::Struct(item) => Some(item.ident.to_string()),
        Item::Enum(item) => Some(item.ident.to_string()),
        _ => None,
    }
}

fn types_index(files: &BTreeMap<String, Vec<Item>>, has_examples: bool) -> TokenStream {
    let names: Vec<_> = files.keys().map(|name| format_ident!("{name}")).collect();
    let examples = has_examples.then(|| {
        quote! {
            #[cfg(feature = "test-util")]
            mod examples;
        }
    });
    quote! {
        #![doc = " The types of requests and responses."]
        #(mod #names;)*
        #(pub use self::#names::*;)*
        #examples
    }
}

fn modules(about: &str, names: &[String]) -> TokenStream {
    let names = names.iter().map(|name| format_ident!("{name}"));
    quote!(#![doc = #about] #(pub mod #names;)*)
}

fn format_file(file: File) -> String {
    format!("// {HEADER}\n\n{}", spaced(&prettyplease::unparse(&file)))
}

/// Puts an empty line between items, methods and groups of imports, which the printer does not do.
fn spaced(code: &str) -> String {
    let mut out = String::with_capacity(code.len() + code.len() / 16);
    let mut previous = "";
    let mut imported: Option<Group> = None;
    for line in code.lines() {
        let behind_docs =
            previous.starts_with("//!") && !line.starts_with("//!") && !line.is_empty();
        let import = line.strip_prefix("use ").map(Group::of);
        let is_separate = match (imported, import) {
            (Some(before), Some(now)) => before != now,
            _ => behind_docs || (ends_item(previous) && starts_item(line, previous)),
        };
        if is_separate {
            out.push('\n');
        }
        imported = import.or(imported);
        out.push_str(line);
        out.push('\n');
        previous = line;
    }
    out
}

/// Whether a line ends an item of a file or of an impl.
fn ends_item(line: &str) -> bool {
    let word = line.trim_start();
    let indent = line.len() - word.len();
    let closes = word == "}" || word.ends_with("{}") || word.ends_with(';');
    (indent == 0 || (indent == 4 && !word.ends_with(';'))) && closes && !word.starts_with("//")
}

/// Whether a line starts another item that is not one more line of a list of modules.
fn starts_item(line: &str, previous: &str) -> bool {
    let word = line.trim_start();
    let list = ["mod ", "pub mod ", "pub use "];
    let listed = |line: &str| list.iter().any(|start| line.starts_with(start));
    let between = listed(word) && listed(previous);
    !(word.is_empty() || word.starts_with('}') || between)
}
