//! The command in a temporary repository: revisions, merge bases, uncommitted files, exit codes.

use std::fs;
use std::path::Path;
use std::process::Command;

use realtimekit_tests::building::xtask;
use realtimekit_tests::copy;
use serde_json::Value;
use tempfile::TempDir;

use super::edit;

/// A repository that holds this workspace's documents and crate.
pub(super) fn repository() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let root = xtask::workspace::root();
    for part in ["spec", "generated/src"] {
        copy(&root.join(part), &folder.path().join(part));
    }
    fs::create_dir(folder.path().join("xtask")).unwrap();
    fs::write(folder.path().join("xtask/Cargo.toml"), "").unwrap();
    git(folder.path(), &["init", "--quiet", "--initial-branch=main"]);
    commit(folder.path(), "The base");
    folder
}

pub(super) fn git(folder: &Path, arguments: &[&str]) {
    let output = Command::new("git")
        .args(["-c", "user.name=A", "-c", "user.email=a@example.com"])
        .args(arguments)
        .current_dir(folder)
        .output()
        .unwrap();
    assert!(output.status.success(), "{output:?}");
}

pub(super) fn commit(folder: &Path, message: &str) {
    git(folder, &["add", "--all"]);
    git(folder, &["commit", "--quiet", "--message", message]);
}

/// `cargo xtask review` in the repository: its exit code and its output.
pub(super) fn review(folder: &Path, arguments: &[&str]) -> (i32, String) {
    run(folder, "review", arguments)
}

/// A command of `cargo xtask` in the repository: its exit code and its output.
pub(super) fn run(folder: &Path, command: &str, arguments: &[&str]) -> (i32, String) {
    let output = xtask()
        .arg(command)
        .args(arguments)
        .env("CARGO_MANIFEST_DIR", folder.join("xtask"))
        .current_dir(folder)
        .output()
        .unwrap();
    let printed = [output.stdout, output.stderr].concat();
    (
        output.status.code().unwrap(),
        String::from_utf8(printed).unwrap(),
    )
}

const VALUE: (&str, &str) = ("enum: [LIVE, ENDED]", "enum: [LIVE, ENDED, PAUSED]");

#[test]
fn the_working_tree_is_compared_with_the_merge_base() {
    let repository = repository();
    let at = repository.path();
    git(at, &["checkout", "--quiet", "-b", "branch"]);
    edit(&at.join("spec"), "sessions.yaml", VALUE.0, VALUE.1);
    let (code, printed) = review(at, &["--base", "main"]);
    assert_eq!(code, 0, "{printed}");
    assert!(
        printed.contains("enum-value-added"),
        "not committed: {printed}"
    );
    commit(at, "A value");
    let (_, printed) = review(at, &["--base", "main"]);
    assert!(printed.contains("enum-value-added"), "{printed}");

    // Later commits of main do not belong to this branch.
    git(at, &["checkout", "--quiet", "main"]);
    edit(
        &at.join("spec"),
        "participants.yaml",
        "        picture:\n",
        "        image:\n",
    );
    commit(at, "Main goes on");
    git(at, &["checkout", "--quiet", "branch"]);
    let (code, printed) = review(at, &["--base", "main"]);
    assert_eq!(code, 0, "{printed}");
    assert!(!printed.contains("picture"), "{printed}");
}

#[test]
fn untracked_files_count() {
    let repository = repository();
    let at = repository.path();
    fs::write(
        at.join("spec/made_up.yaml"),
        "openapi: 3.0.3\ninfo: {title: Made up, version: '1'}\npaths:\n  /made-up:\n    get:\n      operationId: list_made_up\n      responses: {'200': {description: All.}}\n",
    )
    .unwrap();
    let (code, printed) = review(at, &["--base", "HEAD", "--format", "github"]);
    assert_eq!(code, 0, "{printed}");
    let (_, printed) = review(at, &["--base", "HEAD", "--format", "json"]);
    assert!(
        printed.contains("operation-added") && printed.contains("spec/made_up.yaml"),
        "{printed}"
    );
}

#[test]
fn a_breaking_change_fails_and_the_report_goes_to_the_file() {
    let repository = repository();
    let at = repository.path();
    edit(&at.join("spec"), "sessions.yaml", VALUE.0, "enum: [LIVE]");
    let report = at.join("report.md");
    let (code, printed) = review(
        at,
        &[
            "--base",
            "main",
            "--format",
            "markdown",
            "--output",
            "report.md",
        ],
    );
    assert_eq!(code, 1, "{printed}");
    assert_eq!(printed, "", "the report is in the file");
    assert!(
        fs::read_to_string(report)
            .unwrap()
            .starts_with("## Spec review: 1 breaking change")
    );
}

