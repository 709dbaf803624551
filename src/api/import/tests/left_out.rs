//! What is easily left out: paths that are references and more, anchors, queries as a whole, values to begin with.

use super::*;

#[test]
fn a_path_may_be_a_reference_and_have_operations_of_its_own() {
    let library = read_json(&json!({"openapi": "3.1.0", "info": {"title": "T", "version": "1"}, "paths": {
        "/a/{id}": {"$ref": "#/components/pathItems/a", "get": {"operationId": "own"}, "put": {"operationId": "mine"}},
        "/b": {"$ref": "other.json#/b", "get": {"operationId": "beside"}}},
        "components": {"pathItems": {"a": {
            "parameters": [{"name": "id", "in": "path", "required": true, "schema": {"type": "string"}}],
            "get": {"operationId": "hidden"}, "delete": {"operationId": "theirs"}}}}}));
    let ids: Vec<&str> = library.operations.iter().map(|operation| operation.id.as_str()).collect();
    assert_eq!(ids, ["own", "mine", "theirs", "beside"]);
    assert!(
        library.operations[..3].iter().all(|operation| operation.parameter_in(Place::Path, "id").is_some())
    );
    let told: Vec<&str> = library.warnings.iter().map(|warning| warning.message.as_str()).collect();
    assert!(told.len() == 1 && told[0].contains("another document"), "{told:?}");
}

#[test]
fn names_and_the_address_of_the_document_itself_are_followed() {
    let document = |version: &str, reference: &str| {
        read_json(
            &json!({"openapi": version, "$self": "https://a.example/api.json", "info": {"title": "T", "version": "1"},
            "paths": {"/a": {"get": {"parameters": [{"name": "x", "in": "query", "schema": {"$ref": reference}}]}}},
            "components": {"schemas": {"N": {"$anchor": "number", "type": "integer"}}}}),
        )
    };
    let kind = |library: &Library| library.operations[0].parameters[0].kind.clone();
    for (version, reference) in [
        ("3.1.0", "#number"),
        ("3.2.0", "#number"),
        ("3.2.0", "https://a.example/api.json#/components/schemas/N"),
        ("3.2.0", "https://a.example/api.json#number"),
    ] {
        let library = document(version, reference);
        assert_eq!(
            (kind(&library), library.warnings.len()),
            (Kind::Whole, 0),
            "{reference}: {:?}",
            library.warnings
        );
    }
    assert_eq!(document("3.0.0", "#number").warnings.len(), 1);
    assert_eq!(document("3.1.0", "#other").warnings.len(), 1);
    assert_eq!(document("3.2.0", "https://a.example/api.jsonx#number").warnings.len(), 1);
}

#[test]
fn a_query_that_is_described_as_a_whole_is_its_fields() {
    let query = json!({"name": "q", "in": "querystring", "required": true, "content": {
        "application/x-www-form-urlencoded": {"schema": {"type": "object", "required": ["page"], "properties": {
            "page": {"type": "integer", "minimum": 3}, "sort": {"type": "array", "items": {"type": "string"}}}}}}});
    let document = |version: &str| {
        read_json(&json!({"openapi": version, "info": {"title": "T", "version": "1"},
            "servers": [{"url": "https://a.example"}], "paths": {"/a": {"get": {"parameters": [query]}}}}))
    };
    let library = document("3.2.0");
    assert_eq!(library.warnings, []);
    let prepared = Prepared::example(&library.operations[0]);
    assert_eq!(request(&prepared).full_query(), "page=3");
    assert_eq!(
        sends(&library, &[("page", "4"), ("sort", "a\nb")]).0,
        "https://a.example/a?page=4&sort=a&sort=b"
    );
    assert!(document("3.1.0").warnings[0].message.contains("`querystring`"));
}

#[test]
fn what_has_to_be_there_has_a_value_in_an_example() {
    let fits = |schema: Value, expected: &str| {
        let body = json!({"required": true, "content": {"application/json; charset=utf-8": {"schema": {
            "type": "object", "required": ["x"], "properties": {"x": schema, "y": {"type": "string"}}}}}});
        let library = with("post", "/a", &json!({"requestBody": body}));
        let operation = &library.operations[0];
        let prepared = Prepared::example(operation);
        assert_eq!(prepared.value("x"), expected, "{schema}");
        assert_eq!(check(&prepared), [], "{schema}");
        assert!(operation.with_body_of("application/json").is_some());
        assert!(operation.with_body_of("application/xml").is_none());
    };
    fits(json!({"type": "array", "items": {"type": "string"}}), "[]");
    fits(json!({"type": "array", "minItems": 2, "items": {"type": "integer"}}), "[1,1]");
    fits(json!({"type": "integer"}), "1");
    fits(json!({"type": "integer", "minimum": 18}), "18");
    fits(json!({"type": "integer", "exclusiveMinimum": 5, "multipleOf": 4}), "8");
    fits(json!({"type": "integer", "maximum": -3}), "-3");
    fits(json!({"type": "number", "exclusiveMinimum": 0, "maximum": 0.5}), "0.5");
    fits(json!({"type": "string"}), "text");
    fits(json!({"type": "string", "minLength": 6}), "textte");
    fits(json!({"type": "string", "maxLength": 2}), "te");
    fits(json!({"type": "string", "format": "email"}), "somebody@example.com");
    fits(json!({"type": "boolean"}), "false");
    fits(
        json!({"type": "object", "required": ["a"], "properties": {"a": {"type": "array"}, "b": {}},
        "additionalProperties": {"type": "string"}}),
        r#"{"a":[]}"#,
    );
    // An empty list in a query is nothing.
    let list = json!({"name": "ids", "in": "query", "required": true, "schema": {"type": "array", "items": {"type": "integer"}}});
    let library = with(
        "get",
        "/a/{id}",
        &json!({"parameters": [list,
        {"name": "id", "in": "path", "required": true, "schema": {"type": "integer"}}]}),
    );
    let prepared = Prepared::example(&library.operations[0]);
    assert_eq!((prepared.path().as_str(), request(&prepared).full_query().as_str()), ("/a/1", "ids=1"));
    assert_eq!(check(&prepared), []);
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
