//! `Debug` of all objects.

use std::fmt;

use crate::redact::{
    REDACTED,
    debug::without_credentials,
    is_name_of_one_secret, is_secret_name,
    pair::{Pair, names_known_secret},
};

/// The maximum number of steps of a path that are read.
const MOST_STEPS: usize = 32;

/// Writes a struct from its fields, without credentials and tokens, and without the values of fields with the name of a
/// secret.
///
/// # Errors
/// The text cannot be written.
pub fn debug_object(
    f: &mut fmt::Formatter<'_>,
    name: &str,
    fields: &[(&str, &dyn fmt::Debug)],
) -> fmt::Result {
    // Each value is written once: a second time in each object would take exponential time.
    let texts: Vec<String> = fields.iter().map(|(_, value)| written(f, *value)).collect();
    let mut pair = Pair::default();
    for ((field, _), text) in fields.iter().zip(&texts) {
        pair.add(field, || names_a_secret(text));
    }
    let mut out = f.debug_struct(name);
    for ((field, _), text) in fields.iter().zip(&texts) {
        let inner = inner(text);
        let around = &text[..text.len() - inner.len()];
        let is_number = inner.starts_with(|c: char| c.is_ascii_digit() || c == '-');
        let is_one_number = is_number && !around.contains('[');
        // A field `key` is the name of anything.
        let is_named = *field != "key"
            && is_secret_name(field)
            && (!is_one_number || is_name_of_one_secret(field));
        let is_secret = (is_named
            || pair.hides_key(field, inner.starts_with('{') || text.starts_with('[')))
            && (is_number || inner.starts_with(['"', '{']));
        match is_secret {
            true => out.field(field, &format_args!("{REDACTED}")),
            false => out.field(field, &format_args!("{text}")),
        };
    }
    out.finish()
}

/// The text behind what may be before a value: `Some([`, or the name of a type (`OAuth2Token(`).
fn inner(text: &str) -> &str {
    let is_opening = |c: char| c.is_whitespace() || "([".contains(c);
    let is_in_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let mut rest = text;
    loop {
        rest = rest.trim_start_matches(is_opening);
        if !rest.starts_with(|c: char| c.is_ascii_alphabetic()) {
            return rest;
        }
        rest = rest.trim_start_matches(is_in_name);
    }
}

/// Whether a value, or one of a list, is the name of a secret. A known value of an enum has no quotation marks.
fn names_a_secret(text: &str) -> bool {
    let mut strings = text.split('"').skip(1).step_by(2).take(MOST_STEPS);
    match text.contains('"') {
        true => strings.any(names_known_secret),
        false => names_known_secret(text),
    }
}

/// Writes a variant with a value, without credentials and tokens.
///
/// # Errors
/// The text cannot be written.
pub fn debug_variant(
    f: &mut fmt::Formatter<'_>,
    name: &str,
    value: &dyn fmt::Debug,
) -> fmt::Result {
    let text = written(f, value);
    f.debug_tuple(name).field(&format_args!("{text}")).finish()
}

