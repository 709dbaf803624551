use std::ops::ControlFlow;

use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::api::{
    Auth, BodyKind, Covers, Kind, Place, Prepared, Route, SecurityKind, Severity, Weight, check, curl,
    differences, http, python, request,
};
use crate::twilio::{Base, Method, Product};

fn read(text: &str) -> Library {
    import(text, "test", &mut |_| ControlFlow::Continue(())).unwrap()
}

fn read_json(document: &Value) -> Library {
    read(&document.to_string())
}

/// A document of 3.1 with one operation.
fn with(method: &str, path: &str, operation: &Value) -> Library {
    read_json(&json!({"openapi": "3.1.0", "info": {"title": "T", "version": "1"},
        "servers": [{"url": "https://a.example/v1/"}], "paths": {path: {method: operation}}}))
}

/// What goes out of the only operation with these values: its address and its body.
fn sends(library: &Library, values: &[(&str, &str)]) -> (String, String) {
    let mut prepared = Prepared::new(&library.operations[0]);
    for (name, value) in values {
        assert!(prepared.set(name, *value), "{name} in {:?}", library.operations[0].parameters);
    }
    let request = request(&prepared);
    let address = Base::Twilio.address(&crate::twilio::Place::default(), &request).unwrap();
    (address, String::from_utf8(request.body().unwrap_or_default()).unwrap())
}

fn fails(text: &str, expected: &str) {
    let error = import(text, "test", &mut |_| ControlFlow::Continue(())).unwrap_err();
    assert!(error.to_string().contains(expected), "{error}");
    assert!(error.remedy().is_some());
}

#[test]
fn only_what_is_no_document_is_an_error_and_it_names_the_place() {
    fails("", "line 1, column 1): it is null");
    fails("[1]", "it is a list");
    fails("hello", "it is a text");
    fails("{\"openapi\": \"3.0.0\",\n \"paths\": {,}}", "(line 2, column");
    fails("a: b\n c: d", "YAML that can be read (line 2, column");
    fails("title: x\nopenapi: '4.0'", "(line 2, column 10): OpenAPI `4.0` is not known");
    fails("{\"swagger\": \"1.2\"}", "Swagger `1.2` is not known");
    fails("{\"paths\": {}}", "neither `openapi` nor `swagger`");
    fails("<!DOCTYPE html><html></html>", "this is no");
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    fails(&deep, "deep");
    fails(&"- ".repeat(100_000), "deep");
    // What scanners are known to stumble over.
    for odd in [
        "{---",
        "{openapi: 3.0.0\n---",
        "? - ? - : -",
        "&a [*a]",
        "!!str",
        "%YAML 9.9\n---\n",
        "\u{0}",
        "- \t- a",
    ] {
        assert!(import(odd, "test", &mut |_| ControlFlow::Continue(())).is_err(), "{odd:?}");
    }
    // Braces are YAML, too.
    assert_eq!(read("{openapi: 3.0.0, info: {title: a, version: 1.10}}").version, "1.10");
}

#[test]
fn an_alias_bomb_is_refused_and_aliases_and_merges_work() {
    let mut bomb = "a0: &a0 [1,2,3,4,5,6,7,8,9]\n".to_owned();
    for level in 1..12 {
        let inside = format!("*a{},", level - 1).repeat(9);
        bomb.push_str(&format!("a{level}: &a{level} [{inside}]\n"));
    }
    fails(&format!("openapi: 3.0.0\n{bomb}"), "unfold");
    let library = read(
        "openapi: 3.0.0\ninfo: {title: t, version: '1'}\nx-all: &all\n  summary: Shared\n  tags: [one]\npaths:\n  /a:\n    \
         get:\n      <<: *all\n      summary: Own\n    post: *all\n",
    );
    let told: Vec<(&str, &[String])> = library
        .operations
        .iter()
        .map(|operation| (operation.summary.as_str(), operation.tags.as_slice()))
        .collect();
    assert_eq!(told, [("Own", ["one".to_owned()].as_slice()), ("Shared", &["one".to_owned()])]);
}

