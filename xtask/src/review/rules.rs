//! The rules: every kind of change by its id, what it means on the wire when it is in what callers send and when it is in
//! what they read, and why. What it means for Rust is not here: that is read off the generated crates.

use super::verdict::Wire::{self, Breaking, None, Risky, Safe};

/// A kind of change.
#[derive(Debug, PartialEq, Eq)]
pub struct Rule {
    /// Its stable name.
    pub id: &'static str,
    /// What it means where callers send.
    pub request: Wire,
    /// What it means where callers read.
    pub response: Wire,
    /// Why.
    pub reason: &'static str,
    /// What it is about.
    pub about: About,
}

/// What a rule is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum About {
    /// A fact of the API.
    Fact,
    /// Words, examples and other things for readers.
    Words,
    /// Where facts come from.
    Sources,
    /// The review itself: approvals, versions, the generator.
    House,
}

macro_rules! rules {
    ($($name:ident = $id:literal, $about:ident, $request:ident / $response:ident: $reason:literal;)*) => {
        $(
            #[doc = $reason]
            pub const $name: &Rule = &Rule {
                id: $id,
                request: $request,
                response: $response,
                reason: $reason,
                about: About::$about,
            };
        )*

        /// Every rule.
        pub const RULES: &[&Rule] = &[$($name),*];
    };
}

