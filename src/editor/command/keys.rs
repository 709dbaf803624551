//! Which keys each command has: those of the table, or those that the user has given to it. Menus, tooltips, the
//! palette and what is pressed all ask here.
//!
//! What is kept is the text in the settings; [`Keys`] is made from it anew whenever that changes, and lies in egui's
//! memory so that everything that paints finds it.

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, LazyLock};

use egui::{Context, Id, Key, KeyboardShortcut, Modifiers};

use super::{COMMANDS, Command, Entry, Menu};

/// Keys as they stand in the settings: by the command's name; empty text for none.
pub type KeyText = BTreeMap<String, String>;

/// The keys of all commands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Keys {
    by_command: HashMap<Command, KeyboardShortcut>,
    also: HashMap<Command, KeyboardShortcut>,
    longest_first: Vec<(Command, KeyboardShortcut)>,
}

static DEFAULTS: LazyLock<Arc<Keys>> = LazyLock::new(|| Arc::new(Keys::read(&KeyText::new()).0));

fn memory_id() -> Id {
    Id::unique("command.keys")
}

impl Keys {
    /// The keys by what stands in the settings, and what of that cannot be used, each as a sentence.
    pub fn read(text: &KeyText) -> (Self, Vec<String>) {
        let mut troubles = Vec::new();
        let mut longest_first: Vec<(Command, KeyboardShortcut)> = Vec::new();
        for entry in COMMANDS {
            let chosen = text.get(&entry.command.name()).map(|text| text.trim());
            let keys = match chosen {
                None => entry.shortcut,
                Some("") => None,
                Some(text) => match from_text(text).map(|keys| (keys, refused(entry.command, &keys))) {
                    Some((keys, None)) => Some(keys),
                    Some((_, Some(why))) => {
                        troubles.push(format!("{text} cannot be the keys of {}: {why}", entry.text));
                        entry.shortcut
                    }
                    None => {
                        troubles.push(format!("{text}, given to {}, names no keys", entry.text));
                        entry.shortcut
                    }
                },
            };
            longest_first.extend(keys.map(|keys| (entry.command, keys)));
        }
        // Longer combinations first: Ctrl+Shift+Z would else count as Ctrl+Z.
        longest_first.sort_by_key(|(_, keys)| std::cmp::Reverse(modifier_count(keys.modifiers)));
        let mut by_keys: HashMap<KeyboardShortcut, Command> = HashMap::new();
        let is_chosen = |command: Command| text.contains_key(&command.name());
        // What the user has given away is not taken back by a default.
        longest_first.sort_by_key(|(command, keys)| {
            (std::cmp::Reverse(modifier_count(keys.modifiers)), !is_chosen(*command))
        });
        longest_first.retain(|(command, keys)| {
            let is_first = *by_keys.entry(*keys).or_insert(*command) == *command;
            if !is_first && is_chosen(*command) {
                troubles.push(format!("{} is given to two commands", to_text(keys)));
            }
            is_first
        });
        let by_command: HashMap<_, _> = longest_first.iter().copied().collect();
        let second = |entry: &Entry| Some((entry.command, entry.command.second_keys()?));
        let is_free = |(command, keys): &(Command, KeyboardShortcut)| {
            !is_chosen(*command) && !by_keys.contains_key(keys)
        };
        let also: HashMap<_, _> = COMMANDS.iter().filter_map(second).filter(is_free).collect();
        // A key that writes or deletes text means the command only where something has the keyboard that asks for it.
        let for_all = also.iter().filter(|(_, keys)| !writes_text(keys));
        longest_first.extend(for_all.map(|(command, keys)| (*command, *keys)));
        (Self { by_command, also, longest_first }, troubles)
    }

    /// Those that hold in a window.
    pub fn of(ctx: &Context) -> Arc<Self> {
        ctx.data(|data| data.get_temp::<Arc<Self>>(memory_id())).unwrap_or_else(|| Arc::clone(&DEFAULTS))
    }

    /// Makes them hold in a window.
    pub fn install(self, ctx: &Context) {
        ctx.data_mut(|data| data.insert_temp(memory_id(), Arc::new(self)));
    }

    /// The keys of a command.
    pub fn get(&self, command: Command) -> Option<KeyboardShortcut> {
        self.by_command.get(&command).copied()
    }

    /// Other keys that do the same as a command's own, as Ctrl+Y: they hold until either are given away.
    pub fn second(&self, command: Command) -> Option<KeyboardShortcut> {
        self.also.get(&command).copied()
    }

