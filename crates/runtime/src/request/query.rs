//! The query of a call. Not by `serde_urlencoded` or `Url`: they write a blank as `+`, which not every server reads as one.

use percent_encoding::utf8_percent_encode;

use crate::{InvalidRequestError, Param, request::segment::ESCAPED};

/// How a list stands in a query.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ListStyle {
    /// One value, parted by commas: `filters=a,b`. OpenAPI's `style: form, explode: false`.
    Comma,
    /// The name again for each value: `filters=a&filters=b`. OpenAPI's default, `explode: true`.
    Repeat,
}

/// Parameters in the order in which they were first set, each already escaped as `name=value`.
#[derive(Clone, Default)]
pub(crate) struct Query(Vec<(&'static str, String)>);

impl Query {
    pub(crate) fn set(
        &mut self,
        name: &'static str,
        value: &dyn Param,
    ) -> Result<(), InvalidRequestError> {
        let mut text = String::new();
        if !value.is_absent() {
            push_name(&mut text, name);
            push_value(&mut text, name, value)?;
        }
        self.put(name, text);
        Ok(())
    }

    /// An empty list leaves the parameter out.
    pub(crate) fn set_list<P: Param>(
        &mut self,
        name: &'static str,
        values: impl IntoIterator<Item = P>,
        style: ListStyle,
    ) -> Result<(), InvalidRequestError> {
        let mut text = String::new();
        for value in values {
            match style {
                _ if text.is_empty() => push_name(&mut text, name),
                ListStyle::Comma => text.push(','),
                ListStyle::Repeat => {
                    text.push('&');
                    push_name(&mut text, name);
                }
            }
            push_value(&mut text, name, &value)?;
        }
        self.put(name, text);
        Ok(())
    }

    fn put(&mut self, name: &'static str, text: String) {
        match self.0.iter_mut().find(|(other, _)| *other == name) {
            Some((_, old)) => *old = text,
            None => self.0.push((name, text)),
        }
    }

    /// The value of a parameter, as it is sent.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        let (_, text) = self.0.iter().find(|(other, _)| *other == name)?;
        text.split_once('=').map(|(_, value)| value)
    }

    /// What stands behind the `?`; empty where there is to be none.
    pub(crate) fn text(&self) -> String {
        let set = || self.0.iter().filter(|(_, text)| !text.is_empty());
        let mut query = String::with_capacity(set().map(|(_, text)| text.len() + 1).sum());
        for (_, text) in set() {
            if !query.is_empty() {
                query.push('&');
            }
            query.push_str(text);
        }
        query
    }
}

fn push_name(text: &mut String, name: &'static str) {
    text.extend(utf8_percent_encode(name, ESCAPED));
    text.push('=');
}

fn push_value(
    text: &mut String,
    name: &'static str,
    value: &dyn Param,
) -> Result<(), InvalidRequestError> {
    if let Some(reason) = value.refusal() {
        return Err(InvalidRequestError::new(name, reason));
    }
    text.extend(utf8_percent_encode(&value.to_param(), ESCAPED));
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_escaped_and_the_last_one_set_counts() {
        let mut query = Query::default();
        assert_eq!(query.text(), "");
        query.set("page_no", &1.0).unwrap();
        query.set("search", &"a b&c=d+é,").unwrap();
        query.set("page_no", &2).unwrap();
        assert_eq!(query.text(), "page_no=2&search=a%20b%26c%3Dd%2B%C3%A9%2C");
    }

    #[test]
    fn none_leaves_a_parameter_out_even_one_that_was_set() {
        let mut query = Query::default();
        query.set("page_no", &None::<u32>).unwrap();
        query.set("search", &Some("a")).unwrap();
        assert_eq!(query.text(), "search=a");
        query.set("search", &None::<String>).unwrap();
        assert_eq!((query.text().as_str(), query.get("search")), ("", None));
    }

    #[test]
    fn a_list_is_parted_by_commas_or_repeated() {
        let mut query = Query::default();
        query
            .set_list("filters", ["a", "b,c"], ListStyle::Comma)
            .unwrap();
        query
            .set_list("status[]", ["x", "y"], ListStyle::Repeat)
            .unwrap();
        assert_eq!(
            query.text(),
            "filters=a,b%2Cc&status%5B%5D=x&status%5B%5D=y"
        );
        query
            .set_list("filters", [""; 0], ListStyle::Comma)
            .unwrap();
        assert_eq!(query.text(), "status%5B%5D=x&status%5B%5D=y");
    }

    #[test]
    fn what_cannot_be_sent_is_refused_by_name() {
        let mut query = Query::default();
        assert_eq!(query.set("rate", &f64::NAN).unwrap_err().argument(), "rate");
        assert_eq!(
            query
                .set_list("rates", [f64::NAN], ListStyle::Comma)
                .unwrap_err()
                .argument(),
            "rates"
        );
        assert_eq!(query.text(), "");
    }
}
