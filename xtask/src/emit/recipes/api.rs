//! The public API of the emitted crate, read from its files: types with their fields and variants, methods with their return
//! types.

use std::collections::{HashMap, HashSet};

use proc_macro2::{TokenStream, TokenTree};
use syn::{Fields, GenericArgument, ImplItem, Item, PathArguments, ReturnType, Type, Visibility};

use crate::emit::code::Code;

/// The type of an expression, as far as the check needs it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Anything else.
    Unknown,
    /// A type of the emitted crate.
    Emitted(String),
    /// A type that the program declares itself.
    Own(String),
    Option(Box<Kind>),
    Result(Box<Kind>),
    List(Box<Kind>),
    Iterator(Box<Kind>),
    Tuple(Vec<Kind>),
    Page(Box<Kind>),
    Future(Box<Kind>),
    Stream(Box<Kind>),
}

/// The emitted crate.
#[derive(Default)]
pub(super) struct Api {
    /// The items of `types`.
    pub types: HashSet<String>,
    /// The items of the root.
    pub root: HashSet<String>,
    /// The fields of structs.
    pub fields: HashMap<String, HashMap<String, Kind>>,
    /// The variants of enums.
    pub variants: HashMap<String, HashSet<String>>,
    /// The methods that are defined in the crate itself.
    pub methods: HashMap<String, HashMap<String, Kind>>,
    /// Types without other methods: handles and objects. Ids, enums and calls have more, from macros of the runtime.
    pub closed: HashSet<String>,
    /// The output of a call that is awaited.
    pub calls: HashMap<String, Kind>,
}

impl Api {
    /// The API of the crate with this code.
    pub fn of(code: &Code) -> Self {
        let mut api = Self::default();
        let mut names: HashMap<String, usize> = HashMap::new();
        for (path, file) in code {
            for item in &file.items {
                api.declare(path, item, &mut names);
            }
        }
        for file in code.values() {
            for item in &file.items {
                api.fill(item);
            }
        }
        // A name of two types is ambiguous.
        for (name, _) in names.iter().filter(|(_, count)| **count > 1) {
            api.fields.remove(name);
            api.variants.remove(name);
            api.methods.remove(name);
            api.closed.remove(name);
        }
        api
    }

    fn declare(&mut self, path: &str, item: &Item, names: &mut HashMap<String, usize>) {
        let (name, is_struct) = match item {
            Item::Struct(item) if is_pub(&item.vis) => (item.ident.to_string(), true),
            Item::Enum(item) if is_pub(&item.vis) => (item.ident.to_string(), false),
            Item::Type(item) if is_pub(&item.vis) => (item.ident.to_string(), false),
            Item::Mod(item) if is_pub(&item.vis) && path == "src/lib.rs" => {
                self.root.insert(item.ident.to_string());
                return;
            }
            Item::Use(item) if is_pub(&item.vis) && path == "src/lib.rs" => {
                used(&item.tree, &mut self.root);
                return;
            }
            _ => return,
        };
        if path.starts_with("src/types") {
            self.types.insert(name.clone());
        }
        let is_handle = path.starts_with("src/resources") || name == "Client";
        if is_struct && is_handle {
            self.closed.insert(name.clone());
        }
        *names.entry(name.clone()).or_default() += 1;
        self.methods.entry(name).or_default();
    }

    fn fill(&mut self, item: &Item) {
        match item {
            Item::Struct(item) => {
                let Fields::Named(fields) = &item.fields else {
                    return;
                };
                let fields = fields.named.iter().filter(|field| is_pub(&field.vis));
                let fields = fields.filter_map(|field| {
                    let name = field.ident.as_ref()?.to_string();
                    Some((name, self.kind(&field.ty, None)))
                });
                let fields = fields.collect();
                self.fields.insert(item.ident.to_string(), fields);
            }
            Item::Enum(item) => {
                let variants = item
                    .variants
                    .iter()
                    .map(|variant| variant.ident.to_string());
                self.variants
                    .insert(item.ident.to_string(), variants.collect());
            }
            Item::Impl(item) if item.trait_.is_none() => {
                let Kind::Emitted(name) = self.kind(&item.self_ty, None) else {
                    return;
                };
                for member in &item.items {
                    let ImplItem::Fn(function) = member else {
                        continue;
                    };
                    let returns = match &function.sig.output {
                        ReturnType::Type(_, returned) => self.kind(returned, Some(&name)),
                        ReturnType::Default => Kind::Unknown,
                    };
                    let returns = match function.sig.asyncness.is_some() {
                        true => Kind::Future(Box::new(returns)),
                        false => returns,
                    };
                    let methods = self.methods.entry(name.clone()).or_default();
                    methods.insert(function.sig.ident.to_string(), returns);
                }
            }
            Item::Macro(item) => self.macro_call(item),
            _ => {}
        }
    }

