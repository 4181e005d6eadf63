//! The kinds of differences: one enum for each family of parts of a description.

/// A kind of difference.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// An operation, or a callback.
    Operation(Operation),
    /// A parameter.
    Parameter(Parameter),
    /// A request body, or the media types of any body.
    Body(Body),
    /// A response, or its headers.
    Response(Response),
    /// A property of an object, or its other keys.
    Property(Property),
    /// A value: its type, format, bounds.
    Value(Value),
    /// Alternatives of a schema, and what it must not match.
    Choice(Choice),
    /// A schema as a whole: its name, and which schema a place refers to.
    Schema(Schema),
    /// Credentials.
    Security(Security),
    /// The address of the API.
    Server(Server),
    /// Documentation, and settings of tools.
    Document(Document),
}

impl Kind {
    /// Whether it is about documentation only.
    pub fn is_documentation(self) -> bool {
        matches!(
            self,
            Self::Document(
                Document::Description
                    | Document::Example
                    | Document::Info
                    | Document::Links
                    | Document::OperationTags
                    | Document::Tag
                    | Document::Source
            )
        )
    }
}

/// How the allowed values compare with those of the base.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Range {
    /// All of the old values are allowed, and others.
    Wider,
    /// Only some of the old values are allowed.
    Narrower,
    /// Neither contains the other.
    Other,
}

/// Differences of an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operation {
    /// It is new.
    Added,
    /// It is gone.
    Removed,
    /// It has another path or method.
    Moved,
    /// It has another `operationId`.
    Renamed,
    /// It is deprecated.
    Deprecated,
    /// It is no longer deprecated.
    Undeprecated,
    /// A callback has another address, other credentials or servers.
    Callback,
    /// A callback is new.
    CallbackAdded,
    /// A callback is gone.
    CallbackRemoved,
    /// A webhook is new.
    WebhookAdded,
    /// A webhook is gone.
    WebhookRemoved,
}

/// Differences of a parameter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Parameter {
    /// It is new.
    Added {
        /// Whether requests must have it.
        required: bool,
    },
    /// It is gone.
    Removed,
    /// It has another name, which is sent.
    Renamed,
    /// It has another name, which is not sent, or in which only the case of letters differs.
    NameUnsent,
    /// The names in the path are in another order.
    Swapped,
    /// It is in another place: path, query, header, cookie.
    Moved,
    /// Several became one object that is written in the same way, or the other way round.
    Grouped,
    /// It is required.
    Required,
    /// It is no longer required.
    Optional,
    /// The required ones, or those of one name, are in another order.
    Reordered,
    /// It, or a header of a response, is serialized differently.
    Style,
    /// Reserved characters in it are escaped, or no longer.
    Reserved,
    /// It may be empty.
    EmptyAllowed,
    /// It can no longer be empty.
    EmptyRefused,
    /// It is deprecated.
    Deprecated,
    /// It is no longer deprecated.
    Undeprecated,
}

/// Differences of a body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Body {
    /// The operation takes one now.
    Added {
        /// Whether requests must have it.
        required: bool,
    },
    /// The operation takes none any more.
    Removed,
    /// It is required.
    Required,
    /// It is no longer required.
    Optional,
    /// It has one more media type.
    MediaTypeAdded,
    /// It has one media type fewer.
    MediaTypeRemoved {
        /// Whether a range was replaced by some of its media types.
        narrowed: bool,
    },
    /// A media type has other parameters. Wider: it lacks some.
    MediaTypeChanged(Range),
    /// A part of it is serialized differently.
    Encoding,
    /// A part of it may have more media types.
    EncodingWidened,
}

/// Differences of a response.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Response {
    /// A status is listed that was not.
    Added {
        /// Whether it means success.
        success: bool,
        /// Whether another entry (`2XX`, `default`) described it before. Differences between the two entries are
        /// reported separately.
        covered: bool,
    },
    /// A status is no longer listed.
    Removed {
        /// Whether it was a success.
        success: bool,
        /// Whether a range was replaced by some of its statuses.
        narrowed: bool,
        /// Whether another entry describes it now.
        covered: bool,
    },
    /// The entry for all other errors, or for a range of them, is gone with its content, and no new entry replaces it.
    ErrorsUndescribed,
    /// A header is new.
    HeaderAdded {
        /// Whether it is always there.
        required: bool,
    },
    /// A header is gone.
    HeaderRemoved,
    /// A header is always there.
    HeaderRequired,
    /// A header may be missing.
    HeaderOptional,
}

