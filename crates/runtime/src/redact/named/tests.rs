use super::super::redact;

#[test]
fn a_value_behind_the_name_of_a_secret_is_replaced_in_every_notation() {
    for (text, left) in [
        (
            r#"invalid body: {"stream_key":"s3cr3t"}"#,
            r#"invalid body: {"stream_key":"[redacted]"}"#,
        ),
        (
            r#"{"password" : "s3cr3t s3cr3t", "a": "b"}"#,
            r#"{"password" : "[redacted]", "a": "b"}"#,
        ),
        (
            r#"{"password":"s3\"cr3t\\"}"#,
            r#"{"password":"[redacted]"}"#,
        ),
        (
            r#"{\"password\":\"s3cr3t\",\"a\":\"b\"}"#,
            r#"{\"password\":\"[redacted]\",\"a\":\"b\"}"#,
        ),
        (
            r#"{"auth": {"token": "s3cr3t"}, "a": 1}"#,
            r#"{"auth": [redacted], "a": 1}"#,
        ),
        (
            r#"{"tokens": ["s3cr3t", "s3cr3t"]}"#,
            r#"{"tokens": [redacted]}"#,
        ),
        (r#"{"token":"s3cr3t"#, r#"{"token":"[redacted]"#),
        ("{'token': 's3cr3t'}", "{'token': '[redacted]'}"),
        ("{token:s3cr3t}", "{token:[redacted]}"),
        ("stream_key: s3cr3t", "stream_key: [redacted]"),
        (
            "Stream key: s3cr3t is in use",
            "Stream key: [redacted] is in use",
        ),
        (
            "password: hunter, name: Mary",
            "password: [redacted], name: Mary",
        ),
        ("password: hunter", "password: [redacted]"),
        (
            "Authorization: Bearer s3cr3t",
            "Authorization: Bearer [redacted]",
        ),
        ("bad header Bearer s3cr3t!", "bad header Bearer [redacted]!"),
        ("password = s3cr3t", "password = [redacted]"),
        ("access_key=>s3cr3t", "access_key=>[redacted]"),
        ("access_key => 's3cr3t'", "access_key => '[redacted]'"),
        ("user[password]=s3cr3t", "user[password]=[redacted]"),
        (
            "<password>s3cr3t s3cr3t</password>",
            "<password>[redacted]</password>",
        ),
        ("token: Some(\"s3cr3t\")", "token: Some(\"[redacted]\")"),
        ("curl --token s3cr3t", "curl --token [redacted]"),
        ("the stream key \"s3cr3t\"", "the stream key \"[redacted]\""),
        (
            "{\"name\":\"password\",\"value\":\"s3cr3t\"}",
            "{\"name\":\"password\",\"value\":\"[redacted]\"}",
        ),
        (r#"["password","s3cr3t"]"#, r#"["password","[redacted]"]"#),
        ("('x-auth-key', 's3cr3t')", "('x-auth-key', '[redacted]')"),
        (
            "srt://h:9000 streamid=s3cr3t",
            "srt://h:9000 streamid=[redacted]",
        ),
        (
            "bad header \"X-Auth-Key: hunter\" sent",
            "bad header \"X-Auth-Key: [redacted]\" sent",
        ),
        (
            "`token: hunter` is not valid",
            "`token: [redacted]` is not valid",
        ),
        ("x 'password: hunter' y", "x 'password: [redacted]' y"),
        ("Authorization: OAuth hunter", "Authorization: [redacted]"),
        ("Cookie: a=b; sid=hunter", "Cookie: [redacted]"),
        ("X-Auth-Key:\n hunter", "X-Auth-Key:\n [redacted]"),
        ("Bearer\thunter", "Bearer\t[redacted]"),
        ("password := hunter", "password := [redacted]"),
        ("password == hunter", "password == [redacted]"),
        ("tokens=[a, hunter], a=b", "tokens=[redacted], a=b"),
        (
            r#"{"tokens": ["a]", "hunter"]}"#,
            r#"{"tokens": [redacted]}"#,
        ),
        (
            "<a:pin b='c'>hunter</a:pin>",
            "<a:pin b='c'>[redacted]</a:pin>",
        ),
        (
            "<password><![CDATA[hunter]]></password>",
            "<password><![CDATA[[redacted]</password>",
        ),
        (
            "private_key: -----BEGIN PRIVATE KEY-----\nMII/a",
            "private_key: -----BEGIN PRIVATE KEY-----[redacted]",
        ),
        (
            "-----BEGIN RSA PRIVATE KEY-----\nMII/a\n-----END RSA PRIVATE KEY-----",
            "-----BEGIN RSA PRIVATE KEY-----[redacted]-----END RSA PRIVATE KEY-----",
        ),
        ("{\"pin\": 1234}", "{\"pin\": [redacted]}"),
        // Programs and their arguments.
        (
            "curl --password hunter --user mary",
            "curl --password [redacted] --user mary",
        ),
        ("run --password hunter now", "run --password [redacted] now"),
        ("sent '--token=hunter'", "sent '--token=[redacted]'"),
        (
            "[\"--api-key\" , \"--api-key hunter\"]",
            "[\"--api-key\" , \"--api-key [redacted]\"]",
        ),
        ("x -Password 'hunter two' y", "x -Password '[redacted]' y"),
        ("--token \\\"hunter\\\" x", "--token \\\"[redacted]\\\" x"),
        ("setPassword(\"hunter\")", "setPassword(\"[redacted]\")"),
        ("token( 'hunter two' )", "token( '[redacted]' )"),
        ("token(\\\"hunter\\\")", "token(\\\"[redacted]\\\")"),
        // CSV with JSON.
        (
            "1,\"{\"\"password\"\": \"\"hunter two\"\", \"\"a\"\": \"\"b\"\"}\"",
            "1,\"{\"\"password\"\": \"\"[redacted]\"\", \"\"a\"\": \"\"b\"\"}\"",
        ),
        (
            "token: \"\"\"hunter two\"\"\"",
            "token: \"\"\"[redacted]\"\"\"",
        ),
        // Sentences.
        (
            "set password to \"hunter\"",
            "set password to \"[redacted]\"",
        ),
        (
            "the token was 'hunter', no",
            "the token was '[redacted]', no",
        ),
        ("the API key `hunter`", "the API key `hunter`"),
        ("API key value is `hunter`", "API key value is `[redacted]`"),
        (
            "Password \"hunter\" is too short",
            "Password \"[redacted]\" is too short",
        ),
        (
            "\"password\" is \\\"hunter\\\"",
            "\"password\" is \\\"[redacted]\\\"",
        ),
        (
            "bad field 'password' with value 'hunter'",
            "bad field 'password' with value '[redacted]'",
        ),
        (
            "value \"hunter\" for parameter \"password\" is bad",
            "value \"[redacted]\" for parameter \"password\" is bad",
        ),
        (
            "invalid value 'hunter' for '--password <PASSWORD>'",
            "invalid value '[redacted]' for '--password <PASSWORD>'",
        ),
        (
            "field \"password\": value \"hunter\" is bad",
            "field \"password\": value \"[redacted]\" is bad",
        ),
        // Pairs.
        (
            "1 error\npassword\n  Too short [type=too_short, input_value='hunter', input_type=str]",
            "1 error\npassword\n  Too short [type=too_short, input_value='[redacted]', input_type=str]",
        ),
        (
            "<password value='hunter'/>",
            "<password value='[redacted]'/>",
        ),
        (
            "<password><value>hunter</value></password>",
            "<password><value>[redacted]</value></password>",
        ),
        (
            "bad {\"name\":\"password\",\"value\":\"hunter\"}, {\"name\":\"a\",\"value\":\"b\"}",
            "bad {\"name\":\"password\",\"value\":\"[redacted]\"}, {\"name\":\"a\",\"value\":\"b\"}",
        ),
        (
            "[{\"input\":\"hunter\",\"loc\":[\"body\",\"token\"],\"msg\":\"a } b\"}]",
            "[{\"input\":\"[redacted]\",\"loc\":[\"body\",\"token\"],\"msg\":\"a } b\"}]",
        ),
        (
            "{'Field': 'Password', 'reason': 'so (or', 'RejectedValue': {'is': 'hunter'}}",
            "{'Field': 'Password', 'reason': 'so (or', 'RejectedValue': [redacted]}",
        ),
        (
            "{\\\"name\\\": \\\"password\\\", \\\"value\\\": \\\"hunter\\\"}",
            "{\\\"name\\\": \\\"password\\\", \\\"value\\\": \\\"[redacted]\\\"}",
        ),
        (
            "field=password value=hunter",
            "field=password value=[redacted]",
        ),
        (
            "Pair { name: \"password\", value: Some(\"hunter\") }",
            "Pair { name: \"password\", value: Some(\"[redacted]\") }",
        ),
        (
            "<key>password</key>\n <string>hunter</string><key>a</key><string>b</string>",
            "<key>password</key>\n <string>[redacted]</string><key>a</key><string>b</string>",
        ),
        (
            "<p><name>password</name><a/><value>hunter</value></p><value>b</value>",
            "<p><name>password</name><a/><value>[redacted]</value></p><value>b</value>",
        ),
        (
            "<entry value='hunter' name='password'/><entry name='a' value='b'/>",
            "<entry value='[redacted]' name='password'/><entry name='a' value='b'/>",
        ),
        (
            "<string name=\"api_key\">hunter</string><string name=\"a\">b</string>",
            "<string name=\"api_key\">[redacted]</string><string name=\"a\">b</string>",
        ),
    ] {
        assert_eq!(redact(text, &[]), left);
        assert_eq!(redact(left, &[]), left);
    }
}

#[test]
fn other_text_is_kept() {
    for text in [
        "token: must be a string",
        "the token of user-42 in 6bf2b8be-04dd-4191-b602-1128921a306b has ended",
        "sign the token with HS256, OAuth2 or base64",
        "Password: Must have at least 8 characters",
        "Unauthorized: you may not do this",
        "Authentication: token is not valid",
        "unknown key: title",
        r#"{"token": null, "password":true, "name":"Mary"}"#,
        "token::new",
        "the author: Mary",
        "<b>title</b>",
        "<token></token>",
        "key:",
        ": =",
        "Bearer token is missing",
        r#"the keys "token", "title" are missing"#,
        "stream_id: 5",
        "Authorization: header is missing",
        "Cookie: [redacted]; you sent it",
        "errors in token:\nname: is required",
    ] {
        assert_eq!(redact(text, &[]), text);
    }
}

#[test]
fn hostile_text_is_searched_in_linear_time() {
    for text in [
        "token:",
        "token:\"",
        "token: a ",
        "token=[",
        "<token>",
        "token\\\":\\\"",
        "bearer ",
        "token: bearer ",
        "-----BEGIN A-----",
        "token:[\"",
        "token=[{",
        "<a:",
        "cookie: a ",
        ":=",
        "a: ",
        "cookie:[redacted]",
        "name:token,value:{",
        "name=\"token\" value=\"",
        "{\"name\":[\"token\",\"value\":{",
        "<key>token<value>",
        "<name a=\"token\">x",
        "</a>",
        "<a>",
        "{",
        "[(",
        "value:'a:\"b:`",
        "a:\\\"",
        "--token --",
        "token(\"",
        "token to \"",
        "password \"\"",
        "is ",
    ] {
        redact(&text.repeat(16 * 1024 / text.len()), &[]);
    }
}
