//! Emits what a reader sees first: the documentation of `src/lib.rs`, and `README.md`.

use proc_macro2::TokenStream;
use quote::quote;

use super::call_example::Example;
use super::emission::Emission;
use super::{doc_attributes, fixed_bodies, methods, recipes};
use crate::model::operation::{Content, Operation, Response};
use crate::model::presence::Presence;
use crate::model::types::{Field, Kind};
use crate::text::{Docs, Markdown, markdown};
use crate::write::HEADER;

/// The features of every emitted crate, each with what it adds.
const FEATURES: [(&str, &str); 8] = [
    (
        "rustls` (default)",
        "TLS with rustls and the certificates of the system.",
    ),
    (
        "native-tls`",
        "TLS with the library of the operating system.",
    ),
    (
        "tracing`",
        "A span of the `tracing` crate for each call, with operation, path, status, attempts, `cf-ray` and duration.",
    ),
    ("uuid`", "Conversion of a `uuid::Uuid` into an id."),
    (
        "chrono`",
        "Conversion of `Timestamp` and `Date` from and to the types of `chrono`.",
    ),
    (
        "jiff`",
        "Conversion of `Timestamp` and `Date` from and to the types of `jiff`.",
    ),
    (
        "time`",
        "Conversion of `Timestamp` and `Date` from and to the types of `time`.",
    ),
    (
        "test-util`",
        "For your tests: `example()` of response types, and errors from `Error::api`, `Error::rate_limited`, `Error::timeout` and `Error::connect`.",
    ),
];

/// The feature of a crate with its document.
const OPENAPI_FEATURE: [(&str, &str); 1] = [(
    "openapi`",
    "`OPENAPI`, the API description as JSON, for other tools.",
)];

/// The features of a crate with events.
const EVENT_FEATURES: [(&str, &str); 2] = [
    (
        "webhooks`",
        "The module `events`: verifies webhooks, decodes their events, and recognises duplicates.",
    ),
    ("axum`", "An axum extractor for webhooks."),
];

/// `src/lib.rs`.
pub fn library(emission: &Emission) -> TokenStream {
    let mut about = Docs::from(markdown!(
        "A client for {}.",
        Markdown::plain(&emission.settings.title)
    ));
    about.add(self::about(emission));
    about.add("Start with [`Client`]. [`types`] has the types of requests and responses. Every error is an [`Error`].");
    let about = doc_attributes::inner(&about);
    let example = first_example(emission).map(|example| {
        let lines = doc_attributes::fenced("no_run", &example.text());
        let lines = lines.iter().map(|line| doc_attributes::spaced(line));
        quote! {
            #![doc = ""]
            #(#![doc = #lines])*
        }
    });
    let mut further = Docs::default();
    further.add("# Resources");
    further.add(resources(emission));
    further.add("# Behaviour");
    further.add(behaviour(emission));
    further.add("# Features");
    further.add(features(emission));
    let further = doc_attributes::inner(&further);
    let events = emission.settings.events.as_ref().map(|_| {
        quote! {
            #[rustfmt::skip]
            pub mod events;
        }
    });
    let methods = (!emission.methods.is_empty()).then(|| {
        quote!(
            mod methods;
        )
    });
    // Written by `openapi`.
    let document = emission.settings.has_openapi.then(|| {
        quote! {
            #[doc = " The API description: an OpenAPI document as JSON, with examples. `x-call` of an operation is its Rust call."]
            #[cfg(feature = "openapi")]
            pub const OPENAPI: &str = include_str!("../openapi.json");
        }
    });
    let has_files = |operation: &Operation| {
        let body = operation.body.as_ref().map(|body| &body.content);
        matches!(body, Some(Content::Form(form)) if form.is_multipart)
    };
    let files = emission
        .operations
        .iter()
        .any(has_files)
        .then(|| quote!(FilePart,));
    let is_stream = |operation: &Operation| matches!(operation.response, Response::Stream(_));
    let streams = emission.operations.iter().any(is_stream);
    let streams = streams.then(|| quote!(ResponseStream, ServerEvent,));
    quote! {
        #(#![doc = #about])*
        #example
        #![doc = ""]
        #(#![doc = #further])*
        #![forbid(unsafe_code)]
        #![allow(clippy::type_complexity)]

        #[rustfmt::skip]
        pub mod client;
        #events
        #methods
        #[rustfmt::skip]
        pub mod resources;
        #[rustfmt::skip]
        pub mod types;

        #document

        pub use self::client::{Client, ClientBuilder};
        #[rustfmt::skip]
        pub use realtimekit_runtime::{
            AfterCall, ApiError, ApiMessage, BeforeCall, Call, CallOutcome, ConfigError, Date, DecodeError, Error,
            ExposeSecrets, Field, #files #streams Integer, IntoOption, IntoOptionalList, InvalidRequestError, InvalidTimestamp,
            ItemStream, List, Many, Outcome, Page, Paging, RateLimit, Response, RetryPolicy, Secret, SecretUrl,
            StatusCode, Timestamp, TokenError, TransportError, UnexpectedResponseError, Validate,
        };
        // Hidden, because its documentation page would name the runtime crate.
        #[doc(hidden)]
        pub use realtimekit_runtime::reqwest;
    }
}

