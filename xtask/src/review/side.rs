//! The two revisions that a review compares.

use std::sync::OnceLock;

use super::approvals::Approvals;
use super::configuration::Configuration;
use super::rust::items::Items;
use super::rust::surface::Surface;
use crate::diagnostics::Finding;
use crate::source::Spec;

/// One of the two revisions.
pub struct Side {
    /// Its name in reports.
    pub name: String,
    /// Its document.
    pub spec: Spec,
    /// Its approvals.
    pub approvals: Approvals,
    /// The settings beside it; those of the head count.
    pub configuration: Configuration,
    surface: OnceLock<Result<Surface, Vec<Finding>>>,
}

impl Side {
    /// A revision.
    pub fn new(name: String, spec: Spec, approvals: Approvals) -> Self {
        Self {
            name,
            spec,
            approvals,
            configuration: Configuration::default(),
            surface: OnceLock::new(),
        }
    }

    /// The same with settings.
    #[must_use]
    pub fn with(mut self, configuration: Configuration) -> Self {
        self.configuration = configuration;
        self
    }

    /// What callers of its crate see, generated once.
    pub(super) fn surface(&self) -> &Result<Surface, Vec<Finding>> {
        self.surface.get_or_init(|| Surface::of(&self.spec, &[]))
    }
}

/// Everything that is compared.
pub struct Revisions {
    /// Before.
    pub base: Side,
    /// After.
    pub head: Side,
    /// The public items of the crate that is kept beside the base, where there is one: what an older generator made of
    /// the same document.
    pub kept: Option<Items>,
}
