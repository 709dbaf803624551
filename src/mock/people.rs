//! Users and roles of a Conversations or Chat service.
//!
//! Nobody has to make users: whoever joins a conversation with an identity becomes one.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::call::{Answer, Call, Reply};
use super::dates::iso;
use super::errors::Failure;
use super::paging::{self, Order};
use super::store::{Account, Store, World};
use super::talk::{self, Dialect};
use crate::twilio::Method;
use crate::twilio::sid::prefix;

/// The largest page of these lists.
const MAX_PAGE: usize = 100;
/// The limit of a user's attributes. Unverified: taken from participants.
const MAX_ATTRIBUTES: usize = 4 * 1024;

/// Someone who can take part in conversations of a service.
#[derive(Clone, Debug)]
pub(super) struct User {
    pub(super) sid: String,
    service: String,
    identity: String,
    friendly_name: Option<String>,
    attributes: String,
    role: String,
    created: Timestamp,
    updated: Timestamp,
}

/// What a user or member may do.
#[derive(Clone, Debug)]
pub(super) struct Role {
    pub(super) sid: String,
    pub(super) service: String,
    friendly_name: String,
    /// Whether it is about the whole service, and not about one conversation.
    is_wide: bool,
    permissions: Vec<String>,
    created: Timestamp,
    updated: Timestamp,
}

/// The roles that are given in a service to whom nobody gives one.
pub(super) struct Defaults {
    /// Of who makes a conversation.
    pub(super) creator: String,
    /// Of who takes part in one.
    pub(super) thread: String,
    /// Of a user.
    pub(super) user: String,
}

impl Defaults {
    /// Those that were set for the service, else those that it was made with.
    pub(super) fn of(store: &Store, account: &str, service: &str) -> Self {
        let row = store.look(account).and_then(|account| account.services.get(service));
        let role =
            |own: Option<&String>, name: &str| own.cloned().unwrap_or_else(|| role_sid(store, service, name));
        Self {
            creator: role(row.and_then(|row| row.creator_role.as_ref()), "channel admin"),
            thread: role(row.and_then(|row| row.thread_role.as_ref()), "channel user"),
            user: role(row.and_then(|row| row.user_role.as_ref()), "service user"),
        }
    }
}

fn role_sid(store: &Store, service: &str, name: &str) -> String {
    store.named_sid(prefix::ROLE, &format!("{service}/{name}"))
}

/// Gives a new service its roles. Unverified: the whole list of permissions of each.
pub(super) fn add_roles(world: &mut World<'_>, account: &str, service: &str) {
    let member = ["sendMessage", "sendMediaMessage", "leaveConversation", "editOwnMessage"];
    let admin =
        ["addParticipant", "removeParticipant", "editAnyMessage", "deleteAnyMessage", "deleteConversation"];
    let user = ["createConversation", "joinConversation", "editOwnUserInfo"];
    for (name, is_wide, permissions) in [
        ("service admin", true, [user.as_slice(), &admin].concat()),
        ("service user", true, user.to_vec()),
        ("channel admin", false, [member.as_slice(), &admin].concat()),
        ("channel user", false, member.to_vec()),
    ] {
        let role = Role {
            sid: role_sid(world.store, service, name),
            service: service.to_owned(),
            friendly_name: name.to_owned(),
            is_wide,
            permissions: permissions.into_iter().map(str::to_owned).collect(),
            created: world.now,
            updated: world.now,
        };
        let number = world.store.number();
        let sid = role.sid.clone();
        world.store.account(account).roles.insert(number, &sid, role);
    }
}

/// Forgets users and roles of a service that is gone.
pub(super) fn forget(account: &mut Account, service: &str) {
    let of = |rows: Vec<(&str, &str)>| -> Vec<String> {
        rows.into_iter().filter(|(owner, _)| *owner == service).map(|(_, sid)| sid.to_owned()).collect()
    };
    for sid in of(account.users.iter().map(|(_, row)| (row.service.as_str(), row.sid.as_str())).collect()) {
        account.users.remove(&sid);
    }
    for sid in of(account.roles.iter().map(|(_, row)| (row.service.as_str(), row.sid.as_str())).collect()) {
        account.roles.remove(&sid);
    }
}

/// The SID of the user that an identity is in a service.
pub(super) fn user_sid(store: &Store, service: &str, identity: &str) -> String {
    store.named_sid(prefix::USER, &format!("{service}/{identity}"))
}