    /// The command that has these keys.
    pub fn holder(&self, keys: &KeyboardShortcut) -> Option<Command> {
        let mut all = self.longest_first.iter().map(|(command, held)| (command, held)).chain(&self.also);
        all.find(|(_, held)| *held == keys).map(|(command, _)| *command)
    }

    /// All commands with keys, those with more keys to hold first.
    pub(super) fn longest_first(&self) -> &[(Command, KeyboardShortcut)] {
        &self.longest_first
    }
}

/// A command's keys as text, as `Ctrl+S`; empty where it has none now.
pub fn keys_text(ctx: &Context, command: Command) -> String {
    Keys::of(ctx).get(command).map(|keys| ctx.format_shortcut(&keys)).unwrap_or_default()
}

/// All keys of a command as text, as `Ctrl+Shift+Z or Ctrl+Y`; empty where it has none now.
pub fn all_keys_text(ctx: &Context, command: Command) -> String {
    let keys = Keys::of(ctx);
    let all = [keys.get(command), keys.second(command)];
    all.into_iter().flatten().map(|keys| ctx.format_shortcut(&keys)).collect::<Vec<_>>().join(" or ")
}

impl Command {
    /// Takes its keys from what was pressed, for something that has the keyboard and does the command in its own way.
    /// Answers whether they were pressed.
    pub fn take(self, ctx: &Context) -> bool {
        let keys = Keys::of(ctx);
        let mut was_pressed = false;
        for keys in [keys.get(self), keys.second(self)].into_iter().flatten() {
            was_pressed |= super::take(ctx, &keys);
        }
        was_pressed
    }

    /// Keys that it has besides those of the table, as long as it has those and no other command has these.
    pub fn second_keys(self) -> Option<KeyboardShortcut> {
        match self {
            // As Windows has it.
            Self::Redo => Some(KeyboardShortcut::new(Modifiers::COMMAND, Key::Y)),
            Self::Delete => Some(KeyboardShortcut::new(Modifiers::NONE, Key::Backspace)),
            _ => None,
        }
    }

    /// Gives it keys, or takes them away. What another command had is taken from that.
    pub fn give(self, text: &mut KeyText, keys: Option<KeyboardShortcut>) {
        let now = Keys::read(text).0;
        let holder = keys.and_then(|keys| now.holder(&keys)).filter(|other| *other != self);
        // Who loses its second keys keeps its own.
        if let Some(other) = holder.filter(|other| now.get(*other) == keys) {
            text.insert(other.name(), String::new());
        }
        if keys == self.entry().and_then(|entry| entry.shortcut) {
            text.remove(&self.name());
        } else {
            text.insert(self.name(), keys.map(|keys| to_text(&keys)).unwrap_or_default());
        }
    }

    /// Whether the user has given it other keys than those of the table.
    pub fn has_own_keys(self, text: &KeyText) -> bool {
        text.contains_key(&self.name())
    }

    /// Why its keys cannot be changed; `None` where they can.
    pub fn keys_fixed_because(self) -> Option<&'static str> {
        matches!(self, Self::Cut | Self::Copy | Self::Paste)
            .then_some("The system's clipboard has these keys in every program")
    }

    /// Whether a letter alone may be its keys: what works on the canvas, where nothing is typed.
    fn takes_letters(self) -> bool {
        let menu = self.entry().map(|entry| entry.menu);
        matches!(menu, Some(Menu::Edit | Menu::Arrange))
            || matches!(
                self,
                Self::ZoomIn
                    | Self::ZoomOut
                    | Self::ZoomReset
                    | Self::Fit
                    | Self::FitSelection
                    | Self::GoBack
                    | Self::GoForward
                    | Self::ToggleBreakpoint
            )
    }
}

