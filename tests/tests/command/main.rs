//! The command line as users run it: the built binary, on temporary folders.
//!
//! `arguments`: messages about wrong arguments. `codegen`: files and messages. `ownership`: only its own files are
//! changed. `in_hooks`: hooks of git. `interrupted`: runs that fail, are killed, or run at the same time. `growth`: time
//! limits. `reading`: which files are read. `lint`: exit codes and messages. `new_operation`: skeletons. `recipes`:
//! names in recipes.

mod arguments;
mod codegen;
mod growth;
mod in_hooks;
mod interrupted;
mod lint;
mod new_operation;
mod ownership;
mod reading;
mod recipes;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Output;

use realtimekit_tests::building::xtask;
use tempfile::TempDir;

/// The output and the exit code of a run.
struct Run {
    code: Option<i32>,
    out: String,
    err: String,
}

impl From<Output> for Run {
    fn from(output: Output) -> Self {
        Self {
            code: output.status.code(),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

fn run(folder: &Path, arguments: &[&str]) -> Run {
    let output = xtask().args(arguments).current_dir(folder).output();
    output.unwrap().into()
}

/// `cargo xtask codegen`, which must succeed.
#[track_caller]
fn generated(folder: &Path, arguments: &[&str]) -> Run {
    let run = run(folder, &[&["codegen"], arguments].concat());
    assert_eq!(run.code, Some(0), "{}{}", run.out, run.err);
    run
}

/// A folder with a small document in two files, `spec/things.yaml` and `spec/people.yaml`.
fn workspace() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("spec")).unwrap();
    fs::write(folder.path().join("spec/things.yaml"), THINGS).unwrap();
    fs::write(folder.path().join("spec/people.yaml"), PEOPLE).unwrap();
    folder
}

const THINGS: &str = "openapi: 3.0.3
info: {title: Things, version: 0.1.0}
x-client: {package: things}
paths:
  /things:
    get:
      operationId: list_things
      responses: {'200': {description: all, content: {application/json: {schema: {type: array, items: {$ref: '#/components/schemas/Thing'}}}}}}
components:
  schemas:
    Thing: {type: object, description: A thing., required: [id], properties: {id: {type: string}}}
";

const PEOPLE: &str = "openapi: 3.0.3
info: {title: People, version: 0.1.0}
paths:
  /people:
    get:
      operationId: list_people
      responses: {'200': {description: all, content: {application/json: {schema: {type: array, items: {$ref: '#/components/schemas/Person'}}}}}}
components:
  schemas:
    Person: {type: object, required: [name], properties: {name: {type: string}}}
";

/// Changes a document: `from` must be in it.
fn edit(file: &Path, from: &str, to: &str) {
    let text = fs::read_to_string(file).unwrap();
    assert!(text.contains(from), "{from} is not in {}", file.display());
    fs::write(file, text.replace(from, to)).unwrap();
}

/// The files below a folder, by path with `/`.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(folder).unwrap().to_str().unwrap();
                found.insert(name.replace('\\', "/"), fs::read(&path).unwrap());
            }
        }
    }
    found
}

/// The names of the entries of a folder.
fn entries(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    let mut names: Vec<_> = entries
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}