#[test]
fn a_report_never_replaces_an_input() {
    let repository = repository();
    let at = repository.path();
    let document = "openapi: 3.0.3\ninfo: {title: Small, version: '1'}\npaths:\n  /a:\n    get: {operationId: a, responses: {'204': {description: Done.}}}\n";
    for name in ["old.yaml", "new.yaml"] {
        fs::write(at.join(name), document).unwrap();
    }
    let files = ["--from", "old.yaml", "--to", "new.yaml", "--wire-only"];
    let history = ["--base", "main"];
    for (compared, output) in [
        (&files[..], "old.yaml"),
        (&files, "./spec/../new.yaml"),
        (&history, "spec/sessions.yaml"),
    ] {
        let before = fs::read(at.join(output)).unwrap();
        let (code, printed) = review(at, &[compared, &["--output", output]].concat());
        assert_eq!(code, 2, "{output}: {printed}");
        assert!(
            printed.contains("would overwrite what is compared"),
            "{printed}"
        );
        assert_eq!(fs::read(at.join(output)).unwrap(), before);
    }
}

#[test]
fn a_report_never_replaces_a_file_that_a_document_refers_to() {
    let repository = repository();
    let at = repository.path();
    let parts = "components: {schemas: {A: {type: string}}}\n";
    let document = "openapi: 3.0.3\ninfo: {title: Small, version: '1'}\npaths:\n  /a:\n    get: {operationId: a, responses: {'200': {description: Done., content: {application/json: {schema: {$ref: 'parts.yaml#/components/schemas/A'}}}}}}\n";
    fs::write(at.join("parts.yaml"), parts).unwrap();
    for name in ["old.yaml", "new.yaml"] {
        fs::write(at.join(name), document).unwrap();
    }
    let files = ["--from", "old.yaml", "--to", "new.yaml", "--wire-only"];
    for output in ["parts.yaml", "./spec/../parts.yaml"] {
        let (code, printed) = review(at, &[&files[..], &["--output", output]].concat());
        assert_eq!(code, 2, "{printed}");
        assert!(
            printed.contains("would overwrite what is compared"),
            "{printed}"
        );
        assert_eq!(fs::read_to_string(at.join("parts.yaml")).unwrap(), parts);
    }
}

#[test]
fn another_generator_is_reported_as_drift() {
    let repository = repository();
    let at = repository.path();
    edit(
        &at.join("generated/src"),
        "resources/meetings.rs",
        "pub fn create(",
        "pub fn create_meeting(",
    );
    commit(at, "As an older generator had it");
    // another generator than at the base
    fs::write(at.join("xtask/changed.rs"), "").unwrap();
    git(at, &["add", "--all"]);
    let (code, printed) = review(at, &["--base", "main"]);
    assert_eq!(code, 1, "{printed}");
    assert!(printed.contains("generator-drift"), "{printed}");
    assert!(printed.contains("create_meeting"), "{printed}");
}

#[test]
fn a_failed_run_has_exit_code_2() {
    let repository = repository();
    let at = repository.path();
    let (code, printed) = review(at, &["--base", "nowhere"]);
    assert_eq!(
        (code, printed.contains("there is no revision `nowhere`")),
        (2, true),
        "{printed}"
    );
    let (code, printed) = review(at, &["--base", "--all"]);
    assert_eq!(code, 2, "{printed}");
    let (code, printed) = review(at, &[]);
    assert_eq!((code, printed.contains("--base")), (2, true), "{printed}");
    let (code, printed) = review(at, &["--from", "spec", "--to", "nowhere"]);
    assert_eq!(
        (code, printed.contains("nowhere cannot be read")),
        (2, true),
        "{printed}"
    );

    edit(&at.join("spec"), "sessions.yaml", VALUE.0, "enum: [LIVE");
    let (code, printed) = review(at, &["--base", "main"]);
    assert_eq!((code, printed.contains("syntax")), (2, true), "{printed}");
    git(at, &["checkout", "--quiet", "--", "spec"]);

    let shallow = tempfile::tempdir().unwrap();
    edit(&at.join("spec"), "sessions.yaml", VALUE.0, VALUE.1);
    commit(at, "More");
    git(at, &["checkout", "--quiet", "--orphan", "other"]);
    commit(at, "Another history");
    let (code, printed) = review(at, &["--base", "main"]);
    assert_eq!(
        (code, printed.contains("no common history")),
        (2, true),
        "{printed}"
    );
    let from = format!("file://{}", at.display());
    git(
        shallow.path(),
        &["clone", "--quiet", "--depth=1", "--branch=main", &from, "."],
    );
    let (code, printed) = review(shallow.path(), &["--base", "HEAD~1"]);
    assert_eq!(
        (code, printed.contains("this clone is shallow")),
        (2, true),
        "{printed}"
    );
}

#[test]
fn a_base_without_documents_is_reported() {
    let repository = repository();
    let at = repository.path();
    git(at, &["rm", "--quiet", "-r", "--cached", "spec"]);
    git(at, &["commit", "--quiet", "--message", "No documents"]);
    let (code, printed) = review(at, &["--base", "HEAD"]);
    assert_eq!(
        (code, printed.contains("there is no spec/ at HEAD")),
        (2, true),
        "{printed}"
    );
}

