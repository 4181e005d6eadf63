//! Finds the operation that a request calls.

use std::collections::BTreeMap;

use percent_encoding::percent_decode_str;

use super::description::{Contract, Operation};
use super::segment::Segment;

/// The result of looking for the operation.
pub enum Found<'a> {
    /// The operation, and the values of the parameters in the path.
    Operation(&'a Operation, BTreeMap<String, String>),
    /// The path exists, for these other methods.
    OtherMethods(Vec<&'a str>),
    /// No operation has this path.
    Nothing,
}

impl Contract {
    /// The operation that a request calls. `path` is the path after the base path, percent-encoded.
    pub fn find(&self, method: &str, path: &str) -> Found<'_> {
        let Some(sent) = decoded(path) else {
            return Found::Nothing;
        };
        let mut others = Vec::new();
        for operation in &self.operations {
            let Some(values) = values(&operation.segments, &sent) else {
                continue;
            };
            if operation.method == method {
                return Found::Operation(operation, values);
            }
            others.push(operation.method.as_str());
        }
        if others.is_empty() {
            Found::Nothing
        } else {
            Found::OtherMethods(others)
        }
    }
}

/// The segments of a path; `None` if one is not UTF-8.
fn decoded(path: &str) -> Option<Vec<String>> {
    path.split('/')
        .skip(1)
        .map(|segment| Some(percent_decode_str(segment).decode_utf8().ok()?.into_owned()))
        .collect()
}

fn values(segments: &[Segment], sent: &[String]) -> Option<BTreeMap<String, String>> {
    if segments.len() != sent.len() {
        return None;
    }
    let mut values = BTreeMap::new();
    for (segment, sent) in segments.iter().zip(sent) {
        match segment {
            Segment::Literal(text) if text == sent => {}
            Segment::Parameter(name) if !sent.is_empty() => {
                values.insert(name.clone(), sent.clone());
            }
            _ => return None,
        }
    }
    Some(values)
}

#[cfg(test)]
mod tests {
    use super::Found;
    use crate::contract::contract;

    fn found(method: &str, path: &str) -> String {
        let base = "/accounts/a/realtime/kit";
        match contract().unwrap().find(method, &format!("{base}{path}")) {
            Found::Operation(operation, values) => {
                let values = values.into_iter().filter(|(name, _)| name != "account_id");
                let values = values.map(|(name, value)| format!(" {name}={value}"));
                format!("{}{}", operation.id, values.collect::<String>())
            }
            Found::OtherMethods(methods) => methods.join(" "),
            Found::Nothing => "nothing".to_owned(),
        }
    }

    #[test]
    fn literal_segments_win_over_parameters() {
        assert_eq!(
            found("GET", "/app/webhooks/all"),
            "list_webhook_events app_id=app"
        );
        assert_eq!(
            found("GET", "/app/webhooks/w"),
            "get_webhook app_id=app webhook_id=w"
        );
        assert_eq!(found("GET", "/apps/x"), "get_app app_id=x");
        assert_eq!(
            found("GET", "/app/sessions/peer-report/p"),
            "get_peer_report app_id=app peer_id=p"
        );
    }

    #[test]
    fn segments_are_decoded_once_and_never_empty() {
        assert_eq!(
            found("GET", "/app/meetings/a%2Fb%2520"),
            "get_meeting app_id=app meeting_id=a/b%20"
        );
        assert_eq!(found("GET", "/app/meetings/%ff"), "nothing");
        assert_eq!(found("GET", "/app//meetings"), "nothing");
        assert_eq!(found("GET", "/app/meetings/"), "nothing");
    }

    #[test]
    fn other_methods_of_a_path_are_named() {
        assert_eq!(found("DELETE", "/app/meetings"), "GET POST");
        assert_eq!(found("GET", "/app/rooms"), "nothing");
    }
}
