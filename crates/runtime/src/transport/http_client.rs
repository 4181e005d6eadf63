//! The HTTP client of a [`Client`](crate::Client) to which none was passed.

use std::time::Duration;

use reqwest::{ClientBuilder, redirect::Policy};

use crate::{Error, error::ConfigError};

/// After this time without a frame on an HTTP/2 connection with open requests, a PING is sent, and after the same time
/// without a response to it the connection is closed. All calls share one connection, so without this a call that is
/// repeated, and all later ones, would wait on a connection that is dead. The sum is below the default timeout.
const PING: Duration = Duration::from_secs(10);

/// Builds it for a base URL.
///
/// # Errors
/// The base URL needs TLS, which is not enabled or cannot be set up.
pub(crate) fn build(base_url: &str, connect_timeout: Duration) -> Result<reqwest::Client, Error> {
    if base_url.starts_with("https") && !cfg!(any(feature = "rustls", feature = "native-tls")) {
        return Err(Error::config(
            "this build has no TLS; enable the feature `rustls` or `native-tls`",
        ));
    }
    settings(base_url, connect_timeout)
        .build()
        .map_err(|cause| {
            Error::Config(Box::new(ConfigError::because(
                "TLS could not be set up; the system's certificates may be missing",
                cause,
            )))
        })
}

fn settings(base_url: &str, connect_timeout: Duration) -> ClientBuilder {
    let mut builder = reqwest::Client::builder();
    if !base_url.starts_with("https") {
        // unencrypted requests use no proxy, because it could read the token
        builder = builder.no_proxy();
    }
    builder
        // retries are decided and counted in one place, not by reqwest
        .retry(reqwest::retry::never())
        // a redirect would send the token to the address in the response
        .redirect(Policy::none())
        .connect_timeout(connect_timeout)
        .http2_keep_alive_interval(PING)
        .http2_keep_alive_timeout(PING)
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use h2::server;
    use tokio::{
        io::{AsyncReadExt, AsyncWriteExt},
        net::TcpListener,
        time::timeout,
    };

    use super::*;

    /// A service whose first connection is open, and on which nothing but its settings is ever sent.
    async fn serve(listener: TcpListener) {
        let (mut dead, _) = listener.accept().await.unwrap();
        dead.write_all(&[0, 0, 0, 4, 0, 0, 0, 0, 0]).await.unwrap();
        tokio::spawn(async move { dead.read_to_end(&mut Vec::new()).await });
        let (stream, _) = listener.accept().await.unwrap();
        let mut connection = server::Builder::new()
            .handshake::<_, Bytes>(stream)
            .await
            .unwrap();
        while let Some(Ok((_, mut respond))) = connection.accept().await {
            respond
                .send_response(http::Response::new(()), true)
                .unwrap();
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_dead_http2_connection_is_closed_before_the_timeout_of_a_call() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let server = tokio::spawn(serve(listener));
        let client = settings(&url, PING)
            .http2_prior_knowledge()
            .build()
            .unwrap();
        let call = || timeout(Duration::from_secs(25), client.get(&url).send());
        call().await.unwrap().unwrap_err();
        assert!(call().await.unwrap().unwrap().status().is_success());
        server.abort();
    }
}
