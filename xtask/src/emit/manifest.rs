//! Emits what makes the files a crate: `Cargo.toml`, `README.md` and `src/lib.rs`.

use proc_macro2::TokenStream;
use quote::quote;
use toml_edit::{Array, DocumentMut, Item, TomlError, value};

use super::emission::Emission;
use super::example::Example;
use super::{recipes, words};
use crate::lower::problem::{Problem, Problems};
use crate::model::operations::{Answer, Content, Operation};
use crate::text::{Docs, Markdown, markdown, visible};
use crate::workspace::Runtime;
use crate::write::HEADER;

/// What the emitted code names of other crates, and not every crate does.
pub struct Needs {
    /// Code that serde derives.
    pub serde: bool,
    /// Any JSON.
    pub json: bool,
    /// The runtime's check of patterns.
    pub patterns: bool,
}

/// All that the manifest of a crate may hold; what one does not need is taken out.
const MANIFEST: &str = r#"
[package]
name = ""
version = ""
edition = "2024"
rust-version = ""
description = ""
license = ""
homepage = ""
repository = ""
documentation = ""
# The document names no licence under which others could have it.
publish = false
readme = "README.md"
keywords = []
categories = []

[features]
default = ["rustls"]
# TLS by rustls, with the certificates that the system trusts.
rustls = ["realtimekit-runtime/rustls"]
# TLS by the system's own library.
native-tls = ["realtimekit-runtime/native-tls"]
# A span of the `tracing` crate for each call.
tracing = ["realtimekit-runtime/tracing"]
# Ids are made of a `Uuid`.
uuid = ["realtimekit-runtime/uuid"]
# `Timestamp` and `Date` from and to the types of these crates.
chrono = ["realtimekit-runtime/chrono"]
jiff = ["realtimekit-runtime/jiff"]
time = ["realtimekit-runtime/time"]
# For tests of your code: `example()` of the types that are read, and errors.
test-util = ["realtimekit-runtime/test-util"]

[dependencies]
realtimekit-runtime = { version = "", path = "", default-features = false, features = ["pattern"] }
serde = { version = "1", features = ["derive"] }
serde_json = "1"

[dev-dependencies]
tokio = { version = "1", features = ["macros", "rt-multi-thread", "time"] }

[lints.rust]
unsafe_code = "forbid"
missing_docs = "deny"

# The crate stands alone, wherever it was written to.
[workspace]
"#;

/// `Cargo.toml`.
///
/// # Errors
///
/// None that a document can cause.
pub fn cargo(emission: &Emission, runtime: &Runtime, needs: &Needs) -> Result<String, Problems> {
    let settings = emission.settings;
    let fault = |error: TomlError| {
        vec![Problem::new(
            "",
            format!("the generator made a manifest that is no TOML: {error}"),
            "this is a fault of the generator: report it with the document",
        )]
    };
    let mut manifest: DocumentMut = MANIFEST.parse().map_err(fault)?;
    let package = &mut manifest["package"];
    for (key, text) in [
        ("name", Some(&settings.package)),
        ("version", Some(&settings.version)),
        ("rust-version", Some(&settings.rust_version)),
        ("description", Some(&settings.description)),
        ("license", settings.license.as_ref()),
        ("homepage", settings.homepage.as_ref()),
        ("repository", settings.repository.as_ref()),
        ("documentation", settings.documentation.as_ref()),
    ] {
        package[key] = text.map_or(Item::None, |text| value(visible(text).as_ref()));
    }
    if settings.license.is_some() {
        package["publish"] = Item::None;
    }
    for (key, texts) in [
        ("keywords", &settings.keywords),
        ("categories", &settings.categories),
    ] {
        let texts: Array = texts
            .iter()
            .map(|text| visible(text).into_owned())
            .collect();
        package[key] = if texts.is_empty() {
            Item::None
        } else {
            value(texts)
        };
    }
    let dependencies = &mut manifest["dependencies"];
    if let Some(dependency) = dependencies["realtimekit-runtime"].as_inline_table_mut() {
        dependency.insert("version", runtime.version.as_str().into());
        dependency.insert("path", runtime.path.as_str().into());
        if !needs.patterns {
            dependency.remove("features");
        }
        dependency.fmt();
    }
    for (key, is_needed) in [("serde", needs.serde), ("serde_json", needs.json)] {
        if !is_needed {
            dependencies[key] = Item::None;
        }
    }
    if emission.recipes.is_empty() {
        manifest.remove("dev-dependencies");
    }
    if runtime.in_workspace {
        manifest.remove("workspace");
    }
    Ok(format!("# {HEADER}\n{manifest}"))
}

