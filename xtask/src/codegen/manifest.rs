//! Emits what makes the files a crate: `Cargo.toml`, `README.md` and `src/lib.rs`.

use proc_macro2::TokenStream;
use quote::quote;

use super::examples::END;
use super::operations::{Answer, Content, Operation};
use super::package::HEADER;
use super::resources::Emission;
use super::{recipes, words};

/// What the emitted manifest says of the runtime crate.
#[derive(Clone, Debug)]
pub struct Runtime {
    /// Its version.
    pub version: String,
    /// The path from the output folder to it.
    pub path: String,
    /// Whether the output folder is a member of the workspace that holds the runtime.
    pub in_workspace: bool,
}

/// What the emitted code names of other crates, and not every crate does.
pub struct Needs {
    /// Code that serde derives.
    pub serde: bool,
    /// Any JSON.
    pub json: bool,
    /// The runtime's check of patterns.
    pub patterns: bool,
}

/// `Cargo.toml`.
pub fn cargo(emission: &Emission, runtime: &Runtime, needs: &Needs) -> String {
    let settings = emission.settings;
    let quoted = |text: &str| toml_string(text);
    let list = |items: &[String]| {
        items
            .iter()
            .map(|item| quoted(item))
            .collect::<Vec<_>>()
            .join(", ")
    };
    let mut out = format!("# {HEADER}\n\n[package]\n");
    out.push_str(&format!("name = {}\n", quoted(&settings.package)));
    out.push_str(&format!("version = {}\n", quoted(&settings.version)));
    out.push_str("edition = \"2024\"\n");
    out.push_str(&format!(
        "rust-version = {}\n",
        quoted(&settings.rust_version)
    ));
    out.push_str(&format!(
        "description = {}\n",
        quoted(&settings.description)
    ));
    for (key, value) in [
        ("license", &settings.license),
        ("homepage", &settings.homepage),
        ("repository", &settings.repository),
        ("documentation", &settings.documentation),
    ] {
        if let Some(value) = value {
            out.push_str(&format!("{key} = {}\n", quoted(value)));
        }
    }
    if settings.license.is_none() {
        out.push_str(
            "# The document names no licence under which others could have it.\npublish = false\n",
        );
    }
    out.push_str("readme = \"README.md\"\n");
    if !settings.keywords.is_empty() {
        out.push_str(&format!("keywords = [{}]\n", list(&settings.keywords)));
    }
    if !settings.categories.is_empty() {
        out.push_str(&format!("categories = [{}]\n", list(&settings.categories)));
    }
    out.push_str(
        "\n[features]\ndefault = [\"rustls\"]\n# TLS by rustls, with the certificates that the system trusts.\n\
         rustls = [\"realtimekit-runtime/rustls\"]\n# TLS by the system's own library.\n\
         native-tls = [\"realtimekit-runtime/native-tls\"]\n# A span of the `tracing` crate for each call.\n\
         tracing = [\"realtimekit-runtime/tracing\"]\n",
    );
    let pattern = if needs.patterns {
        ", features = [\"pattern\"]"
    } else {
        ""
    };
    out.push_str(&format!(
        "\n[dependencies]\nrealtimekit-runtime = {{ version = {}, path = {}, default-features = false{pattern} }}\n",
        quoted(&runtime.version),
        quoted(&runtime.path),
    ));
    if needs.serde {
        out.push_str("serde = { version = \"1\", features = [\"derive\"] }\n");
    }
    if needs.json {
        out.push_str("serde_json = \"1\"\n");
    }
    out.push_str(recipes::dependencies(emission.recipes));
    out.push_str("\n[lints.rust]\nunsafe_code = \"forbid\"\nmissing_docs = \"deny\"\n");
    if !runtime.in_workspace {
        out.push_str("\n# The crate stands alone, wherever it was written to.\n[workspace]\n");
    }
    out
}

fn toml_string(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            c if c.is_control() => out.push_str(&format!("\\u{:04X}", u32::from(c))),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// `src/lib.rs`.
pub fn library(emission: &Emission) -> TokenStream {
    let title = &emission.settings.title;
    let about = words::lines(&format!(
        "{}\n\nThe way in is [`Client`]; what is sent and read stands in [`types`]; whatever goes wrong is an [`Error`].",
        about(emission),
    ));
    let about = about.into_iter().map(|line| {
        if line.is_empty() {
            line
        } else {
            format!(" {line}")
        }
    });
    let heading = format!(" A client for {}.", words::said(title));
    let example = first_example(emission).map(|code| {
        let lines = code
            .lines()
            .map(|line| format!(" {line}"))
            .collect::<Vec<_>>();
        quote! {
            #![doc = ""]
            #![doc = " ```no_run"]
            #(#![doc = #lines])*
            #![doc = " ```"]
        }
    });
    let abilities = words::lines(&abilities(emission));
    let abilities = abilities.iter().map(|line| format!(" {line}"));
    quote! {
        #![doc = #heading]
        #![doc = ""]
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
            ApiError, ApiMessage, Call, Check, ConfigError, Date, Error, Field, Items, Many, MisfitError, NotApiError, NotATime, Outcome, Pace,
            Page, Paging, Refused, Response, RetryPolicy, Secret, Timestamp, TransportError,
        };
        // The text of its page would name the crate below.
        #[doc(hidden)]
        pub use realtimekit_runtime::reqwest;
    }
}

