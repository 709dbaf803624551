//! Every building block of the style kit, side by side, with a state of its own that tests can look at.

use std::ops::Range;

use cordboard::editor::icon;
use cordboard::editor::kit::path_dialog::{PathAnswer, PathDialog};
use cordboard::editor::kit::{
    self, Button, FieldOptions, FieldState, Highlight, IconButton, Severity, TreeRow,
};
use cordboard::editor::theme::{self, Group, Tokens, size, space};
use egui::text_edit::Suggestion;
use egui::{Frame, Margin, RichText, Ui};

/// What the blocks show, and what was done with them.
pub struct Gallery {
    /// What was pressed, in order.
    pub pressed: Vec<String>,
    /// The message in the Liquid field.
    pub body: String,
    /// The text in the plain field.
    pub from: String,
    /// The text that is wrong.
    pub url: String,
    /// The JSON text.
    pub attributes: String,
    /// The text to filter by.
    pub filter: String,
    /// Texts as they were committed.
    pub committed: Vec<String>,
    /// The chosen message type.
    pub kind: u8,
    /// The box to tick.
    pub ticked: bool,
    /// The segment that is chosen.
    pub segment: Option<usize>,
    /// The chips that are on.
    pub chips: [bool; 3],
    /// The rows that can be put into another order.
    pub rows: Vec<&'static str>,
    /// A language, of which some are suggested.
    pub language: String,
    /// The tab that is open.
    pub tab: usize,
    /// Whether the tree is open.
    pub tree_open: bool,
    /// The messages.
    pub toasts: kit::Toasts<&'static str>,
    /// Whether the question is asked.
    pub asks: bool,
    /// How the question was answered.
    pub answer: Option<kit::Answer>,
    /// The dialog for paths, while it is open.
    pub paths: Option<PathDialog>,
    /// How it was answered.
    pub picked: Option<PathAnswer>,
}

impl Default for Gallery {
    fn default() -> Self {
        Self {
            pressed: Vec::new(),
            body: "Thank you, {{flow.data.name}}. You are booked for {{widgets.find_slot.parsed.day}}."
                .to_owned(),
            from: String::new(),
            url: "htps://example".to_owned(),
            attributes: "{ \"priority\": 1 }".to_owned(),
            filter: String::new(),
            committed: Vec::new(),
            kind: 0,
            ticked: true,
            segment: Some(0),
            chips: [true, false, false],
            rows: vec!["yes", "a weekday", "nothing"],
            language: "en-US".to_owned(),
            tab: 0,
            tree_open: true,
            toasts: kit::Toasts::default(),
            asks: false,
            answer: None,
            paths: None,
            picked: None,
        }
    }
}

impl Gallery {
    /// Shows everything.
    pub fn ui(&mut self, ui: &mut Ui) {
        let tokens = Tokens::of(ui);
        let bar = Frame::new().fill(tokens.panel).inner_margin(Margin::symmetric(12, 0));
        egui::Panel::top("top").exact_size(size::TOP).frame(bar).show(ui, |ui| self.top(ui));
        let side = Frame::new().fill(tokens.panel).inner_margin(Margin::same(12));
        egui::Panel::left("left").exact_size(size::LEFT).frame(side).show(ui, |ui| self.left(ui));
        let inspector = Frame::new().fill(tokens.panel).inner_margin(Margin::symmetric(14, 12));
        egui::Panel::right("right").exact_size(size::RIGHT).frame(inspector).show(ui, |ui| {
            egui::ScrollArea::vertical().show(ui, |ui| self.inspector(ui));
        });
        let middle = Frame::new().fill(tokens.canvas).inner_margin(Margin::same(20));
        egui::CentralPanel::default().frame(middle).show(ui, |ui| {
            egui::ScrollArea::vertical().show(ui, |ui| self.middle(ui));
        });
        if let Some(action) = self.toasts.show(ui.ctx(), 16.0, 0.0) {
            self.pressed.push(action.to_owned());
        }
        self.dialogs(ui.ctx());
    }

    fn press(&mut self, response: &egui::Response, what: &str) {
        if response.clicked() {
            self.pressed.push(what.to_owned());
        }
    }

