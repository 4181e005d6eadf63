//! Rules for documentation and for settings of tools.

use super::wording::step;
use crate::diff::Document;

#[cfg(test)]
pub(super) mod tests;

super::rule::rules! { d, what: Document;
    DESCRIPTION_CHANGED = "description-changed", Documentation {
        Document::Description => None / None,
    }
    step(d);
    "A description is only documentation: requests and responses stay the same.";

    EXAMPLE_CHANGED = "example-changed", Documentation {
        Document::Example => None / None,
    }
    step(d);
    "Examples are not sent.";

    INFO_CHANGED = "info-changed", Documentation {
        Document::Info => None / None,
    }
    step(d);
    "It describes the document and is not sent.";

    TAG_CHANGED = "tag-changed", Documentation {
        Document::Tag => None / None,
    }
    step(d);
    "Tags group operations for readers.";

    OPERATION_TAGS_CHANGED = "operation-tags-changed", Documentation {
        Document::OperationTags => None / None,
    }
    step(d);
    "Tags group operations for readers.";

    LINKS_CHANGED = "links-changed", Documentation {
        Document::Links => None / None,
    }
    step(d);
    "Links show readers where to go next.";

    SOURCE_CHANGED = "source-changed", Sources {
        Document::Source => None / None,
    }
    step(d);
    "It names where the description comes from.";

    EXTENSION_CHANGED = "extension-changed", Api {
        Document::Extension => None / None,
    }
    step(d);
    "Extensions are settings of tools and are not sent.";

    CLIENT_CHANGED = "client-changed", Api {
        Document::Client => None / None,
    }
    step(d);
    "`x-client` describes the generated crate.";
}
