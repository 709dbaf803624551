//! The contact's answers on the command line: three options, whose order among each other counts.

use clap::{Arg, ArgAction, ArgMatches, Args, Command, Error, FromArgMatches};

use crate::sim::Inbound;
use crate::sim::world::Reply;

/// `--reply`, `--press` and `--say`, in the order given.
#[derive(Clone, Debug, Default)]
pub(super) struct Replies(pub Vec<Reply>);

const REPLY: &str = "reply";
const PRESS: &str = "press";
const SAY: &str = "say";

impl FromArgMatches for Replies {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, Error> {
        let mut replies = Self::default();
        replies.update_from_arg_matches(matches)?;
        Ok(replies)
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), Error> {
        let mut found: Vec<(usize, Reply)> = Vec::new();
        for (name, make) in [
            (REPLY, (|body| Reply::Message(Inbound { body, media: Vec::new() })) as fn(String) -> Reply),
            (PRESS, Reply::Keys),
            (SAY, Reply::Speech),
        ] {
            let indices = matches.indices_of(name).into_iter().flatten();
            let values = matches.get_many::<String>(name).into_iter().flatten().cloned();
            found.extend(indices.zip(values).map(|(index, value)| (index, make(value))));
        }
        found.sort_by_key(|(index, _)| *index);
        self.0 = found.into_iter().map(|(_, reply)| reply).collect();
        Ok(())
    }
}

impl Args for Replies {
    fn augment_args(command: Command) -> Command {
        let option = |name: &'static str, value: &'static str, help: &'static str| {
            Arg::new(name)
                .long(name)
                .value_name(value)
                .action(ArgAction::Append)
                .allow_hyphen_values(true)
                .help(help)
        };
        command
            .arg(option(
                REPLY,
                "TEXT",
                "An answer of the contact; several come in order, after them the contact stays silent",
            ))
            .arg(
                option(PRESS, "DIGITS", "Keys that the contact presses on a call, in order with the answers")
                    .value_parser(keys),
            )
            .arg(option(SAY, "TEXT", "What the contact says on a call, in order with the answers"))
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

fn keys(text: &str) -> Result<String, String> {
    if !text.is_empty() && text.chars().all(|key| matches!(key, '0'..='9' | '*' | '#')) {
        Ok(text.to_owned())
    } else {
        Err("keys are 0 to 9, * and #".to_owned())
    }
}