/// Why a command cannot have these keys; `None` where it can.
pub fn refused(command: Command, keys: &KeyboardShortcut) -> Option<&'static str> {
    if let Some(why) = command.keys_fixed_because() {
        return Some(why);
    }
    let KeyboardShortcut { modifiers, logical_key } = *keys;
    let is_held = modifiers.alt || modifiers.command || modifiers.ctrl;
    let default = command.entry().and_then(|entry| entry.shortcut);
    if default == Some(*keys) {
        return None;
    }
    match logical_key {
        Key::Copy | Key::Cut | Key::Paste => Some("the clipboard has them"),
        Key::C | Key::X | Key::V if modifiers.command && !modifiers.shift && !modifiers.alt => {
            Some("the clipboard has them")
        }
        Key::Escape | Key::Tab => Some("they cancel, and go from one thing to the next"),
        Key::Enter | Key::Space | Key::Backspace if !is_held => Some("they press what has the keyboard"),
        Key::ArrowDown | Key::ArrowLeft | Key::ArrowRight | Key::ArrowUp if !modifiers.alt => {
            Some("they move what is selected, over the canvas and through lists")
        }
        Key::OpenBracket | Key::CloseBracket | Key::S | Key::G
            if modifiers.is_none() && command.takes_letters() =>
        {
            Some(
                "the canvas has them: brackets follow wires, S held makes room, and G held drops into groups",
            )
        }
        Key::F4 if modifiers.alt => Some("the system closes windows by them"),
        _ if writes_text(keys) && !command.takes_letters() => {
            Some("a letter alone is only for what works on the canvas; hold Ctrl or Alt")
        }
        _ => None,
    }
}

/// Whether a text field would write something for these keys, or delete it.
pub(super) fn writes_text(keys: &KeyboardShortcut) -> bool {
    let KeyboardShortcut { modifiers, logical_key } = keys;
    !(modifiers.alt || modifiers.command || modifiers.ctrl || is_function(*logical_key))
}

/// Whether what is held with a key is what a shortcut asks for. Many signs and digits need Shift on some keyboards, so
/// more may be held with those; with a letter that is another shortcut: Ctrl+Shift+Z is not Ctrl+Z.
pub(super) fn is_held_for(held: Modifiers, keys: &KeyboardShortcut) -> bool {
    let is_letter = keys.logical_key.name().bytes().all(|byte| byte.is_ascii_alphabetic())
        && keys.logical_key.name().len() == 1;
    let asked = keys.modifiers;
    held.matches_logically(asked) && (!is_letter || (held.shift, held.alt) == (asked.shift, asked.alt))
}

fn is_function(key: Key) -> bool {
    let name = key.name();
    name.len() > 1
        && name.strip_prefix('F').is_some_and(|rest| rest.bytes().all(|byte| byte.is_ascii_digit()))
}

/// Keys as they were pressed, as a shortcut: which of the two keys of Ctrl it was does not matter.
pub fn pressed_as(modifiers: Modifiers, key: Key) -> KeyboardShortcut {
    let mut held = Modifiers { alt: modifiers.alt, shift: modifiers.shift, ..Modifiers::NONE };
    held.command = modifiers.command;
    // On macOS, Control is a key of its own beside Command.
    held.ctrl = modifiers.ctrl && !modifiers.command;
    KeyboardShortcut::new(held, key)
}

/// `Ctrl+Shift+K`, the same on every system.
pub fn to_text(keys: &KeyboardShortcut) -> String {
    let held = [
        (keys.modifiers.ctrl, "Control"),
        (keys.modifiers.command, "Ctrl"),
        (keys.modifiers.alt, "Alt"),
        (keys.modifiers.shift, "Shift"),
    ];
    let mut text = String::new();
    for (_, name) in held.iter().filter(|(is_held, _)| *is_held) {
        text.push_str(name);
        text.push('+');
    }
    text.push_str(keys.logical_key.name());
    text
}

/// Reads what [`to_text`] writes, and what a person would write by hand.
pub fn from_text(text: &str) -> Option<KeyboardShortcut> {
    // A plus at the end is the key itself.
    let (held, key) = match text.strip_suffix("++") {
        Some(held) => (Some(held), "Plus"),
        None => match text.rsplit_once('+') {
            Some((held, key)) if !key.is_empty() => (Some(held), key),
            _ => (None, text),
        },
    };
    let mut modifiers = Modifiers::NONE;
    for name in held.into_iter().flat_map(|held| held.split('+')) {
        match name.trim().to_ascii_lowercase().as_str() {
            "ctrl" | "cmd" | "command" => modifiers.command = true,
            "control" => modifiers.ctrl = true,
            "alt" | "option" => modifiers.alt = true,
            "shift" => modifiers.shift = true,
            _ => return None,
        }
    }
    Some(KeyboardShortcut::new(modifiers, Key::from_name(key.trim())?))
}

fn modifier_count(modifiers: Modifiers) -> usize {
    [modifiers.alt, modifiers.shift, modifiers.command || modifiers.ctrl]
        .into_iter()
        .filter(|held| *held)
        .count()
}
