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

use super::examples::END;
use super::operations::{Operation, Place};
use super::problem::{Problem, Problems, unless_any};
use super::progenitor::name_of;
use super::resources::{Emission, base_field, base_name};
use super::rewrite::{Checked, value_check};
use super::settings::Settings;
use super::tree::parameter_name;
use super::words;

/// One parameter that the client carries.
struct Carried<'a> {
    name: &'a str,
    env: &'a str,
    field: syn::Ident,
    ty: syn::Type,
    schema: serde_json::Value,
    description: String,
    /// A value in an example.
    example: String,
}

/// The tokens of `src/client.rs`.
pub fn client(emission: &Emission) -> TokenStream {
    let carried = carried(emission);
    let tree = emission.tree;
    let bases: Vec<_> = (0..tree.bases.len())
        .map(|base| base_name(tree, base))
        .collect();
    let children = emission.children(0);
    let (calls, beside) = root_calls(emission);
    let about = words::docs(&format!(
        "The client for {}. Cheap to clone: clones share one pool of connections.",
        words::said(&emission.settings.title)
    ));
    let example = words::example("no_run", &from_env_example(emission, &carried));
    let env_docs = env_docs(emission, &carried);
    let from_env = from_env(emission, &carried);
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
                #from_env
            }

            #children
            #calls
        }
        #beside
        #builder
    }
}

/// Whether the parameters that the client carries are in the paths, and are texts, which is all that the environment can
/// hold.
///
/// # Errors
///
/// A problem for each that is not.
pub fn check_carried(settings: &Settings, operations: &[Operation]) -> Result<(), Problems> {
    let mut problems = Vec::new();
    for own in &settings.parameters {
        let declared = operations
            .iter()
            .flat_map(|operation| &operation.parameters)
            .find(|parameter| parameter.place == Place::Path && parameter.name == own.name);
        let message = match declared {
            None => format!("no path has the parameter `{}`", own.name),
            Some(parameter) if !text_like(&parameter.ty) => {
                format!("the parameter `{}` is no text", own.name)
            }
            Some(_) => continue,
        };
        problems.push(Problem::new(
            format!("/x-client/parameters/{}", own.name),
            message,
            "name a path parameter of type string, or remove the entry",
        ));
    }
    unless_any(problems, ())
}

fn text_like(ty: &syn::Type) -> bool {
    let numbers = [
        "bool", "f32", "f64", "i8", "i16", "i32", "i64", "u8", "u16", "u32", "u64",
    ];
    !numbers.contains(&name_of(ty).as_str())
}

fn carried<'a>(emission: &'a Emission) -> Vec<Carried<'a>> {
    emission
        .settings
        .parameters
        .iter()
        .filter_map(|own| {
            let declared = |operation: &'a Operation| {
                operation
                    .parameters
                    .iter()
                    .find(|parameter| parameter.place == Place::Path && parameter.name == own.name)
            };
            let parameter = emission.operations.iter().find_map(declared)?;
            Some(Carried {
                name: &own.name,
                env: &own.env,
                field: parameter.ident.clone(),
                ty: parameter.ty.clone(),
                schema: parameter.schema.clone(),
                description: parameter.description.clone(),
                example: emission.examples.argument(parameter),
            })
        })
        .collect()
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

fn from_env_example(emission: &Emission, carried: &[Carried]) -> String {
    let module = emission.settings.module();
    let mut lines = vec![format!("# fn example() -> Result<(), {module}::Error> {{")];
    if emission.settings.token_required || !carried.is_empty() {
        lines.push(format!("let client = {module}::Client::from_env()?;"));
    } else {
        lines.push(format!(
            "let client = {module}::Client::builder().build()?;"
        ));
    }
    lines.push(END.to_owned());
    lines.join("\n")
}

fn builder_example(emission: &Emission, carried: &[Carried]) -> String {
    let mut demanded = Vec::new();
    if emission.settings.base_url.is_none() {
        demanded.push(".base_url(\"https://api.example.com\")".to_owned());
    }
    if emission.settings.token_required {
        demanded.push(".token(\"token\")".to_owned());
    }
    demanded.extend(
        carried
            .iter()
            .map(|own| format!(".{}({})", own.field, own.example)),
    );
    emission.examples.builder(demanded)
}

fn env_docs(emission: &Emission, carried: &[Carried]) -> Vec<syn::Attribute> {
    let token = &emission.settings.token_env;
    let mut names: Vec<String> = Vec::new();
    if emission.settings.token_required {
        names.push(format!("`{token}`"));
    }
    names.extend(carried.iter().map(|own| format!("`{}`", own.env)));
    let needed = match names.as_slice() {
        [] => "No environment variable is needed.".to_owned(),
        names => format!(
            "A client from the environment variables {}.",
            names.join(", ")
        ),
    };
    let optional = if emission.settings.token_required {
        String::new()
    } else {
        format!(" `{token}` is used when it is set.")
    };
    words::docs(&format!(
        "{needed}{optional}\n\n# Errors\n\n[`Error`] names the variable that is missing, empty or not valid."
    ))
}

