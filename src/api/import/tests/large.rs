//! Documents that are made to take long: nothing takes more than its length.

use super::*;

#[test]
fn brackets_without_end_are_read_once() {
    // Work that grows with the square would take hours here.
    for odd in ["[", "[a](", "[a](b ", "[a]", "[a](b", "](", "[](\n"] {
        let text = odd.repeat(2_000_000 / odd.len());
        let kept = plain_text(&text);
        assert!(kept.len() <= text.len(), "{odd}");
    }
    for (text, expected) in [
        ("see [the docs](https://a.example/x) and [more](b)", "see the docs and more"),
        ("[[in](x)]", "[in]"),
        ("[a](b c) [d](e)", "[a](b c) d"),
        ("[a] (b) [c\n](d) ](e)", "[a] (b) [c\n](d) ](e)"),
        ("[](x)y", "y"),
        ("# One\n\n## [Two](x)", "One\nTwo"),
    ] {
        assert_eq!(plain_text(text), expected, "{text}");
    }
}

#[test]
fn very_many_fields_of_a_form_are_read_once() {
    let field = |number: usize| json!({"name": format!("f{number}"), "in": "formData", "type": "string"});
    let mut fields: Vec<Value> = (0..60_000).map(field).collect();
    fields.push(json!({"name": "f1", "in": "formData", "type": "integer"}));
    let library =
        read_json(&json!({"swagger": "2.0", "info": {"title": "T", "version": "1"}, "host": "a.example",
        "paths": {"/a": {"post": {"parameters": fields, "responses": {}}}}}));
    let parameters = &library.operations[0].parameters;
    // What is described twice counts as it is described last.
    assert_eq!(parameters.iter().filter(|parameter| parameter.name == "f1").count(), 1);
    assert!(parameters.iter().any(|parameter| parameter.name == "f1" && parameter.kind == Kind::Whole));
}

/// A document whose schemas each hold all others.
fn mesh(count: usize) -> String {
    let name = |number: usize| format!("#/components/schemas/S{number}");
    let schema = |number: usize| {
        let parts: Vec<Value> =
            (1..=12).map(|step| json!({"$ref": name((number + step * step) % count)})).collect();
        let own = format!("p{number}");
        (
            format!("S{number}"),
            json!({"allOf": parts, "properties": {own: {"$ref": name((number * 3) % count)}}}),
        )
    };
    let schemas: serde_json::Map<String, Value> = (0..count).map(schema).collect();
    let path = |number: usize| {
        let content = json!({"application/json": {"schema": {"$ref": name(number)}},
            "application/x-www-form-urlencoded": {"schema": {"$ref": name(number)}}});
        (format!("/a{number}"), json!({"post": {"requestBody": {"content": content}}}))
    };
    let paths: serde_json::Map<String, Value> = (0..count).map(path).collect();
    json!({"openapi": "3.0.0", "info": {"title": "T", "version": "1"}, "paths": paths,
        "components": {"schemas": schemas}})
    .to_string()
}

#[test]
fn an_import_can_be_stopped_at_every_operation() {
    let mut told = 0;
    import(&mesh(20), "test", &mut |progress| {
        told += usize::from(progress.stage == Stage::Operations);
        ControlFlow::Continue(())
    })
    .unwrap();
    assert!(told >= 20, "{told}");
    let library = read(&mesh(30));
    assert_eq!(library.operations.len(), 30);
    assert!(library.operations.iter().all(|operation| operation.parameters.len() > 20));
}

#[test]
fn schemas_that_hold_each_other_are_held_against_a_value_once() {
    // Each way through the schemas taken anew would tell of the same property as often as there are ways.
    let library = read(&mesh(15));
    let schema = library.operations[0].body.schema.clone().unwrap();
    let wrong = json!({"p0": 7});
    let found = differences(&schema, &wrong);
    assert!(found.len() < 16, "{}", found.len());
    let names = |library: &Library| {
        let schema = library.operations[0].body.schema.clone().unwrap();
        let mut count = 0;
        schema.each_property(&mut |_, _, _| count += 1);
        count
    };
    // Each schema gives its property once, not once for each way that leads to it.
    assert_eq!((names(&library), names(&read(&mesh(30)))), (15, 30));
}
