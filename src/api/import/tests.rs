mod bytes;
mod large;
mod left_out;
mod properties;
mod requests;

use std::ops::ControlFlow;

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
    filled(&json!({"required": true, "schema": {"type": "string"}}), ("", "text"));
    filled(&json!({"schema": {"type": "string"}}), ("", ""));
    // An example that its own schema refuses is passed over.
    filled(
        &json!({"required": true, "example": "IS1", "schema": sid}),
        ("", "ISa1b2c3d4e5f60718293a4b5c6d7e8f90"),
    );
    filled(&json!({"example": ["a", "b"], "schema": {"type": "array"}}), ("", r#"["a","b"]"#));
    // A list of what its items show, however deep.
    let item = json!({"type": "object", "properties": {"x": {"example": 1}, "y": {"type": "string"}, "z": {"items": {"enum": ["q"]}}}});
    filled(
        &json!({"required": true, "schema": {"type": "array", "items": item}}),
        ("", r#"[{"x":1,"z":["q"]}]"#),
    );
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
