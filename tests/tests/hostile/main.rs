//! Strings of a document that could be read as code, HTML, a link or a control sequence of terminals: they are emitted
//! as text, or the document is refused. Every string and every free key of a document is tested.

mod built;
mod emitted;
mod places;

use std::sync::LazyLock;

use proptest::prelude::*;
use realtimekit_tests::{path, rendered};
use serde_json::Value;
use xtask::codegen;
use xtask::diagnostics::Finding;
use xtask::lint;
use xtask::review::report::{self, Dress, Format};
use xtask::review::{Side, review_wire};
use xtask::source::{self, LoadError, Spec};
use xtask::workspace::Runtime;
use xtask::write::Files;

use places::{Place, places};

/// A name that no text may define: of a function, a type or a tag.
const NAME: &str = "hostile";

/// Strings that are not text if they are not escaped.
const STRINGS: [&str; 13] = [
    "a`\n\n```\nhostile();\n```\n",
    "a\n\n~~~\nhostile();\n~~~\n",
    "a\n\n> ```rust\n> hostile();\n> ```\n\n- ~~~\n  hostile();\n  ~~~\n",
    "a\n\n    hostile();\n\n1. b\n\n       hostile();\n",
    "a */ hostile(); /* \" ); hostile(); #[hostile] {hostile} ${hostile} {{hostile}} '",
    "a <hostile onload=hostile()> <script>hostile()</script> <!-- hostile --> &lt;hostile&gt;",
    "a [hostile](javascript:hostile) ![hostile](hostile.png) [hostile] [`hostile`] [a][hostile] [^hostile]\n\n[hostile]: hostile\n[^hostile]: hostile",
    "a\r::error::hostile\r\n::set-output name=a::hostile\n##[error]hostile ::warning::hostile",
    "a \0 \u{1b}[31m \u{9b}31m \u{7} \u{202e} \u{2066} \u{200b} \u{2028} \u{feff} \u{e0041}",
    "# a\n# Errors\nhostile\n---\n| a | b |\n|---|---|\n| ``` | hostile |\n",
    "a]] = \"\"\"\nhostile = '''\n[dependencies]\nhostile = \"1\"\n",
    "a\\",
    "text/plain; hostile=\n\u{1b}",
];

static BASE: LazyLock<Value> = LazyLock::new(|| {
    let text = std::fs::read_to_string(path("tests/hostile/base.yaml")).unwrap();
    spec("base.yaml", text).unwrap().document
});

fn spec(name: &str, text: String) -> Result<Spec, Vec<Finding>> {
    match source::texts(&path("tests/hostile"), "spec", [(name.to_owned(), text)]) {
        Ok(spec) => Ok(spec),
        Err(LoadError::Findings(findings)) => Err(findings),
        Err(LoadError::CouldNotRun(why)) => panic!("{why}"),
    }
}

/// The base with some of its strings replaced.
fn document(changed: &[(&Place, &str)]) -> String {
    let mut document = BASE.clone();
    for (place, string) in changed {
        place.replace(&mut document, string);
    }
    document.to_string()
}

fn generate(text: String) -> Result<(Spec, Files), Vec<Finding>> {
    let runtime = Runtime {
        version: "0.1.0".to_owned(),
        path: "../crates/runtime".to_owned(),
        in_workspace: false,
    };
    let spec = spec("base.json", text)?;
    let findings = lint::lint(&spec);
    if findings.iter().any(Finding::is_error) {
        return Err(findings);
    }
    let files = codegen::generate(&spec, &runtime)?;
    Ok((spec, files))
}

/// Emits the crate, or returns the findings. In both cases every string must be text.
fn stays_text(changed: &[(&Place, &str)]) -> Result<(), String> {
    match generate(document(changed)) {
        Ok((_, files)) => {
            emitted::check(&files);
            Ok(())
        }
        Err(findings) => {
            is_tame(&report::render_findings(&findings, Format::Github));
            let rendered = rendered(&findings);
            is_tame(&rendered);
            Err(rendered)
        }
    }
}

