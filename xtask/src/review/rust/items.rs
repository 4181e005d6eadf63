//! The public items of a generated crate: a line for each thing that callers can name, with its signature.

use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use quote::ToTokens;
use syn::visit_mut::{self, VisitMut};
use syn::{Attribute, Fields, File, ImplItem, Item as SynItem, ItemImpl, Type, Visibility};

use crate::emit::response_examples::FOLDER;

/// A thing that callers can name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// The type or handle that it belongs to; for that type's own item the same as its name.
    pub owner: String,
    /// The field, variant or method; empty for the type itself.
    pub member: String,
    /// What callers write against, without docs and bodies; formatted only when it is shown.
    pub signature: String,
    /// A digest of all of it, with docs and bodies.
    pub text: u64,
    /// Whether an addition to it does not break callers.
    pub is_open: bool,
}

/// The items of a crate by path, `types::Participant::name`.
pub type Items = BTreeMap<String, Item>;

/// The public items of some files of a crate, by their paths below the crate.
pub fn items<P: AsRef<str>>(files: impl IntoIterator<Item = (P, File)>) -> Items {
    let mut reader = Reader::default();
    for (path, file) in files {
        reader.file(path.as_ref(), file);
    }
    reader.items
}

/// The item for a crate of this name.
pub fn of_crate(name: &str) -> Item {
    Item {
        owner: "crate".to_owned(),
        member: String::new(),
        signature: format!("use {name}"),
        text: 0,
        is_open: true,
    }
}

/// The module by which callers name what a file holds. Files below `types` and `client` are private.
fn module(path: &str) -> String {
    let path = path.trim_end_matches(".rs").trim_end_matches("/mod");
    match path.split('/').next() {
        Some(folder @ ("types" | "client")) => format!("{folder}::"),
        _ if path == "lib" => String::new(),
        _ => format!("{}::", path.replace('/', "::")),
    }
}

/// The private statics of a file by name. They describe requests, and belong to the methods that use them.
fn inside(file: &File) -> BTreeMap<String, String> {
    let statics = file.items.iter().filter_map(|item| match item {
        SynItem::Static(item) => Some((item.ident.to_string(), item.to_token_stream().to_string())),
        _ => None,
    });
    statics.collect()
}

/// Reads the public items of a crate, file by file.
#[derive(Default)]
pub struct Reader {
    /// Those of the files so far.
    pub items: Items,
    /// Statics of the file that is being read.
    inside: BTreeMap<String, String>,
}

impl Reader {
    /// Reads a file, by its path below the crate.
    pub fn file(&mut self, path: &str, file: File) {
        // Examples are for tests of callers, and change with the examples of the document.
        let inner = path.strip_prefix("src/");
        let Some(inner) = inner.filter(|_| !path.starts_with(FOLDER)) else {
            return;
        };
        let module = module(inner);
        self.inside = inside(&file);
        for item in file.items {
            self.item(&module, item);
        }
    }

