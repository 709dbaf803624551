//! The mock's answers against Twilio's OpenAPI documents, in the folder that `CORDBOARD_OPENAPI` names.
//!
//! Each operation that the mock serves is asked once in a session, with the request that the API library makes of the
//! document. Its answer has to fit the response's schema, and to
//! have exactly the fields that the schema names, but for the faults of the documents, which are listed by name.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;
use std::path::PathBuf;

use crate::support::{Bench, OURS, THEIRS};
use cordboard::api::{self, Library, Place, Prepared};
use cordboard::mock::Config;
use serde_json::{Map, Value, json};

const API: &str = "twilio_api_v2010";
const CONVERSATIONS: &str = "twilio_conversations_v1";
const CHAT: &str = "twilio_chat_v2";
const MESSAGING: &str = "twilio_messaging_v1";
const CONTENT: &str = "twilio_content_v1";
const STUDIO: &str = "twilio_studio_v2";

/// How many operations of each document the mock serves.
const SERVED: [(&str, usize); 6] =
    [(API, 14), (CONVERSATIONS, 81), (CHAT, 35), (MESSAGING, 17), (CONTENT, 7), (STUDIO, 19)];

/// Faults of the documents: an operation's path begins so, the difference names this, and why the document is not
/// followed.
const FAULTS: [(&str, &str, &str); 3] = [
    (
        "/v1/Conversations/{ConversationSid}/Messages",
        "'chat_service_sid' was unexpected",
        "unscoped answers name their service, too: the default one",
    ),
    (
        "/v1/Conversations/{ConversationSid}/Webhooks",
        "'chat_service_sid' was unexpected",
        "unscoped answers name their service, too: the default one",
    ),
    (
        "/v1/Conversations/{ConversationSid}/Participants",
        "'chat_service_sid' was unexpected",
        "unscoped answers name their service, too: the default one",
    ),
];

/// A flow that a webhook names.
const FLOW: &str = "FW0123456789abcdef0123456789abcdef";

/// A document, with what of it the session has reached.
struct Document {
    json: Value,
    library: Library,
    reached: BTreeSet<String>,
}

/// A mock, the documents, and what was found.
struct Session {
    bench: Bench,
    documents: BTreeMap<&'static str, Document>,
    found: BTreeSet<String>,
}

impl Session {
    async fn start(folder: &str) -> Self {
        let read = |name: &str| {
            let path = PathBuf::from(folder).join("twilio").join(format!("{name}.json"));
            let text = std::fs::read_to_string(path).unwrap();
            let library = api::import(&text, name, &mut |_| ControlFlow::Continue(())).unwrap();
            Document { json: serde_json::from_str(&text).unwrap(), library, reached: BTreeSet::new() }
        };
        let names = [API, CONVERSATIONS, CHAT, MESSAGING, CONTENT, STUDIO];
        let documents = names.into_iter().map(|name| (name, read(name))).collect();
        Self { bench: Bench::start(Config::default()).await, documents, found: BTreeSet::new() }
    }

