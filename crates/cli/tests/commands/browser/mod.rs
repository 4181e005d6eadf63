//! The pages of `attendance` and `quality` in a browser, which is skipped where Chromium is not installed.
//!
//! With `SCREENSHOTS=folder` in the environment, it keeps a picture of each page there, and how it is printed.

mod devtools;

use std::path::PathBuf;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use realtimekit_fake::{FakeServer, Seed};
use serde_json::{Value, json};

use crate::program::Program;
use crate::sessions;
use devtools::Browser;

/// A phone, a tablet and a desktop, the dark colors, and paper: the width, whether it is dark, and whether it is printed.
const FORMS: [(u32, bool, bool); 5] = [
    (390, false, false),
    (820, false, false),
    (1280, false, false),
    (1280, true, false),
    (820, true, true),
];
const CHECKS: &str = include_str!("checks.js");

/// Opens a page of a meeting, and checks it in all forms.
async fn check(program: &Program, browser: &mut Browser, name: &str, meeting: &str) {
    for job in ["attendance", "quality"] {
        let file = program.path(&format!("{job}.html"));
        program
            .run(&[job, meeting, "--html", file.to_str().unwrap()])
            .ok();
        let opened = browser.open(&file);
        assert_quiet(&opened, &file);
        let place = format!("{name}, {job}");
        for (width, is_dark, is_print) in FORMS {
            browser.show_as(width, is_dark, is_print);
            let form = format!(
                "{width}{}{}",
                if is_dark { "-dark" } else { "" },
                if is_print { "-print" } else { "" }
            );
            assert_eq!(browser.evaluate(CHECKS), json!([]), "{place}, {form}");
            keep(browser, &format!("{name}-{job}-{form}"), is_print);
        }
        browser.show_as(1280, false, false);
        assert_reachable(browser, &place);
        assert_accessible(browser, &place);
        assert_quiet(&browser.events(), &file);
    }
}

/// No error, no message on the console, and no request but for the file.
fn assert_quiet(events: &[Value], file: &std::path::Path) {
    let file = format!("file://{}", file.display());
    for event in events {
        let method = event["method"].as_str().unwrap_or_default();
        let is_message = [
            "Runtime.consoleAPICalled",
            "Runtime.exceptionThrown",
            "Log.entryAdded",
        ]
        .contains(&method);
        assert!(!is_message, "{event}");
        if method == "Network.requestWillBeSent" {
            let url = event["params"]["request"]["url"].as_str().unwrap();
            assert_eq!(url.split('#').next(), Some(file.as_str()));
        }
    }
}

/// Keeps a picture, if somebody wants to look at it.
fn keep(browser: &mut Browser, name: &str, is_print: bool) {
    let Some(folder) = std::env::var_os("SCREENSHOTS").map(PathBuf::from) else {
        return;
    };
    // The browser refuses pictures that are too large.
    let size = "[document.documentElement.clientWidth, Math.min(document.documentElement.scrollHeight, 2500)]";
    let size = browser.evaluate(size);
    let clip = json!({"x": 0, "y": 0, "width": size[0], "height": size[1], "scale": 1});
    let (method, parameters, end) = match is_print {
        true => ("Page.printToPDF", json!({"printBackground": false}), "pdf"),
        false => (
            "Page.captureScreenshot",
            json!({"captureBeyondViewport": true, "clip": clip}),
            "png",
        ),
    };
    let made = browser.call(method, parameters);
    let made = BASE64_STANDARD
        .decode(made["data"].as_str().unwrap())
        .unwrap();
    std::fs::write(folder.join(format!("{name}.{end}")), made).unwrap();
}

