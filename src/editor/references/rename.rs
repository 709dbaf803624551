//! The question what a variable is to be called, with everything that would change.

use egui::{Context, Role, ScrollArea, Ui};

use super::field_label;
use crate::editor::counts::counted;
use crate::editor::dialogs::DialogAnswer;
use crate::editor::kit::{self, Answer, DialogButton, FieldOptions, FieldState, Severity};
use crate::editor::state::{FileKey, OpenFlow};
use crate::editor::theme::{self, Tokens, size, space};
use crate::flow::variable::{DoubtKind, Mentions, is_good_name, mentions};
use crate::flow::{EditError, Flow, WidgetId};
use crate::widgets::{variable_lists, variables_set};

const WIDTH: f32 = 520.0;
/// The height of a row of the lists.
const ROW: f32 = 24.0;
/// As many rows as are seen at once.
const MOST_ROWS: f32 = 7.0;

/// What a variable is to be called. The flow cannot change while this is asked.
#[derive(Clone, Debug)]
pub struct RenameQuestion {
    /// The flow.
    pub key: FileKey,
    /// The variable.
    pub from: String,
    to: String,
    found: std::sync::Arc<Found>,
    is_new: bool,
}

/// What is known once and for all.
#[derive(Debug)]
struct Found {
    mentions: Mentions,
    /// The places for people: widget, field, and what stands there how often.
    places: Vec<[String; 2]>,
    doubts: Vec<[String; 2]>,
    /// The variables that the flow has besides.
    others: std::collections::HashSet<String>,
    /// Whether another flow can run this one, and so read its variables.
    is_subflow: bool,
}

/// An answer to the question.
#[derive(Clone, Debug)]
pub enum RenameAnswer {
    /// The question as it stands now.
    Changed(Box<RenameQuestion>),
    /// Rename it.
    Rename,
}

impl RenameQuestion {
    /// Looks for everything that a rename would change.
    pub fn new(file: &OpenFlow, variable: &str) -> Self {
        let flow = file.flow();
        let mentions = mentions(flow, variable, &variable_lists(flow));
        let place = |widget: WidgetId, pointer: &str| {
            let pointer = pointer.strip_prefix("/properties").unwrap_or(pointer).trim_start_matches('/');
            let title = flow.widget(widget).map_or("(gone)", |widget| widget.title());
            format!("{title} · {}", field_label(flow, widget, pointer))
        };
        let places = mentions.places.iter().map(|mention| {
            let what = match (mention.is_write, mention.count) {
                (true, _) => "sets it".to_owned(),
                (false, 1) => "reads it".to_owned(),
                (false, count) => format!("reads it {count} times"),
            };
            [place(mention.widget, &mention.pointer), what]
        });
        let doubts = mentions.doubts.iter().map(|doubt| {
            let why = match doubt.why {
                DoubtKind::Dynamic => "works the name out when it runs",
                DoubtKind::Whole => "takes all variables at once",
                DoubtKind::Broken => "has mistakes: look at it afterwards",
            };
            [place(doubt.widget, &doubt.pointer), why.to_owned()]
        });
        let set = flow.widgets().iter().flat_map(|widget| variables_set(widget));
        let found = Found {
            places: places.collect(),
            doubts: doubts.collect(),
            others: set.map(|(_, key)| key).filter(|key| key != variable).collect(),
            is_subflow: is_subflow(flow),
            mentions,
        };
        let (from, to) = (variable.to_owned(), variable.to_owned());
        Self { key: file.key, from, to, found: std::sync::Arc::new(found), is_new: true }
    }

    /// The name that was typed.
    pub fn wanted(&self) -> &str {
        self.to.trim()
    }

    /// How much changes: `4 places in 3 widgets`.
    pub fn summary(&self) -> String {
        let mentions = &self.found.mentions;
        format!("{} in {}", counted(mentions.count(), "place"), counted(mentions.widgets(), "widget"))
    }

    /// Why the variable cannot be renamed to what was typed.
    fn refusal(&self) -> Option<String> {
        let wanted = self.wanted();
        if wanted.is_empty() {
            return Some("A variable needs a name".to_owned());
        }
        if wanted == self.from {
            return Some("This is its name already".to_owned());
        }
        (!is_good_name(wanted)).then(|| EditError::BadVariable(wanted.to_owned()).to_string())
    }

    fn joins(&self) -> bool {
        self.found.others.contains(self.wanted())
    }
}

/// Whether the flow's start has a way for another flow that runs it.
fn is_subflow(flow: &Flow) -> bool {
    let start = flow.initial_state();
    let start = start.and_then(|name| flow.named(&name));
    start.is_some_and(|start| {
        start.transitions().iter().any(|way| &*way.event == "incomingParent" && way.next.is_some())
    })
}

