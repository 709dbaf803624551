//! `…/Conversations/{CH}/Webhooks` and `…/Channels/{CH}/Webhooks`: create, fetch, list, update, delete.

use serde_json::{Map, Value, json};

use super::{Hook, Target, fire};
use crate::mock::call::{Answer, Call, Reply};
use crate::mock::conversations::Scope;
use crate::mock::dates::iso;
use crate::mock::errors::Failure;
use crate::mock::heads::must_be_open;
use crate::mock::paging::{self, Order};
use crate::mock::store::World;
use crate::mock::talk::Dialect;
use crate::twilio::sid::prefix;
use crate::twilio::{Method, is_sid};

/// The most webhooks of a thread, and of a page of them.
const MAX_HOOKS: usize = 5;
const MAX_TRIGGERS: usize = 5;
const MAX_URL: usize = 512;
const MAX_RETRIES: u8 = 3;

/// Where webhooks are asked for.
struct Place<'a> {
    dialect: Dialect,
    service: &'a str,
    thread: &'a str,
    /// What their addresses begin with.
    root: String,
}

/// Answers what is asked below `…/Conversations/{CH}/Webhooks`.
pub(in crate::mock) fn conversation(
    world: &mut World<'_>,
    call: &Call,
    scope: &Scope,
    thread: &str,
    rest: &[&str],
) -> Reply {
    let root = format!("{}/Conversations/{thread}/Webhooks", scope.root);
    answer(
        world,
        call,
        &Place { dialect: Dialect::Conversations, service: &scope.service, thread, root },
        rest,
    )
}

/// Answers what is asked below `…/Channels/{CH}/Webhooks`.
pub(in crate::mock) fn channel(
    world: &mut World<'_>,
    call: &Call,
    service: &str,
    thread: &str,
    rest: &[&str],
) -> Reply {
    let root = format!("{}/Services/{service}/Channels/{thread}/Webhooks", call.root);
    answer(world, call, &Place { dialect: Dialect::Chat, service, thread, root }, rest)
}

fn answer(world: &mut World<'_>, call: &Call, place: &Place<'_>, rest: &[&str]) -> Reply {
    match (call.method, rest) {
        (Method::Post, []) => create(world, call, place),
        (Method::Get, []) => {
            let threads = &world.store.account(&call.account).threads;
            let hooks = &threads.get(place.thread).ok_or_else(|| call.not_found())?.hooks;
            let page = paging::cut(hooks, call, Order::Ascending, MAX_HOOKS, prefix::WEBHOOK, |_| true)?;
            let rows = page.rows.iter().map(|hook| place.json(hook, call)).collect();
            Answer::ok(page.product_list(call, "webhooks", rows))
        }
        (Method::Get, [sid]) => {
            let threads = &world.store.account(&call.account).threads;
            let hook = threads.get(place.thread).and_then(|thread| thread.hooks.get(sid));
            Answer::ok(place.json(hook.ok_or_else(|| call.not_found())?, call))
        }
        (Method::Post, [sid]) => {
            let now = world.now;
            let threads = &mut world.store.account(&call.account).threads;
            let hook = threads.get_mut(place.thread).and_then(|thread| thread.hooks.get_mut(sid));
            let hook = hook.ok_or_else(|| call.not_found())?;
            let mut changed = hook.clone();
            changed.updated = now;
            place.configure(call, &mut changed)?;
            hook.clone_from(&changed);
            Answer::ok(place.json(&changed, call))
        }
        (Method::Delete, [sid]) => {
            let threads = &mut world.store.account(&call.account).threads;
            let gone = threads.get_mut(place.thread).and_then(|thread| thread.hooks.remove(sid));
            gone.ok_or_else(|| call.not_found())?;
            Answer::gone()
        }
        (_, [] | [_]) => Err(Failure::method()),
        _ => Err(call.unserved()),
    }
}