/// What the client does beyond sending and reading, as a list: whoever reads it has not seen the generator's own pages.
fn abilities(emission: &Emission) -> String {
    let mut list = vec![
        "A call is sent when it is awaited. Its options are methods on it, among them `timeout`, `retry` and `header`; \
         `with_response` also gives status, headers and the raw body."
            .to_owned(),
        "`Error` says what happened, where, and what to do. Ask it `is_not_found`, `is_auth`, `is_rate_limited`, \
         `is_timeout`, `is_invalid_request` or `may_have_happened` instead of matching on numbers; `suggested_status` \
         is what a backend can respond with."
            .to_owned(),
        "What failed is sent again where that does no harm; `RetryPolicy` changes that, for the client or for a call. With \
         `pace` calls wait for their turn instead of running into the service's limits."
            .to_owned(),
    ];
    let is_page = |operation: &Operation| matches!(operation.answer, Answer::Page(_));
    if emission.operations.iter().any(is_page) {
        list.push("Lists come as a page, or with `stream` as all items.".to_owned());
    }
    let many = emission
        .operations
        .iter()
        .filter_map(|operation| operation.many.as_ref());
    let many: Vec<String> = many.map(|name| format!("`{name}`")).collect();
    if !many.is_empty() {
        list.push(format!(
            "{} makes a call for each of many bodies, some at a time; each ends as done, refused, or unknown.",
            many.join(", ")
        ));
    }
    list.push(
        "Answers are read generously: unknown fields are passed over, unknown values of enums are kept as they came."
            .to_owned(),
    );
    list.push(
        "Secrets print as `[redacted]`, and are blanked out where an answer quotes them."
            .to_owned(),
    );
    let items = list.iter().map(|item| format!("- {item}\n"));
    items.collect()
}

fn about(emission: &Emission) -> String {
    let settings = emission.settings;
    let mut about = words::said(&settings.description);
    if !about.ends_with('.') {
        about.push('.');
    }
    about
}

/// The example at the front door: the call that the document chose, else the first that sends something, else the first;
/// with the client made in it.
fn first_example(emission: &Emission) -> Option<String> {
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
    let code = emission.examples.call(index, &call.method, operation, &[]);
    let module = settings.module();
    let made = if settings.token_required {
        "from_env()?"
    } else {
        "builder().build()?"
    };
    let given = format!("example(client: {module}::Client) -> Result<(), {module}::Error> {{");
    let made = format!(
        "example() -> Result<(), {module}::Error> {{\nlet client = {module}::Client::{made};"
    );
    Some(code.replacen(&given, &made, 1))
}

/// The doc example as a program of its own:
///
/// ```text
/// # async fn example() -> Result<(), realtimekit::Error> {   →   #[tokio::main]
///                                                                async fn main() -> Result<(), realtimekit::Error> {
/// let answer = …;                                            →       let answer = …;
/// # Ok(()) }                                                 →       println!("{answer:?}");
///                                                                    Ok(())
///                                                                }
/// ```
fn program(example: &str, module: &str) -> String {
    let mut out = String::new();
    let mut inside = false;
    for line in example.lines() {
        match line {
            line if line.starts_with("# async fn example(") => {
                out.push_str(&format!(
                    "#[tokio::main]\nasync fn main() -> Result<(), {module}::Error> {{\n"
                ));
                inside = true;
            }
            END => out.push_str("    println!(\"{answer:?}\");\n    Ok(())\n}\n"),
            line if inside && !line.is_empty() => out.push_str(&format!("    {line}\n")),
            line => out.push_str(&format!("{line}\n")),
        }
    }
    out
}

/// `README.md`.
pub fn readme(emission: &Emission) -> String {
    let settings = emission.settings;
    let mut out = format!(
        "<!-- {HEADER} -->\n\n# {}\n\nA Rust client for {}.\n",
        settings.package, settings.title
    );
    out.push_str(&format!("\n{}\n", super::package::prose(&about(emission))));
    out.push_str(&format!(
        "\n## Use\n\n```toml\n[dependencies]\n{} = \"{}\"\ntokio = {{ version = \"1\", features = [\"macros\", \"rt-multi-thread\"] }}\n```\n",
        settings.package, settings.version,
    ));
    if let Some(example) = first_example(emission) {
        out.push_str(&format!(
            "\n```rust,no_run\n{}```\n",
            program(&example, &settings.module())
        ));
    }
    let mut names: Vec<String> = Vec::new();
    if settings.token_required {
        names.push(format!("| `{}` | the API token |", settings.token_env));
    }
    for parameter in &settings.parameters {
        names.push(format!(
            "| `{}` | `{}` of every call |",
            parameter.env, parameter.name
        ));
    }
    let optional = settings.base_url.as_deref();
    let optional = optional.map(|url| format!(", `{url}` where it is not set"));
    names.push(format!(
        "| `{}` | the base URL{} |",
        settings.base_url_env,
        optional.unwrap_or_default()
    ));
    out.push_str(&format!(
        "\n`Client::from_env` reads:\n\n| variable | what it is |\n| --- | --- |\n{}\n",
        names.join("\n")
    ));
    let abilities = super::package::prose(&abilities(emission));
    out.push_str(&format!("\n## What it does\n\n{abilities}\n"));
    out.push_str(&recipes::list(emission.recipes));
    out.push_str(&format!(
        "\n## Features\n\n- `rustls` (default): TLS by rustls.\n- `native-tls`: TLS by the system's own library.\n\
         - `tracing`: a span for each call, with operation, path, status, attempts, `cf-ray` and duration.\n\n\
         ## Rust\n\nRust {} or newer.\n",
        settings.rust_version,
    ));
    if let Some(license) = &settings.license {
        out.push_str(&format!("\n## Licence\n\n{license}\n"));
    }
    out
}
