use crate::server::ServerResponse;

use super::client::types::{A, XBoth, XMaybe, XOne};

#[tokio::test]
async fn json_in_a_parameter_may_be_of_any_schema() {
    let (server, client) = start!(ServerResponse::json("").status(204));
    let call = client.x().meta(std::collections::BTreeMap::from([("k".to_owned(), "v".to_owned())]));
    call.both(XBoth::new().a("1").b(2)).maybe(XMaybe::new().clear_n()).one(XOne::from(A::new().a("x"))).await.unwrap();
    let target = server.received()[0].target.replace("%22", "'").replace("%7B", "{").replace("%7D", "}").replace("%3A", ":");
    assert_eq!(target, "/x?meta={'k':'v'}&both={'a':'1','b':2}&maybe={'n':null}&one={'a':'x'}".replace("','", "'%2C'").replace(",'", "%2C'"));
}
