//! One message as a bubble: the flow's on the left, the contact's on the right.

use egui::text::{LayoutJob, TextFormat, TextWrapping};
use egui::{Color32, CornerRadius, CursorIcon, Label, Pos2, Rect, Role, Sense, Stroke, Ui, Vec2, WidgetInfo};

use super::{focus_ring, media, one_line};
use crate::editor::action::Action;
use crate::editor::asking::AskAction;
use crate::editor::icon::{self, Icon, paint_icon};
use crate::editor::kit;
use crate::editor::run::{Content, Sent};
use crate::editor::theme::{self, Tokens, size, tint};
use crate::twilio::{Encoding, measure};

/// The text keeps this distance from the bubble's edges.
const PADDING: Vec2 = Vec2::new(11.0, 8.0);
/// A bubble is at most so much of the phone wide.
const MAX_WIDTH: f32 = 0.84;
/// Longer texts are cut in the phone; copying takes the whole.
const MAX_CHARS: usize = 4_000;

/// The colours of a bubble.
struct Look {
    fill: Color32,
    text: Color32,
    quiet: Color32,
    is_right: bool,
    border: Option<Color32>,
}

/// A message of the contact. `sender` stands above it where it is another one than before.
pub(super) fn inbound_ui(
    ui: &mut Ui,
    sender: Option<&str>,
    body: &str,
    media: &[String],
    time: &str,
    actions: &mut Vec<Action>,
) {
    let tokens = Tokens::of(ui);
    let look = Look {
        fill: tokens.contact,
        text: tokens.on_contact,
        quiet: tint(tokens.on_contact, 0.85),
        is_right: true,
        border: None,
    };
    let meta = Meta { signs: &[], sign_color: look.quiet, text: time.to_owned(), color: look.quiet };
    sender_ui(ui, sender, true);
    let said = Said { body, media, is_placeholder: false };
    let shown = bubble_ui(ui, &look, &said, &meta, false, actions);
    shown.context_menu(|ui| copy_ui(ui, body, actions));
}

/// A message of the flow; its foot leads to the widget that sent it. `sender` stands above it where it is another one
/// than before.
pub(super) fn outbound_ui(
    ui: &mut Ui,
    sender: Option<&str>,
    sent: &Sent,
    time: &str,
    actions: &mut Vec<Action>,
) {
    let tokens = Tokens::of(ui);
    let has_failed = matches!(&*sent.status, "failed" | "undelivered");
    let look = Look {
        fill: tokens.raised,
        text: tokens.text,
        quiet: tokens.text_2,
        is_right: false,
        border: has_failed.then_some(tokens.error),
    };
    let segments = match sent.segments {
        // What is spoken has none.
        0 => String::new(),
        1 => " · 1 segment".to_owned(),
        many => format!(" · {many} segments"),
    };
    let mut text = format!("{time} · {}{segments} · {}", sent.status, sent.name);
    if let Some(error) = &sent.error {
        text = format!("{text}\n{error}");
    }
    let (signs, sign_color): (&[Icon], Color32) = match &*sent.status {
        "delivered" => (&[icon::CHECK, icon::CHECK], tokens.ok),
        "read" => (&[icon::CHECK, icon::CHECK], tokens.accent),
        "sent" => (&[icon::CHECK], look.quiet),
        "spoken" => (&[], look.quiet),
        "failed" | "undelivered" | "canceled" => (&[icon::ERROR], tokens.error),
        _ => (&[icon::CLOCK], look.quiet),
    };
    let color = if has_failed { tokens.error } else { look.quiet };
    let meta = Meta { signs, sign_color, text, color };
    sender_ui(ui, sender, false);
    let template = sent.content.as_ref().filter(|_| sent.body.is_empty());
    let placeholder = template.map(placeholder);
    let body = placeholder.as_deref().unwrap_or(&sent.body);
    let said = Said { body, media: &sent.media, is_placeholder: placeholder.is_some() };
    let shown = bubble_ui(ui, &look, &said, &meta, sent.widget.is_some(), actions);
    if let Some(content) = template
        && kit::link_button(ui, "Enter its text…").on_hover_text(&content.sid).clicked()
    {
        let (sid, variables) = (content.sid.clone(), content.variables.clone());
        actions.push(Action::Ask(AskAction::EnterContent { sid, variables }));
    }
    let shown = shown.on_hover_ui(|ui| hint_ui(ui, sent));
    if let Some(widget) = sent.widget.filter(|_| shown.clicked()) {
        super::show_widget(widget, actions);
    }
    shown.context_menu(|ui| {
        copy_ui(ui, &sent.body, actions);
        if let Some(sid) = &sent.sid
            && ui.button("Copy SID").clicked()
        {
            actions.push(Action::Copy { text: sid.clone(), what: "the message's SID".to_owned() });
        }
    });
}