/// With the key Tab, all links, tables to scroll and details get the focus; those are opened with Enter.
fn assert_reachable(browser: &mut Browser, place: &str) {
    let interactive = "[...document.querySelectorAll('a, button, input, summary, [tabindex]')].filter(it => it.checkVisibility())";
    let count = browser
        .evaluate(&format!("({interactive}).length"))
        .as_u64()
        .unwrap();
    if count == 0 {
        return;
    }
    browser
        .evaluate("document.activeElement.blur(); window.reached = new Set(); scrollTo(0, 0); 1");
    for _ in 0..count {
        browser.press("Tab", '\t');
        browser.evaluate("window.reached.add(document.activeElement); 1");
    }
    let missing = browser.evaluate(&format!(
        "({interactive}).filter(it => !window.reached.has(it)).map(it => it.outerHTML.slice(0, 80))"
    ));
    assert_eq!(missing, json!([]), "{place}");
    let visible = "getComputedStyle(document.activeElement).outlineStyle !== 'none'";
    assert_eq!(
        browser.evaluate(visible),
        true,
        "{place}: the focus can be seen"
    );
    if browser.evaluate("document.querySelector('summary') !== null") == true {
        browser.evaluate("document.querySelector('summary').focus()");
        browser.press("Enter", '\r');
        let opened = "document.querySelector('details').open && document.querySelector('details table').checkVisibility()";
        assert_eq!(browser.evaluate(opened), true, "{place}");
    }
}

/// A node of the accessibility tree: its role and its name.
fn nodes(browser: &mut Browser) -> Vec<(String, String)> {
    let tree = browser.call("Accessibility.getFullAXTree", json!({}));
    let nodes = tree["nodes"].as_array().unwrap().iter();
    let shown = nodes.filter(|node| node["ignored"] != true);
    let text = |value: &Value| value["value"].as_str().unwrap_or_default().to_owned();
    shown
        .map(|node| (text(&node["role"]), text(&node["name"])))
        .collect()
}

/// Elements have names for screen readers, and tables have headers.
fn assert_accessible(browser: &mut Browser, place: &str) {
    let nodes = nodes(browser);
    let of = |role: &str| -> Vec<&str> {
        let found = nodes.iter().filter(|(known, _)| known == role);
        found.map(|(_, name)| name.as_str()).collect()
    };
    assert_eq!(
        of("heading").len(),
        of("heading").iter().filter(|it| !it.is_empty()).count()
    );
    for role in [
        "image",
        "img",
        "region",
        "table",
        "link",
        "columnheader",
        "rowheader",
        "DisclosureTriangle",
    ] {
        assert!(
            of(role).iter().all(|name| !name.trim().is_empty()),
            "{place}: a {role} has no name"
        );
    }
    let regions = of("region");
    let mut unique = regions.clone();
    unique.sort_unstable();
    unique.dedup();
    assert_eq!(regions.len(), unique.len(), "{place}: {regions:?}");
    let outline =
        browser.evaluate("[...document.querySelectorAll('h1, h2, h3')].map(it => +it.tagName[1])");
    let levels: Vec<u64> = outline
        .as_array()
        .unwrap()
        .iter()
        .map(|it| it.as_u64().unwrap())
        .collect();
    assert_eq!(levels[0], 1);
    assert!(
        levels.windows(2).all(|pair| pair[1] <= pair[0] + 1),
        "{place}: {levels:?}"
    );
    let headers = "[...document.querySelectorAll('table')].every(it => it.tHead.querySelector('th[scope=col]') && \
        [...it.tBodies[0].rows].every(row => row.querySelector('th[scope=row]')))";
    assert_eq!(
        browser.evaluate(headers),
        true,
        "{place}: the headers of tables"
    );
    assert_eq!(browser.evaluate("document.documentElement.lang"), "en");
}

