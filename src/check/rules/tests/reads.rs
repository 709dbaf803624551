//! Tests of rules that look at what templates read and branches ask, both ways.

use serde_json::{Value, json};

use super::{check, flow, found, open, state};

fn say(name: &str, body: &str, next: &str) -> Value {
    state(name, "send-message", &json!({"body": body}), &json!([{"event": "sent", "next": next}]))
}

fn ask(name: &str, reply: &str, silence: &str) -> Value {
    state(
        name,
        "send-and-wait-for-reply",
        &json!({"body": "?"}),
        &json!([{"event": "incomingMessage", "next": reply}, {"event": "timeout", "next": silence}]),
    )
}

fn set(name: &str, key: &str, value: &str, next: &str) -> Value {
    state(
        name,
        "set-variables",
        &json!({"variables": [{"key": key, "value": value}]}),
        &json!([{"event": "next", "next": next}]),
    )
}

#[test]
fn templates_read_what_is_there() {
    let body = |body: &str| {
        flow(
            "incomingMessage",
            &[ask("ask_name", "v", "v"), set("v", "colour", "red", "m"), say("m", body, "")],
        )
    };
    let check_body = |code: &str, text: &str, expected: &[&str]| check(code, &body(text), expected);
    check_body("unknown-widget", "{{widgets.ask_name.inbound.Body}} {{flow.data.x}}", &[]);
    check_body(
        "unknown-widget",
        "Hi {{widgets.ask-name.inbound.Body}} {{widgets.ask-name.inbound.From}}",
        &["/states/3/properties/body no widget is named `ask-name`: did you mean `ask_name`?"],
    );
    check_body(
        "unknown-widget",
        "{{widgets.nobody.x}}",
        &["/states/3/properties/body no widget is named `nobody`"],
    );
    check_body("unknown-variable", "{{flow.variables.colour}}", &[]);
    check_body(
        "unknown-variable",
        "{{flow.variables.color}}",
        &["/states/3/properties/body nothing sets `flow.variables.color`: did you mean `colour`?"],
    );
    let mended = found("unknown-widget", &body("Hi {{ widgets['ask-name'].inbound.Body }}!"))
        .first()
        .and_then(|found| found.fix.clone())
        .and_then(|fix| fix.edit.apply(&open(&body("Hi {{ widgets['ask-name'].inbound.Body }}!"))).ok())
        .map(|flow| flow.to_value()["states"][3]["properties"]["body"].clone());
    assert_eq!(mended, Some(json!("Hi {{ widgets.ask_name.inbound.Body }}!")));
}

#[test]
fn templates_read_what_the_type_leaves() {
    let code = "unknown-output";
    let body = |body: &str| {
        flow(
            "incomingMessage",
            &[ask("ask_name", "v", "v"), set("v", "colour", "red", "m"), say("m", body, "")],
        )
    };
    for right in [
        "{{widgets.ask_name.inbound}}",
        "{{widgets.ask_name.inbound.Body | upcase}}",
        "{{widgets.v.colour}}",
        "{{widgets[flow.data.x].y}}",
    ] {
        check(code, &body(right), &[]);
    }
    check(
        code,
        &body("{{widgets.ask_name.inbond.Body}}"),
        &[
            "/states/3/properties/body Send & Wait For Reply `ask_name` leaves no `inbond.Body`: did you mean `inbound`?",
        ],
    );
    check(
        code,
        &body("{{widgets.v.color}}"),
        &["/states/3/properties/body Set Variables `v` leaves no `color`: did you mean `colour`?"],
    );
    let subflow = state(
        "sub",
        "run-subflow",
        &json!({"parameters": [{"key": "a", "value": "b"}]}),
        &json!([{"event": "completed", "next": "m"}]),
    );
    check(code, &flow("incomingMessage", &[subflow, say("m", "{{widgets.sub.anything}}", "")]), &[]);
}