/// A table of the handles that have calls, with links to them.
fn resources(emission: &Emission) -> Markdown {
    let tree = emission.tree;
    let carried_over = methods::by_type(emission.methods);
    let mut rows = vec![Markdown::from("| handle | methods |\n| --- | --- |")];
    for (index, handle) in tree.handles.iter().enumerate() {
        let path = |index: usize| match index {
            0 => "Client".to_owned(),
            index => {
                let handle = &tree.handles[index];
                format!("resources::{}::{}", handle.file, handle.name)
            }
        };
        let calls = handle.calls.iter();
        let calls = calls.flat_map(|call| {
            let operation = &emission.operations[call.operation];
            let fixed = fixed_bodies::methods(operation).map(str::to_owned);
            let own = [Some(call.method.clone()), operation.many.clone()];
            own.into_iter().flatten().chain(fixed)
        });
        let own = emission
            .shortcuts
            .iter()
            .filter(|shortcut| shortcut.from == index);
        let own = own.map(|shortcut| shortcut.method.clone());
        let methods: Vec<Markdown> = calls
            .chain(own)
            .chain(carried_over.get(&handle.name).cloned().unwrap_or_default())
            .map(|method| Markdown::item(&method, &format!("{}::{method}", path(index))))
            .collect();
        if methods.is_empty() {
            continue;
        }
        let target = match index {
            0 => path(0),
            _ => format!("{}::{}", path(handle.parent), handle.method),
        };
        rows.push(markdown!(
            "| {} | {} |",
            Markdown::item(&chain(emission, index), &target),
            Markdown::joined(methods, ", ")
        ));
    }
    Markdown::joined(rows, "\n")
}

/// How to get a handle: `client.meeting(meeting_id)`.
pub(super) fn chain(emission: &Emission, index: usize) -> String {
    if index == 0 {
        return "client".to_owned();
    }
    let handle = &emission.tree.handles[index];
    let argument = handle.parameter.as_ref();
    let argument = argument.map_or("", |parameter| parameter.ident.as_str());
    let above = chain(emission, handle.parent);
    format!("{above}.{}({argument})", handle.method)
}

fn features(emission: &Emission) -> Markdown {
    let events = emission.settings.events.iter();
    let document = emission.settings.has_openapi.then_some(&OPENAPI_FEATURE);
    let rows = FEATURES.iter().chain(document.into_iter().flatten());
    let rows = rows.chain(events.flat_map(|_| &EVENT_FEATURES));
    let rows = rows.map(|(name, adds)| {
        markdown!("| `{} | {} |", Markdown::from(*name), Markdown::from(*adds))
    });
    let head = Markdown::from("| feature | what it adds |\n| --- | --- |");
    Markdown::joined([head].into_iter().chain(rows), "\n")
}

