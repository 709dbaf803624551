//! `cordboard api`: what is listed, what goes over the wire, and what the guards keep back.

use std::io::{Read as _, Write as _};
use std::net::TcpListener;

use crate::support::{
    ACCOUNT, MockProcess, Ran, TOKEN, cordboard, cordboard_fed, cordboard_with_credentials,
};
use serde_json::Value;

const ID: &str = "create-service-conversation-message";
const SERVICE: &str = "ISa1b2c3d4e5f60718293a4b5c6d7e8f90";
const CONVERSATION: &str = "CHa1b2c3d4e5f60718293a4b5c6d7e8f90";

fn json(ran: &Ran) -> Value {
    serde_json::from_str(&ran.out).unwrap()
}

/// Runs `api send` with credentials in the environment, which must show nowhere.
fn send(options: &[&str]) -> Ran {
    let ran = cordboard_with_credentials(&[&["api", "send", ID], options].concat());
    assert!(!ran.out.contains(TOKEN) && !ran.err.contains(TOKEN), "{}{}", ran.out, ran.err);
    ran
}

#[test]
fn what_is_listed_can_be_shown() {
    let rows = json(&cordboard(&["api", "list", "--search", "conversation message", "--format", "json"]));
    let row = &rows[0];
    assert_eq!((&row["id"], &row["method"]), (&ID.into(), &"POST".into()));
    for key in ["path", "summary", "tags"] {
        assert!(!row[key].is_null(), "{key}");
    }
    assert_eq!(
        json(&cordboard(&["api", "list", "--search", "zebra", "--format", "json"])),
        Value::Array(vec![])
    );
    let shown = json(&cordboard(&["api", "show", ID, "--format", "json"]));
    let names = |place: &str| {
        let rows = shown[place].as_array().unwrap();
        rows.iter().map(|row| row["name"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(names("path"), ["ConversationSid", "ChatServiceSid"]);
    assert_eq!(names("header"), ["Content-Type", "X-Twilio-Webhook-Enabled"]);
    assert_eq!(names("body").len(), 9);
    let page = cordboard(&["api", "show", ID]);
    assert!(
        page.out.contains("POST https://conversations.twilio.com/v1/Services/{ChatServiceSid}"),
        "{}",
        page.out
    );
    let near = cordboard(&["api", "show", "create-service-conversation-mesage"]);
    assert_eq!((near.code, near.err.contains(ID)), (Some(2), true), "{}", near.err);
}

#[test]
fn what_the_mock_does_not_have_is_no_mistake_of_the_request() {
    let ran = cordboard(&["api", "send", "create-verification", "--example"]);
    assert_eq!(ran.code, Some(1), "{}", ran.err);
    assert!(ran.err.contains("the mock does not have this resource"), "{}", ran.err);
}

#[test]
fn what_is_sent_to_the_own_mock_is_made_there_first() {
    let ran = cordboard(&["api", "send", ID, "--example", "--set", "ConversationSid=front desk"]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert!(ran.err.contains(SERVICE) && ran.err.contains("conversation front desk"), "{}", ran.err);
    let got = json(&ran);
    assert_eq!(got["response"]["status"], 201);
    assert_eq!(got["response"]["body"]["chat_service_sid"], SERVICE);
    assert_eq!(got["response"]["body"]["attributes"], r#"{"importance": "high"}"#);
    assert!(got["response"]["millis"].is_u64() && got["response"]["headers"].is_object());
    assert!(got["request"]["url"].as_str().unwrap().contains("front%20desk/Messages"));
    assert!(got["request"]["body"].as_str().unwrap().starts_with("Author=system&Body=Your+table"));
    let ran = cordboard(&["api", "send", ID, "--example", "--format", "text"]);
    assert!(ran.out.contains(&format!("\"conversation_sid\": \"{CONVERSATION}\"")), "{}", ran.out);
}

#[test]
fn an_error_answer_is_explained() {
    let long = format!("Body={}", "x".repeat(33_000));
    let ran = cordboard(&["api", "send", ID, "--example", "--set", &long]);
    assert_eq!((ran.code, &json(&ran)["response"]["body"]["code"]), (Some(1), &50504.into()));
    assert!(ran.err.contains("50504: The message body is longer than 32 KB"), "{}", ran.err);
    let mock = MockProcess::start(&[]);
    let ran = cordboard(&["api", "send", ID, "--example", "--base-url", &mock.url]);
    assert_eq!((ran.code, &json(&ran)["response"]["status"]), (Some(1), &404.into()), "{}", ran.err);
    assert!(ran.err.contains("20404") && ran.err.contains("does not exist"), "{}", ran.err);
}

#[test]
fn what_is_not_complete_is_not_sent() {
    let ran = cordboard(&["api", "send", ID, "--set", "Body=Hi"]);
    assert_eq!((ran.code, &*ran.out), (Some(2), ""));
    assert!(ran.err.contains("ChatServiceSid is required") && ran.err.contains("--example"), "{}", ran.err);
    let ran = cordboard(&["api", "send", ID, "--set", "Bodi=Hi"]);
    assert!(ran.code == Some(2) && ran.err.contains("did you mean `Body`"), "{}", ran.err);
    let ran = cordboard(&["api", "send", ID, "--set", "Body"]);
    assert!(ran.code == Some(2) && ran.err.contains("NAME=VALUE"), "{}", ran.err);
}

#[test]
fn the_bytes_that_are_shown_are_the_bytes_that_go() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let server = std::thread::Builder::new().name("server".to_owned()).spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut got = Vec::new();
        let mut part = [0; 4096];
        while !got.ends_with(b"%7D") {
            let count = stream.read(&mut part).unwrap();
            assert!(count > 0);
            got.extend_from_slice(&part[..count]);
        }
        stream.write_all(b"HTTP/1.1 204 No Content\r\ncontent-length: 0\r\n\r\n").unwrap();
        String::from_utf8(got).unwrap()
    });
    let server = server.unwrap();
    let options = ["--example", "--set", "Body=Grüße & 'mehr'", "--base-url", &url];
    let sent = send(&options);
    assert_eq!(sent.code, Some(0), "{}", sent.err);
    let shown = cordboard_with_credentials(
        &[&["api", "send", ID], &options[..], &["--dry-run", "--show-secret"]].concat(),
    );
    assert_eq!(server.join().unwrap(), shown.out);
    let hidden = send(&[&options[..], &["--dry-run"]].concat());
    assert!(hidden.out.contains("authorization: Basic •"), "{}", hidden.out);
}

#[test]
fn the_curl_command_works_as_it_is_printed() {
    let mock = MockProcess::start(&[]);
    let options = ["--example", "--base-url", &mock.url, "--dry-run", "--as", "curl", "--show-secret"];
    let command =
        cordboard_with_credentials(&[&["api", "send", ID], &options[..]].concat()).out.trim().to_owned();
    let output = std::process::Command::new("sh")
        .arg("-c")
        .arg(format!("{command} -sS --noproxy '*'"))
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&output.stdout);
    if output.status.code() == Some(127) {
        eprintln!("skipped: this machine has no curl");
        return;
    }
    assert!(text.contains("\"code\":20404") || text.contains("\"code\": 20404"), "{text}");
}

#[test]
fn the_world_is_behind_the_guards_of_a_live_run() {
    let twilio = "https://conversations.twilio.com";
    let ran = send(&["--example", "--base-url", twilio, "--yes"]);
    assert!(ran.code == Some(2) && ran.err.contains("--allow-to"), "{}", ran.err);
    let ran = send(&["--example", "--base-url", twilio, "--yes", "--allow-to", "+15551230001"]);
    assert!(ran.code == Some(2) && ran.err.contains("not on the list"), "{}", ran.err);
    assert!(ran.err.contains(CONVERSATION) && ran.err.contains("nothing was sent"), "{}", ran.err);
    let ran = send(&["--example", "--base-url", twilio, "--allow-to", CONVERSATION]);
    assert!(ran.code == Some(2) && ran.err.contains("--yes"), "{}", ran.err);
    let options = ["api", "send", ID, "--example", "--base-url", twilio, "--allow-to", CONVERSATION, "--yes"];
    let ran = cordboard(&options);
    assert!(ran.code == Some(2) && ran.err.contains("TWILIO_ACCOUNT_SID is not set"), "{}", ran.err);
    let ran = send(&["--example", "--base-url", "https://chat.twilio.com", "--yes"]);
    assert!(ran.code == Some(2) && ran.err.contains(twilio), "{}", ran.err);
    let ran = send(&["--example", "--base-url", "http://conversations.twilio.com", "--yes"]);
    assert!(ran.code == Some(2) && ran.err.contains("https://"), "{}", ran.err);
    // With everything agreed to it goes out: into a proxy where nobody listens.
    let ran = send(&["--example", "--base-url", twilio, "--allow-to", CONVERSATION, "--yes"]);
    assert_eq!(ran.code, Some(2));
    // The account is looked at before anything is sent.
    for said in
        [ACCOUNT, "https://conversations.twilio.com", CONVERSATION, "api.twilio.com", "Nothing was sent"]
    {
        assert!(ran.err.contains(said), "{said} is missing in {}", ran.err);
    }
    // A name is allowed as people write it, and only it is shown; a region is part of the host.
    let there = "https://conversations.ie1.twilio.com";
    let desk = ["--example", "--set", "ConversationSid=front desk", "--base-url", there, "--yes"];
    let ran = send(&[&desk[..], &["--allow-to", "front desk", "--allow-to", "+15551230001"]].concat());
    assert!(ran.err.contains("reaches  front desk\n") && ran.err.contains(there), "{}", ran.err);
    assert!(ran.err.contains("api.ie1.twilio.com"), "{}", ran.err);
    let ran = send(&["--example", "--base-url", "https://conversations.twilio.com:8443", "--yes"]);
    assert!(ran.code == Some(2) && ran.err.contains("without port and path"), "{}", ran.err);
}

#[test]
fn what_may_have_been_sent_is_said() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let server = std::thread::Builder::new().name("server".to_owned()).spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let _ = stream.read(&mut [0; 4096]).unwrap();
    });
    let ran = send(&["--example", "--base-url", &url]);
    server.unwrap().join().unwrap();
    assert!(ran.code == Some(2) && ran.err.contains("message log"), "{}", ran.err);
}