#[test]
fn what_is_read_can_exist() {
    let early = "read-too-early";
    let maybe = "read-maybe-missing";
    let read = "{{widgets.a.outbound.Sid}}";
    let straight = flow("incomingMessage", &[say("a", "x", "b"), say("b", read, "")]);
    check(early, &straight, &[]);
    check(maybe, &straight, &[]);
    let turned = flow("incomingMessage", &[say("b", read, "a"), say("a", "x", "")]);
    check(early, &turned, &["/states/1/properties/body `widgets.a` cannot exist yet"]);
    check(maybe, &turned, &[]);
    // In a loop it exists the second time.
    let round = flow("incomingMessage", &[say("b", read, "a"), say("a", "x", "b")]);
    check(early, &round, &[]);
    check(maybe, &round, &["/states/1/properties/body `widgets.a` exists only after some of the ways here"]);
    let guarded = flow(
        "incomingMessage",
        &[say("b", "{{widgets.a.outbound.Sid | default: 'none'}}", "a"), say("a", "x", "b")],
    );
    check(maybe, &guarded, &[]);
    // Two setters on two ways are as good as one.
    let both = |right: &str| {
        flow(
            "incomingMessage",
            &[
                ask("q", "l", right),
                set("l", "k", "1", "m"),
                set("r", "k", "2", "m"),
                say("m", "{{flow.variables.k}}", ""),
            ],
        )
    };
    check(maybe, &both("r"), &[]);
    check(
        maybe,
        &both("m"),
        &["/states/4/properties/body `flow.variables.k` exists only after some of the ways here"],
    );
    let itself = flow("incomingMessage", &[set("v", "n", "{{flow.variables.n | plus: 1}}", "")]);
    check(early, &itself, &["/states/1/properties/variables/0/value `flow.variables.n` cannot exist yet"]);
    let counter =
        flow("incomingMessage", &[set("v", "n", "{{flow.variables.n | plus: 1}}", "m"), say("m", "x", "v")]);
    check(early, &counter, &[]);
    let lost = flow(
        "incomingMessage",
        &[say("a", "x", ""), say("lost", "{{flow.variables.n}} {{widgets.a.x}}", "")],
    );
    check(early, &lost, &[]);
}

/// A split on the answer, with a branch for each kind and value.
fn branches(input: &str, conditions: &[(&str, &str)]) -> Value {
    let mut transitions = vec![json!({"event": "noMatch"})];
    transitions.extend(conditions.iter().map(|(kind, value)| {
        json!({"event": "match", "conditions": [{"friendly_name": value, "arguments": [input], "type": kind, "value": value}]})
    }));
    flow(
        "incomingMessage",
        &[ask("q", "s", ""), state("s", "split-based-on", &json!({"input": input}), &json!(transitions))],
    )
}

