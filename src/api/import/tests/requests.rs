//! How the values of an imported operation travel.

use super::*;

/// What goes out for a parameter of this place, style and schema.
fn written(place: &str, more: &Value, value: &str, expected: &str) {
    let path = if place == "path" { "/x/{a}" } else { "/x" };
    let mut parameter = json!({"name": "a", "in": place, "schema": {"type": "array", "items": {}}});
    for (key, value) in more.as_object().unwrap() {
        parameter[key] = value.clone();
    }
    let library = with("get", path, &json!({"parameters": [parameter]}));
    assert_eq!(library.warnings, []);
    let (address, _) = sends(&library, &[("a", value)]);
    let expected = format!("https://a.example/v1/x{expected}");
    assert_eq!(address, expected, "{place} {more}");
}

#[test]
fn lists_and_objects_are_written_in_the_style_of_the_document() {
    let list = "b\nc d,e";
    written("query", &json!({}), list, "?a=b&a=c+d%2Ce");
    written("query", &json!({"explode": false}), list, "?a=b,c%20d%2Ce");
    written("query", &json!({"style": "spaceDelimited", "explode": false}), "b\nc", "?a=b%20c");
    written("query", &json!({"style": "pipeDelimited", "explode": false}), "[\"b\", 7]", "?a=b%7C7");
    written("path", &json!({}), list, "/b,c%20d%2Ce");
    written("path", &json!({"style": "label", "explode": true}), "b\nc", "/.b.c");
    written("path", &json!({"style": "label"}), "b\nc", "/.b,c");
    written("path", &json!({"style": "matrix"}), "b\nc", "/;a=b,c");
    written("path", &json!({"style": "matrix", "explode": true}), "b\nc", "/;a=b;a=c");
    let schema = json!({"type": "object"});
    let object = r#"{"b": 1, "c": {"d": [2, 3]}}"#;
    written(
        "query",
        &json!({"schema": schema, "style": "deepObject"}),
        object,
        "?a%5Bb%5D=1&a%5Bc%5D%5Bd%5D=2&a%5Bc%5D%5Bd%5D=3",
    );
    written("query", &json!({"schema": schema}), r#"{"b": 1, "c": "x"}"#, "?b=1&c=x");
    written("query", &json!({"schema": schema, "explode": false}), r#"{"b": 1, "c": "x"}"#, "?a=b,1,c,x");
    written("path", &json!({"schema": schema, "explode": true}), r#"{"b": 1, "c": "x"}"#, "/b=1,c=x");
    written("path", &json!({"schema": schema, "style": "matrix"}), r#"{"b": 1}"#, "/;a=b,1");
    let text = json!({"type": "string"});
    written("query", &json!({"schema": text, "allowReserved": true}), "a/b?c&d e", "?a=a/b?c%26d%20e");
    written(
        "query",
        &json!({"schema": null, "content": {"application/json": {"schema": schema}}}),
        r#"{"b":1}"#,
        "?a=%7B%22b%22%3A1%7D",
    );
}

#[test]
fn headers_and_cookies_are_written() {
    let parameters = json!([
        {"name": "X-List", "in": "header", "schema": {"type": "array"}}, {"name": "Accept", "in": "header"},
        {"name": "one", "in": "cookie", "schema": {"type": "string"}}, {"name": "two", "in": "cookie"}]);
    let library = with("get", "/x", &json!({"parameters": parameters}));
    let mut prepared = Prepared::new(&library.operations[0]);
    for (name, value) in [("X-List", "a\nb"), ("one", "1 ;"), ("two", "2")] {
        assert!(prepared.set(name, value));
    }
    assert!(!prepared.set("Accept", "x"));
    let headers = request(&prepared).headers;
    assert_eq!(
        headers,
        [("X-List".into(), "a,b".into()), ("Cookie".into(), "one=1%20%3B; two=2".to_owned())]
    );
}

fn body(schema: &Value, media_type: &str, values: &[(&str, &str)], expected: &str) {
    let content = json!({media_type: {"schema": schema}});
    let library = with("post", "/x", &json!({"requestBody": {"content": content}}));
    assert_eq!(sends(&library, values).1, expected);
}

#[test]
fn bodies_are_written_as_their_media_type_has_it() {
    let form = "application/x-www-form-urlencoded";
    let schema = json!({"type": "object", "properties": {"A.B": {"type": "string"}, "L": {"type": "array", "items": {"type": "string"}},
        "O": {"type": "object"}, "N": {"type": "integer"}}});
    let values = [("A.B", "x y"), ("L", "1\n2"), ("O", r#"{"k": [1]}"#), ("N", "7")];
    body(&schema, form, &values, "A.B=x+y&L=1&L=2&O=%7B%22k%22%3A+%5B1%5D%7D&N=7");
    body(&schema, "application/json", &values, r#"{"A.B":"x y","L":["1","2"],"O":{"k":[1]},"N":7}"#);
    let nested = json!({"type": "object", "required": ["who"], "properties": {
        "who": {"type": "object", "required": ["name"], "properties": {"name": {"type": "string"}, "old": {"type": "boolean"}}},
        "any": {}, "id": {"type": "string", "readOnly": true}}});
    body(
        &nested,
        "application/json",
        &[("who.name", "7"), ("who.old", "true"), ("any", "[1]")],
        r#"{"who":{"name":"7","old":true},"any":[1]}"#,
    );
    body(
        &json!({"type": "array", "items": {"type": "integer"}}),
        "application/json",
        &[("body", "[1, 2]")],
        "[1,2]",
    );
    body(&json!({"type": "string"}), "text/plain", &[("body", "hello")], "hello");
    body(&json!({}), "application/octet-stream", &[("body", "data:image/png;base64,aGk=")], "hi");
    let whole =
        with("post", "/x", &json!({"requestBody": {"content": {"application/json": {"schema": nested}}}}));
    let mut prepared = Prepared::new(&whole.operations[0]);
    prepared.set("who.name", "Ann");
    prepared.set_raw_body(prepared.json_body().map(|text| text.replace("Ann", "Bob")));
    assert!(String::from_utf8(request(&prepared).body().unwrap()).unwrap().contains("\"Bob\""));
    assert_eq!(whole.operations[0].parameter("who.name").map(|parameter| parameter.required), Some(true));
    assert!(whole.operations[0].parameter("id").is_none(), "what is read only is not asked for");
}

#[test]
fn parts_have_a_boundary_that_is_always_the_same() {
    let schema = json!({"type": "object", "properties": {"file": {"type": "string", "format": "binary"}, "note": {"type": "string"}}});
    let library =
        with("post", "/x", &json!({"requestBody": {"content": {"multipart/form-data": {"schema": schema}}}}));
    let values = [("file", "data:text/csv;base64,YSxi"), ("note", "n")];
    let (_, first) = sends(&library, &values);
    assert_eq!(first, sends(&library, &values).1);
    let boundary = first.lines().next().unwrap().to_owned();
    assert_eq!(
        first,
        format!(
            "{boundary}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"file\"\r\nContent-Type: text/csv\r\n\r\na,b\r\n\
             {boundary}\r\nContent-Disposition: form-data; name=\"note\"\r\n\r\nn\r\n{boundary}--\r\n"
        )
    );
    let mut prepared = Prepared::new(&library.operations[0]);
    prepared.set("note", "n");
    let media_type = request(&prepared).content_type().unwrap().to_owned();
    assert!(media_type.starts_with("multipart/form-data; boundary=cordboard-"), "{media_type}");
}

#[test]
fn a_query_stands_beside_a_body_and_a_get_may_have_one() {
    let schema = json!({"type": "object", "properties": {"b": {"type": "string"}}});
    let operation = json!({"parameters": [{"name": "q", "in": "query"}],
        "requestBody": {"content": {"application/x-www-form-urlencoded": {"schema": schema}}}});
    for (method, line) in [("post", "curl -X POST"), ("get", "curl -X GET")] {
        let library = with(method, "/x?fixed=1", &operation);
        let (address, body) = sends(&library, &[("q", "1 2"), ("b", "x y")]);
        assert_eq!((&*address, &*body), ("https://a.example/v1/x?fixed=1&q=1+2", "b=x+y"));
        let mut prepared = Prepared::new(&library.operations[0]);
        prepared.set("b", "x y");
        let request = request(&prepared);
        let route = Route { auth: Auth::None, ..Route::twilio() };
        let command = curl(&request, &route).unwrap();
        assert!(
            command.starts_with(line) && command.contains("application/x-www-form-urlencoded"),
            "{command}"
        );
        let text = http(&request, &route).unwrap();
        assert!(text.ends_with("\r\n\r\nb=x+y") && text.contains("content-length: 5\r\n"), "{text}");
        assert!(text.contains("host: a.example\r\n") && !text.contains("authorization"), "{text}");
        assert!(python(&request, &route).unwrap().contains("data="));
    }
    let odd = with("get", "/ü {a}|", &json!({}));
    assert_eq!(sends(&odd, &[("a", "ä")]).0, "https://a.example/v1/%C3%BC%20%C3%A4%7C");
    let bare = with("post", "/x", &json!({}));
    let request = request(&Prepared::new(&bare.operations[0]));
    assert_eq!((request.content_type(), request.body()), (None, None));
}

#[test]
fn the_best_of_several_bodies_is_first_and_the_others_can_be_chosen() {
    let schema = json!({"type": "object", "properties": {"b": {"type": "string"}}});
    let content = json!({"application/xml": {"schema": schema}, "application/json": {"schema": schema},
        "application/x-www-form-urlencoded": {"schema": schema}});
    let library = with("put", "/x", &json!({"requestBody": {"content": content}}));
    let operation = &library.operations[0];
    assert_eq!(operation.body.kind, BodyKind::Json);
    let form = operation.with_body_of("application/x-www-form-urlencoded").unwrap();
    let mut prepared = Prepared::new(operation);
    prepared.set("b", "x y");
    let carried = prepared.carried_to(&form);
    assert_eq!(request(&carried).body().unwrap(), b"b=x+y");
    assert_eq!(operation.with_body_of("application/xml").unwrap().body.kind, BodyKind::Text);
    assert!(operation.with_body_of("image/png").is_none());
}

#[test]
fn a_secret_travels_as_the_document_says() {
    let library = with("get", "/x", &json!({}));
    let request = request(&Prepared::new(&library.operations[0]));
    for (auth, line, command) in [
        (Auth::Bearer, "authorization: Bearer hush\r\n", "Bearer $API_TOKEN"),
        (Auth::Header("X-Key".to_owned()), "x-key: hush\r\n", "$API_TOKEN"),
        (Auth::Query("k y".to_owned()), "GET /v1/x?k+y=hush HTTP", "$API_TOKEN"),
        (Auth::Cookie("s".to_owned()), "cookie: s=hush\r\n", "$API_TOKEN"),
    ] {
        let route = |secret: Option<&str>| Route {
            secret: secret.map(Into::into),
            auth: auth.clone(),
            ..Route::twilio()
        };
        let open = http(&request, &route(Some("hush"))).unwrap();
        assert!(open.contains(line), "{open}");
        let hidden = route(None);
        for text in [http(&request, &hidden), curl(&request, &hidden), python(&request, &hidden)] {
            assert!(!text.unwrap().contains("hush"));
        }
        assert!(curl(&request, &hidden).unwrap().contains(command), "{auth:?}");
        assert!(hidden.proof().is_none() && route(Some("hush")).proof().is_some());
        assert!(!format!("{:?}", route(Some("hush")).proof()).contains("hush"));
    }
}
