//! The error responses that an API description has. Generated code passes them as a string, such as
//! `404 409:text/plain default:json`: statuses as in the description, each with its media types. A status without any has
//! no body. `json` is every media type of JSON; alone, it says that all error responses are JSON.

use reqwest::header::CONTENT_TYPE;

use super::{
    RawResponse, charset, excerpt,
    failure::{self, Failure},
};

impl RawResponse {
    /// The failure that a response with an error status reports, if its body is as the API description says. `None` for
    /// any other response, such as a page of a proxy.
    pub(super) fn described_failure(&self) -> Option<Failure> {
        let media_types = media_types(self.described_errors, self.status.as_u16());
        // many descriptions leave out the body, or some of the statuses
        let can_be_json = media_types.is_some() || {
            let mut words = self.described_errors.split([' ', ':', ',']);
            words.any(|word| word == "json")
        };
        if can_be_json
            && (self.looks_like_json() || media_types.is_some() && self.is_stated_as_json())
            && let Some(failure) = failure::described(self.json())
        {
            return Some(failure);
        }
        let media_types = media_types?;
        let is_described = match self.json().trim_ascii() {
            [] if media_types.is_empty() => true,
            body => {
                let mut media_types = media_types.split(',');
                (body.is_empty() || !self.is_compressed()) && media_types.any(|it| self.is_of(it))
            }
        };
        is_described.then(|| {
            let text = charset::text(&self.headers, self.body.to_vec());
            let body = text.as_ref().map_or(&*self.body, String::as_bytes);
            Failure::of_text(excerpt(body, &self.secrets()))
        })
    }

    /// The media type that the response states, without parameters and in lower case.
    pub(super) fn media_type(&self) -> Option<String> {
        let stated = self.headers.get(CONTENT_TYPE)?;
        let stated = String::from_utf8_lossy(stated.as_bytes());
        let essence = stated.split(';').next().unwrap_or_default();
        Some(essence.trim().to_ascii_lowercase())
    }

    /// Whether the response says that its body is JSON, which can be null, a number or a boolean.
    fn is_stated_as_json(&self) -> bool {
        let stated = self.media_type();
        stated.is_some_and(|stated| stated.ends_with("/json") || stated.ends_with("+json"))
    }

    /// Whether the body has this media type, which can be a range such as `text/*`. A range includes no pages.
    fn is_of(&self, described: &str) -> bool {
        let Some((kind, sub)) = described.split_once('/') else {
            return false;
        };
        let Some(stated) = self.media_type() else {
            return kind == "text" && !self.looks_like_html();
        };
        let stated = stated.as_str();
        let is_xml = |name: &str| name.ends_with("/xml") || name.ends_with("+xml");
        let is_page = ["text/html", "application/xhtml+xml"].contains(&stated);
        let is_in_range = sub == "*" && (kind == "*" || stated.split('/').next() == Some(kind));
        stated == described || !is_page && (is_in_range || is_xml(stated) && is_xml(described))
    }
}

/// The media types of a status: its own, else those of its class (`4XX`), else those of `default`.
fn media_types(described: &str, status: u16) -> Option<&str> {
    let class = format!("{}XX", status / 100);
    [status.to_string().as_str(), &class, "default"]
        .into_iter()
        .find_map(|wanted| {
            let mut all = described
                .split(' ')
                .map(|it| it.split_once(':').unwrap_or((it, "")));
            all.find_map(|(status, media_types)| (status == wanted).then_some(media_types))
        })
}

#[cfg(test)]
mod tests {
    use super::media_types;

    #[test]
    fn the_most_specific_status_counts() {
        let all = "404:json 4XX 409:text/plain,json default:application/xml";
        for (status, found) in [
            (404, "json"),
            (409, "text/plain,json"),
            (400, ""),
            (500, "application/xml"),
        ] {
            assert_eq!(media_types(all, status), Some(found), "{status}");
        }
        for all in ["json", ""] {
            assert_eq!(media_types(all, 404), None);
        }
    }
}
