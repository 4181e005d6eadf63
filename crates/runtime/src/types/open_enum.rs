//! Enums that keep unknown values. A declarative macro is used, because a derive, such as those of `strum`, generates
//! code for each type.

/// Implements an open enum for an enum that derives `PartialEq` and whose last variant is `Unknown(String)` (or, with
/// `else Other`, `Other(String)`).
///
/// An unknown value is kept and serialized unchanged, so that a new value of the service does not make a response
/// unreadable.
///
/// ```
/// /// The state of a session.
/// #[derive(Clone, PartialEq, Hash)]
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

        impl ::std::fmt::Debug for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                match self {
                    $(Self::$variant => f.write_str(::std::stringify!($variant)),)*
                    Self::$unknown(text) => {
                        $crate::__private::debug_variant(f, ::std::stringify!($unknown), text)
                    }
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

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    #[derive(Clone, PartialEq, Hash)]
    enum Reaction {
        Unknown,
        Left,
        Other(String),
    }
    open_enum!(Reaction { Unknown = "unknown", Left = "left top" } else Other);

    #[test]
    fn a_value_is_a_key_of_a_map() {
        let counts: HashMap<Reaction, u8> = serde_json::from_str(r#"{"left top":7}"#).unwrap();
        assert_eq!(counts[&Reaction::Left], 7);
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