    fn item(&mut self, module: &str, item: SynItem) {
        match item {
            SynItem::Struct(mut item) if is_public(&item.vis) => {
                let owner = item.ident.to_string();
                let text = item.to_token_stream().to_string();
                let is_open = is_open(&item.attrs);
                self.derives(module, &owner, &item.attrs);
                let fields = std::mem::replace(&mut item.fields, Fields::Unit);
                for (at, field) in fields.into_iter().enumerate() {
                    if is_public(&field.vis) {
                        let member = match &field.ident {
                            Some(name) => name.to_string(),
                            None => at.to_string(),
                        };
                        let signature = format!("pub {member}: {}", tokens(&field.ty));
                        let text = field.to_token_stream().to_string();
                        self.add(module, &owner, &member, signature, text, is_open);
                    }
                }
                let signature = shell(&item.attrs, &format!("pub struct {owner}"));
                self.add(module, &owner, "", signature, text, is_open);
            }
            SynItem::Enum(item) if is_public(&item.vis) => {
                let owner = item.ident.to_string();
                let is_open = is_open(&item.attrs);
                self.derives(module, &owner, &item.attrs);
                for variant in &item.variants {
                    let member = variant.ident.to_string();
                    let fields = tokens(&variant.fields);
                    let signature = format!("{member}{fields}");
                    let text = variant.to_token_stream().to_string();
                    self.add(module, &owner, &member, signature, text, is_open);
                }
                let signature = shell(&item.attrs, &format!("pub enum {owner}"));
                let text = item.to_token_stream().to_string();
                self.add(module, &owner, "", signature, text, is_open);
            }
            SynItem::Impl(item) => self.implementation(module, item),
            SynItem::Macro(item) => self.macro_call(module, &item),
            SynItem::Use(item) if is_public(&item.vis) => {
                let text = item.to_token_stream().to_string();
                for name in text.split(|c: char| !c.is_alphanumeric() && c != '_') {
                    let is_type = name.starts_with(char::is_uppercase);
                    if is_type && module.is_empty() {
                        let signature = format!("pub use {name}");
                        self.add(module, name, "", signature, String::new(), true);
                    }
                }
            }
            SynItem::Mod(item) if is_public(&item.vis) => {
                let name = item.ident.to_string();
                let signature = format!("pub mod {name}");
                self.add(module, &name, "", signature, String::new(), true);
            }
            SynItem::Fn(item) if is_public(&item.vis) => {
                let name = item.sig.ident.to_string();
                let signature = format!("pub {}", function(&item.sig));
                let text = item.to_token_stream().to_string();
                self.add(module, &name, "", signature, text, true);
            }
            _ => {}
        }
    }

    /// Each derived trait is an item, so that one more is no change of the others.
    fn derives(&mut self, module: &str, owner: &str, attributes: &[Attribute]) {
        for attribute in attributes.iter().filter(|a| a.path().is_ident("derive")) {
            // The generator writes nothing but names there.
            let _ = attribute.parse_nested_meta(|meta| {
                if let Some(name) = meta.path.segments.last() {
                    let name = name.ident.to_string();
                    self.implements(module, owner, &name, String::new());
                }
                Ok(())
            });
        }
    }

    fn implements(&mut self, module: &str, owner: &str, name: &str, text: String) {
        let member = format!("impl {name}");
        let signature = format!("impl {name} for {owner}");
        self.add(module, owner, &member, signature, text, true);
    }

    fn implementation(&mut self, module: &str, mut item: ItemImpl) {
        let owner = match &*item.self_ty {
            Type::Path(path) => path.path.segments.last().map(|last| last.ident.to_string()),
            _ => None,
        };
        let Some(owner) = owner else {
            return;
        };
        if let Some((path, _)) = &item.trait_ {
            // For callers, a derived trait is the same as an implementation by hand.
            let name = tokens(path).replace("<'de>", "");
            let text = item.to_token_stream().to_string();
            return self.implements(module, &owner, &name, text);
        }
        for member in item.items.drain(..) {
            if let ImplItem::Fn(method) = member
                && is_public(&method.vis)
            {
                let name = method.sig.ident.to_string();
                let mut text = method.to_token_stream().to_string();
                if !self.inside.is_empty() {
                    let identifiers = text.split(|c: char| !c.is_alphanumeric() && c != '_');
                    let named: BTreeMap<&str, &str> = identifiers
                        .filter_map(|name| self.inside.get_key_value(name))
                        .map(|(name, text)| (name.as_str(), text.as_str()))
                        .collect();
                    let inside: String = named.into_values().collect();
                    text.push_str(&inside);
                }
                let signature = shell(&method.attrs, &format!("pub {}", function(&method.sig)));
                self.add(module, &owner, &name, signature, text, true);
            }
        }
    }

