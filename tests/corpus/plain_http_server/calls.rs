#[tokio::test]
async fn http_is_refused_only_where_a_credential_would_travel() {
    let builder = super::client::Client::builder;
    assert!(builder().build().is_ok());
    let error = builder().token("t0k3n").build().unwrap_err();
    assert!(error.to_string().contains("http"), "{error}");
}
