//! The places of a flow that were looked at: one goes back to them and forward again. A place is noted where somebody
//! jumps elsewhere, and never while the view is only scrolled.

use super::canvas::{Camera, Selection};

/// So many are remembered.
const MOST: usize = 100;

/// A place that was looked at.
#[derive(Clone, Debug, PartialEq)]
pub struct Place {
    /// What was seen.
    pub camera: Camera,
    /// What was selected.
    pub selection: Selection,
}

/// The places before and after the one that is looked at.
#[derive(Clone, Debug, Default)]
pub struct Places {
    back: Vec<Place>,
    forward: Vec<Place>,
}

impl Places {
    /// Notes where somebody is, who is about to jump. What lay ahead is forgotten.
    pub fn note(&mut self, here: Place) {
        self.forward.clear();
        if self.back.last() != Some(&here) {
            self.back.push(here);
        }
        if self.back.len() > MOST {
            self.back.remove(0);
        }
    }

    /// The place before, where there is one that is not the same as here.
    pub fn back(&mut self, here: Place) -> Option<Place> {
        Self::turn(&mut self.back, &mut self.forward, here)
    }

    /// The place after.
    pub fn forward(&mut self, here: Place) -> Option<Place> {
        Self::turn(&mut self.forward, &mut self.back, here)
    }

    fn turn(from: &mut Vec<Place>, to: &mut Vec<Place>, here: Place) -> Option<Place> {
        while let Some(place) = from.pop() {
            if place != here {
                to.push(here);
                return Some(place);
            }
        }
        None
    }

    /// Whether there is a place to go back to that is not the one where somebody is.
    pub fn can_go_back(&self, here: &Place) -> bool {
        self.back.iter().any(|place| place != here)
    }

    /// Whether there is a place to go forward to.
    pub fn can_go_forward(&self, here: &Place) -> bool {
        self.forward.iter().any(|place| place != here)
    }
}
