//! Chance that is the same every time: numbers from a seed, and a choice by weights.

/// A row of numbers that look like chance and follow from a seed alone.
#[derive(Clone, Debug)]
pub(super) struct Chance(u64);

impl Chance {
    /// The row of one contact. Neighbours have nothing in common.
    pub fn of(seed: u64, contact: u32) -> Self {
        Self(mixed(seed ^ mixed(u64::from(contact).wrapping_add(1))))
    }

    /// A seed of its own, for what is made from seeds itself.
    pub fn seed(&self) -> u64 {
        mixed(self.0 ^ 0x5eed)
    }

    /// The next number below `end`; 0 where that is 0.
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        // The upper half of the product: every number is as likely as any other but for one part in 2^64.
        let wide = u128::from(mixed(self.0)) * u128::from(end);
        u64::try_from(wide >> 64).unwrap_or_default()
    }

    /// One of several by their weights; nothing where none has a weight.
    pub fn pick<'t, T>(&mut self, all: &'t [(T, u32)]) -> Option<&'t T> {
        let total: u64 = all.iter().map(|(_, weight)| u64::from(*weight)).sum();
        if total == 0 {
            return None;
        }
        let mut left = self.below(total);
        for (item, weight) in all {
            let weight = u64::from(*weight);
            if left < weight {
                return Some(item);
            }
            left -= weight;
        }
        None
    }
}

/// Mixes the bits of a number, as SplitMix64 does.
fn mixed(number: u64) -> u64 {
    let number = (number ^ (number >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let number = (number ^ (number >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    number ^ (number >> 31)
}
