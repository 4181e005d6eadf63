//! Emits `src/client.rs`: the client and its builder, the root of the handle tree.
//!
//! ```text
//! pub struct Client { base: Resource }                 // the path so far, with the client's own parameters
//! impl Client { pub fn from_env() … pub fn builder() … pub fn meeting(&self, …) -> MeetingHandle … }
//! pub struct ClientBuilder { runtime: realtimekit_runtime::ClientBuilder, account_id: Option<AccountId>, … }
//! ```
//!
//! What takes nothing generic is `#[inline]` here and in the other files: it is compiled where it is called, or not at all.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::carried::{Carried, carried};
use super::emission::{Emission, base_field, base_name};
use super::example::END;
use super::from_env;
use super::hooks;
use super::words;
use crate::model::tree::parameter_name;
use crate::text::{Docs, Markdown, markdown};

/// A token in examples.
const TOKEN: &str = "Sn3lZJTBX6kkg7OdcBUAxOO963GEIyGQ";

/// The tokens of `src/client.rs`.
pub fn client(emission: &Emission) -> TokenStream {
    let carried = carried(emission);
    let tree = emission.tree;
    let bases: Vec<_> = (0..tree.bases.len())
        .map(|base| base_name(tree, base))
        .collect();
    let children = emission.children(0);
    let (calls, beside) = root_calls(emission);
    let about = words::docs(&Docs::from(markdown!(
        "The client for {}. Cheap to clone: clones share one pool of connections.",
        Markdown::plain(&emission.settings.title)
    )));
    let example = words::example("no_run", &from_env_example(emission));
    let env_docs = from_env::docs(emission, &carried);
    let builder = builder(emission, &carried, &bases);
    quote! {
        #![doc = " The client and its builder."]

        #(#about)*
        ///
        #(#example)*
        #[derive(Clone, Debug)]
        pub struct Client {
            #(#bases: Resource,)*
        }

        impl Client {
            /// A builder, for everything that can be set.
            #[inline]
            pub fn builder() -> ClientBuilder {
                ClientBuilder::default()
            }

            #(#env_docs)*
            #[inline]
            pub fn from_env() -> Result<Self, Error> {
                ClientBuilder::from_env()?.build()
            }

            #children
            #calls
        }
        #beside
        #builder
    }
}

/// Calls whose path is the client's own base.
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

fn builder_example(emission: &Emission, carried: &[Carried]) -> String {
    let mut demanded = Vec::new();
    if emission.settings.base_url.is_none() {
        demanded.push(".base_url(\"https://api.example.com\")".to_owned());
    }
    if emission.settings.token_required {
        demanded.push(format!(".token({TOKEN:?})"));
    }
    demanded.extend(
        carried
            .iter()
            .map(|own| format!(".{}({})", own.field, own.example)),
    );
    emission.examples.builder(demanded)
}

/// The doc example of one method of the builder.
fn setter_example(emission: &Emission, call: &str) -> Vec<syn::Attribute> {
    let module = emission.settings.module();
    let (imports, call) = emission.examples.with_imports(call.to_owned());
    let code = format!("{imports}let builder = {module}::Client::builder().{call};");
    words::example("no_run", &code)
}