    /// Asks for an operation: `line` is the method, and the document's path with what stands for its parameters in
    /// place of their names, as in `get /v1/Services/{Sid=IS1}`.
    async fn ask(&mut self, name: &'static str, line: &str, fields: &[(&str, &str)]) -> Value {
        let (method, path) = line.split_once(' ').unwrap();
        let (mut template, mut filled) = (String::new(), Vec::new());
        for (at, piece) in path.split('{').enumerate() {
            let Some((parameter, rest)) = piece.split_once('}').filter(|_| at > 0) else {
                template.push_str(piece);
                continue;
            };
            let (key, value) = parameter.split_once('=').unwrap_or((parameter, &self.bench.account));
            template.push_str(&format!("{{{key}}}{rest}"));
            filled.push((key, value));
        }
        let document = self.documents.get_mut(name).unwrap();
        let operation = document.json["paths"][&template][method].clone();
        assert!(operation.is_object(), "{name} has no {method} {template}");
        document.reached.insert(format!("{method} {template}"));

        let mut prepared = prepared(&document.library, method, &template);
        for (key, value) in filled {
            assert!(prepared.set_in(Place::Path, key, value), "{template} has no {key}");
        }
        if name == CONTENT && !fields.is_empty() {
            let body: Map<String, Value> = fields
                .iter()
                .map(|(key, text)| ((*key).to_owned(), serde_json::from_str(text).unwrap()))
                .collect();
            assert!(prepared.fill_from_json(&Value::Object(body)), "{template}: {prepared:?}");
        } else {
            fill(&mut prepared, fields);
        }
        // What the document allows is what goes out, and what the mock takes.
        let wrong: Vec<String> = api::check(&prepared)
            .into_iter()
            .filter(|finding| finding.severity == api::Severity::Error)
            .map(|finding| format!("{method} {template}: {}", finding.message))
            .collect();
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
        let answer = self.bench.client.send(&api::request(&prepared)).await.unwrap();
        let (status, text) = (answer.status.to_string(), answer.body);
        let response = &operation["responses"][&status];
        assert!(response.is_object(), "{method} {template}: {status} {text}");
        if text.is_empty() {
            return Value::Null;
        }
        let value: Value = serde_json::from_str(&text).unwrap();
        let schema = closed(&document.json, &response["content"]["application/json"]["schema"], 0);
        let validator = jsonschema::validator_for(&schema).unwrap();
        let at = |path: &str| format!("{method} {template}: {path}");
        let errors: Vec<String> =
            validator.iter_errors(&value).map(|e| at(&format!("{} {e}", e.instance_path()))).collect();
        self.found.extend(errors);
        let mut missing = Vec::new();
        absent(&schema, &value, "", &mut missing);
        self.found.extend(missing.iter().map(|path| at(&format!("{path} is missing"))));
        value
    }

    /// The same, for the SID of the answer.
    async fn sid(&mut self, name: &'static str, line: &str, fields: &[(&str, &str)]) -> String {
        self.ask(name, line, fields).await["sid"].as_str().unwrap().to_owned()
    }
}

/// A request of an imported operation.
fn prepared(library: &Library, method: &str, path: &str) -> Prepared {
    let is_meant = |operation: &&std::sync::Arc<api::Operation>| {
        operation.path == path && operation.method.name().eq_ignore_ascii_case(method)
    };
    Prepared::new(library.operations.iter().find(is_meant).unwrap())
}

/// Fills fields in; one that is there more often is a list.
fn fill(prepared: &mut Prepared, fields: &[(&str, &str)]) {
    let mut values: Vec<(&str, String)> = Vec::new();
    for (name, value) in fields {
        match values.iter_mut().find(|(known, _)| known == name) {
            Some((_, list)) => {
                list.push('\n');
                list.push_str(value);
            }
            None => values.push((name, (*value).to_owned())),
        }
    }
    for (name, value) in values {
        let is_body = prepared.set_in(Place::Body, name, value.as_str());
        assert!(is_body || prepared.set_in(Place::Query, name, value), "there is no {name}");
    }
}

/// A schema of the document as JSON Schema has it: references put in, `nullable` spelled out, and no fields allowed
/// that it does not name.
fn closed(document: &Value, schema: &Value, depth: usize) -> Value {
    assert!(depth < 32, "a schema that holds itself");
    if let Some(name) = schema["$ref"].as_str() {
        let target = name.trim_start_matches("#/components/schemas/");
        return closed(document, &document["components"]["schemas"][target], depth + 1);
    }
    let mut next = Map::new();
    for (key, value) in schema.as_object().into_iter().flatten() {
        let value = match key.as_str() {
            "properties" => {
                let fields = value.as_object().unwrap();
                next.insert("additionalProperties".to_owned(), json!(false));
                fields.iter().map(|(key, value)| (key.clone(), closed(document, value, depth + 1))).collect()
            }
            "items" => closed(document, value, depth + 1),
            "type" if schema["nullable"] == true => json!([value, "null"]),
            "type" | "enum" | "pattern" | "minLength" | "maxLength" => value.clone(),
            _ => continue,
        };
        next.insert(key.clone(), value);
    }
    Value::Object(next)
}

