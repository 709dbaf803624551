//! Whatever is changed in a document, importing it and all that follows never panics.

mod changes;

use std::path::PathBuf;
use std::sync::OnceLock;

use proptest::prelude::*;

use super::*;
use changes::{changed, changes, part, written};

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

/// The same of Swagger 2.0, and what the other has none of.
fn swagger() -> Value {
    json!({"swagger": "2.0", "info": {"title": "T", "version": "1"}, "host": "a.example", "basePath": "/v1", "schemes": ["https"], "consumes": ["application/x-www-form-urlencoded"],
        "parameters": {"Page": {"name": "page", "in": "query", "type": "integer", "minimum": 0, "maximum": 10, "default": 1}},
        "definitions": {"Pet": {"type": "object", "discriminator": "kind", "required": ["kind"], "properties": {"kind": {"type": "string", "enum": ["cat", "dog"]}, "friends": {"type": "array", "items": {"$ref": "#/definitions/Pet"}}}}},
        "responses": {"Pet": {"description": "d", "schema": {"$ref": "#/definitions/Pet"}, "examples": {"application/json": {"kind": "cat"}}}},
        "securityDefinitions": {"o": {"type": "oauth2", "flow": "implicit", "authorizationUrl": "https://a.example", "scopes": {"r": "read"}}, "b": {"type": "basic"}},
        "paths": {"/pets/{id}": {"parameters": [{"name": "id", "in": "path", "required": true, "type": "array", "items": {"type": "string"}, "collectionFormat": "pipes"}],
            "get": {"operationId": "get", "security": [{"b": []}, {"o": ["r"]}], "parameters": [{"$ref": "#/parameters/Page"}, {"name": "X-H", "in": "header", "type": "number"}], "responses": {"200": {"$ref": "#/responses/Pet"}}},
            "put": {"consumes": ["application/json"], "parameters": [{"name": "body", "in": "body", "schema": {"$ref": "#/definitions/Pet"}}], "responses": {"default": {"description": "d"}}},
            "post": {"consumes": ["multipart/form-data"], "parameters": [{"name": "f", "in": "formData", "type": "file"}, {"name": "g", "in": "formData", "type": "string"}], "responses": {}}}}})
}

/// Every keyword of a schema.
const EVERY: &str = r##"{"$schema": "https://json-schema.org/draft/2020-12/schema", "type": ["object", "null"], "title": "t", "format": "int64", "minimum": 1, "exclusiveMaximum": 9, "multipleOf": 0.5,
    "minLength": 1, "maxLength": 3, "pattern": "^[a-z]+$", "minItems": 1, "maxItems": 2, "uniqueItems": true, "minProperties": 1, "maxProperties": 4,
    "enum": ["a", 1, null], "const": "a", "default": {}, "examples": [{"a": 1}], "deprecated": true, "readOnly": true, "writeOnly": false, "nullable": true,
    "prefixItems": [{"type": "string"}], "items": {"$ref": "#/components/schemas/Every"}, "contains": {"type": "integer"}, "additionalProperties": {"$ref": "#/components/schemas/Every"},
    "patternProperties": {"^x-": {"type": "string"}}, "propertyNames": {"pattern": "^."}, "properties": {"a": {"$ref": "#/components/schemas/Every"}, "b": {"type": "string", "contentEncoding": "base64"}},
    "required": ["a"], "dependentRequired": {"a": ["b"]}, "if": {"required": ["a"]}, "then": {"required": ["b"]}, "else": {}, "not": {"type": "boolean"},
    "allOf": [{"$ref": "#/components/schemas/Other"}], "anyOf": [{"type": "string"}, {"type": "object"}], "oneOf": [{"$ref": "#/components/schemas/Other"}],
    "discriminator": {"propertyName": "kind", "mapping": {"o": "#/components/schemas/Other"}}, "$defs": {"d": {"type": "string"}}, "xml": {"name": "x"}}"##;

/// Schemas with every keyword, parameters in every place and style, and bodies of every kind, of 3.2.
fn wide() -> Value {
    let every: Value = serde_json::from_str(EVERY).unwrap();
    let styles = ["matrix", "label", "form", "simple", "spaceDelimited", "pipeDelimited", "deepObject"];
    let parameters: Vec<Value> = styles.iter().flat_map(|style| ["query", "header", "path", "cookie"].map(|place|
        json!({"name": format!("{style}-{place}"), "in": place, "required": place == "path", "style": style, "explode": style.len() % 2 == 0, "allowReserved": true,
            "schema": {"$ref": "#/components/schemas/Other"}, "examples": {"e": {"$ref": "#/components/examples/E"}}}))).collect();
    let content: serde_json::Map<String, Value> = ["application/json", "application/x-www-form-urlencoded", "multipart/form-data", "text/plain", "application/octet-stream", "application/xml", "*/*"]
        .map(|kind| (kind.to_owned(), json!({"schema": {"$ref": "#/components/schemas/Every"}, "encoding": {"a": {"contentType": "application/json", "style": "deepObject", "headers": {"X": {"schema": {"type": "string"}}}}}, "examples": {"e": {"value": {"a": {}}}}})))
        .into_iter().collect();
    json!({"openapi": "3.2.0", "$self": "https://a.example/d.json", "info": {"title": "T", "version": "1"}, "jsonSchemaDialect": "x", "servers": [{"url": "/v1"}, {"url": "https://{h}/{h}", "variables": {"h": {"default": "a.example", "enum": ["a.example"]}}}],
        "tags": [{"name": "t", "parent": "t"}], "webhooks": {"w": {"post": {"responses": {}}}}, "security": [{"m": [], "h": []}, {}],
        "paths": {"/a/{matrix-path}/{label-path}.json?fixed=1#f": {"$ref": "#/components/pathItems/P"}, "/b": {"summary": "s", "servers": [{"url": "https://b.example"}], "query": {"responses": {}}, "additionalOperations": {"COPY": {"responses": {}}}}},
        "components": {"pathItems": {"P": {"patch": {"deprecated": true, "parameters": parameters, "requestBody": {"$ref": "#/components/requestBodies/B"}, "callbacks": {"c": {"{$request.body#/url}": {"post": {"responses": {}}}}},
                "responses": {"200": {"description": "d", "headers": {"X": {"schema": {"type": "string"}}}, "content": {"application/json; charset=utf-8": {"schema": {"$ref": "#/components/schemas/Every"}, "itemSchema": {}}}, "links": {"l": {"operationId": "x"}}}}}}},
            "requestBodies": {"B": {"required": true, "content": content}}, "examples": {"E": {"value": [1, "b"]}, "F": {"externalValue": "https://a.example/x"}},
            "securitySchemes": {"m": {"type": "mutualTLS"}, "h": {"type": "http", "scheme": "bearer"}, "i": {"type": "openIdConnect", "openIdConnectUrl": "x"}},
            "schemas": {"Every": every, "Other": {"type": "array", "items": {"oneOf": [{"type": "number"}, {"$ref": "#/components/schemas/Every"}]}}}}})
}

