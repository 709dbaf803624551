//! What leaves the machine, and what is seen of a secret that comes back: guards of the API page.

use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;

use super::api_answers::{fill, opened, press, reads, send, shows};
use super::api_environments::{SECRET, fill_in, hides, keep, start};
pub use crate::support::api_page::import_next;
use crate::support::server::{answer, server};
use crate::support::{Editor, editor, folders, sample, until};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use cordboard::editor::account::Surroundings;
use cordboard::editor::api::Outcome;
use cordboard::editor::app::{Options, PathAnswers};
use cordboard::editor::command::Command;
use cordboard::twilio::keys::MemoryStore;
use egui::accesskit::Role;
use egui_kittest::kittest::{NodeT as _, Queryable as _};

/// A document with one operation.
pub const PETS: &str = "openapi: 3.0.3\ninfo: {title: Pets, version: '1'}\npaths:\n  /pets:\n    get:\n      operationId: listPets\n      \
                    summary: List the pets\n      parameters: [{name: limit, in: query, schema: {type: integer}}]\n      \
                    responses: {'200': {description: ok}}\n";

/// Sends with an environment whose secret goes along.
fn echoed(editor: &mut Editor, base: &str) {
    fill_in(editor, "staging", base);
    keep(editor);
    press(editor, Role::RadioButton, "Environment");
    fill(editor, Role::TextInput, "ChatServiceSid", "IS1");
    fill(editor, Role::TextInput, "ConversationSid", "CH1");
    fill(editor, Role::MultilineTextInput, "Body", "{{env.key}}");
    send(editor);
}

#[test]
fn a_secret_that_comes_back_is_seen_nowhere() {
    let percent = "Hush-Hush%2F8%21";
    let pair = STANDARD.encode(format!("me:{SECRET}"));
    let body = serde_json::json!({"plain": SECRET, "form": percent, "basic": pair, "good": "as it was"});
    let head = format!("200 OK\r\nContent-Type: application/json\r\nX-Echo: {SECRET}\r\nX-Basic: {pair}");
    let (tell, told) = mpsc::channel();
    let (base, _) = server(move |request| {
        let _ = tell.send(request.to_owned());
        answer(&head, body.to_string().as_bytes())
    });
    let root = tempfile::tempdir().unwrap();
    let flow = sample(root.path(), "order-status.json");
    let mut editor = start(root.path(), Some(&flow), MemoryStore::default());
    echoed(&mut editor, &base);
    assert!(told.recv().unwrap().contains("Body=Hush-Hush%2F8%21"), "the server got it");
    assert!(shows(&editor, "200 OK") && shows(&editor, "A secret came back."));
    assert!(reads(&editor, "as it was") && reads(&editor, "\"plain\": \"••••••••\""));
    let page = &editor.state().state().api;
    let Some(Outcome::Answered(answered)) = page.current().unwrap().outcome.clone() else {
        panic!("there is no answer")
    };
    let all = format!("{answered:?}");
    for spelling in [SECRET, percent, &pair[8..16]] {
        assert!(!all.contains(spelling), "{spelling} in {all}");
        for part in ["Headers", "Body"] {
            press(&mut editor, Role::Tab, part);
            assert!(!reads(&editor, spelling), "{spelling} in {part}");
        }
        press(&mut editor, Role::RadioButton, "Raw");
        assert!(!reads(&editor, spelling), "{spelling}");
    }
    // Nor in what is kept of it beside the flow.
    press(&mut editor, Role::Link, "Save as stub…");
    until(&mut editor, |editor| editor.query_by_role_and_label(Role::Dialog, "Save as stub").is_some());
    editor.run_steps(3);
    editor.get_by_role_and_label(Role::Button, "Save").click();
    editor.run_steps(4);
    editor.state_mut().press(Command::Save);
    let side = root.path().join("order-status.cordboard.json");
    until(&mut editor, |_| std::fs::read_to_string(&side).is_ok_and(|text| text.contains("as it was")));
    let text = std::fs::read_to_string(&side).unwrap();
    assert!(!text.contains(SECRET) && !text.contains(percent) && text.contains("••••••••"), "{text}");
    hides(&editor, root.path());
}