    fn top(&mut self, ui: &mut Ui) {
        let tokens = Tokens::of(ui);
        ui.horizontal_centered(|ui| {
            let first = kit::file_tab(ui, "appointment-reminder.json", true, true);
            if first.close {
                self.pressed.push("close first".to_owned());
            }
            kit::file_tab(ui, "opt-in.json", false, false);
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                let run = Button::primary("Run").icon(icon::PLAY).show(ui);
                self.press(&run, "run");
                let pill = kit::pill(ui, tokens.ok, "Mock");
                self.press(&pill, "mock");
                let is_dark = tokens.is_dark;
                let (sign, name) =
                    if is_dark { (icon::SUN, "Light theme") } else { (icon::MOON, "Dark theme") };
                if IconButton::new(sign, name).keys("Ctrl T").show(ui).clicked() {
                    ui.ctx().set_theme(if is_dark { egui::Theme::Light } else { egui::Theme::Dark });
                }
                let undo = IconButton::new(icon::UNDO, "Undo").disabled(Some("There is nothing to undo"));
                undo.show(ui);
                kit::key_hint(ui, "Ctrl K");
            });
        });
    }

    fn left(&mut self, ui: &mut Ui) {
        let tokens = Tokens::of(ui);
        kit::title_text(ui, "Widgets");
        ui.add_space(space::XS);
        kit::search_field(ui, "filter", "Filter", &mut self.filter, "Filter…");
        let entries = [
            ("Messaging", Group::Messaging, icon::MESSAGE, "Send Message"),
            ("", Group::Messaging, icon::REPLY, "Send & Wait For Reply"),
            ("Flow control", Group::FlowControl, icon::SPLIT, "Split Based On…"),
            ("", Group::FlowControl, icon::VARIABLES, "Set Variables"),
            ("Voice", Group::Voice, icon::PHONE, "Say/Play"),
            ("Tools", Group::Tools, icon::CODE, "Make HTTP Request"),
            ("Connect", Group::Connect, icon::CONNECT, "Send To Flex"),
            ("Start", Group::Trigger, icon::TRIGGER, "Trigger"),
        ];
        ui.spacing_mut().item_spacing.y = 0.0;
        for (heading, group, icon, name) in entries {
            if !heading.is_empty() {
                ui.add_space(space::S);
                kit::secondary_text(ui, heading);
                ui.add_space(space::XS);
            }
            let tile = kit::TileRow::new(icon, tokens.group(group), name);
            let row = match group {
                Group::Messaging => tile.secondary("Sends a message and goes on").show(ui),
                Group::Voice => tile.secondary("Speaks").tag("legacy").show(ui),
                _ => tile.show(ui),
            };
            self.press(&row, name);
        }
        ui.add_space(space::S);
        kit::separator(ui);
        let children = TreeRow {
            icon: Some((icon::SPLIT, tokens.group(Group::FlowControl))),
            text: "check_reply",
            secondary: "3 ways",
            expanded: Some(self.tree_open),
            ..TreeRow::default()
        };
        if kit::tree_row(ui, children).toggled {
            self.tree_open = !self.tree_open;
        }
        if self.tree_open {
            let row = TreeRow {
                depth: 1,
                icon: Some((icon::MESSAGE, tokens.group(Group::Messaging))),
                text: "thanks",
                selected: true,
                ..TreeRow::default()
            };
            kit::tree_row(ui, row);
        }
    }

    fn inspector(&mut self, ui: &mut Ui) {
        let tokens = Tokens::of(ui);
        ui.horizontal(|ui| {
            kit::icon_tile_sized(ui, icon::MESSAGE, tokens.group(Group::Messaging), 34.0);
            ui.vertical(|ui| {
                ui.spacing_mut().item_spacing.y = 1.0;
                kit::title_text(ui, "thanks");
                kit::hint_text(ui, "Send Message");
            });
        });
        if let Some(tab) = kit::tab_strip(ui, &["Configure", "Transitions", "References", "JSON"], self.tab) {
            self.tab = tab;
        }
        ui.add_space(space::S);
        ui.spacing_mut().item_spacing.y = space::S;
        self.message_fields(ui);
        let kinds =
            [(0, "Custom message"), (1, "Content template"), (2, "A thing that has a very long name indeed")];
        kit::labelled(ui, "Message type", false, |ui| {
            kit::choice(ui, "kind", "Message type", &kinds, &mut self.kind)
        });
        let wrong = FieldOptions { state: FieldState::Error, ..FieldOptions::default() };
        kit::labelled(ui, "Media URL", false, |ui| {
            kit::text_field(ui, "url", "Media URL", &mut self.url, "https://…", &wrong)
        });
        kit::checkbox(ui, &mut self.ticked, "Smart encoding");
        kit::separator(ui);
        kit::section(ui, "Programmable Chat", true, |ui| {
            let mono = FieldOptions { mono: true, rows: 2, ..FieldOptions::default() };
            kit::labelled(ui, "Message attributes", false, |ui| {
                kit::text_field(ui, "attributes", "", &mut self.attributes, "{}", &mono)
            });
            let off = FieldOptions { enabled: false, ..FieldOptions::default() };
            let mut fixed = "IS0123456789".to_owned();
            kit::labelled(ui, "Chat service", false, |ui| {
                kit::text_field(ui, "service", "", &mut fixed, "", &off)
            });
        });
        kit::separator(ui);
        self.lists(ui);
    }

    fn lists(&mut self, ui: &mut Ui) {
        let labels = ["Say", "Play", "Digits"];
        let picked =
            kit::labelled(ui, "Prompt", true, |ui| kit::segmented(ui, "Prompt", &labels, self.segment));
        self.segment = picked.inner.or(self.segment);
        ui.horizontal_wrapped(|ui| {
            for (label, is_on) in ["Visa", "Maestro", "American Express"].iter().zip(&mut self.chips) {
                kit::chip(ui, label, is_on);
            }
        });
        let offered = [("en-US", "English (United States)"), ("de-DE", "German"), ("fr-FR", "French")];
        let picked = kit::labelled(ui, "Language", false, |ui| {
            let options = FieldOptions { reserve: kit::SUGGEST, ..FieldOptions::default() };
            let shown = kit::text_field(ui, "language", "", &mut self.language, "", &options);
            let name = "Suggestions for Language";
            kit::suggest_button(ui, &shown.response, name, &offered, &self.language)
        });
        if let Some((value, _)) = picked.inner.and_then(|index| offered.get(index)) {
            self.language = (*value).to_owned();
        }
        let mut order = kit::Reorder::new(ui, "rows", self.rows.len());
        for (index, row) in self.rows.iter().enumerate() {
            order.row(ui, index, |ui, order| {
                ui.horizontal(|ui| {
                    order.handle(ui, index, &format!("Reorder {row}"));
                    kit::body_text(ui, row);
                });
            });
        }
        if let Some((from, to)) = order.finish(ui) {
            let moved = self.rows.remove(from);
            self.rows.insert(to, moved);
        }
    }

    fn message_fields(&mut self, ui: &mut Ui) {
        let rows = FieldOptions { rows: 3, ..FieldOptions::default() };
        let mut completer = complete;
        let shown = kit::labelled(ui, "Message body", true, |ui| {
            kit::liquid_field(
                ui,
                "body",
                "",
                &mut self.body,
                "What the contact reads",
                &rows,
                highlight,
                Some(&mut completer),
            )
        });
        if shown.inner.committed {
            self.committed.push(self.body.clone());
        }
        ui.horizontal(|ui| {
            kit::hint_text(ui, "at least 33 characters, plus 2 variables · 1 segment");
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                kit::hint_text(ui, "of 1,600")
            });
        });
        let add = kit::problem_box(
            ui,
            Severity::Warning,
            "Not on every path.",
            "`widgets.find_slot` has not run where the reply is “yes”.",
            Some("Add a default"),
        );
        if add {
            self.pressed.push("add a default".to_owned());
        }
        let shown = kit::labelled(ui, "Send message from", true, |ui| {
            kit::text_field(ui, "from", "", &mut self.from, "+1 555 123 0001", &FieldOptions::default())
        });
        if shown.inner.committed {
            self.committed.push(self.from.clone());
        }
        kit::hint_text(ui, "A phone number, Messaging Service SID or channel address");
    }

    fn middle(&mut self, ui: &mut Ui) {
        let tokens = Tokens::of(ui);
        ui.spacing_mut().item_spacing.y = space::S;
        ui.horizontal_wrapped(|ui| {
            let save = kit::primary_button(ui, "Save");
            self.press(&save, "save");
            let open = Button::secondary("Open…").icon(icon::FOLDER).show(ui);
            if open.clicked() {
                self.paths = Some(PathDialog::open(
                    std::env::current_dir().unwrap_or_default(),
                    vec!["flows/opt-in.json".into()],
                ));
            }
            Button::primary("Publish").disabled(Some("2 errors must be repaired first")).show(ui);
            if Button::danger("Delete…").icon(icon::TRASH).show(ui).clicked() {
                self.asks = true;
            }
            let link = kit::link_button(ui, "Show all");
            self.press(&link, "show all");
        });
        ui.horizontal(|ui| {
            for answer in ["yes", "Monday", "stay silent"] {
                let response = kit::quick_reply(ui, answer);
                self.press(&response, answer);
            }
        });
        ui.horizontal(|ui| {
            for (sign, name) in [
                (icon::RESTART, "Start again"),
                (icon::STEP_BACK, "Step back"),
                (icon::PLAY, "Go on"),
                (icon::STEP, "Step"),
            ] {
                let response = IconButton::new(sign, name).framed().show(ui);
                self.press(&response, name);
            }
            IconButton::new(icon::WIDGETS, "Library").edge(34.0, 20.0).selected(true).show(ui);
            kit::icon_button(ui, icon::SETTINGS, "Settings");
        });
        ui.horizontal(|ui| {
            for (severity, name) in
                [(Severity::Info, "Remark"), (Severity::Warning, "Warning"), (Severity::Error, "Error")]
            {
                if kit::secondary_button(ui, &format!("Toast: {name}")).clicked() {
                    self.toasts.push(
                        severity,
                        format!("{name}: the flow was saved"),
                        Some(("Show", "shown")),
                    );
                }
            }
        });
        kit::problem_box(ui, Severity::Error, "No way in.", "Nothing leads to `remind_later`.", None);
        kit::problem_box(
            ui,
            Severity::Info,
            "Good to know.",
            "A flow without a trigger can be tested all the same.",
            Some("Learn more"),
        );
        icons(ui, tokens);
        let empty = Frame::new().fill(tokens.panel).corner_radius(theme::radius::CARD).inner_margin(8);
        empty.show(ui, |ui| {
            let buttons = ["New flow", "Open a flow…"];
            let pressed = kit::empty_state(
                ui,
                icon::LOGO,
                "No flow is open",
                "Begin a new one, or drop a file here.",
                &buttons,
            );
            if let Some(pressed) = pressed {
                self.pressed.push(format!("empty {pressed}"));
            }
        });
    }

    fn dialogs(&mut self, ctx: &egui::Context) {
        if self.asks {
            let buttons =
                [kit::DialogButton::secondary("Keep"), kit::DialogButton::danger("Delete 3 widgets")];
            let answer = kit::dialog(ctx, "Delete 3 widgets?", 380.0, &buttons, |ui| {
                kit::secondary_text(ui, "Two transitions lead to them; they will lead nowhere.");
            });
            if answer.is_some() {
                self.answer = answer;
                self.asks = false;
            }
        }
        if let Some(paths) = &mut self.paths
            && let Some(answer) = paths.show(ctx)
        {
            self.picked = Some(answer);
            self.paths = None;
        }
    }
}