fn from_env(emission: &Emission, carried: &[Carried]) -> TokenStream {
    let token = &emission.settings.token_env;
    let token = if emission.settings.token_required {
        quote!(.token(realtimekit_runtime::env_var(#token)?))
    } else {
        quote!()
    };
    let carried = carried.iter().map(|own| {
        let (field, env) = (&own.field, own.env);
        quote!(.#field(realtimekit_runtime::env_var(#env)?))
    });
    if emission.settings.token_required {
        return quote!(Self::builder() #token #(#carried)* .build());
    }
    let name = &emission.settings.token_env;
    quote! {
        let mut builder = Self::builder() #(#carried)*;
        if let Ok(token) = realtimekit_runtime::env_var(#name) {
            builder = builder.token(token);
        }
        builder.build()
    }
}

fn builder(emission: &Emission, carried: &[Carried], bases: &[syn::Ident]) -> TokenStream {
    let fields = carried.iter().map(|own| {
        let (field, ty) = (&own.field, &own.ty);
        quote!(#field: Option<#ty>,)
    });
    let setters = carried.iter().map(|own| {
        let (field, ty) = (&own.field, &own.ty);
        let about = match own.description.as_str() {
            "" => format!("The path parameter `{}` of every call.", own.name),
            words => words::said(words),
        };
        let docs = words::docs(&about);
        quote! {
            #(#docs)*
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
                        let check = value_check(
                            wire,
                            &Checked::Place(quote!(#field)),
                            &own.ty,
                            &own.schema,
                            emission.facts,
                        );
                        let checked = check.map(|check| quote!(.check(#check)));
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
    let base_docs = words::docs(&match (default_base, &emission.settings.base_path) {
        (Some(url), _) => format!("Another address than `{url}`, for instance of a local server."),
        (None, Some(path)) => format!(
            "The address of the service, which must be given: the document names only its path, `{path}`, with which the \
             address ends."
        ),
        (None, None) => {
            "The address of the service; the document names none, so it must be given.".to_owned()
        }
    });
    let example = words::example("no_run", &builder_example(emission, carried));
    quote! {
        /// Builds a [`Client`].
        ///
        #(#example)*
        #[derive(Clone, Debug)]
        #[must_use = "a builder does nothing until `build` is called"]
        pub struct ClientBuilder {
            runtime: realtimekit_runtime::ClientBuilder,
            #fields
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
            /// The API token; it is sent with every call and never printed.
            pub fn token(mut self, token: impl Into<Secret>) -> Self {
                self.runtime = self.runtime.token(token);
                self
            }

            #setters

            #(#base_docs)*
            ///
            /// It must be HTTPS, except for loopback addresses.
            pub fn base_url(mut self, url: impl Into<String>) -> Self {
                self.runtime = self.runtime.base_url(url);
                self
            }

            /// How long connecting may take; 10 seconds unless said otherwise.
            #[inline]
            pub fn connect_timeout(mut self, timeout: Duration) -> Self {
                self.runtime = self.runtime.connect_timeout(timeout);
                self
            }

            /// How long one attempt of a call may take, from connecting to the last byte of the answer; 30 seconds unless
            /// said otherwise. [`RetryPolicy`] bounds all attempts together.
            #[inline]
            pub fn timeout(mut self, timeout: Duration) -> Self {
                self.runtime = self.runtime.timeout(timeout);
                self
            }

            /// How calls that failed are repeated; [`RetryPolicy::new`] unless said otherwise, [`RetryPolicy::off`] for
            /// not at all.
            #[inline]
            pub fn retry(mut self, policy: RetryPolicy) -> Self {
                self.runtime = self.runtime.retry(policy);
                self
            }

            /// Makes calls wait for their turn, so that the service's limits are kept. Without this, none waits.
            #[inline]
            pub fn pace(mut self, pace: Pace) -> Self {
                self.runtime = self.runtime.pace(pace);
                self
            }

            /// How many bytes an answer may have; 64 MiB unless said otherwise. A larger one is an error, and is not
            /// read.
            #[inline]
            pub fn max_answer_size(mut self, bytes: usize) -> Self {
                self.runtime = self.runtime.max_answer_size(bytes);
                self
            }

            /// What the client calls itself.
            pub fn user_agent(mut self, user_agent: impl Into<String>) -> Self {
                self.runtime = self.runtime.user_agent(user_agent);
                self
            }

            /// An HTTP client of your own, for instance with a proxy. Its connect timeout and redirect policy are yours.
            #[inline]
            pub fn http_client(mut self, client: realtimekit_runtime::reqwest::Client) -> Self {
                self.runtime = self.runtime.http_client(client);
                self
            }

            /// The client.
            ///
            /// # Errors
            ///
            /// [`Error`] says what is missing or not valid: the token, a path parameter, the address.
            #[inline]
            pub fn build(self) -> Result<Client, Error> {
                #(#demanded)*
                #root
                Ok(Client { #(#made)* })
            }
        }
    }
}
