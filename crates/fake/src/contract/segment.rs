//! Paths of the API description.

/// One segment of a path in the API description.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Segment {
    /// Sorted before parameters: `/webhooks/all` is not the webhook `all`.
    Literal(String),
    Parameter(String),
}

/// The segments of a path.
pub fn segments(path: &str) -> Vec<Segment> {
    let segment = |text: &str| match text.strip_prefix('{').and_then(|it| it.strip_suffix('}')) {
        Some(name) => Segment::Parameter(name.to_owned()),
        None => Segment::Literal(text.to_owned()),
    };
    path.split('/').skip(1).map(segment).collect()
}
