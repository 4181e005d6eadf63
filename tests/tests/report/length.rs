//! The comment in a pull request fits GitHub's limit for any change, as the workflow posts it.

use std::fs;
use std::path::Path;
use std::process::Command;

use realtimekit_tests::path;
use xtask::review::approvals::Approvals;
use xtask::review::report::{Dress, Format, render};
use xtask::review::{Review, Side, review_wire};
use xtask::source;

/// The maximum length of a comment on GitHub, in UTF-16 units. A text never has more characters than units.
const LONGEST: usize = 65_536;

/// The comment that review-comment.yml posts for a report.
fn posted(report: &str) -> String {
    let workflow = fs::read_to_string(path("../.github/workflows/review-comment.yml")).unwrap();
    let begin = workflow.find("marker=").unwrap();
    let last = "} > comment.md\n";
    let end = workflow.find(last).unwrap() + last.len();
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("report")).unwrap();
    fs::write(folder.path().join("report/report.md"), report).unwrap();
    let script = Command::new("bash")
        .args(["-euo", "pipefail", "-c", &workflow[begin..end]])
        .current_dir(folder.path())
        .output()
        .unwrap();
    assert!(script.status.success(), "{script:?}");
    fs::read_to_string(folder.path().join("comment.md")).unwrap()
}

/// A schema with so many properties of this type, each with a name that the workflow makes longer.
fn side(count: usize, about: &str, kind: &str) -> Side {
    let mut text = "openapi: 3.0.3
info: {title: Many, version: '1'}
paths:
  /many:
    get:
      operationId: get_many
      responses: {'200': {description: All., content: {application/json: {schema: {$ref: '#/components/schemas/Many'}}}}}
components:
  schemas:
    Many:
      type: object
      properties:
"
    .to_owned();
    for at in 0..count {
        text.push_str(&format!("        '{about}{at}': {{type: {kind}}}\n"));
    }
    let texts = [("many.yaml".to_owned(), text)];
    let spec = source::texts(Path::new("."), "spec", texts).unwrap();
    Side::new(kind.to_owned(), spec, Approvals::default())
}

fn reviewed(count: usize, about: &str) -> Review {
    let (before, after) = (side(count, about, "string"), side(count, about, "integer"));
    review_wire(&before, &after).unwrap()
}

#[test]
fn thousands_of_changes_are_cut_and_counted() {
    let dress = Dress {
        colours: false,
        width: 120,
    };
    // plain letters, mentions, and letters of which each is two units of UTF-16
    for about in [
        "name",
        "@@@@@@@@@@@@@@@@@@@@@@@@",
        "\u{1f600}\u{1f600}\u{1f600}\u{1f600}",
    ] {
        let review = reviewed(5_000, about);
        assert_eq!(review.changes.len(), 5_000);
        let report = render(&review, Format::Markdown, dress);
        let posted = posted(&report);
        let length = posted.encode_utf16().count();
        assert!(length <= LONGEST, "{about}: {length}");
        // Only the comment is cut, and no more than necessary.
        assert!(length > LONGEST - 3_000, "{about}: {length}");
        let whole = report.replace('@', "@\u{200b}");
        assert!(posted.ends_with(&whole), "the workflow cuts nothing");

        let rows = report
            .lines()
            .filter(|line| line.contains("| breaking |"))
            .count();
        let left_out = format!("{} of “Breaking, or action needed”", 5_000 - rows);
        assert!(report.contains(&left_out), "{rows} rows, {left_out}");
        assert!(report.contains("report.json"), "where the rest is");
        let ids = report
            .lines()
            .filter(|line| line.starts_with("  - {id: "))
            .count();
        assert_eq!(ids, 50);
        assert!(report.contains("  # 4950 more\n"));
    }
}

#[test]
fn a_report_within_the_limit_is_complete() {
    let dress = Dress {
        colours: false,
        width: 120,
    };
    let report = render(&reviewed(100, "name"), Format::Markdown, dress);
    assert_eq!(
        report
            .lines()
            .filter(|line| line.contains("| breaking |"))
            .count(),
        100
    );
    assert!(!report.contains("Left out"));
}
