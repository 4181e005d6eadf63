//! Types that are strings on the wire: ids, and open enums. Declarative macros are used, because a derive, such as
//! those of `strum`, generates code for each type.

/// Implements an id type for a `pub struct Name(String)` that derives `Clone, PartialEq, Hash, PartialOrd, Ord`.
///
/// Ids of different resources are different types, so that one cannot be passed for another. Their format is not
/// checked. An id that is a JSON integer is read as its digits. An id can be made from any string type (with the
/// feature `uuid`, also from a `Uuid`), compared with one, and looked up by one.
///
/// ```
/// /// A meeting's id.
/// #[derive(Clone, PartialEq, Hash, PartialOrd, Ord)]
/// pub struct MeetingId(String);
/// realtimekit_runtime::string_id!(MeetingId);
///
/// let id = MeetingId::from("bbb9b9bd");
/// assert_eq!(id.as_str(), "bbb9b9bd");
/// assert!(id == "bbb9b9bd");
/// assert_eq!(format!("{id} {id:?}"), r#"bbb9b9bd MeetingId("bbb9b9bd")"#);
/// ```
#[macro_export]
macro_rules! string_id {
    ($name:ident) => {
        impl $name {
            /// The id as a string.
            #[inline]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl ::std::convert::AsRef<str> for $name {
            #[inline]
            fn as_ref(&self) -> &str {
                &self.0
            }
        }

        impl ::std::fmt::Debug for $name {
            #[inline]
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.debug_tuple(::std::stringify!($name))
                    .field(&self.0)
                    .finish()
            }
        }

        impl ::std::convert::From<$name> for ::std::string::String {
            #[inline]
            fn from(id: $name) -> Self {
                id.0
            }
        }

        impl ::std::convert::From<&str> for $name {
            #[inline]
            fn from(text: &str) -> Self {
                Self(::std::string::String::from(text))
            }
        }

        impl ::std::convert::From<::std::string::String> for $name {
            #[inline]
            fn from(text: ::std::string::String) -> Self {
                Self(text)
            }
        }

        impl ::std::convert::From<&::std::string::String> for $name {
            #[inline]
            fn from(text: &::std::string::String) -> Self {
                Self(::std::clone::Clone::clone(text))
            }
        }

        impl ::std::convert::From<::std::borrow::Cow<'_, str>> for $name {
            #[inline]
            fn from(text: ::std::borrow::Cow<'_, str>) -> Self {
                Self(text.into_owned())
            }
        }

        impl ::std::convert::From<&$name> for $name {
            #[inline]
            fn from(id: &Self) -> Self {
                ::std::clone::Clone::clone(id)
            }
        }

        $crate::__from_uuid!($name);

        // This is correct, because the derived `Hash`, `Eq` and `Ord` are those of the string.
        impl ::std::borrow::Borrow<str> for $name {
            #[inline]
            fn borrow(&self) -> &str {
                &self.0
            }
        }

        impl ::std::cmp::PartialEq<str> for $name {
            #[inline]
            fn eq(&self, text: &str) -> bool {
                self.0 == *text
            }
        }

        impl ::std::cmp::PartialEq<&str> for $name {
            #[inline]
            fn eq(&self, text: &&str) -> bool {
                self.0 == **text
            }
        }

        impl ::std::cmp::PartialEq<::std::string::String> for $name {
            #[inline]
            fn eq(&self, text: &::std::string::String) -> bool {
                self.0 == *text
            }
        }

        $crate::__text!($name);
    };
}

/// Converts a `Uuid` into an id, in lower case with hyphens, as the service writes it.
#[doc(hidden)]
#[macro_export]
#[cfg(feature = "uuid")]
macro_rules! __from_uuid {
    ($name:ident) => {
        impl ::std::convert::From<$crate::__private::Uuid> for $name {
            #[inline]
            fn from(uuid: $crate::__private::Uuid) -> Self {
                Self(::std::string::ToString::to_string(&uuid))
            }
        }
    };
}

/// Without the feature `uuid`, ids are only made from strings.
#[doc(hidden)]
#[macro_export]
#[cfg(not(feature = "uuid"))]
macro_rules! __from_uuid {
    ($name:ident) => {};
}

/// Implements an open enum for an enum that derives `PartialEq` and whose last variant is `Unknown(String)` (or, with
/// `else Other`, `Other(String)`).
///
/// An unknown value is kept and serialized unchanged, so that a new value of the service does not make a response
/// unreadable.
///
/// ```
/// /// The state of a session.
/// #[derive(Debug, Clone, PartialEq, Hash)]
/// #[non_exhaustive]
/// pub enum SessionStatus {
///     /// Running.
///     Live,
///     /// Over.
///     Ended,
///     /// A value that this version does not know.
///     Unknown(String),
/// }
/// realtimekit_runtime::open_enum!(SessionStatus { Live = "LIVE", Ended = "ENDED" });
///
/// assert_eq!(SessionStatus::from("LIVE"), SessionStatus::Live);
/// assert_eq!(SessionStatus::from("PAUSED").to_string(), "PAUSED");
/// ```
#[macro_export]
macro_rules! open_enum {
    ($name:ident { $($variant:ident = $text:literal),* $(,)? }) => {
        $crate::open_enum!($name { $($variant = $text),* } else Unknown);
    };
    ($name:ident { $($variant:ident = $text:literal),* $(,)? } else $unknown:ident) => {
        impl $name {
            /// The value as the service writes it.
            #[inline]
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $text,)*
                    Self::$unknown(text) => text,
                }
            }
        }

        impl ::std::convert::From<&str> for $name {
            #[inline]
            fn from(text: &str) -> Self {
                match text {
                    $($text => Self::$variant,)*
                    _ => Self::$unknown($crate::__private::unknown_value(text)),
                }
            }
        }

        impl ::std::convert::From<::std::string::String> for $name {
            #[inline]
            fn from(text: ::std::string::String) -> Self {
                match text.as_str() {
                    $($text => Self::$variant,)*
                    _ => Self::$unknown(text),
                }
            }
        }

        $crate::__text!($name);
    };
}

