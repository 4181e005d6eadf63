//! The settings of the client from the environment, and those that are added in code.

use std::process::{Command, Output};

use realtimekit::{Client, ClientBuilder, RetryPolicy};
use realtimekit_tests::server::ServerResponse;
use realtimekit_tests::wire::{ACCOUNT, APP, TOKEN, example, must, only, server, target};

const VARIABLES: [(&str, &str); 3] = [
    ("CLOUDFLARE_API_TOKEN", TOKEN),
    ("CLOUDFLARE_ACCOUNT_ID", ACCOUNT),
    ("REALTIMEKIT_APP_ID", APP),
];

const BASE_URL: &str = "REALTIMEKIT_BASE_URL";

/// With this variable [`child`] adds settings to those of the environment.
const ADDED: &str = "SETTINGS_ARE_ADDED";

/// The output of [`child`], run with only these variables.
///
/// A separate process, because a variable set here would be set for all tests of this one.
fn in_a_child(variables: &[(&str, &str)]) -> String {
    let mut command = Command::new(must(std::env::current_exe()));
    command.args(["child", "--exact", "--ignored", "--nocapture", "--quiet"]);
    command.env_clear().envs(variables.iter().copied());
    let Output { status, stdout, .. } = must(command.output());
    let printed = must(String::from_utf8(stdout));
    assert!(status.success(), "{printed}");
    printed
}

#[tokio::test]
#[ignore = "what the tests of `from_env` run as a child process"]
async fn child() {
    let built = match std::env::var_os(ADDED) {
        None => Client::from_env(),
        Some(_) => ClientBuilder::from_env()
            .and_then(|builder| builder.allow_http().user_agent("classroom/2.1").build()),
    };
    match built {
        Ok(client) => {
            println!("built {:?}", client.meetings());
            if ["HTTPS_PROXY", BASE_URL]
                .into_iter()
                .any(|name| std::env::var_os(name).is_some())
            {
                let call = client.meetings().list().retry(RetryPolicy::off());
                println!("{:#?}", call.await);
            }
        }
        Err(error) => println!("failed: {error}"),
    }
}

#[test]
fn from_env_reads_three_variables() {
    let printed = in_a_child(&VARIABLES);
    let path = format!("/accounts/{ACCOUNT}/realtime/kit/{APP}/meetings");
    assert!(
        printed.contains("built") && printed.contains(&path),
        "{printed}"
    );
    assert!(!printed.contains(TOKEN), "{printed}");
}

#[test]
fn from_env_names_the_variable_that_is_missing_or_empty() {
    for (index, (name, _)) in VARIABLES.iter().enumerate() {
        let mut variables = VARIABLES.to_vec();
        variables[index].1 = " ";
        let blank = in_a_child(&variables);
        variables[index].1 = "";
        let empty = in_a_child(&variables);
        variables.remove(index);
        let missing = in_a_child(&variables);
        for (printed, why) in [
            (blank, "is empty or blank"),
            (empty, "is empty or blank"),
            (missing, "is not set"),
        ] {
            let line = format!(
                "failed: the client cannot be built: the environment variable {name} {why}"
            );
            assert!(printed.contains(&line), "{printed}");
        }
    }
}

/// A value with characters that an env file or a shell added, and the reason of the error.
const EDGED: [(&str, &str); 5] = [
    ("\"Sn3lZJTBX6\"", "quotation marks"),
    ("'Sn3lZJTBX6'", "quotation marks"),
    (" Sn3lZJTBX6", "space"),
    ("Sn3lZJTBX6\t", "trim it"),
    ("Sn3lZJTBX6\n", "line break"),
];

#[test]
fn from_env_names_a_variable_with_quotes_or_blanks() {
    let mut all = VARIABLES.to_vec();
    all.push((BASE_URL, "https://example.com"));
    for (index, (name, _)) in all.iter().enumerate() {
        for (edged, why) in EDGED {
            let mut variables = all.clone();
            variables[index].1 = edged;
            let printed = in_a_child(&variables);
            let line =
                format!("failed: the client cannot be built: the environment variable {name} ");
            assert!(
                printed.contains(&line) && printed.contains(why),
                "{printed}"
            );
            assert!(!printed.contains("Sn3lZJTBX6"), "{printed}");
        }
    }
    let mut variables = VARIABLES.to_vec();
    for (index, value) in [(0, "Bearer Sn3lZJTBX6"), (1, "Sn3lZJTBX6/x"), (2, "..")] {
        variables[index].1 = value;
        let printed = in_a_child(&variables);
        let (name, _) = VARIABLES[index];
        assert!(printed.contains(&format!("variable {name} ")), "{printed}");
        assert!(!printed.contains("Sn3lZJTBX6"), "{printed}");
        variables[index].1 = VARIABLES[index].1;
    }
}

