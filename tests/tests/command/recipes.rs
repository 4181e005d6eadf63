//! Recipes that use names that the crate does not have are reported at their place, and nothing else is.

use std::fs;

use realtimekit_tests::{load, rendered};
use xtask::codegen;
use xtask::emit::code::Code;
use xtask::emit::recipes::outdated;
use xtask::source::{Recipe, Spec};

use crate::{edit, run};

/// The documents with these programs for recipes, and the code of the crate.
fn with(programs: Vec<(String, String)>) -> (Spec, Code) {
    let mut spec = load();
    let origins = codegen::origins(&spec, |code: &mut Code, path, file| {
        code.insert(path.to_owned(), file);
    });
    let code = origins
        .unwrap_or_else(|found| panic!("{}", rendered(&found)))
        .read;
    spec.recipes = programs
        .into_iter()
        .map(|(name, text)| Recipe {
            shown: format!("spec/recipes/{name}.rs"),
            name,
            summary: String::new(),
            features: Vec::new(),
            text: text.into(),
        })
        .collect();
    (spec, code)
}

#[test]
fn a_field_that_has_another_name_is_found_by_lint_and_codegen() {
    let folder = tempfile::tempdir().unwrap();
    let spec = folder.path().join("spec");
    realtimekit_tests::copy(&xtask::workspace::spec(), &spec);
    edit(
        &spec.join("session_participants.yaml"),
        "        display_name:",
        "        shown_name:",
    );
    for entry in fs::read_dir(spec.join("examples")).unwrap() {
        let path = entry.unwrap().path();
        if path.to_string_lossy().contains("session_participant") {
            let text = fs::read_to_string(&path).unwrap();
            fs::write(path, text.replace("\"display_name\"", "\"shown_name\"")).unwrap();
        }
    }
    let recipe = fs::read_to_string(spec.join("recipes/attendance.rs")).unwrap();
    let line = recipe
        .lines()
        .position(|line| line.contains("peer.display_name"))
        .unwrap()
        + 1;
    for command in [
        &["lint", "--spec", "spec"] as &[&str],
        &["codegen", "--spec", "spec", "--out", "out"],
    ] {
        let run = run(folder.path(), command);
        assert_eq!(run.code, Some(1), "{}", run.err);
        for part in [
            "error[outdated-recipe]: `SessionParticipant` has no field `display_name`",
            &format!("--> spec/recipes/attendance.rs:{line}:"),
            "help: ",
            "\n1 finding in 1 file\n",
        ] {
            assert!(run.err.contains(part), "{part}: {}", run.err);
        }
    }
    assert!(!folder.path().join("out").exists());
}

/// Each field that the recipes read from responses, misspelt one after the other.
#[test]
fn each_field_that_the_recipes_use_is_followed() {
    let fields = [
        ("attendance", "peer.custom_participant_id"),
        ("attendance", "peer.display_name"),
        ("attendance", "peer.duration"),
        ("attendance", "peer.left_at"),
        ("attendance", "about.status"),
        ("attendance", "details.peer_report"),
        ("attendance", "report.quality"),
        ("attendance", "measured.audio_consumer_cumulative"),
        ("attendance", "sound.quality_mos"),
        ("attendance", "picture.issues"),
        ("attendance", "Filter::QualityStats"),
        ("attendance", "SessionStatus::Live"),
        ("attendance", "client.sessions"),
        ("attendance", "client.session("),
        ("close_meeting", "kicked.kicked_participants_count"),
        ("close_meeting", ".status("),
        ("close_meeting", "meeting.update"),
        ("ban", ".custom_participant_ids"),
        ("ban", "KickParticipants, "),
        ("refresh_token", "fresh.token"),
        ("refresh_token", "participant.custom_participant_id"),
        ("refresh_token", "participant.id"),
        ("schedule", "meeting.id"),
        ("schedule", ".title("),
        ("schedule", "refreshed.token"),
        ("schedule", "added.id"),
        ("schedule", "added.token"),
        ("schedule", ".name("),
        ("add_or_refresh", "added.token"),
        ("add_or_refresh", "participant.custom_participant_id"),
        ("close_app", "meeting.id"),
        ("close_app", "session.associated_id"),
        ("close_app", "SessionStatus::Live"),
        ("copy_preset", "preset.name"),
        ("copy_preset", "template.permissions"),
        ("go_live", "livestream.playback_url"),
        ("go_live", "livestreams.active"),
        ("record_meeting", "stopped.status"),
        ("record_meeting", "recording.download_url"),
        ("record_meeting", "recording.file_size"),
        ("record_meeting", ".max_seconds("),
        ("record_meeting", "RecordingStatus::Uploaded"),
        ("webhook_attendance", "participant.peer_id"),
        ("webhook_attendance", "participant.joined_at"),
    ];
    let recipes = load().recipes;
    let text = |name: &str| {
        recipes
            .iter()
            .find(|recipe| recipe.name == name)
            .unwrap()
            .text
            .to_string()
    };
    let slips = fields.iter().enumerate().map(|(at, (name, used))| {
        let whole = text(name);
        assert!(whole.contains(used), "{used} is not in {name}");
        let word = used.trim_end_matches([',', ' ', '(']);
        let slip = used.replacen(word, &format!("{word}_zz"), 1);
        (format!("r{at:02}"), whole.replacen(used, &slip, 1))
    });
    let (spec, code) = with(slips.collect());
    let found = outdated(&spec, "realtimekit", &code);
    let missed: Vec<_> = (0..fields.len())
        .filter(|at| {
            let file = format!("spec/recipes/r{at:02}.rs");
            !found.iter().any(|finding| finding.position.file == file)
        })
        .map(|at| fields[at])
        .collect();
    assert!(missed.is_empty(), "{missed:?}");
}

#[test]
fn a_recipe_that_needs_an_unknown_feature_is_a_finding() {
    let folder = tempfile::tempdir().unwrap();
    let spec = folder.path().join("spec");
    realtimekit_tests::copy(&xtask::workspace::spec(), &spec);
    edit(
        &spec.join("recipes/close_meeting.rs"),
        "--example close_meeting --",
        "--example close_meeting --features uuid,carrier --",
    );
    let run = run(
        folder.path(),
        &["codegen", "--spec", "spec", "--out", "out"],
    );
    assert_eq!(run.code, Some(1), "{}", run.err);
    for part in [
        "the recipe `close_meeting` runs with the feature `carrier`, which the crate does not have",
        "--> spec/realtimekit.yaml:",
        "help: correct `--features` in its documentation: there is default, rustls, native-tls, ",
    ] {
        assert!(run.err.contains(part), "{part}: {}", run.err);
    }
    assert!(!run.err.contains("`uuid`,"), "{}", run.err);
    assert!(!folder.path().join("out").exists());
}

/// The program compiles with these tests, so every finding in it is wrong.
mod tricky;

#[test]
fn a_program_that_builds_has_no_findings() {
    let tricky = include_str!("recipes/tricky.rs").to_owned();
    let (spec, code) = with(vec![("tricky".to_owned(), tricky)]);
    let found = outdated(&spec, "realtimekit", &code);
    assert!(found.is_empty(), "{}", rendered(&found));
}