/// The editor with an imported operation shown, `GET /pets`, whose document has this server.
fn on_pets(root: &Path, server: &str) -> Editor {
    let file = root.join("pets.yaml");
    std::fs::write(&file, PETS.replace("paths:", &format!("servers: [{{url: \"{server}\"}}]\npaths:")))
        .unwrap();
    let options = Options {
        folders: Some(folders(root)),
        path_answers: PathAnswers::Scripted([vec![file]].into()),
        surroundings: twilio(),
        ..Options::default()
    };
    let mut editor = editor(options);
    import_next(&mut editor);
    press(&mut editor, Role::Button, "List the pets");
    editor
}

const TOKEN: &str = "0123456789abcdef0123456789abcdef";

/// Surroundings with credentials of Twilio's.
fn twilio() -> Surroundings {
    let variable = |name: &str| match name {
        "TWILIO_ACCOUNT_SID" => Some(format!("AC{}", "b".repeat(32))),
        "TWILIO_AUTH_TOKEN" => Some(TOKEN.to_owned()),
        _ => None,
    };
    Surroundings::new(variable, MemoryStore::default())
}

#[test]
fn a_redirect_is_shown_without_the_secret_and_leads_to_nobody_else() {
    let (elsewhere, asked) = server(|_| answer("200 OK", b"{}"));
    let code = SECRET.replace('/', "%2f");
    let to = format!("{elsewhere}/?key={code}");
    let (base, count) = server(move |request| {
        let to = if request.starts_with("GET /next") { to.clone() } else { format!("/next?key={code}") };
        answer(&format!("302 Found\r\nLocation: {to}"), b"")
    });
    let root = tempfile::tempdir().unwrap();
    let mut editor = on_pets(root.path(), "https://nobody.example");
    fill_in(&mut editor, "staging", &base);
    keep(&mut editor);
    press(&mut editor, Role::RadioButton, "Environment");
    fill(&mut editor, Role::TextInput, "limit", "{{env.key}}");
    send(&mut editor);
    assert_eq!((count.load(Ordering::SeqCst), asked.load(Ordering::SeqCst)), (2, 0), "one is followed");
    assert!(shows(&editor, "302 Found"));
    for part in ["Headers", "Redirects"] {
        press(&mut editor, Role::Tab, part);
        assert!(reads(&editor, "key=••••••••") && !reads(&editor, "Hush-Hush"), "{part}");
    }
    hides(&editor, root.path());
}

#[test]
fn twilios_credentials_go_to_no_other_address() {
    let (tell, told) = mpsc::channel();
    let (base, _) = server(move |request| {
        let _ = tell.send(request.to_owned());
        answer("200 OK", b"{}")
    });
    let root = tempfile::tempdir().unwrap();
    let options =
        Options { folders: Some(folders(root.path())), surroundings: twilio(), ..Options::default() };
    let mut editor = opened(editor(options));
    echoed(&mut editor, &base);
    let mut editor = on_pets(root.path(), &base);
    send(&mut editor);
    for _ in 0..2 {
        let request = told.recv().unwrap().to_lowercase();
        assert!(!request.contains("authorization") && !request.contains(TOKEN), "{request}");
    }
}

#[test]
fn the_accounts_token_is_seen_nowhere_in_an_answer() {
    let number = AtomicUsize::new(0);
    let (base, _) = server(move |request| {
        if number.fetch_add(1, Ordering::SeqCst) == 0 {
            let body = br#"{"code":20404,"message":"no accounts here","status":404}"#;
            return answer("404 Not Found\r\nContent-Type: application/json", body);
        }
        let basic = request.lines().find_map(|line| line.strip_prefix("authorization: ")).unwrap();
        let body = serde_json::json!({"code": 20001, "message": format!("{TOKEN} is wrong"), "basic": basic});
        answer("400 Bad Request\r\nContent-Type: application/json", body.to_string().as_bytes())
    });
    let mut editor = super::api::library();
    super::api::send_live(&mut editor, &base);
    let Outcome::Answered(answered) = super::api::sent(&mut editor) else { panic!("there is no answer") };
    let pair = STANDARD.encode(format!("AC{}:{TOKEN}", "b".repeat(32)));
    assert!(shows(&editor, "•••••••• is wrong"), "the error is explained without it");
    let all = format!("{answered:?}");
    assert!(!all.contains(TOKEN) && !all.contains(&pair[60..80]) && all.contains("Basic "), "{all}");
    assert!(!reads(&editor, TOKEN) && !reads(&editor, &pair[60..80]));
}

