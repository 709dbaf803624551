//! Each refusal of the mock's later products with status, code and text; those of Messages stand with their tests.

use crate::support::{Bench, OURS, THEIRS, error};
use cordboard::mock::Config;
use cordboard::twilio::Method::{Get, Post};
use cordboard::twilio::Product::{self, Chat, Conversations, Messaging};

/// A row: the path (`CH`, `IS` stand for the conversation and its service), the fields, and what comes of it.
type Row<'a> = (&'a str, &'a [(&'a str, &'a str)], (u16, u64, &'a str));

/// Posts each row's fields and compares.
async fn check(bench: &Bench, product: Product, rows: &[Row<'_>], sids: &[(&str, &str)]) {
    for (path, fields, expected) in rows {
        let put = |text: &str| sids.iter().fold(text.to_owned(), |text, (name, sid)| text.replace(name, sid));
        let got = error(&bench.ask(product, Post, &put(path), fields).await);
        assert_eq!((got.0, got.1, got.2), (expected.0, expected.1, put(expected.2)), "{path} {fields:?}");
    }
}

/// A conversation named `visit` with a chat user and a contact: its service and its SID.
async fn visit(bench: &Bench) -> (String, String) {
    let made = bench.done(Conversations, Post, "/v1/Conversations", &[("UniqueName", "visit")]).await;
    let people = "/v1/Conversations/visit/Participants";
    bench.done(Conversations, Post, people, &[("Identity", "ann")]).await;
    let pair = [("MessagingBinding.Address", THEIRS), ("MessagingBinding.ProxyAddress", OURS)];
    bench.done(Conversations, Post, people, &pair).await;
    let text = |key: &str| made.get(key).unwrap().as_str().unwrap().to_owned();
    (text("chat_service_sid"), text("sid"))
}

#[tokio::test]
async fn conversations() {
    let bench = Bench::start(Config::default()).await;
    let (service, sid) = visit(&bench).await;
    let (long, name, name_256) = ("x".repeat(32 * 1024 + 1), "x".repeat(257), "x".repeat(257));
    let wide = format!("\"{}\"", "x".repeat(4096));
    let wider = format!("\"{}\"", "x".repeat(16 * 1024));
    let many = format!(
        "{{{}}}",
        (0..120).map(|at| format!("\"{at}\":\"{}\"", "x".repeat(250))).collect::<Vec<_>>().join(",")
    );
    let value = format!("{{\"1\":\"{}\"}}", "x".repeat(257));
    let template = ("ContentSid", "HX00000000000000000000000000000000");
    let (all, one) = ("/v1/Conversations", "/v1/Conversations/visit");
    let (messages, people) = ("/v1/Conversations/visit/Messages", "/v1/Conversations/visit/Participants");
    let (address, proxy) = ("MessagingBinding.Address", "MessagingBinding.ProxyAddress");
    let rows: &[Row<'_>] = &[
        ("/v1/Services", &[], (400, 20001, "Missing required parameter FriendlyName in the post body")),
        (all, &[("FriendlyName", &name)], (400, 50003, "Friendly name too long")),
        (all, &[("UniqueName", &name_256)], (400, 50004, "Unique Name too long")),
        (
            all,
            &[("UniqueName", "visit")],
            (409, 50353, "Conversation with provided unique name already exists"),
        ),
        (all, &[("UniqueName", &sid)], (400, 50390, "Unique name should not match conversation sid pattern")),
        (all, &[("Attributes", &wider)], (400, 50303, "Attributes too long")),
        (all, &[("Attributes", "{")], (400, 50304, "Attributes not valid")),
        (all, &[("DateCreated", "x")], (400, 50308, "Invalid DateCreated parameter")),
        (one, &[("DateUpdated", "x")], (400, 50309, "Invalid DateUpdated parameter")),
        (all, &[("MessagingServiceSid", "MG1")], (400, 50341, "Invalid messaging service SID")),
        (
            all,
            &[("Timers.Inactive", "PT1S")],
            (400, 50375, "TimeToInactive should be greater or equal to 1 minute"),
        ),
        (
            all,
            &[("Timers.Closed", "PT9M")],
            (400, 50376, "TimeToClosed should be greater or equal to 10 minutes"),
        ),
        (all, &[("Timers.Inactive", "x")], (400, 50379, "TimeToInactive format is invalid")),
        (all, &[("Timers.Closed", "x")], (400, 50380, "TimeToClosed format is invalid")),
        (all, &[("State", "x")], (400, 50378, "'State' parameter value is invalid")),
        (all, &[("State", "closed")], (400, 50384, "Initial state can't be 'closed'")),
        (messages, &[], (400, 50503, "Message body not provided")),
        (messages, &[("Body", &long)], (400, 50504, "Message body parameter is too long")),
        (messages, &[("Body", "x"), ("Author", &name)], (400, 50310, "Author parameter is too long")),
        (messages, &[("Body", "x"), ("Attributes", &wide)], (400, 50303, "Attributes too long")),
        (messages, &[("MediaSid", "x")], (400, 50510, "Invalid message media SID")),
        (messages, &[("ContentSid", "x")], (400, 50526, "Invalid content SID")),
        (messages, &[template, ("ContentVariables", "1")], (400, 50527, "Invalid content variables format")),
        (messages, &[("Body", "x"), ("ContentVariables", "{}")], (400, 50528, "Content SID is missing")),
        (messages, &[template, ("ContentVariables", &many)], (400, 50529, "Content variables are too long")),
        (
            messages,
            &[template, ("ContentVariables", "{\"12345678901234567\":\"\"}")],
            (400, 50540, "Content variable key is too long"),
        ),
        (
            messages,
            &[template, ("ContentVariables", &value)],
            (400, 50541, "Content variable value is too long"),
        ),
        (people, &[], (400, 50204, "Identity not provided")),
        (people, &[("Identity", &name)], (400, 50207, "Identity too long")),
        (people, &[("Identity", "ann")], (409, 50433, "Participant already exists")),
        (people, &[(address, "1"), (proxy, OURS)], (400, 50407, "Invalid messaging binding address")),
        (
            people,
            &[(address, "+15551230009"), (proxy, "+1")],
            (400, 50408, "Invalid participant proxy address"),
        ),
        (
            people,
            &[(address, THEIRS), (proxy, THEIRS)],
            (400, 50409, "Participant address equals proxy address"),
        ),
        (people, &[(proxy, OURS)], (400, 50411, "Participant address is empty")),
        (people, &[(address, THEIRS)], (400, 50412, "Participant proxy address is empty")),
        (
            people,
            &[(address, THEIRS), (proxy, "whatsapp:+15005550006")],
            (400, 50414, "Participant address type does not match proxy address type"),
        ),
        (
            people,
            &[(address, THEIRS), (proxy, OURS)],
            (
                409,
                50416,
                "A binding for this participant and proxy address already exists in Conversation CH",
            ),
        ),
        (
            "/v1/Conversations/nobody",
            &[],
            (404, 20404, "The requested resource /Conversations/nobody was not found"),
        ),
        (
            "/v1/Services/IS/Conversations/nobody/Messages",
            &[],
            (404, 20404, "The requested resource /Services/IS/Conversations/nobody/Messages was not found"),
        ),
        ("/v1/Users", &[("Identity", "ann")], (409, 50201, "User already exists")),
        ("/v1/Users", &[("Identity", "bob"), ("RoleSid", "RL1")], (400, 50100, "Role not found")),
        ("/v1/Roles", &[("FriendlyName", "x"), ("Type", "odd")], (400, 50105, "Invalid role type")),
        (
            "/v1/Configuration",
            &[("DefaultChatServiceSid", "IS1")],
            (400, 50050, "Service instance not found"),
        ),
        ("/v1/ParticipantConversations", &[], (405, 20004, "Method not allowed")),
    ];
    // Whole paths first, so that no SID is put into a word.
    let sids = [("IS/", format!("{service}/")), ("Conversation CH", format!("Conversation {sid}"))];
    let sids: Vec<(&str, &str)> = sids.iter().map(|(name, sid)| (*name, sid.as_str())).collect();
    check(&bench, Conversations, rows, &sids).await;
    // Closed is final, for all that is in it.
    bench.done(Conversations, Post, one, &[("State", "closed")]).await;
    let text = "Can't update conversation as it's in final closed state";
    let rows: &[Row<'_>] = &[
        (one, &[("State", "active")], (400, 50377, text)),
        (messages, &[("Body", "x")], (400, 50377, text)),
        (people, &[("Identity", "bob")], (400, 50377, text)),
        ("/v1/Conversations/visit/Participants/ann", &[("Attributes", "{}")], (400, 50377, text)),
    ];
    check(&bench, Conversations, rows, &[]).await;
}

#[tokio::test]
async fn chat() {
    let bench = Bench::start(Config::default()).await;
    let (service, sid) = visit(&bench).await;
    let (name, long) = ("x".repeat(65), "x".repeat(32 * 1024 + 1));
    let all = "/v2/Services/IS/Channels";
    let (messages, members) =
        ("/v2/Services/IS/Channels/visit/Messages", "/v2/Services/IS/Channels/visit/Members");
    let rows: &[Row<'_>] = &[
        ("/v2/Services", &[], (400, 20001, "Missing required parameter FriendlyName in the post body")),
        ("/v2/Services", &[("FriendlyName", &name)], (400, 50003, "Friendly name too long")),
        (all, &[("FriendlyName", &name)], (400, 50003, "Friendly name too long")),
        (all, &[("UniqueName", &name)], (400, 50004, "Unique Name too long")),
        (all, &[("UniqueName", &sid)], (400, 50306, "Unique name should not match channel SID pattern")),
        (all, &[("UniqueName", "visit")], (409, 50307, "Channel with provided unique name already exists")),
        (all, &[("Type", "odd")], (400, 20422, "Type must be public or private and cannot change")),
        (messages, &[], (400, 50503, "Message body not provided")),
        (messages, &[("Body", &long)], (400, 50504, "Message body parameter is too long")),
        (messages, &[("Body", "x"), ("Attributes", "x")], (400, 50304, "Attributes not valid")),
        (members, &[], (400, 20001, "Missing required parameter Identity in the post body")),
        (members, &[("Identity", "ann")], (409, 50404, "Member already exists")),
        (
            members,
            &[("Identity", "b"), ("LastConsumptionTimestamp", "x")],
            (400, 50405, "Invalid last consumption timestamp format"),
        ),
        (
            members,
            &[("Identity", "b"), ("LastConsumedMessageIndex", "x")],
            (400, 50406, "Invalid last consumed message index format"),
        ),
        (
            "/v2/Services/IS/Channels/x",
            &[],
            (404, 20404, "The requested resource /Services/IS/Channels/x was not found"),
        ),
        ("/v2/Services/IS/Users", &[("Identity", "ann")], (409, 50201, "User already exists")),
        (
            "/v2/Services/IS/Roles",
            &[("FriendlyName", "x"), ("Type", "service")],
            (400, 50105, "Invalid role type"),
        ),
    ];
    check(&bench, Chat, rows, &[("IS/", &format!("{service}/"))]).await;
}

#[tokio::test]
async fn messaging_services() {
    let bench = Bench::start(Config::default()).await;
    let made = bench.done(Messaging, Post, "/v1/Services", &[("FriendlyName", "Desk")]).await;
    let service = made["sid"].as_str().unwrap();
    let name = "x".repeat(65);
    let one = "/v1/Services/MG/";
    let senders = "/v1/Services/MG/AlphaSenders";
    bench.done(Messaging, Post, &senders.replace("MG", service), &[("AlphaSender", "Owl")]).await;
    let rows: &[Row<'_>] = &[
        ("/v1/Services", &[], (400, 20001, "Missing required parameter FriendlyName in the post body")),
        (
            "/v1/Services",
            &[("FriendlyName", &name)],
            (400, 20002, "FriendlyName must be between 1 and 64 characters"),
        ),
        (one, &[("InboundMethod", "PUT")], (400, 20422, "InboundMethod must be one of GET, POST")),
        (one, &[("StickySender", "maybe")], (400, 20422, "StickySender must be true or false")),
        (one, &[("InboundRequestUrl", "x")], (400, 20422, "InboundRequestUrl is not a valid URL")),
        (one, &[("ValidityPeriod", "0")], (400, 21624, "Invalid validity period value")),
        (
            senders,
            &[("AlphaSender", "1")],
            (400, 21709, "Alpha Sender ID is Invalid or Not Authorized for this Messaging Service"),
        ),
        (
            senders,
            &[("AlphaSender", "Owl")],
            (409, 21710, "Alpha Sender is already in the Messaging Service."),
        ),
        (
            "/v1/Services/MG/ShortCodes",
            &[("ShortCodeSid", "x")],
            (404, 20404, "The requested resource /ShortCodes/x was not found"),
        ),
        (
            "/v1/Services/MG/Odd",
            &[],
            (
                404,
                20404,
                "The requested resource /Services/MG/Odd was not found: this mock does not serve it",
            ),
        ),
    ];
    check(&bench, Messaging, rows, &[("MG/", &format!("{service}/"))]).await;
    assert_eq!(bench.ask(Messaging, Get, "/v1/Services/MG1/PhoneNumbers", &[]).await.status, 404);
}

/// The numbers that follow one of these calls in the mock's sources.
fn statuses(name: &str) -> Vec<(u16, u32)> {
    let mut found = Vec::new();
    let mut folders = vec![std::path::PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/src/mock"))];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let text = std::fs::read_to_string(path).unwrap();
            for call in text.split(name).skip(1) {
                let mut numbers = call.split(',').map(|word| word.trim().parse::<u32>());
                if let (Some(Ok(status)), Some(Ok(code))) = (numbers.next(), numbers.next()) {
                    found.push((u16::try_from(status).unwrap(), code));
                }
            }
        }
    }
    found
}

#[tokio::test]
async fn a_code_has_the_same_status_whoever_refuses_with_it() {
    let mut found = statuses("Failure::new(");
    assert!(found.len() >= 10, "{found:?}");
    // What is wrong with the HTTP itself has no code of its own.
    found.retain(|(_, code)| *code != 20422);
    for (status, code) in found {
        assert_eq!(cordboard::twilio::error::http_status(code), status, "{code}");
    }
    let bench = Bench::start(Config::default()).await;
    let check = async |code: u64, status: u16| {
        let prefer = format!("code={code}");
        let fields = [("From", OURS), ("To", THEIRS), ("Body", "x")];
        let got = error(&bench.send_with(&[("Prefer", &prefer)], &fields).await);
        assert_eq!((got.0, got.1), (status, code));
    };
    for (code, status) in [(50063, 429), (50074, 429), (50201, 409), (20009, 409), (21710, 409), (21712, 409)]
    {
        check(code, status).await;
    }
}
