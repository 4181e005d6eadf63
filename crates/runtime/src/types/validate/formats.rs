//! Formats of strings.

use std::net::{Ipv4Addr, Ipv6Addr};

use super::{InvalidRequestError, keep};

/// Checks that a string has a format. Only a choice between types uses it, because services often accept more than a
/// format allows.
///
/// # Errors
/// If it does not have the format.
pub fn format(
    name: &'static str,
    text: &str,
    format: &'static str,
) -> Result<(), InvalidRequestError> {
    let has_format = match format {
        "uuid" => is_uuid(text),
        "ipv4" => text.parse::<Ipv4Addr>().is_ok(),
        "ipv6" => text.parse::<Ipv6Addr>().is_ok(),
        "email" => text
            .rsplit_once('@')
            .is_some_and(|(local, domain)| !local.is_empty() && is_word(domain)),
        "uri" => text
            .split_once(':')
            .is_some_and(|(scheme, rest)| is_scheme(scheme) && is_word(rest)),
        _ => true,
    };
    keep(has_format, name, || {
        format!("must have the format {format}")
    })
}

/// `123e4567-e89b-12d3-a456-426614174000`, in any case.
fn is_uuid(text: &str) -> bool {
    let lengths = text.split('-').map(str::len);
    lengths.eq([8, 4, 4, 4, 12])
        && text
            .bytes()
            .all(|byte| byte == b'-' || byte.is_ascii_hexdigit())
}

fn is_word(text: &str) -> bool {
    !text.is_empty() && !text.contains(char::is_whitespace)
}

fn is_scheme(text: &str) -> bool {
    let is_part = |byte: u8| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte);
    text.starts_with(|first: char| first.is_ascii_alphabetic()) && text.bytes().all(is_part)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_format_has_its_strings() {
        for (text, formats) in [
            ("123e4567-E89B-12d3-a456-426614174000", &["uuid"][..]),
            ("123e4567e89b12d3a456426614174000", &[]),
            ("192.0.2.1", &["ipv4"]),
            ("2001:db8::1", &["ipv6"]),
            ("a@b.example", &["email"]),
            ("mailto:a@b.example", &["email", "uri"]),
            ("https://b.example/a", &["uri"]),
            ("a b: c", &[]),
            ("", &[]),
        ] {
            let all = ["uuid", "ipv4", "ipv6", "email", "uri"].into_iter();
            let found: Vec<&str> = all.filter(|it| format("", text, it).is_ok()).collect();
            assert_eq!(found, formats, "{text}");
        }
    }
}