#[test]
fn branches_can_be_taken() {
    let at = "/states/2/transitions";
    let check = |code: &str, conditions: &[(&str, &str)], expected: &[String]| {
        let expected: Vec<&str> = expected.iter().map(String::as_str).collect();
        check(code, &branches("{{widgets.q.inbound.Body}}", conditions), &expected);
    };
    let code = "shadowed-condition";
    let told = |output: usize, by: &str| {
        format!("{at}/{output}/conditions/0 `{by}` takes everything that this branch could")
    };
    check(code, &[("equal_to", "yes"), ("equal_to", "no"), ("contains", "y")], &[]);
    check(code, &[("equal_to", "yes"), ("equal_to", " YES ")], &[told(2, "yes")]);
    check(code, &[("contains", "y"), ("equal_to", "yes")], &[told(2, "y")]);
    check(code, &[("matches_any_of", "yes, y"), ("equal_to", "y")], &[told(2, "yes, y")]);
    check(code, &[("equal_to", "y"), ("matches_any_of", "yes, y")], &[]);
    check(code, &[("regex", r"\d+"), ("regex", r"\D+")], &[]);
    check(code, &[("regex", "a+"), ("regex", " a+ ")], &[told(2, "a+")]);
    for (earlier, later) in [
        (("less_than", "5"), ("less_than", "3")),
        (("greater_than", "7"), ("greater_than", "9")),
        (("starts_with", "n"), ("starts_with", "No")),
        (("contains", "y"), ("contains", "yes")),
        (("contains", "y"), ("starts_with", "yes")),
        (("is_not_blank", "Is Not Blank"), ("contains", "a")),
        (("is_not_blank", "Is Not Blank"), ("regex", "a+")),
        (("is_not_blank", "Is Not Blank"), ("less_than", "3")),
        (("regex", ".*"), ("not_equal_to", "a")),
        (("regex", "^(.+)$"), ("equal_to", "a")),
        (("not_equal_to", "a"), ("equal_to", "b")),
        (("does_not_contain", "a"), ("is_blank", "Is Blank")),
    ] {
        check(code, &[earlier, later], &[told(2, earlier.1)]);
    }
    for (earlier, later) in [
        (("less_than", "3"), ("less_than", "5")),
        (("greater_than", "9"), ("greater_than", "7")),
        (("less_than", "3"), ("greater_than", "1")),
        (("starts_with", "no"), ("starts_with", "n")),
        (("starts_with", "n"), ("contains", "no")),
        (("is_not_blank", "Is Not Blank"), ("not_equal_to", "a")),
        (("is_not_blank", "Is Not Blank"), ("regex", "a*")),
        (("is_not_blank", "Is Not Blank"), ("regex", "(")),
        (("regex", "a.*"), ("equal_to", "b")),
        (("not_equal_to", "a"), ("equal_to", "a")),
        (("not_equal_to", "yes"), ("contains", "y")),
    ] {
        check(code, &[earlier, later], &[]);
    }
    let two = |output: usize, one: &str, other: &str| {
        format!("{at}/{output}/conditions/0 `{one}` and `{other}` take everything that this branch could")
    };
    check(
        code,
        &[("equal_to", "a"), ("not_equal_to", "b"), ("is_blank", "Is Blank"), ("contains", "x")],
        &[told(3, "b"), told(4, "b")],
    );
    check(code, &[("equal_to", "a"), ("not_equal_to", "A"), ("regex", ".")], &[two(3, "a", "A")]);
    check(code, &[("not_equal_to", "a"), ("not_equal_to", "b"), ("regex", ".")], &[two(3, "a", "b")]);
    check(
        code,
        &[("equal_to", "y"), ("starts_with", "ye"), ("matches_any_of", "yes, y")],
        &[told(3, "y` and `ye").replace("takes", "take")],
    );
    let code = "empty-list-item";
    check(code, &[("matches_any_of", "yes, y")], &[]);
    check(
        code,
        &[("matches_any_of", "yes,, y,")],
        &[format!("{at}/1/conditions/0/value the list `yes,, y,` has an empty item")],
    );
    let code = "never-matching-regex";
    check(
        code,
        &[
            ("regex", "^(yes|no)$"),
            ("regex", "yes|^no"),
            ("regex", "(?:a$)?b"),
            ("regex", "a\\$b"),
            ("regex", "("),
        ],
        &[],
    );
    check(
        code,
        &[("regex", "/yes/i")],
        &[format!("{at}/1/conditions/0/value the slashes around `yes` must be in the text, too")],
    );
    check(
        code,
        &[("regex", "yes$no")],
        &[format!(
            "{at}/1/conditions/0/value `yes$no` matches no text: nothing comes after the end that `$` stands for"
        )],
    );
    let code = "bad-condition-value";
    check(
        code,
        &[
            ("less_than", "5"),
            ("is_before_time", "9:30"),
            ("is_after_date", "2020-01-31"),
            ("less_than", "{{flow.data.n}}"),
        ],
        &[],
    );
    check(code, &[("less_than", "five")], &[format!("{at}/1/conditions/0/value `five` is no number")]);
    check(
        code,
        &[("is_before_time", "noon")],
        &[format!("{at}/1/conditions/0/value `noon` is no time of day (HH:MM)")],
    );
}

#[test]
fn numbers_are_compared_as_numbers() {
    let code = "text-as-number";
    let compare = |input: &str| branches(input, &[("less_than", "5"), ("greater_than", "9")]);
    check(code, &compare("{{widgets.q.inbound.Body | plus: 0}}"), &[]);
    check(code, &compare("{{flow.variables.n}}"), &[]);
    check(code, &branches("{{trigger.message.Body}}", &[("equal_to", "5")]), &[]);
    check(
        code,
        &compare("{{trigger.message.Body}}"),
        &[
            "/states/2/transitions/1/conditions/0/arguments/0 `trigger.message.Body` is text, compared as a number",
        ],
    );
}

