//! Doc examples: for every handle and every call a few lines that compile, made of the tree and of example values.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use syn::{Item, Type};

use super::example::{END, Example, chain};
use crate::emit::types::Types;
use crate::lower::document::target_name;
use crate::lower::document::texts;
use crate::lower::rust_names::ident;
use crate::model::from_progenitor::argument_of;
use crate::model::operations::{Body, Content, ListStyle, Operation, Parameter, Place};
use crate::model::schema_index::Facts;
use crate::model::tree::{Handle, Tree};

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
    /// Of every emitted enum the first variant.
    pub variants: BTreeMap<String, FirstVariant>,
}

/// The name of an enum's first variant, and whether what it holds is boxed.
pub type FirstVariant = (String, bool);

/// The first variant of every emitted enum.
pub fn first_variants(types: &Types) -> BTreeMap<String, FirstVariant> {
    let first = |item: &Item| match item {
        Item::Enum(item) => item.variants.first().map(|variant| {
            let mut fields = variant.fields.iter();
            let boxed = fields.any(|field| argument_of(&field.ty, "Box").is_some());
            (variant.ident.to_string(), boxed)
        }),
        _ => None,
    };
    types
        .iter()
        .filter_map(|(name, code)| Some((name.clone(), first(&code.item)?)))
        .collect()
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
                let shown = quote::quote!(#ty).to_string();
                let value = if self.facts.schema(&shown).is_some() {
                    self.named(&shown, 0)
                } else if argument_of(ty, "Vec").is_some() {
                    "Vec::new()".to_owned()
                } else {
                    match self.value(ty, &Value::Null, "body", 0) {
                        text if shown == "String" => format!("{text}.to_owned()"),
                        value => value,
                    }
                };
                format!("&{value}")
            }
        }
    }

    /// An expression that the constructors and setters take for a value of type `ty`.
    fn value(&self, ty: &Type, schema: &Value, name: &str, depth: usize) -> String {
        let shown = quote::quote!(#ty).to_string();
        let minimum = schema.pointer("/x-bounds/minimum").and_then(Value::as_f64);
        match shown.as_str() {
            "bool" => return "true".to_owned(),
            "f64" => return format!("{:?}", minimum.unwrap_or(1.0)),
            "f32" => return format!("{:?}_f32", minimum.unwrap_or(1.0)),
            "i8" | "i16" | "i32" | "i64" | "u8" | "u16" | "u32" | "u64" => {
                return format!("{}", minimum.unwrap_or(1.0).max(1.0));
            }
            "String" | "Secret" | "SecretUrl" => return text(schema, name),
            "Timestamp" => return "std::time::SystemTime::UNIX_EPOCH".to_owned(),
            "Date" => return format!("{}::Date::from_ymd(2026, 1, 31)?", self.module),
            "serde_json :: Value" => return "serde_json::Value::Null".to_owned(),
            _ => {}
        }
        if let Some(inner) = argument_of(ty, "Box").or_else(|| argument_of(ty, "Option")) {
            return self.value(&inner, schema, name, depth);
        }
        if let Some(item) = argument_of(ty, "Vec") {
            let items = schema.get("items").unwrap_or(&Value::Null);
            if argument_of(&item, "Vec").is_some() || argument_of(&item, "BTreeMap").is_some() {
                return "[Default::default()]".to_owned();
            }
            return format!("[{}]", self.value(&item, items, name, depth));
        }
        match self.facts.schema(&shown) {
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
            Some(_) => self.named(&shown, depth),
            None => "Default::default()".to_owned(),
        }
    }

    /// A value of a named type.
    fn named(&self, name: &str, depth: usize) -> String {
        let Some(schema) = self.facts.schema(name) else {
            return "Default::default()".to_owned();
        };
        let path = format!("{TYPE}{name}");
        if schema.get("enum").is_some() {
            return match self.variants.get(name) {
                Some((variant, _)) => format!("{path}::{variant}"),
                None => format!(
                    "{path}::from({:?})",
                    texts(schema, "enum").first().unwrap_or(&"")
                ),
            };
        }
        if let Some(members) = schema.get("oneOf").and_then(Value::as_array) {
            let first = members.first().unwrap_or(&Value::Null);
            let inner = match first.get("type").and_then(Value::as_str) {
                Some("string") => format!("{}.to_owned()", text(first, name)),
                _ => self.property(first, name, false, depth + 1),
            };
            return match self.variants.get(name) {
                Some((variant, true)) => format!("{path}::{variant}(Box::new({inner}))"),
                Some((variant, false)) => format!("{path}::{variant}({inner})"),
                None => "Default::default()".to_owned(),
            };
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
            Some("RuntimeSecret") => self.value(&syn::parse_quote!(Secret), schema, name, depth),
            Some("RuntimeSecretUrl") => {
                self.value(&syn::parse_quote!(SecretUrl), schema, name, depth)
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
                Some("integer") => self.value(&syn::parse_quote!(i64), schema, name, depth),
                Some("number") => {
                    let float = schema.get("format").and_then(Value::as_str) == Some("float");
                    let ty = if float {
                        syn::parse_quote!(f32)
                    } else {
                        syn::parse_quote!(f64)
                    };
                    self.value(&ty, schema, name, depth)
                }
                Some("array") if nullable => return "None".to_owned(),
                Some("array") => {
                    let items = schema.get("items").unwrap_or(&Value::Null);
                    let item = self.property(
                        items,
                        name,
                        crate::lower::document::flag(items, "nullable"),
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
