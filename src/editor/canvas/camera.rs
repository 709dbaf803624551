//! From the world to the screen and back. Knows no flow and no widget of egui.

use egui::{Pos2, Rect, Vec2};

use crate::picture::{Point, Rect as WorldRect};

/// The smallest and the largest zoom.
pub const ZOOM_RANGE: (f32, f32) = (0.02, 4.0);

/// What part of the world is seen, and how large.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Camera {
    /// The point of the world in the middle of the canvas.
    pub center: Point,
    /// Screen points per point of the world.
    pub zoom: f32,
}

impl Default for Camera {
    fn default() -> Self {
        Self { center: Point::default(), zoom: 1.0 }
    }
}

/// A camera on a part of the screen.
#[derive(Clone, Copy, Debug)]
pub(super) struct Lens {
    pub camera: Camera,
    pub rect: Rect,
}

impl Lens {
    pub fn zoom(&self) -> f32 {
        self.camera.zoom
    }

    pub fn screen(&self, point: Point) -> Pos2 {
        let from_center = (point - self.camera.center) * self.camera.zoom;
        self.rect.center() + Vec2::new(from_center.x, from_center.y)
    }

    pub fn world(&self, pos: Pos2) -> Point {
        let from_center = (pos - self.rect.center()) / self.camera.zoom;
        self.camera.center + Point::new(from_center.x, from_center.y)
    }

    pub fn screen_rect(&self, rect: &WorldRect) -> Rect {
        Rect::from_min_max(self.screen(rect.min), self.screen(rect.max))
    }

    /// What is seen of the world.
    pub fn view_in_world(&self) -> WorldRect {
        WorldRect { min: self.world(self.rect.min), max: self.world(self.rect.max) }
    }
}

impl Camera {
    /// Moves the world along with a pointer that moved so far on the screen.
    pub(super) fn pan(&mut self, on_screen: Vec2) {
        let by = on_screen / self.zoom;
        self.center = self.center - Point::new(by.x, by.y);
    }

    /// Zooms by a factor; the point of the world at `pivot` stays where it is on the screen.
    pub(super) fn zoom_about(&mut self, rect: Rect, pivot: Pos2, factor: f32) {
        if !factor.is_finite() || factor <= 0.0 {
            return;
        }
        // A flow that was not painted yet has no rectangle: it is zoomed about its middle.
        if !rect.is_positive() {
            self.zoom = (self.zoom * factor).clamp(ZOOM_RANGE.0, ZOOM_RANGE.1);
            return;
        }
        let fixed = Lens { camera: *self, rect }.world(pivot);
        self.zoom = (self.zoom * factor).clamp(ZOOM_RANGE.0, ZOOM_RANGE.1);
        let now = Lens { camera: *self, rect }.world(pivot);
        self.center = self.center + (fixed - now);
    }

    /// The camera that shows all of an area in a part of the screen, at most this large.
    pub(super) fn fitting(area: &WorldRect, size: Vec2, most: f32) -> Self {
        if area.is_nothing() {
            return Self::default();
        }
        let wide = size.x / area.width().max(1.0);
        let high = size.y / area.height().max(1.0);
        Self { center: area.center(), zoom: wide.min(high).clamp(ZOOM_RANGE.0, most) }
    }
}
