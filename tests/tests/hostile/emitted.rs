//! Checks the files of a crate as the compiler, rustdoc and cargo read them.

use proc_macro2::{TokenStream, TokenTree};
use pulldown_cmark::{BrokenLink, CodeBlockKind, CowStr, Event, Options, Parser, Tag};
use quote::ToTokens;
use syn::punctuated::Punctuated;
use syn::visit::{self, Visit};
use syn::{Attribute, Expr, Lit, Meta, Token};
use xtask::write::Files;

use super::NAME;

/// Checks every file: no string of the document is code, a block that a doc test runs, a tag, or a link to anything but
/// the web.
pub fn check(files: &Files) {
    for (name, text) in files {
        every_character_is_seen(text);
        match name.as_str() {
            "README.md" => {
                let (header, body) = text.split_once('\n').unwrap();
                assert!(header.starts_with("<!-- @generated") && header.ends_with(" -->"));
                markdown(body, &["toml", "rust,no_run"]);
            }
            "Cargo.toml" => manifest(text),
            "openapi.json" => drop(serde_json::from_str::<serde_json::Value>(text).unwrap()),
            _ => rust(text),
        }
    }
}

/// Every character has a glyph, or ends a line, or joins two others.
pub fn every_character_is_seen(text: &str) {
    let is_seen = |c: char| {
        if c.is_ascii() {
            return c.is_ascii_graphic() || matches!(c, ' ' | '\n');
        }
        let mut pair = String::from('a');
        pair.push(c);
        pair.escape_debug().count() == 2
    };
    let hidden = text.chars().find(|c| !is_seen(*c));
    assert_eq!(hidden, None, "{text}");
}

fn rust(text: &str) {
    let file = syn::parse_file(text).unwrap();
    no_name(file.to_token_stream());
    let mut docs = Docs::default();
    docs.visit_file(&file);
    docs.end();
    // All other comments were dropped by the parser.
    let comments = text
        .lines()
        .filter(|line| line.trim_start().starts_with("//"));
    let is_ours = |line: &str| {
        line.contains("///") || line.contains("//!") || line.starts_with("// @generated")
    };
    assert!(comments.into_iter().all(is_ours), "{text}");
}

/// No string became the name of anything, in the code or in what macros are given.
fn no_name(tokens: TokenStream) {
    for token in tokens {
        match token {
            TokenTree::Ident(ident) => assert_ne!(ident.to_string(), NAME),
            TokenTree::Group(group) => no_name(group.stream()),
            _ => {}
        }
    }
}

/// Gathers the lines that document one item, and reads them together.
#[derive(Default)]
struct Docs {
    lines: Vec<String>,
}

impl Docs {
    fn end(&mut self) {
        let text = std::mem::take(&mut self.lines).join("\n");
        markdown(&text, &["no_run"]);
    }

    fn gather(&mut self, attributes: &[Attribute]) {
        for attribute in attributes {
            // Documentation for a feature; without it, an example is not compiled.
            let conditional = match &attribute.meta {
                Meta::List(list) if list.path.is_ident("cfg_attr") => {
                    let two = Punctuated::<Meta, Token![,]>::parse_terminated;
                    let mut two = list.parse_args_with(two).unwrap().into_iter();
                    let is_on = matches!(two.next(), Some(Meta::NameValue(_)));
                    two.next().filter(|_| is_on)
                }
                _ => None,
            };
            if let Meta::NameValue(meta) = conditional.as_ref().unwrap_or(&attribute.meta)
                && let Expr::Lit(value) = &meta.value
                && let Lit::Str(text) = &value.lit
                && meta.path.is_ident("doc")
            {
                let text = text.value();
                assert!(!text.contains('\n'), "{text}");
                self.lines
                    .push(text.strip_prefix(' ').unwrap_or(&text).to_owned());
            }
        }
        self.end();
    }
}

impl<'ast> Visit<'ast> for Docs {
    fn visit_file(&mut self, file: &'ast syn::File) {
        self.gather(&file.attrs);
        visit::visit_file(self, file);
    }

