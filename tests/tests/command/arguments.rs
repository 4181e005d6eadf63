//! Messages about wrong arguments, which may contain control characters of terminals and logs.

use crate::run;

#[test]
fn an_argument_is_printed_with_its_control_characters_escaped() {
    let folder = tempfile::tempdir().unwrap();
    for arguments in [
        &["lin\u{1b}[31mt\u{202e}"] as &[&str],
        &["lint", "--sp\u{1b}[31m\u{202e}"],
        &["lint", "more\u{1b}[31m\u{202e}"],
        &["lint", "a\n::error::b\u{1b}[31m\u{202e}"],
        &["review", "--base", "a", "--format", "\u{1b}[31m\u{202e}"],
    ] {
        let run = run(folder.path(), arguments);
        assert_eq!(run.code, Some(2), "{}", run.err);
        assert!(
            run.err.contains("\\u{1b}[31m") && run.err.contains("\\u{202e}"),
            "{}",
            run.err
        );
        let is_raw = |c: char| c.is_control() && c != '\n' || c == '\u{202e}';
        assert!(!run.err.contains(is_raw), "{:?}", run.err);
        assert!(!run.err.contains("\n::error::"), "{}", run.err);
    }
}