/// Fields that the schema names and the answer does not have.
fn absent(schema: &Value, value: &Value, path: &str, missing: &mut Vec<String>) {
    if let (Some(fields), Some(object)) = (schema["properties"].as_object(), value.as_object()) {
        for (key, inner) in fields {
            match object.get(key) {
                Some(value) => absent(inner, value, &format!("{path}/{key}"), missing),
                None => missing.push(format!("{path}/{key}")),
            }
        }
    }
    if let (true, Some(rows)) = (schema["items"].is_object(), value.as_array()) {
        for row in rows {
            absent(&schema["items"], row, &format!("{path}[]"), missing);
        }
    }
}

#[tokio::test]
async fn answers_fit_the_documents() {
    let Ok(folder) = std::env::var("CORDBOARD_OPENAPI") else {
        println!("skipped: CORDBOARD_OPENAPI names no folder with Twilio's OpenAPI documents");
        return;
    };
    let mut session = Session::start(&folder).await;
    messages(&mut session).await;
    messaging(&mut session).await;
    content(&mut session).await;
    let service = conversation_services(&mut session).await;
    for scope in [String::new(), format!("/Services/{{ChatServiceSid={service}}}")] {
        conversations(&mut session, &scope).await;
    }
    session.ask(CONVERSATIONS, &format!("delete /v1/Services/{{Sid={service}}}"), &[]).await;
    chat(&mut session).await;
    addresses(&mut session).await;
    studio(&mut session).await;

    let is = |fault: &(&str, &str, &str), found: &str| {
        found.split_once(' ').is_some_and(|(_, rest)| rest.starts_with(fault.0)) && found.contains(fault.1)
    };
    let unexpected: Vec<&str> = session
        .found
        .iter()
        .map(String::as_str)
        .filter(|found| !FAULTS.iter().any(|fault| is(fault, found)))
        .collect();
    assert!(unexpected.is_empty(), "{}", unexpected.join("\n"));
    for fault in &FAULTS {
        assert!(session.found.iter().any(|found| is(fault, found)), "no longer there: {fault:?}");
    }
    let served: Vec<(&str, usize)> =
        SERVED.iter().map(|(name, _)| (*name, session.documents[name].reached.len())).collect();
    assert_eq!(served, SERVED);
}

async fn messages(s: &mut Session) {
    let root = "/2010-04-01/Accounts/{AccountSid}";
    let media = [("MediaUrl", "https://x.example/a.png"), ("MediaUrl", "https://x.example/b.png")];
    let fields = [[("From", OURS), ("To", THEIRS), ("Body", "x")].as_slice(), &media].concat();
    let sid = s.sid(API, &format!("post {root}/Messages.json"), &fields).await;
    s.bench.wait(1000);
    s.ask(API, &format!("get {root}/Messages.json"), &[]).await;
    s.ask(API, &format!("get {root}/Messages/{{Sid={sid}}}.json"), &[]).await;
    s.ask(API, &format!("post {root}/Messages/{{Sid={sid}}}.json"), &[("Body", "")]).await;
    let below = format!("{root}/Messages/{{MessageSid={sid}}}");
    let list = s.ask(API, &format!("get {below}/Media.json"), &[]).await;
    let medium = list["media_list"][0]["sid"].as_str().unwrap().to_owned();
    s.ask(API, &format!("get {below}/Media/{{Sid={medium}}}.json"), &[]).await;
    s.ask(API, &format!("delete {below}/Media/{{Sid={medium}}}.json"), &[]).await;
    s.ask(API, &format!("post {below}/Feedback.json"), &[("Outcome", "unconfirmed")]).await;
    s.ask(API, &format!("delete {root}/Messages/{{Sid={sid}}}.json"), &[]).await;
    let numbers = format!("{root}/IncomingPhoneNumbers");
    let number = s.sid(API, &format!("post {numbers}.json"), &[("AreaCode", "500")]).await;
    s.ask(API, &format!("get {numbers}.json"), &[]).await;
    s.ask(API, &format!("get {numbers}/{{Sid={number}}}.json"), &[]).await;
    s.ask(API, &format!("post {numbers}/{{Sid={number}}}.json"), &[("SmsUrl", "https://x.example/in")]).await;
    s.ask(API, &format!("delete {numbers}/{{Sid={number}}}.json"), &[]).await;
}

