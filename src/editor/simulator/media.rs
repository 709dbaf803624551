//! Media of messages as tiles, and those that the contact is about to send. **Nothing is fetched**: a tile shows what
//! the address tells, and the address is opened in the browser only by whoever chooses that.

use egui::{Color32, Pos2, Rect, Role, Sense, Stroke, StrokeKind, Ui, Vec2, WidgetInfo};

use super::{focus_ring, one_line};
use crate::editor::action::Action;
use crate::editor::asking::AskAction;
use crate::editor::icon::{self, Icon, paint_icon};
use crate::editor::kit::IconButton;
use crate::editor::run::Run;
use crate::editor::theme::{self, Tokens, radius, size, tint};

/// The height of a tile.
pub(super) const TILE: f32 = 40.0;
/// The room for the sign on its left.
const SIGN: f32 = 40.0;
/// The height of a medium that is not sent yet.
const ATTACHED: f32 = 30.0;

/// What a medium is, as far as its address tells.
fn kind_of(url: &str) -> (&'static str, Icon) {
    let name = file_name(url).to_ascii_lowercase();
    let ending = name.rsplit_once('.').map(|(_, ending)| ending).unwrap_or_default();
    match ending {
        "jpg" | "jpeg" | "png" | "gif" | "webp" | "heic" | "bmp" | "tiff" | "svg" => ("Picture", icon::EYE),
        "mp3" | "ogg" | "oga" | "wav" | "amr" | "m4a" | "aac" | "opus" => ("Sound", icon::MICROPHONE),
        "mp4" | "mov" | "webm" | "3gp" | "3gpp" | "mpeg" => ("Film", icon::PLAY),
        "vcf" => ("Contact", icon::USER),
        "pdf" | "doc" | "docx" | "txt" | "csv" | "xlsx" | "ics" => ("Document", icon::FILE),
        _ => ("Medium", icon::LINK),
    }
}

/// How wide a tile is, at most so much.
pub(super) fn tile_width(ui: &Ui, url: &str, color: Color32, room: f32) -> f32 {
    let name = one_line(ui, &file_name(url), theme::secondary(), color, room - SIGN - 10.0);
    (SIGN + name.size().x + 10.0).clamp(120.0_f32.min(room), room)
}

/// Paints a tile. A press offers to open it in the browser, or to copy its address.
pub(super) fn tile_ui(ui: &mut Ui, rect: Rect, url: &str, color: Color32, actions: &mut Vec<Action>) {
    let id = ui.next_auto_id();
    ui.skip_ahead_auto_ids(1);
    let response = ui.interact(rect, id, Sense::click());
    let (kind, sign) = kind_of(url);
    let name = file_name(url);
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, format!("{kind} {name}")));
    let strength = if response.hovered() { 0.2 } else { 0.1 };
    ui.painter().rect_filled(rect, radius::SMALL, tint(color, strength));
    let plate = Rect::from_min_size(rect.min + Vec2::splat(4.0), Vec2::splat(TILE - 8.0));
    ui.painter().rect_filled(plate, radius::SMALL, tint(color, 0.14));
    paint_icon(ui.painter(), plate.center(), sign, 16.0, color);
    let left = rect.left() + SIGN;
    let room = rect.right() - left - 6.0;
    let title = one_line(ui, &name, theme::secondary(), color, room);
    ui.painter().galley(Pos2::new(left, rect.top() + 5.0), title, color);
    let quiet = tint(color, 0.8);
    let told = one_line(ui, kind, theme::hint(), quiet, room);
    ui.painter().galley(Pos2::new(left, rect.top() + 21.0), told, quiet);
    focus_ring(ui, &response, radius::SMALL);
    // Only what a browser shows is opened: a flow must not start other programs.
    let is_web = url.starts_with("https://") || url.starts_with("http://");
    egui::Popup::menu(&response).show(|ui| {
        if is_web && ui.button("Open in the browser").clicked() {
            actions.push(Action::OpenUrl(url.to_owned()));
        }
        if ui.button("Copy the address").clicked() {
            actions.push(Action::Copy { text: url.to_owned(), what: "the address".to_owned() });
        }
    });
    response.on_hover_text(crate::editor::run::cut(url, 300));
}

/// How much room the media take that are not sent yet.
pub(super) fn attached_height(run: &Run) -> f32 {
    f32::from(u8::try_from(run.attached().len().min(4)).unwrap_or(4)) * ATTACHED
}

/// The media that go along with what the contact writes next.
pub(super) fn attached_ui(ui: &mut Ui, run: &Run, actions: &mut Vec<Action>) {
    let tokens = Tokens::of(ui);
    for (index, url) in run.attached().iter().enumerate().take(4) {
        let (rect, _) = ui.allocate_exact_size(Vec2::new(ui.available_width(), ATTACHED), Sense::hover());
        let plate = rect.with_max_y(rect.bottom() - 4.0);
        let border = Stroke::new(size::BORDER, tokens.line);
        ui.painter().rect(plate, radius::CONTROL, tokens.panel, border, StrokeKind::Inside);
        let (_, sign) = kind_of(url);
        paint_icon(ui.painter(), Pos2::new(plate.left() + 15.0, plate.center().y), sign, 13.0, tokens.text_2);
        let name = one_line(ui, &file_name(url), theme::secondary(), tokens.text, plate.width() - 60.0);
        let corner = Pos2::new(plate.left() + 28.0, plate.center().y - name.size().y / 2.0);
        ui.painter().galley(corner, name, tokens.text);
        let close =
            Rect::from_center_size(Pos2::new(plate.right() - 14.0, plate.center().y), Vec2::splat(22.0));
        let name = format!("Do not send {}", file_name(url));
        let taken = ui.scope_builder(egui::UiBuilder::new().max_rect(close), |ui| {
            IconButton::new(icon::CLOSE, &name).edge(22.0, 12.0).show(ui)
        });
        if taken.inner.clicked() {
            actions.push(Action::Ask(AskAction::Detach(index)));
        }
    }
}

/// The last part of a URL's path, or the URL.
pub(super) fn file_name(url: &str) -> String {
    if let Some(data) = url.strip_prefix("data:") {
        let kind = data.split([';', ',']).next().unwrap_or_default();
        return crate::editor::run::cut(if kind.is_empty() { "data" } else { kind }, 40);
    }
    let path = url.split(['?', '#']).next().unwrap_or(url).trim_end_matches('/');
    let name = path.rsplit('/').next().filter(|name| !name.is_empty()).unwrap_or(url);
    crate::editor::run::cut(name, 80)
}
