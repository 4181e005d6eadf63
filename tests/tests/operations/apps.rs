//! Apps over sockets: requests and decoded example responses. Their paths have no app.

use realtimekit::Client;
use realtimekit::types::{CreateApp, SortOrder};
use realtimekit_tests::server::ServerResponse;
use realtimekit_tests::wire::{ACCOUNT, TOKEN, example, must, only, server, target};

pub const APP: &str = "14a396e7-ca44-4937-bf1f-050a69118543";

realtimekit_tests::wire! {
    list_apps: page at "/data";
    required |client| client.apps().list() => GET "account:/apps";
    all |client| client.apps().list().page_no(2).per_page(50).search("class").sort_order(SortOrder::Asc)
        => GET "account:/apps?page_no=2&per_page=50&search=class&sort_order=ASC";

    create_app: one at "/data/app", body CreateApp |client, body| client.apps().create(body);
    required |client| client.apps().create(&CreateApp::new("classroom"))
        => POST "account:/apps", example("create_app.request");
    all |client| client.apps().create(&CreateApp::new("classroom"))
        => POST "account:/apps", example("create_app.request");

    get_app: one at "/data";
    required |client| client.app(APP).get() => GET "account:/apps/{APP}";
    all |client| client.app(APP).get() => GET "account:/apps/{APP}";
}

/// A client without an app makes the calls that need none, and refuses the others before anything is sent.
#[tokio::test]
async fn a_client_without_an_app_makes_the_calls_that_need_none() {
    let server = server([ServerResponse::json(
        example("list_apps.response").to_string(),
    )]);
    let client = must(
        Client::builder()
            .base_url(format!("{}/client/v4", server.url()))
            .token(TOKEN)
            .account_id(ACCOUNT)
            .build(),
    );
    let apps = client.apps().list().await.unwrap();
    let names: Vec<_> = apps.iter().map(|app| app.name.as_deref()).collect();
    assert_eq!(names, [Some("classroom")]);
    assert_eq!(only(&server).target, target("account:/apps"));
    for error in [
        client.meetings().list().await.unwrap_err(),
        client.meeting("m").recordings().active().await.unwrap_err(),
    ] {
        assert!(
            matches!(error, realtimekit::Error::InvalidRequest(_)),
            "{error:?}"
        );
        assert!(error.to_string().contains("`app_id` is missing"), "{error}");
    }
    assert_eq!(server.received().len(), 1);
}

/// Page number and page size are at least 1, as the service documents.
#[tokio::test]
async fn there_is_no_page_0_of_apps() {
    let server = server([]);
    let client = realtimekit_tests::wire::client(&server);
    for error in [
        client.apps().list().page_no(0).await.unwrap_err(),
        client.apps().list().per_page(0).await.unwrap_err(),
        client
            .apps()
            .list()
            .search("a".repeat(126))
            .await
            .unwrap_err(),
    ] {
        assert!(
            matches!(error, realtimekit::Error::InvalidRequest(_)),
            "{error:?}"
        );
    }
    assert_eq!(server.received().len(), 0);
}
