//! Emits `src/client/builder.rs`: the builder of the client.
//!
//! ```text
//! pub struct ClientBuilder { runtime: realtimekit_runtime::ClientBuilder, account_id: Option<AccountId>, … }
//! impl ClientBuilder { pub fn token(…) … pub fn account_id(…) … pub fn build(self) -> Result<Client, Error> }
//! ```

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::doc_attributes;
use super::emission::{Emission, base_name};
use super::from_env;
use super::hooks;
use crate::model::paths::parameter_name;
use crate::text::{Docs, Markdown, markdown};

/// A token in examples.
const TOKEN: &str = "Sn3lZJTBX6kkg7OdcBUAxOO963GEIyGQ";

fn builder_example(emission: &Emission) -> String {
    let mut demanded = Vec::new();
    if emission.settings.base_url.is_none() {
        demanded.push(".base_url(\"https://api.example.com\")".to_owned());
    }
    if emission.settings.token_required {
        demanded.push(format!(".token({TOKEN:?})"));
    }
    demanded.extend(emission.carried.iter().map(|own| {
        let example = emission.examples.argument(own.parameter);
        format!(".{}({example})", own.parameter.ident)
    }));
    emission.examples.builder(demanded)
}

/// The doc example of one method of the builder.
fn setter_example(emission: &Emission, call: &str) -> Vec<syn::Attribute> {
    let module = emission.settings.module();
    let (imports, call) = emission.examples.with_imports(call.to_owned());
    let code = format!("{imports}let builder = {module}::Client::builder().{call};");
    doc_attributes::example("no_run", &code)
}