/// A value without credentials and tokens. A service may return them in any string: as the address of a picture, or in a
/// message.
fn written(f: &fmt::Formatter<'_>, value: &dyn fmt::Debug) -> String {
    match f.alternate() {
        true => without_credentials(&format!("{value:#?}")),
        false => without_credentials(&format!("{value:?}")),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde_json::{Map, Value, json};

    use crate::Field;

    struct Peer {
        id: String,
        picture: Option<String>,
        inner: Vec<Peer>,
    }
    crate::object!(Peer { required id; optional picture = "image"; nullable inner });

    #[derive(Clone, PartialEq)]
    struct PeerId(String);
    crate::string_id!(PeerId);

    #[derive(PartialEq)]
    enum Role {
        Host,
        Unknown(String),
    }
    crate::open_enum!(Role { Host = "host" });

    struct Raw {
        required: Value,
        optional: Option<Value>,
        optional_any: Option<Value>,
        nullable: Value,
        clearable: Field<Value>,
        read_only: Option<Value>,
        others: Map<String, Value>,
    }
    crate::object!(Raw {
        raw_required required; raw_optional optional; raw_optional_any optional_any; raw_nullable nullable;
        raw_clearable clearable; raw_read_only read_only
    } raw_others others);

    #[test]
    fn secrets_in_json_are_not_shown_in_any_mode() {
        let json = json!({"password": "s3cr3t", "a": "shown"});
        let raw = Raw {
            required: json.clone(),
            optional: Some(json.clone()),
            optional_any: Some(json.clone()),
            nullable: json.clone(),
            clearable: Field::Value(json.clone()),
            read_only: Some(json.clone()),
            others: json.as_object().cloned().unwrap_or_default(),
        };
        let shown = format!("{raw:?}");
        assert!(!shown.contains("s3cr3t"), "{shown}");
        assert_eq!(shown.matches("\"shown\"").count(), 7, "{shown}");
    }

    struct Named {
        password: String,
        api_keys: Vec<String>,
        pin: Option<String>,
        key: String,
        has_token: bool,
    }
    crate::object!(Named { required password, api_keys; optional pin; required key, has_token });

    struct Pair {
        name: String,
        value: Option<String>,
    }
    crate::object!(Pair { required name; optional value });

    #[derive(PartialEq)]
    enum Kind {
        Password,
        Title,
        Unknown(String),
    }
    crate::open_enum!(Kind { Password = "password", Title = "title" });

    struct Invalid {
        field: Kind,
        loc: Vec<String>,
        rejected_value: Option<u32>,
        input: String,
    }
    crate::object!(Invalid { required field; nullable loc; optional rejected_value; required input });

    struct Tree {
        key: Option<Box<Tree>>,
        left: Option<Box<Tree>>,
    }
    crate::object!(Tree { optional key, left });

    #[test]
    fn a_deep_value_is_written_in_linear_time() {
        let deeper = |tree: Option<Box<Tree>>, is_key: bool| match is_key {
            true => Some(Box::new(Tree {
                key: tree,
                left: None,
            })),
            false => Some(Box::new(Tree {
                key: None,
                left: tree,
            })),
        };
        let tree = (0..60).fold(None, |tree, at| deeper(tree, at % 2 == 0));
        assert_eq!(format!("{tree:?}").matches("Tree {").count(), 60);
    }

    #[derive(Clone, PartialEq)]
    struct OAuth2Token(String);
    crate::string_id!(OAuth2Token);

    struct Login {
        pin: Option<u32>,
        otp: f64,
        pins: Vec<i64>,
        secrets: BTreeMap<String, String>,
        credentials: Pair,
        auth: Option<Value>,
        max_tokens: Option<u32>,
        has_password: bool,
        token: Option<Kind>,
        access_token: Option<OAuth2Token>,
    }
    crate::object!(Login {
        optional pin; required otp; nullable pins; required secrets, credentials; raw_optional auth;
        optional max_tokens; required has_password;
        optional token, access_token
    });

    #[test]
    fn values_of_any_type_with_the_name_of_a_secret_are_not_shown() {
        let secret = || "hunter".to_owned();
        let login = |pin| Login {
            pin,
            otp: -7_734_421.0,
            pins: vec![7_734_421],
            secrets: BTreeMap::from([("a".to_owned(), secret())]),
            credentials: Pair {
                name: "mary".to_owned(),
                value: Some(secret()),
            },
            auth: Some(json!({"basic": secret()})),
            max_tokens: Some(1024),
            has_password: true,
            token: Some(Kind::Title),
            access_token: Some(OAuth2Token(secret())),
        };
        let shown = format!("{:?}", login(Some(7_734_421)));
        assert_eq!(
            shown,
            "Login { pin: [redacted], otp: [redacted], pins: [redacted], secrets: [redacted], \
             credentials: [redacted], auth: [redacted], max_tokens: Some(1024), has_password: true, \
             token: Some(Title), access_token: [redacted] }"
        );
        let lines = format!("{:#?}", login(None));
        assert!(lines.contains("pin: None"), "{lines}");
        assert!(
            !lines.contains("hunter") && !lines.contains("7734421"),
            "{lines}"
        );
    }

    #[test]
    fn texts_of_fields_with_the_name_of_a_secret_are_not_shown() {
        let secret = || "hunter".to_owned();
        let named = Named {
            password: secret(),
            api_keys: vec![secret()],
            pin: None,
            key: "PROJECT-1".to_owned(),
            has_token: true,
        };
        assert_eq!(
            format!("{named:?}"),
            "Named { password: [redacted], api_keys: [redacted], pin: None, key: \"PROJECT-1\", has_token: true }"
        );
        let pair = |name: &str| Pair {
            name: name.to_owned(),
            value: Some(secret()),
        };
        let invalid = |field| Invalid {
            field,
            loc: vec!["body".to_owned(), "token".to_owned()],
            rejected_value: Some(1234),
            input: secret(),
        };
        let shown = format!("{:?}", invalid(Kind::Title));
        assert!(
            !shown.contains(&secret()) && !shown.contains("1234"),
            "{shown}"
        );
        let other = Invalid {
            loc: Vec::new(),
            ..invalid(Kind::Title)
        };
        assert!(
            format!("{other:?}").contains("Some(1234), input: \"hunter\""),
            "{other:?}"
        );
        let other = Invalid {
            field: Kind::Password,
            ..other
        };
        assert!(!format!("{other:?}").contains("hunter"), "{other:?}");
        let shown = format!("{:?} {:?}", pair("authorization"), pair("color"));
        assert!(shown.contains("value: [redacted]"), "{shown}");
        assert!(shown.contains("value: Some(\"hunter\")"), "{shown}");
    }

    #[test]
    fn credentials_in_strings_are_not_shown() {
        let peer = |picture: &str, inner| Peer {
            id: "user-42".to_owned(),
            picture: Some(picture.to_owned()),
            inner,
        };
        for secret in [
            "https://h/a.png?X-Amz-Signature=s3cr3t",
            "cannot publish to\nrtmps://h/app/s3cr3t\nnow",
            "no \"https://u:s3cr3t@h/\"",
            "bad token eyJhbGciOiJub25lIn0.eyJpZCI6IjYifQ.s3cr3t",
            "{\"password\":\"s3cr3t\"}",
            "https%3A%2F%2Fh%2Fa%3Fsig%3Ds3cr3t",
            "token q8Wv-3kZr0pLm_X2yTn7sBd5JhQcs3cr3t4",
        ] {
            for alone in [
                format!("{:?}", PeerId::from(secret)),
                format!("{:?}", Role::from(secret)),
            ] {
                assert!(!alone.contains("s3cr3t"), "{alone}");
            }
            let peer = peer(secret, vec![peer(secret, Vec::new())]);
            for shown in [format!("{peer:?}"), format!("{peer:#?}")] {
                assert!(!shown.contains("s3cr3t"), "{shown}");
                assert!(shown.contains("user-42"), "{shown}");
            }
        }
        let peer = peer("https://h/a.png", vec![peer("what? #1", Vec::new())]);
        assert_eq!(
            format!("{peer:?}"),
            "Peer { id: \"user-42\", picture: Some(\"https://h/a.png\"), inner: [Peer { id: \"user-42\", picture: \
             Some(\"what? #1\"), inner: [] }] }"
        );
        assert_eq!(
            format!(
                "{:?} {:?} {:?}",
                PeerId::from("user-42"),
                Role::Host,
                Role::from("guest")
            ),
            "PeerId(\"user-42\") Host Unknown(\"guest\")"
        );
        assert!(format!("{peer:#?}").contains("\n            picture: Some(\n"));
    }
}