#[test]
fn half_a_set_of_credentials_is_an_error_on_this_machine_too() {
    let mock = MockProcess::start(&[]);
    let mut command = crate::support::command(&["api", "send", ID, "--example", "--base-url", &mock.url]);
    let output = command.env("TWILIO_ACCOUNT_SID", ACCOUNT).output().unwrap();
    let text = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.code() == Some(2) && text.contains("TWILIO_AUTH_TOKEN is not set"), "{text}");
}

#[test]
fn a_recording_that_cannot_be_kept_does_not_hide_why_a_run_failed() {
    let flows = crate::support::Flows::new();
    let states = serde_json::json!([crate::support::trigger("incomingMessage", "")]);
    let (flow, record) = (flows.flow("f.json", states), flows.path("missing/r.json"));
    let record = record.display().to_string();
    let live = ["run", &flow, "--trigger", "message", "--world", "live", "--record-http", &record];
    let ran = cordboard(&live);
    assert!(ran.code == Some(2) && ran.err.contains("--allow-to"), "{}", ran.err);
    assert!(ran.err.contains("--record-http"), "{}", ran.err);
}

/// A document of somebody else's API, with a fault in it.
const DOCUMENT: &str = "openapi: 3.0.3
info: {title: Pets, version: '2'}
servers: [{url: 'https://pets.example/v2'}]
components: {securitySchemes: {key: {type: apiKey, in: header, name: X-Key}}}
security: [{key: []}]
paths:
  /pets/{id}:
    get: 7
    put:
      summary: Change a pet
      parameters: [{name: id, in: path, required: true, schema: {type: integer}, example: 7}]
      requestBody: {content: {application/json: {schema: {type: object, required: [name], properties: {name: {type: string, example: Rex}}}}}}
      responses: {'200': {description: Fine}}