/// Asks for the name. What is typed comes back as [`RenameAnswer::Changed`].
pub fn rename_dialog_ui(ctx: &Context, question: &RenameQuestion) -> Option<DialogAnswer> {
    let refusal = question.refusal();
    let joined = format!("Join with {}", question.wanted());
    let confirm = if question.joins() {
        DialogButton::danger(&joined)
    } else {
        DialogButton::primary("Rename").disabled(refusal.as_deref())
    };
    let buttons = [DialogButton::secondary("Cancel"), confirm];
    let title = format!("Rename {} everywhere", question.from);
    let mut edited = question.clone();
    let mut is_changed = false;
    let answer = kit::dialog(ctx, &title, WIDTH, &buttons, |ui| {
        is_changed = body_ui(ui, &mut edited, refusal.as_deref());
    });
    match answer {
        Some(Answer::Button(1)) => Some(DialogAnswer::RenameVariable(RenameAnswer::Rename)),
        Some(_) => Some(DialogAnswer::Cancel),
        None if is_changed => Some(DialogAnswer::RenameVariable(RenameAnswer::Changed(Box::new(edited)))),
        None => None,
    }
}

fn body_ui(ui: &mut Ui, question: &mut RenameQuestion, refusal: Option<&str>) -> bool {
    ui.spacing_mut().item_spacing.y = space::S;
    let is_same = question.wanted() == question.from;
    let refused = refusal.filter(|_| !is_same);
    let state = if refused.is_some() { FieldState::Error } else { FieldState::Normal };
    let options = FieldOptions { focus: question.is_new, mono: true, state, ..FieldOptions::default() };
    let shown = kit::labelled(ui, "New name", false, |ui| {
        kit::text_field(ui, "new name", "New name", &mut question.to, "A name", &options)
    })
    .inner;
    if question.is_new {
        kit::select_chars(ui, shown.response.id, question.to.chars().count());
    }
    // Enter answers where it can; else the name is still to be mended.
    if shown.lost_focus && refusal.is_some() && ui.input(|input| input.key_pressed(egui::Key::Enter)) {
        shown.response.request_focus();
    }
    let is_changed = shown.changed || question.is_new;
    question.is_new = false;
    if let Some(refusal) = refused {
        kit::problem_box(ui, Severity::Error, "Not a name to use.", refusal, None);
    } else if question.joins() {
        let text = format!(
            "Afterwards both are one variable: whatever set `{}` or `{}` sets `{1}`, and whatever read either of them \
             reads it. Only undo takes them apart again.",
            question.from,
            question.wanted()
        );
        kit::problem_box(ui, Severity::Warning, "This variable exists already.", &text, None);
    }
    let found = &question.found;
    kit::body_text(ui, &format!("{} will change:", question.summary()));
    list_ui(ui, "Places that change", &found.places);
    if !found.doubts.is_empty() {
        let count = found.doubts.len();
        let (these, they) = if count == 1 { ("template", "it means") } else { ("templates", "they mean") };
        let text = format!(
            "Nobody can tell before the flow runs whether {they} this variable, so what {count} {these} below \
             cannot be followed stays as it is."
        );
        kit::problem_box(ui, Severity::Warning, "Look at these yourself.", &text, None);
        list_ui(ui, "Places to look at", &found.doubts);
    }
    if found.is_subflow {
        kit::hint_text(
            ui,
            "Other flows can run this one and read its variables below their own widget's name. Those files are not \
             changed.",
        );
    }
    is_changed
}

/// A list that scrolls when it is long.
fn list_ui(ui: &mut Ui, name: &str, rows: &[[String; 2]]) {
    let tokens = Tokens::of(ui);
    let fits = rows.len() <= 7;
    let height = if fits { f32::from(u8::try_from(rows.len()).unwrap_or(7)) * ROW } else { MOST_ROWS * ROW };
    let frame = egui::Frame::new()
        .fill(tokens.field)
        .stroke(egui::Stroke::new(size::BORDER, tokens.line))
        .corner_radius(theme::radius::CONTROL)
        .inner_margin(egui::Margin::symmetric(10, 5));
    let shown = frame.show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.spacing_mut().item_spacing.y = 0.0;
        let area = ScrollArea::vertical().id_salt(name).max_height(height).auto_shrink([false, true]);
        area.show_rows(ui, ROW, rows.len(), |ui, range| {
            for [place, what] in rows.get(range).unwrap_or_default() {
                row_ui(ui, place, what);
            }
        });
    });
    shown.response.widget_info(|| egui::WidgetInfo::labeled(Role::ListBox, true, name));
}

fn row_ui(ui: &mut Ui, place: &str, what: &str) {
    let tokens = Tokens::of(ui);
    let (rect, response) =
        ui.allocate_exact_size(egui::vec2(ui.available_width(), ROW), egui::Sense::hover());
    let name = format!("{place} {what}");
    response.widget_info(|| egui::WidgetInfo::labeled(Role::Label, true, &name));
    let what = kit::line(ui, what, theme::secondary(), tokens.text_2, rect.width() * 0.5);
    let room = rect.width() - what.size().x - space::S;
    let place = kit::line(ui, place, theme::body(), tokens.text, room);
    let top = |height: f32| rect.center().y - height / 2.0;
    let right = rect.right() - what.size().x;
    ui.painter().galley(egui::pos2(right, top(what.size().y)), what, tokens.text_2);
    ui.painter().galley(egui::pos2(rect.left(), top(place.size().y)), place, tokens.text);
}
