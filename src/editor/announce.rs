//! What a screen reader says by itself when something was done on the canvas: one polite sentence at a time, in a node
//! that nobody sees.

use egui::accesskit::{Live, Role as Node};
use egui::{Rect, Role, Sense, Ui, Vec2, WidgetInfo};

use crate::flow::Edit;

/// The verbs with which names of changes begin, and how they sound when it is done.
const DONE: [(&str, &str); 20] = [
    ("Add", "Added"),
    ("Align", "Aligned"),
    ("Carry", "Carried"),
    ("Change", "Changed"),
    ("Close", "Closed"),
    ("Connect", "Connected"),
    ("Cut", "Cut"),
    ("Delete and heal", "Deleted and healed"),
    ("Delete", "Deleted"),
    ("Disconnect", "Disconnected"),
    ("Distribute", "Distributed"),
    ("Duplicate", "Duplicated"),
    ("Lay out", "Laid out"),
    ("Lead", "Led"),
    ("Make", "Made"),
    ("Move", "Moved"),
    ("Paste", "Pasted"),
    ("Rename", "Renamed"),
    ("Replace", "Replaced"),
    ("Splice", "Spliced"),
];

/// The last thing that was said.
#[derive(Clone, Debug, Default)]
pub struct Announcer {
    text: String,
}

impl Announcer {
    /// Says something. The same again is said again.
    pub fn say(&mut self, text: impl Into<String>) {
        let mut text = text.into();
        if text == self.text {
            // Only a change of the text is read out.
            text.push('\u{200b}');
        }
        self.text = text;
    }

    /// What was said last.
    pub fn said(&self) -> &str {
        self.text.trim_end_matches('\u{200b}')
    }

    /// Says that a change was made, unless it is one of somebody who types and hears that anyway.
    pub fn say_edit(&mut self, edit: &Edit, name: &str) {
        let is_typed = matches!(
            edit,
            Edit::SetProperty { .. }
                | Edit::SetPart { .. }
                | Edit::SetState { .. }
                | Edit::SetTransitions { .. }
                | Edit::SetEnvelope { .. }
                | Edit::Beside(_)
        );
        if !is_typed {
            self.say(done(name));
        }
    }

    /// The node.
    pub fn node_ui(&self, ui: &Ui) {
        let place = Rect::from_min_size(ui.max_rect().left_top(), Vec2::splat(1.0));
        let response = ui.interact(place, egui::Id::unique("announcer"), Sense::HOVER);
        response.widget_info(|| WidgetInfo::labeled(Role::Label, true, &self.text));
        ui.ctx().accesskit_node_builder(response.id, |node| {
            node.set_role(Node::Status);
            node.set_live(Live::Polite);
            node.set_label(self.text.clone());
        });
    }
}

/// The name of a change as what was done: `Move 3 widgets` is `Moved 3 widgets`.
pub fn done(name: &str) -> String {
    for (verb, past) in DONE {
        if let Some(rest) = name.strip_prefix(verb)
            && (rest.is_empty() || rest.starts_with(' '))
        {
            return format!("{past}{rest}");
        }
    }
    format!("Done: {name}")
}
