//! An example of a call, in parts: some are values of the document, which are never searched.

/// How long a chain of calls may be on one line.
const LINE: usize = 88;

/// How an example ends.
pub const END: &str = "# Ok(()) }";

/// An example of a call.
pub struct Example {
    /// The crate's name in Rust.
    pub module: String,
    /// The import that it begins with; empty when it needs none.
    pub imports: String,
    /// The expression that makes the client; without one it is given.
    pub client: Option<String>,
    /// The handle, part by part.
    pub handle: Vec<String>,
    /// The method of the call.
    pub method: String,
    /// What it demands.
    pub arguments: Vec<String>,
    /// Options, and other methods of the call.
    pub options: Vec<String>,
}

impl Example {
    /// The call, awaited.
    pub fn text(&self) -> String {
        self.of(&format!("let response = {};", chain(&self.call(".await?"))))
    }

    /// The same, as the stream of all items.
    pub fn stream(&self) -> String {
        let items = chain(&self.call(".stream()"));
        self.of(&format!(
            "let mut items = {items};\nwhile let Some(item) = items.try_next().await? {{\n    println!(\"{{item:?}}\");\n}}"
        ))
    }

    /// The same call for many bodies, by the method `many`.
    pub fn many(&self, many: &str) -> String {
        let bodies: Vec<&str> = self
            .arguments
            .iter()
            .map(|body| body.strip_prefix('&').unwrap_or(body))
            .collect();
        let mut parts = self.handle.clone();
        parts.push(format!(".{many}([{}], 8)", bodies.join(", ")));
        self.of(&format!(
            "let mut outcomes = {};\nwhile let Some((position, outcome)) = outcomes.next().await {{\n    \
             println!(\"{{position}}: {{outcome:?}}\");\n}}",
            chain(&parts)
        ))
    }

    /// The same, as a program of its own.
    pub fn program(&self) -> String {
        let client = self
            .client
            .iter()
            .map(|made| format!("let client = {made};\n"));
        let body = client.collect::<String>()
            + &format!("let response = {};", chain(&self.call(".await?")));
        let lines: Vec<String> = body.lines().map(|line| format!("    {line}\n")).collect();
        format!(
            "{}#[tokio::main]\nasync fn main() -> Result<(), {}::Error> {{\n{}    println!(\"{{response:?}}\");\n    Ok(())\n}}",
            self.imports,
            self.module,
            lines.concat(),
        )
    }

    fn call(&self, last: &str) -> Vec<String> {
        let mut parts = self.handle.clone();
        parts.push(format!(".{}({})", self.method, self.arguments.join(", ")));
        parts.extend(self.options.iter().cloned());
        parts.push(last.to_owned());
        parts
    }

    /// The function around it, which readers do not see.
    fn of(&self, body: &str) -> String {
        let (imports, module) = (&self.imports, &self.module);
        let (given, made) = match &self.client {
            None => (format!("client: {module}::Client"), String::new()),
            Some(made) => (String::new(), format!("let client = {made};\n")),
        };
        format!(
            "{imports}# async fn example({given}) -> Result<(), {module}::Error> {{\n{made}{body}\n{END}"
        )
    }
}

/// The parts of a chain on one line, or one below the other when that is too long.
pub fn chain(parts: &[String]) -> String {
    let line = parts.concat();
    if line.len() <= LINE {
        return line;
    }
    parts.join("\n    ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_string_in_an_example_is_not_treated_as_code() {
        let value = format!("{:?}", "let response = .await?; .add(& # Ok(()) }\n```");
        let example = Example {
            module: "api".to_owned(),
            imports: String::new(),
            client: None,
            handle: vec!["client".to_owned()],
            method: "add".to_owned(),
            arguments: vec![format!("&{value}")],
            options: Vec::new(),
        };
        for text in [
            example.text(),
            example.stream(),
            example.many("add_many"),
            example.program(),
        ] {
            assert_eq!(text.matches(&value).count(), 1, "{text}");
        }
    }
}
