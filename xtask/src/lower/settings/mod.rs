//! The settings of the crate in the document: the root extension `x-client`, with a default for everything.
//!
//! A document of another API has no `x-client`: the crate is named after its title, every path parameter is an
//! argument, and responses have no envelope.

pub mod license;
mod package;
pub mod security;
mod server;

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Map, Value};

use crate::lower::problem::{Problem, Problems};
use crate::lower::rust_names::names;
use crate::openapi::{flag, text};
use crate::text::is_address;
use package::{crate_name, package_fault};
use security::{OtherCredential, Scheme};

/// The oldest Rust that builds the runtime.
const OLDEST_RUST: semver::Version = semver::Version::new(1, 88, 0);

/// Methods of the emitted builder.
const OWN_SETTERS: &[&str] = names![
    from_env token token_provider before_call after_call base_url allow_http connect_timeout timeout retry
    rate_limit max_response_size user_agent http_client build runtime clone
];

/// The settings of one emitted crate.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// Cargo's name of the crate, `realtimekit`.
    pub package: String,
    /// The version of the crate, a semantic version.
    pub version: String,
    /// The provider of the API.
    pub vendor: Option<String>,
    /// The name of the API in prose, from `info.title`.
    pub title: String,
    /// One line about the API, from `info.description`.
    pub description: String,
    /// Cargo keywords.
    pub keywords: Vec<String>,
    /// Cargo categories.
    pub categories: Vec<String>,
    /// The licence of the crate, an SPDX expression; without one it is not published.
    pub license: Option<String>,
    /// The page of the API.
    pub homepage: Option<String>,
    /// The documentation of the crate.
    pub documentation: Option<String>,
    /// The repository of the code.
    pub repository: Option<String>,
    /// The oldest Rust that builds the crate.
    pub rust_version: String,
    /// The address of the first server, when it is absolute.
    pub base_url: Option<String>,
    /// The path of the first server, if the document has no host.
    pub base_path: Option<String>,
    /// The addresses of operations on other servers, by their pointers.
    pub elsewhere: BTreeMap<String, String>,
    /// The credentials of calls that need something other than the token, by the pointers of the operations.
    pub other_credentials: BTreeMap<String, OtherCredential>,
    /// Credentials beside the token.
    pub schemes: Vec<Scheme>,
    /// The bodies of errors for which types are made.
    pub error_types: ErrorTypes,
    /// The prefix of environment variables.
    env: String,
    /// The environment variable with the token.
    pub token_env: String,
    /// The environment variable with the base URL.
    pub base_url_env: String,
    /// Path parameters that the client carries, in order.
    pub parameters: Vec<Parameter>,
    /// Whether no value in a path has a slash.
    pub plain_ids: bool,
    /// The keys of the envelope around every response.
    pub envelope: Option<Envelope>,
    /// Whether the merged document is emitted beside the crate.
    pub has_openapi: bool,
    /// The query parameters that make a list a paged one.
    pub paging: Option<Paging>,
    /// Permissions of which a token needs one.
    pub permissions: Vec<String>,
    /// The header that carries the token when it is not `Authorization: Bearer`.
    pub token_header: Option<String>,
    /// Whether calls need a token at all.
    pub token_required: bool,
    /// The operation that the front page of the crate shows.
    pub example: Option<String>,
    /// How the events of `x-webhooks` are received.
    pub events: Option<Events>,
    /// Limits of the service for some of its operations, by the name that those have in `x-rate-limit`.
    pub rate_limits: BTreeMap<String, RateScope>,
}

/// How events are received.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Events {
    /// The property of an event that has its name.
    pub key: String,
    /// The address of the public key with which deliveries are signed.
    pub public_key: String,
    /// The schema that lists the names of all events, which lint compares with those described.
    #[serde(rename = "names")]
    _names: Option<String>,
}

/// A path parameter that the client carries.
#[derive(Clone, Debug)]
pub struct Parameter {
    /// The name in the path, `account_id`.
    pub name: String,
    /// The environment variable that `from_env` reads.
    pub env: String,
    /// Whether a client can be built without it, for calls whose path does not have it.
    pub is_optional: bool,
}

/// A limit of the service for some of its operations.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RateScope {
    /// How many calls are allowed.
    pub calls: u32,
    /// In how many seconds.
    pub seconds: u64,
}

/// The keys of the envelope.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Envelope {
    /// The key that reports success.
    pub success: String,
    /// The key that holds the payload.
    pub data: String,
    /// The key that holds the offsets of a page.
    pub paging: String,
}

/// The query parameters of a paged list.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Paging {
    /// The parameter that chooses the page.
    pub page: String,
    /// The parameter that sets the size of a page.
    pub per_page: String,
    /// The number of the first page.
    #[serde(default = "one")]
    pub first: u64,
}

fn one() -> u64 {
    1
}