async fn messaging(s: &mut Session) {
    let bought = [("PhoneNumber", "+15551110001")];
    let number =
        s.sid(API, "post /2010-04-01/Accounts/{AccountSid}/IncomingPhoneNumbers.json", &bought).await;
    let settings = [("FriendlyName", "Desk"), ("StatusCallback", "https://x.example/status")];
    let sid = s.sid(MESSAGING, "post /v1/Services", &settings).await;
    s.ask(MESSAGING, "get /v1/Services", &[]).await;
    s.ask(MESSAGING, &format!("get /v1/Services/{{Sid={sid}}}"), &[]).await;
    s.ask(MESSAGING, &format!("post /v1/Services/{{Sid={sid}}}"), &[("StickySender", "false")]).await;
    let code = format!("SC{}", "1".repeat(32));
    for (part, field, value) in [
        ("PhoneNumbers", "PhoneNumberSid", number.as_str()),
        ("ShortCodes", "ShortCodeSid", code.as_str()),
        ("AlphaSenders", "AlphaSender", "Owl"),
    ] {
        let senders = format!("/v1/Services/{{ServiceSid={sid}}}/{part}");
        let sender = s.sid(MESSAGING, &format!("post {senders}"), &[(field, value)]).await;
        s.ask(MESSAGING, &format!("get {senders}"), &[]).await;
        s.ask(MESSAGING, &format!("get {senders}/{{Sid={sender}}}"), &[]).await;
        s.ask(MESSAGING, &format!("delete {senders}/{{Sid={sender}}}"), &[]).await;
    }
    s.ask(MESSAGING, &format!("delete /v1/Services/{{Sid={sid}}}"), &[]).await;
}

async fn content(s: &mut Session) {
    let template = [
        ("friendly_name", "\"greeting\""),
        ("language", "\"en\""),
        ("variables", "{\"1\": \"you\"}"),
        ("types", "{\"twilio/text\": {\"body\": \"Hi {{1}}\"}}"),
    ];
    let sid = s.sid(CONTENT, "post /v1/Content", &template).await;
    s.ask(CONTENT, "get /v1/Content", &[]).await;
    s.ask(CONTENT, &format!("get /v1/Content/{{Sid={sid}}}"), &[]).await;
    s.ask(CONTENT, &format!("put /v1/Content/{{Sid={sid}}}"), &template).await;
    let approval = [("name", "\"greeting\""), ("category", "\"UTILITY\"")];
    s.ask(CONTENT, &format!("post /v1/Content/{{ContentSid={sid}}}/ApprovalRequests/whatsapp"), &approval)
        .await;
    s.ask(CONTENT, &format!("get /v1/Content/{{Sid={sid}}}/ApprovalRequests"), &[]).await;
    s.ask(CONTENT, &format!("delete /v1/Content/{{Sid={sid}}}"), &[]).await;
}

async fn conversation_services(s: &mut Session) -> String {
    let sid = s.sid(CONVERSATIONS, "post /v1/Services", &[("FriendlyName", "Home")]).await;
    s.ask(CONVERSATIONS, "get /v1/Services", &[]).await;
    s.ask(CONVERSATIONS, &format!("get /v1/Services/{{Sid={sid}}}"), &[]).await;
    s.ask(CONVERSATIONS, "get /v1/Configuration", &[]).await;
    s.ask(CONVERSATIONS, "post /v1/Configuration", &[("DefaultInactiveTimer", "PT1H")]).await;
    let configuration = format!("/v1/Services/{{ChatServiceSid={sid}}}/Configuration");
    s.ask(CONVERSATIONS, &format!("get {configuration}"), &[]).await;
    s.ask(CONVERSATIONS, &format!("post {configuration}"), &[("ReachabilityEnabled", "true")]).await;
    sid
}

