//! Finds names in recipes that the emitted crate does not have: types, fields, variants and methods. Types are inferred only
//! in simple cases. The rest is left to the compiler, so that every finding is right.

use std::collections::HashMap;

use proc_macro2::Span;
use syn::visit::{self, Visit};
use syn::{Block, FnArg, Ident, Item, ReturnType, Signature, Type, UseTree};

use super::api::{Api, Kind, kind};
use crate::diagnostics::did_you_mean;

/// A name that the crate does not have.
pub(super) struct Missing {
    pub span: Span,
    pub message: String,
    pub help: String,
}

/// Methods of standard traits that any type may have.
const OF_TRAITS: [&str; 28] = [
    "as_mut",
    "as_ref",
    "borrow",
    "borrow_mut",
    "clone",
    "clone_from",
    "clone_into",
    "cmp",
    "default",
    "deserialize",
    "eq",
    "fmt",
    "from",
    "from_str",
    "ge",
    "gt",
    "hash",
    "into",
    "le",
    "lt",
    "ne",
    "partial_cmp",
    "serialize",
    "to_owned",
    "to_string",
    "try_from",
    "try_into",
    "type_id",
];

/// The macro that gives every object further methods.
const OBJECTS: &str = include_str!("../../../../crates/runtime/src/types/object/mod.rs");

/// The meaning of an imported name.
#[derive(Clone)]
enum Import {
    /// A name at the root, or one of `types`.
    Emitted(String),
    /// The module `types`.
    Types,
}

/// The names in `program` that the crate `module` does not have.
pub(super) fn check(program: &syn::File, module: &str, api: &Api) -> Vec<Missing> {
    let mut checker = Checker {
        api,
        module,
        imports: HashMap::new(),
        own: HashMap::new(),
        functions: HashMap::new(),
        methods: Vec::new(),
        scopes: vec![HashMap::new()],
        missing: Vec::new(),
    };
    let mut declared = Declared::default();
    declared.visit_file(program);
    for item in &program.items {
        if let Item::Use(item) = item {
            checker.import(&item.tree, &[]);
        }
    }
    for name in declared.types.iter().chain(&declared.modules) {
        checker.imports.remove(name);
    }
    checker.methods = declared.methods;
    checker.declare(&program.items);
    checker.visit_file(program);
    checker.missing
}

/// The names that a program declares, at any depth.
#[derive(Default)]
struct Declared {
    types: Vec<String>,
    modules: Vec<String>,
    methods: Vec<String>,
}

impl<'a> Visit<'a> for Declared {
    fn visit_item(&mut self, item: &'a Item) {
        match item {
            Item::Struct(item) => self.types.push(item.ident.to_string()),
            Item::Enum(item) => self.types.push(item.ident.to_string()),
            Item::Union(item) => self.types.push(item.ident.to_string()),
            Item::Type(item) => self.types.push(item.ident.to_string()),
            Item::Trait(item) => self.types.push(item.ident.to_string()),
            Item::Mod(item) => self.modules.push(item.ident.to_string()),
            _ => {}
        }
        visit::visit_item(self, item);
    }

    fn visit_type_param(&mut self, parameter: &'a syn::TypeParam) {
        self.types.push(parameter.ident.to_string());
    }

    fn visit_signature(&mut self, signature: &'a Signature) {
        self.methods.push(signature.ident.to_string());
        visit::visit_signature(self, signature);
    }
}

pub(super) struct Checker<'a> {
    pub(super) api: &'a Api,
    module: &'a str,
    imports: HashMap<String, Import>,
    /// The fields of the program's own structs.
    pub(super) own: HashMap<String, HashMap<String, Kind>>,
    /// The return types of the program's own functions.
    pub(super) functions: HashMap<String, Kind>,
    /// The names of all functions of the program. One may be a method that it adds to a type of the crate.
    methods: Vec<String>,
    pub(super) scopes: Vec<HashMap<String, Kind>>,
    missing: Vec<Missing>,
}

