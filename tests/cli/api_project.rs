//! `cordboard api` beside a project file: documents that it keeps, environments with their secrets, variables of a run,
//! and all that is told of an answer.

use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::thread::JoinHandle;

use crate::support::{Flows, Ran, command};
use serde_json::{Value, json};

const DOCUMENT: &str = "openapi: 3.0.3
info: {title: Pet Store, version: '2'}
servers: [{url: 'https://pets.example/v2'}]
paths:
  /pets:
    post:
      operationId: add-pet
      summary: Add a pet
      parameters: [{name: X-Room, in: header, schema: {type: string}}]
      requestBody: {required: true, content: {application/json: {schema: {type: object, required: [name], properties: {name: {type: string, example: Rex}}}}}}
      responses: {'200': {description: Fine, content: {application/json: {schema: {type: object, required: [id], properties: {id: {type: integer}}}}}}}
";

const PROJECT: &str = r#"{
  "version": 1,
  "owner": "Ada",
  "documents": [{"id": "pets", "title": "Pet Store", "source": "docs/pets.yaml"}],
  "environments": [
    {"name": "staging", "base": "BASE", "variables": [{"name": "ROOM", "value": "12"}, {"name": "the key", "secret": true}]}
  ]
}
"#;

/// Runs the program in the test's folder.
fn run(flows: &Flows, arguments: &[&str], environment: &[(&str, &str)]) -> Ran {
    let mut command = command(&[&["api"], arguments].concat());
    let output = command.current_dir(flows.path("")).envs(environment.iter().copied()).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Ran { code: output.status.code(), out: text(output.stdout), err: text(output.stderr) }
}

fn project(base: &str) -> Flows {
    let flows = Flows::new();
    std::fs::create_dir_all(flows.path("docs/deep")).unwrap();
    flows.text("docs/pets.yaml", DOCUMENT);
    flows.text("cordboard.api.json", &PROJECT.replace("BASE", base));
    flows
}

/// A server that answers requests one after the other, each on a connection of its own; it gives them back.
fn server(answers: Vec<Vec<u8>>) -> (String, JoinHandle<Vec<String>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let serve = move || {
        let one = |answer: Vec<u8>| {
            let (mut stream, _) = listener.accept().unwrap();
            let (mut got, mut part) = (Vec::new(), [0; 4096]);
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
            // Who asks may have seen enough.
            let _ = stream.write_all(&answer);
            String::from_utf8(got).unwrap()
        };
        answers.into_iter().map(one).collect()
    };
    (url, std::thread::Builder::new().name("server".to_owned()).spawn(serve).unwrap())
}

fn answer(head: &str, body: &[u8]) -> Vec<u8> {
    let head = format!("HTTP/1.1 {head}\r\nconnection: close\r\ncontent-length: {}\r\n\r\n", body.len());
    [head.as_bytes(), body].concat()
}

const OK: &str = "200 OK\r\ncontent-type: application/json";

