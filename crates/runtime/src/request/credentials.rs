//! Adds the credentials of a call to its request. A value that callers set for the call, as a parameter or a header, is
//! sent instead of the credential of the client that has its place.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use percent_encoding::percent_decode_str;
use reqwest::header::{AUTHORIZATION, HeaderName, HeaderValue};

use crate::{
    InvalidRequestError, Secret,
    request::{
        security_scheme::{Credentials, Needs, Placement, Scheme},
        unsent::UnsentRequest,
    },
};

/// Adds the first set of credentials that the client has completely. Removes the token if it is not in that set.
pub(crate) fn apply(
    needs: &Needs,
    credentials: &Credentials,
    has_token: bool,
    request: &mut UnsentRequest,
) {
    let held = |scheme: &'static Scheme| {
        let mut credentials = credentials.iter();
        credentials.find(|(known, _)| std::ptr::eq(*known, scheme))
    };
    let is_sendable = |scheme: &&'static Scheme| is_set(scheme, request) || held(scheme).is_some();
    let mut sets = needs.any_of.iter();
    let chosen =
        sets.find(|(token, schemes)| (!token || has_token) && schemes.iter().all(is_sendable));
    let Some((token, schemes)) = chosen else {
        let names = needs.any_of.iter().map(|(token, schemes)| {
            let token = token.then_some("token");
            let names = token
                .into_iter()
                .chain(schemes.iter().map(|scheme| scheme.name));
            names
                .map(|name| format!("`{name}`"))
                .collect::<Vec<_>>()
                .join(" and ")
        });
        let reason = format!(
            "are missing: this call needs {}, which the builder of the client sets",
            names.collect::<Vec<_>>().join(" or ")
        );
        request
            .refused
            .get_or_insert(InvalidRequestError::new("credentials", reason));
        return;
    };
    request.without_token |= !token;
    for scheme in *schemes {
        if is_set(scheme, request) {
            keep_secret(scheme, request);
        } else if let Some((_, secret)) = held(scheme)
            && let Err(refused) = add(scheme, secret, request)
        {
            request.refused.get_or_insert(refused);
        }
    }
}

/// Whether callers set what a credential would be sent as.
fn is_set(scheme: &Scheme, request: &UnsentRequest) -> bool {
    match scheme.placement {
        Placement::Bearer | Placement::Basic => request.has_header(AUTHORIZATION.as_str()),
        Placement::Header(name) => request.has_header(name),
        Placement::Query(name) => request.query.get(name).is_some(),
        Placement::Cookie(name) => request.has_cookie(name),
    }
}

/// Keeps the value that callers set in a query. Those in headers and cookies are kept when they are set.
fn keep_secret(scheme: &Scheme, request: &mut UnsentRequest) {
    if let Placement::Query(name) = scheme.placement
        && let Some(escaped) = request.query.get(name)
    {
        let plain = percent_decode_str(escaped).decode_utf8_lossy();
        let secrets = [Secret::from(&*plain), Secret::from(escaped)];
        request.secrets.extend(secrets);
    }
}

fn add(
    scheme: &Scheme,
    secret: &Secret,
    request: &mut UnsentRequest,
) -> Result<(), InvalidRequestError> {
    let text = secret.expose();
    request.secrets.push(secret.clone());
    let header = |name: HeaderName, text: &str| {
        let reason = "cannot be sent in a header; use another one";
        let mut value = HeaderValue::from_str(text)
            .map_err(|_| InvalidRequestError::new(scheme.name, reason))?;
        value.set_sensitive(true);
        Ok((name, value))
    };
    let (name, value) = match scheme.placement {
        Placement::Bearer => header(AUTHORIZATION, &format!("Bearer {text}"))?,
        Placement::Basic => {
            if let Some((_, password)) = text.split_once(':') {
                request.secrets.push(Secret::from(password));
            }
            let code = STANDARD.encode(text);
            request.secrets.push(Secret::from(code.as_str()));
            header(AUTHORIZATION, &format!("Basic {code}"))?
        }
        Placement::Header(name) => {
            let name = HeaderName::from_bytes(name.as_bytes()).map_err(|_| {
                InvalidRequestError::new(scheme.name, "has a name that is not valid")
            })?;
            header(name, text)?
        }
        Placement::Query(name) => {
            let escaped = crate::request::style::percent(text, false);
            request.secrets.push(Secret::from(escaped));
            return request.query.set(name, &text);
        }
        Placement::Cookie(name) => return request.add_cookie(name, text, scheme.name),
    };
    request.set_header(name, value);
    Ok(())
}