impl Checker<'_> {
    fn import(&mut self, tree: &UseTree, path: &[&Ident]) {
        match tree {
            UseTree::Path(below) => self.import(&below.tree, &[path, &[&below.ident]].concat()),
            UseTree::Group(group) => group.items.iter().for_each(|tree| self.import(tree, path)),
            UseTree::Name(name) => self.import_one(&[path, &[&name.ident]].concat(), &name.ident),
            UseTree::Rename(name) => {
                self.import_one(&[path, &[&name.ident]].concat(), &name.rename)
            }
            UseTree::Glob(_) => {
                if let [root, types] = path
                    && *root == self.module
                    && *types == "types"
                {
                    let names = self.api.types.iter();
                    let names: Vec<_> = names
                        .map(|name| (name.clone(), Import::Emitted(name.clone())))
                        .collect();
                    self.imports.extend(names);
                }
            }
        }
    }

    fn import_one(&mut self, path: &[&Ident], as_name: &Ident) {
        // `types::{self}` is `types`.
        let (path, as_name) = match path {
            [front @ .., module, last] if *last == "self" => {
                let own = if as_name == "self" { module } else { as_name };
                (&path[..=front.len()], own)
            }
            _ => (path, as_name),
        };
        if let Some(import) = self.meant(path) {
            self.imports.insert(as_name.to_string(), import);
        }
    }

    /// The meaning of a path that begins with the crate. A name that the crate does not have is recorded as missing.
    fn meant(&mut self, path: &[&Ident]) -> Option<Import> {
        let (root, path) = path.split_first()?;
        if **root != self.module {
            return None;
        }
        let (known, name, place) = match path {
            [types] if *types == "types" => return Some(Import::Types),
            [types, name, ..] if *types == "types" => (&self.api.types, name, "types"),
            [name, ..] => (&self.api.root, name, "its root"),
            [] => return None,
        };
        let name_text = name.to_string();
        if known.contains(&name_text) {
            return Some(Import::Emitted(name_text));
        }
        let message = format!("the crate has no `{name}` in {place}");
        self.miss(
            name.span(),
            message,
            &name_text,
            known.iter().map(String::as_str),
        );
        None
    }

    fn miss<'n>(
        &mut self,
        span: Span,
        message: String,
        name: &str,
        known: impl Iterator<Item = &'n str>,
    ) {
        let mut known: Vec<&str> = known.collect();
        known.sort_unstable();
        let otherwise = match known.as_slice() {
            [] => "correct the recipe".to_owned(),
            known if known.len() > 24 => "correct the recipe, or the document".to_owned(),
            known => format!("correct the recipe: there is {}", known.join(", ")),
        };
        self.missing.push(Missing {
            span,
            message,
            help: did_you_mean(name, known.iter().copied(), &otherwise),
        });
    }

    /// Records the structs and functions of the program.
    fn declare(&mut self, items: &[Item]) {
        for item in items {
            if let Item::Struct(item) = item {
                self.own.insert(item.ident.to_string(), HashMap::new());
            }
        }
        for item in items {
            match item {
                Item::Struct(item) => {
                    let fields = item.fields.iter().filter_map(|field| {
                        Some((field.ident.as_ref()?.to_string(), self.kind(&field.ty)))
                    });
                    let fields = fields.collect();
                    self.own.insert(item.ident.to_string(), fields);
                }
                Item::Fn(item) => {
                    let returned = self.returned(&item.sig);
                    self.functions.insert(item.sig.ident.to_string(), returned);
                }
                _ => {}
            }
        }
    }

    fn returned(&self, signature: &Signature) -> Kind {
        let returned = match &signature.output {
            ReturnType::Type(_, returned) => self.kind(returned),
            ReturnType::Default => Kind::Unknown,
        };
        match signature.asyncness.is_some() {
            true => Kind::Future(Box::new(returned)),
            false => returned,
        }
    }

    pub(super) fn kind(&self, written: &Type) -> Kind {
        kind(written, &|name| match self.imports.get(name) {
            Some(Import::Emitted(name)) if self.api.methods.contains_key(name) => {
                Kind::Emitted(name.clone())
            }
            _ if self.own.contains_key(name) => Kind::Own(name.to_owned()),
            _ => Kind::Unknown,
        })
    }

    pub(super) fn function(&mut self, signature: &Signature, body: &Block) {
        let outer = std::mem::replace(&mut self.scopes, vec![HashMap::new()]);
        for input in &signature.inputs {
            if let FnArg::Typed(input) = input {
                let kind = self.kind(&input.ty);
                self.bind(&input.pat, kind);
            }
        }
        self.block(body);
        self.scopes = outer;
    }

    /// The struct of the crate that a path names.
    pub(super) fn kind_of_path(&self, path: &syn::Path) -> Option<Kind> {
        let name = path.get_ident()?.to_string();
        match self.imports.get(&name)? {
            Import::Emitted(name) if self.api.fields.contains_key(name) => {
                Some(Kind::Emitted(name.clone()))
            }
            _ => None,
        }
    }

    /// The type at the start of a path, and the name after it.
    pub(super) fn member<'p>(&mut self, path: &'p syn::Path) -> Option<(String, &'p Ident)> {
        let names: Vec<&Ident> = path.segments.iter().map(|segment| &segment.ident).collect();
        let (name, rest) = match names.as_slice() {
            [root, types, name, rest @ ..] if **root == self.module && **types == "types" => {
                self.meant(&[root, types, name])?;
                (name.to_string(), rest)
            }
            [root, name, rest @ ..] if **root == self.module => {
                self.meant(&[root, name])?;
                (name.to_string(), rest)
            }
            [first, rest @ ..] => match (self.imports.get(&first.to_string())?.clone(), rest) {
                (Import::Emitted(name), rest) => (name, rest),
                (Import::Types, [name, rest @ ..]) => {
                    if !self.api.types.contains(&name.to_string()) {
                        let message = format!("the crate has no `{name}` in types");
                        let known: Vec<String> = self.api.types.iter().cloned().collect();
                        self.miss(
                            name.span(),
                            message,
                            &name.to_string(),
                            known.iter().map(String::as_str),
                        );
                        return None;
                    }
                    (name.to_string(), rest)
                }
                (Import::Types, []) => return None,
            },
            [] => return None,
        };
        match rest {
            [member] => Some((name, member)),
            _ => None,
        }
    }

    /// Checks a path to a variant or a function of a type of the crate.
    pub(super) fn path(&mut self, path: &syn::Path) {
        if let Some((name, member)) = self.member(path) {
            self.associated(&name, member);
        }
    }

    /// The type of a variant, or of the value that an associated function returns. A name that the type does not have
    /// is recorded as missing.
    pub(super) fn associated(&mut self, name: &str, member: &Ident) -> Kind {
        let text = member.to_string();
        let api = self.api;
        if let Some(variants) = api.variants.get(name) {
            // Functions of enums are made by macros of the runtime.
            let is_variant =
                text.starts_with(char::is_uppercase) && text.contains(char::is_lowercase);
            if is_variant && !variants.contains(&text) && !self.methods.contains(&text) {
                let message = format!("`{name}` has no variant `{member}`");
                self.miss(
                    member.span(),
                    message,
                    &text,
                    variants.iter().map(String::as_str),
                );
            }
            return Kind::Emitted(name.to_owned());
        }
        match text.starts_with(char::is_lowercase) {
            true => self.method(name, member),
            false => Kind::Unknown,
        }
    }

    /// The type that a method of a type of the crate returns. A method that it does not have is recorded as missing.
    pub(super) fn method(&mut self, name: &str, method: &Ident) -> Kind {
        let text = method.to_string();
        let api = self.api;
        let Some(methods) = api.methods.get(name) else {
            return Kind::Unknown;
        };
        if let Some(returned) = methods.get(&text) {
            return returned.clone();
        }
        if ["clone", "to_owned"].contains(&text.as_str()) {
            return Kind::Emitted(name.to_owned());
        }
        let of_objects = || OBJECTS.contains(&format!("fn {text}("));
        let is_known =
            OF_TRAITS.contains(&text.as_str()) || self.methods.contains(&text) || of_objects();
        if api.closed.contains(name) && !is_known {
            let message = format!("`{name}` has no method `{method}`");
            self.miss(
                method.span(),
                message,
                &text,
                methods.keys().map(String::as_str),
            );
        }
        Kind::Unknown
    }

    /// The type of a field. A field that a struct of the crate does not have is recorded as missing.
    pub(super) fn field(&mut self, of: &Kind, field: &Ident) -> Kind {
        let text = field.to_string();
        let api = self.api;
        match of {
            Kind::Emitted(name) => {
                let Some(fields) = api.fields.get(name) else {
                    return Kind::Unknown;
                };
                if let Some(kind) = fields.get(&text) {
                    return kind.clone();
                }
                let message = format!("`{name}` has no field `{field}`");
                self.miss(
                    field.span(),
                    message,
                    &text,
                    fields.keys().map(String::as_str),
                );
                Kind::Unknown
            }
            Kind::Own(name) => {
                let fields = self.own.get(name);
                fields
                    .and_then(|fields| fields.get(&text))
                    .cloned()
                    .unwrap_or(Kind::Unknown)
            }
            Kind::Page(item) if text == "items" => Kind::List(item.clone()),
            _ => Kind::Unknown,
        }
    }
}