#[test]
fn from_env_calls_the_base_url_of_the_environment() {
    let server = server([ServerResponse::json(
        example("list_meetings.response").to_string(),
    )]);
    let url = format!("{}/client/v4", server.url());
    let mut variables = VARIABLES.to_vec();
    variables.push((BASE_URL, &url));
    let printed = in_a_child(&variables);
    assert!(printed.contains("Ok("), "{printed}");
    assert_eq!(only(&server).target, target("/meetings"));
}

#[test]
fn from_env_names_the_variable_with_a_base_url_that_cannot_be_used() {
    for (url, why) in [
        (" ", "is empty"),
        ("api.cloudflare.com", "cannot be parsed"),
        ("http://realtimekit.internal", "`allow_http`"),
        ("https://user:Sn3lZJTBX6@example.com", "password"),
    ] {
        let mut variables = VARIABLES.to_vec();
        variables.push((BASE_URL, url));
        let printed = in_a_child(&variables);
        let line =
            format!("failed: the client cannot be built: the environment variable {BASE_URL} ");
        assert!(
            printed.contains(&line) && printed.contains(why),
            "{printed}"
        );
        assert!(!printed.contains("Sn3lZJTBX6"), "{printed}");
    }
}

/// A proxy gets the name of the host, and nothing more: what follows is TLS.
#[test]
fn from_env_uses_cloudflare_over_tls() {
    let proxy = server([ServerResponse::new(403, "text/plain", "")]);
    let mut variables = VARIABLES.to_vec();
    let url = proxy.url();
    variables.push(("HTTPS_PROXY", &url));
    let printed = in_a_child(&variables);
    assert!(printed.contains("Connect"), "{printed}");
    let asked = only(&proxy);
    assert_eq!(
        (asked.method.as_str(), asked.target.as_str()),
        ("CONNECT", "api.cloudflare.com:443")
    );
    assert_eq!(asked.header("authorization"), None);
}

#[test]
fn an_empty_base_url_counts_as_unset() {
    let proxy = server([ServerResponse::new(403, "text/plain", "")]);
    let url = proxy.url();
    let variables = [&VARIABLES[..], &[(BASE_URL, ""), ("HTTPS_PROXY", &url)]].concat();
    in_a_child(&variables);
    assert_eq!(only(&proxy).target, "api.cloudflare.com:443");
}

/// 0.0.0.0 reaches this machine, and is no loopback address.
#[test]
fn settings_are_added_to_those_of_the_environment() {
    let server = server([ServerResponse::json(
        example("list_meetings.response").to_string(),
    )]);
    let url = server.url().replace("127.0.0.1", "0.0.0.0");
    let url = format!("{url}/client/v4");
    let mut variables = [&VARIABLES[..], &[(BASE_URL, &url)]].concat();
    let refused = in_a_child(&variables);
    assert!(
        refused.contains(&format!("variable {BASE_URL} ")),
        "{refused}"
    );
    variables.push((ADDED, ""));
    let printed = in_a_child(&variables);
    assert!(printed.contains("Ok("), "{printed}");
    assert_eq!(only(&server).header("user-agent"), Some("classroom/2.1"));
}

#[test]
fn a_value_that_is_too_long_is_refused_with_its_source() {
    let long = "0".repeat(33);
    let mut variables = VARIABLES.to_vec();
    variables[1].1 = &long;
    let printed = in_a_child(&variables);
    let words = "must have at most 32 characters, and it has 33";
    let variable = format!("the environment variable CLOUDFLARE_ACCOUNT_ID {words}");
    assert!(printed.contains(&variable), "{printed}");

    let builder = Client::builder().token(TOKEN).account_id(long).app_id(APP);
    let error = builder.build().unwrap_err().to_string();
    assert!(error.contains(&format!("`account_id` {words}")), "{error}");
}
