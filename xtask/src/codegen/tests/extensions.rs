//! The effect of our own extensions on the crate.

use super::{code, findings};

/// A document with an object that is sent, whose property `p` has these keywords.
fn with_property(required: &str, property: &str) -> String {
    format!(
        "paths:
  /a: {{post: {{responses: {{'204': {{description: ok}}}}, requestBody: {{required: true, content: {{application/json: {{schema: {{$ref: '#/components/schemas/Sent'}}}}}}}}}}}}
components:
  schemas:
    Sent: {{type: object, required: [{required}], properties: {{p: {property}}}}}
    Inner: {{type: object, required: [q], properties: {{q: {{type: string}}}}}}
    Colour: {{type: string, enum: [red, blue]}}
"
    )
}

#[test]
fn a_required_field_with_an_initial_value_is_no_argument_of_new() {
    for (property, made) in [
        (
            "{type: boolean, x-initial: false}",
            "pub fn new() -> Self { Self { p: false } }",
        ),
        (
            "{type: string, x-initial: x}",
            "Self { p: \"x\".to_owned() }",
        ),
        ("{type: number, x-initial: 4}", "Self { p: 4.0 }"),
        (
            "{allOf: [{$ref: '#/components/schemas/Colour'}], x-initial: red}",
            "Self { p: Colour::from(\"red\") }",
        ),
        (
            "{type: array, items: {type: string}, x-initial: []}",
            "Self { p: Vec::new() }",
        ),
    ] {
        let code = code(&with_property("p", property));
        assert!(code.contains(made), "{made}: {code}");
        assert!(code.contains("pub fn p("), "{code}");
    }
}

#[test]
fn an_initial_value_that_cannot_be_given_is_a_finding() {
    for (required, property, why) in [
        (
            "",
            "{type: boolean, x-initial: false}",
            "`p` is not required",
        ),
        (
            "p",
            "{type: boolean, x-initial: 1}",
            "`p` cannot have this initial value",
        ),
        (
            "p",
            "{allOf: [{$ref: '#/components/schemas/Colour'}], x-initial: green}",
            "`p` cannot have this initial value",
        ),
        (
            "p",
            "{allOf: [{$ref: '#/components/schemas/Inner'}], x-initial: {}}",
            "`p` cannot have this initial value",
        ),
    ] {
        let found = findings(&with_property(required, property));
        assert!(found.contains(why), "{property}: {found}");
    }
}

#[test]
fn a_field_has_the_name_that_the_document_chooses() {
    let code = code(&with_property(
        "p",
        "{type: string, x-rust-name: shade_300}",
    ));
    assert!(code.contains("pub shade_300: String"), "{code}");
    assert!(code.contains("required shade_300 = \"p\""), "{code}");
}

/// A document with an operation on `/recordings` that is put elsewhere.
fn placed(place: &str, schema: &str) -> String {
    format!(
        "paths:
  /meetings/{{meeting_id}}:
    parameters: [{{name: meeting_id, in: path, required: true, schema: {{type: string}}}}]
    get: {{responses: {{'204': {{description: ok}}}}}}
  /recordings:
    post:
      operationId: start_recording
      x-place: '{place}'
      x-method: start
      requestBody: {{required: true, content: {{application/json: {{schema: {{$ref: '#/components/schemas/Start'}}}}}}}}
      responses: {{'204': {{description: ok}}}}
components:
  schemas:
    Start: {{type: object, required: [meeting_id], properties: {schema}}}
"
    )
}

#[test]
fn an_operation_can_be_put_on_another_handle_whose_values_it_sends() {
    let fields = "{meeting_id: {type: string}, url: {type: string}}";
    let code = code(&placed("/meetings/{meeting_id}/recordings", fields));
    for made in [
        "pub fn recordings(&self) -> MeetingRecordingsHandle",
        "pub fn start(&self, body: &Start) -> Call<()>",
        "self.at .root() .literal(\"recordings\")",
        ".field(\"meeting_id\", &self.at.value_before(1))",
        "object!(sent Start { optional url })",
    ] {
        assert!(code.contains(made), "{made}: {code}");
    }
    let found = findings(&placed(
        "/meetings/{meeting_id}/recordings",
        "{url: {type: string}}",
    ));
    assert!(
        found.contains("`meeting_id` of this path is neither"),
        "{found}"
    );
    let found = findings(&placed(
        "/elsewhere/{meeting_id}/recordings/{other}",
        fields,
    ));
    assert!(found.contains("`other` of this path is neither"), "{found}");
}

#[test]
fn methods_with_a_fixed_body_make_the_call_with_it() {
    let of = |methods: &str| {
        format!(
            "paths:
  /it:
    put:
      operationId: control
      x-methods: {methods}
      requestBody: {{required: true, content: {{application/json: {{schema: {{$ref: '#/components/schemas/Control'}}}}}}}}
      responses: {{'204': {{description: ok}}}}
components:
  schemas:
    Control: {{type: object, required: [action], properties: {{action: {{$ref: '#/components/schemas/Action'}}, at: {{type: integer}}}}}}
    Action: {{type: string, enum: [stop, pause]}}
"
        )
    };
    let code = code(&of(
        "[{method: pause, summary: Pause it, body: {action: pause, at: 3}}]",
    ));
    assert!(code.contains("pub fn pause(&self) -> Call<()>"), "{code}");
    assert!(
        code.contains("(&Control::new(Action::Pause).at(3))"),
        "{code}"
    );
    for (methods, why) in [
        (
            "[{method: pause, body: {action: halt}}]",
            "cannot be constructed from this value",
        ),
        (
            "[{method: pause, body: {}}]",
            "cannot be constructed from this value",
        ),
        (
            "[{method: pause, body: {action: pause, more: 1}}]",
            "cannot be constructed from this value",
        ),
        (
            "[{method: pause, body: {action: pause}}, {method: pause, body: {action: stop}}]",
            "already has a method of this name",
        ),
    ] {
        let found = findings(&of(methods));
        assert!(found.contains(why), "{methods}: {found}");
    }
}

