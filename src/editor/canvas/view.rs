//! What the canvas remembers between frames: its camera and a gesture that is under way. None of it is the
//! document, and none of it marks the document as changed.

use std::collections::BTreeSet;
use std::sync::Arc;

use egui::{Pos2, Rect, Vec2};

use super::breakpoints::Spot;
use super::camera::{Camera, Lens};
use super::carry::{Carried, Landing};
use super::detail::Detail;
use super::follow::Trail;
use super::glide::Glide;
use super::guides::Guide;
use super::minimap::{self, Minimap};
use super::papers::{Carry, Papers};
use super::space::SpaceTool;
use crate::flow::{Output, WidgetId};
use crate::picture::{Card, Hit, Point, Rect as WorldRect, Scene, size};

/// Free space around what is fitted into the canvas.
const FIT_MARGIN: f32 = 48.0;
/// Height of what stands at the lower edge: minimap and zoom box.
const CONTROLS: f32 = 100.0;
/// A flow that would be smaller than this when it is first shown is shown from its start instead.
const LEAST_HOME_ZOOM: f32 = 0.5;
/// One press of a zoom button.
const ZOOM_STEP: f32 = 1.25;

/// The view of one open flow.
#[derive(Clone, Debug)]
pub struct View {
    pub(super) camera: Camera,
    /// Where the canvas was in the last frame.
    pub(super) rect: Rect,
    pub(super) wanted: Option<Wanted>,
    pub(super) gesture: Gesture,
    pub(super) detail: Detail,
    pub(super) hover: Option<Hit>,
    /// The dot of a breakpoint under the pointer.
    pub(super) hover_spot: Option<Spot>,
    pub(super) last_click: Option<(f64, Pos2)>,
    /// The card that has the keyboard.
    pub(super) focus: Option<WidgetId>,
    /// Asks egui for the keyboard at the next chance.
    pub(super) wants_focus: bool,
    pub(super) minimap: Option<Minimap>,
    /// Whether the pointer last pressed beside the canvas, in the panel of what is selected.
    pub(super) is_left_alone: bool,
    /// Whether somebody goes about with the keyboard: nothing was done with the pointer since.
    pub(super) is_by_keys: bool,
    /// The key of the space tool is held.
    pub(super) has_space_tool: bool,
    /// The wire under a widget that is carried here from the palette.
    pub(super) palette_wire: Option<Output>,
    /// A wire that waits for the widget that is being picked.
    pub(super) pending: Option<(Output, Point)>,
    /// How somebody came here along wires.
    pub(super) trail: Trail,
    /// When cards were nudged last, in the window's seconds.
    pub(super) nudged_secs: Option<f64>,
    /// Where the camera was before a jump that nobody has noted yet.
    pub(super) jumped: Option<Camera>,
    /// Notes and frames.
    pub(in crate::editor) papers: Papers,
    /// Whether the keyboard was used last, and not the pointer.
    pub(super) is_keyed: bool,
    /// Cards on their way to new places.
    pub(super) glide: Option<Glide>,
    /// The camera that shows the whole flow, in a window of this size, until somebody moves it.
    home: Option<(Camera, Vec2)>,
}

/// A place for the camera that can only be worked out once size and scene are known.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Wanted {
    Home,
    All,
    Area(WorldRect),
    Reveal(WorldRect),
    /// As it was the last time, unless nothing is seen there any more.
    AsBefore(Camera),
}

