//! Emits `src/client/mod.rs`: the client, which is the root of the handle tree.
//!
//! ```text
//! pub struct Client { base: Resource }                 // the path so far, with the client's own parameters
//! impl Client { pub fn from_env() … pub fn builder() … pub fn meeting(&self, …) -> MeetingHandle … }
//! ```
//!
//! Functions that are not generic are `#[inline]` here and in the other files: they are only compiled where they are
//! called.

use proc_macro2::TokenStream;
use quote::quote;

use super::call_example::END;
use super::doc_attributes;
use super::emission::{Emission, base_field, base_name};
use super::events;
use super::from_env;
use crate::text::{Docs, Markdown, markdown};

/// The tokens of `src/client/mod.rs`.
pub fn client(emission: &Emission) -> TokenStream {
    let tree = emission.tree;
    let bases: Vec<_> = (0..tree.bases.len())
        .map(|base| base_name(tree, base))
        .collect();
    let children = emission.children(0);
    let (calls, beside) = root_calls(emission);
    let about = doc_attributes::docs(&Docs::from(markdown!(
        "The client for {}. Cloning is cheap: clones share one connection pool.",
        Markdown::plain(&emission.settings.title)
    )));
    let example = doc_attributes::example("no_run", &from_env_example(emission));
    let env_docs = from_env::docs(emission);
    let from_env = from_env::client(emission);
    let key_source = events::key_source(emission);
    let credentials = emission.credentials();
    quote! {
        #![doc = " The client and its builder."]

        mod builder;

        pub use self::builder::ClientBuilder;

        #(#about)*
        ///
        #(#example)*
        #[derive(Clone, Debug)]
        pub struct Client {
            #(#bases: Resource,)*
        }

        impl Client {
            /// Returns a builder, for all settings.
            #[inline]
            pub fn builder() -> ClientBuilder {
                ClientBuilder::default()
            }

            #(#env_docs)*
            #[inline]
            pub fn from_env() -> Result<Self, Error> {
                #from_env
            }

            #children
            #calls
        }
        #beside
        #key_source
        #credentials
    }
}

/// Calls on the base path of the client.
fn root_calls(emission: &Emission) -> (TokenStream, TokenStream) {
    let mut methods = TokenStream::new();
    let mut beside = TokenStream::new();
    let root = &emission.tree.handles[0];
    for call in &root.calls {
        let operation = &emission.operations[call.operation];
        let base = emission
            .tree
            .bases
            .iter()
            .rposition(|base| starts_with(&operation.path, &base.segments))
            .unwrap_or_default();
        let at = base_field(emission.tree, base);
        let emitted = emission.call(0, &call.method, &call.literal, operation, &at);
        methods.extend(emitted.method);
        beside.extend(emitted.beside);
    }
    (methods, beside)
}

fn starts_with(path: &str, segments: &[String]) -> bool {
    let own = path.split('/').filter(|segment| !segment.is_empty());
    own.zip(segments).filter(|(a, b)| a == b).count() == segments.len()
}

fn from_env_example(emission: &Emission) -> String {
    let module = emission.settings.module();
    format!(
        "# fn example() -> Result<(), {module}::Error> {{\nlet client = {module}::Client::from_env()?;\n{END}"
    )
}
