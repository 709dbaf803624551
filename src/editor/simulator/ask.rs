//! The card with what the run asks: above the field to write in, since nothing goes on before it is answered.

use egui::{Align, CornerRadius, Frame, Id, Label, Layout, Margin, ScrollArea, Stroke, Ui, Vec2};

use super::requests::mono_ui;
use crate::editor::action::Action;
use crate::editor::asking::{AskAction, AskForm, Subject, Template, Way};
use crate::editor::icon;
use crate::editor::kit::{self, Button, FieldOptions, FieldState};
use crate::editor::run::{Run, cut};
use crate::editor::state::OpenFlow;
use crate::editor::theme::{self, Tokens, radius, size, space};

/// The card takes at most this part of the phone.
const MOST: f32 = 0.72;
/// Its height before it was ever painted.
const GUESSED_HEIGHT: f32 = 240.0;
const PADDING: f32 = 10.0;
/// The row with the button, and the room above it.
const FOOT: f32 = size::CONTROL + space::S;
/// What is asked is told in at most so many characters.
const MAX_CHARS: usize = 4_000;

/// How high the card is in a phone with this much room; 0 where nothing is asked.
pub(super) fn height(ui: &Ui, file: &OpenFlow, run: &Run) -> f32 {
    if file.asking.form(run).is_none() {
        return 0.0;
    }
    let known: Option<f32> = ui.data(|data| data.get_temp(height_id()));
    known.unwrap_or(GUESSED_HEIGHT).min(ui.available_height() * MOST)
}

fn height_id() -> Id {
    Id::unique("simulator.ask.height")
}

/// Paints the card. Where the field `replying` has the keyboard, or nothing has, the card takes it.
pub(super) fn ask_ui(
    ui: &mut Ui,
    file: &OpenFlow,
    run: &Run,
    height: f32,
    replying: Id,
    actions: &mut Vec<Action>,
) {
    let Some(form) = file.asking.form(run) else {
        if AskForm::is_asked(run) {
            actions.push(Action::Ask(AskAction::Begin));
            ui.ctx().request_repaint();
        }
        return;
    };
    let tokens = Tokens::of(ui);
    let mut edited = form.clone();
    let mut gives = false;
    let frame = Frame::new()
        .fill(tokens.panel)
        .stroke(Stroke::new(size::BORDER, tokens.accent))
        .corner_radius(CornerRadius::same(radius::CARD))
        .inner_margin(Margin::same(10));
    let around = 2.0 * PADDING + FOOT;
    let content = frame.show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.push_id(("simulator.ask", run.number()), |ui| {
            let area = ScrollArea::vertical().id_salt("ask").max_height((height - around).max(40.0));
            let shown = area.min_scrolled_height(40.0).auto_shrink([false, true]).show(ui, |ui| {
                ui.spacing_mut().item_spacing.y = space::S;
                what_ui(ui, &mut edited);
                ways_ui(ui, &mut edited);
            });
            ui.add_space(space::S);
            gives = foot_ui(ui, &mut edited, replying);
            shown.content_size.y
        })
        .inner
    });
    let wanted = content.inner + around;
    let known: Option<f32> = ui.data(|data| data.get_temp(height_id()));
    if known.is_none_or(|known| (known - wanted).abs() > 0.5) {
        ui.data_mut(|data| data.insert_temp(height_id(), wanted));
        ui.ctx().request_repaint();
    }
    if edited != *form {
        actions.push(Action::Ask(AskAction::Edit(Box::new(edited))));
    }
    if gives {
        actions.push(Action::Ask(AskAction::Give));
    }
}

