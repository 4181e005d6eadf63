use serde_json::json;

use crate::server::ServerResponse;

#[tokio::test]
async fn nested_lists_are_read_and_sent_unchanged() {
    let grid = json!({"cells": [[[1, 2], []], []], "by_name": {"a": [["x", null], []]}});
    let (server, client) = start!(grid.clone(), ServerResponse::json("").status(204));
    let read = client.grid().await.unwrap();
    assert_eq!(read.cells, [vec![vec![1, 2], vec![]], vec![]]);
    client.replace_grid(&read).await.unwrap();
    assert_eq!(server.received()[1].body_json(), grid);
}
