//! `cordboard api send`: what is shown is what goes, and what is given is used or refused.

use std::io::{Read as _, Write as _};
use std::net::TcpListener;

use serde_json::{Value, json};

use crate::api::one_request;
use crate::support::{Ran, command, cordboard};

/// A document with what is easily written otherwise than it is shown.
fn document(folder: &tempfile::TempDir) -> String {
    let list = json!({"type": "array", "items": {"type": "string"}});
    let body =
        json!({"type": "object", "properties": {"id": {"type": "string"}, "name": {"type": "string"}}});
    let document = json!({"openapi": "3.1.0", "info": {"title": "Odd", "version": "1"},
        "components": {"securitySchemes": {"c": {"type": "apiKey", "in": "cookie", "name": "sid"}}}, "security": [{"c": []}],
        "paths": {
            "/cookie": {"get": {"operationId": "cookie", "parameters": [{"name": "other", "in": "cookie"}]}},
            "/own": {"get": {"operationId": "own", "parameters": [
                {"name": "User-Agent", "in": "header"}, {"name": "r", "in": "query", "allowReserved": true}]}},
            "/label/{x}/b": {"get": {"operationId": "label", "parameters": [
                {"name": "x", "in": "path", "required": true, "style": "label", "explode": true, "schema": list}]}},
            "/pets/{id}": {"put": {"operationId": "put", "parameters": [
                {"name": "id", "in": "path", "required": true}, {"name": "name", "in": "query"}],
                "requestBody": {"content": {"application/json": {"schema": body}}}}}}});
    let file = folder.path().join("odd.json");
    std::fs::write(&file, document.to_string()).unwrap();
    file.display().to_string()
}

#[test]
fn odd_requests_go_as_they_are_shown() {
    let folder = tempfile::tempdir().unwrap();
    let file = document(&folder);
    for (id, values, part) in [
        ("cookie", ["other=a b"].as_slice(), "cookie: sid=hush; other=a%20b"),
        ("own", &["User-Agent=me/1", "r=it's[x]"], "/own?r=it%27s[x]"),
        ("label", &[r#"x=[".","a"]"#], "/label/...a/b"),
        ("put", &["id=1", "name=q", "body.id=2", "body.name=b"], "\r\n\r\n{\"id\":\"2\",\"name\":\"b\"}"),
    ] {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let server = one_request(listener);
        let mut options = vec!["api", "send", id, "--document", &file, "--base-url", &url];
        options.extend(values.iter().flat_map(|value| ["--set", value]));
        let run = |more: &[&str]| {
            let output = command(&[&options[..], more].concat()).env("API_TOKEN", "hush").output().unwrap();
            (output.status.code(), String::from_utf8(output.stdout).unwrap(), output.stderr)
        };
        let (code, _, err) = run(&[]);
        assert_eq!(code, Some(0), "{id}: {}", String::from_utf8_lossy(&err));
        let (_, shown, _) = run(&["--dry-run", "--show-secret"]);
        assert_eq!(server.join().unwrap(), shown, "{id}");
        assert!(shown.contains(part), "{id}: {shown}");
    }
}

#[test]
fn what_would_be_ignored_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let file = document(&folder);
    let dry = |id: &str, more: &[&str]| -> Ran {
        cordboard(&[&["api", "send", id, "--document", &file, "--dry-run"], more].concat())
    };
    let ran = dry("own", &["--body", "x"]);
    assert!(ran.code == Some(2) && ran.err.contains("own takes no body"), "{}", ran.err);
    let ran = dry("put", &["--set", "id=1", "--body", "{}", "--set", "body.id=2"]);
    assert!(
        ran.code == Some(2) && ran.err.contains("--set body.id: --body is all of the body"),
        "{}",
        ran.err
    );
    let ran = dry("put", &["--set", "id=1", "--set", "name=q"]);
    assert!(
        ran.code == Some(0) && ran.err.contains("`name` is set in the query; the other one is body.name"),
        "{}",
        ran.err
    );
    assert!(ran.err.contains("--base-url URL"), "{}", ran.err);
    let export = ["api", "export", "own", "--document", &file, "--conductor", "--body", "x"];
    let ran = cordboard(&export);
    assert!(ran.code == Some(2) && ran.err.contains("takes no body"), "{}", ran.err);
}

#[test]
fn a_header_that_came_twice_is_a_list() {
    let folder = tempfile::tempdir().unwrap();
    let file = document(&folder);
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let server = std::thread::Builder::new().name("server".to_owned()).spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut got = Vec::new();
        let mut part = [0; 4096];
        while !got.ends_with(b"\r\n\r\n") {
            let count = stream.read(&mut part).unwrap();
            got.extend_from_slice(part.get(..count).unwrap());
        }
        let answer =
            b"HTTP/1.1 200 OK\r\nset-cookie: a=1\r\nset-cookie: b=2\r\nx-one: 1\r\ncontent-length: 0\r\n\r\n";
        stream.write_all(answer).unwrap();
    });
    let ran = cordboard(&["api", "send", "cookie", "--document", &file, "--base-url", &url]);
    server.unwrap().join().unwrap();
    let got: Value = serde_json::from_str(&ran.out).unwrap();
    let headers = &got["response"]["headers"];
    assert_eq!(
        (&headers["set-cookie"], &headers["x-one"]),
        (&json!(["a=1", "b=2"]), &json!("1")),
        "{}",
        ran.err
    );
}

