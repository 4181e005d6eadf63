//! Downloads files from URLs that give access to them.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::time::Duration;

use realtimekit::SecretUrl;
use realtimekit::reqwest::header::{CONTENT_RANGE, RANGE};
use realtimekit::reqwest::redirect::Policy;
use realtimekit::reqwest::{Client, Response, StatusCode, Url};

use crate::failure::Failure;
use crate::output::private;

/// The timeout for connecting, and for the next bytes.
const PATIENCE: Duration = Duration::from_secs(30);

/// Downloads files. The API token is not sent, because the URLs are those of storage services.
pub struct Downloads(Client);

impl Downloads {
    /// With an HTTP client of its own.
    pub fn new() -> Result<Self, Failure> {
        // A storage may redirect to another one, but not to an unencrypted one. It would get the URL in `Referer`.
        let redirects = Policy::custom(|redirect| match is_encrypted(redirect.url()) {
            true => Policy::default().redirect(redirect),
            false => redirect.stop(),
        });
        let client = Client::builder()
            .redirect(redirects)
            .referer(false)
            .connect_timeout(PATIENCE)
            .read_timeout(PATIENCE);
        let built = client.build();
        built
            .map(Self)
            .map_err(|_| Failure::Other("TLS could not be set up".to_owned()))
    }

    /// Downloads into a file. With the size that it has at least, it is continued: the file has the beginning.
    ///
    /// # Errors
    /// The download failed. The error does not show the URL.
    pub async fn download(
        &self,
        address: &SecretUrl,
        part: &Path,
        size: Option<u64>,
    ) -> Result<(), Failure> {
        let url = encrypted(address)?;
        let there = fs::metadata(part).map_or(0, |metadata| metadata.len());
        let mut from = if size.is_some() { there } else { 0 };
        let mut response = self.get(&url, from).await?;
        if from > 0 && !continues(&response, from) {
            // The storage sends the whole file, or has a different one.
            if response.status() != StatusCode::OK {
                response = self.get(&url, 0).await?;
            }
            from = 0;
        }
        if !response.status().is_success() {
            return Err(Failure::Other(format!(
                "the storage responded {}",
                response.status()
            )));
        }
        let failed = |error: &std::io::Error| Failure::io(part.display(), error);
        let mut file = private::open(part, from > 0).map_err(|error| failed(&error))?;
        while let Some(bytes) = response
            .chunk()
            .await
            .map_err(|error| interrupted(&error))?
        {
            file.write_all(&bytes).map_err(|error| failed(&error))?;
        }
        // The HTTP client accepts a short body if the server ends its HTTP/2 stream with RST_STREAM and NO_ERROR.
        if response.content_length().is_some_and(|left| left > 0) {
            return Err(broke_off());
        }
        file.sync_all().map_err(|error| failed(&error))?;
        let metadata = file.metadata().map_err(|error| failed(&error))?;
        let (got, size) = (metadata.len(), size.unwrap_or_default());
        if got < size {
            // It may be another page, to which nothing must be appended.
            fs::remove_file(part).map_err(|error| failed(&error))?;
            return Err(Failure::Other(format!(
                "the storage sent {got} bytes, and the recording has {size}"
            )));
        }
        Ok(())
    }

    async fn get(&self, url: &Url, from: u64) -> Result<Response, Failure> {
        let mut request = self.0.get(url.clone());
        if from > 0 {
            request = request.header(RANGE, format!("bytes={from}-"));
        }
        request.send().await.map_err(|error| interrupted(&error))
    }
}

/// Whether a response is the rest of a file from this offset.
fn continues(response: &Response, from: u64) -> bool {
    let range = response.headers().get(CONTENT_RANGE);
    let range = range
        .and_then(|range| range.to_str().ok())
        .unwrap_or_default();
    response.status() == StatusCode::PARTIAL_CONTENT && range.starts_with(&format!("bytes {from}-"))
}

fn encrypted(address: &SecretUrl) -> Result<Url, Failure> {
    let refused = || Failure::Other(format!("the URL is not https: {address}"));
    let url = Url::parse(address.expose()).map_err(|_| refused())?;
    match is_encrypted(&url) {
        true => Ok(url),
        false => Err(refused()),
    }
}

/// Whether nobody on the way can read a file from this URL.
fn is_encrypted(url: &Url) -> bool {
    let is_loopback = matches!(url.host_str(), Some("127.0.0.1" | "localhost" | "[::1]"));
    url.scheme() == "https" || (url.scheme() == "http" && is_loopback)
}

fn interrupted(error: &realtimekit::reqwest::Error) -> Failure {
    let reason = match (error.is_timeout(), error.is_connect()) {
        (true, _) => "did not respond in time",
        (_, true) => "could not be connected to",
        _ => return broke_off(),
    };
    Failure::Other(format!("the storage {reason}"))
}

fn broke_off() -> Failure {
    Failure::Other("the storage closed the connection during the download".to_owned())
}
