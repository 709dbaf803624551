//! Decides what becomes of a request besides its usual answer: by the rules, or by what it prefers itself.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use super::Mock;
use super::call::Call;
use super::codes;
use super::errors::Failure;
use super::policy::Plan;
use super::rules::{Act, Refusal, Rule, Rules};

/// The rules at work, with how often each was met.
#[derive(Debug)]
pub(super) struct Judge {
    state: Mutex<State>,
    /// Whether there are no rules, so that nobody needs the lock to learn it.
    idle: AtomicBool,
}

#[derive(Debug)]
struct State {
    rules: Rules,
    met: Vec<u64>,
}

/// What becomes of a request.
#[derive(Debug)]
pub(super) struct Verdict {
    /// Which rule says so.
    pub(super) rule: Arc<str>,
    /// How long the answer waits.
    pub(super) delay: Duration,
    pub(super) act: Act,
}

impl Judge {
    pub(super) fn new(rules: Rules) -> Self {
        let judge = Self {
            state: Mutex::new(State { rules: Rules::default(), met: Vec::new() }),
            idle: AtomicBool::new(true),
        };
        judge.set(rules);
        judge
    }

    /// Replaces the rules. Every count starts anew.
    pub(super) fn set(&self, rules: Rules) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        self.idle.store(rules.is_empty(), Ordering::Relaxed);
        state.met = vec![0; rules.len()];
        state.rules = rules;
    }

    /// The rules at work.
    pub(super) fn rules(&self) -> Rules {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).rules.clone()
    }

    /// What becomes of a request; `prefer` is its header of that name. What a request asks for itself wins; else the
    /// first rule that fires decides, and those below it are not asked.
    pub(super) fn judge(&self, call: &Call, path: &str, prefer: Option<&str>) -> Option<Verdict> {
        if let Some(act) = prefer.and_then(preferred) {
            return Some(Verdict { rule: "Prefer".into(), delay: Duration::ZERO, act });
        }
        if self.idle.load(Ordering::Relaxed) {
            return None;
        }
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let State { rules, met } = &mut *state;
        for ((index, rule), met) in rules.rules.iter().enumerate().zip(met) {
            if !is_meant(rule, call, path) {
                continue;
            }
            *met += 1;
            let when = &rule.when;
            let in_turn = when.nth.is_none_or(|nth| *met == nth) && when.next.is_none_or(|next| *met <= next);
            if in_turn && when.chance.is_none_or(|chance| draw(rules.seed, index, *met) < chance) {
                let (rule, delay, act) = (Arc::clone(&rule.name), rule.delay, rule.act.clone());
                return Some(Verdict { rule, delay, act });
            }
        }
        None
    }
}

/// The answer of a rule to a request.
pub(super) fn refusal(call: &Call, refusal: &Refusal) -> Failure {
    let code = refusal.code.unwrap_or_else(|| codes::of_status(refusal.http.unwrap_or(500)));
    codes::refusal(call, code, refusal.http, refusal.message.as_deref())
}

fn is_meant(rule: &Rule, call: &Call, path: &str) -> bool {
    let when = &rule.when;
    let form = |names: &[&str], wanted: &dyn Fn(&str) -> bool| {
        names.iter().any(|name| call.form.get(name).is_some_and(wanted))
    };
    when.method.as_ref().is_none_or(|method| method.eq_ignore_ascii_case(call.method.name()))
        && when.product.is_none_or(|product| product.0 == call.product)
        && when.path.as_ref().is_none_or(|glob| glob.matches(path))
        && when
            .to
            .as_ref()
            .is_none_or(|glob| form(&["To", "MessagingBinding.Address"], &|text| glob.matches(text)))
        && when
            .from
            .as_ref()
            .is_none_or(|glob| form(&["From", "MessagingServiceSid", "Author"], &|text| glob.matches(text)))
        && when.body.as_ref().is_none_or(|part| form(&["Body"], &|text| text.contains(part)))
        && when.body_matches.as_ref().is_none_or(|pattern| form(&["Body"], &|text| pattern.matches(text)))
}

/// `Prefer: code=21610` or `Prefer: code=503`. What is not understood is passed over, as such a header has to be.
fn preferred(header: &str) -> Option<Act> {
    let code = header.split([',', ';']).find_map(|part| {
        let (name, value) = part.split_once('=')?;
        let is_code = name.trim().eq_ignore_ascii_case("code");
        if is_code { value.trim().trim_matches('"').parse::<u32>().ok() } else { None }
    })?;
    let refusal = |code, http| Act::Answer(Refusal { code, http, message: None });
    match code {
        400..=599 => Some(refusal(None, u16::try_from(code).ok())),
        code if codes::is_late(code) => Some(Act::Plan(Plan::failing(code))),
        10_000..=99_999 => Some(refusal(Some(code), None)),
        _ => None,
    }
}

/// A number from 0 up to 1 that depends on the seed, the rule and how often it was met, and on nothing else
/// (the finishing steps of SplitMix64).
fn draw(seed: u64, index: usize, met: u64) -> f64 {
    let mut bits = seed
        .wrapping_add((index as u64).wrapping_mul(0xd134_2543_de82_ef95))
        .wrapping_add(met.wrapping_mul(0x9e37_79b9_7f4a_7c15));
    bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    bits ^= bits >> 31;
    (bits >> 11) as f64 / (1_u64 << 53) as f64
}

impl Mock {
    /// The rules at work.
    pub fn rules(&self) -> Rules {
        self.shared.judge.rules()
    }

    /// Replaces the rules. Every count starts anew.
    pub fn set_rules(&self, rules: Rules) {
        self.shared.judge.set(rules);
    }
}
