//! Which requests may be sent again, and when. It sends nothing.
//!
//! Only what is known not to have been carried out is sent again: Twilio's 20429 ("never processed"), a connection
//! that was refused before anything went out, and a reading request that a gateway did not pass on. **A POST that may
//! have been accepted is never sent twice**: the message would be, too.

use std::hash::BuildHasher as _;
use std::time::Duration;

use super::ClientError;
use crate::twilio::request::{Method, Response};

/// Twilio's code for too many requests at once.
const TOO_MANY: u32 = 20429;

/// How patient a client is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Retries {
    /// How often a request is sent again at most.
    pub most: u32,
    /// Before the first time; it doubles each time.
    pub first_pause: Duration,
    /// All pauses together.
    pub within: Duration,
    /// What the pauses' random parts are made from: many clients must not come back at the same moment.
    pub seed: u64,
}

impl Default for Retries {
    fn default() -> Self {
        Self {
            most: 4,
            first_pause: Duration::from_millis(200),
            within: Duration::from_secs(20),
            // A new hasher has random keys, which is all the chance that is needed here.
            seed: std::hash::RandomState::new().hash_one(0_u8),
        }
    }
}

impl Retries {
    /// None at all.
    pub const NONE: Self = Self { most: 0, first_pause: Duration::ZERO, within: Duration::ZERO, seed: 0 };

    pub(super) fn waits(self) -> Waits {
        Waits { left: self.most, pause: self.first_pause, budget: self.within, random: self.seed }
    }
}

/// That a request may be sent again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Wish {
    /// How long the server wants to be left alone, where it said so.
    after: Option<Duration>,
}

/// Whether what came of a request allows it to be sent again.
pub(super) fn wish(method: Method, result: &Result<Response, ClientError>) -> Option<Wish> {
    let reads = method == Method::Get;
    match result {
        Err(ClientError::Refused(_)) => Some(Wish { after: None }),
        Err(_) => None,
        Ok(response) => {
            let code = response.api_error().and_then(|error| error.code);
            let may_repeat = match response.status {
                // 21611, a sender's full queue, is a 429 too, and waiting seconds does not empty it.
                429 => code == Some(TOO_MANY) || (reads && code.is_none()),
                502..=504 => reads,
                _ => false,
            };
            may_repeat.then(|| Wish { after: retry_after(response) })
        }
    }
}

/// Seconds; a date would need a clock, and Twilio gives none.
fn retry_after(response: &Response) -> Option<Duration> {
    response.header("retry-after")?.trim().parse::<u32>().ok().map(|secs| Duration::from_secs(secs.into()))
}

/// The pauses of one request.
#[derive(Debug)]
pub(super) struct Waits {
    left: u32,
    pause: Duration,
    budget: Duration,
    random: u64,
}

impl Waits {
    /// The next pause; `None` where the patience is at its end.
    pub(super) fn next(&mut self, wish: Wish) -> Option<Duration> {
        self.left = self.left.checked_sub(1)?;
        let pause = self.jittered(self.pause).max(wish.after.unwrap_or_default());
        self.pause = self.pause.saturating_mul(2);
        // Coming back earlier than the server wants would only make it worse.
        self.budget = self.budget.checked_sub(pause)?;
        Some(pause)
    }

    /// Between the half and the whole of a pause.
    fn jittered(&mut self, pause: Duration) -> Duration {
        // A step of SplitMix64.
        self.random = self.random.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.random;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^= mixed >> 31;
        let part = u32::try_from(mixed & 0xffff).unwrap_or_default();
        pause / 2 + (pause / 2) * part / 0xffff
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::twilio::request::Method::{Get, Post};

    fn answer(status: u16, code: Option<u32>) -> Result<Response, ClientError> {
        let body = code.map_or(String::new(), |code| format!(r#"{{"code": {code}, "message": "x"}}"#));
        Ok(Response::new(status, vec![("Retry-After".to_owned(), "3".to_owned())], body))
    }

    #[track_caller]
    fn check(method: Method, result: &Result<Response, ClientError>, expected: bool) {
        assert_eq!(wish(method, result).is_some(), expected, "{method:?} {result:?}");
    }

    #[test]
    fn only_what_was_not_carried_out_is_sent_again() {
        check(Post, &answer(429, Some(20429)), true);
        check(Post, &answer(429, Some(21611)), false);
        check(Post, &answer(429, None), false);
        check(Get, &answer(429, None), true);
        for status in [502, 503, 504] {
            check(Get, &answer(status, None), true);
            check(Post, &answer(status, None), false);
        }
        check(Get, &answer(500, None), false);
        check(Get, &answer(404, Some(20404)), false);
        check(Post, &Err(ClientError::Refused(String::new())), true);
        check(Post, &Err(ClientError::TimedOut(String::new())), false);
        check(Post, &Err(ClientError::Broken(String::new())), false);
    }

    #[test]
    fn pauses_double_with_chance_and_end() {
        let pauses = |seed| {
            let retries =
                Retries { most: 3, first_pause: Duration::from_millis(200), seed, ..Retries::default() };
            let mut waits = retries.waits();
            std::iter::from_fn(move || waits.next(Wish { after: None })).collect::<Vec<_>>()
        };
        let first = pauses(7);
        assert_eq!((first.len(), &first), (3, &pauses(7)));
        assert_ne!(first, pauses(8));
        for (pause, most) in first.iter().zip([200, 400, 800]) {
            let millis = pause.as_millis();
            assert!((most / 2..=most).contains(&millis), "{first:?}");
        }
        let mut waits = Retries { within: Duration::from_secs(5), ..Retries::default() }.waits();
        let wish = Wish { after: Some(Duration::from_secs(3)) };
        assert_eq!(waits.next(wish), Some(Duration::from_secs(3)));
        assert_eq!(waits.next(wish), None, "the server wants to be left alone longer than anybody waits");
    }
}
