//! What becomes of documents of other APIs, where compiling the crate would not show it: a line of the code, or a finding.

use std::fs;

use super::{Runtime, generate};
use crate::spec::{Style, load, render};
use crate::workspace;

/// The code, in one line, of the crate that a document with these members becomes; or the findings.
fn made(members: &str) -> Result<String, String> {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("api.yaml");
    let head = "openapi: 3.0.3\ninfo: {title: T, version: '1'}\n";
    fs::write(&file, format!("{head}{members}")).unwrap();
    let spec = load(&file, "api.yaml").unwrap();
    let runtime: Runtime = workspace::runtime_from(folder.path()).unwrap();
    match generate(&spec, &runtime) {
        Ok(files) => {
            let code = files.into_iter().filter(|(name, _)| name.ends_with(".rs"));
            let code: String = code.map(|(_, text)| text).collect();
            Ok(code.split_whitespace().collect::<Vec<_>>().join(" "))
        }
        Err(findings) => Err(render(&findings, Style::Plain)),
    }
}

#[track_caller]
fn code(members: &str) -> String {
    made(members).unwrap_or_else(|findings| panic!("{findings}"))
}

#[track_caller]
fn findings(members: &str) -> String {
    made(members).expect_err("it can be expressed")
}

#[test]
fn a_slash_at_the_end_of_a_path_is_sent() {
    let code = code(
        "paths:
  /: {get: {responses: {'204': {description: ok}}}}
  /sites/: {get: {responses: {'204': {description: ok}}}}
  /sites/{id}/: {get: {responses: {'204': {description: ok}}}, parameters: [{name: id, in: path, required: true, schema: {type: string}}]}
  /sites/{id}/run/: {post: {responses: {'204': {description: ok}}}, parameters: [{name: id, in: path, required: true, schema: {type: string}}]}
  /sites/{id}/run: {post: {responses: {'204': {description: ok}}}, parameters: [{name: id, in: path, required: true, schema: {type: string}}]}
",
    );
    for made in [
        "self.base.literal(\"\").empty(&GET)",
        "self.at.literal(\"\").empty(&GET_SITES)",
        "self.at.literal(\"\").empty(&GET_SITES_ID)",
        "self.at.literal(\"run/\").empty(&POST_SITES_ID_RUN)",
    ] {
        assert!(code.contains(made), "{made} {code}");
    }
}