";

#[test]
fn a_document_is_listed_shown_and_sent() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("pets.yaml").display().to_string();
    std::fs::write(&file, DOCUMENT).unwrap();
    let list = cordboard(&["api", "list", "--document", &file, "--search", "change", "--format", "json"]);
    assert_eq!((list.code, &json(&list)[0]["id"]), (Some(0), &"put-pets-id".into()), "{}", list.err);
    assert!(list.err.contains("Pets 2 (OpenAPI 3.0.3): 1 operations"), "{}", list.err);
    assert!(
        list.err.contains("pets.yaml:8:10: warning:") && list.err.contains("(/paths/~1pets~1{id}/get)"),
        "{}",
        list.err
    );
    let show = json(&cordboard(&["api", "show", "put-pets-id", "--document", &file, "--format", "json"]));
    assert_eq!((&show["product"], &show["content"]["kind"]), (&Value::Null, &"json".into()));
    assert_eq!(show["body"][0]["name"], "name");
    assert_eq!(show["security"][0][0], "header X-Key");

    let options = ["api", "send", "put-pets-id", "--document", &file, "--example"];
    let dry = cordboard(&[&options[..], &["--dry-run"]].concat());
    assert!(
        dry.out.starts_with("PUT /v2/pets/7 HTTP/1.1\r\n") && dry.out.ends_with("\r\n\r\n{\"name\":\"Rex\"}"),
        "{}",
        dry.out
    );
    assert!(dry.out.contains("x-key: •") && dry.out.contains("host: pets.example\r\n"), "{}", dry.out);
    let ran = cordboard(&options);
    assert!(ran.code == Some(2) && ran.err.contains("--allow-to pets.example"), "{}", ran.err);

    // To this machine it goes without asking, with its own key and never with Twilio's credentials.
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let server = std::thread::Builder::new().spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut got = Vec::new();
        let mut part = [0; 4096];
        while !got.ends_with(b"}") {
            let count = stream.read(&mut part).unwrap();
            assert!(count > 0);
            got.extend_from_slice(&part[..count]);
        }
        stream
            .write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\ncontent-type: application/json\r\n\r\n{}")
            .unwrap();
        String::from_utf8(got).unwrap()
    });
    let mut command = crate::support::command(&[&options[..], &["--base-url", &url]].concat());
    command.env("TWILIO_ACCOUNT_SID", ACCOUNT).env("TWILIO_AUTH_TOKEN", TOKEN).env("API_TOKEN", "hush-hush");
    let output = command.output().unwrap();
    let got = server.unwrap().join().unwrap();
    assert!(got.contains("x-key: hush-hush\r\n") && !got.contains("authorization"), "{got}");
    let (out, err) = (String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap());
    assert_eq!(output.status.code(), Some(0), "{err}");
    assert!(!out.contains("hush-hush") && !err.contains("hush-hush"), "{out}{err}");
}

