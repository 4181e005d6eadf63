//! Objects: a replacement for `#[derive(Debug, Serialize, Deserialize)]` with a tenth of the code.
//!
//! Derived code is generated for each type, and checking it is most of the compile time of a client. Here a type lists
//! its keys, and one reader and one writer are used for all types.

mod debug;
mod open;
mod read;
mod write;

pub use debug::{debug_object, debug_variant};
pub use open::{read_fields_and_others, read_others, write_open_object};
pub use read::{Collection, Nullable, Object, Required, read_fields, read_object};
pub use write::{Always, Never, Part, write_object};

/// Implements reading and writing of a struct as a JSON object, and `Debug` without secrets. Each field has a mode:
///
/// | mode | field | if the key is missing | written |
/// | --- | --- | --- | --- |
/// | `required` | any | an error | always |
/// | `collection` | a list or map, empty for null | an error | always |
/// | `nullable` | any with a default | the default, as for null | always |
/// | `optional` | `Option` | `None` | unless it is `None` |
/// | `optional_any` | `Option` of JSON, in which null is a value | `None` | unless it is `None` |
/// | `clearable` | [`Field`](crate::Field) | `Absent` | unless it is `Absent` |
/// | `read_only` | `Option` | `None` | never |
///
/// A field with JSON of unknown type has `raw_` before its mode. Values that look like a secret are left out when it is
/// serialized or printed: by their name, by the names listed after `secret_keys`, and credentials in URLs.
///
/// Unknown keys are ignored, unless there is a field for them: `object!(Plugin { optional name } others extra)`, or
/// `raw_others` if they contain any JSON. If a key occurs twice, the last value is used. Values are coerced if their
/// meaning is unambiguous: `"3"` and `3.0` as the integer 3, `"true"` as a boolean. A `null` in a list is skipped,
/// unless items are nullable.
///
/// Secrets are written as `"[redacted]"`, unless [`ExposeSecrets`](crate::ExposeSecrets) is used. In a type that
/// callers only send, `object!(sent Session { … })`, they are written.
///
/// ```
/// #[derive(PartialEq)]
/// pub struct Session {
///     id: String,
///     kind: Option<String>,
///     tags: Vec<String>,
/// }
/// realtimekit_runtime::object!(Session {
///     required id; optional kind = "type"; nullable tags
/// });
///
/// let session: Session = serde_json::from_str(r#"{"tags": null, "id": "s1", "rooms": [1]}"#)?;
/// assert_eq!(session, Session { id: "s1".to_owned(), kind: None, tags: vec![] });
/// assert_eq!(serde_json::to_string(&session)?, r#"{"id":"s1","tags":[]}"#);
/// assert!(serde_json::from_str::<Session>(r#"{"type": "group"}"#).is_err());
/// # Ok::<(), serde_json::Error>(())
/// ```
#[macro_export]
macro_rules! object {
    (sent $name:ident $fields:tt $(others $others:ident)? $(raw_others $raw:ident)?) => {
        $crate::__object!(true [] $name $fields $(others $others)? $(raw_others $raw)?);
    };
    (sent $name:ident $fields:tt $(others $others:ident)? $(raw_others $raw:ident)? secret_keys $keys:tt) => {
        $crate::__object!(true $keys $name $fields $(others $others)? $(raw_others $raw)?);
    };
    ($name:ident $fields:tt $(others $others:ident)? $(raw_others $raw:ident)?) => {
        $crate::__object!(false [] $name $fields $(others $others)? $(raw_others $raw)?);
    };
    ($name:ident $fields:tt $(others $others:ident)? $(raw_others $raw:ident)? secret_keys $keys:tt) => {
        $crate::__object!(false $keys $name $fields $(others $others)? $(raw_others $raw)?);
    };
}