/// What the widget wants to do.
fn what_ui(ui: &mut Ui, form: &mut AskForm) {
    let tokens = Tokens::of(ui);
    let line = match &form.subject {
        Subject::Request { method, .. } => {
            format!(
                "{} `{}` asks a server: what does it answer to this {method}?",
                icon::WARNING,
                form.widget
            )
        }
        Subject::Act { .. } => {
            format!("{} `{}` ({}): others decide how that ends.", icon::WARNING, form.widget, form.label)
        }
        Subject::Subflow { .. } => {
            format!(
                "{} `{}` runs another flow, and nobody said which file that is.",
                icon::WARNING,
                form.widget
            )
        }
    };
    let text = line.trim_start_matches(icon::WARNING.as_str()).trim().replace('`', "");
    let job = kit::rich_text(&line, &theme::semibold(size::SECONDARY), tokens.text);
    let shown = ui.add(Label::new(job).wrap());
    kit::as_heading(&shown, &text);
    match form.subject.clone() {
        Subject::Request { method, url, body, .. } => {
            mono_ui(ui, &format!("{method} {}", cut(&url, MAX_CHARS)));
            if let Some((content_type, body)) = body {
                fold_ui(ui, form, "What is sent", |ui| {
                    mono_ui(ui, &format!("content-type: {content_type}\n\n{}", cut(&body, MAX_CHARS)));
                });
            }
        }
        Subject::Act { sent } if !sent.is_empty() => {
            fold_ui(ui, form, "What is done", |ui| {
                for (key, value) in &sent {
                    mono_ui(ui, &format!("{key} = {}", cut(value, MAX_CHARS)));
                }
            });
        }
        Subject::Act { .. } => {}
        Subject::Subflow { sid, refusal, .. } => {
            mono_ui(ui, &sid);
            if let Some(refusal) = refusal {
                kit::hint_text(ui, refusal);
            }
        }
    }
}

fn fold_ui(ui: &mut Ui, form: &mut AskForm, title: &str, add_contents: impl FnOnce(&mut Ui)) {
    let sign = if form.is_open { icon::CHEVRON_DOWN } else { icon::CHEVRON_RIGHT };
    let button = Button::link(title).icon(sign);
    let shown = button.show(ui);
    ui.ctx().accesskit_node_builder(shown.id, |node| {
        node.set_role(egui::accesskit::Role::DisclosureTriangle);
        node.set_expanded(form.is_open);
    });
    if shown.clicked() {
        form.is_open = !form.is_open;
    }
    if form.is_open {
        add_contents(ui);
    }
}

/// The ways to answer, and the fields of the chosen one.
fn ways_ui(ui: &mut Ui, form: &mut AskForm) {
    if form.ways.len() > 1 {
        let labels: Vec<&str> = form.ways.iter().map(|way| form.way_label(*way)).collect();
        let chosen = form.ways.iter().position(|way| *way == form.way);
        let picked = kit::segmented(ui, "How to answer", &labels, chosen);
        if let Some(way) = picked.and_then(|index| form.ways.get(index)) {
            form.way = *way;
        }
    }
    match form.way {
        Way::Response => response_ui(ui, form),
        Way::Outcome => outcome_ui(ui, form),
        Way::Allow => allow_ui(ui, form),
        Way::File => {
            kit::secondary_text(ui, "The choice is kept beside the flow, and the run goes on with it.");
        }
    }
}

fn response_ui(ui: &mut Ui, form: &mut AskForm) {
    let shown = form.template();
    let labels = Template::ALL.map(Template::label);
    let chosen = Template::ALL.iter().position(|template| Some(*template) == shown);
    if let Some(template) =
        kit::segmented(ui, "Usual answers", &labels, chosen).and_then(|index| Template::ALL.get(index))
    {
        form.fill(*template);
    }
    if form.is_timeout {
        kit::secondary_text(ui, "Nobody answers in time: the widget is left as a failed one.");
        return;
    }
    let trouble = form.body_trouble();
    let state = if trouble.is_some() { FieldState::Warn } else { FieldState::Normal };
    let options = FieldOptions { rows: 2, max_rows: 8, mono: true, state, ..FieldOptions::default() };
    field_ui(ui, "Body", &mut form.body, "Empty", &options);
    if let Some(trouble) = trouble {
        let color = Tokens::of(ui).warn;
        let text = format!("{} {trouble}", icon::WARNING);
        ui.add(Label::new(kit::rich_text(&text, &theme::hint(), color)).wrap());
    }
    ui.columns(2, |columns| {
        if let [left, right] = columns {
            let is_status = form.answered().is_ok();
            let state = if is_status { FieldState::Normal } else { FieldState::Error };
            let options = FieldOptions { state, ..FieldOptions::default() };
            field_ui(left, "Status", &mut form.status, "200", &options);
            let hint = "As the body looks";
            field_ui(right, "Content type", &mut form.content_type, hint, &FieldOptions::default());
        }
    });
}