/// Makes the user of an identity where there is none.
pub(super) fn meet(world: &mut World<'_>, account: &str, service: &str, identity: &str) {
    let sid = user_sid(world.store, service, identity);
    if world.store.account(account).users.get(&sid).is_some() {
        return;
    }
    let user = User {
        sid: sid.clone(),
        service: service.to_owned(),
        identity: identity.to_owned(),
        friendly_name: None,
        attributes: "{}".to_owned(),
        role: Defaults::of(world.store, account, service).user,
        created: world.now,
        updated: world.now,
    };
    let number = world.store.number();
    world.store.account(account).users.insert(number, &sid, user);
}

/// How a view of these resources is addressed.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ground<'a> {
    pub(super) dialect: Dialect,
    pub(super) service: &'a str,
    /// What addresses in answers begin with.
    pub(super) root: &'a str,
}

/// Answers what is asked below `Users`.
pub(super) fn users(world: &mut World<'_>, call: &Call, ground: Ground<'_>, rest: &[&str]) -> Reply {
    match (call.method, rest) {
        (Method::Post, []) => {
            let identity = call.form.filled("Identity").ok_or_else(|| Failure::missing("Identity"))?;
            talk::within(identity, 256, 50207, "Identity too long")?;
            let sid = user_sid(world.store, ground.service, identity);
            if world.store.account(&call.account).users.get(&sid).is_some() {
                return Err(Failure::new(409, 50201, "User already exists"));
            }
            // Checked before anything is made.
            talk::attributes(&call.form, MAX_ATTRIBUTES)?;
            role_of(world, call, ground.service)?;
            meet(world, &call.account, ground.service, identity);
            update_user(world, call, ground, &sid)?;
            show_user(world, call, ground, &sid, Answer::created)
        }
        (Method::Get, []) => {
            let shelf = &world.store.account(&call.account).users;
            let wanted = |user: &User| user.service == ground.service;
            let page = paging::cut(shelf, call, Order::Ascending, MAX_PAGE, prefix::USER, wanted)?;
            let rows = page.rows.iter().map(|user| user_json(user, call, ground, 0)).collect();
            Answer::ok(page.product_list(call, "users", rows))
        }
        (Method::Get | Method::Post | Method::Delete, [key]) => {
            // An identity stands for the SID.
            let named = user_sid(world.store, ground.service, key);
            let users = &mut world.store.account(&call.account).users;
            let sid = if users.get(&named).is_some() { named } else { (*key).to_owned() };
            if users.get(&sid).is_none_or(|user| user.service != ground.service) {
                return Err(call.not_found());
            }
            match call.method {
                Method::Delete => {
                    users.remove(&sid);
                    return Answer::gone();
                }
                Method::Post => update_user(world, call, ground, &sid)?,
                _ => {}
            }
            show_user(world, call, ground, &sid, Answer::ok)
        }
        (_, [] | [_]) => Err(Failure::method()),
        _ => Err(call.unserved()),
    }
}

fn role_of(world: &mut World<'_>, call: &Call, service: &str) -> Result<Option<String>, Failure> {
    let Some(sid) = call.form.filled("RoleSid") else { return Ok(None) };
    match world.store.account(&call.account).roles.get(sid) {
        Some(role) if role.service == service => Ok(Some(sid.to_owned())),
        _ => Err(Failure::bad(50100, "Role not found")),
    }
}

fn update_user(world: &mut World<'_>, call: &Call, ground: Ground<'_>, sid: &str) -> Result<(), Failure> {
    let now = world.now;
    let attributes = talk::attributes(&call.form, MAX_ATTRIBUTES)?;
    let role = role_of(world, call, ground.service)?;
    let users = &mut world.store.account(&call.account).users;
    let user = users.get_mut(sid).ok_or_else(|| call.not_found())?;
    if let Some(name) = call.form.get("FriendlyName") {
        talk::within(name, 256, 50003, "Friendly name too long")?;
        user.friendly_name = Some(name.to_owned()).filter(|name| !name.is_empty());
    }
    if let Some(attributes) = attributes {
        user.attributes = attributes;
    }
    if let Some(role) = role {
        user.role = role;
    }
    user.updated = now;
    Ok(())
}

fn show_user(
    world: &mut World<'_>,
    call: &Call,
    ground: Ground<'_>,
    sid: &str,
    answer: impl Fn(Value) -> Reply,
) -> Reply {
    let account = world.store.account(&call.account);
    let user = account.users.get(sid).ok_or_else(|| call.not_found())?;
    let threads = account.takes_part.get(&user.identity).into_iter().flatten();
    let joined = threads.filter_map(|row| account.threads.at(*row));
    let joined = joined.filter(|thread| thread.head.service == ground.service).count();
    answer(user_json(user, call, ground, joined))
}