/// Differences of the keys of an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Property {
    /// It is new.
    Added {
        /// Whether it is required.
        required: bool,
    },
    /// It is gone.
    Removed,
    /// It is one of the other keys, of which the values must match a schema.
    Undescribed {
        /// Whether it was required.
        required: bool,
    },
    /// It has another name.
    Renamed,
    /// It is required.
    Required,
    /// It is no longer required.
    Optional {
        /// Whether it was renamed, and its old name is still listed as required.
        is_listed_by_old_name: bool,
    },
    /// The required ones are in another order.
    Reordered,
    /// It is read-only.
    ReadOnly,
    /// It is no longer read-only.
    NotReadOnly {
        /// Whether it is required.
        required: bool,
    },
    /// It is write-only.
    WriteOnly,
    /// It is no longer write-only.
    NotWriteOnly,
    /// Other keys are no longer allowed.
    Closed,
    /// Other keys are allowed.
    Opened,
    /// Whether it is stated that other keys are allowed, as they are by default.
    OpenStated,
    /// The values of other keys must match one schema more.
    OtherKeysTyped,
    /// The values of other keys must match one schema fewer.
    OtherKeysUntyped,
}

/// Differences of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Value {
    /// Its type.
    Type(Range),
    /// Whether its type is stated or only follows from its values.
    TypeStated,
    /// Its format.
    Format(Range),
    /// Its format has another name.
    FormatRenamed,
    /// One more value is listed.
    EnumValueAdded,
    /// One value fewer is listed.
    EnumValueRemoved,
    /// Other values are listed, and none of those that were.
    EnumReplaced,
    /// Values are listed where any were allowed.
    EnumAdded,
    /// Any value is allowed where some were listed.
    EnumDropped,
    /// A bound: the keyword, and how the allowed values compare.
    Bound(&'static str, Range),
    /// Its pattern is another one.
    Pattern,
    /// It may be null.
    Nullable,
    /// It can no longer be null.
    NotNullable,
    /// Whether null is mentioned where any value is allowed.
    NullStated,
    /// Its default.
    Default,
    /// It is deprecated.
    Deprecated,
    /// It is no longer deprecated.
    Undeprecated,
    /// How it is written in XML.
    Xml,
}

/// How an alternative that only one description has is related to those that the other one has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Relation {
    /// They share no value, or it is not known.
    Disjoint,
    /// One of them allows all of its values.
    Covered,
    /// It shares values with one of them; `oneOf` allows a value to match only one alternative.
    Overlapping,
}

/// Differences of the alternatives of a schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Choice {
    /// There is one more.
    Added(Relation),
    /// There is one fewer.
    Removed(Relation),
    /// `oneOf` became `anyOf`, which is wider, or the other way round.
    Keyword(Range),
    /// Alternatives of alternatives are written flat, or the other way round.
    Nesting,
    /// One more list of alternatives, or one more `not`, must be satisfied. The value is the keyword.
    ConditionAdded(&'static str),
    /// One condition fewer must be satisfied.
    ConditionRemoved(&'static str),
    /// A condition differs. The value is the keyword.
    ConditionChanged(&'static str, Range),
    /// Another property distinguishes the alternatives.
    Discriminator,
    /// A property distinguishes the alternatives where none did.
    DiscriminatorAdded,
    /// No property distinguishes the alternatives any more.
    DiscriminatorRemoved,
    /// A value of that property selects another alternative.
    TagMoved,
    /// One more value of that property selects an existing alternative.
    TagAdded,
    /// One value less of that property means an alternative that there still is.
    TagRemoved,
}

/// Differences of a schema as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Schema {
    /// A place refers to another schema. The difference contains those between the two schemas.
    Reference,
    /// It has another name.
    Renamed,
    /// It is new.
    Added,
    /// It is gone.
    Removed,
}

/// Differences of credentials.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Security {
    /// Which credentials an operation requires. Wider: those that were enough before still are.
    Requirements(Range),
    /// How the credentials of a scheme are sent or obtained. Wider: there is one more way to obtain them.
    Scheme(Range),
}

/// Differences of the addresses of the API.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Server {
    /// One more server.
    Added,
    /// One server fewer.
    Removed,
    /// Another server is first, and so the default.
    First,
    /// Another server is first, and the former one is still listed.
    FirstOfSame,
    /// The values of a variable in an address.
    Variable(Range),
}

/// Differences of the documentation and of settings of tools.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Document {
    /// A description, title or link.
    Description,
    /// An example.
    Example,
    /// The title, the version, and other information about the document.
    Info,
    /// A tag.
    Tag,
    /// The tags of an operation.
    OperationTags,
    /// The links of a response.
    Links,
    /// The sources of a description.
    Source,
    /// An extension.
    Extension,
    /// A key of `x-client`.
    Client,
}
