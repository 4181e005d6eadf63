//! `cargo xtask new-operation`: the files that it writes, and that it changes no others.

use std::fs;
use std::path::Path;

use crate::{Run, edit, files, run};

const APP: &str = "/accounts/{account_id}/realtime/kit/{app_id}";

/// A copy of the workspace's own documents.
fn own_spec() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    realtimekit_tests::copy(&xtask::workspace::spec(), &folder.path().join("spec"));
    folder
}

fn new_operation(folder: &Path, method: &str, path: &str, id: &str, more: &[&str]) -> Run {
    let arguments = ["new-operation", method, path, id, "--spec", "spec"];
    run(folder, &[&arguments, more].concat())
}

/// Everything that lint says, which must be that something is not written yet.
#[track_caller]
fn unfinished(folder: &Path) {
    let lint = run(folder, &["lint", "--spec", "spec"]);
    assert_eq!(lint.code, Some(1), "{}", lint.err);
    let rules: Vec<&str> = lint
        .err
        .lines()
        .filter(|line| line.starts_with("error["))
        .collect();
    assert!(rules.len() > 8, "{}", lint.err);
    assert!(
        rules
            .iter()
            .all(|rule| rule.starts_with("error[unfinished]")),
        "{}",
        lint.err
    );
}

#[test]
fn the_skeleton_is_complete_except_for_placeholders() {
    let folder = own_spec();
    let notes = format!("{APP}/meetings/{{meeting_id}}/notes");
    let one = format!("{notes}/{{note_id}}");
    for (method, path, id, more) in [
        ("GET", &notes, "list_notes", &[] as &[&str]),
        // to the path, beside it in the same file, and to a path of a file that was there
        ("post", &notes, "create_note", &[]),
        ("put", &one, "replace_note", &["--file", "notes.yaml"]),
        (
            "delete",
            &format!("{APP}/sessions/{{session_id}}/chat"),
            "delete_session_chat",
            &[],
        ),
        // to a file without paths
        (
            "patch",
            &format!("{APP}/recordings/{{recording_id}}/layout"),
            "change_recording_layout",
            &["--file", "recording.yaml"],
        ),
    ] {
        let run = new_operation(folder.path(), method, path, id, more);
        assert_eq!(run.code, Some(0), "{id}: {}", run.err);
        unfinished(folder.path());
    }
    let written = fs::read_to_string(folder.path().join("spec/notes.yaml")).unwrap();
    assert!(written.contains("tags: [\"Meetings\"]"), "{written}");
    assert!(
        written.contains("{$ref: 'shared.yaml#/components/parameters/MeetingId'}"),
        "{written}"
    );

    // With the marks taken away it is an operation like any other.
    let spec = folder.path().join("spec");
    for name in files(&spec)
        .into_keys()
        .filter(|name| name.ends_with(".yaml") || name.ends_with(".json"))
    {
        let text = fs::read_to_string(spec.join(&name)).unwrap();
        let text = text.replace("TODO: its page of the documentation", "example.com");
        let text = text
            .replace("TODO: the date of the source, as ", "")
            .replace("TODO: ", "");
        fs::write(spec.join(name), text).unwrap();
    }
    let lint = run(folder.path(), &["lint", "--spec", "spec"]);
    assert_eq!(lint.code, Some(0), "{}", lint.err);
    let codegen = run(
        folder.path(),
        &["codegen", "--spec", "spec", "--out", "out"],
    );
    assert_eq!(codegen.code, Some(0), "{}", codegen.err);
    let code: Vec<u8> = files(&folder.path().join("out/src/resources"))
        .into_values()
        .flatten()
        .collect();
    let code = String::from_utf8(code).unwrap();
    for part in [
        "Call<Vec<Note>>",
        "body: &CreateNote)",
        "body: &ReplaceNote)",
    ] {
        assert!(code.contains(part), "{part}");
    }
}