#[test]
fn one_bad_operation_does_not_stop_the_others() {
    let library = read_json(&json!({"openapi": "3.0.3", "info": {"title": "T", "version": "1"}, "paths": {
        "/a": {"get": 7, "post": {"parameters": [{"in": "query"}, {"name": "x", "in": "body"}, {"$ref": "#/none"}],
            "responses": {"abc": {}, "200": {"$ref": "other.json#/a"}}}},
        "b": {"get": {}}, "/c": [], "/d": {"$ref": "#/paths/~1d"},
        "/e~f/{id}": {"get": {"operationId": "x"}, "put": {"operationId": "x"}, "query": {}},
        "/g": {"get": {"requestBody": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/No"}}}}}},
    }}));
    let ids: Vec<&str> = library.operations.iter().map(|operation| operation.id.as_str()).collect();
    assert_eq!(ids, ["post-a", "x", "put-e-f-id", "get-g"]);
    let told: Vec<(&str, &str)> =
        library.warnings.iter().map(|warning| (warning.pointer.as_str(), warning.message.as_str())).collect();
    let expected = [
        ("/paths/~1a/get", "not a number"),
        ("/paths/~1a/post/parameters/0", "no name"),
        ("/paths/~1a/post/parameters/1", "in `body`"),
        ("/paths/~1a/post/parameters/2/$ref", "no `#/none`"),
        ("/paths/~1a/post/responses/abc", "no status"),
        ("/paths/~1a/post/responses/200/$ref", "another document"),
        ("/paths/b", "begin with a slash"),
        ("/paths/~1c", "a list"),
        ("/paths/~1d/$ref", "circle"),
        ("/paths/~1e~0f~1{id}/get", "names `id`"),
        ("/paths/~1e~0f~1{id}/put/operationId", "twice"),
        ("/paths/~1e~0f~1{id}/query", "3.2"),
        ("/paths/~1g/get/requestBody/content/application~1json/schema", "no `#/components/schemas/No`"),
    ];
    for (pointer, part) in expected {
        let found = told
            .iter()
            .any(|(at, message)| *at == pointer && (message.contains(part) || part.starts_with("not ")));
        assert!(found, "{pointer} {part} in {told:#?}");
    }
    assert!(library.warnings.iter().all(|warning| warning.line == 1 && warning.column > 1));
}

#[test]
fn a_warning_names_line_and_column() {
    let library =
        read("openapi: 3.0.0\npaths:\n  /a:\n    get:\n      parameters:\n        - $ref: '#/none'\n");
    let places: Vec<(u32, u32)> =
        library.warnings.iter().map(|warning| (warning.line, warning.column)).collect();
    assert_eq!(places, [(6, 11)]);
    let library = read("{\"openapi\": \"3.0.0\",\n  \"paths\": {\"b\": {}}}");
    assert_eq!((library.warnings[0].line, library.warnings[0].column), (2, 18));
}

#[test]
fn references_are_followed_however_they_are_spelled_and_circles_end() {
    let library = read_json(&json!({"openapi": "3.1.0", "info": {"title": "T", "version": "1"},
        "paths": {"/a/{b c}": {"get": {"parameters": [{"$ref": "#/components/parameters/a%20b~1c"}],
            "responses": {"200": {"description": "x", "content": {"application/json": {
                "schema": {"$ref": "#/components/schemas/Node"}}}}}}}},
        "components": {
            "parameters": {"a b/c": {"name": "b c", "in": "path", "required": true, "schema": {"type": "string"}}},
            "schemas": {
                "Node": {"type": "object", "required": ["name"], "properties": {"name": {"type": "string"},
                    "children": {"type": "array", "items": {"$ref": "#/components/schemas/Node"}}}},
                "Loop": {"$ref": "#/components/schemas/Loop"},
                "Self": {"allOf": [{"$ref": "#/components/schemas/Self"}, {"$ref": "#/components/schemas/Self"}]}}}}));
    assert_eq!(library.warnings, []);
    assert_eq!(sends(&library, &[("b c", "x/y z")]).0, "/a/x%2Fy%20z");
    let answer = library.operations[0].answer_for(200).unwrap();
    let schema = answer.schema.clone().unwrap();
    // It holds itself, however deep.
    let found = differences(
        &schema,
        &json!({"name": "a", "children": [{"name": "b", "children": [{"name": 7}, {}]}]}),
    );
    let paths: Vec<&str> = found.iter().map(|found| found.path.as_str()).collect();
    assert_eq!(paths, ["/children/0/children/0/name", "/children/0/children/1"]);
    for name in ["Loop", "Self"] {
        let reference = format!("#/components/schemas/{name}");
        let schemas = json!({"Loop": {"$ref": "#/components/schemas/Loop"}, "Self": {"allOf": [
            {"$ref": "#/components/schemas/Self"}, {"$ref": "#/components/schemas/Self"}]}});
        let library =
            read_json(&json!({"openapi": "3.1.0", "paths": {"/a": {"post": {"requestBody": {"content": {
            "application/json": {"schema": {"$ref": reference}}}}}}}, "components": {"schemas": schemas}}));
        let prepared = Prepared::example(&library.operations[0]);
        check(&prepared);
        request(&prepared);
        assert_eq!(differences(library.operations[0].body.schema.as_ref().unwrap(), &json!(1)), []);
    }
}

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
    assert_eq!(headers, [("X-List".into(), "a,b".into()), ("Cookie".into(), "one=1+%3B; two=2".to_owned())]);
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

/// What a new request holds for the one parameter, and what an example of one.
fn filled(parameter: &Value, expected: (&str, &str)) {
    let mut parameter = parameter.clone();
    parameter["name"] = json!("a");
    parameter["in"] = json!("query");
    let library = with("get", "/x", &json!({"parameters": [parameter]}));
    let operation = &library.operations[0];
    let got = (Prepared::new(operation), Prepared::example(operation));
    assert_eq!((got.0.value("a"), got.1.value("a")), expected, "{parameter}");
}

#[test]
fn fields_are_filled_in_by_what_the_document_shows_best() {
    let sid = json!({"type": "string", "pattern": "^IS[0-9a-fA-F]{32}$"});
    filled(&json!({"example": "x", "schema": {"example": "y", "default": "z"}}), ("", "x"));
    filled(&json!({"examples": {"one": {"value": "x"}, "two": {"value": "y"}}}), ("", "x"));
    filled(&json!({"required": true, "schema": {"example": "y", "default": "z"}}), ("z", "y"));
    filled(&json!({"required": true, "schema": {"default": "z", "enum": ["a", "z"]}}), ("z", "z"));
    filled(&json!({"required": true, "schema": {"enum": ["a", "z"]}}), ("", "a"));
    filled(&json!({"required": true, "schema": {"const": "a"}}), ("a", "a"));
    filled(&json!({"required": true, "schema": sid}), ("", "ISa1b2c3d4e5f60718293a4b5c6d7e8f90"));
    filled(&json!({"schema": sid}), ("", ""));
    filled(&json!({"required": true, "schema": {"type": "string"}}), ("", ""));
    // An example that its own schema refuses is passed over.
    filled(
        &json!({"required": true, "example": "IS1", "schema": sid}),
        ("", "ISa1b2c3d4e5f60718293a4b5c6d7e8f90"),
    );
    filled(&json!({"example": ["a", "b"], "schema": {"type": "array"}}), ("", r#"["a","b"]"#));
}

#[test]
fn an_example_of_the_body_fills_its_fields_and_what_it_adds_is_marked() {
    let schema = json!({"type": "object", "properties": {"a": {"type": "string", "example": "own"}, "b": {"type": "object",
        "properties": {"c": {"type": "integer"}}}}});
    let media = json!({"schema": schema, "examples": {"one": {"$ref": "#/components/examples/One"}}});
    let library = read_json(
        &json!({"openapi": "3.0.0", "paths": {"/x": {"post": {"requestBody": {"content": {"application/json": media}}}}},
        "components": {"examples": {"One": {"value": {"b": {"c": 7}, "Tags": ["x"]}}}}}),
    );
    let operation = &library.operations[0];
    let prepared = Prepared::example(operation);
    assert_eq!((prepared.value("a"), prepared.value("b.c"), prepared.value("Tags")), ("", "7", r#"["x"]"#));
    assert!(operation.parameter("Tags").unwrap().is_unlisted);
    assert_eq!(sends_of(&prepared), json!({"b": {"c": 7}, "Tags": ["x"]}));
    let plain =
        with("post", "/x", &json!({"requestBody": {"content": {"application/json": {"schema": schema}}}}));
    assert_eq!(Prepared::example(&plain.operations[0]).value("a"), "own");
}

fn sends_of(prepared: &Prepared) -> Value {
    serde_json::from_slice(&request(prepared).body().unwrap()).unwrap()
}

#[test]
fn swagger_2_is_read_as_well() {
    let library = read(
        "swagger: '2.0'\ninfo: {title: Pets, version: '1'}\nhost: pets.example\nbasePath: /v2/\nschemes: [http, https]\n\
         consumes: [application/json]\nsecurityDefinitions: {key: {type: apiKey, in: header, name: X-Key}, b: {type: basic}}\n\
         security: [{key: []}]\npaths:\n  /pets/{id}:\n    parameters:\n    - {name: id, in: path, required: true, type: integer, minimum: 1}\n    \
         post:\n      consumes: [application/x-www-form-urlencoded]\n      security: [{b: []}]\n      parameters:\n      \
         - {name: name, in: formData, type: string, required: true}\n      - {name: tag, in: formData, type: array, items: {type: string}, collectionFormat: pipes}\n      \
         responses: {200: {description: Fine, schema: {$ref: '#/definitions/Pet'}, examples: {application/json: {id: 7}}}}\n    \
         put:\n      parameters:\n      - {name: pet, in: body, required: true, schema: {$ref: '#/definitions/Pet'}}\n      \
         - {name: q, in: query, type: array, items: {type: string}, collectionFormat: multi}\n    \
         patch:\n      parameters:\n      - {name: photo, in: formData, type: file}\n\
         definitions:\n  Pet: {type: object, required: [id], properties: {id: {type: integer}, name: {type: string, x-nullable: true}}}\n",
    );
    assert_eq!(library.warnings, []);
    let urls: Vec<&str> = library.servers.iter().map(|server| server.url.as_str()).collect();
    assert_eq!(urls, ["https://pets.example/v2", "http://pets.example/v2"]);
    let [post, put, patch] = library.operations.as_slice() else { panic!("{:?}", library.operations.len()) };
    assert_eq!(
        (post.body.kind, put.body.kind, patch.body.kind),
        (BodyKind::Form, BodyKind::Json, BodyKind::Multipart)
    );
    let mut prepared = Prepared::new(post);
    for (name, value) in [("id", "7"), ("name", "Rex"), ("tag", "a\nb")] {
        assert!(prepared.set(name, value));
    }
    assert_eq!(request(&prepared).body().unwrap(), b"name=Rex&tag=a%7Cb");
    assert_eq!(Auth::of(post), Auth::Basic);
    assert_eq!(Auth::of(put), Auth::Header("X-Key".to_owned()));
    assert_eq!(post.example_answer, "{\n  \"id\": 7\n}");
    let mut prepared = Prepared::new(put);
    for (place, name, value) in
        [(Place::Path, "id", "1"), (Place::Body, "id", "2"), (Place::Query, "q", "x\ny")]
    {
        assert!(prepared.set_in(place, name, value));
    }
    let request = request(&prepared);
    assert_eq!((request.path.as_str(), request.full_query().as_str()), ("/pets/1", "q=x&q=y"));
    assert_eq!(request.body().unwrap(), br#"{"id":2}"#);
}

#[test]
fn security_servers_and_products_are_told() {
    let library = read_json(&json!({"openapi": "3.0.0", "info": {"title": "T", "version": "1"},
        "servers": [{"url": "https://{zone}.x.example", "variables": {"zone": {"default": "eu", "enum": ["eu", "us"]}}}, {"url": "/rel"}],
        "security": [{"token": []}],
        "components": {"securitySchemes": {"token": {"type": "http", "scheme": "Bearer"}, "o": {"type": "oauth2", "flows": {
            "clientCredentials": {"tokenUrl": "https://t.example", "scopes": {}}}}, "c": {"type": "apiKey", "in": "cookie", "name": "s"},
            "m": {"type": "mutualTLS"}, "id": {"type": "openIdConnect", "openIdConnectUrl": "https://i.example"}}},
        "paths": {"/a": {"get": {}}, "/b": {"servers": [{"url": "https://lookups.twilio.com"}], "get": {"security": [{}, {"c": []}]}},
            "/c": {"get": {"security": [{"o": ["read"]}], "servers": [{"url": "https://own.example"}]}}}}));
    let [a, b, c] = library.operations.as_slice() else { panic!("three") };
    assert_eq!((a.server.as_str(), a.product, Auth::of(a)), ("https://eu.x.example", None, Auth::Bearer));
    assert_eq!(a.servers[0].address(&[("zone".to_owned(), "us".to_owned())]), "https://us.x.example");
    assert_eq!((b.product, b.security.len(), b.security[0].len()), (Some(Product::Lookups), 2, 0));
    assert_eq!(c.server, "https://own.example");
    assert_eq!(c.security[0][0].scopes, ["read"]);
    assert_eq!(c.security[0][0].kind, SecurityKind::OAuth2 { token_url: "https://t.example".to_owned() });
    assert_eq!(library.warnings.len(), 1, "{:?}", library.warnings);
    let from = import(
        &json!({"openapi": "3.0.0", "servers": [{"url": "../v2"}, {"url": "/v3"}], "paths": {}}).to_string(),
        "https://h.example/docs/a.json",
        &mut |_| ControlFlow::Continue(()),
    )
    .unwrap();
    assert_eq!(from.servers[1].url, "https://h.example/v3");
}

#[test]
fn methods_of_3_2_and_hooks_are_counted_or_kept() {
    let library = read_json(
        &json!({"openapi": "3.2.0", "paths": {"/a": {"query": {}, "additionalOperations": {"COPY": {}, "BREW": {}},
        "post": {"callbacks": {"done": {"{$request.body#/url}": {"post": {}}}}}}}, "webhooks": {"w": {"post": {}, "get": {}}}}),
    );
    let methods: Vec<Method> = library.operations.iter().map(|operation| operation.method).collect();
    assert_eq!(methods, [Method::Query, Method::Other("COPY"), Method::Post]);
    assert_eq!(library.hook_count, 3);
    assert!(library.warnings[0].message.contains("BREW"), "{:?}", library.warnings);
}

#[test]
fn vendor_groups_and_required_choices_have_to_be_met() {
    let schema = json!({"type": "object", "properties": {"Url": {"type": "string"}, "ApplicationSid": {"type": "string"}, "x": {}, "y": {}},
        "anyOf": [{"required": ["x"]}, {"required": ["y"]}]});
    let library = with(
        "post",
        "/x",
        &json!({"x-twilio": {"conditional": [["url", "application_sid"]]},
        "requestBody": {"content": {"application/x-www-form-urlencoded": {"schema": schema}}}}),
    );
    let mut prepared = Prepared::new(&library.operations[0]);
    let found: Vec<(String, bool)> =
        check(&prepared).into_iter().map(|finding| (finding.message.clone(), finding.blocks())).collect();
    assert_eq!(
        found,
        [
            ("One of `Url` or `ApplicationSid` has to be given".to_owned(), false),
            ("One of `x` or `y` has to be given".to_owned(), false)
        ]
    );
    prepared.set("ApplicationSid", "1");
    prepared.set("y", "1");
    assert_eq!(check(&prepared), []);
}

/// What is found of a value in the query.
fn found(schema: &Value, value: &str, expected: Option<Severity>) {
    let library = with("get", "/x", &json!({"parameters": [{"name": "a", "in": "query", "schema": schema}]}));
    let mut prepared = Prepared::new(&library.operations[0]);
    prepared.set("a", value);
    let found = check(&prepared);
    assert_eq!(found.first().map(|finding| finding.severity), expected, "{schema} {value} {found:?}");
    assert!(found.iter().all(|finding| finding.is_by_document && !finding.blocks()));
}

#[test]
fn values_are_held_against_the_schema() {
    let wrong = Some(Severity::Error);
    found(&json!({"type": "integer"}), "7", None);
    found(&json!({"type": "integer"}), "x", wrong);
    found(&json!({"type": "integer"}), "{{widgets.a.x}}", None);
    found(&json!({"type": "integer", "minimum": 1, "exclusiveMaximum": 9}), "9", wrong);
    found(&json!({"type": "boolean"}), "yes", wrong);
    found(&json!({"type": "string", "enum": ["a", "b"]}), "c", wrong);
    found(&json!({"type": "string", "maxLength": 2}), "ü€", None);
    found(&json!({"type": "string", "maxLength": 2}), "abc", wrong);
    found(&json!({"type": "string", "pattern": "^a+$"}), "b", wrong);
    // A pattern that would go back for ever is given up, and one that is none says nothing.
    found(&json!({"type": "string", "pattern": "^(a+)+$(?=x)"}), &"a".repeat(40), wrong);
    found(&json!({"type": "string", "pattern": "(("}), "b", None);
    found(&json!({"type": "string", "format": "date-time"}), "today", Some(Severity::Warning));
    found(&json!({"type": "array", "items": {"type": "integer"}, "maxItems": 2}), "1\n2\n3", wrong);
    found(&json!({"type": "array", "items": {"type": "integer"}}), "1\nx", wrong);
    found(&json!({"type": ["string", "null"], "minLength": 3}), "abc", None);
}

fn differs(schema: &Value, value: &Value, expected: &[(&str, Weight)]) {
    let content = json!({"application/json": {"schema": schema}});
    let library = with(
        "get",
        "/x",
        &json!({"responses": {"2XX": {"description": "Fine.", "content": content}, "default": {}}}),
    );
    let operation = &library.operations[0];
    let answer = operation.answer_for(201).unwrap();
    assert_eq!((answer.covers, &*answer.name(), &*answer.meaning), (Covers::Hundred, "2XX", "Fine"));
    assert_eq!(operation.answer_for(404).unwrap().name(), "default");
    let found = differences(answer.schema.as_ref().unwrap(), value);
    let told: Vec<(&str, Weight)> = found.iter().map(|found| (found.path.as_str(), found.weight)).collect();
    assert_eq!(told, expected, "{schema} {value} {found:?}");
}

#[test]
fn an_answer_is_held_against_its_schema() {
    use Weight::{Error, Note};
    let person = json!({"type": "object", "required": ["name"], "properties": {"name": {"type": "string"}, "age": {"type": "integer"}}});
    differs(&person, &json!({"name": "a", "age": 7}), &[]);
    differs(&person, &json!({"age": "7"}), &[("", Error), ("/age", Error)]);
    // What documents forget most often is a note.
    differs(&person, &json!({"name": null, "more": 1}), &[("/name", Note), ("/more", Note)]);
    differs(
        &json!({"type": "object", "additionalProperties": false, "properties": {"a": {}}}),
        &json!({"b": 1}),
        &[("/b", Error)],
    );
    differs(
        &json!({"type": "object", "additionalProperties": {"type": "integer"}}),
        &json!({"b/c": "x"}),
        &[("/b~1c", Error)],
    );
    differs(
        &json!({"oneOf": [{"type": "string"}, {"type": "object", "required": ["a"]}]}),
        &json!({"a": 1}),
        &[],
    );
    differs(&json!({"anyOf": [{"type": "string"}, {"type": "integer"}]}), &json!(true), &[("", Error)]);
    differs(&json!({"not": {"type": "string"}}), &json!("x"), &[("", Error)]);
    differs(&json!({"allOf": [person, {"required": ["b"]}]}), &json!({"name": "a"}), &[("", Error)]);
    differs(&json!({"const": 7}), &json!(8), &[("", Error)]);
    differs(
        &json!({"type": "array", "prefixItems": [{"type": "string"}], "items": {"type": "integer"}}),
        &json!(["a", 1, "b"]),
        &[("/2", Error)],
    );
    differs(&json!({"type": "number", "multipleOf": 0.1}), &json!(0.3), &[]);
    differs(&json!(false), &json!(1), &[("", Error)]);
    let many: Vec<Value> = (0..500).map(|_| json!("x")).collect();
    let content = json!({"application/json": {"schema": {"type": "array", "items": {"type": "integer"}}}});
    let library = with("get", "/x", &json!({"responses": {"200": {"content": content}}}));
    let schema = library.operations[0].answers[0].schema.clone().unwrap();
    assert_eq!(differences(&schema, &json!(many)).len(), 200);
}

#[test]
fn an_import_tells_how_far_it_is_and_can_be_stopped() {
    let paths: serde_json::Map<String, Value> =
        (0..64).map(|at| (format!("/p{at}"), json!({"get": {}}))).collect();
    let text = json!({"openapi": "3.0.0", "paths": paths}).to_string();
    let mut told: Vec<Progress> = Vec::new();
    import(&text, "test", &mut |progress| {
        told.push(progress);
        ControlFlow::Continue(())
    })
    .unwrap();
    let fractions: Vec<f32> = told.iter().map(|progress| progress.fraction()).collect();
    assert!(fractions.is_sorted() && fractions.last() == Some(&1.0), "{fractions:?}");
    for stop in 0..told.len() {
        let mut count = 0;
        let stopped = import(&text, "test", &mut |_| {
            count += 1;
            if count > stop { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        });
        assert_eq!(stopped.unwrap_err(), ImportError::Cancelled);
    }
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

#[test]
fn kinds_follow_the_schema() {
    let kind = |schema: Value| {
        let library =
            with("get", "/x", &json!({"parameters": [{"name": "a", "in": "query", "schema": schema}]}));
        library.operations[0].parameters[0].kind.clone()
    };
    assert_eq!(kind(json!({"type": "boolean"})), Kind::Choice(vec!["true".into(), "false".into()]));
    assert_eq!(
        kind(json!({"type": "string", "nullable": true, "enum": ["a"]})),
        Kind::Choice(vec!["a".into()])
    );
    assert_eq!(kind(json!({"type": ["integer", "null"]})), Kind::Whole);
    assert_eq!(kind(json!({"anyOf": [{"type": "number"}, {"type": "null"}]})), Kind::Number);
    assert_eq!(kind(json!({"type": "string", "format": "date-time"})), Kind::Time);
    assert_eq!(kind(json!({"type": "string", "maxLength": 1600})), Kind::LongText);
    assert_eq!(kind(json!({"allOf": [{"type": "array"}]})), Kind::List);
}

/// A document with something of everything.
fn seed() -> Value {
    json!({"openapi": "3.1.0", "info": {"title": "T", "version": "1"}, "servers": [{"url": "https://{a}.example", "variables": {"a": {"default": "b"}}}],
        "paths": {"/a/{id}": {"parameters": [{"name": "id", "in": "path", "required": true, "schema": {"$ref": "#/components/schemas/Id"}}],
            "post": {"operationId": "x", "tags": ["t"], "security": [{"k": []}], "x-twilio": {"conditional": [["a", "b"]]},
                "parameters": [{"name": "q", "in": "query", "style": "deepObject", "schema": {"type": "object"}}],
                "requestBody": {"required": true, "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Tree"}, "example": {"a": [1]}},
                    "multipart/form-data": {"schema": {"type": "object", "properties": {"f": {"type": "string", "format": "binary"}}}}}},
                "responses": {"200": {"description": "d", "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Tree"}}}}, "4XX": {}}}}},
        "components": {"securitySchemes": {"k": {"type": "apiKey", "in": "query", "name": "k"}},
            "schemas": {"Id": {"type": "string", "pattern": "^ID[0-9a-f]{32}$"},
                "Tree": {"type": "object", "required": ["a"], "properties": {"a": {"type": "array", "items": {"$ref": "#/components/schemas/Tree"}},
                    "b": {"oneOf": [{"type": "string"}, {"$ref": "#/components/schemas/Tree"}]}}}}}})
}

/// The pointers of all values.
fn pointers(value: &Value, at: &str, found: &mut Vec<String>) {
    found.push(at.to_owned());
    match value {
        Value::Object(object) => {
            for (key, value) in object {
                pointers(value, &format!("{at}/{}", key.replace('~', "~0").replace('/', "~1")), found);
            }
        }
        Value::Array(items) => {
            for (index, value) in items.iter().enumerate() {
                pointers(value, &format!("{at}/{index}"), found);
            }
        }
        _ => {}
    }
}

/// Whatever comes, everything that follows can be done with it.
fn survives(text: &str) {
    let Ok(library) = import(text, "test", &mut |_| ControlFlow::Continue(())) else { return };
    for operation in &library.operations {
        for prepared in [Prepared::new(operation), Prepared::example(operation)] {
            check(&prepared);
            let route = Route { auth: Auth::of(operation), ..Route::twilio() };
            let request = request(&prepared);
            assert!(
                http(&request, &route).is_ok()
                    && curl(&request, &route).is_ok()
                    && python(&request, &route).is_ok()
            );
        }
        for answer in &operation.answers {
            if let Some(schema) = &answer.schema {
                differences(schema, &seed());
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(192))]

    #[test]
    fn no_change_of_a_value_upsets_an_import(changes in proptest::collection::vec((any::<prop::sample::Index>(), 0..12_usize, any::<prop::sample::Index>()), 1..6)) {
        let mut document = seed();
        for (at, what, other) in changes {
            let mut all = Vec::new();
            pointers(&document, "", &mut all);
            let (at, other) = (at.get(&all).clone(), other.get(&all).clone());
            let moved = document.pointer(&other).cloned().unwrap_or_default();
            if let Some(place) = document.pointer_mut(&at) {
                *place = match what {
                    0 => Value::Null,
                    1 => json!(7),
                    2 => json!(""),
                    3 => json!([]),
                    4 => json!({}),
                    5 => json!({"$ref": format!("#{other}")}),
                    6 => json!({"$ref": other}),
                    7 => json!(true),
                    8 => json!("{a}/{"),
                    _ => moved,
                };
            }
        }
        survives(&document.to_string());
    }

    #[test]
    fn no_change_of_the_text_upsets_an_import(is_yaml in any::<bool>(), at in any::<prop::sample::Index>(), count in 0..30_usize, with in "[\\PC\n\t{}\\[\\]:,&*!|>%@`'\"-]{0,12}") {
        let text = if is_yaml { SEED_YAML.to_owned() } else { seed().to_string() };
        let chars: Vec<char> = text.chars().collect();
        let at = at.index(chars.len());
        let before: String = chars.iter().take(at).collect();
        let after: String = chars.iter().skip(at + count).collect();
        survives(&format!("{before}{with}{after}"));
    }

    #[test]
    fn no_text_at_all_upsets_an_import(text in "\\PC{0,80}") {
        survives(&text);
        survives(&format!("openapi: 3.0.0\npaths: {text}"));
    }

    #[test]
    fn any_depth_is_borne(depth in 1..400_usize, kind in 0..4_usize) {
        let (open, close) = [("{\"items\":", "}"), ("{\"allOf\":[", "]}"), ("{\"properties\":{\"a\":", "}}"), ("[", "]")][kind];
        let schema = format!("{}{{}}{}", open.repeat(depth), close.repeat(depth));
        let text = format!("{{\"openapi\":\"3.0.0\",\"paths\":{{\"/a\":{{\"post\":{{\"requestBody\":{{\"content\":{{\"application/json\":{{\"schema\":{schema}}}}}}}}}}}}}}}");
        survives(&text);
    }
}

const SEED_YAML: &str = "openapi: 3.0.3\ninfo: {title: T, version: 1.0}\nservers:\n  - url: https://a.example\npaths:\n  /a/{id}:\n    get: &get\n      \
    summary: |\n        Many\n        lines\n      parameters:\n      - {name: id, in: path, required: true, schema: {type: string}}\n      - name: q\n        \
    in: query\n        style: form\n        schema: {type: array, items: {type: integer}}\n      responses:\n        '200':\n          description: >-\n            \
    Folded\n            text\n          content:\n            application/json:\n              schema: {$ref: '#/components/schemas/A'}\n    head: *get\n\
    components:\n  schemas:\n    A:\n      type: object\n      properties:\n        b: {$ref: '#/components/schemas/A'}\n";
