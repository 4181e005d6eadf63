//! Progenitor's part: the lowered document becomes Rust types and the signatures from which the calls are built.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Once;

use openapiv3::OpenAPI;
use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use progenitor_impl::{GenerationSettings, Generator};
use syn::{FnArg, Ident, ImplItem, Item, Pat, ReturnType, Signature, Type};

use crate::lower::problem::{Problem, Problems};

/// What progenitor made of the document.
pub struct Draft {
    /// The structs and enums by name, without their impls.
    pub types: BTreeMap<String, Item>,
    /// The signature of each operation by operationId.
    pub signatures: BTreeMap<String, Arguments>,
}

/// The Rust types of one operation.
#[derive(Default)]
pub struct Arguments {
    /// Each argument by name, without reference and `Option`.
    pub arguments: Vec<(Ident, Type)>,
    /// What a success holds.
    pub answer: Option<Type>,
}

/// Runs progenitor and takes its output apart:
///
/// ```text
/// pub mod types { pub struct Participant { … } … }
/// impl Client { pub async fn get_participant<'a>(&'a self, meeting_id: &'a types::MeetingId, …)
///     -> Result<ResponseValue<types::Participant>, Error<()>> { … } }
/// ```
///
/// # Errors
///
/// A problem with progenitor's words when it cannot read the document; its assertions count as words.
pub fn draft(document: &OpenAPI) -> Result<Draft, Problems> {
    let file = syn::parse2::<syn::File>(without_bodies(tokens(document)?))
        .map_err(|error| refused(&format!("its output is no Rust: {error}")))?;
    let mut draft = Draft {
        types: BTreeMap::new(),
        signatures: BTreeMap::new(),
    };
    for item in file.items {
        match item {
            Item::Mod(module) if module.ident == "types" => {
                for item in module.content.into_iter().flat_map(|(_, items)| items) {
                    match &item {
                        Item::Struct(found) => draft.types.insert(found.ident.to_string(), item),
                        Item::Enum(found) => draft.types.insert(found.ident.to_string(), item),
                        _ => None,
                    };
                }
            }
            Item::Impl(found) if found.trait_.is_none() => {
                for item in found.items {
                    if let ImplItem::Fn(function) = item
                        && function.sig.asyncness.is_some()
                    {
                        let name = function.sig.ident.to_string();
                        draft.signatures.insert(name, arguments(&function.sig));
                    }
                }
            }
            _ => {}
        }
    }
    Ok(draft)
}

thread_local! {
    /// Whether a panic on this thread is progenitor's answer, and told as such.
    static ANSWERS: Cell<bool> = const { Cell::new(false) };
}

/// Panics of progenitor are not printed. The hook is the process's own, so it is set once, and looks whose panic it is.
fn silence() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let hook = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| {
            if !ANSWERS.get() {
                hook(panic);
            }
        }));
    });
}

/// Progenitor's tokens. It asserts on some documents; such a panic is its answer, not ours.
fn tokens(document: &OpenAPI) -> Result<TokenStream, Problems> {
    let mut settings = GenerationSettings::default();
    settings.with_map_type("::std::collections::BTreeMap");
    silence();
    ANSWERS.set(true);
    let outcome = catch_unwind(AssertUnwindSafe(|| {
        Generator::new(&settings).generate_tokens(document)
    }));
    ANSWERS.set(false);
    match outcome {
        Ok(Ok(tokens)) => Ok(tokens),
        Ok(Err(error)) => Err(refused(&error.to_string())),
        Err(panic) => {
            let words = panic
                .downcast_ref::<String>()
                .map(String::as_str)
                .or_else(|| panic.downcast_ref::<&str>().copied())
                .unwrap_or("it gave no reason");
            Err(refused(words))
        }
    }
}

