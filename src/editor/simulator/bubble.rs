//! One message as a bubble: the flow's on the left, the contact's on the right.

use egui::text::{LayoutJob, TextFormat, TextWrapping};
use egui::{Color32, CornerRadius, CursorIcon, Label, Pos2, Rect, Role, Sense, Stroke, Ui, Vec2, WidgetInfo};

use super::{focus_ring, one_line};
use crate::editor::action::Action;
use crate::editor::icon::{self, Icon, paint_icon};
use crate::editor::run::Sent;
use crate::editor::theme::{self, Tokens, size, tint};

/// The text keeps this distance from the bubble's edges.
const PADDING: Vec2 = Vec2::new(11.0, 8.0);
/// A bubble is at most so much of the phone wide.
const MAX_WIDTH: f32 = 0.84;
/// Longer texts are cut in the phone; copying takes the whole.
const MAX_CHARS: usize = 4_000;
const CHIP: f32 = 22.0;

/// The colours of a bubble.
struct Look {
    fill: Color32,
    text: Color32,
    quiet: Color32,
    is_right: bool,
    border: Option<Color32>,
}

/// A message of the contact.
pub(super) fn inbound_ui(ui: &mut Ui, body: &str, media: &[String], time: &str, actions: &mut Vec<Action>) {
    let tokens = Tokens::of(ui);
    let look = Look {
        fill: tokens.contact,
        text: tokens.on_contact,
        quiet: tint(tokens.on_contact, 0.85),
        is_right: true,
        border: None,
    };
    let meta = Meta { signs: &[], sign_color: look.quiet, text: time.to_owned(), color: look.quiet };
    let shown = bubble_ui(ui, &look, body, media, &meta, false, actions);
    shown.context_menu(|ui| copy_ui(ui, body, actions));
}

/// A message of the flow; its foot leads to the widget that sent it.
pub(super) fn outbound_ui(ui: &mut Ui, sent: &Sent, time: &str, actions: &mut Vec<Action>) {
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
    let mut text = format!("{}{segments} · {}", sent.status, sent.name);
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
    let shown = bubble_ui(ui, &look, &sent.body, &sent.media, &meta, sent.widget.is_some(), actions);
    let hint = match &sent.sid {
        Some(sid) => format!("{sid}\n{time} · click to show {}", sent.name),
        None if sent.status == "spoken" => format!("{time} · click to show {}", sent.name),
        None => format!("{time} · it was not accepted · click to show {}", sent.name),
    };
    let shown = shown.on_hover_text(hint);
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

/// Paints a bubble; answers with its foot, or with all of it where the foot leads nowhere.
fn bubble_ui(
    ui: &mut Ui,
    look: &Look,
    body: &str,
    media: &[String],
    meta: &Meta<'_>,
    is_link: bool,
    actions: &mut Vec<Action>,
) -> egui::Response {
    let room = (ui.available_width() * MAX_WIDTH - 2.0 * PADDING.x).max(60.0);
    let text = wrapped(&shortened(body), theme::body(), look.text, room);
    let galley = ui.painter().layout_job(text.clone());
    let foot_room = room - meta.signs_width();
    let foot = ui.painter().layout_job(wrapped(&meta.text, theme::hint(), meta.color, foot_room));
    let chips: Vec<_> = media
        .iter()
        .map(|url| (url, one_line(ui, &file_name(url), theme::hint(), look.text, room - 34.0)))
        .collect();
    let chips_width = chips.iter().map(|(_, chip)| chip.size().x + 34.0).fold(0.0, f32::max);
    let body_height = if body.is_empty() { 0.0 } else { galley.size().y + 4.0 };
    #[expect(clippy::cast_precision_loss, reason = "a message has at most a few media")]
    let chips_height = chips.len() as f32 * (CHIP + 4.0);
    let width = galley.size().x.max(foot.size().x + meta.signs_width()).max(chips_width);
    let inner = Vec2::new(width, body_height + chips_height + foot.size().y);
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
        ui.scope_builder(builder, |ui| ui.add(Label::new(text).selectable(true)));
    }
    for (index, (url, chip)) in chips.into_iter().enumerate() {
        #[expect(clippy::cast_precision_loss, reason = "a message has at most a few media")]
        let top = inside.top() + body_height + index as f32 * (CHIP + 4.0);
        chip_ui(ui, Pos2::new(inside.left(), top), url, chip, look, actions);
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

/// A medium: its file's name, which opens it in the browser.
fn chip_ui(
    ui: &mut Ui,
    corner: Pos2,
    url: &str,
    galley: std::sync::Arc<egui::Galley>,
    look: &Look,
    actions: &mut Vec<Action>,
) {
    let rect = Rect::from_min_size(corner, Vec2::new(galley.size().x + 34.0, CHIP));
    let id = ui.next_auto_id();
    ui.skip_ahead_auto_ids(1);
    let response = ui.interact(rect, id, Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Link, true, file_name(url)));
    let strength = if response.hovered() { 0.2 } else { 0.1 };
    ui.painter().rect_filled(rect, theme::radius::SMALL, tint(look.text, strength));
    paint_icon(ui.painter(), Pos2::new(rect.left() + 13.0, rect.center().y), icon::LINK, 12.0, look.text);
    let place = Pos2::new(rect.left() + 24.0, rect.center().y - galley.size().y / 2.0);
    ui.painter().galley(place, galley, look.text);
    focus_ring(ui, &response, theme::radius::SMALL);
    // Only what a browser shows is opened: a flow must not start other programs.
    let is_web = url.starts_with("https://") || url.starts_with("http://");
    if response.on_hover_text(url).clicked() && is_web {
        actions.push(Action::OpenUrl(url.to_owned()));
    }
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

/// The last part of a URL's path, or the URL.
fn file_name(url: &str) -> String {
    let path = url.split(['?', '#']).next().unwrap_or(url).trim_end_matches('/');
    let name = path.rsplit('/').next().filter(|name| !name.is_empty()).unwrap_or(url);
    crate::editor::run::cut(name, 80)
}
