//! The imports of a crate: its sources are parsed, and each path is resolved to the file that defines the item.
//!
//! Paths that begin with `crate`, `self`, `super` or a module declared beside them are read, in `use` declarations, in
//! code and in the arguments of macros. Tests are ignored. An item that a module re-exports from an inner module
//! belongs to the inner module.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens;
use syn::visit::{self, Visit};
use syn::{Attribute, Item, UseTree};

/// Importing file, imported file, and the names.
pub type Imports = BTreeMap<String, BTreeMap<String, BTreeSet<String>>>;

/// A module path below the crate's root.
type Module = Vec<String>;

#[derive(Default)]
struct Sources {
    /// The file of each module.
    files: BTreeMap<Module, String>,
    /// The items that a module defines.
    items: BTreeMap<Module, BTreeSet<String>>,
    /// The imported names of a module, with their paths; `*` has a path for each glob.
    brought: BTreeMap<Module, Vec<(String, Vec<String>)>>,
    /// The files of macros that are exported at the root.
    macros: BTreeMap<String, String>,
    /// Each path in a module.
    paths: Vec<(Module, Vec<String>)>,
}

/// The imports between the files of the crate whose root is this file; files are named by their path below its folder.
pub fn of_crate(root: &Path) -> Imports {
    let folder = root.parent().unwrap();
    let mut sources = Sources::default();
    sources.read(root, folder, folder, Vec::new());
    let mut imports: Imports = sources
        .files
        .values()
        .map(|file| (file.clone(), BTreeMap::new()))
        .collect();
    for (module, path) in &sources.paths {
        let Some(path) = sources.absolute(module, path) else {
            continue;
        };
        let (from, to) = (&sources.files[module], sources.file(&path, 0));
        if *from != to && !path.is_empty() {
            let names = imports.get_mut(from).unwrap().entry(to).or_default();
            names.insert(path.last().unwrap().clone());
        }
    }
    imports
}

impl Sources {
    fn read(&mut self, file: &Path, folder: &Path, children: &Path, module: Module) {
        let text = fs::read_to_string(file).unwrap();
        let name = file.strip_prefix(folder).unwrap().display().to_string();
        let parsed = syn::parse_file(&text).unwrap_or_else(|error| panic!("{name}: {error}"));
        self.files.insert(module.clone(), name);
        self.read_items(&parsed.items, folder, children, module);
    }

    fn read_items(&mut self, items: &[Item], folder: &Path, children: &Path, module: Module) {
        // the modules first: a path may begin with one that is declared below it
        for item in items {
            let Item::Mod(inner) = item else { continue };
            if is_test(&inner.attrs) {
                continue;
            }
            let name = inner.ident.to_string();
            let below = children.join(&name);
            let mut inside = module.clone();
            inside.push(name);
            if let Some((_, items)) = &inner.content {
                let file = self.files[&module].clone();
                self.files.insert(inside.clone(), file);
                self.read_items(items, folder, &below, inside);
            } else {
                let candidates = [below.with_extension("rs"), below.join("mod.rs")];
                let file: &PathBuf = candidates.iter().find(|file| file.exists()).unwrap();
                self.read(file, folder, &below, inside);
            }
        }
        let mut reader = Reader {
            sources: self,
            module: &module,
        };
        for item in items {
            if !matches!(item, Item::Mod(_)) {
                reader.visit_item(item);
            }
        }
    }

    /// A path from the crate's root, unless it leads to another crate.
    fn absolute(&self, module: &[String], path: &[String]) -> Option<Vec<String>> {
        let mut from: Module = module.to_vec();
        let mut rest = path;
        match path.first()?.as_str() {
            "crate" => from.clear(),
            "self" | "super" => {}
            first => {
                from.push(first.to_owned());
                return self
                    .files
                    .contains_key(&from)
                    .then(|| [module, path].concat());
            }
        }
        while let Some((first, behind)) = rest.split_first() {
            match first.as_str() {
                "crate" | "self" => {}
                "super" => drop(from.pop()),
                _ => break,
            }
            rest = behind;
        }
        Some([&from, rest].concat())
    }

    /// The file that defines the target of this path.
    fn file(&self, path: &[String], depth: usize) -> String {
        let longest = (0..=path.len()).rev();
        let (module, rest) = longest
            .map(|length| path.split_at(length))
            .find(|(module, _)| self.files.contains_key(*module))
            .unwrap();
        let own = &self.files[module];
        let Some((name, behind)) = rest.split_first() else {
            return own.clone();
        };
        if module.is_empty()
            && let Some(file) = self.macros.get(name)
        {
            return file.clone();
        }
        let brought = self.brought.get(module).map_or(&[][..], Vec::as_slice);
        for (known, target) in brought {
            let Some(mut target) = self.absolute(module, target) else {
                continue;
            };
            // the others are imported by this module, and count as its own for whoever takes them from here
            let is_inside = target.len() > module.len() && target.starts_with(module);
            let is_meant = known == name || known == "*" && self.has(&target, name);
            if depth < 8 && is_inside && is_meant {
                if known == "*" {
                    target.push(name.clone());
                }
                target.extend_from_slice(behind);
                return self.file(&target, depth + 1);
            }
        }
        own.clone()
    }

