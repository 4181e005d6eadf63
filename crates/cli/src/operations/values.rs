//! The values from the command line, in the form in which they are sent.

use clap::ArgMatches;
use realtimekit_fake::validate_body;
use realtimekit_runtime::__private::shown_path;
use realtimekit_runtime::reqwest::Url;
use serde_json::{Map, Value};

use super::data;
use super::flags::dashed;
use crate::description::{Field, Kind, Operation, Place};
use crate::failure::Failure;
use crate::output::clean::visible;
use crate::output::secrets::hide_secrets_of;
use crate::output::{note, without_tokens};

/// The values of a command.
pub struct Values {
    /// The ids by their names.
    pub ids: Vec<(&'static str, Place, String)>,
    /// The parameters of the query.
    pub query: Vec<(&'static str, Value)>,
    /// The body.
    pub body: Option<Value>,
}

impl Values {
    /// The ids and the texts in the query. A secret may have been typed in their place.
    fn typed(&self) -> impl Iterator<Item = &str> {
        let ids = self.ids.iter().map(|(_, _, id)| id.as_str());
        ids.chain(self.query.iter().filter_map(|(_, value)| value.as_str()))
    }

    /// A text without those values that look like a secret.
    pub fn without_secrets(&self, text: &str) -> String {
        without_tokens(text, self.typed())
    }

    /// The URL of a request. Only its host if one of the values looks like a secret, which may be escaped in many ways.
    /// A setting in the path may be a secret, too.
    pub fn shown_url(&self, url: &Url) -> String {
        let is_secret = |typed: &str| without_tokens(typed, [typed]) != typed;
        let host = url.origin().ascii_serialization();
        let query = url.query().map(|query| format!("?{query}"));
        match self.typed().any(is_secret) {
            true => format!("{host}/[hidden]"),
            false => format!(
                "{host}{}{}",
                shown_path(url.path(), &[]),
                query.unwrap_or_default()
            ),
        }
    }

    /// Reads and validates them.
    ///
    /// # Errors
    /// [`Failure::Usage`] says what is missing or not valid.
    pub fn read(operation: &Operation, matches: &ArgMatches) -> Result<Self, Failure> {
        let ids = operation.positionals.iter().map(|it| {
            let given = matches.get_one::<String>(&format!("id:{}", it.name));
            (it.name, it.place, given.cloned().unwrap_or_default())
        });
        let ids: Vec<_> = ids.collect();
        let query = operation.query.iter();
        let query = query.filter_map(|field| Some((field.name, given("query", field, matches)?)));
        Ok(Self {
            query: query.collect(),
            body: body(operation, matches, &ids)?,
            ids,
        })
    }
}

fn given(place: &str, field: &Field, matches: &ArgMatches) -> Option<Value> {
    let mut values = matches.get_many::<Value>(&format!("{place}:{}", field.name))?;
    match field.kind {
        Kind::List(_) => Some(Value::Array(values.cloned().collect())),
        _ => values.next().cloned(),
    }
}

fn body(
    operation: &Operation,
    matches: &ArgMatches,
    ids: &[(&'static str, Place, String)],
) -> Result<Option<Value>, Failure> {
    if let Some(fixed) = operation.fixed_body {
        return Ok(Some(fixed.clone()));
    }
    let Some(fields) = &operation.body else {
        return Ok(None);
    };
    let mut body = match matches.get_one::<String>("data") {
        Some(argument) => data::object(argument)?,
        None => Map::new(),
    };
    for field in fields {
        if let Some(value) = given("body", field, matches) {
            body.insert(field.name.to_owned(), value);
        }
        let is_cleared = matches.try_get_one::<bool>(&format!("clear:{}", field.name));
        if let Ok(Some(true)) = is_cleared {
            body.insert(field.name.to_owned(), Value::Null);
        }
    }
    for (name, place, id) in ids {
        if *place == Place::Body {
            body.insert((*name).to_owned(), id.as_str().into());
        }
    }
    let missing = fields
        .iter()
        .filter(|it| it.is_required && !body.contains_key(it.name));
    let missing: Vec<String> = missing.map(|it| format!("--{}", dashed(it.name))).collect();
    if !missing.is_empty() {
        return Err(Failure::Usage(format!(
            "missing: {}; give it as a flag, or with --data",
            missing.join(", ")
        )));
    }
    // The service ignores them, which would hide a misspelled name.
    let is_known = |name: &str| {
        fields.iter().any(|it| it.name == name) || ids.iter().any(|(id, _, _)| *id == name)
    };
    let unknown: Vec<&str> = body
        .keys()
        .map(String::as_str)
        .filter(|it| !is_known(it))
        .collect();
    if !unknown.is_empty() {
        note(&format!(
            "the API description has no fields with these names: {}",
            visible(&without_tokens(&unknown.join(", "), unknown))
        ));
    }
    let body = Value::Object(body);
    hide_secrets_of(&body);
    validate_body(operation.id, &body).map_err(|mistake| {
        Failure::Usage(format!(
            "the body is not valid, and nothing was sent: {mistake}"
        ))
    })?;
    Ok(Some(body))
}