#[test]
fn existing_lines_are_kept() {
    let folder = own_spec();
    let spec = folder.path().join("spec");
    // With the line ends of Windows, and a comment that ends like an empty mapping.
    let document = spec.join("sessions.yaml");
    let commented = "\n# about the components\n\ncomponents: # {}\n";
    edit(&document, "\ncomponents:\n", commented);
    let text = fs::read_to_string(&document).unwrap();
    fs::write(&document, text.replace('\n', "\r\n")).unwrap();
    let before = files(&spec);
    let path = format!("{APP}/sessions/{{session_id}}/chat");
    let run = new_operation(folder.path(), "put", &path, "replace_chat", &[]);
    assert_eq!(run.code, Some(0), "{}", run.err);
    let after = files(&spec);
    for (name, text) in &before {
        let (old, new) = (
            String::from_utf8_lossy(text),
            String::from_utf8_lossy(&after[name]),
        );
        // The old lines are there in their order.
        let mut lines = new.split_inclusive('\n');
        assert!(
            old.split_inclusive('\n')
                .all(|line| lines.any(|other| other == line)),
            "{name}"
        );
        let is_windows = |line: &str| line.ends_with("\r\n");
        let mut all = new.split_inclusive('\n').map(is_windows);
        assert!(all.all(|is| is == old.contains('\r')), "{name}");
    }
    let new: Vec<&String> = after
        .keys()
        .filter(|name| !before.contains_key(*name))
        .collect();
    assert_eq!(
        new,
        [
            "examples/replace_chat.request.json",
            "examples/replace_chat.response.json"
        ]
    );
}

#[test]
fn a_refused_operation_changes_no_files() {
    let folder = own_spec();
    let spec = folder.path().join("spec");
    fs::write(spec.join("examples/mine.response.json"), "{}").unwrap();
    fs::write(spec.join("notes.yaml"), "# mine\n").unwrap();
    fs::write(
        spec.join("flow.yaml"),
        "{openapi: 3.0.3, info: {title: Flow, version: '1'}, paths: {}}\n",
    )
    .unwrap();
    fs::remove_file(spec.join("notes.yaml")).unwrap();
    let before = files(&spec);
    for (path, id, more, printed) in [
        (
            "/things",
            "mine",
            &[] as &[&str],
            "examples/mine.response.json already exists",
        ),
        ("/meetings", "more", &[], "meetings.yaml already exists"),
        (
            "/flow",
            "flow",
            &["--file", "flow.yaml"],
            "cannot extend flow.yaml as it is written",
        ),
        (
            "/a",
            "list_sessions",
            &[],
            "the operation list_sessions already exists",
        ),
        ("/a", "a b", &[], "\"a b\" is not a valid id"),
        ("a", "a", &[], "\"a\" is not a path"),
        ("/a/{b", "a", &[], "is not a path"),
        ("/a/../b", "a", &[], "\"/a/../b\" is not a path"),
        ("/a/.", "a", &[], "is not a path"),
        ("/a/{b}/c/{b}", "a", &[], "has the parameter {b} twice"),
        (
            "/a",
            "a",
            &["--file", "../a.yaml"],
            "\"../a.yaml\" cannot be the name",
        ),
        (
            "/a",
            "a",
            &["--file", "approved.yaml"],
            "\"approved.yaml\" cannot be the name",
        ),
    ] {
        let run = new_operation(folder.path(), "get", path, id, more);
        assert_eq!(run.code, Some(2), "{path}: {}", run.out);
        assert!(run.err.contains(printed), "{path}: {}", run.err);
        assert_eq!(files(&spec), before, "{path}");
    }
    let there = format!("{APP}/sessions");
    let run = new_operation(folder.path(), "get", &there, "again", &[]);
    assert!(run.err.contains("spec/sessions.yaml:"), "{}", run.err);
    let run = new_operation(
        folder.path(),
        "put",
        &there,
        "again",
        &["--file", "other.yaml"],
    );
    assert!(
        run.err.contains("the path is in sessions.yaml"),
        "{}",
        run.err
    );
    assert_eq!(files(&spec), before);
}