async fn conversations(s: &mut Session, scope: &str) {
    let all = format!("/v1{scope}/Conversations");
    let sid = s.sid(CONVERSATIONS, &format!("post {all}"), &[("FriendlyName", "Visit")]).await;
    s.ask(CONVERSATIONS, &format!("get {all}"), &[]).await;
    s.ask(CONVERSATIONS, &format!("get {all}/{{Sid={sid}}}"), &[]).await;
    s.ask(CONVERSATIONS, &format!("post {all}/{{Sid={sid}}}"), &[("UniqueName", "visit")]).await;
    let one = format!("{all}/{{ConversationSid={sid}}}");

    let contact = [("MessagingBinding.Address", THEIRS), ("MessagingBinding.ProxyAddress", OURS)];
    s.ask(CONVERSATIONS, &format!("post {one}/Participants"), &[("Identity", "ann")]).await;
    let member = s.sid(CONVERSATIONS, &format!("post {one}/Participants"), &contact).await;
    s.ask(CONVERSATIONS, &format!("get {one}/Participants"), &[]).await;
    s.ask(CONVERSATIONS, &format!("get {one}/Participants/{{Sid={member}}}"), &[]).await;
    let read = [("LastReadMessageIndex", "0"), ("LastReadTimestamp", "2026-11-21T09:00:00Z")];
    s.ask(CONVERSATIONS, &format!("post {one}/Participants/{{Sid={member}}}"), &read).await;

    let message =
        s.sid(CONVERSATIONS, &format!("post {one}/Messages"), &[("Author", "ann"), ("Body", "x")]).await;
    s.bench.wait(1000);
    s.ask(CONVERSATIONS, &format!("get {one}/Messages"), &[]).await;
    s.ask(CONVERSATIONS, &format!("get {one}/Messages/{{Sid={message}}}"), &[]).await;
    s.ask(CONVERSATIONS, &format!("post {one}/Messages/{{Sid={message}}}"), &[("Body", "y")]).await;
    let receipts = format!("{one}/Messages/{{MessageSid={message}}}/Receipts");
    let list = s.ask(CONVERSATIONS, &format!("get {receipts}"), &[]).await;
    let receipt = list["delivery_receipts"][0]["sid"].as_str().unwrap().to_owned();
    s.ask(CONVERSATIONS, &format!("get {receipts}/{{Sid={receipt}}}"), &[]).await;
    s.ask(CONVERSATIONS, &format!("delete {one}/Messages/{{Sid={message}}}"), &[]).await;

    for key in [("Identity", "ann"), ("Address", THEIRS)] {
        let list = s.ask(CONVERSATIONS, &format!("get /v1{scope}/ParticipantConversations"), &[key]).await;
        assert_eq!(list["conversations"][0]["conversation_sid"], sid.as_str());
    }
    let hook = [("Target", "studio"), ("Configuration.FlowSid", FLOW)];
    webhooks(s, CONVERSATIONS, &one, &hook, ("Configuration.FlowSid", FLOW)).await;
    s.ask(CONVERSATIONS, &format!("delete {one}/Participants/{{Sid={member}}}"), &[]).await;
    s.ask(CONVERSATIONS, &format!("delete {all}/{{Sid={sid}}}"), &[]).await;
    let together = [("FriendlyName", "Both"), ("Participant", "{\"identity\": \"bob\"}")];
    s.ask(CONVERSATIONS, &format!("post /v1{scope}/ConversationWithParticipants"), &together).await;

    let user = s.sid(CONVERSATIONS, &format!("post /v1{scope}/Users"), &[("Identity", "cleo")]).await;
    s.ask(CONVERSATIONS, &format!("get /v1{scope}/Users"), &[]).await;
    s.ask(CONVERSATIONS, &format!("get /v1{scope}/Users/{{Sid={user}}}"), &[]).await;
    s.ask(CONVERSATIONS, &format!("post /v1{scope}/Users/{{Sid={user}}}"), &[("FriendlyName", "Cleo")]).await;
    s.ask(CONVERSATIONS, &format!("delete /v1{scope}/Users/{{Sid={user}}}"), &[]).await;
    let fields = [("FriendlyName", "guest"), ("Type", "conversation"), ("Permission", "sendMessage")];
    let role = s.sid(CONVERSATIONS, &format!("post /v1{scope}/Roles"), &fields).await;
    s.ask(CONVERSATIONS, &format!("get /v1{scope}/Roles"), &[]).await;
    s.ask(CONVERSATIONS, &format!("get /v1{scope}/Roles/{{Sid={role}}}"), &[]).await;
    s.ask(
        CONVERSATIONS,
        &format!("post /v1{scope}/Roles/{{Sid={role}}}"),
        &[("Permission", "leaveConversation")],
    )
    .await;
    s.ask(CONVERSATIONS, &format!("delete /v1{scope}/Roles/{{Sid={role}}}"), &[]).await;
}