/// Unknown keys are ignored: lint reports them, from the table in [`crate::openapi`].
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
struct Declared {
    package: Option<String>,
    vendor: Option<String>,
    version: Option<String>,
    keywords: Vec<String>,
    categories: Vec<String>,
    license: Option<String>,
    homepage: Option<String>,
    documentation: Option<String>,
    repository: Option<String>,
    rust_version: Option<String>,
    token_env: Option<String>,
    base_url_env: Option<String>,
    parameters: Map<String, Value>,
    envelope: Option<Envelope>,
    paging: Option<Paging>,
    permissions: Vec<String>,
    plain_ids: bool,
    example: Option<String>,
    openapi: bool,
    events: Option<Events>,
    rate_limits: BTreeMap<String, RateScope>,
}

/// The bodies of errors for which types are made.
#[derive(Clone, Debug, Default)]
pub enum ErrorTypes {
    /// All.
    #[default]
    All,
    /// Those without a node at one of these pointers.
    Without(Vec<String>),
    /// None.
    None,
}

impl Settings {
    /// Reads the settings from the root of the document.
    ///
    /// # Errors
    ///
    /// One problem for everything in `x-client` that is not understood, and for a name that Cargo would refuse.
    pub fn read(document: &Value) -> Result<Self, Problems> {
        // Lint warns about an `x-client` of another tool, which has none of these keys.
        let declared: Declared = match document.get("x-client").filter(|it| it.is_object()) {
            Some(client) => serde_json::from_value(client.clone()).map_err(|error| {
                vec![Problem::new(
                    "/x-client",
                    format!("x-client is not understood: {error}"),
                    "see the table of extensions in spec/README.md",
                )]
            })?,
            None => Declared::default(),
        };
        let info = document.get("info").unwrap_or(&Value::Null);
        let title = match text(info, "title").trim() {
            "" => "API",
            title => title,
        };
        let package = declared.package.unwrap_or_else(|| crate_name(title));
        let env = package.replace('-', "_").to_uppercase();
        let carried = declared.parameters.keys().map(String::as_str);
        let taken: Vec<&str> = OWN_SETTERS.iter().copied().chain(carried).collect();
        let security = security::read(document, &taken);
        let server = server::read(document);
        let settings = Self {
            version: declared
                .version
                .unwrap_or_else(|| semver(text(info, "version"))),
            vendor: declared.vendor,
            title: title.to_owned(),
            description: first_line(text(info, "description"), title),
            keywords: declared.keywords,
            categories: declared.categories,
            license: declared.license.or_else(|| license::of_document(info)),
            homepage: declared.homepage,
            documentation: declared.documentation,
            repository: declared.repository,
            rust_version: declared.rust_version.unwrap_or_else(|| "1.88".to_owned()),
            base_url: server.address,
            base_path: server.path,
            elsewhere: server.elsewhere,
            token_env: declared.token_env.unwrap_or_else(|| format!("{env}_TOKEN")),
            base_url_env: declared
                .base_url_env
                .unwrap_or_else(|| format!("{env}_BASE_URL")),
            parameters: declared
                .parameters
                .iter()
                .map(|(name, value)| Parameter {
                    name: name.clone(),
                    env: match text(value, "env") {
                        "" => format!("{env}_{}", name.to_uppercase()),
                        env => env.to_owned(),
                    },
                    is_optional: flag(value, "optional"),
                })
                .collect(),
            plain_ids: declared.plain_ids,
            envelope: declared.envelope,
            paging: declared.paging,
            permissions: declared.permissions,
            example: declared.example,
            has_openapi: declared.openapi,
            events: declared.events,
            rate_limits: declared.rate_limits,
            token_header: security.header,
            token_required: security.demanded,
            other_credentials: security.others,
            schemes: security.schemes,
            error_types: ErrorTypes::All,
            env: env.clone(),
            package,
        };
        settings.checked()
    }

    /// The label of links to the documentation of the API.
    pub fn docs_label(&self) -> String {
        match &self.vendor {
            Some(vendor) => format!("{vendor} docs"),
            None => "Documentation".to_owned(),
        }
    }

    /// The environment variable of a setting, `REALTIMEKIT_API_KEY`.
    pub fn variable(&self, name: &str) -> String {
        format!("{}_{}", self.env, name.trim_end_matches('_').to_uppercase())
    }

    /// The crate's name in Rust, `realtimekit`.
    pub fn module(&self) -> String {
        self.package.replace('-', "_")
    }

