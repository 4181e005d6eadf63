//! Flags and ids, from the API description.

use std::ffi::OsStr;
use std::path::Path;

use clap::builder::{PossibleValuesParser, TypedValueParser, ValueParser};
use clap::error::ErrorKind;
use clap::{Arg, ArgAction, Command};
use realtimekit_runtime::{Date, Method, Param, Timestamp};
use serde_json::Value;

use super::data::MOST;
use crate::description::{Field, Kind, Operation, Positional};
use crate::input;

/// A name with dashes, as on a command line.
pub fn dashed(name: &str) -> String {
    name.replace('_', "-")
}

/// The argument for an id.
pub fn positional(positional: &Positional) -> Arg {
    Arg::new(format!("id:{}", positional.name))
        .value_name(positional.name.replace('-', "_").to_uppercase())
        .required(true)
        .help(first_sentence(positional.description))
        .long_help(paragraphs(positional.description))
}

/// The flag for a field in the query or in the body. Its values are of the type [`Value`].
pub fn flag(place: &str, field: &Field) -> Arg {
    let demanded = match field.is_required {
        true => " [required]",
        false => "",
    };
    let flag = Arg::new(format!("{place}:{}", field.name))
        .long(dashed(field.name))
        .required(place == "query" && field.is_required)
        .help(format!("{}{demanded}", first_sentence(field.description)))
        .long_help(format!(
            "{}{}{demanded}",
            paragraphs(field.description),
            hint(field)
        ))
        .value_parser(parser(&field.kind))
        .value_name(value_name(&field.kind))
        .ignore_case(true)
        // values may begin with a dash, such as `-1`
        .allow_hyphen_values(matches!(
            field.kind,
            Kind::Text | Kind::Integer(..) | Kind::Number
        ));
    match &field.kind {
        Kind::Boolean => flag
            .num_args(0..=1)
            .require_equals(true)
            .default_missing_value("true"),
        Kind::List(_) => {
            let flag = flag.action(ArgAction::Append);
            match has_commas(field) {
                true => flag.value_delimiter(','),
                false => flag,
            }
        }
        _ => flag,
    }
}

/// Whether the items of a list are separated by commas. A text may contain commas, an id does not.
fn has_commas(field: &Field) -> bool {
    match &field.kind {
        Kind::List(item) => !matches!(**item, Kind::Text) || field.name.ends_with("ids"),
        _ => false,
    }
}

/// Whether a change can set the field to null.
pub fn can_be_cleared(operation: &Operation, field: &Field) -> bool {
    operation.method == Method::Patch && field.is_nullable
}

/// The flag that sets a field to null.
pub fn clear(field: &Field) -> Arg {
    Arg::new(format!("clear:{}", field.name))
        .long(format!("clear-{}", dashed(field.name)))
        .action(ArgAction::SetTrue)
        .conflicts_with(format!("body:{}", field.name))
        .help(format!("Set `{}` to null", field.name))
}

/// A text with its paragraphs, but without line breaks inside them.
pub fn paragraphs(text: &str) -> String {
    let paragraphs = text.split("\n\n").map(|it| it.replace('\n', " "));
    paragraphs.collect::<Vec<_>>().join("\n\n")
}

fn first_sentence(text: &str) -> String {
    let text = paragraphs(text);
    let end = text.find(". ").unwrap_or(text.len());
    text[..end].trim_end_matches('.').to_owned()
}

/// The format of a value, for the help.
fn hint(field: &Field) -> &'static str {
    match field.kind {
        Kind::Timestamp => {
            " A time is written 2026-03-02T10:00:04Z, or 2026-03-02 for the beginning of a day in UTC."
        }
        Kind::Date => " A day is written 2026-03-02.",
        Kind::List(_) if has_commas(field) => " Separate several values with commas.",
        Kind::List(_) => " Repeat this flag for several values.",
        _ => "",
    }
}

fn value_name(kind: &Kind) -> &'static str {
    match kind {
        Kind::Text => "TEXT",
        Kind::Choice(_) => "VALUE",
        Kind::Timestamp => "TIME",
        Kind::Date => "DATE",
        Kind::Boolean => "true|false",
        Kind::Integer(..) => "INTEGER",
        Kind::Number => "NUMBER",
        Kind::List(item) => value_name(item),
        Kind::Json => "JSON|@FILE",
    }
}

fn parser(kind: &Kind) -> ValueParser {
    match kind {
        Kind::Text => ValueParser::new(|text: &str| Ok::<_, String>(Value::from(text))),
        Kind::Choice(values) => {
            let values = values.clone();
            let names = PossibleValuesParser::new(values.iter().copied());
            // case is ignored: `active` is sent as `ACTIVE`
            ValueParser::new(names.map(move |given| {
                let mut values = values.iter();
                let found = values.find(|value| value.eq_ignore_ascii_case(&given));
                Value::from(found.copied().unwrap_or_default())
            }))
        }
        Kind::Boolean => ValueParser::new(
            PossibleValuesParser::new(["true", "false"]).map(|text| Value::from(text == "true")),
        ),
        Kind::Timestamp => ValueParser::new(timestamp),
        Kind::Date => ValueParser::new(|text: &str| {
            let date = text.parse::<Date>().map_err(|error| error.to_string())?;
            Ok::<_, String>(Value::from(date.to_param()))
        }),
        Kind::Integer(least, most) => {
            let least = least.unwrap_or(i64::MIN);
            let most = most.unwrap_or(i64::MAX);
            ValueParser::new(
                clap::value_parser!(i64)
                    .range(least..=most)
                    .map(Value::from),
            )
        }
        Kind::Number => ValueParser::new(|text: &str| {
            let number = text.parse::<f64>().ok().filter(|number| number.is_finite());
            number.map(Value::from).ok_or("it is not a number")
        }),
        Kind::List(item) => parser(item),
        Kind::Json => ValueParser::new(Json),
    }
}

/// A timestamp, or a day for its first second in UTC.
fn timestamp(text: &str) -> Result<Value, String> {
    let is_day = text.len() == 10 && text.parse::<Date>().is_ok();
    let text = match is_day {
        true => format!("{text}T00:00:00Z"),
        false => text.to_owned(),
    };
    let timestamp = text
        .parse::<Timestamp>()
        .map_err(|error| error.to_string())?;
    Ok(timestamp.to_param().into())
}

/// Reads JSON. The error of a function would show the value, which may contain a secret.
#[derive(Clone)]
struct Json;

impl TypedValueParser for Json {
    type Value = Value;

    fn parse_ref(
        &self,
        command: &Command,
        flag: Option<&Arg>,
        value: &OsStr,
    ) -> Result<Value, clap::Error> {
        let read = match value.to_str() {
            Some(text) => json(text),
            None => Err("it is not UTF-8".to_owned()),
        };
        read.map_err(|why| {
            let flag = flag.map(Arg::to_string).unwrap_or_default();
            let why = format!("invalid value for '{flag}': {why}");
            command.clone().error(ErrorKind::ValueValidation, why)
        })
    }
}

/// JSON, or a file with it.
fn json(text: &str) -> Result<Value, String> {
    let read = match text.strip_prefix('@') {
        Some(file) => input::file(Path::new(file), MOST)
            .map_err(|error| format!("{file} cannot be read: {error}"))?,
        None => text.to_owned(),
    };
    serde_json::from_str(&read).map_err(|error| format!("it is not JSON: {error}"))
}
