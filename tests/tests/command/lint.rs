//! Exit codes and messages about documents.

use std::fs;

use crate::{Run, edit, entries, generated, run, workspace, xtask};

#[test]
fn lint_reports_that_there_are_no_findings() {
    let folder = workspace();
    for spec in ["spec", "spec/things.yaml", "./spec/"] {
        let run = run(folder.path(), &["lint", "--spec", spec]);
        assert_eq!(run.code, Some(0), "{spec}: {}", run.err);
        assert_eq!(run.out, "no findings\n");
    }
}

#[test]
fn every_finding_has_file_line_and_column() {
    let folder = workspace();
    let spec = folder.path().join("spec");
    edit(
        &spec.join("things.yaml"),
        "description: A thing.",
        "desciption: A thing.",
    );
    edit(
        &spec.join("people.yaml"),
        "schemas/Person'",
        "schemas/Persona'",
    );
    for command in ["lint", "codegen"] {
        let arguments = [command, "--spec", "spec", "--out", "out"];
        let run = run(
            folder.path(),
            &arguments[..if command == "lint" { 3 } else { 5 }],
        );
        assert_eq!(run.code, Some(1), "{command}: {}", run.err);
        for text in [
            "--> spec/people.yaml:7:110\n",
            "--> spec/things.yaml:11:27\n",
            "did you mean `description`?",
            "did you mean `Person`?",
            "11 |     Thing: {type: object, desciption: A thing.",
            "1 error and 1 warning in 2 files\n",
        ] {
            assert!(run.err.contains(text), "{command}: {text}\n{}", run.err);
        }
        assert_eq!(run.out, "", "{command}");
        assert_eq!(entries(folder.path()), ["spec"], "{command}");
    }
}

/// A copy of the workspace's own documents, which ask for the house rules.
fn own_spec() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    realtimekit_tests::copy(&xtask::workspace::spec(), &folder.path().join("spec"));
    folder
}

#[test]
fn consequences_of_one_mistake_are_counted_and_not_printed() {
    let folder = own_spec();
    let spec = folder.path().join("spec");
    let report = spec.join("peer_report.yaml");
    edit(&report, "schemas/PeerReport'", "schemas/PeerReprt'");
    let once = run(folder.path(), &["lint", "--spec", "spec"]);
    assert_eq!(once.code, Some(1), "{}", once.err);
    assert!(
        once.err.ends_with("\n1 finding in 1 file\n"),
        "{}",
        once.err
    );
    let help = "did you mean `PeerReport`? (31 more findings, which may have the same cause, are not shown)";
    assert!(once.err.contains(help), "{}", once.err);

    // Findings that do not follow from it are printed, also of the same rule in another operation.
    let example = spec.join("examples/get_participant.response.json");
    edit(&example, "\"preset_name\"", "\"preset_nam\"");
    let twice = run(folder.path(), &["lint", "--spec", "spec"]);
    assert!(twice.err.contains("error[undeclared-key]"), "{}", twice.err);
    assert!(twice.err.contains(help), "{}", twice.err);

    // With the cause corrected, nothing of it is left.
    edit(&report, "schemas/PeerReprt'", "schemas/PeerReport'");
    edit(&example, "\"preset_nam\"", "\"preset_name\"");
    let none = run(folder.path(), &["lint", "--spec", "spec"]);
    assert_eq!(none.code, Some(0), "{}", none.err);
}

#[test]
fn an_example_that_nothing_links_to_is_a_finding() {
    let folder = own_spec();
    let examples = folder.path().join("spec/examples");
    fs::write(examples.join("README.md"), "no example").unwrap();
    fs::write(examples.join("old.response.json"), b"{\"a\": \xff").unwrap();
    let run = run(folder.path(), &["lint", "--spec", "spec"]);
    assert_eq!(run.code, Some(1), "{}", run.err);
    for part in [
        "error[orphaned-example]: nothing links to the example examples/old.response.json",
        "--> spec/examples/old.response.json:1:1\n",
        "\n1 finding in 1 file\n",
    ] {
        assert!(run.err.contains(part), "{}", run.err);
    }
}

#[test]
fn a_placeholder_is_a_finding_in_documents_and_examples() {
    let folder = own_spec();
    let spec = folder.path().join("spec");
    edit(
        &spec.join("sessions.yaml"),
        "summary: Get the chat of a session",
        "summary: \"TODO: what it does\"",
    );
    let example = spec.join("examples/get_participant.response.json");
    edit(&example, "\"name\": \"", "\"name\": \"TODO: ");
    let run = run(folder.path(), &["lint", "--spec", "spec"]);
    assert_eq!(run.code, Some(1), "{}", run.err);
    assert!(
        run.err.ends_with("\n2 findings in 2 files\n"),
        "{}",
        run.err
    );
    assert_eq!(
        run.err.matches("error[unfinished]").count(),
        2,
        "{}",
        run.err
    );
    assert!(
        run.err
            .contains("--> spec/examples/get_participant.response.json:"),
        "{}",
        run.err
    );
}