    fn visit_item_struct(&mut self, item: &'ast syn::ItemStruct) {
        self.gather(&item.attrs);
        visit::visit_item_struct(self, item);
    }

    fn visit_item_enum(&mut self, item: &'ast syn::ItemEnum) {
        self.gather(&item.attrs);
        visit::visit_item_enum(self, item);
    }

    fn visit_variant(&mut self, item: &'ast syn::Variant) {
        self.gather(&item.attrs);
        visit::visit_variant(self, item);
    }

    fn visit_field(&mut self, item: &'ast syn::Field) {
        self.gather(&item.attrs);
        visit::visit_field(self, item);
    }

    fn visit_impl_item_fn(&mut self, item: &'ast syn::ImplItemFn) {
        self.gather(&item.attrs);
        visit::visit_impl_item_fn(self, item);
    }
}

/// Markdown as rustdoc reads it: `ours` are the languages of the generator's own blocks of code.
fn markdown(text: &str, ours: &[&str]) {
    let syntax = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_SMART_PUNCTUATION;
    // Rustdoc takes every word in brackets for the name of an item.
    let resolve =
        |link: BrokenLink<'_>| Some((CowStr::from(link.reference.to_string()), CowStr::from("")));
    let mut code: Option<String> = None;
    for event in Parser::new_with_broken_link_callback(text, syntax, Some(resolve)) {
        match event {
            Event::Html(tag) | Event::InlineHtml(tag) => panic!("{tag} in {text}"),
            Event::FootnoteReference(name) => panic!("[^{name}] in {text}"),
            Event::Start(Tag::Image { dest_url, .. }) => panic!("{dest_url} in {text}"),
            Event::Start(Tag::Link { dest_url, .. }) => {
                let web = ["https://", "http://"]
                    .iter()
                    .any(|scheme| dest_url.starts_with(scheme));
                let examples = dest_url.starts_with("examples/");
                // The name of an item may have words of a string in it, and is not the string.
                let mut parts = dest_url.split("::").map(|part| part.trim_matches('`'));
                assert!(
                    web || examples || parts.all(|part| part != NAME),
                    "{dest_url} in {text}"
                );
                let is_item = dest_url
                    .chars()
                    .all(|c| c.is_ascii_alphanumeric() || "_:`".contains(c));
                assert!(web || examples || is_item, "{dest_url} in {text}");
            }
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(language))) => match &*language {
                "text" => {}
                own => {
                    assert!(ours.contains(&own), "{own} in {text}");
                    code = (own != "toml").then(String::new);
                }
            },
            Event::Start(Tag::CodeBlock(CodeBlockKind::Indented)) => {
                panic!("indented code in {text}")
            }
            Event::Text(line) => {
                if let Some(code) = &mut code {
                    code.push_str(&line);
                }
            }
            Event::End(_) => {
                if let Some(code) = code.take() {
                    example(&code);
                }
            }
            _ => {}
        }
    }
}

/// An example is the generator's own: Rust, in which strings of the document are literals.
fn example(code: &str) {
    let shown: Vec<&str> = code
        .lines()
        .map(|line| line.strip_prefix("# ").unwrap_or(line))
        .collect();
    // As rustdoc does it: statements, and items among them.
    let shown = format!("fn main() {{\n{}\n}}", shown.join("\n"));
    let file = syn::parse_file(&shown).unwrap_or_else(|error| panic!("{error} in {shown}"));
    no_name(file.to_token_stream());
}

fn manifest(text: &str) {
    let manifest: toml_edit::DocumentMut = text.parse().unwrap();
    let known = ["realtimekit-runtime", "serde", "serde_json"];
    let dependencies = manifest["dependencies"].as_table().unwrap();
    assert!(
        dependencies.iter().all(|(name, _)| known.contains(&name)),
        "{text}"
    );
    let sections = ["package", "features", "dependencies", "lints", "workspace"];
    assert!(
        manifest.iter().all(|(name, _)| sections.contains(&name)),
        "{text}"
    );
}
