//! `/v2/Flows`: create, fetch, list, update, delete, validate; revisions and test users.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

use jiff::Timestamp;
use serde_json::{Value, json};

use super::definition::{self, Content, Prepared, Revision, Status};
use crate::flow::Flow;
use crate::mock::call::{Answer, Call, Reply};
use crate::mock::dates::iso;
use crate::mock::errors::Failure;
use crate::mock::paging::{self, Order};
use crate::mock::provide::MADE;
use crate::mock::store::World;
use crate::twilio::Method;
use crate::twilio::sid::prefix;

/// The largest page of this product.
pub(super) const MAX_PAGE: usize = 1000;
/// How many versions of a flow are kept: an editor saves often.
const MAX_REVISIONS: usize = 100;

/// A flow.
#[derive(Debug)]
pub(in crate::mock) struct StudioFlow {
    pub(super) sid: String,
    /// The account that made it; a flow of the command line or of the editor is everybody's.
    owner: Option<String>,
    created: Timestamp,
    pub(super) test_users: Vec<String>,
    /// Oldest first; never empty.
    revisions: Vec<Arc<Revision>>,
    source: Option<Source>,
}

/// The file that a flow is read from.
#[derive(Debug)]
struct Source {
    path: PathBuf,
    /// What it looked like when it was read.
    stamp: Stamp,
}

/// Length of a file and time of its last change; nothing where it cannot be had.
pub(super) type Stamp = Option<(u64, SystemTime)>;

/// What a file looks like now.
pub(super) fn stamp(path: &Path) -> Stamp {
    let about = std::fs::metadata(path).ok()?;
    Some((about.len(), about.modified().ok()?))
}

impl StudioFlow {
    /// A flow with its first version.
    pub(super) fn new(sid: &str, owner: Option<&str>, first: Revision) -> Self {
        Self {
            sid: sid.to_owned(),
            owner: owner.map(str::to_owned),
            created: first.created,
            test_users: Vec::new(),
            revisions: vec![Arc::new(first)],
            source: None,
        }
    }

    /// The same, from a file: it is looked at again whenever an execution begins.
    pub(super) fn with_file(mut self, path: PathBuf) -> Self {
        self.source = Some(Source { stamp: stamp(&path), path });
        self
    }

    pub(super) fn is_of(&self, account: &str) -> bool {
        self.owner.as_deref().is_none_or(|owner| owner == account)
    }

    /// The newest version.
    pub(super) fn latest(&self) -> Option<&Arc<Revision>> {
        self.revisions.last()
    }

    /// The newest version that was published.
    pub(super) fn published(&self) -> Option<&Arc<Revision>> {
        self.revisions.iter().rev().find(|revision| revision.status == Status::Published)
    }

    /// The version that a contact meets: test users meet the draft.
    pub(super) fn version_for(&self, contact: &str) -> Option<&Arc<Revision>> {
        if self.test_users.iter().any(|user| user == contact) { self.latest() } else { self.published() }
    }

    /// Keeps a version more. The oldest goes, but never the published one.
    pub(super) fn push(&mut self, revision: Revision) {
        self.revisions.push(Arc::new(revision));
        if self.revisions.len() > MAX_REVISIONS {
            let published = self.published().map(|revision| revision.number);
            let oldest = self.revisions.iter().position(|revision| Some(revision.number) != published);
            if let Some(oldest) = oldest {
                self.revisions.remove(oldest);
            }
        }
    }

    /// Takes another definition as the published one; the same one again changes nothing.
    ///
    /// The content is the latest version's own where that was the same flow.
    pub(super) fn publish(&mut self, name: &str, content: Arc<Content>, now: Timestamp) {
        let Some(latest) = self.latest() else { return };
        let is_same = Arc::ptr_eq(&latest.content, &content);
        if latest.name == name && latest.status == Status::Published && is_same {
            return;
        }
        let mut next = latest.after(Status::Published, now);
        next.name = name.to_owned();
        next.content = content;
        self.push(next);
    }