    fn has(&self, module: &[String], name: &str) -> bool {
        let brought = self.brought.get(module).map_or(&[][..], Vec::as_slice);
        self.items
            .get(module)
            .is_some_and(|items| items.contains(name))
            || brought.iter().any(|(known, _)| known == name)
    }
}

/// Reads the paths of one module.
struct Reader<'a> {
    sources: &'a mut Sources,
    module: &'a Module,
}

impl Reader<'_> {
    fn path(&mut self, path: Vec<String>) {
        self.sources.paths.push((self.module.clone(), path));
    }

    fn bring(&mut self, tree: &UseTree, mut path: Vec<String>) {
        match tree {
            UseTree::Path(inner) => {
                path.push(inner.ident.to_string());
                self.bring(&inner.tree, path);
            }
            UseTree::Group(group) => {
                for tree in &group.items {
                    self.bring(tree, path.clone());
                }
            }
            UseTree::Name(_) | UseTree::Rename(_) | UseTree::Glob(_) => {
                let (taken, known) = match tree {
                    UseTree::Name(name) => (name.ident.to_string(), name.ident.to_string()),
                    UseTree::Rename(name) => (name.ident.to_string(), name.rename.to_string()),
                    _ => ("*".to_owned(), "*".to_owned()),
                };
                // `a::{self}` brings in `a`
                let known = match path.last() {
                    Some(last) if known == "self" => last.clone(),
                    _ => known,
                };
                if taken != "*" && taken != "self" || path.is_empty() {
                    path.push(taken);
                }
                let brought = self.sources.brought.entry(self.module.clone()).or_default();
                brought.push((known, path.clone()));
                self.path(path);
            }
        }
    }

    /// The paths among tokens that are not parsed.
    fn tokens(&mut self, tokens: TokenStream) {
        let mut path: Vec<String> = Vec::new();
        let mut colons = 0;
        for token in tokens {
            match token {
                TokenTree::Ident(ident) if path.is_empty() || colons == 2 => {
                    path.push(ident.to_string());
                    colons = 0;
                    continue;
                }
                TokenTree::Punct(punct) if punct.as_char() == ':' && !path.is_empty() => {
                    colons += 1;
                    continue;
                }
                TokenTree::Group(group) => self.tokens(group.stream()),
                _ => {}
            }
            self.end(&mut path);
            colons = 0;
        }
        self.end(&mut path);
    }

    fn end(&mut self, path: &mut Vec<String>) {
        let path = std::mem::take(path);
        if path.len() > 1 {
            self.path(path);
        }
    }
}

impl<'ast> Visit<'ast> for Reader<'_> {
    fn visit_item(&mut self, item: &'ast Item) {
        let (attributes, name) = match item {
            Item::Const(item) => (&item.attrs, Some(&item.ident)),
            Item::Enum(item) => (&item.attrs, Some(&item.ident)),
            Item::Fn(item) => (&item.attrs, Some(&item.sig.ident)),
            Item::Impl(item) => (&item.attrs, None),
            Item::Macro(item) => (&item.attrs, item.ident.as_ref()),
            Item::Mod(item) => (&item.attrs, None),
            Item::Static(item) => (&item.attrs, Some(&item.ident)),
            Item::Struct(item) => (&item.attrs, Some(&item.ident)),
            Item::Trait(item) => (&item.attrs, Some(&item.ident)),
            Item::Type(item) => (&item.attrs, Some(&item.ident)),
            Item::Use(item) => (&item.attrs, None),
            other => panic!(
                "a kind of item that is not known: {}",
                other.to_token_stream()
            ),
        };
        if is_test(attributes) {
            return;
        }
        if let Some(name) = name {
            let items = self.sources.items.entry(self.module.clone()).or_default();
            items.insert(name.to_string());
        }
        if let Item::Macro(item) = item
            && let Some(name) = &item.ident
        {
            // its expansion is written elsewhere
            if item
                .attrs
                .iter()
                .any(|attribute| attribute.path().is_ident("macro_export"))
            {
                let file = self.sources.files[self.module].clone();
                self.sources.macros.insert(name.to_string(), file);
            }
            return;
        }
        visit::visit_item(self, item);
    }

    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        self.bring(&item.tree, Vec::new());
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        if path.segments.len() > 1 {
            let segments = path.segments.iter();
            self.path(segments.map(|segment| segment.ident.to_string()).collect());
        }
        visit::visit_path(self, path);
    }

    fn visit_macro(&mut self, called: &'ast syn::Macro) {
        // quoted code belongs to another crate
        let is_quoted = |part: &syn::PathSegment| part.ident.to_string().contains("quote");
        if !called.path.segments.last().is_some_and(is_quoted) {
            self.tokens(called.tokens.clone());
        }
        visit::visit_macro(self, called);
    }

    fn visit_attribute(&mut self, _: &'ast Attribute) {}
}

fn is_test(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        attribute.path().is_ident("cfg")
            && attribute.meta.to_token_stream().to_string() == "cfg (test)"
    })
}