/// A listener beyond this machine, as far as the program knows: it counts who connects, and answers nobody.
fn beyond() -> (String, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("0.0.0.0:0").unwrap();
    let address = format!("0.0.0.0:{}", listener.local_addr().unwrap().port());
    let count = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&count);
    let serve = move || {
        for stream in listener.incoming() {
            counted.fetch_add(1, Ordering::SeqCst);
            let mut first = [0; 4096];
            let read = stream.unwrap().read(&mut first).unwrap_or_default();
            assert!(
                !String::from_utf8_lossy(&first[..read]).contains("POST"),
                "it is never sent in the open"
            );
        }
    };
    std::thread::Builder::new().name("beyond".to_owned()).spawn(serve).unwrap();
    (address, count)
}

fn may_send(editor: &Editor) -> bool {
    !editor.get_by_role_and_label(Role::Button, "Send for real").accesskit_node().is_disabled()
}

/// The variables by which a machine names its proxies.
const PROXIES: [&str; 6] =
    ["HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"];

/// Runs a test in a program of its own where this one goes out through a proxy; answers whether that was done.
fn without_proxies(test: &str) -> bool {
    let has_proxy = PROXIES.iter().any(|name| std::env::var_os(name).is_some());
    if has_proxy {
        let mut child = std::process::Command::new(std::env::current_exe().unwrap());
        child.args(["--exact", test, "--nocapture"]);
        for name in PROXIES {
            child.env_remove(name);
        }
        let status = child.status().unwrap();
        assert!(status.success());
    }
    has_proxy
}

#[test]
fn what_leaves_the_machine_is_asked_first() {
    if without_proxies("api_guards::what_leaves_the_machine_is_asked_first") {
        return;
    }
    let (host, count) = beyond();
    let root = tempfile::tempdir().unwrap();
    let mut editor = at_staging(&format!("https://{host}/v9"), root.path());
    assert!(shows(&editor, &host));
    fill(&mut editor, Role::MultilineTextInput, "Body", "to {{env.city}} with {{env.key}}");
    press(&mut editor, Role::Button, "Test request");
    assert!(editor.query_by_role_and_label(Role::Dialog, "Send a real request?").is_some());
    assert!(shows(&editor, "without Twilio's credentials"));
    assert!(reads(&editor, &format!("POST https://{host}/v9/")), "the address is shown");
    assert!(
        reads(&editor, "to+Bonn+with") && !reads(&editor, "Hush-Hush"),
        "and what is sent, without secrets"
    );
    assert!(!reads(&editor, TOKEN));
    assert!(!may_send(&editor) && shows(&editor, &format!("name {host} under Allowed hosts")));
    press(&mut editor, Role::Button, "Cancel");
    assert_eq!(count.load(Ordering::SeqCst), 0, "Cancel sends nothing");
    assert!(editor.state().state().api.current().unwrap().past.count() == 0);
    // Once it is named there and confirmed, the host is asked, and once only.
    press(&mut editor, Role::Button, "Test request");
    fill(&mut editor, Role::TextInput, "Allowed hosts", "other.example");
    assert!(!may_send(&editor));
    fill(&mut editor, Role::TextInput, "Allowed hosts", &host);
    assert!(may_send(&editor) && count.load(Ordering::SeqCst) == 0);
    press(&mut editor, Role::Button, "Send for real");
    until(&mut editor, |editor| editor.state().state().api.current().unwrap().past.count() == 1);
    assert_eq!(count.load(Ordering::SeqCst), 1);
    let outcome = editor.state().state().api.current().unwrap().outcome.clone();
    let Some(Outcome::Failed(why)) = outcome else { panic!("{outcome:?}") };
    assert!(!why.contains("Hush") && !why.contains(TOKEN), "{why}");
}