#[test]
fn a_list_with_a_method_of_its_own_name_is_a_call_on_the_handle_above() {
    let of = |method: &str| {
        let list = "{type: array, items: {type: string}}";
        format!(
            "paths:
  /hooks: {{get: {{responses: {{'200': {{description: ok, content: {{application/json: {{schema: {list}}}}}}}}}}}}}
  /hooks/all: {{get: {{{method} responses: {{'200': {{description: ok, content: {{application/json: {{schema: {list}}}}}}}}}}}}}
"
        )
    };
    assert!(
        code(&of("x-method: event_types,"))
            .contains("pub fn event_types(&self) -> Call<Vec<String>>")
    );
    assert!(code(&of("")).contains("pub fn all(&self) -> HooksAllHandle"));
}

#[test]
fn the_example_of_a_response_is_found_by_any_form_of_its_status() {
    for status in ["'200'", "'201'", "2XX", "2xx", "default"] {
        let code = code(&format!(
            "paths:
  /a: {{get: {{responses: {{{status}: {{description: ok, content: {{application/json: {{
    schema: {{$ref: '#/components/schemas/Pet'}}, example: {{name: Rex}}}}}}}}}}}}}}
components:
  schemas:
    Pet: {{type: object, required: [name], properties: {{name: {{type: string}}}}}}
"
        ));
        let example = "pub fn example() -> Self { Self { name: \"Rex\".to_owned()";
        assert!(code.contains(example), "{status}: {code}");
    }
}

#[test]
fn a_variant_of_the_events_says_when_it_is_sent() {
    let webhook = |schema: &str, description: &str| {
        let schema = format!("{{$ref: '#/components/schemas/{schema}'}}");
        let body = format!("{{content: {{application/json: {{schema: {schema}}}}}}}");
        format!(
            "{{post: {{{description}, requestBody: {body}, responses: {{2XX: {{description: ok}}}}}}}}"
        )
    };
    let fed = webhook(
        "Fed",
        "description: Sent when a pet was fed., externalDocs: {url: 'https://a.example/fed'}",
    );
    let code = code(&format!(
        "x-client: {{package: t, events: {{key: event, public-key: 'https://a.example/key'}}}}
paths: {{}}
x-webhooks:
  pet.fed: {fed}
  pet.late: {}
  pet.lost: {}
components:
  schemas:
    Fed: {{type: object, required: [event], properties: {{event: {{type: string}}}}}}
    Lost: {{type: object, required: [event, id], properties: {{event: {{type: string}}, id: {{type: string}}}}}}
",
        webhook("Fed", "summary: A pet was fed late"),
        webhook("Lost", "summary: A pet was lost")
    ));
    for part in [
        "The event `pet.fed`. Sent when a pet was fed.",
        "The event `pet.late`. A pet was fed late",
        "The event `pet.lost`. A pet was lost",
        "https://a.example/fed",
    ] {
        assert!(code.contains(part), "{part}: {code}");
    }
}

const APPS: &str = "x-client: {package: t, parameters: {app_id: {env: APP, optional: true}}, \
    rate-limits: {some: {calls: 10, seconds: 5}}}
paths:
  /apps: {get: {responses: {'204': {description: ok}}}}
  /apps/{app_id}:
    parameters: [{name: app_id, in: path, required: true, x-argument: true, schema: {type: string}}]
    get: {responses: {'204': {description: ok}}}
  /{app_id}/meetings:
    parameters: [{name: app_id, in: path, required: true, schema: {type: string}}]
    get: {x-retry: false, x-rate-limit: some, responses: {'204': {description: ok}}}
";

#[test]
fn a_client_is_built_without_a_parameter_that_is_optional() {
    let code = code(APPS);
    for made in [
        "pub fn app(&self, app_id: impl Into<String>) -> AppHandle",
        "pub fn apps(&self) -> AppsHandle",
        "None => root.without(\"app_id\")",
        "if builder.app_id.is_none() { realtimekit_runtime::env_var(\"APP\"",
        "is_sent_once: true",
        "RateScope { name: \"some\", calls: 10, seconds: 5",
    ] {
        assert!(code.contains(made), "{made}: {code}");
    }
}

#[test]
fn a_rate_limit_that_is_not_stated_is_a_finding() {
    let found = findings(&APPS.replace("x-rate-limit: some", "x-rate-limit: other"));
    assert!(found.contains("no rate limit `other`"), "{found}");
}

const EVENTS: &str =
    "x-client: {events: {key: event, public-key: 'https://example.com/key'}}\npaths: {}\n";

#[test]
fn settings_of_events_need_two_types_of_events() {
    for (webhooks, why) in [
        ("", "the document has no webhooks"),
        ("x-webhooks: {}\n", "the document has no webhooks"),
        (
            "x-webhooks:
  pet.fed: {post: {requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/PetFed'}}}}, responses: {2XX: {description: ok}}}}
components:
  schemas:
    PetFed: {type: object, required: [event], properties: {event: {type: string}}}
",
            "there is only one type of event",
        ),
    ] {
        let findings = findings(&format!("{EVENTS}{webhooks}"));
        assert!(findings.contains(why), "{findings}");
    }
}