    /// A type that a macro of the runtime defines.
    fn macro_call(&mut self, item: &syn::ItemMacro) {
        let Some(name) = item.mac.path.segments.last() else {
            return;
        };
        let mut tokens = item.mac.tokens.clone().into_iter().peekable();
        // The name is the last identifier before its definition: `sent UpdateMeeting { … }`.
        let mut first = String::new();
        while let Some(TokenTree::Ident(word)) =
            tokens.next_if(|one| matches!(one, TokenTree::Ident(_)))
        {
            first = word.to_string();
        }
        match name.ident.to_string().as_str() {
            "object" => {
                self.closed.insert(first);
            }
            "call" => {
                self.closed.remove(&first);
                // => Payload
                let returned: TokenStream = tokens.skip(2).collect();
                let returned =
                    syn::parse2::<Type>(returned).map(|returned| self.kind(&returned, None));
                self.calls.insert(first, returned.unwrap_or(Kind::Unknown));
            }
            _ => {
                self.closed.remove(&first);
            }
        }
    }

    /// Reads a type in the emitted crate.
    fn kind(&self, written: &Type, own: Option<&str>) -> Kind {
        kind(written, &|name| match (name, own) {
            ("Self", Some(own)) => Kind::Emitted(own.to_owned()),
            (name, _) if self.methods.contains_key(name) => Kind::Emitted(name.to_owned()),
            _ => Kind::Unknown,
        })
    }
}

fn is_pub(visibility: &Visibility) -> bool {
    matches!(visibility, Visibility::Public(_))
}

/// The names that a `use` brings in.
fn used(tree: &syn::UseTree, names: &mut HashSet<String>) {
    match tree {
        syn::UseTree::Path(path) => used(&path.tree, names),
        syn::UseTree::Group(group) => group.items.iter().for_each(|tree| used(tree, names)),
        syn::UseTree::Name(name) => drop(names.insert(name.ident.to_string())),
        syn::UseTree::Rename(name) => drop(names.insert(name.rename.to_string())),
        syn::UseTree::Glob(_) => {}
    }
}

/// Reads a type; `named` resolves names.
pub(super) fn kind(written: &Type, named: &dyn Fn(&str) -> Kind) -> Kind {
    match written {
        Type::Reference(reference) => kind(&reference.elem, named),
        Type::Paren(inner) => kind(&inner.elem, named),
        Type::Group(inner) => kind(&inner.elem, named),
        Type::Slice(slice) => Kind::List(Box::new(kind(&slice.elem, named))),
        Type::Array(array) => Kind::List(Box::new(kind(&array.elem, named))),
        Type::Tuple(tuple) => Kind::Tuple(tuple.elems.iter().map(|one| kind(one, named)).collect()),
        Type::Path(path) if path.qself.is_none() => {
            let Some(last) = path.path.segments.last() else {
                return Kind::Unknown;
            };
            let first = || match &last.arguments {
                PathArguments::AngleBracketed(arguments) => {
                    arguments.args.iter().find_map(|one| match one {
                        GenericArgument::Type(one) => Some(Box::new(kind(one, named))),
                        _ => None,
                    })
                }
                _ => None,
            };
            let name = last.ident.to_string();
            let known = named(&name);
            if known != Kind::Unknown {
                return known;
            }
            let Some(first) = first() else {
                return Kind::Unknown;
            };
            match name.as_str() {
                "Option" => Kind::Option(first),
                "Result" => Kind::Result(first),
                "Vec" => Kind::List(first),
                "Box" => *first,
                "Page" => Kind::Page(first),
                "Call" => Kind::Future(Box::new(Kind::Result(first))),
                "ItemStream" => Kind::Stream(first),
                _ => Kind::Unknown,
            }
        }
        _ => Kind::Unknown,
    }
}