/// Twilio's operation in the shown editor, with an environment at this address.
fn at_staging(base: &str, root: &Path) -> Editor {
    let options = Options { folders: Some(folders(root)), surroundings: twilio(), ..Options::default() };
    let mut editor = opened(editor(options));
    fill_in(&mut editor, "staging", base);
    keep(&mut editor);
    press(&mut editor, Role::RadioButton, "Environment");
    fill(&mut editor, Role::TextInput, "ChatServiceSid", "IS1");
    fill(&mut editor, Role::TextInput, "ConversationSid", "CH1");
    editor
}

/// Whoever is asked for `other.example`, with a certificate for it: stands in for the world behind a proxy.
#[cfg(target_os = "linux")]
fn world() -> (String, mpsc::Receiver<String>) {
    use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let key = PrivatePkcs8KeyDer::from(include_bytes!("../tls/key.p8").as_slice());
    let certificate = CertificateDer::from(include_bytes!("../tls/named.der").as_slice());
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate], PrivateKeyDer::Pkcs8(key));
    let config = Arc::new(config.unwrap());
    let (tell, told) = mpsc::channel();
    let serve = move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut head = Vec::new();
            let mut byte = [0];
            while !head.ends_with(b"\r\n\r\n") && stream.read(&mut byte).unwrap_or_default() == 1 {
                head.extend_from_slice(&byte);
            }
            let _ = stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n");
            let session = rustls::ServerConnection::new(Arc::clone(&config)).unwrap();
            let mut stream = rustls::StreamOwned::new(session, stream);
            let (mut all, mut part) = (Vec::new(), [0; 4096]);
            while !String::from_utf8_lossy(&all).contains("Body=") {
                match stream.read(&mut part) {
                    Ok(read) if read > 0 => all.extend_from_slice(&part[..read]),
                    _ => break,
                }
            }
            let _ = tell.send(String::from_utf8_lossy(&[head, all].concat()).into_owned());
            let body = serde_json::json!({"echo": SECRET}).to_string();
            let _ = stream.write_all(&answer("200 OK\r\nContent-Type: application/json", body.as_bytes()));
            stream.conn.send_close_notify();
            let _ = stream.flush();
        }
    };
    std::thread::Builder::new().name("the world".to_owned()).spawn(serve).unwrap();
    (address, told)
}

/// The child of the next test; without the variable it has nothing to do.
#[cfg(target_os = "linux")]
#[test]
fn in_a_child_a_request_leaves_the_machine() {
    if std::env::var_os("CORDBOARD_TEST_WORLD").is_none() {
        return;
    }
    let root = tempfile::tempdir().unwrap();
    let mut editor = at_staging("https://other.example/v9", root.path());
    for (text, button) in [("not this", "Cancel"), ("but this {{env.key}}", "Send for real")] {
        fill(&mut editor, Role::MultilineTextInput, "Body", text);
        press(&mut editor, Role::Button, "Test request");
        fill(&mut editor, Role::TextInput, "Allowed hosts", "other.example");
        press(&mut editor, Role::Button, button);
    }
    until(&mut editor, |editor| editor.state().state().api.current().unwrap().past.count() == 1);
    editor.run_steps(5);
    let outcome = editor.state().state().api.current().unwrap().outcome.clone();
    assert!(shows(&editor, "200 OK") && shows(&editor, "A secret came back."), "{outcome:?}");
    // What was sent before is asked about once more.
    press(&mut editor, Role::DisclosureTriangle, "History");
    editor.query_all_by_label_contains("200 OK ·").last().unwrap().scroll_to_me();
    editor.run_steps(20);
    editor.query_all_by_label_contains("200 OK ·").last().unwrap().click();
    editor.run_steps(20);
    press(&mut editor, Role::Button, "Send again");
    assert!(editor.query_by_role_and_label(Role::Dialog, "Send a real request?").is_some());
    press(&mut editor, Role::Button, "Cancel");
    hides(&editor, root.path());
}