fn copy_ui(ui: &mut Ui, body: &str, actions: &mut Vec<Action>) {
    if ui.button("Copy text").clicked() {
        actions.push(Action::Copy { text: body.to_owned(), what: "the message".to_owned() });
    }
}

/// The small line at the bubble's foot.
struct Meta<'a> {
    signs: &'a [Icon],
    sign_color: Color32,
    text: String,
    color: Color32,
}

impl Meta<'_> {
    /// The signs overlap, as double ticks do.
    fn signs_width(&self) -> f32 {
        match self.signs.len() {
            0 => 0.0,
            1 => 15.0,
            _ => 21.0,
        }
    }
}

/// What stands in a bubble.
struct Said<'a> {
    body: &'a str,
    media: &'a [String],
    /// The body stands in for a text that nobody knows.
    is_placeholder: bool,
}

/// Who writes, above the first of their bubbles in a row.
fn sender_ui(ui: &mut Ui, sender: Option<&str>, is_right: bool) {
    let Some(sender) = sender.filter(|sender| !sender.is_empty()) else { return };
    let color = Tokens::of(ui).text_2;
    let room = ui.available_width() * MAX_WIDTH;
    let name = one_line(ui, sender, theme::hint(), color, room);
    let (row, response) =
        ui.allocate_exact_size(Vec2::new(ui.available_width(), name.size().y + 2.0), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, sender));
    let left = if is_right { row.right() - name.size().x - 3.0 } else { row.left() + 3.0 };
    ui.painter().galley(Pos2::new(left, row.top()), name, color);
}

/// `HX12…89ab · 1 = Ann`: a template whose text nobody knows.
fn placeholder(content: &Content) -> String {
    let sid = match (content.sid.get(..4), content.sid.get(30..)) {
        (Some(start), Some(end)) => format!("{start}…{end}"),
        _ => content.sid.clone(),
    };
    let variables: serde_json::Map<String, serde_json::Value> =
        serde_json::from_str(&content.variables).unwrap_or_default();
    let pairs = variables.iter().map(|(key, value)| match value.as_str() {
        Some(text) => format!(" · {key} = {text}"),
        None => format!(" · {key} = {value}"),
    });
    pairs.fold(sid, |text, pair| text + &pair)
}

/// The SID, and how the text is cut into segments: counted only while somebody looks.
fn hint_ui(ui: &mut Ui, sent: &Sent) {
    match &sent.sid {
        Some(sid) => ui.label(sid),
        None if sent.status == "spoken" => ui.label("Spoken on the call"),
        None => ui.label("It was not accepted"),
    };
    if sent.segments > 0 {
        let counted = measure(&sent.body);
        let (name, units) = match counted.encoding {
            Encoding::Gsm7 => ("GSM-7", "septets"),
            Encoding::Ucs2 => ("UCS-2", "16-bit units"),
        };
        let count = crate::editor::counts::counted(counted.segments, "segment");
        ui.label(format!("{count} · {name}, {} {units}, {} in each", counted.units, counted.per_segment));
        if let Some(culprit) = counted.culprit {
            ui.label(format!("“{culprit}” is not in GSM-7"));
        }
    }
    if sent.widget.is_some() {
        ui.label(format!("Click to show {}", sent.name));
    }
}