/// What the pointer is in the middle of.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) enum Gesture {
    #[default]
    Idle,
    /// A button other than the first one is down, or the space bar and the first one.
    Pan { button: egui::PointerButton, start: Pos2, last: Pos2, has_moved: bool },
    /// The first button is down and has not moved.
    Press { start: Pos2, on: Option<Hit>, shift: bool, ctrl: bool, alt: bool, was_selected: bool },
    /// The first button is down on the dot of a breakpoint.
    Dot { spot: Spot, start: Pos2 },
    /// A box is drawn around cards.
    Box { from: Point, to: Point, add: bool },
    /// Cards are carried. What comes of `from` and `to` is worked out once a frame.
    Move {
        grabbed: WidgetId,
        cards: BTreeSet<WidgetId>,
        from: Point,
        to: Point,
        by: Point,
        guides: Vec<Guide>,
        /// The wire that the one card would be put into.
        onto: Option<Output>,
    },
    /// The end of a wire is carried.
    Wire { output: Output, to: Point, target: Option<WidgetId>, is_detached: bool },
    /// Wires are carried to another output or card.
    Carry { what: Carried, to: Point, onto: Option<Landing> },
    /// Everything on one side of a line is pushed.
    Space(SpaceTool),
    /// A note or a frame is held.
    Paper(Carry),
}

impl Default for View {
    fn default() -> Self {
        Self {
            camera: Camera::default(),
            rect: Rect::NOTHING,
            wanted: Some(Wanted::Home),
            gesture: Gesture::Idle,
            detail: Detail::Full,
            hover: None,
            hover_spot: None,
            last_click: None,
            focus: None,
            wants_focus: false,
            minimap: None,
            is_left_alone: false,
            is_by_keys: false,
            has_space_tool: false,
            palette_wire: None,
            pending: None,
            trail: Trail::default(),
            nudged_secs: None,
            jumped: None,
            papers: Papers::default(),
            is_keyed: false,
            glide: None,
            home: None,
        }
    }
}

impl View {
    /// How much of a screen is right of the canvas, as it was painted last.
    pub fn room_on_the_right(&self, screen: Rect) -> f32 {
        if self.rect.is_positive() { (screen.right() - self.rect.right()).max(0.0) } else { 0.0 }
    }

    /// The camera, to be kept for the next time the file is opened.
    pub fn camera(&self) -> Camera {
        self.camera
    }

    /// Puts the camera somewhere.
    pub fn set_camera(&mut self, camera: Camera) {
        self.camera = camera;
        self.wanted = None;
    }

    /// Puts the camera where it was when the file was closed; where nothing is seen there any more, the flow is shown
    /// as one that was never opened.
    pub fn remember(&mut self, camera: Camera) {
        self.wanted = Some(Wanted::AsBefore(camera));
    }

    /// Whether the camera stands where it is going to stand.
    pub fn is_settled(&self) -> bool {
        self.wanted.is_none() && self.rect.is_positive()
    }

    /// Notes where the camera was, before it jumps.
    pub(super) fn note_jump(&mut self) {
        if self.is_settled() {
            self.jumped.get_or_insert(self.camera);
        }
    }

    /// Where the camera was before somebody pressed on the minimap or fitted the flow, once.
    pub fn take_jump(&mut self) -> Option<Camera> {
        self.jumped.take()
    }

    /// Gives the keyboard back to the canvas: to the card that had it last.
    pub fn take_keyboard(&mut self) {
        self.wants_focus = true;
    }

    /// Whether somebody goes about with the keyboard, and the pointer rests.
    pub fn is_by_keys(&self) -> bool {
        self.is_by_keys
    }

    /// Whether a place on the screen is on the canvas.
    pub fn contains(&self, pos: Pos2) -> bool {
        self.rect.contains(pos)
    }

    /// The middle of the canvas on the screen.
    pub fn middle_on_screen(&self) -> Pos2 {
        self.rect.center()
    }

    /// Lets cards glide from these places to where they stand now.
    pub fn glide_from(&mut self, places: impl IntoIterator<Item = (WidgetId, Point)>) {
        self.glide = Glide::from(places);
    }

    /// Whether cards are on their way to new places.
    pub fn is_gliding(&self) -> bool {
        self.glide.is_some()
    }

    /// Shows the whole flow.
    pub fn fit_all(&mut self) {
        self.note_jump();
        self.wanted = Some(Wanted::All);
    }

    /// Shows a part of the world; the whole flow where that is nothing.
    pub fn fit_area(&mut self, area: WorldRect) {
        self.note_jump();
        self.wanted = Some(if area.is_nothing() { Wanted::All } else { Wanted::Area(area) });
    }

