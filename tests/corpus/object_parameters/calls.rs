use crate::server::ServerResponse;

use super::client::types::Filter;

fn filter() -> Filter {
    Filter::new().number(1).size("a b")
}

#[tokio::test]
async fn objects_are_sent_in_their_styles() {
    let (server, client) = start!(ServerResponse::json("").status(204), ServerResponse::json("").status(204), ServerResponse::json("").status(204), ServerResponse::json("").status(204), ServerResponse::json("").status(204), ServerResponse::json("").status(204));
    client.x().deep(filter()).await.unwrap();
    client.x().flat(filter()).await.unwrap();
    client.x().joined(filter()).await.unwrap();
    client.x().json(filter()).await.unwrap();
    client.x().x_filter(filter()).await.unwrap();
    let tags = std::collections::BTreeMap::from([("k".to_owned(), "v".to_owned())]);
    client.x().tags(tags).await.unwrap();
    let received = server.received();
    let targets: Vec<&str> = received.iter().map(|request| request.target.as_str()).collect();
    assert_eq!(
        targets,
        [
            "/x?deep%5Bnumber%5D=1&deep%5Bsize%5D=a%20b",
            "/x?number=1&size=a%20b",
            "/x?joined=number,1,size,a%20b",
            "/x?json=%7B%22number%22%3A1%2C%22size%22%3A%22a%20b%22%7D",
            "/x",
            "/x?tags%5Bk%5D=v",
        ]
    );
    assert_eq!(received[4].header("x-filter"), Some("number,1,size,a b"));
}

#[tokio::test]
async fn bounds_of_an_object_are_checked() {
    let (_, client) = start!();
    let error = client.x().deep(Filter::new().number(10)).await.unwrap_err();
    assert!(error.is_invalid_request(), "{error}");
}