/// Implements what ids and open enums share, through `as_str` and `From<&str>`. With another function it implements
/// what all types share that are strings on the wire.
#[doc(hidden)]
#[macro_export]
macro_rules! __text {
    ($name:ident) => {
        // Not derived, because that would compile an unused function in each crate.
        impl ::std::cmp::Eq for $name {}

        impl ::std::str::FromStr for $name {
            type Err = ::std::convert::Infallible;

            #[inline]
            fn from_str(text: &str) -> ::std::result::Result<Self, ::std::convert::Infallible> {
                ::std::result::Result::Ok(Self::from(text))
            }
        }

        $crate::__text!($name, |text| Self::from(text));
    };
    ($name:ident, $make:expr) => {
        impl ::std::fmt::Display for $name {
            #[inline]
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl $crate::__private::serde::Serialize for $name {
            #[inline]
            fn serialize<S: $crate::__private::serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::std::result::Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> $crate::__private::serde::Deserialize<'de> for $name {
            #[inline]
            fn deserialize<D: $crate::__private::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::std::result::Result<Self, D::Error> {
                $crate::__private::read_text(deserializer, $make)
            }
        }

        #[doc(hidden)]
        impl $crate::Param for $name {
            #[inline]
            fn to_param(&self) -> ::std::borrow::Cow<'_, str> {
                ::std::borrow::Cow::Borrowed(self.as_str())
            }
        }

        impl $crate::Validate for $name {}
    };
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;
    use std::collections::{BTreeMap, HashMap};

    use crate::Param;

    #[derive(Clone, PartialEq, Hash, PartialOrd, Ord)]
    struct PeerId(String);
    string_id!(PeerId);

    #[derive(Debug, Clone, PartialEq, Hash)]
    enum Reaction {
        Unknown,
        Left,
        Other(String),
    }
    open_enum!(Reaction { Unknown = "unknown", Left = "left top" } else Other);

    #[test]
    fn an_id_is_its_text_and_a_number_is_read_as_text() {
        let ids: Vec<PeerId> = serde_json::from_str(r#"["a\nb", 17, -2]"#).unwrap();
        assert_eq!(
            ids,
            [PeerId::from("a\nb"), PeerId::from("17"), PeerId::from("-2")]
        );
        assert_eq!(serde_json::to_string(&ids[1]).unwrap(), "\"17\"");
        assert_eq!(PeerId::from(&ids[1]).to_param(), "17");
        assert_eq!(String::from("17".parse::<PeerId>().unwrap()), "17");
        for none in ["true", "1.0", "1e3", "1.5", "18446744073709551616"] {
            assert!(serde_json::from_str::<PeerId>(none).is_err(), "{none}");
        }
    }

    #[test]
    fn an_id_is_made_of_any_string_and_equals_it() {
        let owned = "a".to_owned();
        for id in [
            PeerId::from("a"),
            PeerId::from(&owned),
            PeerId::from(owned.clone()),
            PeerId::from(Cow::Borrowed("a")),
            PeerId::from(Cow::<str>::Owned(owned.clone())),
        ] {
            assert!(id == "a" && id == *"a" && id == owned, "{id}");
            assert!(
                id != "b" && id != *"b" && id != owned.to_uppercase(),
                "{id}"
            );
        }
    }

    #[cfg(feature = "uuid")]
    #[test]
    fn an_id_is_made_of_a_uuid_as_the_service_writes_it() {
        let uuid = uuid::Uuid::from_u128(0xAAA9_B9BD_0000_4000_8000_0000_0000_0001);
        assert!(PeerId::from(uuid) == "aaa9b9bd-0000-4000-8000-000000000001");
    }

    #[test]
    fn an_id_is_found_by_its_text() {
        let by_hash = HashMap::from([(PeerId::from("a"), 1)]);
        let by_order = BTreeMap::from([(PeerId::from("a"), 1)]);
        assert_eq!((by_hash.get("a"), by_order.get("a")), (Some(&1), Some(&1)));
        assert_eq!((by_hash.get("b"), by_order.get("b")), (None, None));
    }

    #[test]
    fn ids_and_enums_serve_as_keys() {
        let by_id: HashMap<PeerId, Reaction> = serde_json::from_str(r#"{"p":"left top"}"#).unwrap();
        assert_eq!(by_id[&PeerId::from("p")], Reaction::Left);
    }

    #[test]
    fn an_unknown_value_goes_back_unchanged() {
        for text in ["unknown", "left top", "Left Top", "brand new"] {
            let json = format!("{text:?}");
            let value: Reaction = serde_json::from_str(&json).unwrap();
            assert_eq!(serde_json::to_string(&value).unwrap(), json);
            assert_eq!(value, Reaction::from(text.to_owned()));
            assert_eq!(format!("{value:>10}"), format!("{text:>10}"));
        }
        assert_eq!(Reaction::from("unknown"), Reaction::Unknown);
        assert_eq!(
            Reaction::from("brand new"),
            Reaction::Other("brand new".to_owned())
        );
    }
}
