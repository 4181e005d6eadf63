//! Apps: each has its own presets, meetings, webhooks and what they bring.

use realtimekit::types::{
    AppId, CreateApp, CreateMeeting, StartLivestream, StartRecording, WebhookEvent, WebhookSettings,
};
use realtimekit::{Client, Error};
use realtimekit_fake::FakeServer;

use super::{live, user};

/// A client of another app of the server.
async fn client_of_another_app(fake: &FakeServer) -> (Client, AppId) {
    let apps = fake.client();
    let created = apps.apps().create(&CreateApp::new("classroom")).await;
    let app = created.unwrap().id.unwrap();
    let client = Client::builder()
        .base_url(fake.url())
        .token(fake.token())
        .account_id(fake.account_id())
        .app_id(&app);
    (client.build().unwrap(), app)
}

#[tokio::test]
async fn apps_are_created_listed_and_found() {
    let fake = FakeServer::start().await.unwrap();
    let client = fake.client();
    let (_, created) = client_of_another_app(&fake).await;
    let apps = client.apps().list().await.unwrap().items;
    let ids: Vec<_> = apps.into_iter().map(|app| app.id.unwrap()).collect();
    assert_eq!(ids, [created.clone(), AppId::from(fake.app_id())]);
    let found = client.apps().list().search("class").await.unwrap();
    assert_eq!(found.total_count(), Some(1));
    let app = client.app(&created).get().await.unwrap();
    assert_eq!(app.name.as_deref(), Some("classroom"));
    let missing = client.app("another").get().await.unwrap_err();
    assert!(missing.is_not_found());
    let nowhere = Client::builder().base_url(fake.url()).token(fake.token());
    let nowhere = nowhere.account_id(fake.account_id()).app_id("another");
    let missing = nowhere.build().unwrap().meetings().list().await;
    assert!(missing.unwrap_err().is_not_found());
}

#[tokio::test]
async fn nothing_of_an_app_is_in_another_one() {
    let fake = FakeServer::start().await.unwrap();
    let one = fake.client();
    let (two, app) = client_of_another_app(&fake).await;
    let url = "http://127.0.0.1:9/";
    for client in [&one, &two] {
        let webhook = WebhookSettings::new("hook", url, [WebhookEvent::MeetingStarted]);
        client.webhooks().create(&webhook).await.unwrap();
    }

    // The same life in both: the new app has the presets that the first one had.
    let mut all = Vec::new();
    for client in [&one, &two] {
        let meeting = client.meetings().create(&CreateMeeting::new()).await;
        let meeting = meeting.unwrap().id;
        let at = client.meeting(&meeting);
        let added = at.participants().add(&user(1)).await.unwrap();
        let peer = fake.join(added.token.expose()).unwrap();
        let session = live(client, &meeting).await;
        let recording = at.recordings().start(&StartRecording::new()).await.unwrap();
        let livestream = at.livestreams().start(&StartLivestream::new()).await;
        all.push((
            meeting,
            session,
            peer,
            recording.id,
            livestream.unwrap().id.unwrap(),
        ));
    }
    fake.settle().await;
    let sent: Vec<_> = fake.deliveries();
    assert_eq!(sent.len(), 2, "one webhook for each session");
    assert_eq!(sent[1].body["meeting"]["organizedBy"]["id"], app.as_str());
    assert_eq!(sent[1].body["meeting"]["organizedBy"]["name"], "classroom");
    assert_eq!(all[1].1.organization_id.as_ref(), Some(&app));

    for (client, (meeting, session, peer, recording, livestream), own) in
        [(&one, &all[1], &all[0]), (&two, &all[0], &all[1])]
    {
        let preset = client.presets().list().await.unwrap().items[0].id.clone();
        let preset = preset.unwrap();
        let other = if std::ptr::eq(client, &one) {
            &two
        } else {
            &one
        };
        let webhook = &other.webhooks().list().await.unwrap()[0].id;
        let at = client.meeting(meeting);
        missing(at.get().await);
        missing(at.participants().add(&user(2)).await);
        missing(at.active_session().kick_all().await);
        missing(at.livestream().await);
        missing(at.recordings().start(&StartRecording::new()).await);
        missing(other.preset(&preset).get().await);
        missing(other.preset(&preset).delete().await);
        missing(client.session(&session.id).get().await);
        missing(client.session(&session.id).participants().list().await);
        missing(client.sessions().peer_report(peer).get().await);
        missing(client.recording(recording).get().await);
        missing(client.livestream(livestream).get().await);
        missing(client.webhook(webhook).delete().await);

        let ids = client.meetings().list().await.unwrap();
        assert_eq!(
            ids.items.iter().map(|it| &it.id).collect::<Vec<_>>(),
            [&own.0]
        );
        let ids = client.sessions().list().await.unwrap();
        assert_eq!(ids.items[0].id, own.1.id);
        assert_eq!(ids.total_count(), Some(1));
        assert_eq!(client.recordings().list().await.unwrap().len(), 1);
        assert_eq!(client.livestreams().list().await.unwrap().len(), 1);
        assert_eq!(client.webhooks().list().await.unwrap().len(), 1);
        let figures = client.analytics().daily().await.unwrap();
        assert_eq!(figures.session_stats.unwrap().sessions_count, Some(1));
    }
}

fn missing<T: std::fmt::Debug>(outcome: Result<T, Error>) {
    assert!(outcome.unwrap_err().is_not_found());
}
