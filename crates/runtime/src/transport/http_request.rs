//! Converts a request into one of the HTTP client.

use reqwest::{
    Request,
    header::{ACCEPT, CONTENT_LENGTH, CONTENT_TYPE, COOKIE, HeaderValue, USER_AGENT},
};

use crate::{
    Error, InvalidRequestError,
    request::{
        authorization::{TOKEN_IN_PATH, is_given_in},
        unsent::UnsentRequest,
    },
    transport::{shared::Shared, token::Token},
};

/// In bytes; the HTTP client does not accept longer URLs.
const LONGEST_URL: usize = 65_000;

/// The request for the HTTP client, with this token if there is a token provider.
pub(crate) fn http_request(
    shared: &Shared,
    request: &UnsentRequest,
    token: Option<&Token>,
) -> Result<Request, Error> {
    if token.is_some_and(|token| is_given_in(request.address.as_str(), token.secret.expose())) {
        return Err(InvalidRequestError::new("path", TOKEN_IN_PATH).into());
    }
    let query = request.query.text();
    if request.address.as_str().len() + "?".len() + query.len() > LONGEST_URL {
        let refused = "is longer than 65,000 bytes; shorten the path and the query";
        return Err(InvalidRequestError::new("address", refused).into());
    }
    let mut url = request.address.url().ok_or_else(|| {
        InvalidRequestError::new("path", "does not form a valid URL with the base URL")
    })?;
    if !query.is_empty() {
        url.set_query(Some(query));
    }
    let mut sent = Request::new(request.operation.method.into(), url);
    let headers = sent.headers_mut();
    let authorization = match token {
        Some(token) => Some(&token.header),
        None => shared.authorization.as_ref(),
    };
    if let Some((name, token)) = authorization.filter(|_| !request.without_token) {
        headers.insert(name, token.clone());
    }
    headers.insert(USER_AGENT, shared.user_agent.clone());
    headers.insert(ACCEPT, HeaderValue::from_static(request.accept));
    if let Some((content_type, _)) = &request.body {
        headers.insert(CONTENT_TYPE, content_type.clone());
    }
    for (name, value) in &request.headers {
        headers.insert(name, value.clone());
    }
    if !request.cookies.is_empty() {
        let cookies = cookies(request, headers.get(COOKIE))?;
        headers.insert(COOKIE, cookies);
    }
    match &request.body {
        Some((_, content)) if !content.is_empty() => {
            *sent.body_mut() = Some(content.clone().into())
        }
        // a request with an empty body, or without the one that its method usually has, says so (RFC 9110, 8.6); some
        // proxies require it
        None if !request.operation.method.usually_has_a_body() => {}
        _ => {
            let headers = sent.headers_mut();
            headers.insert(CONTENT_LENGTH, HeaderValue::from_static("0"));
        }
    }
    Ok(sent)
}

/// The header with the cookies of parameters and credentials, behind those that callers set as a header.
fn cookies(request: &UnsentRequest, header: Option<&HeaderValue>) -> Result<HeaderValue, Error> {
    let pairs = request
        .cookies
        .iter()
        .map(|(_, name, value)| format!("{name}={value}").into_bytes());
    let header = header.map(|header| header.as_bytes().to_vec());
    let all = header.into_iter().chain(pairs).collect::<Vec<_>>();
    let mut cookies = HeaderValue::from_bytes(&all.join(b"; ".as_slice()))
        .map_err(|_| InvalidRequestError::new("cookie", "cannot be sent in a header"))?;
    cookies.set_sensitive(true);
    Ok(cookies)
}