async fn chat(s: &mut Session) {
    let service = s.sid(CHAT, "post /v2/Services", &[("FriendlyName", "Home")]).await;
    s.ask(CHAT, "get /v2/Services", &[]).await;
    s.ask(CHAT, &format!("get /v2/Services/{{Sid={service}}}"), &[]).await;
    s.ask(CHAT, &format!("post /v2/Services/{{Sid={service}}}"), &[("FriendlyName", "House")]).await;
    let root = format!("/v2/Services/{{ServiceSid={service}}}");
    let channel = s.sid(CHAT, &format!("post {root}/Channels"), &[("UniqueName", "lobby")]).await;
    s.ask(CHAT, &format!("get {root}/Channels"), &[]).await;
    s.ask(CHAT, &format!("get {root}/Channels/{{Sid={channel}}}"), &[]).await;
    s.ask(CHAT, &format!("post {root}/Channels/{{Sid={channel}}}"), &[("FriendlyName", "Lobby")]).await;
    let one = format!("{root}/Channels/{{ChannelSid={channel}}}");
    for (part, create, update) in [
        ("Members", ("Identity", "ann"), ("LastConsumedMessageIndex", "0")),
        ("Messages", ("Body", "x"), ("Body", "y")),
    ] {
        let sid = s.sid(CHAT, &format!("post {one}/{part}"), &[create]).await;
        s.ask(CHAT, &format!("get {one}/{part}"), &[]).await;
        s.ask(CHAT, &format!("get {one}/{part}/{{Sid={sid}}}"), &[]).await;
        s.ask(CHAT, &format!("post {one}/{part}/{{Sid={sid}}}"), &[update]).await;
        s.ask(CHAT, &format!("delete {one}/{part}/{{Sid={sid}}}"), &[]).await;
    }
    let hook = [
        ("Type", "webhook"),
        ("Configuration.Url", "https://x.example/hook"),
        ("Configuration.Filters", "onMessageSent"),
    ];
    webhooks(s, CHAT, &one, &hook, ("Configuration.RetryCount", "2")).await;
    let role = [("FriendlyName", "guest"), ("Type", "channel"), ("Permission", "sendMessage")];
    for (part, create, update) in [
        ("Users", [("Identity", "cleo")].as_slice(), ("FriendlyName", "Cleo")),
        ("Roles", role.as_slice(), ("Permission", "leaveChannel")),
    ] {
        let sid = s.sid(CHAT, &format!("post {root}/{part}"), create).await;
        s.ask(CHAT, &format!("get {root}/{part}"), &[]).await;
        s.ask(CHAT, &format!("get {root}/{part}/{{Sid={sid}}}"), &[]).await;
        s.ask(CHAT, &format!("post {root}/{part}/{{Sid={sid}}}"), &[update]).await;
        s.ask(CHAT, &format!("delete {root}/{part}/{{Sid={sid}}}"), &[]).await;
    }
    s.ask(CHAT, &format!("delete {root}/Channels/{{Sid={channel}}}"), &[]).await;
    s.ask(CHAT, &format!("delete /v2/Services/{{Sid={service}}}"), &[]).await;
}