#[test]
fn what_only_a_reply_brings_is_read_after_one() {
    let code = "read-other-event";
    let read = "{{widgets.q.inbound.Body}}";
    let told = |state: usize| {
        format!(
            "/states/{state}/properties/body `q` leaves `inbound` only by `incomingMessage`, and no way here does"
        )
    };
    check(code, &flow("incomingMessage", &[ask("q", "m", "n"), say("m", read, ""), say("n", "x", "")]), &[]);
    let silent = flow(
        "incomingMessage",
        &[ask("q", "m", "n"), say("m", "x", ""), say("n", "x", "o"), say("o", read, "")],
    );
    check(code, &silent, &[&told(4)]);
    // What was sent is there in any case.
    let sent = flow("incomingMessage", &[ask("q", "", "n"), say("n", "{{widgets.q.outbound.Sid}}", "")]);
    check(code, &sent, &[]);
    let either = flow("incomingMessage", &[ask("q", "n", "n"), say("n", read, "")]);
    check(code, &either, &[]);
    // Asked again, it may have been answered before.
    let again = flow("incomingMessage", &[ask("q", "m", "n"), say("m", "x", "q"), say("n", read, "")]);
    check(code, &again, &[]);
    let own = flow("incomingMessage", &[ask("q", "", "q2"), ask("q2", "q", "n"), say("n", read, "")]);
    check(code, &own, &[&told(3)]);
    let guarded =
        flow("incomingMessage", &[ask("q", "", "n"), say("n", "{% if widgets.q.inbound %}x{% endif %}", "")]);
    check(code, &guarded, &[]);
}

#[test]
fn what_a_trigger_brings_is_read_where_it_begins() {
    let code = "read-other-trigger";
    let of = |event: &str, text: &str| flow(event, &[say("m", text, "")]);
    check(code, &of("incomingMessage", "{{trigger.message.Body}}"), &[]);
    check(code, &of("incomingParent", "{{trigger.message.Body}} {{flow.data.x}}"), &[]);
    check(code, &of("incomingRequest", "{{flow.data.x}} {{trigger.request.parameters.x}}"), &[]);
    check(code, &of("incomingCall", "{{trigger.message.Body | default: 'x'}}"), &[]);
    check(
        code,
        &of("incomingMessage", "{{flow.data.x}} {{flow.data.y}} {{trigger.call.From}}"),
        &[
            "/states/1/properties/body no way here begins with the REST API, which brings `flow.data`",
            "/states/1/properties/body no way here begins with a call, which brings `trigger.call`",
        ],
    );
    // What Studio writes into each new message is harmless.
    let service = |text: &str| {
        let properties = json!({"body": "x", "service": text});
        flow("incomingCall", &[state("m", "send-message", &properties, &json!([]))])
    };
    check(code, &service("{{trigger.message.InstanceSid}}"), &[]);
    check(
        code,
        &service("{{trigger.message.ChatSid}}"),
        &["/states/1/properties/service no way here begins with a message, which brings `trigger.message`"],
    );
}

#[test]
fn names_that_nothing_gives_are_told_each_once() {
    let body =
        |text: &str| flow("incomingMessage", &[ask("a", "b", ""), ask("b", "m", ""), say("m", text, "")]);
    let at = "/states/3/properties/body";
    check(
        "unknown-output",
        &body("{{widgets.a.inbond}} {{widgets.b.inbond}} {{widgets.a.inbond}}"),
        &[
            &format!("{at} Send & Wait For Reply `a` leaves no `inbond`: did you mean `inbound`?"),
            &format!("{at} Send & Wait For Reply `b` leaves no `inbond`: did you mean `inbound`?"),
        ],
    );
    let code = "unknown-root";
    check(
        code,
        &body(
            "{% assign x = flow.data.y %}{{x}} {% for p in flow.data.z %}{{p}}{{forloop.index}}{% endfor %}{{flow}}",
        ),
        &[],
    );
    check(
        code,
        &body(
            "{{trigger.messge.Body}} {{contct.channel.address}} {{name}} {{name.first}} {{trigger['calls']}}",
        ),
        &[
            &format!("{at} `trigger` holds no `messge`: did you mean `message`?"),
            &format!("{at} `contct` is no part of the context: did you mean `contact`?"),
            &format!("{at} `name` is no part of the context"),
            &format!("{at} `trigger` holds no `calls`: did you mean `call`?"),
        ],
    );
}