    /// The file that the flow comes from, with what it looked like when it was read.
    pub(super) fn source(&self) -> Option<(PathBuf, Stamp)> {
        self.source.as_ref().map(|source| (source.path.clone(), source.stamp))
    }

    /// Notes what the file looks like; its content is published where it makes a flow.
    pub(super) fn reread(&mut self, found: Stamp, content: Option<Arc<Content>>, now: Timestamp) {
        if let Some(source) = &mut self.source {
            source.stamp = found;
        }
        if let Some(content) = content {
            let name = self.latest().map(|latest| latest.name.clone()).unwrap_or_default();
            self.publish(&name, content, now);
        }
    }
}

/// The content of a flow: the latest version's where that says the same, so that nothing is checked twice.
pub(super) fn content_of(latest: Option<Arc<Content>>, flow: &Flow) -> Arc<Content> {
    latest.filter(|latest| latest.flow.is_same_as(flow)).unwrap_or_else(|| Content::of(flow))
}

/// Answers what is asked of flows themselves.
pub(super) fn answer(world: &mut World<'_>, call: &Call, path: &[&str]) -> Reply {
    match (call.method, path) {
        (Method::Post, []) => create(world, call),
        (Method::Get, []) => list(world, call),
        (Method::Post, ["Validate"]) => {
            let (_, status) = head(call, true)?;
            definition(call)?.findings.refuse(status)?;
            Answer::ok(json!({"valid": true}))
        }
        (Method::Get, [sid]) => Answer::ok(flow_json(own(world, call, sid)?, call, true)?),
        (Method::Post, [sid]) => update(world, call, sid),
        (Method::Delete, [sid]) => {
            own(world, call, sid)?;
            super::remove_flow(world, sid);
            Answer::gone()
        }
        (Method::Get, [sid, "Revisions"]) => revisions(world, call, sid),
        (Method::Get, [sid, "Revisions", revision]) => {
            let flow = own(world, call, sid)?;
            let found = match *revision {
                "LatestPublished" => flow.published(),
                "LatestRevision" => flow.latest(),
                number => {
                    let number: u64 = number.parse().map_err(|_| bad_revision())?;
                    flow.revisions.iter().find(|revision| revision.number == number)
                }
            };
            Answer::ok(revision_json(found.ok_or_else(|| call.not_found())?, sid, call, true))
        }
        (Method::Get, [sid, "TestUsers"]) => {
            let users = own(world, call, sid)?.test_users.clone();
            Answer::ok(test_users_json(call, sid, &users))
        }
        (Method::Post, [sid, "TestUsers"]) => {
            let users: Vec<String> = call.form.all("TestUsers").map(str::to_owned).collect();
            if users.is_empty() {
                return Err(Failure::missing("TestUsers"));
            }
            own(world, call, sid)?.test_users.clone_from(&users);
            Answer::ok(test_users_json(call, sid, &users))
        }
        (_, [] | [_] | [_, "Revisions" | "TestUsers"] | [_, "Revisions", _]) => Err(Failure::method()),
        _ => Err(call.unserved()),
    }
}

/// Unverified: the text, which is the title of the code.
fn bad_revision() -> Failure {
    Failure::bad(81021, "Flow revision must be an integer or enum(LatestPublished, LatestRevision)")
}

/// The flow that a path means, where the account may see it.
pub(super) fn own<'w>(
    world: &'w mut World<'_>,
    call: &Call,
    sid: &str,
) -> Result<&'w mut StudioFlow, Failure> {
    let flow = world.store.studio.flows.get_mut(sid).filter(|flow| flow.is_of(&call.account));
    flow.ok_or_else(|| call.not_found())
}