/// Paints a bubble; answers with its foot, or with all of it where the foot leads nowhere.
fn bubble_ui(
    ui: &mut Ui,
    look: &Look,
    said: &Said<'_>,
    meta: &Meta<'_>,
    is_link: bool,
    actions: &mut Vec<Action>,
) -> egui::Response {
    let Said { body, media, is_placeholder } = *said;
    let room = (ui.available_width() * MAX_WIDTH - 2.0 * PADDING.x).max(60.0);
    let text = if is_placeholder {
        wrapped(&shortened(body), theme::mono(), look.quiet, room)
    } else {
        wrapped(&shortened(body), theme::body(), look.text, room)
    };
    let galley = ui.painter().layout_job(text.clone());
    let foot_room = room - meta.signs_width();
    let foot = ui.painter().layout_job(wrapped(&meta.text, theme::hint(), meta.color, foot_room));
    let widths: Vec<f32> = media.iter().map(|url| media::tile_width(ui, url, look.text, room)).collect();
    let tiles_width = widths.iter().copied().fold(0.0, f32::max);
    let body_height = if body.is_empty() { 0.0 } else { galley.size().y + 4.0 };
    #[expect(clippy::cast_precision_loss, reason = "a message has at most a few media")]
    let tiles_height = media.len() as f32 * (media::TILE + 4.0);
    let width = galley.size().x.max(foot.size().x + meta.signs_width()).max(tiles_width);
    let inner = Vec2::new(width, body_height + tiles_height + foot.size().y);
    let outer = inner + 2.0 * PADDING;
    let (row, _) = ui.allocate_exact_size(Vec2::new(ui.available_width(), outer.y), Sense::hover());
    let left = if look.is_right { row.right() - outer.x } else { row.left() };
    let rect = Rect::from_min_size(Pos2::new(left, row.top()), outer);
    let (sw, se) = if look.is_right { (12, 3) } else { (3, 12) };
    let corners = CornerRadius { nw: 12, ne: 12, sw, se };
    let border = Stroke::new(size::BORDER, look.border.unwrap_or(look.fill));
    ui.painter().rect(rect, corners, look.fill, border, egui::StrokeKind::Inside);
    let inside = rect.shrink2(PADDING);
    if !body.is_empty() {
        let place = Rect::from_min_size(inside.min, Vec2::new(galley.size().x + 1.0, galley.size().y));
        let builder = egui::UiBuilder::new().max_rect(place).layout(egui::Layout::top_down(egui::Align::Min));
        // What comes below the bubble stands below all of it, not below its text.
        ui.new_child(builder).add(Label::new(text).selectable(true));
    }
    for (index, (url, width)) in media.iter().zip(widths).enumerate() {
        #[expect(clippy::cast_precision_loss, reason = "a message has at most a few media")]
        let top = inside.top() + body_height + index as f32 * (media::TILE + 4.0);
        let place = Rect::from_min_size(Pos2::new(inside.left(), top), Vec2::new(width, media::TILE));
        media::tile_ui(ui, place, url, look.text, actions);
    }
    let foot_rect = Rect::from_min_max(Pos2::new(inside.left(), inside.bottom() - foot.size().y), inside.max);
    foot_ui(ui, foot_rect, foot, meta, is_link)
}

fn foot_ui(
    ui: &mut Ui,
    rect: Rect,
    foot: std::sync::Arc<egui::Galley>,
    meta: &Meta<'_>,
    is_link: bool,
) -> egui::Response {
    let id = ui.next_auto_id();
    ui.skip_ahead_auto_ids(1);
    let sense = if is_link { Sense::click() } else { Sense::hover() };
    let response = ui.interact(rect, id, sense);
    let role = if is_link { Role::Link } else { Role::Label };
    response.widget_info(|| WidgetInfo::labeled(role, true, &*meta.text));
    for (index, sign) in meta.signs.iter().enumerate() {
        let x = if index == 0 { 5.5 } else { 11.0 };
        paint_icon(ui.painter(), Pos2::new(rect.left() + x, rect.top() + 7.0), *sign, 11.0, meta.sign_color);
    }
    let corner = Pos2::new(rect.left() + meta.signs_width(), rect.top());
    if is_link && response.hovered() {
        let y = rect.bottom() - 0.5;
        ui.painter().hline(corner.x..=corner.x + foot.size().x, y, Stroke::new(size::BORDER, meta.color));
    }
    ui.painter().galley(corner, foot, meta.color);
    focus_ring(ui, &response, 3);
    if is_link { response.on_hover_cursor(CursorIcon::PointingHand) } else { response }
}

fn wrapped(text: &str, font: egui::FontId, color: Color32, max_width: f32) -> LayoutJob {
    let mut job = LayoutJob::default();
    job.append(text, 0.0, TextFormat::simple(font, color));
    job.wrap = TextWrapping { max_width, break_anywhere: false, ..TextWrapping::default() };
    job
}

fn shortened(body: &str) -> String {
    crate::editor::run::cut(body, MAX_CHARS)
}
