//! The name of the emitted package.

use heck::ToKebabCase;

use crate::lower::rust_names::{is_keyword, names};

/// Crates that the emitted one uses, by their Rust names.
const NAMED_CRATES: &[&str] = names![
    std core alloc test proc_macro realtimekit_runtime serde serde_json tokio
];

/// The maximum length of a package name on crates.io.
const LONGEST_NAME: usize = 64;

/// The prefix for a title that cannot be the name of a package.
const PREFIX: &str = "api-";

/// Why a name cannot be a package name, and how to fix it.
pub(super) fn package_fault(package: &str) -> Option<(&'static str, &'static str)> {
    let starts_well = package.starts_with(|c: char| c.is_ascii_alphabetic());
    let fits = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    // In code, `-` is written as `_`.
    let module = package.replace('-', "_");
    if !starts_well || !package.chars().all(fits) {
        Some(("", "use letters, digits and `-`, starting with a letter"))
    } else if package.len() > LONGEST_NAME {
        Some((": crates.io allows 64 characters", "choose a shorter name"))
    } else if is_keyword(&module) {
        Some((
            ": it is a keyword of Rust",
            "append a word, for example `-client`",
        ))
    } else if NAMED_CRATES.contains(&module.as_str()) {
        Some((
            ": the emitted crate uses another one of that name",
            "append a word, for example `-client`",
        ))
    } else {
        None
    }
}

pub(super) fn crate_name(title: &str) -> String {
    let ascii: String = title
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() { c } else { ' ' })
        .collect();
    let mut name = ascii.to_kebab_case();
    if name.len() > LONGEST_NAME {
        name.truncate(LONGEST_NAME - PREFIX.len());
        let end = name.rfind('-').unwrap_or(name.len());
        name.truncate(end);
    }
    if package_fault(&name).is_some() {
        return format!("{PREFIX}{name}").trim_end_matches('-').to_owned();
    }
    name
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::tests::read;

    #[test]
    fn a_package_has_a_name_that_code_can_use() {
        let keywords = [
            "async", "self", "Self", "crate", "super", "fn", "gen", "try", "yield",
        ];
        let used = [
            "serde_json",
            "serde-json",
            "serde",
            "tokio",
            "std",
            "proc-macro",
            "proc_macro",
            "realtimekit-runtime",
            "realtimekit_runtime",
        ];
        for (names, why) in [
            (&keywords[..], ": it is a keyword of Rust"),
            (&used, ": the emitted crate uses another one of that name"),
            (&["", "9", "_a", "a b", "a.b", "é"], ""),
        ] {
            for name in names {
                let message =
                    format!("/x-client/package `{name}` cannot be the name of a crate{why}");
                assert_eq!(
                    read(json!({"x-client": {"package": name}})),
                    Err(vec![message])
                );
            }
        }
        let long = "a".repeat(65);
        let message = format!(
            "/x-client/package `{long}` cannot be the name of a crate: crates.io allows 64 characters"
        );
        let found = read(json!({"x-client": {"package": long}}));
        assert_eq!(found, Err(vec![message]));
        for name in [
            "async-client",
            "selfie",
            "serde_json_client",
            "a",
            &long[..64],
        ] {
            let package = read(json!({"x-client": {"package": name}}));
            assert_eq!(package.as_deref(), Ok(name));
        }
    }

    #[test]
    fn a_title_becomes_a_package_name() {
        for (title, package) in [
            ("Async", "api-async"),
            ("Serde JSON", "api-serde-json"),
            ("9 Lives", "api-9-lives"),
            ("Self-Service", "self-service"),
            ("", "api"),
        ] {
            let read = read(json!({"info": {"title": title}}));
            assert_eq!(read.as_deref(), Ok(package), "{title}");
        }
        for title in ["Word ".repeat(90), "a".repeat(90), "9".repeat(90)] {
            let package = read(json!({"info": {"title": title}})).unwrap();
            assert!(package.len() <= 64 && !package.ends_with('-'), "{package}");
        }
    }
}