/// The tokens of `src/client/builder.rs`.
pub fn builder(emission: &Emission) -> TokenStream {
    let tree = emission.tree;
    let calls = match emission.settings.other_credentials.is_empty() {
        true => "every call",
        false => "the calls that need it",
    };
    let about_token = doc_attributes::docs(&Docs::from(markdown!(
        "Sets the API token. It is sent with {} and never printed.",
        Markdown::from(calls)
    )));
    let bases: Vec<_> = (0..tree.bases.len())
        .map(|base| base_name(tree, base))
        .collect();
    let carried = || emission.carried.iter().map(|own| own.parameter);
    let fields = carried().map(|own| {
        let (field, ty) = (&own.ident, &own.ty);
        quote!(pub(super) #field: Option<#ty>,)
    });
    let is_optional = |name: &str| {
        let mut carried = emission.carried.iter();
        carried.any(|own| own.is_optional && own.parameter.name == name)
    };
    let setters = carried().map(|own| {
        let (field, ty) = (&own.ident, &own.ty);
        let mut about: Docs = match own.description.as_str() {
            "" => markdown!(
                "Sets {} in the paths of all calls that have it.",
                Markdown::code(&own.name)
            )
            .into(),
            description => Docs::prose(description),
        };
        if is_optional(&own.name) {
            about.add("Optional. Without it, calls whose path has it return an error.");
        }
        let docs = doc_attributes::docs(&about);
        let example = setter_example(
            emission,
            &format!("{field}({})", emission.examples.argument(own)),
        );
        quote! {
            #(#docs)*
            ///
            #(#example)*
            pub fn #field(mut self, #field: impl Into<#ty>) -> Self {
                self.#field = Some(#field.into());
                self
            }
        }
    });
    let demanded = carried().filter(|own| !is_optional(&own.name)).map(|own| {
        let (field, name) = (&own.ident, &own.name);
        quote! {
            let Some(#field) = self.#field else {
                return Err(Error::missing(#name));
            };
        }
    });
    let made = tree.bases.iter().zip(&bases).map(|(base, name)| {
        let segments = base
            .segments
            .iter()
            .map(|segment| match parameter_name(segment) {
                Some(parameter) => match carried().find(|own| own.name == parameter) {
                    Some(own) => {
                        let (field, wire) = (&own.ident, &own.name);
                        let checked = emission.carried_check(own);
                        let checked = checked.map(|check| quote!(.check(#check)));
                        quote!(.value(#wire, &#field) #checked)
                    }
                    None => quote!(),
                },
                None => quote!(.literal(#segment)),
            });
        let whole = quote!(root #(#segments)* .checked()?);
        let names = base.segments.iter().filter_map(|own| parameter_name(own));
        match names.into_iter().find(|name| is_optional(name)) {
            None => quote!(#name: #whole,),
            Some(optional) => {
                let field = carried()
                    .find(|own| own.name == optional)
                    .map(|own| &own.ident);
                quote! {
                    #name: match &self.#field {
                        Some(#field) => #whole,
                        None => root.without(#optional),
                    },
                }
            }
        }
    });
    let default_base = emission.settings.base_url.as_deref();
    let base_url = default_base.map(|url| match emission.settings.elsewhere.is_empty() {
        true => quote!(.base_url(#url)),
        false => quote!(.described_base_url(#url)),
    });
    let header = emission
        .settings
        .token_header
        .as_deref()
        .map(|header| quote!(.token_header(#header)));
    let token = (!emission.settings.token_required).then(|| quote!(.no_token()));
    let (fields, setters) = (quote!(#(#fields)*), quote!(#(#setters)*));
    let names = carried().map(|own| &own.ident);
    let root = match bases.as_slice() {
        [] => quote!(self.runtime.build()?;),
        _ => quote!(let root = Resource::new(self.runtime.build()?);),
    };
    let base_docs = doc_attributes::docs(&Docs::from(
        match (default_base, &emission.settings.base_path) {
            (Some(url), _) => markdown!("Sets the base URL. Default: {}.", Markdown::code(url)),
            (None, Some(path)) => markdown!(
                "Sets the base URL, which is required. It ends with {}, the path in the document.",
                Markdown::code(path)
            ),
            (None, None) => {
                Markdown::from("Sets the base URL, which is required: the document has none.")
            }
        },
    ));
    let example = doc_attributes::example("no_run", &builder_example(emission));
    let from_env = from_env::builder(emission);
    let module = emission.settings.module();
    let setter = |name: &str, argument: &str, ty: TokenStream, example: &str| {
        let (name, argument) = (format_ident!("{name}"), format_ident!("{argument}"));
        let example = setter_example(emission, &format!("{name}({example})"));
        let is_generic = ty.to_string().starts_with("impl");
        let inline = (!is_generic).then(|| quote!(#[inline]));
        quote! {
            ///
            #(#example)*
            #inline
            pub fn #name(mut self, #argument: #ty) -> Self {
                self.runtime = self.runtime.#name(#argument);
                self
            }
        }
    };
    let seconds = |name: &str, number: u64| {
        let example = format!("std::time::Duration::from_secs({number})");
        setter(name, "timeout", quote!(Duration), &example)
    };
    let token_setter = setter(
        "token",
        "token",
        quote!(impl Into<Secret>),
        &format!("{TOKEN:?}"),
    );
    let base_url_setter = setter(
        "base_url",
        "url",
        quote!(impl Into<String>),
        "\"http://localhost:8080\"",
    );
    let http_example = setter_example(
        emission,
        "base_url(\"http://kit.internal:8080\").allow_http()",
    );
    let connect_timeout = seconds("connect_timeout", 3);
    let timeout = seconds("timeout", 10);
    let off = format!("{module}::RetryPolicy::off()");
    let retry = setter("retry", "policy", quote!(RetryPolicy), &off);
    let limit = format!("{module}::RateLimit::default()");
    let rate_limit = setter("rate_limit", "rate_limit", quote!(RateLimit), &limit);
    let size = setter(
        "max_response_size",
        "bytes",
        quote!(usize),
        "8 * 1024 * 1024",
    );
    let agent = setter(
        "user_agent",
        "user_agent",
        quote!(impl Into<String>),
        "\"classroom/2.1\"",
    );
    let own = format!("{module}::reqwest::Client::new()");
    let http_client = setter(
        "http_client",
        "client",
        quote!(realtimekit_runtime::reqwest::Client),
        &own,
    );
    let agent_docs = doc_attributes::docs(&Docs::from(markdown!(
        "Sets the `user-agent` header of each request. Default: {} and the version of this crate.",
        Markdown::code(&format!("{}/", emission.settings.package))
    )));
    let credential_setters = emission.credential_setters();
    let hooks = hooks::setters(&emission.settings.module());
    quote! {
        #![doc = " The builder of the client."]

        /// Builds a [`Client`].
        ///
        #(#example)*
        #[derive(Clone)]
        #[must_use = "a builder does nothing until `build` is called"]
        pub struct ClientBuilder {
            runtime: realtimekit_runtime::ClientBuilder,
            #fields
        }

        /// Omits the ids: until `build` has checked them, one of them may be a token, passed by mistake.
        impl std::fmt::Debug for ClientBuilder {
            #[inline]
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                std::fmt::Debug::fmt(&self.runtime, f)
            }
        }

        impl Default for ClientBuilder {
            #[inline]
            fn default() -> Self {
                Self {
                    runtime: realtimekit_runtime::Client::builder()
                        .user_agent(concat!(env!("CARGO_PKG_NAME"), "/", env!("CARGO_PKG_VERSION")))
                        #base_url #header #token,
                    #(#names: None,)*
                }
            }
        }

        impl ClientBuilder {
            #from_env

            #(#about_token)*
            #token_setter

            #credential_setters

            #hooks

            #setters

            #(#base_docs)*
            ///
            /// It must begin with https. http is allowed for loopback addresses, and with
            /// [`allow_http`](Self::allow_http) for all others.
            #base_url_setter

            /// Allows a base URL that begins with http, for a service in a private network. Default: http for loopback
            /// addresses only.
            ///
            /// The API token and all data are then sent unencrypted: anybody on the network can read and change them.
            /// Requests do not use a proxy.
            ///
            #(#http_example)*
            #[inline]
            pub fn allow_http(mut self) -> Self {
                self.runtime = self.runtime.allow_http();
                self
            }

            /// Sets the timeout for making a connection. Default: 10 seconds.
            #connect_timeout

            /// Sets the timeout of one attempt of a call, from connecting to the last byte of the response. Default: 30
            /// seconds. [`RetryPolicy`] limits all attempts together.
            #timeout

            /// Sets how failed calls are repeated. Default: [`RetryPolicy::new`]. [`RetryPolicy::off`] repeats none.
            #retry

            /// Sets a rate limit: calls wait so that it is not exceeded. Default: no limit.
            #rate_limit

            /// Sets the maximum size of a response in bytes. Default: 64 MiB. A larger response is an error and is not read.
            #size

            #(#agent_docs)*
            #agent

            /// Uses your own HTTP client, for example with a proxy. Its connect timeout and redirect policy apply.
            ///
            /// The crate re-exports `reqwest` in the version that it uses.
            #http_client

            /// Builds the client. It makes no connection.
            ///
            /// # Errors
            ///
            /// [`Error::Config`] names the setting that is missing or not valid: the token, a path parameter, or the base
            /// URL. A value with spaces, a line break or quotation marks around it is not valid.
            #[inline]
            pub fn build(self) -> Result<Client, Error> {
                #(#demanded)*
                #root
                Ok(Client { #(#made)* })
            }
        }
    }
}