/// The webhooks of a conversation or channel.
async fn webhooks(s: &mut Session, of: &'static str, one: &str, made: &[(&str, &str)], then: (&str, &str)) {
    let sid = s.sid(of, &format!("post {one}/Webhooks"), made).await;
    s.ask(of, &format!("get {one}/Webhooks"), &[]).await;
    s.ask(of, &format!("get {one}/Webhooks/{{Sid={sid}}}"), &[]).await;
    s.ask(of, &format!("post {one}/Webhooks/{{Sid={sid}}}"), &[then]).await;
    s.ask(of, &format!("delete {one}/Webhooks/{{Sid={sid}}}"), &[]).await;
}

async fn addresses(s: &mut Session) {
    let all = "/v1/Configuration/Addresses";
    let made = [
        ("Type", "sms"),
        ("Address", OURS),
        ("AutoCreation.Enabled", "true"),
        ("AutoCreation.Type", "studio"),
        ("AutoCreation.StudioFlowSid", FLOW),
    ];
    let sid = s.sid(CONVERSATIONS, &format!("post {all}"), &made).await;
    s.ask(CONVERSATIONS, &format!("get {all}"), &[]).await;
    s.ask(CONVERSATIONS, &format!("get {all}/{{Sid={sid}}}"), &[]).await;
    s.ask(CONVERSATIONS, &format!("post {all}/{{Sid={sid}}}"), &[("FriendlyName", "Desk")]).await;
    s.ask(CONVERSATIONS, &format!("delete {all}/{{Sid={sid}}}"), &[]).await;
}

async fn studio(s: &mut Session) {
    let definition = std::fs::read_to_string("flows/appointment-reminder.json").unwrap();
    let flow = [("FriendlyName", "Reminder"), ("Status", "published"), ("Definition", definition.as_str())];
    s.ask(STUDIO, "post /v2/Flows/Validate", &flow).await;
    let sid = s.sid(STUDIO, "post /v2/Flows", &flow).await;
    s.ask(STUDIO, "get /v2/Flows", &[]).await;
    let one = format!("/v2/Flows/{{Sid={sid}}}");
    s.ask(STUDIO, &format!("get {one}"), &[]).await;
    s.ask(STUDIO, &format!("post {one}"), &[("Status", "published"), ("CommitMessage", "again")]).await;
    s.ask(STUDIO, &format!("get {one}/Revisions"), &[]).await;
    s.ask(STUDIO, &format!("get {one}/Revisions/{{Revision=LatestPublished}}"), &[]).await;
    s.ask(STUDIO, &format!("post {one}/TestUsers"), &[("TestUsers", "ann")]).await;
    s.ask(STUDIO, &format!("get {one}/TestUsers"), &[]).await;

    let runs = format!("/v2/Flows/{{FlowSid={sid}}}/Executions");
    let run = s.sid(STUDIO, &format!("post {runs}"), &[("To", THEIRS), ("From", OURS)]).await;
    s.ask(STUDIO, &format!("get {runs}"), &[]).await;
    s.ask(STUDIO, &format!("get {runs}/{{Sid={run}}}"), &[]).await;
    let below = format!("{runs}/{{ExecutionSid={run}}}");
    s.ask(STUDIO, &format!("get {below}/Context"), &[]).await;
    // The execution runs beside the requests, so its first step may not be there at once.
    let step = loop {
        let steps = s.ask(STUDIO, &format!("get {below}/Steps"), &[]).await;
        if let Some(sid) = steps["steps"][0]["sid"].as_str() {
            break sid.to_owned();
        }
        tokio::task::yield_now().await;
    };
    s.ask(STUDIO, &format!("get {below}/Steps/{{Sid={step}}}"), &[]).await;
    s.ask(STUDIO, &format!("get {below}/Steps/{{StepSid={step}}}/Context"), &[]).await;
    s.ask(STUDIO, &format!("post {runs}/{{Sid={run}}}"), &[("Status", "ended")]).await;
    s.ask(STUDIO, &format!("delete {runs}/{{Sid={run}}}"), &[]).await;
    s.ask(STUDIO, &format!("delete {one}"), &[]).await;
}