/// The behaviour of the client that is common to all calls. The links are those of the documentation.
fn behaviour(emission: &Emission) -> Markdown {
    let mut list: Vec<Markdown> = vec![
        "A [`Call`] is sent when it is awaited. It has a method for each optional parameter of the operation, and \
         [`timeout`](Call::timeout), [`retry`](Call::retry) and [`header`](Call::header). \
         [`with_response`](Call::with_response) also returns the status, the headers and the raw body."
            .into(),
        "An [`Error`] states what failed, where, and what to do. Use [`is_not_found`](Error::is_not_found), \
         [`is_auth`](Error::is_auth), [`is_rate_limited`](Error::is_rate_limited), [`is_timeout`](Error::is_timeout) or \
         [`is_invalid_request`](Error::is_invalid_request) to find out what went wrong, instead of status codes. `is_invalid_request` means that the client refused the request and sent \
         nothing. \
         [`may_have_happened`](Error::may_have_happened) reports whether the request may have been carried out. \
         [`suggested_status`](Error::suggested_status) is the status with which your own backend can respond."
            .into(),
        "Failed calls are repeated if that is safe. [`RetryPolicy`] sets the number of attempts, the delays and the \
         total time, for the client or for a call."
            .into(),
        "With a [`RateLimit`](ClientBuilder::rate_limit), calls wait instead of exceeding the rate limit of the service."
            .into(),
        "[`token_provider`](ClientBuilder::token_provider) takes an async function that fetches the token. The client \
         calls it again after a 401. [`before_call`](ClientBuilder::before_call) takes a function that adds headers to \
         each call, and [`after_call`](ClientBuilder::after_call) takes one that gets the outcome, status, attempts and \
         duration of each call."
            .into(),
    ];
    let is_page = |operation: &Operation| matches!(operation.response, Response::Page(_));
    if emission.operations.iter().any(is_page) {
        list.push(
            "A list call that is awaited returns one [`Page`]. For all items, use `.stream()` on the call instead of `.await`: it \
             returns an [`ItemStream`]."
                .into(),
        );
    }
    let many = emission
        .operations
        .iter()
        .filter_map(|operation| operation.many.as_ref());
    let many: Vec<Markdown> = many.map(|name| Markdown::code(name)).collect();
    if !many.is_empty() {
        list.push(markdown!(
            "{} makes many calls, several at a time. It returns [`Many`], a stream with the [`Outcome`] of each.",
            Markdown::joined(many, ", ")
        ));
    }
    list.extend::<[Markdown; 3]>([
        "Setters of optional fields and parameters take a value or an `Option`. `None` is not sent. Integers of any \
         type are accepted; one that is out of range is an error when the call is awaited."
            .into(),
        "Decoding is lenient where the meaning is clear. Unknown fields are ignored, and unknown enum values are kept. \
         `\"3\"` and `3.0` are read as the integer 3, `\"true\"` as a boolean, and an integer as text where an id, a date or \
         an enum is described. Text that is not Unicode is read with `U+FFFD`. A `null` that the description does not \
         allow is an empty list or map, a skipped item, or an absent optional field. In a type that is only received, a \
         missing optional list or map is empty, and an optional field that may be null is `None` if it is null or missing. A \
         missing required field that may be null is null. Anything else is an error with its place. Members of a choice \
         between types are read without these conversions."
            .into(),
        "Secrets are printed as `[redacted]`, also in errors. A response is serialised with `[redacted]` in place of those \
         that the description marks, and of those in maps and in JSON of unknown type; [`ExposeSecrets`] serialises it with \
         its secrets. A request is always serialised with its secrets. In a text of the service, such as the message of an \
         error, a secret is recognised if the client knows it, by its form (a URL, a token), or by a name before or \
         beside it (`password: …`, `{\"name\": \"password\", \"value\": \"…\"}`). A password in \
         a sentence without quotation marks cannot be recognised."
            .into(),
    ]);
    let is_read_only = |field: &Field| field.presence == Presence::ReadOnly;
    let has_read_only = |kind: &Kind| match kind {
        Kind::Struct(of) => of.fields.iter().any(is_read_only),
        _ => false,
    };
    if emission.types.iter().any(|it| has_read_only(&it.kind)) {
        list.push(
            "A field that only the service sets is read, and never sent: it is left out when the object is serialised, \
             with [`ExposeSecrets`], too."
                .into(),
        );
    }
    let items = list.iter().map(|item| markdown!("- {}", item));
    Markdown::joined(items, "\n")
}

fn about(emission: &Emission) -> Markdown {
    let mut about = Markdown::sentence(&emission.settings.description);
    if !about.ends_with('.') {
        about.push(".");
    }
    if let Some(vendor) = &emission.settings.vendor {
        about.push(markdown!(
            " This crate is not affiliated with {}.",
            Markdown::plain(vendor)
        ));
    }
    about
}

/// The example of the front page: the call that the document chooses, else the first that sends something, else the
/// first. It creates the client, too.
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
        let program = doc_attributes::fenced("rust,no_run", &example.program());
        out.push_str(&format!("\n{}\n", program.join("\n")));
    }
    out.push_str(&variables(emission));
    for (title, section) in [
        ("Resources", resources(emission)),
        ("Behaviour", behaviour(emission)),
        ("Features", features(emission)),
    ] {
        let section = Docs::from(section.without_item_links()).lines().join("\n");
        out.push_str(&format!("\n## {title}\n\n{section}\n"));
        if title == "Behaviour" {
            out.push_str(&recipes::list(emission.recipes));
        }
    }
    if !emission.skipped.is_empty() {
        let lines = emission
            .skipped
            .iter()
            .map(|line| markdown!("- {}", Markdown::plain(line)));
        let list = Docs::from(Markdown::joined(lines, "\n")).lines().join("\n");
        out.push_str(&format!(
            "\n## Operations that are not in this crate\n\nThe generator does not support them, or was configured to leave them out:\n\n{list}\n"
        ));
    }
    out.push_str(&format!(
        "\n## Rust\n\nRust {} or newer.\n",
        settings.rust_version
    ));
    if let Some(license) = &settings.license {
        out.push_str(&format!("\n## Licence\n\n{license}\n"));
    }
    out
}

/// The table of environment variables.
fn variables(emission: &Emission) -> String {
    let settings = emission.settings;
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
            "| {} | {} in the paths of calls |",
            variable(&parameter.env),
            name
        ));
    }
    let default = settings.base_url.as_deref();
    let default = default.map_or_else(Markdown::default, |url| {
        markdown!(". Default: {}", Markdown::code(url).in_cell())
    });
    let base_url = variable(&settings.base_url_env);
    names.push(markdown!("| {} | the base URL{} |", base_url, default));
    let mut table = Docs::from(Markdown::from("`Client::from_env` reads:"));
    table.add(markdown!(
        "| variable | meaning |\n| --- | --- |\n{}",
        Markdown::joined(names, "\n")
    ));
    format!("\n{}\n", table.lines().join("\n"))
}