/// A link may lead anywhere: nothing is written, read or extended through one.
#[cfg(unix)]
#[test]
fn links_in_the_folder_of_the_documents_are_not_followed() {
    use std::os::unix::fs::symlink;
    for (linked, more) in [
        ("examples", &[] as &[&str]),
        ("examples/list_notes.response.json", &[]),
        ("flow.yaml", &["--file", "flow.yaml"]),
    ] {
        let folder = own_spec();
        let elsewhere = folder.path().join("elsewhere");
        fs::create_dir(&elsewhere).unwrap();
        let link = folder.path().join("spec").join(linked);
        let target = elsewhere.join("target");
        match linked {
            "examples" => fs::rename(&link, &target).unwrap(),
            // The link leads to a file that could be made, or extended.
            "flow.yaml" => fs::write(&target, "openapi: 3.0.3\npaths: {}\n").unwrap(),
            _ => fs::write(&target, "mine").unwrap(),
        }
        symlink(&target, &link).unwrap();
        if linked == "flow.yaml" {
            // Inside of the folder it is read as a document.
            fs::remove_file(&link).unwrap();
            let text = "openapi: 3.0.3\ninfo: {title: Flow, version: '1'}\npaths: {}\n";
            fs::write(folder.path().join("spec/hidden.txt"), text).unwrap();
            symlink("hidden.txt", &link).unwrap();
        }
        let before = files(folder.path());
        let path = format!("{APP}/notes");
        let run = new_operation(folder.path(), "get", &path, "list_notes", more);
        assert_eq!(run.code, Some(2), "{linked}: {}", run.out);
        let printed = format!("spec/{linked} is a symbolic link");
        assert!(run.err.contains(&printed), "{}", run.err);
        assert_eq!(files(folder.path()), before, "{linked}");
        assert!(link.is_symlink());
    }
}

/// A run that fails in the middle leaves nothing that the next one stumbles over.
#[cfg(unix)]
#[test]
fn a_failed_write_leaves_no_files() {
    let folder = own_spec();
    fs::remove_dir_all(folder.path().join("spec/examples")).unwrap();
    let path = format!("{APP}/sessions/{{session_id}}/chat");
    let before = files(folder.path());
    // The examples are small enough, the document is not.
    let program = realtimekit_tests::building::xtask()
        .get_program()
        .to_owned();
    let mut shell = std::process::Command::new("sh");
    shell.args(["-c", "trap '' XFSZ; ulimit -f 4; exec \"$0\" \"$@\""]);
    shell.arg(program).args([
        "new-operation",
        "put",
        &path,
        "replace_chat",
        "--spec",
        "spec",
    ]);
    let failed = shell.current_dir(folder.path()).output().unwrap();
    let err = String::from_utf8_lossy(&failed.stderr);
    assert_eq!(failed.status.code(), Some(2), "{err}");
    assert!(err.contains("cannot write sessions.yaml"), "{err}");
    assert_eq!(files(folder.path()), before);
    assert!(!folder.path().join("spec/examples").exists());

    // A run that was killed between two files may leave examples.
    let run = new_operation(folder.path(), "put", &path, "replace_chat", &[]);
    assert_eq!(run.code, Some(0), "{}", run.err);
    let after = files(folder.path());
    let sessions = "spec/sessions.yaml";
    fs::write(folder.path().join(sessions), &before[sessions]).unwrap();
    let run = new_operation(folder.path(), "put", &path, "replace_chat", &[]);
    assert_eq!(run.code, Some(0), "{}", run.err);
    assert_eq!(files(folder.path()), after);
}