/// Whether a token is the bracket of `#[doc = …]`.
fn is_doc(token: &TokenTree) -> bool {
    matches!(token, TokenTree::Group(group) if group.delimiter() == Delimiter::Bracket
        && matches!(group.stream().into_iter().next(), Some(TokenTree::Ident(word)) if word == "doc"))
}

/// The same without what the blocks of functions hold, without impls of traits, and without docs, which are JSON schemas
/// of which the document has better words: most of the output, none of which is used, and all of which would be parsed.
fn without_bodies(tokens: TokenStream) -> TokenStream {
    let mut kept: Vec<TokenTree> = Vec::new();
    let mut item: Vec<TokenTree> = Vec::new();
    let mut tokens = tokens.into_iter().peekable();
    while let Some(token) = tokens.next() {
        let is_hash = matches!(&token, TokenTree::Punct(punct) if punct.as_char() == '#');
        if is_hash && tokens.next_if(is_doc).is_some() {
            continue;
        }
        let block = match &token {
            TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => {
                Some(group.stream())
            }
            _ => None,
        };
        let ends =
            block.is_some() || matches!(&token, TokenTree::Punct(punct) if punct.as_char() == ';');
        item.push(token);
        if !ends {
            continue;
        }
        let has = |word: &str| {
            item.iter()
                .any(|token| matches!(token, TokenTree::Ident(ident) if *ident == word))
        };
        if has("impl") && has("for") {
            item.clear();
        } else if let Some(inner) = block.filter(|_| has("mod") || has("impl") || has("fn")) {
            let inner = if has("fn") {
                TokenStream::new()
            } else {
                without_bodies(inner)
            };
            item.pop();
            item.push(TokenTree::Group(Group::new(Delimiter::Brace, inner)));
        }
        kept.append(&mut item);
    }
    kept.append(&mut item);
    kept.into_iter().collect()
}

fn refused(words: &str) -> Problems {
    vec![Problem::new(
        "",
        format!("progenitor cannot express the document: {words}"),
        "look for the schema that it names and write it in a simpler way",
    )]
}

fn arguments(signature: &Signature) -> Arguments {
    let arguments = signature
        .inputs
        .iter()
        .filter_map(|input| match input {
            FnArg::Typed(typed) => match &*typed.pat {
                Pat::Ident(name) => Some((name.ident.clone(), plain(&typed.ty))),
                _ => None,
            },
            FnArg::Receiver(_) => None,
        })
        .collect();
    let answer = match &signature.output {
        // Result<ResponseValue<T>, …>
        ReturnType::Type(_, output) => argument_of(output, "Result")
            .and_then(|value| argument_of(&value, "ResponseValue"))
            .map(|value| plain(&value)),
        ReturnType::Default => None,
    };
    Arguments { arguments, answer }
}

/// A type without the reference and the `Option` around it, and without `types::` in front.
fn plain(ty: &Type) -> Type {
    let mut inner = ty.clone();
    loop {
        inner = match inner {
            Type::Reference(reference) => *reference.elem,
            other => match argument_of(&other, "Option") {
                Some(argument) => argument,
                None => return other,
            },
        };
    }
}

/// The name of a type that is one name without arguments: `String`, `f64`, `Participant`; empty for every other.
pub fn name_of(ty: &Type) -> String {
    match ty {
        Type::Path(path) => path
            .path
            .get_ident()
            .map(ToString::to_string)
            .unwrap_or_default(),
        _ => String::new(),
    }
}

/// `T` of `name<T, …>`.
pub fn argument_of(ty: &Type, name: &str) -> Option<Type> {
    let Type::Path(path) = ty else {
        return None;
    };
    let last = path.path.segments.last()?;
    if last.ident != name {
        return None;
    }
    let syn::PathArguments::AngleBracketed(arguments) = &last.arguments else {
        return None;
    };
    arguments.args.iter().find_map(|argument| match argument {
        syn::GenericArgument::Type(ty) => Some(ty.clone()),
        _ => None,
    })
}
