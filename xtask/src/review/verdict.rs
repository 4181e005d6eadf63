//! What a change means: on the wire, and for Rust callers.

use std::fmt;

use serde::Serialize;

/// What a change means to programs that call the service.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Wire {
    /// Nothing is sent or read differently.
    #[default]
    None,
    /// Programs written for the old description keep working.
    Safe,
    /// Some of them may stop working: those that are stricter than necessary, or that depend on what is not specified.
    Risky,
    /// Programs written for the old description stop working.
    Breaking,
}

/// The version bump that a change requires, on the scale of 1.x.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Bump {
    /// Nothing.
    #[default]
    None,
    /// Docs or the inside of functions differ.
    Patch,
    /// Something new can be used, and all that could be used still can.
    Minor,
    /// Programs that compiled may no longer compile.
    Major,
}

impl Wire {
    /// The bump that the effect on the wire alone requires.
    pub fn bump(self) -> Bump {
        match self {
            Self::None => Bump::None,
            Self::Safe => Bump::Patch,
            Self::Risky => Bump::Minor,
            Self::Breaking => Bump::Major,
        }
    }
}

impl fmt::Display for Wire {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::None => "none",
            Self::Safe => "safe",
            Self::Risky => "risky",
            Self::Breaking => "breaking",
        })
    }
}

impl fmt::Display for Bump {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::None => "none",
            Self::Patch => "patch",
            Self::Minor => "minor",
            Self::Major => "major",
        })
    }
}
