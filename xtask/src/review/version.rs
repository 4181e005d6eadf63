//! The version that a change requires, and the one that the document states for the crate (`x-client.version`).

use semver::{Prerelease, Version};
use serde::Serialize;

use super::change::Change;
use super::rules;
use super::verdict::Bump;
use crate::diagnostics::Finding;
use crate::diff::Revision;

/// The pointer of the version.
pub const POINTER: &str = "/x-client/version";

/// The versions of the two revisions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Versions {
    /// At the base.
    pub base: String,
    /// At the head.
    pub head: String,
    /// The smallest that the head may have.
    pub needed: String,
    /// Whether the head has it, or a larger one.
    pub is_enough: bool,
}

impl Versions {
    /// Compares the versions of two revisions; nothing where one of them states none.
    ///
    /// # Errors
    ///
    /// A version that is none.
    pub fn of(base: Revision, head: Revision, bump: Bump) -> Result<Option<Self>, Box<Finding>> {
        let (Some(before), Some(after)) = (stated(base)?, stated(head)?) else {
            return Ok(None);
        };
        let needed = needed(&before, bump);
        Ok(Some(Self {
            base: before.to_string(),
            head: after.to_string(),
            needed: needed.to_string(),
            is_enough: after >= needed,
        }))
    }

    /// The finding for a breaking change without a new version.
    pub fn finding(&self, head: Revision) -> Change {
        let message = format!(
            "the version is {} and must be at least {}, because a change is breaking: set `x-client.version`",
            self.head, self.needed
        );
        let position = head.spec.value_position(POINTER);
        let rule = rules::VERSION_NOT_BUMPED;
        let mut finding = Change::of_review(rule, message, POINTER.to_owned(), position);
        finding.fails = true;
        finding
    }
}

fn stated(revision: Revision) -> Result<Option<Version>, Box<Finding>> {
    let Some(node) = revision.at(POINTER) else {
        return Ok(None);
    };
    let text = node.value.as_str().unwrap_or_default();
    let parsed = Version::parse(text).map_err(|error| error.to_string());
    let with_next = parsed.and_then(|version| {
        let largest = version.major.max(version.minor).max(version.patch);
        let has_next = largest < u64::MAX;
        has_next
            .then_some(version)
            .ok_or("none can follow it".to_owned())
    });
    with_next.map(Some).map_err(|why| {
        let message = format!("`{text}` is not a version: {why}");
        let help = "write three numbers, as in 1.2.0";
        let rule = "version";
        Box::new(revision.spec.finding(rule, POINTER, message, help))
    })
}

/// The smallest version behind `version` that allows `bump`. Before 1.0.0, a breaking change raises the second number,
/// and an addition the third; from 1.0.0 on, the first and the second.
fn needed(version: &Version, bump: Bump) -> Version {
    if bump == Bump::None {
        return version.clone();
    }
    let mut next = version.clone();
    next.build = semver::BuildMetadata::EMPTY;
    if !next.pre.is_empty() {
        // What leads to a version may break until it is there.
        next.pre = Prerelease::EMPTY;
        return match version.cmp(&next) {
            std::cmp::Ordering::Less => smallest_behind(version),
            _ => next,
        };
    }
    match (bump, version.major, version.minor) {
        (Bump::Major, 1.., _) => Version::new(version.major + 1, 0, 0),
        (Bump::Minor, 1.., _) => Version::new(version.major, version.minor + 1, 0),
        (Bump::Major, 0, 1..) => Version::new(0, version.minor + 1, 0),
        _ => Version::new(version.major, version.minor, version.patch + 1),
    }
}

/// The next version that leads to the same one: `1.0.0-alpha.1` is behind `1.0.0-alpha`.
fn smallest_behind(version: &Version) -> Version {
    let mut next = version.clone();
    next.build = semver::BuildMetadata::EMPTY;
    let text = format!("{}.0", version.pre);
    next.pre = Prerelease::new(&text).unwrap_or(Prerelease::EMPTY);
    next
}

#[cfg(test)]
mod tests {
    use semver::Version;

    use super::{Bump, needed};

    #[test]
    fn the_needed_version_follows_semantic_versioning() {
        for (version, bump, wanted) in [
            ("1.4.2", Bump::Major, "2.0.0"),
            ("1.4.2", Bump::Minor, "1.5.0"),
            ("1.4.2", Bump::Patch, "1.4.3"),
            ("1.4.2", Bump::None, "1.4.2"),
            ("0.4.2", Bump::Major, "0.5.0"),
            ("0.4.2", Bump::Minor, "0.4.3"),
            ("0.4.2", Bump::Patch, "0.4.3"),
            ("0.0.3", Bump::Major, "0.0.4"),
            ("1.0.0-alpha.1", Bump::Major, "1.0.0-alpha.1.0"),
        ] {
            let version = Version::parse(version).unwrap();
            assert_eq!(needed(&version, bump).to_string(), wanted, "{version}");
        }
    }
}
