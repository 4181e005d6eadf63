//! The query of a call. `serde_urlencoded` and `Url` are not used: they write a space as `+`, which not every server
//! understands.

use percent_encoding::utf8_percent_encode;

use crate::{InvalidRequestError, Param, request::segment::ESCAPED};

/// How a list is written in a query.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ListStyle {
    /// One value with commas: `filters=a,b`. OpenAPI's `style: form, explode: false`.
    Comma,
    /// The name again for each value: `filters=a&filters=b`. OpenAPI's default, `explode: true`.
    Repeat,
}

/// Parameters in the order in which they were first set, already escaped.
#[derive(Clone, Default)]
pub(crate) struct Query {
    /// All parameters, each as `&name=value`.
    text: String,
    /// The name of each parameter, and the length of its text; 0 if it is left out.
    parts: Vec<(&'static str, usize)>,
}

impl Query {
    pub(crate) fn set(
        &mut self,
        name: &'static str,
        value: &dyn Param,
    ) -> Result<(), InvalidRequestError> {
        let begin = self.text.len();
        if !value.is_absent() {
            self.push_name(name);
            self.push_value(begin, name, value)?;
        }
        self.put(name, begin);
        Ok(())
    }

    /// Sets a list. An empty list is not sent.
    pub(crate) fn set_list<P: Param>(
        &mut self,
        name: &'static str,
        values: impl IntoIterator<Item = P>,
        style: ListStyle,
    ) -> Result<(), InvalidRequestError> {
        let begin = self.text.len();
        for value in values {
            match style {
                ListStyle::Comma if self.text.len() > begin => self.text.push(','),
                _ => self.push_name(name),
            }
            self.push_value(begin, name, &value)?;
        }
        self.put(name, begin);
        Ok(())
    }

    /// Sets a parameter to pairs of names and values, which are already escaped.
    pub(crate) fn set_pairs(&mut self, name: &'static str, pairs: &[(String, String)]) {
        let begin = self.text.len();
        for (name, value) in pairs {
            self.text.push('&');
            self.text.push_str(name);
            self.text.push('=');
            self.text.push_str(value);
        }
        self.put(name, begin);
    }

    fn push_name(&mut self, name: &'static str) {
        if self.text.is_empty() {
            self.text.reserve(64);
        }
        self.text.push('&');
        self.text.extend(utf8_percent_encode(name, ESCAPED));
        self.text.push('=');
    }

    /// If the value is rejected, the text after `begin` is removed.
    fn push_value(
        &mut self,
        begin: usize,
        name: &'static str,
        value: &dyn Param,
    ) -> Result<(), InvalidRequestError> {
        if let Some(reason) = value.invalid_reason() {
            self.text.truncate(begin);
            return Err(InvalidRequestError::new(name, reason));
        }
        self.text
            .extend(utf8_percent_encode(&value.to_param(), ESCAPED));
        Ok(())
    }

    /// Replaces this parameter by the text after `begin`.
    fn put(&mut self, name: &'static str, begin: usize) {
        let length = self.text.len() - begin;
        let mut start = 0;
        for (known, old) in &mut self.parts {
            if *known == name {
                let new = self.text.split_off(begin);
                self.text.replace_range(start..start + *old, &new);
                *old = length;
                return;
            }
            start += *old;
        }
        self.parts.push((name, length));
    }

    /// The value of a parameter as it is sent.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        let mut start = 0;
        let (_, length) = self.parts.iter().find(|(known, length)| {
            let is_it = *known == name;
            start += if is_it { 0 } else { *length };
            is_it
        })?;
        let part = self.text.get(start..start + length)?;
        part.split_once('=').map(|(_, value)| value)
    }

    /// The text after the `?`; empty without parameters.
    pub(crate) fn text(&self) -> &str {
        self.text.strip_prefix('&').unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_escaped_and_the_last_value_counts() {
        let mut query = Query::default();
        assert_eq!(query.text(), "");
        query.set("page_no", &1.0).unwrap();
        query.set("search", &"a b&c=d+é,").unwrap();
        query.set("page_no", &2).unwrap();
        assert_eq!(query.text(), "page_no=2&search=a%20b%26c%3Dd%2B%C3%A9%2C");
    }

    #[test]
    fn none_removes_a_parameter() {
        let mut query = Query::default();
        query.set("page_no", &None::<u32>).unwrap();
        query.set("search", &Some("a")).unwrap();
        assert_eq!(query.text(), "search=a");
        query.set("search", &None::<String>).unwrap();
        assert_eq!((query.text(), query.get("search")), ("", None));
    }

    #[test]
    fn a_list_is_written_with_commas_or_repeated() {
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
    fn an_invalid_value_is_refused_with_the_name() {
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