rules! {
    // operations
    OPERATION_REMOVED = "operation-removed", Fact, Breaking / Breaking: "Whoever calls it gets an error.";
    OPERATION_ADDED = "operation-added", Fact, Safe / Safe: "Nobody calls it yet.";
    OPERATION_MOVED = "operation-moved", Fact, Breaking / Breaking: "Callers of the old path or method reach nothing.";
    OPERATION_RENAMED = "operation-renamed", Fact, None / None: "An operationId is not sent; it names things in code.";
    PATH_PARAMETER_RENAMED = "path-parameter-renamed", Fact, None / None: "Only the value is sent, not the name.";
    OPERATION_TAGS_CHANGED = "operation-tags-changed", Words, None / None: "Tags sort operations for readers.";
    TAG_CHANGED = "tag-changed", Words, None / None: "Tags sort operations for readers.";
    OPERATION_DEPRECATED = "operation-deprecated", Fact, None / None: "It still works.";
    OPERATION_UNDEPRECATED = "operation-undeprecated", Fact, None / None: "It worked all the time.";
    CALLBACKS_CHANGED = "callbacks-changed", Fact, Risky / Risky: "What the service calls may differ from what receivers expect.";

    // parameters
    PARAMETER_ADDED = "parameter-added", Fact, Safe / Safe: "Callers may go on leaving it out.";
    REQUIRED_PARAMETER_ADDED = "required-parameter-added", Fact, Breaking / Safe: "Requests without it are refused.";
    PARAMETER_REMOVED = "parameter-removed", Fact, Breaking / Breaking: "Who sends it is refused, or no longer heard.";
    PARAMETER_RENAMED = "parameter-renamed", Fact, Breaking / Breaking: "The old name is refused, or no longer heard.";
    PARAMETER_MOVED = "parameter-moved", Fact, Breaking / Breaking: "It is no longer looked for where callers put it.";
    PARAMETER_BECAME_REQUIRED = "parameter-became-required", Fact, Breaking / Safe: "Requests without it are refused.";
    PARAMETER_BECAME_OPTIONAL = "parameter-became-optional", Fact, Safe / Breaking: "Whoever sends it may go on; callbacks may lack it.";
    PARAMETERS_REORDERED = "parameters-reordered", Fact, None / None: "On the wire there is no order; calls take their arguments in it.";
    PARAMETER_STYLE_CHANGED = "parameter-style-changed", Fact, Breaking / Breaking: "What callers write is read differently.";
    PARAMETER_EMPTY_ALLOWED = "parameter-empty-allowed", Fact, Safe / Risky: "More may be sent than before; callbacks may bring it empty.";
    PARAMETER_EMPTY_REFUSED = "parameter-empty-refused", Fact, Breaking / Safe: "An empty value was allowed before.";
    PARAMETER_DEPRECATED = "parameter-deprecated", Fact, None / None: "It still works.";
    PARAMETER_UNDEPRECATED = "parameter-undeprecated", Fact, None / None: "It worked all the time.";

    // bodies
    BODY_ADDED = "body-added", Fact, Safe / Safe: "Callers may go on sending none.";
    REQUIRED_BODY_ADDED = "required-body-added", Fact, Breaking / Safe: "Requests without it are refused.";
    BODY_REMOVED = "body-removed", Fact, Breaking / Breaking: "What callers send is refused, or no longer heard.";
    BODY_BECAME_REQUIRED = "body-became-required", Fact, Breaking / Safe: "Requests without it are refused.";
    BODY_BECAME_OPTIONAL = "body-became-optional", Fact, Safe / Breaking: "Whoever sends it may go on; callbacks may lack it.";
    MEDIA_TYPE_ADDED = "media-type-added", Fact, Safe / Risky: "Callers may write what they wrote; they may read what they cannot.";
    MEDIA_TYPE_REMOVED = "media-type-removed", Fact, Breaking / Breaking: "What callers write or accept is gone.";
    ENCODING_CHANGED = "encoding-changed", Fact, Breaking / Risky: "Parts of a body are written differently.";

    // answers
    SUCCESS_ADDED = "success-added", Fact, Safe / Risky: "Callers may not know this success for one; they may answer a callback as before.";
    SUCCESS_REMOVED = "success-removed", Fact, Breaking / Breaking: "Callers wait for a status that no longer comes.";
    SUCCESS_NARROWED = "success-narrowed", Fact, Breaking / Safe: "Only some of the statuses still come, and callers know them; those that answer a callback with another are not understood.";
    ERROR_ADDED = "error-added", Fact, Safe / Safe: "Any call may fail, and callers are prepared for it.";
    ERROR_REMOVED = "error-removed", Fact, Safe / Safe: "What no longer comes hurts nobody.";
    HEADER_ADDED = "header-added", Fact, Safe / Safe: "Callers pass over what they do not know.";
    HEADER_REMOVED = "header-removed", Fact, Breaking / Breaking: "Callers that read it find nothing.";
    HEADER_BECAME_REQUIRED = "header-became-required", Fact, Breaking / Safe: "It always comes; answers to callbacks without it are refused.";
    HEADER_BECAME_OPTIONAL = "header-became-optional", Fact, Safe / Breaking: "Callers that rely on it may find nothing.";
    LINKS_CHANGED = "links-changed", Words, None / None: "Links tell readers where to go next.";

    // properties
    PROPERTY_ADDED = "property-added", Fact, Safe / Safe: "Callers may leave it out, and pass over it when they read.";
    REQUIRED_PROPERTY_ADDED = "required-property-added", Fact, Breaking / Safe: "Requests without it are refused.";
    PROPERTY_REMOVED = "property-removed", Fact, Breaking / Breaking: "What is sent is refused or no longer heard; what is read is no longer there.";
    PROPERTY_RENAMED = "property-renamed", Fact, Breaking / Breaking: "The old name is no longer heard, and no longer there to read.";
    PROPERTY_BECAME_REQUIRED = "property-became-required", Fact, Breaking / Safe: "Requests without it are refused; answers always have it.";
    PROPERTY_BECAME_OPTIONAL = "property-became-optional", Fact, Safe / Breaking: "Answers may lack what callers rely on.";
    REQUIRED_REORDERED = "required-reordered", Fact, None / None: "On the wire there is no order; constructors take their arguments in it.";

    // values
    TYPE_CHANGED = "type-changed", Fact, Breaking / Breaking: "One type cannot be read as the other.";
    TYPE_WIDENED = "type-widened", Fact, Safe / Breaking: "More may be sent; answers may hold what callers cannot read.";
    TYPE_NARROWED = "type-narrowed", Fact, Breaking / Safe: "Less may be sent; answers hold what they could hold before.";
    TYPE_STATED = "type-stated", Fact, None / None: "The values have the type, whether it is said or not; code may make more of one that is said.";
    FORMAT_CHANGED = "format-changed", Fact, Breaking / Breaking: "The same text or number means something else.";
    FORMAT_WIDENED = "format-widened", Fact, Safe / Risky: "More may be sent; answers may hold what callers have no room for.";
    FORMAT_NARROWED = "format-narrowed", Fact, Breaking / Safe: "Less may be sent; answers hold what they could hold before.";
    ENUM_VALUE_ADDED = "enum-value-added", Fact, Safe / Risky: "Callers may send it; those who read may not know it.";
    ENUM_VALUE_REMOVED = "enum-value-removed", Fact, Breaking / Safe: "Callers that send it are refused.";
    ENUM_ADDED = "enum-added", Fact, Breaking / Safe: "What is not in the list is refused.";
    ENUM_DROPPED = "enum-dropped", Fact, Safe / Risky: "Answers may hold any value from now on.";
    BOUND_TIGHTENED = "bound-tightened", Fact, Breaking / Safe: "What was allowed is refused.";
    BOUND_LOOSENED = "bound-loosened", Fact, Safe / Risky: "Answers may hold more than callers made room for.";
    PATTERN_CHANGED = "pattern-changed", Fact, Breaking / Risky: "Texts that fitted the old pattern may not fit the new one.";
    BECAME_NULLABLE = "became-nullable", Fact, Safe / Breaking: "Answers may hold null where there always was a value.";
    BECAME_NOT_NULLABLE = "became-not-nullable", Fact, Breaking / Safe: "Callers that send null are refused.";
    DEFAULT_CHANGED = "default-changed", Fact, Risky / Risky: "Leaving it out means something else.";
    BECAME_READ_ONLY = "became-read-only", Fact, Breaking / Safe: "Callers can no longer set it.";
    NO_LONGER_READ_ONLY = "no-longer-read-only", Fact, Safe / Safe: "Callers may set it.";
    REQUIRED_NO_LONGER_READ_ONLY = "required-no-longer-read-only", Fact, Breaking / Safe: "Callers must set it from now on.";
    BECAME_WRITE_ONLY = "became-write-only", Fact, Safe / Breaking: "Answers no longer have it.";
    NO_LONGER_WRITE_ONLY = "no-longer-write-only", Fact, Safe / Safe: "Answers have it, too.";
    OBJECT_CLOSED = "object-closed", Fact, Breaking / Safe: "Keys that are not listed are refused.";
    OBJECT_OPENED = "object-opened", Fact, Safe / Risky: "Answers may hold keys that are not listed.";
    MAP_ADDED = "map-added", Fact, Breaking / Safe: "Keys that are not listed must hold values of one type.";
    MAP_DROPPED = "map-dropped", Fact, Safe / Breaking: "Keys that are not listed may hold anything.";
    CHOICE_ADDED = "choice-added", Fact, Safe / Breaking: "Answers may be something that callers do not know.";
    CHOICE_REMOVED = "choice-removed", Fact, Breaking / Safe: "Callers that send it are refused.";
    CHOICE_KIND_CHANGED = "choice-kind-changed", Fact, Risky / Risky: "How many members may fit differs.";
    CONDITION_ADDED = "condition-added", Fact, Breaking / Safe: "A part or a prohibition more has to be kept to.";
    CONDITION_REMOVED = "condition-removed", Fact, Safe / Risky: "A part or a prohibition less is kept to.";
    CONDITION_CHANGED = "condition-changed", Fact, Breaking / Risky: "What is prohibited differs.";
    DISCRIMINATOR_CHANGED = "discriminator-changed", Fact, Breaking / Breaking: "Which member is meant is told differently.";
    XML_CHANGED = "xml-changed", Fact, Risky / Risky: "The same data is written differently in XML.";
    VALUE_DEPRECATED = "deprecated", Fact, None / None: "It still works.";
    VALUE_UNDEPRECATED = "undeprecated", Fact, None / None: "It worked all the time.";
    REFERENCE_CHANGED = "reference-changed", Fact, None / None: "Names of schemas are not sent, and name types in code; what differs between the two decides.";
    SCHEMA_RENAMED = "schema-renamed", Fact, None / None: "Names of schemas are not sent; they name types in code.";
    SCHEMA_ADDED = "schema-added", Fact, None / None: "A schema means nothing on the wire until something uses it.";
    SCHEMA_REMOVED = "schema-removed", Fact, None / None: "What used it says the same in its own place, or is an entry of its own.";

    // the whole document
    SECURITY_TIGHTENED = "security-tightened", Fact, Breaking / Breaking: "Credentials that were enough no longer are.";
    SECURITY_LOOSENED = "security-loosened", Fact, Safe / Safe: "Credentials that were enough still are.";
    SECURITY_SCHEME_CHANGED = "security-scheme-changed", Fact, Breaking / Breaking: "Credentials are shown in another way.";
    SECURITY_SCHEME_WIDENED = "security-scheme-widened", Fact, Safe / Safe: "There are more ways to get credentials, or more to ask for.";
    SERVER_ADDED = "server-added", Fact, Safe / Safe: "Callers may go on with the servers that they know.";
    SERVER_REMOVED = "server-removed", Fact, Breaking / Breaking: "Callers speak to an address that may no longer answer.";
    SERVER_CHANGED = "server-changed", Fact, Breaking / Breaking: "The address that is taken by default is another one.";
    SERVER_VARIABLE_CHANGED = "server-variable-changed", Fact, Risky / Risky: "The address that is made of it may be another one.";
    EXTENSION_CHANGED = "extension-changed", Fact, None / None: "Extensions tell tools what to do and are not sent.";
    CLIENT_CHANGED = "client-changed", Fact, None / None: "x-client says what the emitted crate is.";

    // for readers
    DESCRIPTION_CHANGED = "description-changed", Words, None / None: "Words are not sent.";
    EXAMPLE_CHANGED = "example-changed", Words, None / None: "Examples are not sent.";
    INFO_CHANGED = "info-changed", Words, None / None: "It is about the document.";
    SOURCE_CHANGED = "source-changed", Sources, None / None: "It tells where the facts come from.";

    // the review itself
    SOURCE_UNCHANGED = "source-unchanged", House, None / None: "A fact that changed has a source that says so: add it to x-source.";
    SIGNATURE_UNEXPLAINED = "signature-unexplained", House, None / None: "Callers see a change that nobody wrote into the document.";
    GENERATOR_DRIFT = "generator-drift", House, None / None: "The generator writes the unchanged document differently: callers see a change that nobody wrote into the document.";
    APPROVAL_UNUSED = "approval-unused", House, None / None: "What it approved is gone, has changed, or needs no approval: remove it.";
    DEVIATION_OVER = "deviation-over", House, None / None: "Upstream says the same by now, or ours has changed: remove it.";
    VERSION_NOT_BUMPED = "version-not-bumped", House, None / None: "A breaking change needs a version that says so.";
}
