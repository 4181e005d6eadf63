//! Every format of the report: its content, its validity, and its limits.

use std::fs;

use realtimekit_tests::path;
use serde_json::{Value, json};
use xtask::review::report::{Dress, Format, render};

use super::{copy_of_spec, edit, reviewed, typical_change, typical_review};

const PLAIN: Dress = Dress {
    colours: false,
    width: 120,
};

#[test]
fn the_report_of_a_change_is_as_reviewed() {
    let (head, review) = typical_review();
    let again = reviewed(head.path());
    for (name, format) in [
        ("text", Format::Text),
        ("markdown", Format::Markdown),
        ("json", Format::Json),
        ("github", Format::Github),
        ("sarif", Format::Sarif),
    ] {
        let text = render(review, format, PLAIN);
        assert_eq!(text, render(&again, format, PLAIN), "twice the same");
        insta::with_settings!({
            prepend_module_to_snapshot => false,
            omit_expression => true,
            snapshot_path => path("snapshots/report"),
        }, { insta::assert_snapshot!(name, text) });
    }
}

#[test]
fn an_item_of_the_crate_is_listed_under_its_first_cause() {
    let head = copy_of_spec();
    for name in ["search", "associated_id"] {
        let parameter = format!("- name: {name}\n          in: query\n");
        let required = format!("{parameter}          required: true\n");
        edit(head.path(), "sessions.yaml", &parameter, &required);
    }
    let text = render(&reviewed(head.path()), Format::Text, PLAIN);
    let mut items: Vec<&str> = text
        .lines()
        .filter(|line| line.starts_with("    + ") || line.starts_with("    - "))
        .collect();
    items.sort_unstable();
    assert!(
        items.windows(2).all(|pair| pair[0] != pair[1]),
        "{items:#?}"
    );
    assert!(
        items
            .iter()
            .any(|item| item.contains("SessionsHandle::list: ")),
        "{text}"
    );
    assert!(text.contains("\n    1 item listed above\n"), "{text}");
}

#[test]
fn the_readme_shows_a_real_report() {
    let real = render(&typical_review().1, Format::Text, PLAIN);
    let mut real = real.lines().map(str::trim_end);
    let readme = fs::read_to_string(path("../README.md")).unwrap();
    let shown = readme.split("```text\n").nth(1).unwrap();
    let shown = shown.split("```").next().unwrap();
    assert!(shown.lines().count() > 30);
    for line in shown.lines() {
        assert!(
            real.any(|other| other == line),
            "the report has no line `{line}`, or not in this place"
        );
    }
}

#[test]
fn json_fits_its_schema() {
    let schema = fs::read_to_string(path("../xtask/review.schema.json")).unwrap();
    let schema: Value = serde_json::from_str(&schema).unwrap();
    let schema = jsonschema::validator_for(&schema).unwrap();
    let text = render(&typical_review().1, Format::Json, PLAIN);
    let report: Value = serde_json::from_str(&text).unwrap();
    let mismatches: Vec<String> = schema.iter_errors(&report).map(|e| e.to_string()).collect();
    assert!(mismatches.is_empty(), "{mismatches:?}");
    let mut broken = report;
    broken["changes"][0]["wire"] = json!("bad");
    assert!(
        !schema.is_valid(&broken),
        "the schema refuses what is no verdict"
    );
}

#[test]
fn sarif_is_sarif() {
    let review = &typical_review().1;
    let text = render(review, Format::Sarif, PLAIN);
    let sarif: serde_sarif::sarif::Sarif = serde_json::from_str(&text).unwrap();
    let results = sarif.runs[0].results.as_ref().unwrap();
    assert_eq!(results.len(), review.changes.len());
    let written: Value = serde_json::from_str(&text).unwrap();
    // Unknown keys would be lost.
    assert_eq!(serde_json::to_value(&sarif).unwrap(), written);
}

#[test]
fn annotations_are_on_lines_of_the_head() {
    let (head, review) = typical_review();
    let text = render(review, Format::Github, PLAIN);
    let mut annotations = 0;
    for line in text.lines().filter(|line| !line.starts_with("::notice")) {
        let place = line.split(' ').nth(1).unwrap();
        let value = |key: &str| {
            let found = place
                .split(',')
                .find_map(|part| part.strip_prefix(&format!("{key}=")));
            found.unwrap().to_owned()
        };
        let file = value("file");
        let file = head.path().join(file.strip_prefix("spec/").unwrap());
        let text = fs::read_to_string(file).unwrap();
        let number: usize = value("line").parse().unwrap();
        let written = text.lines().nth(number - 1).unwrap();
        let column: usize = value("col").parse().unwrap();
        assert!(column <= written.chars().count(), "{line}");
        annotations += 1;
    }
    assert!(annotations >= 4, "{text}");
}

