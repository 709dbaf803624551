//! The table of all commands, a file for each menu.

mod arrange;
mod edit;
mod file;
mod help;
mod run;
mod view;

use egui::{Key, KeyboardShortcut, Modifiers};

use super::{Command, Entry, Menu};

const fn key(modifiers: Modifiers, key: Key) -> Option<KeyboardShortcut> {
    Some(KeyboardShortcut::new(modifiers, key))
}

const CTRL: Modifiers = Modifiers::COMMAND;
const CTRL_SHIFT: Modifiers = Modifiers::COMMAND.plus(Modifiers::SHIFT);
const ALT_SHIFT: Modifiers = Modifiers::ALT.plus(Modifiers::SHIFT);
const NONE: Modifiers = Modifiers::NONE;

const fn row(
    command: Command,
    menu: Menu,
    text: &'static str,
    shortcut: Option<KeyboardShortcut>,
    tooltip: &'static str,
) -> Entry {
    Entry { command, menu, text, tooltip, shortcut, begins_group: false }
}

const fn group(entry: Entry) -> Entry {
    Entry { begins_group: true, ..entry }
}

/// The menus' rows, in the order of the menus.
const MENUS: [&[Entry]; 6] = [file::ROWS, edit::ROWS, view::ROWS, arrange::ROWS, run::ROWS, help::ROWS];

const COUNT: usize = {
    let [file, edit, view, arrange, run, help] = MENUS;
    file.len() + edit.len() + view.len() + arrange.len() + run.len() + help.len()
};

static ALL: [Entry; COUNT] = joined();

/// All commands, in the order of the menus.
pub static COMMANDS: &[Entry] = &ALL;

#[expect(
    clippy::indexing_slicing,
    reason = "worked out by the compiler, which would find a place that is none"
)]
const fn joined() -> [Entry; COUNT] {
    let mut all = [MENUS[0][0]; COUNT];
    let (mut menu, mut at) = (0, 0);
    while menu < MENUS.len() {
        let mut row = 0;
        while row < MENUS[menu].len() {
            all[at] = MENUS[menu][row];
            at += 1;
            row += 1;
        }
        menu += 1;
    }
    all
}