/// `src/lib.rs`.
pub fn library(emission: &Emission) -> TokenStream {
    let mut about = Docs::from(markdown!(
        "A client for {}.",
        Markdown::plain(&emission.settings.title)
    ));
    about.add(self::about(emission));
    about.add(
        "The way in is [`Client`]; what is sent and read stands in [`types`]; whatever goes wrong is an [`Error`].",
    );
    let about = words::inner(&about);
    let example = first_example(emission).map(|example| {
        let lines = words::fenced("no_run", &example.text());
        let lines = lines.iter().map(|line| words::spaced(line));
        quote! {
            #![doc = ""]
            #(#![doc = #lines])*
        }
    });
    let abilities = words::inner(&abilities(emission));
    quote! {
        #(#![doc = #about])*
        #example
        #![doc = ""]
        #(#![doc = #abilities])*
        #![forbid(unsafe_code)]

        #[rustfmt::skip]
        pub mod client;
        #[rustfmt::skip]
        pub mod resources;
        #[rustfmt::skip]
        pub mod types;

        pub use self::client::{Client, ClientBuilder};
        #[rustfmt::skip]
        pub use realtimekit_runtime::{
            AfterCall, ApiError, ApiMessage, BeforeCall, Call, CallOutcome, ConfigError, Date, DecodeError, Error,
            ExposeSecrets, Field, Integer, IntoOption, IntoOptionalList, InvalidRequestError, InvalidTimestamp,
            ItemStream, List, Many, Outcome, Page, Paging, RateLimit, Response, RetryPolicy, Secret, SecretUrl,
            StatusCode, Timestamp, TokenError, TransportError, UnexpectedResponseError, Validate,
        };
        // The text of its page would name the crate below.
        #[doc(hidden)]
        pub use realtimekit_runtime::reqwest;
    }
}

/// What the client does beyond sending and reading, as a list: whoever reads it has not seen the generator's own pages.
fn abilities(emission: &Emission) -> Docs {
    let mut list: Vec<Markdown> = vec![
        "A call is sent when it is awaited. Its options are methods on it, among them `timeout`, `retry` and `header`; \
         `with_response` also gives status, headers and the raw body."
            .into(),
        "`Error` says what happened, where, and what to do. Ask it `is_not_found`, `is_auth`, `is_rate_limited`, \
         `is_timeout`, `is_invalid_request` or `may_have_happened` instead of matching on numbers; `suggested_status` \
         is what a backend can respond with."
            .into(),
        "What failed is sent again where that does no harm; `RetryPolicy` changes that, for the client or for a call. With \
         `rate_limit` calls wait for their turn instead of running into the service's limits."
            .into(),
    ];
    list.push(
        "`token_provider` fetches the token and renews it when the service refuses it. `before_call` adds headers to each \
         call, `after_call` reports each call's outcome, status, attempts and duration."
            .into(),
    );
    let is_page = |operation: &Operation| matches!(operation.response, Answer::Page(_));
    if emission.operations.iter().any(is_page) {
        list.push("Lists come as a page, or with `stream` as all items.".into());
    }
    let many = emission
        .operations
        .iter()
        .filter_map(|operation| operation.many.as_ref());
    let many: Vec<Markdown> = many.map(|name| Markdown::code(name)).collect();
    if !many.is_empty() {
        list.push(markdown!(
            "{} makes a call for each of many bodies, some at a time; each ends as done, refused, or unknown.",
            Markdown::joined(many, ", ")
        ));
    }
    list.push(
        "Setters of optional fields and parameters take a value or an `Option` of one; with `None` nothing is sent. Integers are \
         taken of any type, and refused where they are out of range."
            .into(),
    );
    list.push(
        "With the feature `test-util`, the types that are read have an `example()`, and errors are made with `Error::api`, \
         `Error::rate_limited`, `Error::timeout` and `Error::connect`: for tests of your code."
            .into(),
    );
    list.push(
        "Responses are read generously: unknown fields are ignored, unknown values of enums are kept as they came, and \
         `\"3\"` is read as a number where one belongs."
            .into(),
    );
    list.push(
        "Secrets print as `[redacted]`, and are blanked out where a response quotes them. Serialising what is read writes \
         `[redacted]`, too, unless it is asked for by name, `ExposeSecrets(&value)`; what callers send keeps its secrets."
            .into(),
    );
    let items = list.iter().map(|item| markdown!("- {}", item));
    Docs::from(Markdown::joined(items, "\n"))
}

