//! The rules of OpenAPI 3.0, and helpers for a document that is a JSON value. It does not use files or findings.

mod children;
mod contradiction;
mod credential;
mod cycles;
mod direction;
mod document;
mod index;
mod keys;
mod keywords;
mod limits;
pub mod media;
mod pattern;
mod pointer;
mod reached;
mod references;
pub mod servers;
mod table;
mod value;

pub use children::{
    CHOICES, Holds, MEMBERS, children, children_at, children_mut, holds, members, replaced,
    walk_schema,
};
pub use contradiction::{VALUE_FORMATS, common_values, contradiction, narrower_type};
pub use credential::{Credential, place_of_credential};
pub(crate) use cycles::{groups, in_cycles};
pub use direction::Direction;
pub use document::{
    copy_of_components, each_operation, each_operation_within, each_schema, error_schemas,
    media_schemas_mut, operation_schemas_mut, operations, place_and_name, read_schemas, schema,
    schemas, schemas_mut, sent_schemas, success_schemas,
};
pub(crate) use index::{Index, Mistake, Object, What, is_status, kind_of};
pub use keys::{Keys, each_object};
pub(crate) use keywords::{HARMLESS, LATER_KEYWORDS, OWN_HEADERS};
pub use keywords::{
    LOWER_BOUNDS, METHODS, SOURCES, UPPER_BOUNDS, is_bound, is_documentation, is_example,
    is_for_readers, is_nothing, without_effect,
};
pub use limits::{ALIASED, COMPARED, FOLLOWED, NESTED};
pub use pattern::unchecked_reason;
pub use pointer::{
    component, container, escape, fixed_query, node_at, sent_path, stable, unescape,
};
pub(crate) use reached::{drop_unreached, reached, reached_components, references};
pub use references::{
    SCHEMAS, ends, follow, ref_to, reference, resolve, schema_ref, target, target_name,
};
pub(crate) use table::{Field, Kind, Need, is_extension};
pub use value::{compare, entries, flag, integral, items, listed, plain_numbers, text, texts};
