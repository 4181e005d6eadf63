//! The base URL of all calls.

use std::{borrow::Cow, net::IpAddr};

use reqwest::Url;

use crate::{request::address::Address, request::blank_or_quoted::blank_or_quoted};

/// Parses the base URL. The error does not contain the URL, which may contain a password.
pub(crate) fn parse(text: &str, allow_http: bool) -> Result<Address, Cow<'static, str>> {
    if let Some(fault) = blank_or_quoted(text) {
        return Err(fault.into());
    }
    let url = Url::parse(text).map_err(|cause| {
        format!("cannot be parsed ({cause}); use one such as https://api.example.com/v4")
    })?;
    let fault = match url.scheme() {
        "https" | "http" if !url.username().is_empty() || url.password().is_some() => {
            "has a user name or password in it; remove them and pass the token to `token`"
        }
        "https" | "http" if url.query().is_some() || url.fragment().is_some() => {
            "has a query or a fragment; remove them"
        }
        "https" => return Ok(Address::new(url)),
        "http" if allow_http || is_loopback(&url) => return Ok(Address::new(url)),
        "http" => {
            "begins with http, so the token would be sent unencrypted; use https, or call `allow_http` for a service in a \
             private network (localhost, 127.0.0.0/8 and [::1] need no permission)"
        }
        _ => "must begin with https",
    };
    Err(fault.into())
}

pub(crate) fn is_loopback(url: &Url) -> bool {
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
    fn https_and_http_on_loopback_are_accepted() {
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
            assert_eq!(parse(given, false).unwrap().as_str(), kept);
        }
    }

    #[test]
    fn other_base_urls_are_refused_without_being_shown() {
        for (given, word) in [
            ("", "empty"),
            (" https://s3cr3t.com", "trim it"),
            ("\"https://s3cr3t.com\"", "quotation marks"),
            ("api.s3cr3t.com", "cannot be parsed"),
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
            let fault = parse(given, false).unwrap_err();
            assert!(fault.contains(word), "{given}: {fault}");
            assert!(!fault.contains("s3cr3t"), "{given}: {fault}");
        }
    }

    #[test]
    fn http_on_any_host_needs_allow_http() {
        for given in ["http://realtimekit.internal:8080/v4", "http://10.0.0.7"] {
            assert!(parse(given, true).is_ok(), "{given}");
            assert!(parse(given, false).unwrap_err().contains("`allow_http`"));
        }
        for given in [
            "ftp://10.0.0.7",
            "http://user:s3cr3t@10.0.0.7",
            "http://10.0.0.7?a=b",
        ] {
            assert!(parse(given, true).is_err(), "{given}");
        }
    }
}
