//! How much of a card is drawn, by zoom and by the number of cards in view.

/// Levels of detail, from the most to the least.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Detail {
    /// Everything.
    #[default]
    Full,
    /// Icon, a larger name, ports.
    Title,
    /// A box with its group's colour, all in one mesh.
    Box,
    /// One coloured quad.
    Dot,
}

/// Below these zooms a level ends.
const LOWEST_ZOOM: [(Detail, f32); 3] = [(Detail::Full, 0.6), (Detail::Title, 0.26), (Detail::Box, 0.12)];
/// Above these numbers of cards in view a level ends.
const MOST_CARDS: [(Detail, usize); 2] = [(Detail::Full, 150), (Detail::Title, 300)];
/// A level, once left, comes back only this much later, so that nothing flickers.
const HYSTERESIS: f32 = 1.1;

impl Detail {
    /// The level for a zoom and a number of cards in view, given the level so far.
    pub(super) fn next(self, zoom: f32, cards: usize) -> Self {
        let by_zoom = LOWEST_ZOOM
            .into_iter()
            .find(|(level, lowest)| zoom >= if self > *level { lowest * HYSTERESIS } else { *lowest })
            .map_or(Self::Dot, |(level, _)| level);
        let by_count =
            MOST_CARDS.into_iter().find(|(_, most)| cards <= *most).map_or(Self::Box, |(level, _)| level);
        by_zoom.max(by_count)
    }

    /// Whether ports can be seen and used.
    pub(super) fn has_ports(self) -> bool {
        self <= Self::Title
    }
}
