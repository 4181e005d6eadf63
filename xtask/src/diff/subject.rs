//! The part of the description that differs, as a path: a header of a response of an operation.

use std::rc::Rc;

/// A part, and the part that contains it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subject(Rc<Link>);

#[derive(Debug, PartialEq, Eq)]
struct Link {
    part: Part,
    of: Option<Subject>,
}

/// One step of the path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// The document itself.
    Document,
    /// A key of the document or of `x-client`.
    Key(String),
    /// A tag.
    Tag(String),
    /// A path.
    Path(String),
    /// An operation, by its name, or by method and path.
    Operation(String),
    /// A callback of an operation.
    Callback(String),
    /// A webhook.
    Webhook(String),
    /// A parameter.
    Parameter {
        /// `path`, `query`, `header` or `cookie`.
        place: String,
        /// Its name.
        name: String,
    },
    /// The request body.
    Body,
    /// A response, by its status.
    Response(String),
    /// A response of the components.
    SharedResponse(String),
    /// A media type.
    MediaType(String),
    /// A header.
    Header(String),
    /// The encoding of a part of a body.
    Encoding(String),
    /// A named schema.
    Schema(String),
    /// A schema of the components that is compared on its own.
    Component,
    /// A property of an object.
    Property(String),
    /// The items of a list.
    Item,
    /// The values of the keys of an object that are no properties.
    OtherValue,
    /// The names of the keys of an object that are no properties.
    OtherName,
    /// One of several alternatives that both descriptions have.
    Member,
    /// One of several alternatives, by its name or else by its type.
    Alternative(Option<String>, String),
    /// One of several alternatives without a name, by a property that has a single value in it.
    TaggedAlternative(String, String),
    /// A security scheme.
    SecurityScheme(String),
    /// A scope of a security scheme.
    Scope(String),
    /// A server.
    Server(String),
    /// A variable in the address of a server.
    Variable(String),
}

impl Subject {
    /// A part that no other part contains.
    pub fn new(part: Part) -> Self {
        Self(Rc::new(Link { part, of: None }))
    }

    /// A part that this contains.
    pub fn part(&self, part: Part) -> Self {
        let of = Some(self.clone());
        Self(Rc::new(Link { part, of }))
    }

    /// Its last step.
    pub fn last(&self) -> &Part {
        &self.0.part
    }

    /// The part that contains it.
    pub fn of(&self) -> Option<&Self> {
        self.0.of.as_ref()
    }
}