/// The rows of a table, with the texts of their cells.
fn table(browser: &mut Browser, heading: &str) -> Vec<Vec<String>> {
    let rows = browser.evaluate(&format!(
        "[...document.querySelector('table[aria-labelledby={heading}]').tBodies[0].rows].map(row => [...row.cells].map(it => it.innerText))"
    ));
    serde_json::from_value(rows).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_pages_of_a_lesson_show_its_numbers() {
    let fake = FakeServer::builder()
        .seed(Seed::Classroom)
        .start()
        .await
        .unwrap();
    let program = Program::with(fake);
    let Some(mut browser) = Browser::start(&program.path("browser")) else {
        return;
    };
    let meetings = program.fake.client().meetings().list().await.unwrap();
    let [ended, live] = [0, 1].map(|index| meetings.items[index].id.to_string());
    check(&program, &mut browser, "ended", &ended).await;
    check(&program, &mut browser, "live", &live).await;

    let text = |value: &Value| match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.as_f64().unwrap().to_string(),
    };
    for meeting in [&ended, &live] {
        program
            .run(&["attendance", meeting, "--html", "page.html"])
            .ok();
        let rows = program.run(&["attendance", meeting, "-o", "json"]).json();
        browser.open(&program.path("page.html"));
        let shown = table(&mut browser, "minutes");
        let rows = rows.as_array().unwrap();
        assert_eq!(shown.len(), rows.len());
        for (shown, row) in shown.iter().zip(rows) {
            assert_eq!(shown[0], text(&row["name"]));
            assert_eq!(shown[1], text(&row["minutes"]));
            assert_eq!(shown[3], text(&row["joined_at"])[11..19]);
            let left = text(&row["left_at"]);
            assert_eq!(shown[4], left.get(11..19).unwrap_or("still there"));
        }
        // The lengths of the bars are those of the connections.
        let widths = browser.evaluate(
            "(() => { const all = document.querySelector('.timeline').getBoundingClientRect().width; \
             return [...document.querySelectorAll('.timeline rect')].map(it => it.getBoundingClientRect().width / all) })()",
        );
        let widths: Vec<f64> = serde_json::from_value(widths).unwrap();
        let minutes: Vec<f64> = rows
            .iter()
            .map(|row| row["minutes"].as_f64().unwrap())
            .collect();
        let longest = minutes.iter().copied().fold(0.0, f64::max);
        for (width, minutes) in widths.iter().zip(&minutes) {
            assert!(
                (width - minutes / longest).abs() < 0.01,
                "{width} {minutes}"
            );
        }
    }
    program
        .run(&["quality", &ended, "--html", "page.html"])
        .ok();
    let rows = program.run(&["quality", &ended, "-o", "json"]).json();
    browser.open(&program.path("page.html"));
    for (shown, row) in table(&mut browser, "peers")
        .iter()
        .zip(rows.as_array().unwrap())
    {
        for (column, key) in [
            (0, "name"),
            (1, "worst_loss"),
            (2, "worst_round_trip"),
            (4, "heard"),
            (5, "saw"),
            (6, "spoke"),
            (7, "showed"),
        ] {
            assert_eq!(
                shown[column].trim_end_matches(" !"),
                text(&row[key]),
                "{key}"
            );
        }
        assert_eq!(
            shown[3],
            text(&row["worst_at"]).get(11..19).unwrap_or_default()
        );
    }
    // With the keyboard alone, the times of the bars are one link away.
    program
        .run(&["attendance", &ended, "--html", "page.html"])
        .ok();
    browser.open(&program.path("page.html"));
    browser.evaluate("document.querySelector('figcaption a').focus()");
    browser.press("Enter", '\r');
    assert_eq!(browser.evaluate("location.hash"), "#connections");
}

#[tokio::test(flavor = "multi_thread")]
async fn unusual_sessions_have_pages_that_can_be_read() {
    let program = Program::new().await;
    let Some(mut browser) = Browser::start(&program.path("browser")) else {
        return;
    };
    for (name, meeting) in [
        ("hostile", sessions::hostile(&program).await),
        ("many", sessions::many(&program).await),
        ("long", sessions::long(&program).await),
        ("unmeasured", sessions::unmeasured(&program).await),
    ] {
        check(&program, &mut browser, name, &meeting).await;
    }
    let meeting = sessions::nobody(&program).await;
    check(&program, &mut browser, "nobody", &meeting).await;
}