/// Name and status of a request; `named` is whether the name has to be there.
fn head(call: &Call, named: bool) -> Result<(Option<&str>, Status), Failure> {
    let name = call.form.filled("FriendlyName");
    if named && name.is_none() {
        return Err(Failure::missing("FriendlyName"));
    }
    match call.form.filled("Status") {
        None => Err(Failure::missing("Status")),
        Some("draft") => Ok((name, Status::Draft)),
        Some("published") => Ok((name, Status::Published)),
        // Unverified: how the service words another status.
        Some(_) => Err(Failure::bad(20001, "Status must be draft or published")),
    }
}

/// Reads and checks the flow that a request brings. This may take a while, so it is done before the store is locked.
pub(super) fn prepare(call: &Call) -> Option<Prepared> {
    call.form.filled("Definition").map(|text| Prepared(definition::read(text)))
}

fn definition(call: &Call) -> Result<Arc<Content>, Failure> {
    call.prepared.as_ref().ok_or_else(|| Failure::missing("Definition"))?.0.clone()
}

fn create(world: &mut World<'_>, call: &Call) -> Reply {
    let (name, status) = head(call, true)?;
    let content = definition(call)?;
    content.findings.refuse(status)?;
    let sid = world.store.sid(prefix::FLOW);
    let revision = Revision::first(name.unwrap_or_default(), status, content, world.now)
        .with_message(call.form.filled("CommitMessage"));
    let number = world.store.number();
    let flow = StudioFlow::new(&sid, Some(&call.account), revision);
    let answer = flow_json(&flow, call, true)?;
    world.store.studio.flows.insert(number, &sid, flow);
    Answer::created(answer)
}

/// Makes a published flow with this SID, for who tries an API out: it sends a message when a request begins it. Answers
/// whether there was none.
pub(super) fn add_as(world: &mut World<'_>, account: &str, sid: &str) -> bool {
    if world.store.studio.flows.get(sid).is_some() {
        return false;
    }
    let Ok(content) = definition::read(GREETING) else { return false };
    let revision = Revision::first(MADE, Status::Published, content, world.now);
    let number = world.store.number();
    world.store.studio.flows.insert(number, sid, StudioFlow::new(sid, Some(account), revision));
    true
}

const GREETING: &str = r#"{"description": "Made by Cordboard", "states": [
    {"name": "Trigger", "type": "trigger", "transitions": [{"event": "incomingMessage"}, {"event": "incomingCall"},
        {"event": "incomingConversationMessage"}, {"event": "incomingRequest", "next": "greet"},
        {"event": "incomingParent"}], "properties": {"offset": {"x": 0, "y": 0}}},
    {"name": "greet", "type": "send-and-wait-for-reply", "transitions": [{"event": "incomingMessage"},
        {"event": "timeout"}, {"event": "deliveryFailure"}], "properties": {"offset": {"x": 0, "y": 200},
        "from": "{{flow.channel.address}}", "to": "{{contact.channel.address}}", "body": "Hello from Cordboard",
        "timeout": "3600"}}],
    "initial_state": "Trigger", "flags": {"allow_concurrent_calls": true}}"#;

/// Without a definition the present one gets the status: that is how a draft is published.
fn update(world: &mut World<'_>, call: &Call, sid: &str) -> Reply {
    let now = world.now;
    let flow = own(world, call, sid)?;
    let (name, status) = head(call, false)?;
    let mut next = flow.latest().ok_or_else(|| call.not_found())?.after(status, now);
    if call.form.filled("Definition").is_some() {
        next.content = definition(call)?;
    }
    next.content.findings.refuse(status)?;
    if let Some(name) = name {
        name.clone_into(&mut next.name);
    }
    flow.push(next.with_message(call.form.filled("CommitMessage")));
    Answer::ok(flow_json(flow, call, true)?)
}

fn list(world: &mut World<'_>, call: &Call) -> Reply {
    let flows = &world.store.studio.flows;
    let wanted = |flow: &StudioFlow| flow.is_of(&call.account);
    let page = paging::cut(flows, call, Order::Descending, MAX_PAGE, prefix::FLOW, wanted)?;
    let rows = page.rows.iter().map(|flow| flow_json(flow, call, false)).collect::<Result<_, _>>()?;
    Answer::ok(page.product_list(call, "flows", rows))
}