    /// Moves the camera as little as needed to see a card.
    pub fn reveal(&mut self, scene: &Scene, id: WidgetId) {
        if let Some(card) = scene.card(id) {
            self.wanted = Some(Wanted::Reveal(card.rect));
        }
    }

    /// Moves the camera just so far that an area of the world is seen, where a card is going to stand.
    pub fn reveal_at(&mut self, area: WorldRect) {
        self.wanted = Some(Wanted::Reveal(area));
    }

    /// Gives a card the keyboard, and shows it.
    pub fn focus_card(&mut self, scene: &Scene, id: WidgetId) {
        self.focus = Some(id);
        self.wants_focus = true;
        self.reveal(scene, id);
    }

    /// Shows, or with `None` hides, a wire from an output to a place where a widget is going to be.
    pub fn show_pending(&mut self, wire: Option<(Output, Point)>) {
        self.pending = wire;
    }

    /// Gives a card the keyboard that has only just been made, and is seen anyway.
    pub fn focus_new(&mut self, id: WidgetId) {
        self.focus = Some(id);
        self.wants_focus = true;
    }

    /// One step nearer.
    pub fn zoom_in(&mut self) {
        self.zoom_by(ZOOM_STEP);
    }

    /// One step farther.
    pub fn zoom_out(&mut self) {
        self.zoom_by(1.0 / ZOOM_STEP);
    }

    /// A point of the world is a point of the screen.
    pub fn zoom_to_100(&mut self) {
        self.zoom_by(1.0 / self.camera.zoom);
    }

    fn zoom_by(&mut self, factor: f32) {
        self.camera.zoom_about(self.rect, self.rect.center(), factor);
        self.wanted = None;
    }

    /// The zoom, 1 being 100 %.
    pub fn zoom(&self) -> f32 {
        self.camera.zoom
    }

    /// The level of detail of the last frame.
    pub fn detail(&self) -> Detail {
        self.detail
    }

    /// The card that has the keyboard.
    pub fn focused_card(&self) -> Option<WidgetId> {
        self.focus
    }

    /// Whether the pointer is in the middle of something. While it is, a document should not be changed.
    pub fn is_busy(&self) -> bool {
        self.gesture != Gesture::Idle
    }

    /// Stops what the pointer is in the middle of; nothing comes of it.
    pub fn cancel_gesture(&mut self) {
        self.gesture = Gesture::Idle;
    }

    /// Where on the screen a point of the world is; as of the last frame.
    pub fn screen_from_world(&self, point: Point) -> Pos2 {
        Lens { camera: self.camera, rect: self.rect }.screen(point)
    }

    /// What point of the world is at a place on the screen; as of the last frame.
    pub fn world_from_screen(&self, pos: Pos2) -> Point {
        // A flow that was just opened has not been painted yet.
        if !self.rect.is_positive() {
            return self.camera.center;
        }
        Lens { camera: self.camera, rect: self.rect }.world(pos)
    }
    /// The middle of what is seen: where something new is put that has no other place.
    pub fn center_in_world(&self) -> Point {
        self.camera.center
    }

    pub(super) fn lens(&self) -> Lens {
        Lens { camera: self.camera, rect: self.rect }
    }

    /// Works out where the camera is wanted, now that size and scene are known.
    pub(super) fn settle(&mut self, scene: &Scene, window: Vec2) {
        // A window grows while it opens, as to the whole screen: who has not moved the view sees the flow fitted anew.
        let is_home = self.home.is_some_and(|(camera, size)| camera == self.camera && size != window);
        let wanted = self.wanted.take().or(is_home.then_some(Wanted::Home));
        let Some(wanted) = wanted else { return };
        self.home = None;
        let room = self.rect.size() - Vec2::splat(2.0 * FIT_MARGIN);
        let room = room.max(Vec2::splat(40.0));
        match wanted {
            Wanted::All => self.fit_beside_minimap(scene, room),
            Wanted::Area(area) => self.camera = Camera::fitting(&area, room, 1.0),
            Wanted::Reveal(area) => self.reveal_area(&area),
            Wanted::AsBefore(camera) => {
                self.camera = camera;
                if scene.cards_in(&self.lens().view_in_world()).is_empty() {
                    self.wanted = Some(Wanted::Home);
                    self.settle(scene, window);
                }
            }
            Wanted::Home => {
                self.fit_beside_minimap(scene, room);
                if self.camera.zoom < LEAST_HOME_ZOOM
                    && let Some(start) = scene.start().or_else(|| scene.cards().first())
                {
                    let below_top = self.rect.height() / 2.0 - FIT_MARGIN;
                    let center = Point::new(start.rect.center().x, start.rect.min.y + below_top);
                    self.camera = Camera { center, zoom: 1.0 };
                }
                self.home = Some((self.camera, window));
            }
        }
    }