/// The string with different numbers behind it: no two keys may be one.
fn numbered(string: &str, many: usize) -> Vec<String> {
    (0..many)
        .map(|number| format!("{string} {number}"))
        .collect()
}

/// The output is harmless: it has no command of GitHub Actions except those of this program, and every character is
/// visible.
fn is_tame(output: &str) {
    for line in output.lines() {
        let is_ours = ["::error file=", "::warning file=", "::notice title="];
        let starts = line.trim_start();
        assert!(
            !starts.starts_with("::") || is_ours.iter().any(|ours| starts.starts_with(ours)),
            "{line}"
        );
        assert!(!line.contains("##["), "{line}");
    }
    emitted::every_character_is_seen(output);
}

#[test]
fn the_base_document_has_no_findings_and_covers_every_place() {
    assert_eq!(stays_text(&[]), Ok(()));
    let places = places(&BASE);
    assert!(places.len() > 150, "{}", places.len());
}

#[test]
fn hostile_strings_are_escaped_everywhere() {
    let places = places(&BASE);
    let (free, bound): (Vec<&Place>, Vec<&Place>) =
        places.iter().partition(|place| place.is_free());
    for string in STRINGS {
        let strings = numbered(string, free.len());
        let changed = free.iter().zip(&strings);
        let changed: Vec<(&Place, &str)> = changed
            .map(|(place, string)| (*place, string.as_str()))
            .collect();
        stays_text(&changed).unwrap_or_else(|found| panic!("{found}"));
    }
    let strings = bound.iter().zip(STRINGS.iter().cycle());
    let emitted = strings.filter(|(place, string)| stays_text(&[(**place, **string)]).is_ok());
    let emitted = emitted.count();
    assert!(
        emitted > 20 && bound.len() - emitted > 20,
        "{emitted} of {}",
        bound.len()
    );
}

#[test]
fn hostile_addresses_stay_text() {
    let places = places(&BASE);
    let addresses = places.iter().filter(|place| place.is_address(&BASE));
    let mut emitted = 0;
    for place in addresses {
        for address in [
            "https://plain.example/\u{202e}\u{200b}",
            "https://plain.example/)](javascript:hostile) [`hostile`] <hostile>",
        ] {
            emitted += usize::from(stays_text(&[(place, address)]).is_ok());
        }
    }
    assert!(emitted > 8, "{emitted}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn hostile_strings_put_together_stay_text(
        chosen in prop::collection::vec((any::<prop::sample::Index>(), prop::collection::vec(0..STRINGS.len(), 1..4)), 1..6)
    ) {
        let places = places(&BASE);
        let strings: Vec<String> = chosen
            .iter()
            .map(|(_, parts)| parts.iter().map(|part| STRINGS[*part]).collect())
            .collect();
        let changed: Vec<(&Place, &str)> = chosen
            .iter()
            .zip(&strings)
            .map(|((index, _), string)| (index.get(&places), string.as_str()))
            .collect();
        let _ = stays_text(&changed);
    }
}

#[test]
fn reports_of_hostile_changes_contain_no_control_characters() {
    let base = spec("base.json", document(&[])).unwrap();
    let places = places(&BASE);
    let changed = places.iter().filter(|place| place.is_free());
    let changed: Vec<(&Place, &str)> = changed.map(|place| (place, STRINGS[7])).collect();
    let head = spec("base.json", document(&changed)).unwrap();
    let side = |name: &str, spec: Spec| Side::new(name.to_owned(), spec, Default::default());
    let review = review_wire(&side("a\n::error::b", base), &side("c\u{1b}[31m", head)).unwrap();
    assert!(review.changes.len() > 10, "{}", review.changes.len());
    let dress = Dress {
        colours: false,
        width: 40,
    };
    for format in [
        Format::Text,
        Format::Markdown,
        Format::Json,
        Format::Github,
        Format::Sarif,
    ] {
        is_tame(&report::render(&review, format, dress));
    }
}