#[cfg(target_os = "linux")]
#[test]
fn what_was_confirmed_goes_to_that_host_once_and_without_twilios_credentials() {
    let (proxy, told) = world();
    let folder = tempfile::tempdir().unwrap();
    let trusted = folder.path().join("ca.pem");
    let ca = STANDARD.encode(include_bytes!("../tls/ca.der"));
    std::fs::write(&trusted, format!("-----BEGIN CERTIFICATE-----\n{ca}\n-----END CERTIFICATE-----\n"))
        .unwrap();
    let mut child = std::process::Command::new(std::env::current_exe().unwrap());
    child.args(["--exact", "api_guards::in_a_child_a_request_leaves_the_machine", "--nocapture"]);
    child.env("CORDBOARD_TEST_WORLD", "1").env("SSL_CERT_FILE", &trusted).env_remove("SSL_CERT_DIR");
    for name in PROXIES.into_iter().chain(["NO_PROXY", "no_proxy", "REQUEST_METHOD"]) {
        child.env_remove(name);
    }
    child.env("HTTPS_PROXY", &proxy).env("https_proxy", &proxy);
    let output = child.output().unwrap();
    let text =
        String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    let came: Vec<String> = told.try_iter().collect();
    assert!(output.status.success() && text.contains("1 passed"), "{text} {came:?}");
    assert_eq!(came.len(), 1, "{came:?}");
    let request = came.concat();
    assert!(request.starts_with("CONNECT other.example:443 "), "{request}");
    assert!(request.contains("POST /v9/conversations/v1/Services/IS1/"), "{request}");
    assert!(request.contains("Body=but+this+Hush-Hush%2F8%21"), "{request}");
    assert!(!request.to_lowercase().contains("authorization") && !request.contains(TOKEN), "{request}");
}

#[test]
fn a_server_of_an_imported_document_is_asked_about_too() {
    let (host, count) = beyond();
    let root = tempfile::tempdir().unwrap();
    let mut editor = on_pets(root.path(), &format!("https://{host}"));
    press(&mut editor, Role::Button, "Test request");
    assert!(editor.query_by_role_and_label(Role::Dialog, "Send a real request?").is_some());
    assert!(reads(&editor, &format!("GET https://{host}/pets")));
    assert_eq!(count.load(Ordering::SeqCst), 0);
    press(&mut editor, Role::Button, "Cancel");
    assert_eq!(count.load(Ordering::SeqCst), 0);
}

/// A frame lays out a screen full, whatever the answer has.
fn is_quick(editor: &mut Editor) {
    let lines = editor.query_all_by_role(Role::TextRun).count();
    assert!(lines < 2_000, "{lines} lines are laid out");
    let nodes = editor.query_all_by_role(Role::TreeItem).count();
    assert!(nodes < 500, "{nodes} values are laid out");
}

#[test]
fn a_long_answer_is_cut_and_holds_up_no_frame() {
    const MB: usize = 1024 * 1024;
    let item = format!("{{\"name\": \"{}\"}},\n", "x".repeat(100));
    let body = move |size: usize| format!("[{}{{}}]", item.repeat(size / item.len()));
    let number = AtomicUsize::new(0);
    let (base, _) = server(move |_| {
        let size = if number.fetch_add(1, Ordering::SeqCst) == 0 { 12 * MB } else { 9 * MB };
        answer("200 OK\r\nContent-Type: application/json", body(size).as_bytes())
    });
    let root = tempfile::tempdir().unwrap();
    let mut editor = start(root.path(), None, MemoryStore::default());
    echoed(&mut editor, &base);
    assert!(
        shows(&editor, "The answer is longer than 10 MB.") && shows(&editor, "11."),
        "and how long it is"
    );
    is_quick(&mut editor);
    // The whole of a shorter one is there, laid out as far as it is seen. The history holds one of that size.
    press(&mut editor, Role::Button, "Test request");
    until(&mut editor, |editor| {
        let outcome = editor.state().state().api.current().and_then(|shown| shown.outcome.clone());
        matches!(outcome, Some(Outcome::Answered(answered)) if !answered.answer.is_cut)
    });
    editor.run_steps(3);
    assert!(!shows(&editor, "The answer is longer than 10 MB."));
    for way in ["Raw", "Tree", "Pretty"] {
        press(&mut editor, Role::RadioButton, way);
        is_quick(&mut editor);
    }
}