#[test]
fn what_is_no_document_is_an_error_with_its_place() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a.json").display().to_string();
    for (text, expected) in [
        ("{\"openapi\": \"3.0.0\",\n,}", "a.json:2:1: this is no JSON"),
        ("<html>", "no OpenAPI or Swagger document"),
        ("{}", "neither openapi nor swagger"),
    ] {
        std::fs::write(&file, text).unwrap();
        let ran = cordboard(&["api", "list", "--document", &file]);
        assert_eq!((ran.code, &*ran.out), (Some(2), ""), "{text}");
        assert!(ran.err.replace('`', "").contains(expected), "{text}: {}", ran.err);
    }
    let ran = cordboard(&["api", "list", "--document", "missing.json"]);
    assert!(ran.code == Some(2) && ran.err.contains("missing.json"), "{}", ran.err);
}

/// One request, to its end, answered with nothing.
pub(crate) fn one_request(listener: TcpListener) -> std::thread::JoinHandle<String> {
    let server = std::thread::Builder::new().name("server".to_owned()).spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut got = Vec::new();
        let mut part = [0; 4096];
        loop {
            let text = String::from_utf8_lossy(&got);
            if let Some((head, body)) = text.split_once("\r\n\r\n") {
                let length =
                    head.lines().find_map(|line| line.strip_prefix("content-length: ")?.parse().ok());
                if body.len() >= length.unwrap_or(0_usize) {
                    break;
                }
            }
            let count = stream.read(&mut part).unwrap();
            assert!(count > 0);
            got.extend_from_slice(part.get(..count).unwrap());
        }
        stream.write_all(b"HTTP/1.1 204 No Content\r\ncontent-length: 0\r\n\r\n").unwrap();
        String::from_utf8(got).unwrap()
    });
    server.unwrap()
}