    /// A macro of the runtime gives its first type methods and traits. The name of the macro determines which.
    fn macro_call(&mut self, module: &str, item: &syn::ItemMacro) {
        let Some(name) = item.mac.path.segments.last() else {
            return;
        };
        let arguments = item.mac.tokens.to_string();
        // `sent` precedes the name of a type that callers send.
        let named = arguments.trim_start();
        let owner: String = named
            .strip_prefix("sent ")
            .unwrap_or(named)
            .chars()
            .take_while(|c| c.is_alphanumeric() || *c == '_')
            .collect();
        let name = name.ident.to_string();
        // What a call gives when it is awaited is for callers; keys and values are for the wire.
        let signature = match arguments.split_once("=>") {
            Some((_, target)) if name == "call" => format!("{name}!({owner} => {})", target.trim()),
            _ => format!("{name}!({owner})"),
        };
        self.add(
            module,
            &owner,
            &format!("{name}!"),
            signature,
            arguments,
            true,
        );
    }

    fn add(
        &mut self,
        module: &str,
        owner: &str,
        member: &str,
        signature: String,
        text: String,
        is_open: bool,
    ) {
        let mut member = member.to_owned();
        let mut path = match member.as_str() {
            "" => format!("{module}{owner}"),
            member => format!("{module}{owner}::{member}"),
        };
        // A field and the method that sets it have one name.
        if self.items.contains_key(&path) && signature.contains("fn ") {
            member.push_str("()");
            path.push_str("()");
        }
        let item = Item {
            owner: owner.to_owned(),
            member,
            signature,
            text: digest(&text),
            is_open,
        };
        self.items.insert(path, item);
    }
}

/// A hash instead of the text itself, which takes too much memory for a large crate.
fn digest(text: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    hasher.finish()
}

fn is_public(visibility: &Visibility) -> bool {
    matches!(visibility, Visibility::Public(_))
}

fn is_open(attributes: &[Attribute]) -> bool {
    let mut attributes = attributes.iter();
    attributes.any(|attribute| attribute.path().is_ident("non_exhaustive"))
}

/// A declaration with the attributes that affect callers.
fn shell(attributes: &[Attribute], declaration: &str) -> String {
    let mut shell = String::new();
    for attribute in attributes {
        if attribute.path().is_ident("deprecated") {
            shell.push_str("#[deprecated] ");
        } else if attribute.path().is_ident("non_exhaustive") {
            shell.push_str("#[non_exhaustive] ");
        }
    }
    shell.push_str(declaration);
    shell
}

/// A signature without `mut` of arguments, which does not affect callers.
fn function(signature: &syn::Signature) -> String {
    struct Plain;
    impl VisitMut for Plain {
        fn visit_pat_ident_mut(&mut self, pattern: &mut syn::PatIdent) {
            pattern.mutability = None;
            visit_mut::visit_pat_ident_mut(self, pattern);
        }
        fn visit_receiver_mut(&mut self, receiver: &mut syn::Receiver) {
            if !matches!(receiver.kind, syn::ReceiverKind::Reference(..)) {
                receiver.mutability = None;
            }
        }
    }
    let mut signature = signature.clone();
    Plain.visit_signature_mut(&mut signature);
    tokens(&signature)
}

/// Tokens with usual spacing, without running a formatter.
fn tokens(of: &impl ToTokens) -> String {
    let spaced = of.to_token_stream().to_string();
    let mut text = String::with_capacity(spaced.len());
    let mut rest = spaced.as_str();
    const TIGHT: [(&str, &str); 13] = [
        (" :: ", "::"),
        (":: ", "::"),
        (" < ", "<"),
        (" <", "<"),
        (" >", ">"),
        (" , ", ", "),
        (" ,", ","),
        ("& ", "&"),
        (" (", "("),
        ("( ", "("),
        (" )", ")"),
        (" : ", ": "),
        (" ;", ";"),
    ];
    'text: while let Some(c) = rest.chars().next() {
        for (from, to) in TIGHT {
            if let Some(behind) = rest.strip_prefix(from) {
                text.push_str(to);
                rest = behind;
                continue 'text;
            }
        }
        text.push(c);
        rest = &rest[c.len_utf8()..];
    }
    text.replace("<'_ >", "<'_>").replace(",)", ")")
}