/// The object, and whether callers send it.
#[doc(hidden)]
#[macro_export]
macro_rules! __object {
    ($is_sent:literal $secret_keys:tt $name:ident {
        $($way:ident $($field:ident $(= $key:literal)?),+);* $(;)?
    } $($others:ident $extra:ident)?) => {
        impl $crate::__private::Object for $name {
            const IS_SENT: bool = $is_sent;
            const NAME: &'static str = ::std::stringify!($name);
            const KEYS: &'static [&'static str] = &[
                $($($crate::__key!($field $($key)?)),+),*
            ];

            fn read<'de, A: $crate::__private::serde::de::MapAccess<'de>>(
                map: A,
            ) -> ::std::result::Result<Self, A::Error> {
                $($(let mut $field = $crate::__field!(new $way);)+)*
                $crate::__fields!(
                    $($extra)? = map, Self::KEYS, &mut [$($(&mut $field),+),*]
                );
                ::std::result::Result::Ok(Self {
                    $($($field: $crate::__field!(
                        take $way $field $crate::__key!($field $($key)?)
                    ),)+)*
                    $($extra: $crate::__private::read_others::<_, A::Error>($extra)?,)?
                })
            }
        }

        impl<'de> $crate::__private::serde::Deserialize<'de> for $name {
            fn deserialize<D: $crate::__private::serde::Deserializer<'de>>(
                from: D,
            ) -> ::std::result::Result<Self, D::Error> {
                $crate::__private::read_object(from)
            }
        }

        impl $crate::__private::serde::Serialize for $name {
            fn serialize<S: $crate::__private::serde::Serializer>(
                &self,
                to: S,
            ) -> ::std::result::Result<S::Ok, S::Error> {
                $crate::__written!(
                    to, &[$($($crate::__field!(part $way self.$field, $secret_keys)),+),*]
                    $(, $others self.$extra, $secret_keys)?
                )
            }
        }

        impl ::std::fmt::Debug for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                $crate::__private::debug_object(f, <Self as $crate::__private::Object>::NAME, &[
                    $($((
                        ::std::stringify!($field),
                        $crate::__field!(debug $way self.$field, $secret_keys),
                    ),)+)*
                    $((
                        ::std::stringify!($extra),
                        $crate::__field!(debug $others self.$extra, $secret_keys),
                    ),)?
                ])
            }
        }
    };
}

/// Reads the fields of an object, and its other keys.
#[doc(hidden)]
#[macro_export]
macro_rules! __fields {
    (= $map:expr, $keys:expr, $slots:expr) => {
        $crate::__private::read_fields($map, $keys, $slots)?
    };
    ($extra:ident = $map:expr, $keys:expr, $slots:expr) => {
        let $extra = $crate::__private::read_fields_and_others($map, $keys, $slots)?;
    };
}

/// Writes the fields of an object, and its other keys.
#[doc(hidden)]
#[macro_export]
macro_rules! __written {
    ($to:ident, $parts:expr) => {
        $crate::__private::write_object::<Self, S>($to, $parts)
    };
    ($to:ident, $parts:expr, others $extra:expr, $secret_keys:tt) => {
        $crate::__private::write_open_object::<Self, S>($to, $parts, &$extra)
    };
    ($to:ident, $parts:expr, raw_others $extra:expr, $secret_keys:tt) => {
        $crate::__private::write_open_object::<Self, S>(
            $to,
            $parts,
            &$crate::__private::RawJson::new(&$extra, &$secret_keys),
        )
    };
}

/// The key of a field: its name, unless another key is given.
#[doc(hidden)]
#[macro_export]
macro_rules! __key {
    ($field:ident) => {
        ::std::stringify!($field)
    };
    ($field:ident $key:literal) => {
        $key
    };
}