fn create(world: &mut World<'_>, call: &Call, place: &Place<'_>) -> Reply {
    let (name, kind) = if place.is_chat() { ("Type", "type") } else { ("Target", "target") };
    let text = call.form.filled(name);
    let text = text.ok_or_else(|| place.bad(50368, &format!("webhook {kind} not provided")))?;
    let target = Target::named(text).ok_or_else(|| place.bad(50364, &format!("Invalid webhook {kind}")))?;
    let mut hook = Hook {
        sid: String::new(),
        dialect: place.dialect,
        target,
        flow: None,
        url: None,
        is_get: false,
        filters: Vec::new(),
        triggers: Vec::new(),
        replay_after: None,
        retries: 0,
        created: world.now,
        updated: world.now,
    };
    place.configure(call, &mut hook)?;
    let threads = &world.store.account(&call.account).threads;
    let thread = threads.get(place.thread).ok_or_else(|| call.not_found())?;
    must_be_open(&thread.head, world.now)?;
    if thread.hooks.len() >= MAX_HOOKS {
        return Err(place.bad(50361, "Too many webhooks"));
    }
    keep(world, &call.account, place.thread, &mut hook);
    fire::replay(world, &call.account, place.thread, &hook);
    Answer::created(place.json(&hook, call))
}

/// Gives a webhook its SID and puts it into a thread.
pub(super) fn keep(world: &mut World<'_>, account: &str, thread: &str, hook: &mut Hook) {
    hook.sid = world.store.sid(prefix::WEBHOOK);
    let number = world.store.number();
    if let Some(thread) = world.store.account(account).threads.get_mut(thread) {
        thread.hooks.insert(number, &hook.sid, hook.clone());
    }
}

/// The codes of the two products stand forty apart. Unverified: the texts, which follow the titles of the codes.
fn bad(dialect: Dialect, code: u32, what: &str) -> Failure {
    match dialect {
        Dialect::Conversations => Failure::bad(code, format!("Conversation: {what}")),
        Dialect::Chat => Failure::bad(code.saturating_sub(40), format!("Channel: {what}")),
    }
}

/// A flow is to be told and none is named.
pub(super) fn no_flow(dialect: Dialect) -> Failure {
    bad(dialect, 50367, "Invalid webhook flow SID")
}

/// An address is to be told and none is named.
pub(super) fn no_url(dialect: Dialect) -> Failure {
    bad(dialect, 50369, "webhook URL not provided")
}