#[test]
fn documents_that_the_generator_refuses_are_compared_on_the_wire() {
    let repository = repository();
    let at = repository.path();
    let document = |status: &str| {
        format!(
            "openapi: 3.0.3\ninfo: {{title: Files, version: '1'}}\npaths:\n  /files:\n    post:\n      operationId: add_file\n      parameters:\n        - {{name: a, in: query, schema: {{type: array, items: {{type: array, items: {{type: string}}}}}}}}\n      responses: {{'{status}': {{description: Done.}}}}\n"
        )
    };
    fs::write(at.join("old.yaml"), document("200")).unwrap();
    fs::write(at.join("new.yaml"), document("201")).unwrap();
    let files = ["--from", "old.yaml", "--to", "new.yaml"];
    let (code, printed) = review(at, &files);
    assert_eq!(code, 1, "{printed}");
    assert!(
        printed.contains("on the wire: 1 breaking change"),
        "{printed}"
    );
    assert!(
        printed.contains("The effect on Rust callers is not known: ") && !printed.contains("rust:"),
        "{printed}"
    );
    let (code, printed) = review(at, &[&files[..], &["--wire-only"]].concat());
    assert_eq!(code, 1, "{printed}");
    assert!(
        printed.contains("success-removed") && !printed.contains("not known"),
        "{printed}"
    );
    let (_, printed) = review(
        at,
        &[&files[..], &["--wire-only", "--format", "json"]].concat(),
    );
    let report: Value = serde_json::from_str(&printed).unwrap();
    let ids = report["changes"].as_array().unwrap().iter();
    let ids = ids.filter(|change| change["needs_action"] == true);
    let approved: String = ids
        .map(|change| format!("- {{id: {}, reason: meant, by: mary}}\n", change["id"]))
        .collect();
    // beside the two files
    fs::write(at.join("approved.yaml"), format!("approvals:\n{approved}")).unwrap();
    let (code, printed) = review(at, &[&files[..], &["--wire-only"]].concat());
    assert_eq!(code, 0, "{printed}");
    fs::remove_file(at.join("approved.yaml")).unwrap();
    let same = ["--from", "old.yaml", "--to", "old.yaml", "--wire-only"];
    let (code, printed) = review(at, &same);
    assert_eq!(code, 0, "{printed}");
}

#[test]
fn an_unknown_keyword_that_differs_needs_action() {
    let repository = repository();
    let document = |key: &str| {
        format!(
            "openapi: 3.0.3\ninfo: {{title: Odd, version: '1'}}\npaths:\n  /odd:\n    get: {{operationId: odd, {key}responses: {{'204': {{description: Done.}}}}}}\n"
        )
    };
    let at = repository.path();
    fs::write(at.join("plain.yaml"), document("")).unwrap();
    fs::write(at.join("odd.yaml"), document("zzz: 1, ")).unwrap();
    for (from, to, wanted) in [
        ("plain.yaml", "odd.yaml", 1),
        ("odd.yaml", "plain.yaml", 1),
        ("odd.yaml", "odd.yaml", 0),
    ] {
        let (code, printed) = review(at, &["--from", from, "--to", to]);
        assert_eq!(code, wanted, "{from} {to}: {printed}");
        assert_eq!(printed.contains("`zzz`"), wanted == 1, "{printed}");
    }
}

#[test]
fn long_chains_of_schemas_are_compared() {
    const LONG: usize = 3_000;
    let repository = repository();
    let document = |last: &str| {
        let start = "openapi: 3.0.3\ninfo: {title: Far, version: '1'}\npaths:\n  /far:\n    get:\n      operationId: far\n      responses: {'200': {description: Done., content: {application/json: {schema: {$ref: '#/components/schemas/S0'}}}}}\ncomponents:\n  schemas:\n";
        let next = (0..LONG).map(|at| {
            format!(
                "    S{at}: {{properties: {{next: {{$ref: '#/components/schemas/S{}'}}}}}}\n",
                at + 1
            )
        });
        format!(
            "{start}{}    S{LONG}: {{type: {last}}}\n",
            next.collect::<String>()
        )
    };
    fs::write(repository.path().join("old.yaml"), document("string")).unwrap();
    fs::write(repository.path().join("new.yaml"), document("integer")).unwrap();
    let files = ["--from", "old.yaml", "--to", "new.yaml", "--wire-only"];
    let (code, printed) = review(repository.path(), &files);
    assert_eq!(code, 1, "{printed}");
    assert!(printed.contains("read by far"), "{printed}");
}

#[test]
fn places_that_cannot_be_assessed_are_annotated() {
    let repository = repository();
    let at = repository.path();
    edit(&at.join("spec"), "sessions.yaml", VALUE.0, "enumm: [LIVE]");
    let (code, printed) = review(at, &["--base", "main", "--format", "github"]);
    assert_eq!(code, 1, "{printed}");
    assert!(
        printed.contains("::error file=spec/sessions.yaml,line=328,")
            && printed.contains("not-assessed"),
        "{printed}"
    );
}
