//! Lists: pages, filters, sorting.

use std::time::Duration;

use realtimekit::types::{CreateMeeting, MeetingStatus, SessionSort, SortOrder, UpdateMeeting};
use realtimekit_fake::{FakeServer, Seed};

use super::{user, with_meeting};

#[tokio::test]
async fn the_pages_of_a_list_are_the_list() {
    let (fake, meeting) = with_meeting().await;
    let client = fake.client();
    let participants = client.meeting(&meeting).participants();
    let mut expected = Vec::new();
    for number in 0..23 {
        expected.push(participants.add(&user(number)).await.unwrap().id);
    }
    for per_page in [1, 7, 23, 100] {
        let mut found = Vec::new();
        let mut stream = participants.list().per_page(per_page).stream();
        while let Some(participant) = stream.try_next().await.unwrap() {
            found.push(participant.id);
        }
        assert_eq!(found, expected, "{per_page} on a page");
    }
    let page = participants.list().page_no(3).per_page(10).await.unwrap();
    assert_eq!(page.items.len(), 3);
    assert_eq!(page.total_count(), Some(23));
    let beyond = participants
        .list()
        .page_no(u32::MAX)
        .per_page(u32::MAX)
        .await
        .unwrap();
    assert_eq!((beyond.items.len(), beyond.total_count()), (0, Some(23)));
}

#[tokio::test]
async fn meetings_are_found_by_title_status_and_time() {
    let fake = FakeServer::start().await.unwrap();
    let client = fake.client();
    let mut ids = Vec::new();
    for title in ["Algebra", "Biology", "More algebra"] {
        let created = client
            .meetings()
            .create(&CreateMeeting::new().title(title))
            .await
            .unwrap();
        ids.push(created.id);
        fake.advance(Duration::from_secs(3600));
    }
    let closed = UpdateMeeting::new().status(MeetingStatus::Inactive);
    client.meeting(&ids[2]).update(&closed).await.unwrap();

    let list = || client.meetings().list();
    let ids_of = |page: realtimekit::Page<realtimekit::types::Meeting>| {
        page.items
            .into_iter()
            .map(|meeting| meeting.id)
            .collect::<Vec<_>>()
    };
    let found = ids_of(list().search("ALGEBRA").await.unwrap());
    assert_eq!(found, [ids[0].clone(), ids[2].clone()]);
    let found = ids_of(
        list()
            .status(MeetingStatus::Active)
            .search("algebra")
            .await
            .unwrap(),
    );
    assert_eq!(found, [ids[0].clone()]);
    let first = client.meeting(&ids[1]).get().await.unwrap().created_at;
    let found = ids_of(
        list()
            .start_time(first.clone())
            .end_time(first)
            .await
            .unwrap(),
    );
    assert_eq!(found, [ids[1].clone()]);
}

#[tokio::test]
async fn sessions_are_sorted_and_filtered() {
    let fake = FakeServer::builder()
        .seed(Seed::Classroom)
        .start()
        .await
        .unwrap();
    let client = fake.client();
    let list = || client.sessions().list();
    let most = list()
        .sort_by(SessionSort::MinutesConsumed)
        .sort_order(SortOrder::Desc)
        .await
        .unwrap();
    let titles: Vec<_> = most
        .items
        .iter()
        .map(|it| it.meeting_display_name.as_deref())
        .collect();
    assert_eq!(titles, [Some("Algebra"), Some("Biology")]);
    assert!(most.items[0].minutes_consumed > most.items[1].minutes_consumed);
    let large = list().participants("20:30").await.unwrap();
    assert_eq!(large.total_count(), Some(1));
    let error = list().participants("many").await.unwrap_err();
    assert!(error.to_string().contains("participants"), "{error}");
}
