//! A crate of a document with a hostile string in every possible place: it is compiled, documented without warnings,
//! and doc-tested. Hostile code that is run would create a file.

use std::fs;

use realtimekit_tests::{building, rendered};
use xtask::workspace;
use xtask::write;

use super::places::{Place, places};
use super::{BASE, codegen, document, numbered, spec};

/// The file that hostile code leaves where a doc test runs it.
const CANARY: &str = "hostile_code_was_run";

#[test]
fn a_crate_full_of_hostile_strings_is_built_and_none_of_them_is_run() {
    let code = format!("std::fs::write({CANARY:?}, \"\").unwrap();");
    let string = format!(
        "a`\n\n```\n{code}\n```\n\n> ~~~\n> {code}\n> ~~~\n\n- ```rust\n  {code}\n  ```\n\n<script>a</script> [a] [b](javascript:c) \r\0\u{202e}"
    );
    let places = places(&BASE);
    let free: Vec<&Place> = places.iter().filter(|place| place.is_free()).collect();
    let strings = numbered(&string, free.len());
    let changed = free.iter().zip(&strings);
    let changed: Vec<(&Place, &str)> = changed
        .map(|(place, string)| (*place, string.as_str()))
        .collect();
    assert!(changed.len() > 60, "{}", changed.len());

    let out = building::folder("hostile").unwrap();
    let spec = spec("base.json", document(&changed))
        .unwrap_or_else(|found| panic!("{}", rendered(&found)));
    let files = codegen::generate(&spec, &workspace::runtime_from(&out).unwrap());
    let files = files.unwrap_or_else(|found| panic!("{}", rendered(&found)));
    let lock = xtask::lock::Lock::make(&out, || {}).unwrap();
    write::write(&out, &files, &lock).unwrap();
    for tool in [&["check"] as &[&str], &["doc", "--no-deps"]] {
        let arguments = [tool, &building::WITHOUT_TLS].concat();
        let run = building::cargo(&out, &arguments).unwrap();
        let printed = String::from_utf8_lossy(&run.stderr);
        assert!(
            run.status.success() && printed.is_empty(),
            "cargo {tool:?}\n{printed}"
        );
    }
    let run = building::doc_tests(&out, "plain").unwrap();
    let printed = String::from_utf8_lossy(&run.stdout) + String::from_utf8_lossy(&run.stderr);
    assert!(run.status.success(), "{printed}");
    let tests = printed.lines().filter(|line| line.starts_with("test src/"));
    // Without the feature, the example of receiving webhooks is left out.
    let tests = tests.filter(|line| !line.ends_with(" ... ignored"));
    let (compiled, executed): (Vec<&str>, Vec<&str>) =
        tests.partition(|line| line.contains(" - compile "));
    assert!(compiled.len() > 5 && executed.is_empty(), "{printed}");
    assert!(!fs::exists(out.join(CANARY)).unwrap());
}
