//! Ids: types that are strings on the wire. A declarative macro is used, because a derive generates code for each type.

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
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                $crate::__private::debug_variant(f, ::std::stringify!($name), &self.0)
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

#[cfg(test)]
mod tests {
    use std::borrow::Cow;
    use std::collections::{BTreeMap, HashMap};

    use crate::Param;

    #[derive(Clone, PartialEq, Hash, PartialOrd, Ord)]
    struct PeerId(String);
    string_id!(PeerId);

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
        let read: HashMap<PeerId, u8> = serde_json::from_str(r#"{"a":1}"#).unwrap();
        assert_eq!(read["a"], 1);
        let by_hash = HashMap::from([(PeerId::from("a"), 1)]);
        let by_order = BTreeMap::from([(PeerId::from("a"), 1)]);
        assert_eq!((by_hash.get("a"), by_order.get("a")), (Some(&1), Some(&1)));
        assert_eq!((by_hash.get("b"), by_order.get("b")), (None, None));
    }
}
