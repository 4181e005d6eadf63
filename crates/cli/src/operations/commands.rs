//! The commands, with their help, from the API description.

use clap::{Arg, ArgAction, Command};

use super::flags::{can_be_cleared, clear, flag, paragraphs, positional};
use super::run::asks_first;
use crate::description::{Operation, Shape, operations};

/// A command for each group, with a command for each of its operations.
pub fn groups() -> Vec<Command> {
    let mut groups: Vec<(&str, Vec<&Operation>)> = Vec::new();
    for operation in operations() {
        match groups
            .iter_mut()
            .find(|(group, _)| *group == operation.group)
        {
            Some((_, members)) => members.push(operation),
            None => groups.push((&operation.group, vec![operation])),
        }
    }
    groups.sort_by_key(|(group, _)| *group);
    let commands = groups.into_iter().map(|(group, members)| {
        let names: Vec<&str> = members.iter().map(|it| it.command.as_str()).collect();
        let about = format!("Operations: {}", names.join(", "));
        let group = Command::new(group.to_owned()).about(about);
        group
            .subcommand_required(true)
            .arg_required_else_help(true)
            .subcommands(members.into_iter().map(command))
    });
    commands.collect()
}

fn command(operation: &Operation) -> Command {
    let long = [
        operation.summary,
        &paragraphs(operation.description),
        &format!("{} {}", operation.method.as_str(), operation.path),
        operation.documentation,
    ];
    let long: Vec<&str> = long.into_iter().filter(|text| !text.is_empty()).collect();
    let mut command = Command::new(operation.command.clone())
        .about(operation.summary)
        .long_about(long.join("\n\n"));
    for it in &operation.positionals {
        command = command.arg(positional(it));
    }
    for field in &operation.query {
        command = command.arg(flag("query", field));
    }
    if let Some(fields) = &operation.body {
        for field in fields {
            command = command.arg(flag("body", field));
            if can_be_cleared(operation, field) {
                command = command.arg(clear(field));
            }
        }
        command = command.arg(
            Arg::new("data")
                .long("data")
                .value_name("JSON|@FILE|-")
                .help("The body as JSON, from a file, or from standard input; flags replace its fields"),
        );
    }
    if operation.response.shape == Shape::Page {
        command = command.arg(
            Arg::new("all")
                .long("all")
                .action(ArgAction::SetTrue)
                .help("Fetch all pages"),
        );
    }
    if asks_first(operation) {
        command = command.arg(
            Arg::new("yes")
                .long("yes")
                .action(ArgAction::SetTrue)
                .help("Do not ask for confirmation"),
        );
    }
    command.arg(
        Arg::new("dry-run")
            .long("dry-run")
            .action(ArgAction::SetTrue)
            .help("Print the request without its secrets, and send nothing"),
    )
}
