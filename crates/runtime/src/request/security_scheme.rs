//! Credentials other than the API token: a user with a password, and keys in headers, queries and cookies.

use std::borrow::Cow;

use crate::{Secret, Setting, request::authorization};

/// A credential of the API description.
#[derive(Debug)]
pub struct Scheme {
    /// Its name in errors, which is the name of its setter.
    pub name: &'static str,
    /// How it is sent.
    pub placement: Placement,
}

impl Scheme {
    /// Why a secret is not valid, as the end of a sentence about it.
    pub(crate) fn fault(&self, secret: &str) -> Option<Cow<'static, str>> {
        match self.placement {
            Placement::Basic if secret.is_empty() => {
                Some("has a colon in the user name, which cannot be sent".into())
            }
            Placement::Basic if secret.contains(char::is_control) => {
                Some("has a control character, which cannot be sent".into())
            }
            Placement::Basic => None,
            Placement::Header(header) => authorization::fault_in(secret, header),
            _ => Setting::Token.fault(secret),
        }
    }
}

/// How a credential is sent.
#[derive(Debug)]
pub enum Placement {
    /// `Authorization: Bearer …`.
    Bearer,
    /// `Authorization: Basic …`, with `user:password`.
    Basic,
    /// In a header of this name.
    Header(&'static str),
    /// In a parameter of the query.
    Query(&'static str),
    /// In a cookie.
    Cookie(&'static str),
}

/// The credentials of one call: one of several sets.
#[derive(Debug, Clone, Copy)]
pub struct Needs {
    /// The sets: whether each contains the API token, and its other credentials.
    pub any_of: &'static [(bool, &'static [&'static Scheme])],
}

/// The credentials that a client has.
pub(crate) type Credentials = Vec<(&'static Scheme, Secret)>;