/// Other people's documents, in the folder that `CORDBOARD_OPENAPI` names; none where it names none.
fn real() -> &'static [Value] {
    static REAL: OnceLock<Vec<Value>> = OnceLock::new();
    REAL.get_or_init(|| {
        let Ok(folder) = std::env::var("CORDBOARD_OPENAPI") else {
            println!("skipped: CORDBOARD_OPENAPI names no folder with documents");
            return Vec::new();
        };
        let parts =
            ["other", "twilio"].map(|part| std::fs::read_dir(PathBuf::from(&folder).join(part)).unwrap());
        let files = parts.into_iter().flatten().map(|entry| entry.unwrap().path());
        let mut files: Vec<PathBuf> =
            files.filter(|path| path.extension().is_some_and(|it| it == "json")).collect();
        files.sort();
        assert_eq!(files.len(), 12);
        files
            .iter()
            .map(|path| serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap())
            .collect()
    })
}

/// Whatever comes, everything that follows can be done with it.
fn survives(text: &str) {
    let Ok(library) = import(text, "test", &mut |_| ControlFlow::Continue(())) else { return };
    for operation in &library.operations {
        let mut odd = Prepared::new(operation);
        for at in 0..operation.parameters.len() {
            *odd.at_mut(at).unwrap() = ["{\"a\": [{}]}", "a\nb&c=é", "-1e999"][at % 3].to_owned();
        }
        for prepared in [Prepared::new(operation), Prepared::example(operation), odd] {
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
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn no_change_of_a_document_upsets_an_import(seed_of in 0..3_usize, form in 0..4_usize, changes in changes(7)) {
        let document = [seed, swagger, wide][seed_of]();
        survives(&written(&changed(document, &changes), form));
    }

    #[test]
    fn no_change_of_a_real_document_upsets_an_import(
        document in any::<prop::sample::Index>(),
        paths in proptest::collection::vec(any::<prop::sample::Index>(), 1..4),
        form in 0..4_usize,
        changes in changes(9),
    ) {
        if !real().is_empty() {
            let document = document.get(real());
            let all: Vec<&str> = document["paths"].as_object().into_iter().flatten().map(|(path, _)| path.as_str()).collect();
            let some: Vec<&str> = paths.iter().filter(|_| !all.is_empty()).map(|path| *path.get(&all)).collect();
            survives(&written(&changed(part(document, &some), &changes), form));
        }
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

/// What is changed has to be a document to begin with, or the tests above would prove little.
#[test]
fn the_documents_that_are_changed_import_in_every_form() {
    for (document, count) in [(seed(), 1), (swagger(), 3), (wide(), 3)] {
        let known = read(&written(&document, 0));
        assert_eq!(known.operations.len(), count, "{:?}", known.warnings);
        for form in 1..3 {
            let other = read(&written(&document, form));
            let ids =
                |library: &Library| library.operations.iter().map(|it| it.id.clone()).collect::<Vec<_>>();
            assert_eq!(ids(&other), ids(&known));
        }
        assert!(written(&document, 3).contains("*first"));
        assert_eq!(read(&written(&document, 3)).operations.len(), count);
    }
    for document in real() {
        let all: Vec<&str> =
            document["paths"].as_object().into_iter().flatten().map(|(path, _)| path.as_str()).collect();
        let some: Vec<&str> = all.into_iter().take(3).collect();
        let library = read(&written(&part(document, &some), 2));
        assert_eq!(
            library.operations.is_empty(),
            some.is_empty(),
            "{}: {:?}",
            library.title,
            library.warnings
        );
    }
}

const SEED_YAML: &str = "openapi: 3.0.3\ninfo: {title: T, version: 1.0}\nservers:\n  - url: https://a.example\npaths:\n  /a/{id}:\n    get: &get\n      \
    summary: |\n        Many\n        lines\n      parameters:\n      - {name: id, in: path, required: true, schema: {type: string}}\n      - name: q\n        \
    in: query\n        style: form\n        schema: {type: array, items: {type: integer}}\n      responses:\n        '200':\n          description: >-\n            \
    Folded\n            text\n          content:\n            application/json:\n              schema: {$ref: '#/components/schemas/A'}\n    head: *get\n\
    components:\n  schemas:\n    A:\n      type: object\n      properties:\n        b: {$ref: '#/components/schemas/A'}\n";