fn builder(emission: &Emission, carried: &[Carried], bases: &[syn::Ident]) -> TokenStream {
    let fields = carried.iter().map(|own| {
        let (field, ty) = (&own.field, &own.ty);
        quote!(#field: Option<#ty>,)
    });
    let setters = carried.iter().map(|own| {
        let (field, ty) = (&own.field, &own.ty);
        let about = match own.description.as_str() {
            "" => markdown!(
                "The path parameter {} of every call.",
                Markdown::code(own.name)
            )
            .into(),
            words => Docs::prose(words),
        };
        let docs = words::docs(&about);
        let example = setter_example(emission, &format!("{field}({})", own.example));
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
    let demanded = carried.iter().map(|own| {
        let (field, name) = (&own.field, own.name);
        quote! {
            let Some(#field) = self.#field else {
                return Err(Error::missing(#name));
            };
        }
    });
    let made = emission.tree.bases.iter().zip(bases).map(|(base, name)| {
        let segments = base
            .segments
            .iter()
            .map(|segment| match parameter_name(segment) {
                Some(parameter) => match carried.iter().find(|own| own.name == parameter) {
                    Some(own) => {
                        let (field, wire) = (&own.field, own.name);
                        let checked = own.check(emission).map(|check| quote!(.check(#check)));
                        quote!(.value(#wire, &#field) #checked)
                    }
                    None => quote!(),
                },
                None => quote!(.literal(#segment)),
            });
        quote!(#name: root #(#segments)* .checked()?,)
    });
    let default_base = emission.settings.base_url.as_deref();
    let base_url = default_base.map(|url| quote!(.base_url(#url)));
    let header = emission
        .settings
        .token_header
        .as_deref()
        .map(|header| quote!(.token_header(#header)));
    let token = (!emission.settings.token_required).then(|| quote!(.no_token()));
    let (fields, setters) = (quote!(#(#fields)*), quote!(#(#setters)*));
    let names: Vec<_> = carried
        .iter()
        .map(|own| format_ident!("{}", own.field))
        .collect();
    let root = match bases {
        [] => quote!(self.runtime.build()?;),
        _ => quote!(let root = Resource::new(self.runtime.build()?);),
    };
    let base_docs = words::docs(&Docs::from(
        match (default_base, &emission.settings.base_path) {
            (Some(url), _) => markdown!(
                "Another address than {}, for instance of a local server.",
                Markdown::code(url)
            ),
            (None, Some(path)) => markdown!(
                "The address of the service, which must be given: the document names only its path, {}, with which the \
             address ends.",
                Markdown::code(path)
            ),
            (None, None) => Markdown::from(
                "The address of the service; the document names none, so it must be given.",
            ),
        },
    ));
    let example = words::example("no_run", &builder_example(emission, carried));
    let from_env = from_env::builder(emission, carried);
    let shown = |call: &str| setter_example(emission, call);
    let module = emission.settings.module();
    let seconds = |setter: &str, number: u64| {
        shown(&format!(
            "{setter}(std::time::Duration::from_secs({number}))"
        ))
    };
    let token_example = shown(&format!("token({TOKEN:?})"));
    let base_example = shown("base_url(\"http://localhost:8080\")");
    let http_example = shown("base_url(\"http://kit.internal:8080\").allow_http()");
    let connect_example = seconds("connect_timeout", 3);
    let timeout_example = seconds("timeout", 10);
    let retry_example = shown(&format!("retry({module}::RetryPolicy::off())"));
    let pace_example = shown(&format!("rate_limit({module}::RateLimit::default())"));
    let size_example = shown("max_response_size(8 * 1024 * 1024)");
    let agent_example = shown("user_agent(\"classroom/2.1\")");
    let client_example = shown(&format!("http_client({module}::reqwest::Client::new())"));
    let agent_docs = words::docs(&Docs::from(markdown!(
        "The `user-agent` header of each request. Default: {} and the version of this crate.",
        Markdown::code(&format!("{}/", emission.settings.package))
    )));
    let hooks = hooks::setters(&emission.settings.module());
    quote! {
        /// Builds a [`Client`].
        ///
        #(#example)*
        #[derive(Clone)]
        #[must_use = "a builder does nothing until `build` is called"]
        pub struct ClientBuilder {
            runtime: realtimekit_runtime::ClientBuilder,
            #fields
        }

        /// Ids are left out: until `build` has checked them, one can be the token in the wrong place.
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

            /// The API token, which is sent with every call and never printed.
            ///
            #(#token_example)*
            pub fn token(mut self, token: impl Into<Secret>) -> Self {
                self.runtime = self.runtime.token(token);
                self
            }

            #hooks

            #setters

            #(#base_docs)*
            ///
            /// It must begin with https. With http, a loopback address needs no permission, and any other needs
            /// [`allow_http`](Self::allow_http).
            ///
            #(#base_example)*
            pub fn base_url(mut self, url: impl Into<String>) -> Self {
                self.runtime = self.runtime.base_url(url);
                self
            }

            /// Allows a base URL that begins with http, for a service in a private network. Default: http on loopback
            /// addresses only.
            ///
            /// The API token and all data then travel in clear: everyone between the two machines can read and change
            /// them. Requests go through no proxy.
            ///
            #(#http_example)*
            #[inline]
            pub fn allow_http(mut self) -> Self {
                self.runtime = self.runtime.allow_http();
                self
            }

            /// How long making a connection may take. Default: 10 seconds.
            ///
            #(#connect_example)*
            #[inline]
            pub fn connect_timeout(mut self, timeout: Duration) -> Self {
                self.runtime = self.runtime.connect_timeout(timeout);
                self
            }

            /// How long one attempt of a call may take, from connecting to the last byte of the response. Default: 30
            /// seconds. [`RetryPolicy`] bounds all attempts together.
            ///
            #(#timeout_example)*
            #[inline]
            pub fn timeout(mut self, timeout: Duration) -> Self {
                self.runtime = self.runtime.timeout(timeout);
                self
            }

            /// How calls that failed are repeated. Default: [`RetryPolicy::new`]; [`RetryPolicy::off`] repeats none.
            ///
            #(#retry_example)*
            #[inline]
            pub fn retry(mut self, policy: RetryPolicy) -> Self {
                self.runtime = self.runtime.retry(policy);
                self
            }

            /// Makes calls wait, so that the rate limit of the service is kept. Default: none waits.
            ///
            #(#pace_example)*
            #[inline]
            pub fn rate_limit(mut self, rate_limit: RateLimit) -> Self {
                self.runtime = self.runtime.rate_limit(rate_limit);
                self
            }

            /// How many bytes a response may have. Default: 64 MiB. A larger one is an error, and is not read.
            ///
            #(#size_example)*
            #[inline]
            pub fn max_response_size(mut self, bytes: usize) -> Self {
                self.runtime = self.runtime.max_response_size(bytes);
                self
            }

            #(#agent_docs)*
            ///
            #(#agent_example)*
            pub fn user_agent(mut self, user_agent: impl Into<String>) -> Self {
                self.runtime = self.runtime.user_agent(user_agent);
                self
            }

            /// An HTTP client of your own, for instance with a proxy. Its connect timeout and redirect policy are yours.
            ///
            /// Its crate is re-exported in the version that this client uses.
            ///
            #(#client_example)*
            #[inline]
            pub fn http_client(mut self, client: realtimekit_runtime::reqwest::Client) -> Self {
                self.runtime = self.runtime.http_client(client);
                self
            }

            /// The client. No connection is made.
            ///
            /// # Errors
            ///
            /// [`Error::Config`] names what is missing or not valid: the token, a path parameter, the base URL. A value
            /// with blanks, a line break or quotation marks around it is not valid.
            #[inline]
            pub fn build(self) -> Result<Client, Error> {
                #(#demanded)*
                #root
                Ok(Client { #(#made)* })
            }
        }
    }
}
