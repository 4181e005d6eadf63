//! The programs in `compile_fail/` must not compile.
//!
//! A program marks each line that the compiler must reject with `//~`, the code of the error or lint, and text that the
//! message, a note or a label must contain. Other text of the compiler depends on its version and is not checked.

use std::collections::BTreeSet;
use std::fs;

use realtimekit_tests::{building, path};
use serde_json::Value;
use xtask::workspace;

/// A line that is refused: program, line, code, message.
type Rejected = (String, usize, String, String);

#[test]
fn programs_with_mistakes_do_not_compile() {
    let folder = building::folder("compile_fail").unwrap();
    let manifest = format!(
        "[package]\nname = \"compile-fail\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\
         [dependencies]\nrealtimekit = {{ path = {:?}, default-features = false }}\n[workspace]\n",
        workspace::generated()
    );
    fs::write(folder.join("Cargo.toml"), manifest).unwrap();
    fs::create_dir_all(folder.join("src/bin")).unwrap();
    let mut expected = Vec::new();
    for entry in fs::read_dir(path("tests/compile_fail")).unwrap() {
        let entry = entry.unwrap();
        let text = fs::read_to_string(entry.path()).unwrap();
        let program = entry.file_name().into_string().unwrap();
        fs::write(folder.join("src/bin").join(&program), &text).unwrap();
        expected.extend(marked(&program, &text));
    }

    let arguments = ["check", "--bins", "--keep-going", "--message-format=json"];
    let output = building::cargo(&folder, &arguments).unwrap();
    let refused = refused(&String::from_utf8(output.stdout).unwrap());
    let printed = String::from_utf8_lossy(&output.stderr);
    assert_eq!(
        places(&refused),
        places(&expected),
        "refused, and marked with //~\n{refused:#?}\n{printed}"
    );
    for (program, line, _, words) in &expected {
        let message = refused
            .iter()
            .find(|found| (&found.0, &found.1) == (program, line));
        let message = &message.unwrap().3;
        for word in words.split_whitespace() {
            assert!(message.contains(word), "{program}:{line}: {message}");
        }
    }
}

fn places(lines: &[Rejected]) -> BTreeSet<(&str, usize, &str)> {
    let places = lines.iter();
    places
        .map(|(program, line, code, _)| (program.as_str(), *line, code.as_str()))
        .collect()
}

/// The lines of a program with a mark.
fn marked(program: &str, text: &str) -> Vec<Rejected> {
    let lines = text.lines().enumerate();
    let marked: Vec<_> = lines
        .filter_map(|(index, line)| {
            let (code, words) = line.split_once("//~ ")?.1.split_once(' ')?;
            Some((
                program.to_owned(),
                index + 1,
                code.to_owned(),
                words.to_owned(),
            ))
        })
        .collect();
    assert!(!marked.is_empty(), "{program} marks nothing");
    marked
}

/// The errors that cargo reports.
fn refused(messages: &str) -> Vec<Rejected> {
    let messages = messages
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap());
    let mut refused = Vec::new();
    for report in messages.filter(|report| report["reason"] == "compiler-message") {
        let message = &report["message"];
        // The sum at the end has no place.
        let spans = message["spans"].as_array().into_iter().flatten();
        for span in spans.filter(|span| span["is_primary"] == true) {
            let file = span["file_name"].as_str().unwrap_or_default();
            refused.push((
                file.rsplit('/').next().unwrap_or_default().to_owned(),
                span["line_start"]
                    .as_u64()
                    .unwrap_or_default()
                    .try_into()
                    .unwrap(),
                message["code"]["code"]
                    .as_str()
                    .unwrap_or_default()
                    .to_owned(),
                rendered(message),
            ));
        }
    }
    refused
}

/// A message with its labels, notes and hints.
fn rendered(message: &Value) -> String {
    let list = |key: &str| message[key].as_array().into_iter().flatten();
    let own = message["message"].as_str().unwrap_or_default().to_owned();
    let labels = list("spans").filter_map(|span| span["label"].as_str().map(str::to_owned));
    let notes = list("children").map(rendered);
    let lines: Vec<String> = std::iter::once(own).chain(labels).chain(notes).collect();
    lines.join("\n")
}