impl Place<'_> {
    fn is_chat(&self) -> bool {
        self.dialect == Dialect::Chat
    }

    fn bad(&self, code: u32, what: &str) -> Failure {
        bad(self.dialect, code, what)
    }

    /// Reads the `Configuration.` fields that are there, and refuses what the target cannot do without.
    fn configure(&self, call: &Call, hook: &mut Hook) -> Result<(), Failure> {
        let form = &call.form;
        let list = |name: &str| -> Option<Vec<String>> {
            let all: Vec<String> =
                form.all(name).filter(|text| !text.is_empty()).map(str::to_owned).collect();
            (!all.is_empty()).then_some(all)
        };
        let number = |name: &str, most: u64| match form.filled(name) {
            None => Ok(None),
            // Unverified: code and text.
            Some(text) => match text.parse::<u64>() {
                Ok(number) if number <= most => Ok(Some(number)),
                _ => Err(Failure::bad(20001, format!("{name} must be a number from 0 to {most}"))),
            },
        };
        if let Some(flow) = form.filled("Configuration.FlowSid") {
            hook.flow = Some(flow.to_owned());
        }
        if let Some(url) = form.filled("Configuration.Url") {
            hook.url = Some(url.to_owned());
        }
        match form.filled("Configuration.Method") {
            None => {}
            Some(method) if method.eq_ignore_ascii_case("get") => hook.is_get = true,
            Some(method) if method.eq_ignore_ascii_case("post") => hook.is_get = false,
            Some(_) => return Err(Failure::bad(20001, "Configuration.Method must be get or post")),
        }
        hook.filters = list("Configuration.Filters").unwrap_or_else(|| std::mem::take(&mut hook.filters));
        hook.triggers = list("Configuration.Triggers").unwrap_or_else(|| std::mem::take(&mut hook.triggers));
        if !self.is_chat() {
            hook.replay_after = number("Configuration.ReplayAfter", i64::MAX as u64)?.or(hook.replay_after);
        } else if let Some(retries) = number("Configuration.RetryCount", u64::from(MAX_RETRIES))? {
            hook.retries = u8::try_from(retries).unwrap_or(MAX_RETRIES);
        }
        self.check(hook)
    }

    fn check(&self, hook: &Hook) -> Result<(), Failure> {
        if hook.target == Target::Studio {
            if !hook.flow.as_deref().is_some_and(|flow| is_sid(flow, prefix::FLOW)) {
                return Err(no_flow(self.dialect));
            }
        } else {
            let url = hook.url.as_deref().ok_or_else(|| no_url(self.dialect))?;
            if url.chars().count() > MAX_URL {
                return Err(self.bad(50372, "webhook URL is too long"));
            }
        }
        if hook.target == Target::Webhook && hook.filters.is_empty() {
            return Err(self.bad(50370, "webhook filter not provided"));
        }
        let is_event = |name: &String| name.starts_with("on") && name.chars().all(char::is_alphanumeric);
        if !hook.filters.iter().all(is_event) {
            return Err(self.bad(50365, "Invalid webhook filter"));
        }
        if hook.target == Target::Trigger && hook.triggers.is_empty() {
            return Err(self.bad(50371, "webhook trigger not provided"));
        }
        if hook.triggers.len() > MAX_TRIGGERS {
            return Err(self.bad(50362, "Too many webhook triggers"));
        }
        Ok(())
    }

    fn json(&self, hook: &Hook, call: &Call) -> Value {
        let url = format!("{}/{}", self.root, hook.sid);
        let configuration = self.configuration(hook);
        if self.is_chat() {
            json!({
                "account_sid": call.account,
                "service_sid": self.service,
                "channel_sid": self.thread,
                "sid": hook.sid,
                "type": hook.target.name(),
                "configuration": configuration,
                "date_created": iso(hook.created),
                "date_updated": iso(hook.updated),
                "url": url,
            })
        } else {
            json!({
                "sid": hook.sid,
                "account_sid": call.account,
                "chat_service_sid": self.service,
                "conversation_sid": self.thread,
                "target": hook.target.name(),
                "configuration": configuration,
                "date_created": iso(hook.created),
                "date_updated": iso(hook.updated),
                "url": url,
            })
        }
    }

    fn configuration(&self, hook: &Hook) -> Map<String, Value> {
        let mut shown = Map::new();
        if hook.target == Target::Studio {
            shown.insert("flow_sid".into(), json!(hook.flow));
            if !hook.filters.is_empty() {
                shown.insert("filters".into(), json!(hook.filters));
            }
        } else {
            let method = match (self.is_chat(), hook.is_get) {
                (true, true) => "GET",
                (true, false) => "POST",
                (false, true) => "get",
                (false, false) => "post",
            };
            shown.insert("url".into(), json!(hook.url));
            shown.insert("method".into(), json!(method));
            let words = if hook.target == Target::Trigger { &hook.triggers } else { &hook.filters };
            // Chat shows the words of a trigger as its filters.
            let is_trigger = hook.target == Target::Trigger && !self.is_chat();
            shown.insert(if is_trigger { "triggers" } else { "filters" }.into(), json!(words));
            if self.is_chat() {
                shown.insert("retry_count".into(), json!(hook.retries));
            }
        }
        if let Some(index) = hook.replay_after {
            shown.insert("replay_after".into(), json!(index));
        }
        shown
    }
}
