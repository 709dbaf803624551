//! The heights of the entries of a long list, so that what is seen of it is found without walking through all of it.

/// Heights, as a tree of sums: a change and a search take as many steps as the number of entries has digits.
#[derive(Clone, Debug, Default)]
pub(super) struct Heights {
    heights: Vec<f32>,
    /// `sums[i]` sums up the entries from `i & (i + 1)` to `i`.
    sums: Vec<f64>,
}

impl Heights {
    /// Makes it so many entries; new ones get this height.
    pub(super) fn resize(&mut self, count: usize, height: f32) {
        self.heights.truncate(count);
        self.sums.truncate(count);
        while self.heights.len() < count {
            let index = self.heights.len();
            let first = index & (index + 1);
            // All below this one that its sum covers.
            let below = self.above(index) - self.above(first);
            self.heights.push(height);
            self.sums.push(below + f64::from(height));
        }
    }

    /// How many entries there are.
    pub(super) fn len(&self) -> usize {
        self.heights.len()
    }

    /// The height of everything above an entry.
    pub(super) fn above(&self, index: usize) -> f64 {
        let (mut sum, mut end) = (0.0, index);
        while let Some(last) = end.checked_sub(1) {
            sum += self.sums.get(last).copied().unwrap_or_default();
            end &= last;
        }
        sum
    }

    /// An entry has this height.
    pub(super) fn set(&mut self, index: usize, height: f32) {
        let Some(known) = self.heights.get_mut(index) else { return };
        let change = f64::from(height) - f64::from(*known);
        if change == 0.0 {
            return;
        }
        *known = height;
        let mut at = index;
        while let Some(sum) = self.sums.get_mut(at) {
            *sum += change;
            at |= at + 1;
        }
    }

    /// The first entry that ends below this height; the last one where none does.
    pub(super) fn at(&self, top: f64) -> usize {
        let (mut low, mut high) = (0, self.len().saturating_sub(1));
        while low < high {
            let middle = low.midpoint(high);
            if self.above(middle + 1) > top {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        low
    }
}

#[cfg(test)]
mod tests {
    use super::Heights;

    #[test]
    fn sums_and_places_are_those_of_a_plain_list() {
        fn check(heights: &[f32], top: f64) {
            let mut tree = Heights::default();
            tree.resize(heights.len(), 7.0);
            for (index, height) in heights.iter().enumerate() {
                tree.set(index, *height);
            }
            let above =
                |end: usize| -> f64 { heights.iter().take(end).map(|height| f64::from(*height)).sum() };
            for end in 0..=heights.len() {
                assert!((tree.above(end) - above(end)).abs() < 1e-6, "above {end} of {heights:?}");
            }
            let expected = (0..heights.len()).find(|index| above(index + 1) > top);
            let last = heights.len().saturating_sub(1);
            assert_eq!(tree.at(top), expected.unwrap_or(last), "at {top} of {heights:?}");
            tree.resize(heights.len() / 2, 7.0);
            assert!((tree.above(tree.len()) - above(heights.len() / 2)).abs() < 1e-6, "half of {heights:?}");
        }
        check(&[], 3.0);
        check(&[10.0], 3.0);
        check(&[10.0, 20.0, 30.0, 40.0, 50.0], 29.9);
        check(&[10.0, 20.0, 30.0, 40.0, 50.0], 30.0);
        check(&[1.0; 33], 32.5);
        check(&[5.0; 17], 1_000.0);
    }
}
