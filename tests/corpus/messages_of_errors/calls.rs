use serde_json::json;

use crate::server::ServerResponse;

#[tokio::test]
async fn an_error_shows_the_messages_of_its_format() {
    for (body, shown) in [
        // NestJS
        (
            json!({"statusCode": 400, "message": ["name is short", "age is low"], "error": "Bad Request"}),
            ": name is short; age is low; Bad Request",
        ),
        // ASP.NET
        (
            json!({"type": "t", "title": "Errors occurred.", "status": 400, "errors": {"Name": ["is required"]}}),
            ": Errors occurred.; Name: is required",
        ),
        // Django REST framework
        (json!({"name": ["is blank"], "non_field_errors": ["a is after b"]}), ": name: is blank; a is after b"),
        (json!({"detail": "Not found."}), ": Not found."),
        // Jira
        (json!({"errorMessages": [], "errors": {"project": "is required"}}), ": project: is required"),
        (json!({"errorMessages": ["gone"], "errors": {}}), ": gone"),
        // Google
        (
            json!({"error": {"code": 400, "message": "Bad", "status": "INVALID_ARGUMENT", "details": [
                {"@type": "t", "fieldViolations": [{"field": "name", "description": "is short"}]}]}}),
            ": Bad; name: is short",
        ),
        // Stripe
        (
            json!({"error": {"type": "card_error", "code": "card_declined", "message": "Declined.", "param": "number"}}),
            ": Declined.",
        ),
        // AWS
        (json!({"__type": "ValidationException", "message": "no such table"}), ": no such table"),
        (json!({"__type": "ThrottlingException"}), ": ThrottlingException"),
        // GraphQL
        (json!({"errors": [{"message": "no such field", "locations": [{"line": 1}]}], "data": null}), ": no such field"),
        // Laravel
        (json!({"message": "Invalid.", "errors": {"email": ["is taken"]}}), ": Invalid.; email: is taken"),
        // Rails
        (json!({"errors": ["Name is blank", "Age is low"]}), ": Name is blank; Age is low"),
        (json!({"error": "not found"}), ": not found"),
        // JSON:API
        (
            json!({"errors": [{"title": "Invalid", "detail": "is short", "source": {"pointer": "/data/name"}}]}),
            ": /data/name: is short; /data/name: Invalid",
        ),
        // RFC 9457
        (
            json!({"title": "Invalid", "detail": "2 errors", "errors": [{"detail": "is low", "pointer": "#/age"}]}),
            ": 2 errors; Invalid; #/age: is low",
        ),
    ] {
        let (_, client) = start!(ServerResponse::json(body.to_string()).status(400));
        let error = client.x().await.unwrap_err().to_string();
        assert!(error.contains(&format!("400 Bad Request{shown}")), "{body}: {error}");
    }
}