#[test]
fn the_bytes_of_imported_operations_are_the_bytes_that_go() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("odd.json").display().to_string();
    let form = serde_json::json!({"type": "object", "properties": {"f": {"type": "string"}, "d": {"type": "string", "format": "binary"}}});
    let with = |media_type: &str| serde_json::json!({"content": {media_type: {"schema": form}}});
    let query = serde_json::json!([
        {"name": "q", "in": "query", "schema": {"type": "array", "items": {"type": "string"}}, "explode": false},
        {"name": "r", "in": "query", "schema": {"type": "object"}, "style": "deepObject"},
        {"name": "c", "in": "cookie"}, {"name": "X-H", "in": "header"}]);
    let document = serde_json::json!({"openapi": "3.1.0", "info": {"title": "Odd", "version": "1"},
        "security": [{"k": []}], "components": {"securitySchemes": {"k": {"type": "apiKey", "in": "query", "name": "api key"}}},
        "paths": {"/x": {"post": {"operationId": "bare"}, "get": {"operationId": "query", "parameters": query},
            "put": {"operationId": "json", "parameters": query, "requestBody": with("application/json")},
            "patch": {"operationId": "parts", "requestBody": with("multipart/form-data")},
            "delete": {"operationId": "form", "requestBody": with("application/x-www-form-urlencoded")}}}});
    std::fs::write(&file, document.to_string()).unwrap();
    for (id, values) in [
        ("bare", [].as_slice()),
        ("query", &["q=a b\nc&d", "r={\"k\": [1, \"ü\"]}", "c=1;2", "X-H=h"]),
        ("json", &["q=1", "f=\"x\"", "d=y"]),
        ("parts", &["f=1", "d=data:text/csv;base64,YSxi"]),
        ("form", &["f=a b+c"]),
    ] {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}/base", listener.local_addr().unwrap());
        let server = one_request(listener);
        let mut options = vec!["api", "send", id, "--document", &file, "--base-url", &url];
        options.extend(values.iter().flat_map(|value| ["--set", value]));
        let run = |more: &[&str]| {
            let mut command = crate::support::command(&[&options[..], more].concat());
            let output = command.env("API_TOKEN", "a/b").output().unwrap();
            (
                output.status.code(),
                String::from_utf8(output.stdout).unwrap(),
                String::from_utf8(output.stderr).unwrap(),
            )
        };
        let (code, _, err) = run(&[]);
        assert_eq!(code, Some(0), "{id}: {err}");
        let (_, shown, _) = run(&["--dry-run", "--show-secret"]);
        assert_eq!(server.join().unwrap(), shown, "{id}");
    }
}

#[test]
fn a_pasted_curl_command_finds_its_operation_and_shows_no_secret() {
    let command = format!(
        "curl 'https://conversations.twilio.com/v1/Conversations/{CONVERSATION}/Messages' -u AC1:hush-hush \\\n  \
         --data-urlencode 'Body=Hello & bye' -k"
    );
    let ran = cordboard_fed(&["api", "from-curl"], &command);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert!(
        !ran.out.contains("hush") && ran.err.contains("-k is not carried over"),
        "{}{}",
        ran.out,
        ran.err
    );
    let read = json(&ran);
    assert_eq!(read["id"], "create-conversation-message");
    assert_eq!(
        (&read["path"]["ConversationSid"], &read["body"]["Body"]),
        (&CONVERSATION.into(), &"Hello & bye".into())
    );
    assert_eq!(read["security"], serde_json::json!({"kind": "basic", "user": "AC1", "has_secret": true}));
    let ran = cordboard_fed(&["api", "from-curl", "--format", "text"], &command);
    assert!(ran.out.contains("body Body=Hello & bye") && !ran.out.contains("hush"), "{}", ran.out);
    let none = cordboard_fed(&["api", "from-curl"], "wget x");
    assert_eq!((none.code, none.out.as_str()), (Some(2), ""), "{}", none.err);
}

