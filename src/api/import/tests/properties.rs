//! Whatever is changed in a document, importing it and all that follows never panics.

use proptest::prelude::*;

use super::*;

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