fn revisions(world: &mut World<'_>, call: &Call, sid: &str) -> Reply {
    let flow = own(world, call, sid)?;
    let mut shelf = crate::mock::shelf::Shelf::default();
    for revision in &flow.revisions {
        shelf.insert(revision.number, &revision.number.to_string(), Arc::clone(revision));
    }
    let page = paging::cut(&shelf, call, Order::Descending, MAX_PAGE, prefix::FLOW, |_| true)?;
    let rows = page.rows.iter().map(|revision| revision_json(revision, sid, call, false)).collect();
    Answer::ok(page.product_list(call, "revisions", rows))
}

/// A flow as the wire has it; a list shows nothing of the content.
fn flow_json(flow: &StudioFlow, call: &Call, whole: bool) -> Result<Value, Failure> {
    let latest = flow.latest().ok_or_else(|| call.not_found())?;
    let url = format!("{}/Flows/{}", call.root, flow.sid);
    let mut json = revision_json(latest, &flow.sid, call, whole);
    let Some(fields) = json.as_object_mut() else { return Ok(json) };
    let updated = (latest.number > 1).then(|| iso(latest.created));
    // What a revision has too stands behind what only a flow has.
    for key in ["date_created", "date_updated", "url"] {
        fields.shift_remove(key);
    }
    let warnings = &latest.content.findings.warnings;
    fields.insert("warnings".into(), if whole { json!(warnings) } else { Value::Null });
    fields.insert("webhook_url".into(), json!(webhook_url(call, &flow.sid)));
    fields.insert("date_created".into(), json!(iso(flow.created)));
    fields.insert("date_updated".into(), json!(updated));
    fields.insert("url".into(), json!(url));
    fields.insert(
        "links".into(),
        json!({
            "test_users": format!("{url}/TestUsers"),
            "revisions": format!("{url}/Revisions"),
            "executions": format!("{url}/Executions"),
        }),
    );
    Ok(json)
}

fn revision_json(revision: &Revision, sid: &str, call: &Call, whole: bool) -> Value {
    let shown = |value: Value| if whole { value } else { Value::Null };
    let findings = &revision.content.findings;
    let is_valid = findings.errors.is_empty() && findings.publishing.is_empty();
    // Unverified: that what keeps a draft from being published is told as its errors.
    let errors: Vec<&Value> = findings.errors.iter().chain(&findings.publishing).collect();
    json!({
        "sid": sid,
        "account_sid": call.account,
        "author_sid": crate::twilio::SidSource::new(0).named(prefix::USER, &call.account),
        "friendly_name": revision.name,
        "definition": if whole { revision.content.flow.to_value() } else { Value::Null },
        "status": revision.status.name(),
        "revision": revision.number,
        "commit_message": shown(json!(revision.message)),
        "valid": shown(json!(is_valid)),
        "errors": shown(json!(errors)),
        "date_created": iso(revision.created),
        "date_updated": null,
        "url": format!("{}/Flows/{sid}/Revisions/{}", call.root, revision.number),
    })
}

/// Where messages and calls for the flow are told: here, or at Twilio for who believes to talk to it.
fn webhook_url(call: &Call, sid: &str) -> String {
    let root = match call.root.strip_prefix("https://") {
        Some(_) => "https://webhooks.twilio.com".to_owned(),
        None => {
            let authority = call.root.split("://").nth(1).and_then(|rest| rest.split('/').next());
            format!("http://{}", authority.unwrap_or_default())
        }
    };
    format!("{root}/v1/Accounts/{}/Flows/{sid}", call.account)
}

fn test_users_json(call: &Call, sid: &str, users: &[String]) -> Value {
    json!({"sid": sid, "test_users": users, "url": format!("{}/Flows/{sid}/TestUsers", call.root)})
}
