//! The address that all calls start with.

use std::net::IpAddr;

use reqwest::Url;

use crate::{Error, address::Address};

/// Checks the base URL. What is wrong is told without the URL itself, which may hold a password.
pub(crate) fn parse(text: &str) -> Result<Address, Error> {
    let url = Url::parse(text).map_err(|cause| {
        Error::config(format!(
            "the base URL cannot be read ({cause}); give one such as https://api.example.com/v4"
        ))
    })?;
    let complaint = match url.scheme() {
        "https" | "http" if !url.username().is_empty() || url.password().is_some() => {
            "the base URL has a user name or password in it; leave them out and give the token to `token`"
        }
        "https" | "http" if url.query().is_some() || url.fragment().is_some() => {
            "the base URL has a query or a fragment; give it up to the path only"
        }
        "https" => return Ok(Address::new(url)),
        "http" if is_loopback(&url) => return Ok(Address::new(url)),
        "http" => {
            "the base URL begins with http, so the token would travel for all to read; use https (http is for \
             localhost, 127.0.0.0/8 and [::1] only)"
        }
        _ => "the base URL must begin with https",
    };
    Err(Error::config(complaint))
}

fn is_loopback(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default();
    let bare = host
        .strip_prefix('[')
        .and_then(|host| host.strip_suffix(']'))
        .unwrap_or(host);
    host == "localhost"
        || bare
            .parse()
            .is_ok_and(|address: IpAddr| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn https_anywhere_and_http_on_this_machine_are_taken() {
        for (given, kept) in [
            (
                "https://api.cloudflare.com/client/v4",
                "https://api.cloudflare.com/client/v4",
            ),
            (
                "https://api.cloudflare.com/client/v4/",
                "https://api.cloudflare.com/client/v4",
            ),
            ("https://example.com", "https://example.com"),
            ("http://localhost:8080", "http://localhost:8080"),
            ("http://LOCALHOST/x/", "http://localhost/x"),
            ("http://127.0.0.1:1", "http://127.0.0.1:1"),
            ("http://127.3.2.1", "http://127.3.2.1"),
            ("http://[::1]:9/v4", "http://[::1]:9/v4"),
        ] {
            assert_eq!(parse(given).unwrap().as_str(), kept);
        }
    }

    #[test]
    fn anything_else_is_refused_without_being_printed() {
        for (given, word) in [
            ("", "cannot be read"),
            ("api.s3cr3t.com", "cannot be read"),
            ("http://s3cr3t.com", "https"),
            ("http://localhost.s3cr3t.com", "https"),
            ("http://127.0.0.1.s3cr3t.com", "https"),
            ("http://128.0.0.1", "https"),
            ("http://[::2]", "https"),
            ("http://0.0.0.0", "https"),
            ("ftp://s3cr3t.com", "https"),
            ("file:///s3cr3t", "https"),
            ("https://user:s3cr3t@example.com", "password"),
            ("https://s3cr3t@example.com", "password"),
            ("https://example.com?key=s3cr3t", "query"),
            ("https://example.com/#s3cr3t", "fragment"),
        ] {
            let error = parse(given).unwrap_err();
            let told = format!("{error} {error:?}");
            assert!(matches!(error, Error::Config(_)));
            assert!(told.contains(word), "{given}: {told}");
            assert!(!told.contains("s3cr3t"), "{given}: {told}");
        }
    }
}
