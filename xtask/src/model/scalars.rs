//! The paths and scalars that progenitor writes, as the emitted files write them.

use syn::Path;
use syn::visit_mut::{self, VisitMut};

use crate::lower::RUNTIME_SCALARS;

/// Shortens the paths in whatever it visits.
pub struct ShortPaths;

impl VisitMut for ShortPaths {
    fn visit_path_mut(&mut self, path: &mut Path) {
        visit_mut::visit_path_mut(self, path);
        let Some(last) = path.segments.last().cloned() else {
            return;
        };
        let first = path
            .segments
            .first()
            .map(|segment| segment.ident.to_string());
        match first.as_deref() {
            Some("types") => *path = last.into(),
            Some("std") if last.ident == "BTreeMap" => path.leading_colon = None,
            Some("std") => *path = last.into(),
            Some("serde_json") => path.leading_colon = None,
            _ => {}
        }
    }
}

/// Replaces the markers of runtime scalars in whatever it visits.
pub struct RuntimeScalars;

impl VisitMut for RuntimeScalars {
    fn visit_ident_mut(&mut self, ident: &mut proc_macro2::Ident) {
        for (marker, name) in RUNTIME_SCALARS {
            if *ident == marker {
                *ident = proc_macro2::Ident::new(name, ident.span());
            }
        }
    }
}