    /// Shows everything, above the minimap where a card would stand under it.
    fn fit_beside_minimap(&mut self, scene: &Scene, room: Vec2) {
        self.camera = Camera::fitting(&scene.bounds(), room, 1.0);
        let map = minimap::rect(self.rect);
        if !map.is_positive() {
            return;
        }
        let lens = self.lens();
        let is_under = |card: &Arc<Card>| {
            Rect::from_two_pos(lens.screen(card.rect.min), lens.screen(card.rect.max)).intersects(map)
        };
        if !scene.cards().iter().any(is_under) {
            return;
        }
        let taken = self.rect.bottom() - map.top();
        let room = Vec2::new(room.x, (room.y - taken).max(40.0));
        self.camera = Camera::fitting(&scene.bounds(), room, 1.0);
        self.camera.center.y += taken / 2.0 / self.camera.zoom;
    }

    fn reveal_area(&mut self, area: &WorldRect) {
        let mut seen = self.lens().view_in_world().expand(-FIT_MARGIN / self.camera.zoom);
        // What is shown must not stand under the minimap.
        seen.max.y = (seen.max.y - CONTROLS / self.camera.zoom).max(seen.min.y);
        let shift = |low: f32, high: f32, from: f32, to: f32| {
            if to - from > high - low {
                f32::midpoint(from, to) - f32::midpoint(low, high)
            } else {
                (from - low).min(0.0) + (to - high).max(0.0)
            }
        };
        self.camera.center = self.camera.center
            + Point::new(
                shift(seen.min.x, seen.max.x, area.min.x, area.max.x),
                shift(seen.min.y, seen.max.y, area.min.y, area.max.y),
            );
    }

    /// How far the cards that are being carried have come; `None` for all others.
    pub(super) fn shift_of(&self, id: WidgetId) -> Option<Point> {
        match &self.gesture {
            Gesture::Move { cards, by, .. } if cards.contains(&id) => Some(*by),
            Gesture::Space(tool) if tool.pushes(id) => Some(tool.by),
            _ => None,
        }
    }

    /// The wire that what is being carried would be put into.
    pub(super) fn splices(&self) -> Option<Output> {
        match self.gesture {
            Gesture::Move { onto, .. } => onto,
            _ => None,
        }
    }

    /// The card under a place on the screen, where that is on the canvas.
    pub fn card_at(&self, scene: &Scene, pos: Pos2) -> Option<WidgetId> {
        let hit = Some(pos).filter(|pos| self.rect.contains(*pos)).and_then(|pos| self.hit(scene, pos));
        hit.and_then(|hit| hit.card())
    }

    /// What is under a place on the screen.
    pub(super) fn hit(&self, scene: &Scene, pos: Pos2) -> Option<Hit> {
        let zoom = self.camera.zoom;
        let port_reach =
            if self.detail.has_ports() { (PORT_REACH / zoom).min(3.5 * size::PORT) } else { 0.0 };
        scene.hit(self.lens().world(pos), port_reach.max(0.0), WIRE_REACH / zoom)
    }
}

/// From how far away a port can be taken, in points of the screen.
pub(super) const PORT_REACH: f32 = 10.0;
/// From how far away a wire can be taken, in points of the screen.
const WIRE_REACH: f32 = 6.0;
