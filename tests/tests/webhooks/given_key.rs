//! A public key that is passed in: signatures, headers, sizes, and events.

use realtimekit_runtime::HeaderMap;
use realtimekit_runtime::webhooks::{Delivery, WebhookError, Webhooks};
use serde::Deserialize;
use serde_json::Value;

use crate::signing::{BODY, headers, other, service};

const PEM: &str = include_str!("fixtures/public_key.pem");
const PKCS1: &str = include_str!("fixtures/public_key.pkcs1.pem");
const SIGNED: &[u8] = include_bytes!("fixtures/body.json");
const SIGNATURE: &str = include_str!("fixtures/signature.txt");

#[derive(Debug, Deserialize)]
struct Event {
    event: String,
    meeting: Meeting,
}

#[derive(Debug, Deserialize)]
struct Meeting {
    id: String,
}

fn webhooks() -> Webhooks {
    Webhooks::with_key(&service().pem()).unwrap()
}

async fn verify(headers: &HeaderMap, body: &[u8]) -> Result<Delivery<Event>, WebhookError> {
    webhooks().verify(headers, body).await
}

#[tokio::test]
async fn a_signature_of_openssl_is_verified_with_its_key_in_both_encodings() {
    let in_one_line = PEM.trim_end().replace('\n', "\\n");
    let of_windows = PEM.replace('\n', "\r\n");
    let with_text_around = format!("The key:\n\n{PEM}\nand {PKCS1}");
    for pem in [PEM, PKCS1, &in_one_line, &of_windows, &with_text_around] {
        let webhooks = Webhooks::with_key(pem).unwrap();
        let unpadded = SIGNATURE.trim_end_matches('=');
        let spaced = format!(" {SIGNATURE} ");
        for signature in [SIGNATURE, unpadded, &spaced] {
            let headers = headers(&[("rtk-signature", signature)]);
            let delivery = webhooks.verify::<Event>(&headers, SIGNED).await.unwrap();
            assert_eq!(delivery.event.event, "meeting.ended");
        }
    }
}

#[tokio::test]
async fn only_rsa_public_keys_of_2048_bits_or_more_are_accepted() {
    let cut = &PEM[..200];
    let broken = PEM.replace("MIIB", "MI*B");
    let private = PEM.replace("PUBLIC KEY", "RSA PRIVATE KEY");
    let certificate = PEM.replace("PUBLIC KEY", "CERTIFICATE");
    let no_key = "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----";
    for (pem, reason) in [
        ("", "is not in PEM"),
        ("MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8A", "is not in PEM"),
        (cut, "is cut off"),
        (&broken, "is not base64"),
        (&private, "is a private key"),
        (&certificate, "is not a public key"),
        (no_key, "is not an RSA key"),
        (include_str!("fixtures/elliptic.pem"), "is not an RSA key"),
        (include_str!("fixtures/too_small.pem"), "2,048"),
    ] {
        let error = Webhooks::with_key(pem).unwrap_err().to_string();
        assert!(error.contains(reason), "{pem}: {error}");
        assert!(!error.contains("MII"), "{error}");
    }
}

#[tokio::test]
async fn a_signed_delivery_is_read_with_its_ids() {
    let delivery = verify(&service().headers(BODY), BODY).await.unwrap();
    assert_eq!(delivery.event.event, "meeting.started");
    assert_eq!(delivery.event.meeting.id, "m-1");
    assert_eq!(delivery.delivery_id.as_deref(), Some("d-1"));
    assert_eq!(delivery.webhook_id.as_deref(), Some("w-1"));
}

#[tokio::test]
async fn the_older_names_of_the_headers_are_read_and_the_new_ones_come_first() {
    let signature = service().sign(BODY);
    let older = [
        ("dyte-signature", signature.as_str()),
        ("dyte-uuid", "d-2"),
        ("dyte-webhook-id", "w-2"),
    ];
    let delivery = verify(&headers(&older), BODY).await.unwrap();
    assert_eq!(delivery.delivery_id.as_deref(), Some("d-2"));
    assert_eq!(delivery.webhook_id.as_deref(), Some("w-2"));

    let mut both = service().headers(BODY);
    both.extend(headers(&[("dyte-signature", "AAAA"), ("dyte-uuid", "d-2")]));
    let delivery = verify(&both, BODY).await.unwrap();
    assert_eq!(delivery.delivery_id.as_deref(), Some("d-1"));

    let only_signature = headers(&[("rtk-signature", &signature)]);
    let delivery = verify(&only_signature, BODY).await.unwrap();
    assert_eq!((delivery.delivery_id, delivery.webhook_id), (None, None));

    // All deliveries with an empty id would be duplicates of one.
    let mut empty = only_signature;
    empty.extend(headers(&[("rtk-uuid", ""), ("rtk-webhook-id", "")]));
    let delivery = verify(&empty, BODY).await.unwrap();
    assert_eq!((delivery.delivery_id, delivery.webhook_id), (None, None));
}

