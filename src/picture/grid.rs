//! A uniform grid over rectangles: what lies in a part of the world is found without looking at all of it.

use super::geometry::{Point, Rect};

/// The edge of a cell, in points, where the world is not too wide for that.
const CELL: f32 = 512.0;

/// What covers more cells than this is kept in a list of its own, which is always looked through.
const MOST_CELLS_OF_ONE: usize = 64;

/// Rectangles by place. An item is the index of its rectangle in what the grid was made of.
#[derive(Clone, Debug, Default)]
pub struct Grid {
    boxes: Vec<Rect>,
    origin: Point,
    cell: f32,
    columns: usize,
    rows: usize,
    /// Where in `items` the items of each cell begin; one more than there are cells.
    starts: Vec<u32>,
    items: Vec<u32>,
    /// Items that cover many cells.
    wide: Vec<u32>,
}

/// The cells that a rectangle covers, first and last of each direction.
#[derive(Clone, Copy)]
struct Span {
    x: (usize, usize),
    y: (usize, usize),
}

impl Span {
    fn count(&self) -> usize {
        (self.x.1 - self.x.0 + 1).saturating_mul(self.y.1 - self.y.0 + 1)
    }

    fn cells(self, columns: usize) -> impl Iterator<Item = (usize, usize, usize)> {
        (self.y.0..=self.y.1).flat_map(move |row| {
            (self.x.0..=self.x.1).map(move |column| (column, row, row * columns + column))
        })
    }
}

impl Grid {
    /// Sorts rectangles into cells. Their number bounds the number of cells, however far apart they lie.
    pub fn of(boxes: Vec<Rect>) -> Self {
        let bounds =
            boxes.iter().filter(|one| !one.is_nothing()).fold(Rect::NOTHING, |all, one| all.union(*one));
        if bounds.is_nothing() {
            return Self { boxes, ..Self::default() };
        }
        let most_cells = boxes.len().saturating_mul(4).saturating_add(16);
        let mut grid = Self { boxes, origin: bounds.min, cell: CELL, ..Self::default() };
        loop {
            grid.columns = cells_in(bounds.width(), grid.cell);
            grid.rows = cells_in(bounds.height(), grid.cell);
            if grid.columns.saturating_mul(grid.rows) <= most_cells {
                break;
            }
            grid.cell *= 2.0;
        }
        grid.fill();
        grid
    }

    /// Counts, then places: two passes and no list per cell.
    fn fill(&mut self) {
        let mut counts = vec![0_u32; self.columns * self.rows + 1];
        let spans: Vec<Option<Span>> = self.boxes.iter().map(|one| self.span(one)).collect();
        for (item, span) in (0_u32..).zip(&spans) {
            let Some(span) = span else { continue };
            if span.count() > MOST_CELLS_OF_ONE {
                self.wide.push(item);
                continue;
            }
            for (_, _, cell) in span.cells(self.columns) {
                if let Some(count) = counts.get_mut(cell + 1) {
                    *count += 1;
                }
            }
        }
        let mut sum = 0;
        for count in &mut counts {
            sum += *count;
            *count = sum;
        }
        self.starts = counts;
        let mut next = self.starts.clone();
        self.items = vec![0; usize::try_from(sum).unwrap_or_default()];
        for (item, span) in (0_u32..).zip(spans) {
            let Some(span) = span.filter(|span| span.count() <= MOST_CELLS_OF_ONE) else { continue };
            for (_, _, cell) in span.cells(self.columns) {
                let Some(at) = next.get_mut(cell) else { continue };
                if let Some(slot) = usize::try_from(*at).ok().and_then(|at| self.items.get_mut(at)) {
                    *slot = item;
                }
                *at += 1;
            }
        }
    }

    /// The cells that a rectangle covers; `None` where it lies beside them all.
    fn span(&self, rect: &Rect) -> Option<Span> {
        if rect.is_nothing() || self.columns == 0 || self.rows == 0 {
            return None;
        }
        let x =
            cells_between(rect.min.x - self.origin.x, rect.max.x - self.origin.x, self.cell, self.columns)?;
        let y = cells_between(rect.min.y - self.origin.y, rect.max.y - self.origin.y, self.cell, self.rows)?;
        Some(Span { x, y })
    }

    /// The rectangle of an item.
    pub fn rect(&self, item: usize) -> Option<&Rect> {
        self.boxes.get(item)
    }

    /// All rectangles.
    pub fn rects(&self) -> &[Rect] {
        &self.boxes
    }

    /// The items whose rectangles meet this one, each once, in their order.
    pub fn query(&self, area: &Rect) -> Vec<usize> {
        let mut found: Vec<u32> = Vec::new();
        let meets = |item: &u32| {
            let rect = usize::try_from(*item).ok().and_then(|item| self.boxes.get(item));
            rect.is_some_and(|rect| rect.intersects(area))
        };
        found.extend(self.wide.iter().filter(|item| meets(item)));
        if let Some(span) = self.span(area) {
            for (column, row, cell) in span.cells(self.columns) {
                for item in self.cell_items(cell).iter().filter(|item| meets(item)) {
                    // An item in several cells is reported in the first one that it shares with the area.
                    let own = usize::try_from(*item).ok().and_then(|item| self.boxes.get(item));
                    let Some(own) = own.and_then(|rect| self.span(rect)) else { continue };
                    if column == own.x.0.max(span.x.0) && row == own.y.0.max(span.y.0) {
                        found.push(*item);
                    }
                }
            }
        }
        found.sort_unstable();
        found.into_iter().filter_map(|item| usize::try_from(item).ok()).collect()
    }

    /// Shows each item whose rectangle meets this one, once, in no order that means anything, until `see` answers
    /// `false`.
    pub fn visit(&self, area: &Rect, mut see: impl FnMut(usize, &Rect) -> bool) {
        let at = |item: &u32| {
            let item = usize::try_from(*item).ok()?;
            self.boxes.get(item).filter(|rect| rect.intersects(area)).map(|rect| (item, rect))
        };
        for (item, rect) in self.wide.iter().filter_map(at) {
            if !see(item, rect) {
                return;
            }
        }
        let Some(span) = self.span(area) else { return };
        for (column, row, cell) in span.cells(self.columns) {
            for (item, rect) in self.cell_items(cell).iter().filter_map(at) {
                let Some(own) = self.span(rect) else { continue };
                let is_first = column == own.x.0.max(span.x.0) && row == own.y.0.max(span.y.0);
                if is_first && !see(item, rect) {
                    return;
                }
            }
        }
    }

    /// Whether any rectangle meets this one.
    pub fn meets(&self, area: &Rect) -> bool {
        let mut is_met = false;
        self.visit(area, |_, _| {
            is_met = true;
            false
        });
        is_met
    }

    fn cell_items(&self, cell: usize) -> &[u32] {
        let bound = |at: usize| self.starts.get(at).and_then(|start| usize::try_from(*start).ok());
        match (bound(cell), bound(cell + 1)) {
            (Some(from), Some(to)) => self.items.get(from..to).unwrap_or_default(),
            _ => &[],
        }
    }
}

fn cells_in(length: f32, cell: f32) -> usize {
    index_of(length, cell).saturating_add(1)
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a cast from float saturates")]
fn index_of(distance: f32, cell: f32) -> usize {
    (distance / cell).floor().max(0.0) as usize
}

fn cells_between(from: f32, to: f32, cell: f32, count: usize) -> Option<(usize, usize)> {
    let (first, last) = (index_of(from, cell), index_of(to, cell).min(count - 1));
    (to >= 0.0 && first < count).then_some((first, last))
}