#[test]
fn no_secret_of_a_curl_command_is_printed() {
    let commands = [
        "curl -u u:pw 'https://x.example/a?api_key=hush-hush'",
        "curl -H 'Authorization: Bearer t' 'https://x.example/a?access_token=hush-hush'",
        "curl 'https://x.example/a?password=one&token=hush-hush'",
        "curl -H 'X-Vault-Token: hush-hush' https://x.example/a",
        "curl -d client_secret=hush-hush -d plain=1 https://x.example/a",
        "curl -d 'a=&client_secret=hush-hush&plain=1' https://x.example/a",
        "curl -F client_secret=hush-hush -F plain=1 https://x.example/a",
        "curl --json '{\"api_key\": \"hush-hush\", \"plain\": 1}' https://x.example/a",
    ];
    for command in commands {
        for format in ["json", "text"] {
            let ran = cordboard_fed(&["api", "from-curl", "--format", format], command);
            assert_eq!(ran.code, Some(0), "{}", ran.err);
            assert!(
                !ran.out.contains("hush") && !ran.err.contains("hush"),
                "{command}: {}{}",
                ran.out,
                ran.err
            );
            let told = ran.err.contains("only the first is kept") || ran.err.contains("looks like a secret");
            assert!(told || command.contains("Vault"), "{command}: {}", ran.err);
            assert_eq!(ran.out.contains("plain"), command.contains("plain"), "{command}: {}", ran.out);
        }
    }
}

#[test]
fn what_no_field_holds_is_printed_as_it_came() {
    let ran = cordboard_fed(&["api", "from-curl"], "curl -d 'a=&b=1' 'https://x.example/a?flag&x=1&empty='");
    let read = json(&ran);
    assert_eq!(
        (&read["content"]["text"], &read["query"]["x"]),
        (&"a=&b=1".into(), &"1".into()),
        "{}",
        ran.out
    );
    assert_eq!((&read["url"], &*ran.err), (&"https://x.example/a?flag&x=1&empty=".into(), ""));
}

#[test]
fn a_request_and_a_flow_are_exported_for_conductor() {
    let body = "Body=Hello {{flow.data.name}}";
    let ran = cordboard(&["api", "export", "create-message", "--conductor", "--example", "--set", body]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    let workflow = json(&ran);
    assert_eq!((&workflow["name"], &workflow["schemaVersion"]), (&"create_message".into(), &2.into()));
    assert_eq!(workflow["inputParameters"], serde_json::json!(["name"]));
    assert!(ran.err.contains("TWILIO_BASIC_AUTH"), "{}", ran.err);
    let ran = cordboard(&["api", "export", "--flow", "flows/order-status.json", "--tasks"]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert!(json(&ran).as_array().is_some_and(|tasks| !tasks.is_empty()), "{}", ran.out);
    let bad = cordboard(&["api", "export", "create-message", "--set", "Bodi=x"]);
    assert!(
        bad.code == Some(2) && bad.err.contains("did you mean Body") || bad.err.contains("`Body`"),
        "{}",
        bad.err
    );
    assert_eq!(cordboard(&["api", "export"]).code, Some(2));
    let secret = r#"{"client_secret": "hush", "n": {{flow.data.n}}}"#;
    let ran = cordboard(&["api", "export", "create-content", "--conductor", "--body", secret]);
    assert!(ran.code == Some(0) && !ran.out.contains("hush"), "{} {}", ran.out, ran.err);
    assert!(ran.err.contains("A value that is a secret is left out"), "{}", ran.err);
}