fn outcome_ui(ui: &mut Ui, form: &mut AskForm) {
    let labels: Vec<String> = form
        .outcomes
        .iter()
        .map(|outcome| match outcome.is_usual {
            true => format!("As usual: {}", outcome.label),
            false => outcome.label.clone(),
        })
        .collect();
    let options: Vec<(usize, &str)> = labels.iter().map(String::as_str).enumerate().collect();
    kit::labelled(ui, "The widget is left by", false, |ui| {
        kit::choice(ui, "ask.outcome", "The widget is left by", &options, &mut form.outcome)
    });
    let is_request = matches!(form.subject, Subject::Request { .. });
    let Some(outcome) = form.outcomes.get_mut(form.outcome) else {
        kit::secondary_text(ui, "Nobody knows how a widget of this type can be left.");
        return;
    };
    if is_request {
        kit::hint_text(ui, "Nothing is asked, and the widget leaves nothing.");
        return;
    }
    if outcome.is_usual || outcome.leaves.is_empty() {
        return;
    }
    kit::hint_text(ui, "What it leaves; what is empty is left out");
    for pair in outcome.leaves.chunks_mut(2) {
        ui.columns(2, |columns| {
            for (column, (path, kind, text)) in columns.iter_mut().zip(pair) {
                let hint = if *kind == "string" { "" } else { *kind };
                field_ui(column, path, text, hint, &FieldOptions::default());
            }
        });
    }
}

fn allow_ui(ui: &mut Ui, form: &AskForm) {
    let Subject::Request { host: Some(host), .. } = &form.subject else { return };
    let title = format!("This really leaves the machine, to {host}.");
    let text = "Later requests to that host do, too. A name that leads to an address of this machine or of a private \
                network is refused: such an address has to stand in the request itself.";
    kit::problem_box(ui, kit::Severity::Warning, &title, text, None);
}

/// The switch and the button; whether the answer is given.
fn foot_ui(ui: &mut Ui, form: &mut AskForm, replying: Id) -> bool {
    let problem = form.problem();
    let text = form.button();
    let is_file = form.way == Way::File;
    let row = Vec2::new(ui.available_width(), size::CONTROL);
    ui.allocate_ui_with_layout(row, Layout::right_to_left(Align::Center), |ui| {
        let button = ui
            .scope(|ui| {
                ui.set_max_width(ui.available_width() * 0.58);
                Button::primary(&text).disabled(problem.as_deref()).show(ui)
            })
            .inner;
        if form.is_new {
            form.is_new = false;
            let focused = ui.memory(egui::Memory::focused);
            if focused.is_none_or(|focused| focused == replying) {
                button.request_focus();
            }
        }
        if !is_file {
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                let hint = "Later runs use it, and so do run and test on the command line";
                kit::checkbox(ui, &mut form.keeps, "Keep this answer").on_hover_text(hint);
            });
        }
        button.clicked()
    })
    .inner
}

fn field_ui(ui: &mut Ui, name: &str, text: &mut String, hint: &str, options: &FieldOptions) {
    kit::labelled(ui, name, false, |ui| kit::text_field(ui, ("ask", name), name, text, hint, options));
}
