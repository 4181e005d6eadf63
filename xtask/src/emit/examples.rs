//! Doc examples: for every handle and every call a few lines that compile, made of the tree and of example values.

use std::collections::BTreeSet;

use serde_json::Value;

use super::example::{END, Example, chain};
use crate::lower::rust_names::ident;
use crate::model::operations::{Body, Content, ListStyle, Operation, Parameter, Place};
use crate::model::rust_type::Type;
use crate::model::schema_index::Facts;
use crate::model::tree::{Handle, Tree};
use crate::model::types::{Kind, Types};
use crate::openapi::target_name;
use crate::openapi::texts;

/// How deep example values nest before they end in an empty default.
const DEEPEST: usize = 6;

/// Stands in front of the name of a type of the crate until it is imported. Literals have it escaped.
const TYPE: char = '\u{1}';

/// Makes the examples of one crate.
pub struct Examples<'a> {
    /// The crate's name in Rust.
    pub module: &'a str,
    /// The handle tree.
    pub tree: &'a Tree,
    /// What the document says of types.
    pub facts: Facts<'a>,
    /// The types.
    pub types: &'a Types<'a>,
}

impl Examples<'_> {
    /// How to come by a handle: `let meeting = client.meeting("…");`.
    pub fn handle(&self, index: usize) -> String {
        let mut parts = self.reach(index);
        let imports = self.imported([&mut parts]);
        let chain = chain(&parts);
        let module = self.module;
        // Some arguments are made by what can fail.
        let (returned, end) = match chain.contains(")?") {
            true => (format!(" -> Result<(), {module}::Error>"), END),
            false => (String::new(), "# }"),
        };
        format!(
            "{imports}# fn example(client: {module}::Client){returned} {{\nlet handle = {chain};\n{end}"
        )
    }

    /// How to make a call with all that it demands, and with the options that are given.
    pub fn call(
        &self,
        handle: usize,
        method: &str,
        operation: &Operation,
        options: &[(String, &Parameter)],
    ) -> Example {
        let mut arguments: Vec<String> = operation
            .parameters
            .iter()
            .filter(|parameter| parameter.required && parameter.place != Place::Path)
            .map(|parameter| self.argument(parameter))
            .collect();
        let body = operation.body.as_ref().map(|body| self.body(body));
        let required = operation.body.as_ref().is_some_and(|body| body.required);
        if let Some(body) = body.clone().filter(|_| required) {
            arguments.push(body);
        }
        let mut chosen = Vec::new();
        if let Some(body) = body.filter(|_| !required) {
            chosen.push(format!(".body({body})"));
        }
        for (setter, parameter) in options {
            chosen.push(format!(".{}({})", ident(setter), self.argument(parameter)));
        }
        let mut handle = self.reach(handle);
        let imports = self.imported([&mut handle, &mut arguments, &mut chosen]);
        Example {
            module: self.module.to_owned(),
            imports,
            client: None,
            handle,
            method: ident(method).to_string(),
            arguments,
            options: chosen,
        }
    }

    /// How to build a client: with these setters, which it demands, and a limit of one's own.
    pub fn builder(&self, mut demanded: Vec<String>) -> String {
        let imports = self.imported([&mut demanded]);
        let module = self.module;
        format!(
            "use std::time::Duration;\n\n{imports}# fn example() -> Result<(), {module}::Error> {{\n\
             let client = {module}::Client::builder()\n    {}.timeout(Duration::from_secs(10))\n    .build()?;\n{END}",
            demanded
                .iter()
                .map(|setter| format!("{setter}\n    "))
                .collect::<String>(),
        )
    }

    /// A piece of code with types written by their own names, behind the import that makes them known.
    pub fn with_imports(&self, code: String) -> (String, String) {
        let mut part = vec![code];
        let imports = self.imported([&mut part]);
        (imports, part.concat())
    }

    /// Writes types by their own names; gives the import that makes them known.
    fn imported<'a>(&self, parts: impl IntoIterator<Item = &'a mut Vec<String>>) -> String {
        let mut names = BTreeSet::new();
        for part in parts.into_iter().flatten() {
            for behind in part.split(TYPE).skip(1) {
                let end = behind
                    .find(|c: char| !c.is_ascii_alphanumeric())
                    .unwrap_or(behind.len());
                names.insert(behind[..end].to_owned());
            }
            *part = part.replace(TYPE, "");
        }
        let prefix = format!("{}::types::", self.module);
        let names: Vec<String> = names.into_iter().collect();
        match names.as_slice() {
            [] => String::new(),
            [name] => format!("use {prefix}{name};\n\n"),
            names => format!("use {prefix}{{{}}};\n\n", names.join(", ")),
        }
    }

    /// The parts of the chain that leads to a handle.
    fn reach(&self, index: usize) -> Vec<String> {
        if index == 0 {
            return vec!["client".to_owned()];
        }
        let handle: &Handle = &self.tree.handles[index];
        let mut parts = self.reach(handle.parent);
        let argument = handle
            .parameter
            .as_ref()
            .map(|parameter| self.value(&parameter.ty, &parameter.schema, &parameter.name, 0))
            .unwrap_or_default();
        parts.push(format!(".{}({argument})", ident(&handle.method)));
        parts
    }

    /// A value for a parameter.
    pub fn argument(&self, parameter: &Parameter) -> String {
        match parameter.list {
            Some(ListStyle::Comma | ListStyle::Repeat) => {
                let items = parameter.schema.get("items").unwrap_or(&Value::Null);
                format!("[{}]", self.value(&parameter.ty, items, &parameter.name, 0))
            }
            None => self.value(&parameter.ty, &parameter.schema, &parameter.name, 0),
        }
    }

    fn body(&self, body: &Body) -> String {
        match &body.content {
            Content::Bytes(_) => "b\"bytes\".to_vec()".to_owned(),
            Content::Json(ty, _) => {
                let value = match ty {
                    Type::Named(name) => self.named(name, 0),
                    Type::List(_) => "Vec::new()".to_owned(),
                    Type::String => {
                        format!("{}.to_owned()", self.value(ty, &Value::Null, "body", 0))
                    }
                    ty => self.value(ty, &Value::Null, "body", 0),
                };
                format!("&{value}")
            }
        }
    }

    /// An expression that the constructors and setters take for a value of type `ty`.
    fn value(&self, ty: &Type, schema: &Value, name: &str, depth: usize) -> String {
        let minimum = schema.pointer("/x-bounds/minimum").and_then(Value::as_f64);
        match ty {
            Type::Bool => "true".to_owned(),
            Type::Float("f32") => format!("{:?}_f32", minimum.unwrap_or(1.0)),
            Type::Float(_) => format!("{:?}", minimum.unwrap_or(1.0)),
            Type::Integer(_) => format!("{}", minimum.unwrap_or(1.0).max(1.0)),
            Type::Runtime("Timestamp") => "std::time::SystemTime::UNIX_EPOCH".to_owned(),
            Type::Runtime("Date") => format!("{}::Date::from_ymd(2026, 1, 31)?", self.module),
            Type::String | Type::Runtime(_) => text(schema, name),
            Type::Json => "serde_json::Value::Null".to_owned(),
            Type::Boxed(inner) | Type::Option(inner) => self.value(inner, schema, name, depth),
            Type::List(item) => {
                let items = schema.get("items").unwrap_or(&Value::Null);
                match **item {
                    Type::List(_) | Type::Map(_) => "[Default::default()]".to_owned(),
                    _ => format!("[{}]", self.value(item, items, name, depth)),
                }
            }
            Type::Named(own) => match self.facts.schema(own) {
                Some(target)
                    if target.get("enum").is_none()
                        && target.get("type").and_then(Value::as_str) == Some("string") =>
                {
                    let schema = if schema.get("x-example").is_some() {
                        schema
                    } else {
                        target
                    };
                    text(schema, name)
                }
                Some(_) => self.named(own, depth),
                None => "Default::default()".to_owned(),
            },
            Type::Field(_) | Type::Map(_) | Type::JsonObject => "Default::default()".to_owned(),
        }
    }

    /// A value of a named type.
    fn named(&self, name: &str, depth: usize) -> String {
        let Some(schema) = self.facts.schema(name) else {
            return "Default::default()".to_owned();
        };
        let path = format!("{TYPE}{name}");
        match self.types.get(name).map(|found| &found.kind) {
            Some(Kind::Enum(found)) => {
                if let Some((variant, _)) = found.variants.first() {
                    return format!("{path}::{variant}");
                }
            }
            Some(Kind::Union(found)) => {
                let Some(first) = found.variants.first() else {
                    return "Default::default()".to_owned();
                };
                let inner = match first.schema.get("type").and_then(Value::as_str) {
                    Some("string") => format!("{}.to_owned()", text(first.schema, name)),
                    _ => self.property(first.schema, name, false, depth + 1),
                };
                let is_boxed = first.is_boxed || matches!(first.ty, Type::Boxed(_));
                return match is_boxed {
                    true => format!("{path}::{}(Box::new({inner}))", first.name),
                    false => format!("{path}::{}({inner})", first.name),
                };
            }
            _ => {}
        }
        if schema.get("properties").is_none() {
            return text(schema, name);
        }
        if depth >= DEEPEST {
            return "Default::default()".to_owned();
        }
        let properties = self.facts.properties(name);
        let arguments: Vec<String> = texts(schema, "required")
            .iter()
            .filter_map(|required| {
                properties
                    .iter()
                    .find(|property| property.name == *required)
            })
            .map(|property| {
                self.property(property.schema, property.name, property.nullable, depth + 1)
            })
            .collect();
        let mut example = format!("{path}::new({})", arguments.join(", "));
        // optional in the document, and of no use without
        for property in properties.iter().filter(|property| {
            !property.required && property.schema.get("x-recommended") == Some(&Value::Bool(true))
        }) {
            let value = self.property(property.schema, property.name, false, depth + 1);
            let setter = ident(&crate::lower::rust_names::snake(property.name));
            example.push_str(&format!(".{setter}({value})"));
        }
        example
    }

    /// A value for a property, by its lowered schema.
    fn property(&self, schema: &Value, name: &str, nullable: bool, depth: usize) -> String {
        let value = match target_name(schema) {
            Some("RuntimeSecret") => self.value(&Type::Runtime("Secret"), schema, name, depth),
            Some("RuntimeSecretUrl") => {
                self.value(&Type::Runtime("SecretUrl"), schema, name, depth)
            }
            Some("RuntimeTimestamp") => format!(
                "{}::Timestamp::from(std::time::SystemTime::UNIX_EPOCH)",
                self.module
            ),
            Some("RuntimeDate") => format!("{}::Date::from_ymd(2026, 1, 31)?", self.module),
            Some(target) => {
                let is_text = self.facts.schema(target).is_some_and(|found| {
                    found.get("enum").is_none()
                        && found.get("type").and_then(Value::as_str) == Some("string")
                });
                let own = schema.get("x-example").is_some() || schema.get("example").is_some();
                let place = match self.facts.schema(target) {
                    Some(found) if !own => found,
                    _ => schema,
                };
                match (is_text, nullable) {
                    (true, true) => format!("{TYPE}{target}::from({})", text(place, name)),
                    (true, false) => text(place, name),
                    _ => self.named(target, depth),
                }
            }
            None => match schema.get("type").and_then(Value::as_str) {
                Some("string") if nullable => format!("{}.to_owned()", text(schema, name)),
                Some("string") => text(schema, name),
                Some("boolean") => "true".to_owned(),
                Some("integer") => self.value(&Type::i64(), schema, name, depth),
                Some("number") => {
                    let float = schema.get("format").and_then(Value::as_str) == Some("float");
                    let ty = if float {
                        Type::Float("f32")
                    } else {
                        Type::Float("f64")
                    };
                    self.value(&ty, schema, name, depth)
                }
                Some("array") if nullable => return "None".to_owned(),
                Some("array") => {
                    let items = schema.get("items").unwrap_or(&Value::Null);
                    let item = self.property(
                        items,
                        name,
                        crate::openapi::flag(items, "nullable"),
                        depth + 1,
                    );
                    return format!("[{item}]");
                }
                Some("object") if nullable => return "None".to_owned(),
                Some("object") => return "Default::default()".to_owned(),
                _ => "serde_json::Value::Null".to_owned(),
            },
        };
        if nullable {
            format!("Some({value})")
        } else {
            value
        }
    }
}

/// A text for the value `name`: the document's example when it has one.
fn text(schema: &Value, name: &str) -> String {
    let example = ["x-example", "example"]
        .iter()
        .find_map(|key| schema.get(key).and_then(Value::as_str));
    format!("{:?}", example.unwrap_or(name))
}