    fn checked(self) -> Result<Self, Problems> {
        let mut problems = Vec::new();
        if let Some((why, help)) = package_fault(&self.package) {
            problems.push(Problem::new(
                "/x-client/package",
                format!("`{}` cannot be the name of a crate{why}", self.package),
                help,
            ));
        }
        if semver::Version::parse(&self.version).is_err() {
            problems.push(Problem::new(
                "/x-client/version",
                format!("`{}` is not a semantic version", self.version),
                "write MAJOR.MINOR.PATCH, for instance 0.1.0",
            ));
        }
        let rust = rust_version(&self.rust_version);
        let fault = match rust {
            None => Some("is not a version of Rust"),
            Some(version) if version < OLDEST_RUST => {
                Some("is too old: the emitted crate needs 1.88")
            }
            Some(_) => None,
        };
        if let Some(fault) = fault {
            problems.push(Problem::new(
                "/x-client/rust-version",
                format!("`{}` {fault}", self.rust_version),
                "write MAJOR.MINOR without zeros in front, for instance 1.88",
            ));
        }
        if let Some(expression) = &self.license
            && !license::is_expression(expression)
        {
            problems.push(Problem::new(
                "/x-client/license",
                format!("`{expression}` is not an SPDX expression, which Cargo requires"),
                "write the short names of the licences, for instance MIT OR Apache-2.0",
            ));
        }
        for (key, address) in [
            ("homepage", &self.homepage),
            ("documentation", &self.documentation),
            ("repository", &self.repository),
        ] {
            if let Some(address) = address
                && !is_address(address)
            {
                problems.push(Problem::new(
                    format!("/x-client/{key}"),
                    format!("`{address}` is not a web address"),
                    "write one that starts with https://",
                ));
            }
        }
        for parameter in &self.parameters {
            if OWN_SETTERS.contains(&parameter.name.as_str()) {
                problems.push(Problem::new(
                    format!("/x-client/parameters/{}", parameter.name),
                    format!(
                        "the builder of the client already has a method `{}`",
                        parameter.name
                    ),
                    "remove it from `parameters`, or rename it in the paths",
                ));
            }
        }
        if let Some(envelope) = &self.envelope {
            // The runtime only supports fixed names for `success` and `paging`; the name of the payload is free.
            for (key, name, known) in [
                ("success", &envelope.success, "success"),
                ("paging", &envelope.paging, "paging"),
            ] {
                if name != known {
                    problems.push(Problem::new(
                        format!("/x-client/envelope/{key}"),
                        format!("the envelope's key for `{key}` is `{name}`, but the runtime only reads `{known}`"),
                        "remove `envelope`: responses are then read without one",
                    ));
                }
            }
        }
        crate::lower::problem::unless_any(problems, self)
    }
}

/// The versions that Cargo accepts as `rust-version`: `1.88` or `1.88.0`.
fn rust_version(text: &str) -> Option<semver::Version> {
    let parts = text.split('.').count();
    let missing = ".0".repeat(3_usize.checked_sub(parts)?);
    let version = semver::Version::parse(&format!("{text}{missing}")).ok()?;
    (version.pre.is_empty() && version.build.is_empty()).then_some(version)
}

/// Converts `1.2` and `v1` into versions that Cargo accepts; a string without numbers becomes 0.1.0.
fn semver(version: &str) -> String {
    let mut numbers: Vec<u64> = version
        .trim_start_matches('v')
        .split('.')
        .map_while(|part| part.parse().ok())
        .take(3)
        .collect();
    if numbers.is_empty() {
        return "0.1.0".to_owned();
    }
    numbers.resize(3, 0);
    format!("{}.{}.{}", numbers[0], numbers[1], numbers[2])
}

fn first_line(description: &str, title: &str) -> String {
    match description.lines().find(|line| !line.trim().is_empty()) {
        Some(line) => line.trim().to_owned(),
        None => format!("Client for {title}"),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    /// The package, or the pointers of the problems with their messages.
    pub(super) fn read(document: Value) -> Result<String, Vec<String>> {
        match Settings::read(&document) {
            Ok(settings) => Ok(settings.package),
            Err(problems) => {
                let messages = problems
                    .iter()
                    .map(|problem| format!("{} {}", problem.pointer, problem.message));
                Err(messages.collect())
            }
        }
    }

    #[test]
    fn the_extension_of_another_tool_is_ignored() {
        for client in [json!("web"), json!(null), json!([1]), json!({"name": 1})] {
            let document = json!({"info": {"title": "T"}, "x-client": client});
            assert_eq!(read(document), Ok("t".to_owned()));
        }
    }

    #[test]
    fn a_link_of_the_package_is_a_web_address() {
        for key in ["homepage", "documentation", "repository"] {
            let of = |address: &str| read(json!({"x-client": {key: address}}));
            assert!(of("https://a.example/b").is_ok());
            let message = format!("/x-client/{key} `javascript:a()` is not a web address");
            assert_eq!(of("javascript:a()"), Err(vec![message]));
        }
    }

    #[test]
    fn a_rust_version_is_one_that_cargo_takes_and_the_runtime_has() {
        let of = |version: &str| read(json!({"x-client": {"rust-version": version}}));
        for version in ["1.88", "1.88.1", "1.100", "2.0", "2"] {
            assert!(of(version).is_ok(), "{version}");
        }
        for (version, fault) in [
            ("01.88", "is not a version of Rust"),
            ("1.088", "is not a version of Rust"),
            ("1.88.00", "is not a version of Rust"),
            ("", "is not a version of Rust"),
            ("1.88.0.0", "is not a version of Rust"),
            ("1.88-nightly", "is not a version of Rust"),
            ("+1.88", "is not a version of Rust"),
            ("1.x", "is not a version of Rust"),
            ("1.87", "is too old: the emitted crate needs 1.88"),
            ("1", "is too old: the emitted crate needs 1.88"),
        ] {
            let message = format!("/x-client/rust-version `{version}` {fault}");
            assert_eq!(of(version), Err(vec![message]));
        }
    }
}