fn icons(ui: &mut Ui, tokens: &Tokens) {
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = egui::vec2(6.0, 6.0);
        for icon in icon::ALL {
            let (rect, _) = ui.allocate_exact_size(egui::Vec2::splat(20.0), egui::Sense::hover());
            icon::paint_icon(ui.painter(), rect.center(), *icon, 18.0, tokens.text);
        }
    });
    let text = format!("In text: {} Send, {} Search, {} Save", icon::SEND, icon::SEARCH, icon::SAVE);
    ui.label(RichText::new(text).color(tokens.text_2));
}

/// As much Liquid as a gallery needs.
fn highlight(text: &str) -> Vec<(Range<usize>, Highlight)> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(open) = text.get(from..).and_then(|rest| rest.find("{{")).map(|at| from + at) {
        let close = text.get(open..).and_then(|rest| rest.find("}}")).map(|at| open + at + 2);
        let (end, kind) = close.map_or((text.len(), Highlight::Problem), |close| (close, Highlight::Liquid));
        found.push((open..end, kind));
        from = end;
    }
    found
}

/// Completes names of widgets.
fn complete(text: &str, cursor: usize) -> Option<(Range<usize>, Vec<Suggestion>)> {
    let before = text.get(..cursor)?;
    let open = before.rfind("{{")?;
    let inside = before.get(open + 2..)?;
    if inside.contains("}}") {
        return None;
    }
    let start = open + 2 + (inside.len() - inside.trim_start().len());
    let typed = before.get(start..)?;
    let names =
        [("widgets.ask_confirm", "Send & Wait For Reply"), ("widgets.find_slot", "Make HTTP Request")];
    let fits = names.into_iter().filter(|(name, _)| name.starts_with(typed) && *name != typed);
    let found: Vec<_> = fits.map(|(name, kind)| Suggestion::new(name).description(kind)).collect();
    (!found.is_empty()).then_some((start..cursor, found))
}