fn about(emission: &Emission) -> Markdown {
    let mut about = Markdown::sentence(&emission.settings.description);
    if !about.ends_with('.') {
        about.push(".");
    }
    about
}

/// The example at the front door: the call that the document chose, else the first that sends something, else the first;
/// with the client made in it.
fn first_example(emission: &Emission) -> Option<Example> {
    let settings = emission.settings;
    let calls = || {
        emission
            .tree
            .handles
            .iter()
            .enumerate()
            .flat_map(|(index, handle)| handle.calls.iter().map(move |call| (index, call)))
    };
    let sends = |operation: usize| {
        let body = emission.operations[operation].body.as_ref();
        body.is_some_and(|body| body.required && matches!(body.content, Content::Json(..)))
    };
    let chosen =
        |operation: usize| settings.example.as_ref() == Some(&emission.operations[operation].id);
    let (index, call) = calls()
        .find(|(_, call)| chosen(call.operation))
        .or_else(|| calls().find(|(_, call)| sends(call.operation)))
        .or_else(|| calls().next())?;
    let operation = &emission.operations[call.operation];
    let made = if settings.token_required {
        "from_env()?"
    } else {
        "builder().build()?"
    };
    let mut example = emission.examples.call(index, &call.method, operation, &[]);
    example.client = Some(format!("{}::Client::{made}", settings.module()));
    Some(example)
}

/// `README.md`.
pub fn readme(emission: &Emission) -> String {
    let settings = emission.settings;
    let mut about = Docs::from(markdown!(
        "A Rust client for {}.",
        Markdown::plain(&settings.title)
    ));
    about.add(self::about(emission));
    let mut out = format!(
        "<!-- {HEADER} -->\n\n# {}\n\n{}\n",
        settings.package,
        about.lines().join("\n")
    );
    out.push_str(&format!(
        "\n## Use\n\n```toml\n[dependencies]\n{} = \"{}\"\ntokio = {{ version = \"1\", features = [\"macros\", \"rt-multi-thread\"] }}\n```\n",
        settings.package, settings.version,
    ));
    if let Some(example) = first_example(emission) {
        let program = words::fenced("rust,no_run", &example.program());
        out.push_str(&format!("\n{}\n", program.join("\n")));
    }
    let mut names: Vec<Markdown> = Vec::new();
    let variable = |name: &str| Markdown::code(name).in_cell();
    if settings.token_required {
        names.push(markdown!(
            "| {} | the API token |",
            variable(&settings.token_env)
        ));
    }
    for parameter in &settings.parameters {
        let name = Markdown::code(&parameter.name).in_cell();
        names.push(markdown!(
            "| {} | {} of every call |",
            variable(&parameter.env),
            name
        ));
    }
    let default = settings.base_url.as_deref();
    let default = default.map_or_else(Markdown::default, |url| {
        markdown!(", {} where it is not set", Markdown::code(url).in_cell())
    });
    let base_url = variable(&settings.base_url_env);
    names.push(markdown!("| {} | the base URL{} |", base_url, default));
    let mut table = Docs::from(Markdown::from("`Client::from_env` reads:"));
    table.add(markdown!(
        "| variable | what it is |\n| --- | --- |\n{}",
        Markdown::joined(names, "\n")
    ));
    out.push_str(&format!("\n{}\n", table.lines().join("\n")));
    let abilities = abilities(emission).lines().join("\n");
    out.push_str(&format!("\n## What it does\n\n{abilities}\n"));
    out.push_str(&recipes::list(emission.recipes));
    out.push_str(&format!(
        "\n## Features\n\n- `rustls` (default): TLS by rustls.\n- `native-tls`: TLS by the system's own library.\n\
         - `tracing`: a span for each call, with operation, path, status, attempts, `cf-ray` and duration.\n\
         - `uuid`: ids are made of a `uuid::Uuid`.\n\
         - `jiff`, `chrono`, `time`: `Timestamp` and `Date` from and to the types of these crates.\n\
         - `test-util`: for tests of your code, `example()` of the types that are read, and errors such as `Error::api`.\n\n\
         ## Rust\n\nRust {} or newer.\n",
        settings.rust_version,
    ));
    if let Some(license) = &settings.license {
        out.push_str(&format!("\n## Licence\n\n{license}\n"));
    }
    out
}