#[test]
fn loops_of_templates_are_short() {
    let code = "loop-too-long";
    let body = |text: &str| flow("incomingMessage", &[say("m", text, "")]);
    for right in [
        "{% for n in (1..15) %}x{% endfor %}",
        "{% for n in (1..99) limit: 3 %}x{% endfor %}",
        "{% for n in flow.data.list %}x{% endfor %}",
        "{% for n in (1..flow.data.n) %}x{% endfor %}",
        "for (1..99) {{trigger.message.Body}}",
    ] {
        check(code, &body(right), &[]);
    }
    check(
        code,
        &body("{% for n in (1..9) %}x{% endfor %}{%- for n in (0 .. 15) limit: 99 -%}x{% endfor %}"),
        &["/states/1/properties/body the loop has 16 rounds, and Studio runs 15"],
    );
}

#[test]
fn one_character_makes_no_message_dearer() {
    let code = "costly-character";
    let long = "a".repeat(150);
    let body = |text: &str| flow("incomingMessage", &[say("m", text, "")]);
    for right in [
        "don\u{2019}t".to_owned(),
        long.clone(),
        format!("{long} \u{1f600}"),
        format!("{long} {{{{trigger.message.Body | append: '\u{2019}'}}}}"),
    ] {
        check(code, &body(&right), &[]);
    }
    let wrong = body(&format!("{long}\u{2019}s {{{{trigger.message.Body | append: '\u{2019}'}}}}"));
    check(code, &wrong, &["/states/1/properties/body `\u{2019}` makes this text 3 segments instead of 1"]);
    let mended = found(code, &wrong)
        .first()
        .and_then(|found| found.fix.clone()?.edit.apply(&open(&wrong)).ok())
        .map(|flow| flow.to_value()["states"][1]["properties"]["body"].clone());
    // What a template works with stays as it is.
    assert_eq!(mended, Some(json!(format!("{long}'s {{{{trigger.message.Body | append: '\u{2019}'}}}}"))));
}

#[test]
fn only_who_asks_for_a_value_is_guarded() {
    let maybe = |body: &str, expected: &[&str]| {
        let flow = flow(
            "incomingMessage",
            &[ask("a", "v", "m"), set("v", "colour", "red", "m"), say("m", body, "")],
        );
        check("read-maybe-missing", &flow, expected);
    };
    let told = ["/states/3/properties/body `flow.variables.colour` exists only after some of the ways here"];
    maybe("{{flow.variables.colour | upcase | downcase}} verify", &told);
    maybe("{% if flow.data.x %}{% endif %}{{flow.variables.colour}}", &told);
    maybe("{{flow.variables.colour | strip | default: 'none'}}", &[]);
    maybe("{% if flow.variables.colour %}{{flow.variables.colour}}{% endif %}", &[]);
    maybe("{%- case flow.variables.colour -%}{% when 'red' %}x{% endcase %}", &[]);
    maybe("{% assign c = flow.variables.colour | default: '' %}{{c}}", &[]);
}

#[test]
fn what_stands_in_a_mistake_is_not_read() {
    let body = |text: &str| flow("incomingMessage", &[say("m", text, "")]);
    for wrong in [
        "{% foo %}",
        "{% endif %}",
        "{{ \"a }}",
        "{{widgets.\u{e9}.x}}",
        "{% unless not flow.data.x %}a{% endunless %}",
    ] {
        assert!(!found("bad-template", &body(wrong)).is_empty(), "{wrong}");
        for code in ["unknown-root", "unknown-widget", "unknown-variable", "unknown-output"] {
            check(code, &body(wrong), &[]);
        }
    }
    check(
        "unknown-root",
        &body("{{name}} {% foo bar %} {{surname}}"),
        &[
            "/states/1/properties/body `name` is no part of the context",
            "/states/1/properties/body `surname` is no part of the context",
        ],
    );
}
