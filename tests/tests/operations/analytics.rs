//! Analytics over sockets: requests and decoded example responses.

use realtimekit::Date;
use realtimekit_tests::server::ServerResponse;
use realtimekit_tests::wire::{client, server};
use serde_json::json;

realtimekit_tests::wire! {
    get_daily_analytics: one at "/data";
    required |client| client.analytics().daily() => GET "/analytics/daywise";
    all |client| client
        .analytics()
        .daily()
        .start_date(Date::from_ymd(2026, 3, 1).unwrap())
        .end_date(Date::from_ymd(2026, 3, 31).unwrap())
        => GET "/analytics/daywise?start_date=2026-03-01&end_date=2026-03-31";

    list_daily_livestream_analytics: one at "/data";
    required |client| client.analytics().livestreams().daily() => GET "/analytics/livestreams/daywise";
    all |client| client
        .analytics()
        .livestreams()
        .daily()
        .start_time(1_772_323_200)
        .end_time(1_775_001_599)
        .filters("meeting")
        => GET "/analytics/livestreams/daywise?start_time=1772323200&end_time=1775001599&filters=meeting";

    get_livestream_analytics: one at "/data";
    required |client| client.analytics().livestreams().overall() => GET "/analytics/livestreams/overall";
    all |client| client
        .analytics()
        .livestreams()
        .overall()
        .start_time(1_772_323_200)
        .end_time(1_775_001_599)
        .filters("meeting")
        => GET "/analytics/livestreams/overall?start_time=1772323200&end_time=1775001599&filters=meeting";
}

/// A day that is not a date is kept unchanged, and a missing day is `None`.
#[tokio::test]
async fn a_day_that_is_no_date_is_kept() {
    let days = json!([{"day": "week 9", "total_sessions": 1}, {"total_sessions": 2}]);
    let server = server([ServerResponse::json(
        json!({"success": true, "data": {"session_stats": {"day_stats": days}}}).to_string(),
    )]);
    let figures = client(&server).analytics().daily().await.unwrap();
    let days = figures.session_stats.unwrap().day_stats;
    let kept = days[0].day.as_ref().map(ToString::to_string);
    assert_eq!(kept.as_deref(), Some("week 9"));
    assert_eq!(days[1].day, None);
}
