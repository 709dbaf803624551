//! The bytes of a request are what the document says, and what is shown of them is what goes.

use super::*;
use crate::api::Direction;
use crate::api::conductor;
use crate::api::schema::differences_of;

/// A request of the only operation of this document.
fn filled(method: &str, path: &str, operation: &Value, values: &[(&str, &str)]) -> Prepared {
    let library = with(method, path, operation);
    let mut prepared = Prepared::new(&library.operations[0]);
    for (name, value) in values {
        assert!(prepared.set(name, *value), "{name}");
    }
    prepared
}

/// What blocks a request.
fn blocking(prepared: &Prepared) -> Vec<String> {
    check(prepared).into_iter().filter(|found| found.blocks()).map(|found| found.message).collect()
}

fn plain_route(auth: Auth) -> Route {
    Route { auth, ..Route::twilio() }
}

#[test]
fn no_value_of_a_path_leaves_its_place() {
    let label = json!({"parameters": [{"name": "x", "in": "path", "required": true, "style": "label", "explode": true,
        "schema": {"type": "array", "items": {"type": "string"}}}]});
    for (value, expected) in
        [(r#"["",""]"#, "/label/%252E%252E/b"), ("[]", "/label/%252E/b"), (r#"["a","b"]"#, "/label/.a.b/b")]
    {
        let prepared = filled("get", "/label/{x}/b", &label, &[("x", value)]);
        assert_eq!(request(&prepared).path, expected, "{value}");
        assert_eq!(blocking(&prepared).is_empty(), value.contains('a'), "{value}");
    }
    let two = json!({"parameters": [{"name": "a", "in": "path"}, {"name": "b", "in": "path"}]});
    for (second, expected) in [("y", "/x/.y"), (".", "/x/%252E%252E"), ("./", "/x/..%2F")] {
        let prepared = filled("get", "/x/{a}{b}", &two, &[("a", "."), ("b", second)]);
        assert_eq!(request(&prepared).path, expected);
    }
}

#[test]
fn a_header_is_checked_as_it_is_written() {
    let list = json!({"parameters": [{"name": "X-A", "in": "header", "schema": {"type": "array", "items": {"type": "string"}}}]});
    let lines = filled("get", "/x", &list, &[("X-A", "a\nb")]);
    assert_eq!(blocking(&lines), Vec::<String>::new());
    assert_eq!(request(&lines).headers, [("X-A".to_owned(), "a,b".to_owned())]);
    let evil = filled("get", "/x", &list, &[("X-A", r#"["a\r\nEvil: 1"]"#)]);
    assert_eq!(blocking(&evil), ["X-A is a header: it may hold no line break"]);
    let request = request(&evil);
    let shown = http(&request, &plain_route(Auth::None)).unwrap();
    assert!(!shown.contains("\nEvil") && shown.contains("Evil: 1"), "{shown}");
    let command = curl(&request, &plain_route(Auth::None)).unwrap();
    assert!(!command.contains("\nEvil") && !command.contains('\r'), "{command}");
}

#[test]
fn cookies_stand_in_one_header_with_the_proof_and_are_percent_encoded() {
    let operation = json!({"parameters": [{"name": "other", "in": "cookie"}, {"name": "raw", "in": "cookie", "style": "cookie"}]});
    let prepared = filled("get", "/x", &operation, &[("other", "a b/c;"), ("raw", "a b")]);
    let own = "other=a%20b%2Fc%3B; raw=a b";
    let request = request(&prepared);
    assert_eq!(request.headers, [("Cookie".to_owned(), own.to_owned())]);
    let route =
        Route { secret: Some("hush".to_owned().into()), ..plain_route(Auth::Cookie("sid".to_owned())) };
    let cookies = |text: &str| text.lines().filter(|line| line.to_lowercase().contains("cookie")).count();
    let shown = http(&request, &route).unwrap();
    assert!(shown.contains(&format!("cookie: sid=hush; {own}\r\n")), "{shown}");
    assert_eq!(cookies(&shown), 1);
    let hidden = plain_route(Auth::Cookie("sid".to_owned()));
    for route in [&route, &hidden] {
        let (command, program) = (curl(&request, route).unwrap(), python(&request, route).unwrap());
        assert_eq!((cookies(&command), cookies(&program)), (1, 1), "{command}\n{program}");
        assert!(command.contains(&format!("; {own}")) && program.contains(&format!("; {own}")), "{program}");
    }
    let bad = filled("get", "/x", &operation, &[("raw", "a;b")]);
    assert_eq!(blocking(&bad).len(), 1);
}

#[test]
fn what_cannot_prove_who_asks_is_named() {
    let schemes = json!({"k1": {"type": "apiKey", "in": "header", "name": "X-K1"}, "k2": {"type": "apiKey", "in": "header", "name": "X-K2"},
        "dig": {"type": "http", "scheme": "digest"}, "b": {"type": "http", "scheme": "bearer"}});
    let first = || Auth::Header("X-K1".to_owned());
    for (security, expected, lacks) in [
        (json!([{"k1": [], "k2": []}]), first(), ["header X-K2"].as_slice()),
        (json!([{"k1": [], "k2": []}, {"b": []}]), Auth::Bearer, &[]),
        (json!([{"dig": []}]), Auth::None, &["digest"]),
        (json!([{"dig": []}, {"k1": []}]), first(), &[]),
        (json!([{"dig": []}, {}]), Auth::None, &[]),
    ] {
        let library = read_json(&json!({"openapi": "3.0.0", "info": {"title": "T", "version": "1"},
            "components": {"securitySchemes": schemes}, "paths": {"/x": {"get": {"security": security}}}}));
        let operation = &library.operations[0];
        assert_eq!(
            (Auth::of(operation), Auth::lacks(operation)),
            (expected, lacks.iter().map(|name| (*name).to_owned()).collect()),
            "{security}"
        );
    }
}

#[test]
fn a_header_of_the_request_stands_in_place_of_our_own() {
    let operation = json!({"parameters": [{"name": "User-Agent", "in": "header"}, {"name": "Host", "in": "header"},
        {"name": "r", "in": "query", "allowReserved": true}]});
    let values = [("User-Agent", "me/1"), ("Host", "h.example"), ("r", "it's[x]")];
    let request = request(&filled("get", "/x", &operation, &values));
    let shown = http(&request, &plain_route(Auth::None)).unwrap();
    let lines = |name: &str| shown.lines().filter(|line| line.starts_with(name)).count();
    assert_eq!((lines("user-agent: "), lines("host: ")), (1, 1), "{shown}");
    assert!(
        shown.starts_with("GET /v1/x?r=it%27s[x] HTTP/1.1") && shown.contains("user-agent: me/1"),
        "{shown}"
    );
    let command = curl(&request, &plain_route(Auth::None)).unwrap();
    assert!(command.contains("-g '") && command.contains("it%27s[x]"), "{command}");
    let base = Base::At("https://Example.com:443".to_owned());
    let shown = http(&request, &Route { base, ..plain_route(Auth::None) }).unwrap();
    assert!(shown.starts_with("GET /x?"), "{shown}");
    let bare = crate::twilio::Request { headers: Vec::new(), ..request };
    let base = Base::At("https://Example.com:443".to_owned());
    let shown = http(&bare, &Route { base, ..plain_route(Auth::None) }).unwrap();
    assert!(shown.contains("host: example.com\r\n"), "{shown}");
}

#[test]
fn a_body_that_may_be_left_out_needs_nothing_until_it_begins() {
    let schema = json!({"type": "object", "required": ["name"], "properties": {"name": {"type": "string"}, "n": {"type": "integer"}}});
    let body = |is_required: bool| json!({"requestBody": {"required": is_required, "content": {"application/json": {"schema": schema}}}});
    let needs = ["name is required"];
    assert_eq!(blocking(&filled("post", "/x", &body(false), &[])), Vec::<String>::new());
    assert_eq!(request(&filled("post", "/x", &body(false), &[])).body(), None);
    assert_eq!(blocking(&filled("post", "/x", &body(false), &[("n", "1")])), needs);
    assert_eq!(blocking(&filled("post", "/x", &body(true), &[])), needs);
    let warned =
        check(&filled("post", "/x", &body(true), &[("name", "a"), ("n", "12345678901234567890123")]));
    assert!(
        warned.iter().any(|found| found.message.contains("is sent as 1.2345678901234568e+22")),
        "{warned:?}"
    );
}

#[test]
fn files_in_lists_are_files() {
    let parts = |property: &Value, encoding: &Value, value: &str| {
        let content = json!({"multipart/form-data": {"schema": {"type": "object", "properties": {"f": property}},
            "encoding": {"f": encoding}}});
        let prepared = filled("post", "/x", &json!({"requestBody": {"content": content}}), &[("f", value)]);
        String::from_utf8(request(&prepared).body().unwrap()).unwrap()
    };
    let two = "data:image/png;base64,aGk=\ndata:image/png;base64,aG8=";
    let binary = json!({"type": "array", "items": {"type": "string", "format": "binary"}});
    let texts = json!({"type": "array", "items": {"type": "string"}});
    let named = json!({"type": "array", "items": {"type": "string", "contentMediaType": "image/png"}});
    for (property, encoding) in [
        (&binary, json!({})),
        (&binary, json!({"contentType": "image/png, image/jpeg"})),
        (&texts, json!({"contentType": "image/png"})),
        (&named, json!({})),
    ] {
        let sent = parts(property, &encoding, two);
        assert_eq!(
            sent.matches("Content-Type: image/png\r\n\r\nh").count(),
            2,
            "{property} {encoding} {sent}"
        );
        assert!(!sent.contains("base64"), "{sent}");
    }
    let sent = parts(&json!({"contentMediaType": "image/png"}), &json!({}), "data:image/png;base64,aGk=");
    assert!(sent.contains("Content-Type: image/png\r\n\r\nhi"), "{sent}");
    let sent = parts(&texts, &json!({"contentType": "text/x"}), "a\nb");
    assert_eq!(sent.matches("Content-Type: text/x").count(), 2, "{sent}");
}

#[test]
fn a_range_of_types_is_never_sent() {
    for (media_type, value, expected) in [
        ("image/*", "data:image/png;base64,aGk=", "image/png"),
        ("image/*", "hi", "application/octet-stream"),
        ("text/*", "hi", "text/plain"),
        ("image/png", "data:image/gif;base64,aGk=", "image/png"),
    ] {
        let content = json!({media_type: {"schema": {}}});
        let prepared =
            filled("post", "/x", &json!({"requestBody": {"content": content}}), &[("body", value)]);
        assert_eq!(request(&prepared).content_type(), Some(expected), "{media_type} {value}");
    }
}

#[test]
fn a_form_is_encoded_as_its_document_says() {
    let schema = json!({"type": "object", "properties": {"js": {"type": "array", "items": {"type": "string"}}, "oe": {"type": "object"}}});
    let content = json!({"application/x-www-form-urlencoded": {"schema": schema,
        "encoding": {"js": {"contentType": "application/json"}, "oe": {"explode": true}}}});
    for (name, value, expected) in
        [("js", "x\ny", "js=%5B%22x%22%2C%22y%22%5D"), ("oe", r#"{"a": 1, "b": 2}"#, "a=1&b=2")]
    {
        let operation = json!({"requestBody": {"content": content}});
        let body = request(&filled("post", "/x", &operation, &[(name, value)])).body().unwrap();
        assert_eq!(String::from_utf8(body).unwrap(), expected);
    }
}

#[test]
fn a_name_in_two_places_is_two_values() {
    let body = json!({"content": {"application/json": {"schema": {"type": "object", "required": ["id"],
        "properties": {"id": {"type": "string"}, "name": {"type": "string"}}}}}});
    let operation = json!({"parameters": [{"name": "id", "in": "path"}, {"name": "name", "in": "query"}], "requestBody": body});
    let values = [("id", "1"), ("name", "q"), ("body.name", "b")];
    let prepared = filled("put", "/pets/{id}", &operation, &values);
    assert_eq!(blocking(&prepared), ["id is required"]);
    let prepared = filled("put", "/pets/{id}", &operation, &[&values[..], &[("body.id", "2")]].concat());
    assert_eq!(blocking(&prepared), Vec::<String>::new());
    let request = request(&prepared);
    assert_eq!((&*request.path, &*request.query), ("/pets/1", "name=q"));
    assert_eq!(request.body().unwrap(), br#"{"id":"2","name":"b"}"#);
    assert_eq!(prepared.places_of("name"), [Place::Query, Place::Body]);
    assert_eq!(prepared.value_in(Place::Body, "id"), "2");
}

#[test]
fn swagger_joins_lists_in_parts_and_lets_any_header_be_a_parameter() {
    let library = read_json(
        &json!({"swagger": "2.0", "info": {"title": "T", "version": "1"}, "host": "a.example",
        "paths": {"/x": {"post": {"consumes": ["multipart/form-data"], "parameters": [
            {"name": "Authorization", "in": "header", "type": "string"}, {"name": "must", "in": "formData", "type": "string", "required": true},
            {"name": "t", "in": "formData", "type": "array", "items": {"type": "string"}, "collectionFormat": "csv"}]}}}}),
    );
    assert_eq!(library.warnings, []);
    let mut prepared = Prepared::new(&library.operations[0]);
    assert_eq!(blocking(&prepared), ["must is required"]);
    for (name, value) in [("Authorization", "own"), ("t", "a\nb")] {
        assert!(prepared.set(name, value));
    }
    let request = request(&prepared);
    let body = String::from_utf8(request.body().unwrap()).unwrap();
    assert!(body.contains("name=\"t\"\r\n\r\na,b\r\n"), "{body}");
    let shown = http(&request, &plain_route(Auth::Bearer)).unwrap();
    assert!(shown.contains("authorization: own") && !shown.contains("Bearer"), "{shown}");
    let new = with("get", "/x", &json!({"parameters": [{"name": "Authorization", "in": "header"}]}));
    assert_eq!((new.warnings.len(), new.operations[0].parameters.len()), (1, 0));
}

#[test]
fn what_is_only_read_is_no_part_of_a_request_and_what_is_only_written_none_of_an_answer() {
    let schema = json!({"type": "object", "required": ["id", "pw", "name"], "properties": {"name": {"type": "string"},
        "id": {"type": "string", "readOnly": true}, "pw": {"type": "string", "writeOnly": true}}});
    let operation =
        json!({"requestBody": {"required": true, "content": {"application/json": {"schema": schema}}}});
    let prepared = filled("post", "/x", &operation, &[("name", "a"), ("pw", "b")]);
    assert_eq!(check(&prepared), []);
    let schema = prepared.operation().body.schema.clone().unwrap();
    for (direction, expected) in [
        (Some(Direction::Sent), ["a property `pw`", "a property `name`"].as_slice()),
        (Some(Direction::Came), &["a property `id`", "a property `name`"]),
        (None, &["a property `id`", "a property `pw`", "a property `name`"]),
    ] {
        let found = differences_of(&schema, &json!({}), direction);
        let found: Vec<&str> = found.iter().map(|found| found.expected.as_str()).collect();
        assert_eq!(found, expected, "{direction:?}");
    }
}

#[test]
fn a_workflow_holds_the_bytes_of_the_request() {
    let library = read_json(&json!({"openapi": "3.0.0", "info": {"title": "T", "version": "1"},
        "servers": [{"url": "https://user:SECRETPW@a.example/v1"}],
        "paths": {"/x/{p}/{m}": {"post": {"parameters": [
            {"name": "p", "in": "path", "required": true, "schema": {"type": "array", "items": {"type": "string"}}},
            {"name": "m", "in": "path", "required": true, "style": "matrix", "explode": true, "schema": {"type": "object"}}],
            "requestBody": {"content": {"application/vnd.api+json": {"schema": {"type": "object", "properties": {"a": {"type": "string"}}}}}}}}}}));
    let mut prepared = Prepared::new(&library.operations[0]);
    for (name, value) in [("p", "b\nc"), ("m", r#"{"k": 1}"#), ("a", "x")] {
        assert!(prepared.set(name, value));
    }
    let exported = conductor::request(&prepared);
    let call = &exported.tasks[0]["inputParameters"]["http_request"];
    assert_eq!(call["uri"], "https://a.example/v1/x/b,c/;k=1");
    assert_eq!(
        (&call["contentType"], &call["body"]),
        (&json!("application/vnd.api+json"), &json!({"a": "x"}))
    );
    assert!(
        exported.notes.iter().any(|note| note.contains("left out"))
            && !format!("{exported:?}").contains("SECRETPW")
    );
}