/// A file that a killed run left would be committed with the rest of the folder.
#[cfg(unix)]
#[test]
fn the_next_run_removes_the_temporary_files_of_a_killed_one() {
    use std::os::unix::process::ExitStatusExt as _;
    let folder = own_spec();
    let path = format!("{APP}/sessions/{{session_id}}/chat");
    let before = files(folder.path());
    let program = realtimekit_tests::building::xtask()
        .get_program()
        .to_owned();
    // The signal for a file that is too large ends the process, as SIGKILL would.
    let mut shell = std::process::Command::new("sh");
    shell.args(["-c", "ulimit -f 4; exec \"$0\" \"$@\""]);
    shell.arg(program).args(["new-operation", "put", &path]);
    shell.args(["replace_chat", "--spec", "spec"]);
    let killed = shell.current_dir(folder.path()).output().unwrap();
    assert!(killed.status.signal().is_some(), "{killed:?}");
    let left = files(folder.path());
    let is_new = |name: &&String| !before.contains_key(*name);
    let new: Vec<&String> = left.keys().filter(is_new).collect();
    assert!(
        !new.is_empty() && new.iter().all(|name| name.ends_with(".tmp")),
        "{new:?}"
    );

    // Names that are like theirs.
    let own = [
        ".sessions.yaml.tmp",
        ".sessions.yaml.xtask-notes.tmp",
        "sessions.yaml.xtask-a1b2c3.tmp",
        ".xtask-a1b2c3.tmp",
        ".notes.xtask-backup.tmp",
    ];
    for name in own {
        fs::write(folder.path().join("spec").join(name), "mine").unwrap();
    }
    let run = new_operation(folder.path(), "put", &path, "replace_chat", &[]);
    assert_eq!(run.code, Some(0), "{}", run.err);
    let mut after = files(folder.path());
    for name in own {
        assert_eq!(after.remove(&format!("spec/{name}")).unwrap(), b"mine");
    }
    assert!(after.keys().all(|name| !name.ends_with(".tmp")));
}

/// The lock is not that of the folder to which the link leads.
#[cfg(unix)]
#[test]
fn temporary_files_behind_a_link_are_kept() {
    let folder = own_spec();
    let examples = folder.path().join("spec/examples");
    let elsewhere = folder.path().join("elsewhere");
    fs::rename(&examples, &elsewhere).unwrap();
    std::os::unix::fs::symlink("../elsewhere", &examples).unwrap();
    let file = elsewhere.join(".a.json.xtask-a1b2c3.tmp");
    fs::write(&file, "of another run").unwrap();
    let path = format!("{APP}/sessions/{{session_id}}/chat");
    new_operation(folder.path(), "put", &path, "replace_chat", &[]);
    assert!(file.exists());
}

/// Two at once add to one file: neither takes back what the other has written.
#[test]
fn concurrent_runs_all_add_their_operation() {
    let folder = own_spec();
    let start = |at: usize| {
        let path = format!("{APP}/sessions/{{session_id}}/chat{at}");
        let id = format!("get_chat{at}");
        let mut command = realtimekit_tests::building::xtask();
        command.args(["new-operation", "get", &path, &id, "--spec", "spec"]);
        command.args(["--file", "sessions.yaml"]);
        command.current_dir(folder.path()).spawn().unwrap()
    };
    let running: Vec<_> = (0..6).map(start).collect();
    for mut child in running {
        assert_eq!(child.wait().unwrap().code(), Some(0));
    }
    let text = fs::read_to_string(folder.path().join("spec/sessions.yaml")).unwrap();
    for at in 0..6 {
        assert!(
            text.contains(&format!("operationId: get_chat{at}\n")),
            "{at}"
        );
    }
}

/// The table of spec/README.md has a row for each file and folder, and none besides.
#[test]
fn every_file_of_the_spec_has_a_row() {
    let folder = xtask::workspace::spec();
    let readme = fs::read_to_string(folder.join("README.md")).unwrap();
    let table = readme.split("| file | contents |").nth(1).unwrap();
    let mut rows: Vec<String> = table
        .lines()
        .skip(2)
        .map_while(|line| line.strip_prefix("| `")?.split('`').next())
        .map(|name| name.trim_end_matches('/').to_owned())
        // They are there only while something is approved, or once a rule is set.
        .filter(|name| !["approved.yaml", "review.yaml"].contains(&name.as_str()))
        .collect();
    rows.sort();
    let mut names = crate::entries(&folder);
    names.retain(|name| {
        !["README.md", "approved.yaml", "review.yaml"].contains(&name.as_str())
            && !name.starts_with('.')
    });
    assert_eq!(rows, names);
}