/// A document with two servers, one with a variable, and this way to prove who asks.
fn with_servers(folder: &tempfile::TempDir, other: &str, security: &Value) -> String {
    let region = json!({"region": {"default": "eu", "enum": ["eu", "us"]}});
    let document = json!({"openapi": "3.1.0", "info": {"title": "Pets", "version": "1"},
        "servers": [{"url": "https://{region}.pets.example/v1", "variables": region}, {"url": other}],
        "components": {"securitySchemes": {"t": {"type": "http", "scheme": "bearer"}}}, "security": security,
        "paths": {"/pets": {"get": {"operationId": "list", "parameters": [{"name": "q", "in": "query"}]}}}});
    let file = folder.path().join("servers.json");
    std::fs::write(&file, document.to_string()).unwrap();
    file.display().to_string()
}

#[test]
fn one_of_the_documents_servers_is_chosen() {
    let folder = tempfile::tempdir().unwrap();
    let other = "https://other.example/api";
    let file = with_servers(&folder, other, &json!([]));
    let check = |options: &[&str], expected: &str| {
        let begin = ["api", "send", "list", "--document", &file, "--dry-run", "--as", "curl"];
        let ran = cordboard(&[&begin[..], options].concat());
        let told = if expected.starts_with("http") { (0, &ran.out) } else { (2, &ran.err) };
        assert!(ran.code == Some(told.0) && told.1.contains(expected), "{options:?}: {}{}", ran.out, ran.err);
    };
    check(&[], "https://eu.pets.example/v1/pets");
    check(&["--server-var", "region=us"], "https://us.pets.example/v1/pets");
    check(&["--server", "2"], "https://other.example/api/pets");
    check(&["--server", other], "https://other.example/api/pets");
    check(
        &["--server", "3"],
        "there is no such server; 1: https://{region}.pets.example/v1, 2: https://other",
    );
    check(&["--server", "0"], "there is no such server");
    check(&["--server-var", "region=mars"], "`mars` is none of eu, us");
    check(&["--server-var", "regoin=us"], "did you mean `region`?");
    check(&["--server", "2", "--server-var", "region=us"], "has no variable `region`");
    let ran = cordboard(&["api", "send", "create-message", "--example", "--dry-run", "--server", "1"]);
    assert!(ran.code == Some(2) && ran.err.contains("goes to Twilio"), "{}", ran.err);
}

#[test]
fn nothing_that_proves_who_asks_goes_out_in_the_open() {
    let folder = tempfile::tempdir().unwrap();
    let (open, needs) = (json!([{}]), json!([{"t": []}]));
    for (security, token, is_sent) in
        [(&open, None, true), (&needs, None, true), (&needs, Some("hush\n"), false)]
    {
        // This machine by an address that is not its own: nobody listens there.
        let file = with_servers(&folder, "http://0.0.0.0:9/v1", security);
        let mut command = command(&["api", "send", "list", "--document", &file, "--server", "2", "--yes"]);
        command.env_remove("API_TOKEN").envs(token.map(|token| ("API_TOKEN", token)));
        let output = command.output().unwrap();
        let err = String::from_utf8(output.stderr).unwrap();
        assert!(err.contains("This request really goes out, to 0.0.0.0:9."), "{err}");
        assert_eq!(err.contains("must begin with https://"), !is_sent, "{err}");
        assert!(!err.contains("hush"), "{err}");
    }
}

#[test]
fn a_token_from_a_file_loses_the_end_of_its_line() {
    let folder = tempfile::tempdir().unwrap();
    let file = with_servers(&folder, "https://other.example", &json!([{"t": []}]));
    let shown = |token: &str| {
        let options = ["api", "send", "list", "--document", &file, "--dry-run", "--show-secret"];
        let output = command(&options).env("API_TOKEN", token).output().unwrap();
        (output.status.code(), String::from_utf8([output.stdout, output.stderr].concat()).unwrap())
    };
    let (code, told) = shown("hush-hush\r\n");
    assert!(code == Some(0) && told.contains("authorization: Bearer hush-hush\r\n"), "{told}");
    let (code, told) = shown("hush\nhush");
    assert!(code == Some(2) && told.contains("API_TOKEN holds a line break"), "{told}");
    assert!(!told.contains("hush"), "{told}");
}
