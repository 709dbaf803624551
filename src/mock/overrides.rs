//! What the fragment of a callback's address says about how it is reached: `#rc=2&rp=all&ct=2000&rt=3000&tt=9000`.
//!
//! A value that cannot be is passed over; the service would refuse the delivery. Unverified: with which texts.

use std::time::Duration;

/// How long a connection may take to come about.
const CONNECT: Duration = Duration::from_secs(5);
/// How long an answer may keep silent, and how long everything together may take.
const TOTAL: Duration = Duration::from_secs(15);
/// The most retries that can be asked for.
const MAX_RETRIES: u32 = 5;

/// In what way an attempt failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Failing {
    /// No connection.
    Connect,
    /// No answer in time.
    Read,
    /// The answer blames the request.
    Refused,
    /// The answer blames itself.
    Broken,
}

impl Failing {
    /// How an answer of this status failed, if it did.
    pub(super) fn of_status(status: u16) -> Option<Self> {
        match status {
            400..500 => Some(Self::Refused),
            500..600 => Some(Self::Broken),
            _ => None,
        }
    }

    /// Its name in a retry policy.
    fn name(self) -> &'static str {
        match self {
            Self::Connect => "ct",
            Self::Read => "rt",
            Self::Refused => "4xx",
            Self::Broken => "5xx",
        }
    }
}

/// How an address is reached.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Overrides {
    /// The longest time until there is a connection (`ct`).
    pub(super) connect: Duration,
    /// The longest silence of the answer (`rt`).
    pub(super) read: Duration,
    /// The longest time for everything, retries included (`tt`).
    pub(super) total: Duration,
    /// How many times a failure is tried again (`rc`).
    pub(super) retries: u32,
    /// Which failures are (`rp`), by name.
    policy: String,
}

impl Default for Overrides {
    fn default() -> Self {
        Self { connect: CONNECT, read: TOTAL, total: TOTAL, retries: 1, policy: "ct".to_owned() }
    }
}

impl Overrides {
    /// Takes over what a fragment says.
    pub(super) fn read(&mut self, fragment: &str) {
        for pair in fragment.split('&') {
            let Some((name, value)) = pair.split_once('=') else { continue };
            let millis = |longest: u64| {
                let millis = value.parse().ok().filter(|millis| (100..=longest).contains(millis));
                millis.map(Duration::from_millis)
            };
            match name {
                "ct" => self.connect = millis(10_000).unwrap_or(self.connect),
                "rt" => self.read = millis(15_000).unwrap_or(self.read),
                "tt" => self.total = millis(15_000).unwrap_or(self.total),
                "rc" => {
                    let count = value.parse().ok().filter(|count| *count <= MAX_RETRIES);
                    self.retries = count.unwrap_or(self.retries);
                }
                "rp" => value.clone_into(&mut self.policy),
                // `e` (the edge) and `sni` mean nothing to a mock.
                _ => {}
            }
        }
    }

    /// Whether this failure is tried again.
    pub(super) fn repeats(&self, failing: Failing) -> bool {
        self.policy.split(',').any(|name| name == "all" || name == failing.name())
    }

    /// Whether the timeouts of a connection are those that every address has.
    pub(super) fn has_usual_timeouts(&self) -> bool {
        self.connect == CONNECT && self.read == TOTAL
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Connect, read and total time in milliseconds, retries, and what is tried again.
    fn check(fragment: &str, expected: (u128, u128, u128, u32, &str)) {
        let mut got = Overrides::default();
        got.read(fragment);
        let repeated: Vec<_> = [Failing::Connect, Failing::Read, Failing::Refused, Failing::Broken]
            .into_iter()
            .filter(|failing| got.repeats(*failing))
            .map(Failing::name)
            .collect();
        let millis = |time: Duration| time.as_millis();
        let shown =
            (millis(got.connect), millis(got.read), millis(got.total), got.retries, repeated.join(" "));
        let (connect, read, total, retries, repeated) = expected;
        assert_eq!(shown, (connect, read, total, retries, repeated.to_owned()), "{fragment}");
    }

    #[test]
    fn fragments_override_how_an_address_is_reached() {
        check("", (5000, 15_000, 15_000, 1, "ct"));
        check("rc=3&rp=5xx,rt&ct=100&rt=200&tt=9000&e=dublin", (100, 200, 9000, 3, "rt 5xx"));
        check("rp=all", (5000, 15_000, 15_000, 1, "ct rt 4xx 5xx"));
        check("rc=6&ct=99&rt=15001&tt=x&rc&&=", (5000, 15_000, 15_000, 1, "ct"));
        check("rc=0&rp=", (5000, 15_000, 15_000, 0, ""));
    }
}