#[test]
fn unreadable_input_is_exit_code_2() {
    let folder = workspace();
    fs::create_dir(folder.path().join("empty")).unwrap();
    for spec in ["nowhere", "nowhere.yaml", "empty"] {
        for command in ["lint", "codegen"] {
            let run = run(folder.path(), &[command, "--spec", spec]);
            assert_eq!(run.code, Some(2), "{spec}: {}", run.err);
            assert!(
                run.err.starts_with(&format!("error: {spec} ")),
                "{}",
                run.err
            );
        }
    }
}

#[test]
fn text_that_is_not_openapi_is_a_finding() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("spec.yaml");
    for (text, printed) in [
        ("", "spec.yaml:1:1"),
        ("a: [1, 2", "spec.yaml:2:1"),
        ("- 1\n", "spec.yaml:1:1"),
        ("openapi: 4.0.0\n", "spec.yaml:1:10"),
        ("swagger: '2.0'\n", "spec.yaml:1:10"),
        ("openapi: 3.0.3\nopenapi: 3.0.3\n", "spec.yaml:2:1"),
        ("openapi: 3.0.3\ninfo: {title: x\n", "spec.yaml:3:1"),
    ] {
        fs::write(&file, text).unwrap();
        let run = run(folder.path(), &["lint", "--spec", "spec.yaml"]);
        assert_eq!(run.code, Some(1), "{text:?}: {}", run.err);
        assert!(run.err.contains(printed), "{text:?}: {}", run.err);
    }
    fs::write(&file, b"openapi: 3.0.3\ninfo: {title: \xff}\n").unwrap();
    let run = run(folder.path(), &["lint", "--spec", "spec.yaml"]);
    assert_eq!(run.code, Some(1), "{}", run.err);
    assert!(run.err.contains("spec.yaml:2:15"), "{}", run.err);
}

#[test]
fn a_finding_in_a_very_long_line_shows_the_place_without_the_line() {
    let folder = tempfile::tempdir().unwrap();
    let words = "much ado ".repeat(1_000);
    let text = format!(
        r#"{{"openapi": "3.0.3", "info": {{"title": "{words}", "version": "1"}}, "pathss": {{}}, "paths": {{}}}}"#
    );
    fs::write(folder.path().join("api.json"), &text).unwrap();
    let lint = ["lint", "--spec", "api.json", "--deny-warnings"];
    let run = run(folder.path(), &lint);
    assert_eq!(run.code, Some(1), "{}", run.err);
    let column = text.find("\"pathss\"").unwrap() + 1;
    assert!(
        run.err.contains(&format!("api.json:1:{column}")),
        "{}",
        run.err
    );
    assert!(!run.err.contains("much ado"));
}

/// Like `… 2>&1 >/dev/null | head -1`.
#[test]
fn a_closed_standard_error_does_not_change_the_exit_code() {
    let folder = workspace();
    generated(folder.path(), &["--spec", "spec", "--out", "out"]);
    let things = folder.path().join("spec/things.yaml");
    edit(&things, "A thing.", "One thing.");
    let check = ["codegen", "--check", "--spec", "spec", "--out", "out"];
    let code = |arguments: &[&str]| {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let mut command = xtask();
        command.args(arguments).current_dir(folder.path());
        Run::from(command.stderr(writer).output().unwrap()).code
    };
    assert_eq!(code(&check), Some(1));
    edit(&things, "type: string", "type: text");
    assert_eq!(code(&["lint", "--spec", "spec"]), Some(1));
    assert_eq!(code(&["lint", "--spec", "nowhere"]), Some(2));
}

/// Findings on the standard error and a report on the standard output: in colour or not by the same rule.
#[test]
fn environment_variables_control_colour() {
    let folder = workspace();
    fs::write(folder.path().join("bad.yaml"), "openapi: 4.0.0\n").unwrap();
    let review = ["review", "--wire-only", "--from", "spec", "--to", "changed"];
    realtimekit_tests::copy(&folder.path().join("spec"), &folder.path().join("changed"));
    let changed = folder.path().join("changed/things.yaml");
    edit(&changed, "{type: string}", "{type: integer}");
    for (variables, has_colour) in [
        (&[("CLICOLOR_FORCE", "1")] as &[_], true),
        (&[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")], false),
        (&[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "")], true),
        (&[], false),
    ] {
        let coloured = |arguments: &[&str]| {
            let mut command = xtask();
            command.args(arguments).current_dir(folder.path());
            for name in ["CLICOLOR", "CLICOLOR_FORCE", "NO_COLOR"] {
                command.env_remove(name);
            }
            let run = Run::from(command.envs(variables.to_vec()).output().unwrap());
            assert_eq!(run.code, Some(1), "{}{}", run.out, run.err);
            (run.out + &run.err).contains("\u{1b}[")
        };
        for arguments in [&["lint", "--spec", "bad.yaml"] as &[&str], &review] {
            assert_eq!(
                coloured(arguments),
                has_colour,
                "{variables:?}: {arguments:?}"
            );
        }
    }
}