#[test]
fn github_has_ten_annotations_and_the_number_of_the_others() {
    let head = copy_of_spec();
    edit(
        head.path(),
        "sessions.yaml",
        "type: number\n",
        "type: string\n",
    );
    edit(
        head.path(),
        "call_quality.yaml",
        "type: number\n",
        "type: boolean\n",
    );
    let text = render(&reviewed(head.path()), Format::Github, PLAIN);
    let errors = text
        .lines()
        .filter(|line| line.starts_with("::error "))
        .count();
    assert_eq!(errors, 10, "{text}");
    assert!(text.contains(" more in the report"), "{text}");
}

#[test]
fn reports_of_a_large_change_are_cut() {
    let head = copy_of_spec();
    let long = "much ado about a participant ".repeat(40);
    for entry in fs::read_dir(head.path()).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|ending| ending == "yaml") {
            let text = fs::read_to_string(&path).unwrap();
            let changed = text
                .replace("type: string\n", "type: integer\n")
                .replace("description: The ", &format!("description: {long} The "));
            fs::write(path, changed).unwrap();
        }
    }
    let review = reviewed(head.path());
    let text = render(&review, Format::Markdown, PLAIN);
    assert!(text.chars().count() <= 65_536);
    assert!(
        text.contains("**Left out**"),
        "{}",
        &text[text.len() - 2000..]
    );
    let first = review.changes.first().unwrap();
    assert!(text.contains(&first.id), "the most severe is kept");

    // a terminal has fewer lines
    let text = render(&review, Format::Text, PLAIN);
    let listed = text.lines().filter(|line| line.starts_with("  why: "));
    assert_eq!(listed.count(), 200);
    let more = format!("\n{} more changes, ", review.changes.len() - 200);
    assert!(text.contains(&more), "{more}");
    let items = text
        .lines()
        .map(|line| line.starts_with("    - ") || line.starts_with("    + "));
    let items: Vec<bool> = items.collect();
    let longest = items.split(|is_item| !is_item).map(<[bool]>::len).max();
    assert!(longest.unwrap() <= 20, "of each change only a few items");
}

#[test]
fn narrow_terminals_and_strings_of_the_document_are_safe() {
    let with_value = |value: &str| {
        let head = typical_change();
        edit(
            head.path(),
            "sessions.yaml",
            "enum: [LIVE, ENDED, PAUSED]",
            &format!("enum: [LIVE, ENDED, {value}]"),
        );
        reviewed(head.path())
    };
    let review = with_value(r#""\e[31m<b>|@all`""#);
    let narrow = Dress {
        colours: false,
        width: 30,
    };
    let text = render(&review, Format::Text, narrow);
    assert!(!text.contains('\u{1b}'), "no escapes without colours");
    let folded = text
        .lines()
        .filter(|line| line.starts_with("  ") && !line.starts_with("    "));
    for line in folded {
        assert!(
            line.chars().count() <= 30 || !line.trim().contains(' '),
            "{line}"
        );
    }
    let whole = |text: &str| {
        review
            .changes
            .iter()
            .any(|change| text.contains(change.rule.id))
    };
    assert!(whole(&text), "ids are not folded: {text}");
    // The second one begins code that the backticks of the message do not end.
    for review in [&review, &with_value(r#""``<b>@all""#)] {
        let markdown = render(review, Format::Markdown, PLAIN);
        let row = markdown.lines().find(|line| line.contains("all")).unwrap();
        assert!(!row.contains("<b>") && !row.contains("@all"), "{row}");
    }
    let coloured = Dress {
        colours: true,
        width: 100,
    };
    assert!(render(&review, Format::Text, coloured).contains("\u{1b}["));
}

#[test]
fn a_removed_part_has_the_place_of_the_part_around_it() {
    let head = copy_of_spec();
    let parameter = |name: &str, about: &str| {
        format!(
            "        - name: {name}\n          in: query\n{about}          schema: {{type: string, format: date-time}}\n"
        )
    };
    let start = "          description: Only sessions from this time on.\n";
    let end = "          description: Only sessions up to this time.\n";
    let written = parameter("start_time", start) + &parameter("end_time", end);
    let moved = parameter("end_time", end) + &parameter("start_time", "");
    edit(head.path(), "sessions.yaml", &written, &moved);
    let review = reviewed(head.path());
    let gone = review
        .changes
        .iter()
        .find(|change| change.after.is_null())
        .unwrap();
    let text = fs::read_to_string(head.path().join("sessions.yaml")).unwrap();
    let lines = text.lines().take(gone.at.line);
    let name = lines
        .filter(|line| line.contains("- name: "))
        .last()
        .unwrap();
    assert!(name.contains("start_time"), "{} {name}", gone.rule.id);
}

#[test]
fn a_report_without_changes_states_it() {
    let head = copy_of_spec();
    let review = reviewed(head.path());
    assert!(review.changes.is_empty());
    assert!(!review.needs_action());
    assert!(render(&review, Format::Text, PLAIN).contains("no change"));
    assert!(render(&review, Format::Markdown, PLAIN).contains("no change"));
}