#[test]
fn a_document_is_kept_listed_sent_and_taken_out() {
    let flows = Flows::new();
    flows.text("pets.yaml", DOCUMENT);
    let ran = run(&flows, &["import", "pets.yaml"], &[]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert_eq!(ran.out, "pet-store: Pet Store 2 (OpenAPI 3.0.3): 1 operations, in cordboard.api.json\n");
    let kept: Value =
        serde_json::from_str(&std::fs::read_to_string(flows.path("cordboard.api.json")).unwrap()).unwrap();
    assert_eq!(kept["documents"], json!([{"id": "pet-store", "title": "Pet Store", "source": "pets.yaml"}]));
    let rows = run(&flows, &["list", "--format", "json"], &[]);
    let rows: Value = serde_json::from_str(&rows.out).unwrap();
    let ids = |library: Value| {
        let rows = rows.as_array().unwrap().iter();
        rows.filter(|row| row["library"] == library)
            .map(|row| row["id"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(ids(json!("pet-store")), ["add-pet"]);
    assert!(ids(Value::Null).contains(&"create-service-conversation-message".to_owned()));
    for name in ["pet-store", "Pet store"] {
        let shown = run(&flows, &["show", "add-pet", "--document", name], &[]);
        assert!(
            shown.out.contains("Its body\n  {\n    \"name\": \"Rex\"\n  }"),
            "{}{}",
            shown.out,
            shown.err
        );
        assert!(shown.out.contains("The body is sent as application/json."), "{}", shown.out);
    }
    let dry = run(&flows, &["send", "add-pet", "--example", "--dry-run"], &[]);
    assert!(dry.out.starts_with("POST /v2/pets HTTP/1.1\r\n"), "{}{}", dry.out, dry.err);
    // Once more is no second one, and another of its name gets another id.
    assert_eq!(run(&flows, &["import", "./pets.yaml"], &[]).code, Some(0));
    flows.text("other.yaml", DOCUMENT);
    assert!(run(&flows, &["import", "other.yaml"], &[]).out.starts_with("pet-store-2: "));
    let ran = run(&flows, &["import", "pet-stor", "--remove"], &[]);
    assert!(ran.code == Some(2) && ran.err.contains("did you mean `pet-store`"), "{}", ran.err);
    for name in ["pet-store", "other.yaml"] {
        assert_eq!(run(&flows, &["import", name, "--remove"], &[]).code, Some(0));
    }
    let text = std::fs::read_to_string(flows.path("cordboard.api.json")).unwrap();
    assert_eq!(text, "{\n  \"version\": 1,\n  \"documents\": []\n}\n");
}

#[test]
fn a_project_file_is_found_upwards_and_a_broken_one_is_left_alone() {
    let flows = project("");
    let mut command = command(&["api", "list", "--search", "add pet"]);
    let output = command.current_dir(flows.path("docs/deep")).output().unwrap();
    assert!(String::from_utf8(output.stdout).unwrap().contains("(pets)"));
    flows.text("broken.json", "{\n  \"version\": 2}");
    let ran = run(&flows, &["import", "docs/pets.yaml", "--project", "broken.json"], &[]);
    assert!(ran.code == Some(2) && ran.err.contains("broken.json:2:14: its version is 2"), "{}", ran.err);
    assert_eq!(std::fs::read_to_string(flows.path("broken.json")).unwrap(), "{\n  \"version\": 2}");
    // A document that is gone hides no other.
    std::fs::remove_file(flows.path("docs/pets.yaml")).unwrap();
    let ran = run(&flows, &["list", "--search", "conversation message"], &[]);
    assert!(
        ran.code == Some(0) && ran.err.contains("pets: ") && ran.out.contains("create-service"),
        "{}",
        ran.err
    );
}

#[test]
fn a_new_version_of_a_document_tells_what_requests_have_lost() {
    let flows = Flows::new();
    flows.text("pets.yaml", DOCUMENT);
    let kept = json!({"version": 1, "documents": [{"id": "pets", "title": "x", "source": "pets.yaml"}],
        "requests": [
            {"library": "pets", "operation": "add-pet", "values": [{"in": "header", "name": "X-Old", "value": "1"}]},
            {"library": "pets", "operation": "gone", "values": []}]});
    flows.text("cordboard.api.json", &kept.to_string());
    let ran = run(&flows, &["import", "pets.yaml"], &[]);
    assert!(ran.err.contains("filled in for add-pet has lost the header X-Old"), "{}", ran.err);
    assert!(ran.err.contains("filled in for gone has lost its operation"), "{}", ran.err);
    let after = std::fs::read_to_string(flows.path("cordboard.api.json")).unwrap();
    assert_eq!(after, kept.to_string().replace("\"x\"", "\"Pet Store\""));
}

#[test]
fn an_address_that_holds_a_secret_is_not_written_into_the_project_file() {
    let flows = Flows::new();
    for address in
        ["http://127.0.0.1:9/a.yaml?v=2&api_key=hush-hush", "http://me:hush-hush@127.0.0.1:9/a.yaml"]
    {
        let ran = run(&flows, &["import", address], &[]);
        assert!(ran.code == Some(2) && ran.err.contains("--document each time"), "{}", ran.err);
        assert!(!ran.err.contains("hush"), "{}", ran.err);
    }
    assert!(!flows.path("cordboard.api.json").exists());
}

#[test]
fn a_document_cannot_speak_to_the_terminal() {
    let flows = Flows::new();
    let odd = "\u{1b}]0;odd\u{7}\u{1b}[31mred\u{9b}2J\u{202e}";
    let document = json!({"openapi": "3.0.3", "info": {"title": odd, "version": odd}, "servers": [
            {"url": "https://a.example", "description": odd}, {"url": "https://{region}.a.example", "variables":
                {"region": {"default": "eu", "enum": ["eu", "us"]}}}],
        "paths": {"/a": {"get": {"operationId": format!("a{odd}"), "summary": odd, "description": odd, "tags": [odd],
            "parameters": [{"name": odd, "in": "query", "description": odd, "example": odd, "schema": {"type": "string"}},
                {"name": "x", "in": odd}],
            "responses": {"200": {"description": odd, "content": {"application/json": {"example": {"a": odd}}}}}}}}});
    flows.text("odd.json", &document.to_string());
    let is_plain =
        |text: &str| !text.chars().any(|char| char.is_control() && char != '\n' || char == '\u{202e}');
    let ran = run(&flows, &["import", "odd.json"], &[]);
    assert!(ran.code == Some(0) && is_plain(&ran.out) && is_plain(&ran.err), "{:?} {:?}", ran.out, ran.err);
    let ran = run(&flows, &["list", "--document", "odd.json"], &[]);
    assert!(
        ran.out.contains("red") && is_plain(&ran.out) && is_plain(&ran.err),
        "{:?} {:?}",
        ran.out,
        ran.err
    );
    let ran = run(&flows, &["show", &format!("a{odd}"), "--document", "odd.json"], &[]);
    assert!(
        ran.out.contains("red") && is_plain(&ran.out) && is_plain(&ran.err),
        "{:?} {:?}",
        ran.out,
        ran.err
    );
    // All servers are named, with what their addresses leave open.
    assert!(
        ran.out.contains("Server 2: https://{region}.a.example\n  {region} is eu, one of eu, us\n"),
        "{}",
        ran.out
    );
}

#[test]
fn an_environment_gives_address_variables_and_secrets() {
    let (url, server) = server(vec![answer(OK, br#"{"id": 7}"#)]);
    let flows = project(&format!("{url}/base"));
    flows.text("run.jsonl", "{\"kind\": \"started\", \"context\": {}}\n{\"kind\": \"ended\", \"context\": {\"flow\": {\"data\": {\"pet\": \"Rex\"}}}}\n");
    let fields = [
        "send",
        "add-pet",
        "--env",
        "staging",
        "--values",
        "run.jsonl",
        "--set",
        "name={{flow.data.pet}} of {{env.ROOM}}",
        "--set",
        "X-Room={{env['the key']}}",
    ];
    let ran = run(&flows, &fields, &[]);
    assert_eq!((ran.code, &*ran.out), (Some(2), ""), "{}", ran.err);
    assert!(ran.err.contains("API_SECRET_THE_KEY is not set"), "{}", ran.err);
    let secret = [("API_SECRET_THE_KEY", "hush-hush")];
    for form in ["http", "curl", "python"] {
        let dry = run(&flows, &[&fields[..], &["--dry-run", "--as", form]].concat(), &secret);
        assert!(
            dry.out.contains("••••••••") && dry.out.contains("Rex of 12"),
            "{form}: {}{}",
            dry.out,
            dry.err
        );
        assert!(!dry.out.contains("hush") && !dry.err.contains("hush"), "{form}: {}", dry.out);
    }
    let ran = run(&flows, &fields, &secret);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert!(!ran.out.contains("hush") && !ran.err.contains("hush"), "{}{}", ran.out, ran.err);
    let got = server.join().unwrap().remove(0);
    assert!(got.starts_with("POST /base/pets ") && got.contains("x-room: hush-hush\r\n"), "{got}");
    assert!(got.ends_with("{\"name\":\"Rex of 12\"}"), "{got}");
    let ran = run(&flows, &["send", "add-pet", "--env", "stagin", "--dry-run"], &[]);
    assert!(ran.code == Some(2) && ran.err.contains("did you mean `staging`"), "{}", ran.err);
}

#[test]
fn a_secret_that_comes_back_is_printed_and_written_nowhere_unasked() {
    const SECRET: &str = "Hush-Hush/8!";
    let echo = format!("{OK}\r\nx-echo: key%3DHush-Hush%2F8%21");
    let body = json!({"id": 7, "key": SECRET, "basic": "SHVzaC1IdXNoLzgh"}).to_string();
    let binary = [b"\x89PNG\0\xFF", SECRET.as_bytes()].concat();
    let (url, server) = server(vec![
        answer(&echo, body.as_bytes()),
        answer(&echo, body.as_bytes()),
        answer(&echo, body.as_bytes()),
        answer(&echo, body.as_bytes()),
        answer("200 OK\r\ncontent-type: image/png", &binary),
    ]);
    let flows = project(&url);
    let fields = ["send", "add-pet", "--example", "--env", "staging", "--set", "X-Room={{env['the key']}}"];
    let secret = [("API_SECRET_THE_KEY", SECRET)];
    let hides = |text: &str| {
        assert!(!text.contains("Hush") && !text.contains("SHVzaC1IdXNoLzgh"), "{text}");
    };
    let send = |more: &[&str]| {
        let ran = run(&flows, &[&fields[..], more].concat(), &secret);
        assert_eq!(ran.code, Some(0), "{}", ran.err);
        hides(&ran.out);
        hides(&ran.err);
        ran
    };
    let ran = send(&[]);
    let got: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(got["response"]["body"]["key"], "••••••••", "{got}");
    assert_eq!(got["response"]["headers"]["x-echo"], "key%3D••••••••", "{got}");
    assert!(ran.err.contains("a secret came back in the answer"), "{}", ran.err);
    send(&["--format", "text"]);
    send(&["--output", "a.json"]);
    let text = std::fs::read_to_string(flows.path("a.json")).unwrap();
    hides(&text);
    assert!(text.contains("\"id\":7") && text.contains("••••••••"), "{text}");
    // Whoever asks for it gets what came; bytes that are no text are left as they are.
    send(&["--output", "b.json", "--show-secret"]);
    assert_eq!(std::fs::read_to_string(flows.path("b.json")).unwrap(), body);
    send(&["--output", "c.png"]);
    assert_eq!(std::fs::read(flows.path("c.png")).unwrap(), binary);
    server.join().unwrap();
}

#[test]
fn twilios_credentials_go_to_no_environment_of_another_address() {
    let (url, server) = server(vec![answer(OK, b"{}"), answer(OK, b"{}")]);
    let flows = project(&url);
    let account = format!("AC{}", "a".repeat(32));
    let twilio = [("TWILIO_ACCOUNT_SID", account.as_str()), ("TWILIO_AUTH_TOKEN", "hush-hush-hush")];
    let fields = ["send", "create-message", "--example", "--env", "staging"];
    let ran = run(&flows, &fields, &twilio);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    let own = [&twilio[..], &[("API_USER", "me"), ("API_TOKEN", "my-own-token")]].concat();
    let ran = run(&flows, &fields, &own);
    assert!(ran.code == Some(0) && !ran.out.contains("my-own-token"), "{}", ran.err);
    let got = server.join().unwrap();
    assert!(got.iter().all(|request| !request.contains("hush")), "{got:?}");
    assert!(!got[0].contains("authorization"), "{}", got[0]);
    assert!(got[1].contains("authorization: Basic bWU6bXktb3duLXRva2Vu\r\n"), "{}", got[1]);
    // Beyond this machine it has to be allowed and asked about, by the name of the host.
    let flows = project("https://far.example");
    let ran = run(&flows, &fields, &own);
    assert!(ran.code == Some(2) && ran.err.contains("--allow-to far.example"), "{}", ran.err);
    let ran = run(&flows, &[&fields[..], &["--allow-to", "far.example"]].concat(), &own);
    assert!(ran.code == Some(2) && ran.err.contains("add --yes"), "{}", ran.err);
}

#[test]
fn a_template_goes_out_as_it_is_where_nothing_renders_it() {
    let flows = project("");
    let fields = ["send", "add-pet", "--set", "name={{1}} {{flow.data.x}}", "--dry-run"];
    let dry = run(&flows, &fields, &[]);
    assert!(dry.out.contains("{{1}} {{flow.data.x}}"), "{}", dry.out);
    flows.text("values.json", r#"{"flow": {"data": {}}}"#);
    let dry = run(&flows, &[&fields[..], &["--values", "values.json"]].concat(), &[]);
    assert!(dry.err.contains("warning: name: there is no flow.data.x"), "{}", dry.err);
    flows.text("values.json", "{\"flow\": \n}");
    let dry = run(&flows, &[&fields[..], &["--values", "values.json"]].concat(), &[]);
    assert!(dry.code == Some(2) && dry.err.contains("values.json:2:1: this is no JSON"), "{}", dry.err);
}

#[test]
fn all_that_is_known_of_an_answer_is_told() {
    let png = b"\x89PNG\0\xFF";
    let (url, server) = server(vec![
        answer(OK, br#"{"id": "seven"}"#),
        answer("403 Odd\r\ncontent-type: application/json", br#"{"code": 20403, "message": "m"}"#),
        answer("200 OK\r\ncontent-type: image/png", png),
        answer("200 OK\r\ncontent-type: image/png", png),
        answer("307 Moved\r\nlocation: /elsewhere", b""),
        answer(OK, br#"{"id": "seven"}"#),
    ]);
    let flows = project(&url);
    let fields = ["send", "add-pet", "--example", "--env", "staging"];
    let response = |ran: &Ran| serde_json::from_str::<Value>(&ran.out).unwrap()["response"].clone();
    let got = response(&run(&flows, &fields, &[]));
    let expected = json!([{"path": "/id", "expected": "`integer`", "came": "`string`", "weight": "error"}]);
    assert_eq!(got["differences"][0]["path"], expected[0]["path"], "{got}");
    assert_eq!((&got["differences"][0]["weight"], &got["error"]), (&json!("error"), &Value::Null));
    assert_eq!((&got["cut"], &got["redirects"], &got["binary"]), (&json!(false), &json!([]), &json!(false)));
    assert!(got["times"]["connect"].is_u64() && got["times"]["wait"].is_u64(), "{got}");
    let ran = run(&flows, &fields, &[]);
    let got = response(&ran);
    // What looks like a code of Twilio's is not explained as one where somebody else has answered.
    assert_eq!(
        (ran.code, &got["error"], &got["body"]["code"]),
        (Some(1), &Value::Null, &json!(20403)),
        "{got}"
    );
    let ran = run(&flows, &["send", "fetch-phone-number", "--example"], &[]);
    let got = response(&ran);
    assert_eq!((ran.code, &got["error"]["code"]), (Some(1), &json!(20404)), "{got}");
    for key in ["title", "help", "page"] {
        assert!(got["error"][key].is_string(), "{key}: {got}");
    }
    let ran = run(&flows, &fields, &[]);
    assert!(ran.err.contains("image/png, which is no text; --output FILE"), "{}", ran.err);
    assert_eq!((&response(&ran)["body"], &response(&ran)["binary"]), (&Value::Null, &json!(true)));
    let ran = run(&flows, &[&fields[..], &["--output", "a.png"]].concat(), &[]);
    assert_eq!((ran.code, &response(&ran)["output"]), (Some(0), &json!("a.png")), "{}", ran.err);
    assert_eq!(std::fs::read(flows.path("a.png")).unwrap(), png);
    let ran = run(&flows, &fields, &[]);
    assert!(
        ran.code == Some(1) && ran.err.contains("leads to /elsewhere, which is not followed"),
        "{}",
        ran.err
    );
    let ran = run(&flows, &[&fields[..], &["--format", "text"]].concat(), &[]);
    assert!(
        ran.out.contains("\nconnect ") && ran.out.contains("Not as the document says:\n  /id: "),
        "{}",
        ran.out
    );
    server.join().unwrap();
}

#[test]
fn a_document_is_fetched_from_this_machine_and_elsewhere_only_when_that_is_said() {
    let (url, server) = server(vec![answer("200 OK\r\ncontent-type: image/png", DOCUMENT.as_bytes())]);
    let flows = Flows::new();
    let address = format!("{url}/pets.yaml?v=2");
    let ran = run(&flows, &["list", "--document", &address], &[]);
    assert!(ran.code == Some(0) && ran.out.contains("add-pet"), "{}", ran.err);
    assert!(server.join().unwrap().remove(0).starts_with("GET /pets.yaml?v=2 "));
    let far = "https://pets.example/openapi.yaml";
    for arguments in [&["list", "--document", far][..], &["import", far]] {
        let ran = run(&flows, arguments, &[]);
        assert!(ran.code == Some(2) && ran.err.contains("add --yes"), "{}", ran.err);
    }
    // With it, it goes out: into a proxy where nobody listens.
    let ran = run(&flows, &["import", far, "--yes"], &[]);
    assert!(ran.code == Some(2) && ran.err.contains(far) && !ran.err.contains("--yes"), "{}", ran.err);
    assert!(!flows.path("cordboard.api.json").exists());
    // One that is kept is not fetched unasked, and hides nothing.
    let kept = json!({"version": 1, "documents": [{"id": "far", "title": "Far", "source": far}]});
    flows.text("cordboard.api.json", &kept.to_string());
    let ran = run(&flows, &["list", "--search", "conversation message"], &[]);
    assert!(
        ran.code == Some(0) && ran.err.contains("far: https://pets.example/openapi.yaml was not read"),
        "{}",
        ran.err
    );
}