#[tokio::test]
async fn a_delivery_without_a_valid_signature_is_refused_with_401() {
    let error = verify(&HeaderMap::new(), BODY).await.unwrap_err();
    assert!(matches!(error, WebhookError::MissingSignature));
    assert_eq!(error.status(), 401);

    let signed = service().headers(BODY);
    let altered = String::from_utf8_lossy(BODY).replace("m-1", "m-2");
    let respaced = String::from_utf8_lossy(BODY).replace(',', ", ");
    let cut = &BODY[..BODY.len() - 1];
    let long = "A".repeat(100_000);
    for (case, headers, body) in [
        ("another body", signed.clone(), altered.as_bytes()),
        ("other blanks", signed.clone(), respaced.as_bytes()),
        ("a part of the body", signed.clone(), cut),
        ("no body", signed.clone(), b"".as_slice()),
        ("another key", other().headers(BODY), BODY),
        ("no base64", headers(&[("rtk-signature", "!")]), BODY),
        ("an empty header", headers(&[("rtk-signature", "")]), BODY),
        ("a short one", headers(&[("rtk-signature", "AAAA")]), BODY),
        ("a long one", headers(&[("rtk-signature", &long)]), BODY),
    ] {
        let error = verify(&headers, body).await.unwrap_err();
        assert!(
            matches!(error, WebhookError::WrongSignature),
            "{case}: {error}"
        );
        assert_eq!(error.status(), 401, "{case}");
    }
}

#[tokio::test]
async fn nothing_is_parsed_before_the_signature_is_verified() {
    let error = verify(&headers(&[("rtk-signature", "AAAA")]), b"no JSON").await;
    assert!(matches!(error, Err(WebhookError::WrongSignature)));
}

#[tokio::test]
async fn a_body_that_is_too_large_is_refused_with_413_whatever_its_signature() {
    let large = vec![b' '; 10 * 1024 * 1024];
    let error = verify(&HeaderMap::new(), &large).await.unwrap_err();
    assert!(matches!(
        error,
        WebhookError::BodyTooLarge { limit: 1_048_576 }
    ));
    assert_eq!(error.status(), 413);

    // exactly at the limit it is read
    let signed = service().headers(BODY);
    let exact = webhooks().max_body_size(BODY.len());
    assert!(exact.verify::<Event>(&signed, BODY).await.is_ok());
    let less = webhooks().max_body_size(BODY.len() - 1);
    let error = less.verify::<Event>(&signed, BODY).await.unwrap_err();
    assert_eq!(error.status(), 413);
}

#[tokio::test]
async fn a_signed_body_that_cannot_be_read_is_refused_with_422_and_its_place() {
    for (body, shown) in [
        ("", "is not JSON"),
        ("s3cr3t", "is not JSON"),
        (r#"{"event":"s3cr3t","meeting":{"id":"#, "is not JSON"),
        (
            r#"{"event":"s3cr3t","meeting":{"id":["s3cr3t"]}}"#,
            "at meeting.id expected a string, found a list",
        ),
        (
            r#"{"event":"s3cr3t","meeting":{}}"#,
            "at meeting.id expected a value, found nothing",
        ),
        (r#"{"event":"s3cr3t"} s3cr3t"#, "at meeting"),
    ] {
        let headers = service().headers(body.as_bytes());
        let error = verify(&headers, body.as_bytes()).await.unwrap_err();
        assert_eq!(error.status(), 422, "{body}");
        let printed = format!("{error} {error:?}");
        assert!(error.to_string().contains(shown), "{body}: {error}");
        assert!(!printed.contains("s3cr3t"), "{printed}");
    }
}

#[tokio::test]
async fn half_an_emoji_and_bytes_that_are_no_text_are_read() {
    let mut body = br#"{"title":"\ud83d"#.to_vec();
    body.push(0xff);
    body.extend_from_slice(br#""}"#);
    let headers = service().headers(&body);
    let delivery = webhooks().verify::<Value>(&headers, &body).await.unwrap();
    assert_eq!(delivery.event["title"], "\u{fffd}\u{fffd}");
}

#[tokio::test]
async fn a_given_key_has_no_address() {
    let error = webhooks().key_url("https://example.com/key").unwrap_err();
    assert!(error.to_string().contains("was passed"), "{error}");
    assert!(!format!("{:?}", webhooks()).contains("BEGIN"));
}