/// The differences between the modes: the slot, how the value is taken from it, and the part that is written.
#[doc(hidden)]
#[macro_export]
macro_rules! __field {
    (new required) => {
        $crate::__private::Required(::std::option::Option::None)
    };
    (new collection) => {
        $crate::__private::Collection(::std::option::Option::None)
    };
    (new nullable) => {
        $crate::__private::Nullable(::std::default::Default::default())
    };
    (new raw_required) => {
        $crate::__field!(new required)
    };
    (new raw_collection) => {
        $crate::__field!(new collection)
    };
    (new raw_nullable) => {
        $crate::__field!(new nullable)
    };
    (new raw_optional_any) => {
        $crate::__field!(new required)
    };
    (new raw_clearable) => {
        $crate::__field!(new clearable)
    };
    (new clearable) => {
        $crate::Field::Absent
    };
    (new $optional:ident) => {
        ::std::option::Option::None
    };
    (take required $slot:ident $key:expr) => {
        $slot.value::<A::Error>($key)?
    };
    (take collection $slot:ident $key:expr) => {
        $crate::__private::Required($slot.0).value::<A::Error>($key)?
    };
    (take nullable $slot:ident $key:expr) => {
        $slot.0
    };
    (take raw_required $slot:ident $key:expr) => {
        $crate::__field!(take required $slot $key)
    };
    (take raw_collection $slot:ident $key:expr) => {
        $crate::__field!(take collection $slot $key)
    };
    (take raw_nullable $slot:ident $key:expr) => {
        $crate::__field!(take nullable $slot $key)
    };
    (take raw_optional_any $slot:ident $key:expr) => {
        $slot.0
    };
    (take $optional:ident $slot:ident $key:expr) => {
        $slot
    };
    (part required $value:expr, $secret_keys:tt) => {
        &$crate::__private::Always(&$value)
    };
    (part collection $value:expr, $secret_keys:tt) => {
        &$crate::__private::Always(&$value)
    };
    (part nullable $value:expr, $secret_keys:tt) => {
        &$crate::__private::Always(&$value)
    };
    (part read_only $value:expr, $secret_keys:tt) => {
        &$crate::__private::Never
    };
    (part raw_read_only $value:expr, $secret_keys:tt) => {
        &$crate::__private::Never
    };
    (part raw_optional $value:expr, $secret_keys:tt) => {
        &$crate::__private::RawJson::new(&$value, &$secret_keys).only_if($value.is_some())
    };
    (part raw_optional_any $value:expr, $secret_keys:tt) => {
        $crate::__field!(part raw_optional $value, $secret_keys)
    };
    (part raw_clearable $value:expr, $secret_keys:tt) => {
        &$crate::__private::RawJson::new(&$value, &$secret_keys).only_if(!$value.is_absent())
    };
    (part raw_required $value:expr, $secret_keys:tt) => {
        &$crate::__private::RawJson::new(&$value, &$secret_keys)
    };
    (part raw_collection $value:expr, $secret_keys:tt) => {
        &$crate::__private::RawJson::new(&$value, &$secret_keys)
    };
    (part raw_nullable $value:expr, $secret_keys:tt) => {
        &$crate::__private::RawJson::new(&$value, &$secret_keys)
    };
    (part $optional:ident $value:expr, $secret_keys:tt) => {
        &$value
    };
    (debug required $value:expr, $secret_keys:tt) => {
        &$value
    };
    (debug collection $value:expr, $secret_keys:tt) => {
        &$value
    };
    (debug nullable $value:expr, $secret_keys:tt) => {
        &$value
    };
    (debug optional $value:expr, $secret_keys:tt) => {
        &$value
    };
    (debug clearable $value:expr, $secret_keys:tt) => {
        &$value
    };
    (debug read_only $value:expr, $secret_keys:tt) => {
        &$value
    };
    (debug others $value:expr, $secret_keys:tt) => {
        &$value
    };
    (debug $raw:ident $value:expr, $secret_keys:tt) => {
        &$crate::__private::RawJson::new(&$value, &$secret_keys)
    };
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, from_str, from_value};

    use crate::Field;

    #[derive(PartialEq)]
    struct Peer {
        id: String,
        name: Option<String>,
        picture: Field<String>,
        events: Vec<u32>,
    }
    object!(Peer {
        required id;
        optional name = "displayName";
        clearable picture;
        nullable events;
    });

    fn peer(name: Option<&str>, picture: Field<&str>, events: &[u32]) -> Peer {
        Peer {
            id: "p".to_owned(),
            name: name.map(str::to_owned),
            picture: match picture {
                Field::Absent => Field::Absent,
                Field::Null => Field::Null,
                Field::Value(text) => Field::Value(text.to_owned()),
            },
            events: events.to_vec(),
        }
    }

    #[test]
    fn fields_are_read_in_any_order_and_from_any_reader() {
        for (text, wanted) in [
            (
                r#"{"id":"p","displayName":"P","picture":"u","events":[1]}"#,
                peer(Some("P"), Field::Value("u"), &[1]),
            ),
            (
                r#"{"events":[2],"new":{"id":1},"picture":null,"displayName":null,"id":"p"}"#,
                peer(None, Field::Null, &[2]),
            ),
            (
                r#"{"id":"o","events":null,"id":"p"}"#,
                peer(None, Field::Absent, &[]),
            ),
        ] {
            assert_eq!(from_str::<Peer>(text).unwrap(), wanted, "{text}");
            let value: Value = from_str(text).unwrap();
            assert_eq!(from_value::<Peer>(value).unwrap(), wanted, "{text}");
        }
    }

    #[derive(PartialEq)]
    struct Rooms {
        names: Vec<String>,
    }
    object!(Rooms { collection names });

    #[test]
    fn a_collection_is_empty_for_null_and_cannot_be_missing() {
        let empty = Rooms { names: vec![] };
        assert_eq!(from_str::<Rooms>(r#"{"names":null}"#).unwrap(), empty);
        let error = from_str::<Rooms>("{}").unwrap_err();
        assert_eq!(
            error.to_string(),
            "missing field `names` at line 1 column 2"
        );
    }

    #[test]
    fn a_mismatch_is_reported_without_the_value() {
        for (text, wanted) in [
            ("{}", "missing field `id` at line 1 column 2"),
            (
                r#"{"id":7}"#,
                "invalid type: integer, expected a string at line 1 column 7",
            ),
            (
                "[1,2]",
                "invalid type: sequence, expected struct Peer at line 1 column 5",
            ),
            (
                "true",
                "invalid type: boolean, expected struct Peer at line 1 column 4",
            ),
        ] {
            assert_eq!(from_str::<Peer>(text).unwrap_err().to_string(), wanted);
        }
    }
}