fn user_json(user: &User, call: &Call, ground: Ground<'_>, joined: usize) -> Value {
    let url = format!("{}/Users/{}", ground.root, user.sid);
    let mut fields = json!({
        "sid": user.sid,
        "account_sid": call.account,
        "identity": user.identity,
        "friendly_name": user.friendly_name,
        "attributes": user.attributes,
        "role_sid": user.role,
        // Nobody is connected to a mock.
        "is_online": false,
        "is_notifiable": null,
        "date_created": iso(user.created),
        "date_updated": iso(user.updated),
        "url": url,
    });
    if let Some(fields) = fields.as_object_mut() {
        if ground.dialect == Dialect::Chat {
            fields.insert("service_sid".into(), json!(user.service));
            fields.insert("joined_channels_count".into(), json!(joined));
            let links = json!({
                "user_channels": format!("{url}/Channels"), "user_bindings": format!("{url}/Bindings"),
            });
            fields.insert("links".into(), links);
        } else {
            fields.insert("chat_service_sid".into(), json!(user.service));
            fields.insert("links".into(), json!({"user_conversations": format!("{url}/Conversations")}));
        }
    }
    fields
}

/// Answers what is asked below `Roles`.
pub(super) fn roles(world: &mut World<'_>, call: &Call, ground: Ground<'_>, rest: &[&str]) -> Reply {
    let now = world.now;
    let permissions =
        || call.form.all("Permission").filter(|text| !text.is_empty()).map(str::to_owned).collect();
    match (call.method, rest) {
        (Method::Post, []) => {
            let name = call.form.filled("FriendlyName").ok_or_else(|| Failure::missing("FriendlyName"))?;
            talk::within(name, 256, 50003, "Friendly name too long")?;
            let kind = call.form.filled("Type").ok_or_else(|| Failure::missing("Type"))?;
            let is_wide = [false, true].into_iter().find(|is_wide| kind_of(ground.dialect, *is_wide) == kind);
            let role = Role {
                is_wide: is_wide.ok_or_else(|| Failure::bad(50105, "Invalid role type"))?,
                sid: world.store.sid(prefix::ROLE),
                service: ground.service.to_owned(),
                friendly_name: name.to_owned(),
                permissions: permissions(),
                created: now,
                updated: now,
            };
            if role.permissions.is_empty() {
                return Err(Failure::missing("Permission"));
            }
            let answer = role_json(&role, call, ground);
            let number = world.store.number();
            let sid = role.sid.clone();
            world.store.account(&call.account).roles.insert(number, &sid, role);
            Answer::created(answer)
        }
        (Method::Get, []) => {
            let shelf = &world.store.account(&call.account).roles;
            let wanted = |role: &Role| role.service == ground.service;
            let page = paging::cut(shelf, call, Order::Ascending, MAX_PAGE, prefix::ROLE, wanted)?;
            let rows = page.rows.iter().map(|role| role_json(role, call, ground)).collect();
            Answer::ok(page.product_list(call, "roles", rows))
        }
        (Method::Get | Method::Post | Method::Delete, [sid]) => {
            let shelf = &mut world.store.account(&call.account).roles;
            let role = shelf.get_mut(sid).filter(|role| role.service == ground.service);
            let role = role.ok_or_else(|| call.not_found())?;
            match call.method {
                Method::Delete => {
                    shelf.remove(sid);
                    return Answer::gone();
                }
                Method::Post => {
                    let permissions: Vec<String> = permissions();
                    if permissions.is_empty() {
                        return Err(Failure::missing("Permission"));
                    }
                    (role.permissions, role.updated) = (permissions, now);
                }
                _ => {}
            }
            Answer::ok(role_json(role, call, ground))
        }
        (_, [] | [_]) => Err(Failure::method()),
        _ => Err(call.unserved()),
    }
}

fn kind_of(dialect: Dialect, is_wide: bool) -> &'static str {
    match (dialect, is_wide) {
        (Dialect::Conversations, false) => "conversation",
        (Dialect::Conversations, true) => "service",
        (Dialect::Chat, false) => "channel",
        (Dialect::Chat, true) => "deployment",
    }
}

fn role_json(role: &Role, call: &Call, ground: Ground<'_>) -> Value {
    let service = if ground.dialect == Dialect::Chat { "service_sid" } else { "chat_service_sid" };
    let mut fields = json!({
        "sid": role.sid,
        "account_sid": call.account,
        "friendly_name": role.friendly_name,
        "type": kind_of(ground.dialect, role.is_wide),
        "permissions": role.permissions,
        "date_created": iso(role.created),
        "date_updated": iso(role.updated),
        "url": format!("{}/Roles/{}", ground.root, role.sid),
    });
    if let Some(fields) = fields.as_object_mut() {
        fields.insert(service.into(), json!(role.service));
    }
    fields
}
