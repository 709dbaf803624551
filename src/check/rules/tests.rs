//! Tests of rules that look at one widget, at the way to it, or at what its templates read: both ways.

use serde_json::{Value, json};

use crate::check::{Blocks, Diagnostic, Options, Severity, check as check_flow};
use crate::flow::{Document, Flow};

fn open(value: &Value) -> Flow {
    Document::from_bytes(None, value.to_string().as_bytes()).expect("a flow").flow().clone()
}

/// A flow that begins with an event, runs through these widgets and may have any other findings.
fn flow(event: &str, states: &[Value]) -> Value {
    let first = states.first().map(|state| state["name"].clone()).unwrap_or_default();
    let mut all = vec![json!({"name": "Trigger", "type": "trigger", "properties": {},
        "transitions": [{"event": event, "next": first}]})];
    all.extend(states.iter().cloned());
    json!({"states": all, "initial_state": "Trigger", "flags": {"allow_concurrent_calls": true}})
}

fn state(name: &str, kind: &str, properties: &Value, transitions: &Value) -> Value {
    json!({"name": name, "type": kind, "properties": properties, "transitions": transitions})
}

fn found(code: &str, value: &Value) -> Vec<Diagnostic> {
    let options = Options { only: vec![code.to_owned()], ..Options::default() };
    check_flow(&open(value), &options)
}

/// What one rule finds: `pointer message` of each finding. A fix of the first finding must remove it.
#[track_caller]
fn check(code: &str, value: &Value, expected: &[&str]) {
    let found = found(code, value);
    let told: Vec<String> =
        found.iter().map(|found| format!("{} {}", found.place.pointer, found.message)).collect();
    assert_eq!(told, expected);
    for one in &found {
        let Some(fix) = &one.fix else { continue };
        let mended = fix.edit.apply(&open(value)).expect("the fix applies");
        let still = check_flow(&mended, &Options { only: vec![code.to_owned()], ..Options::default() });
        assert!(
            still.iter().all(|other| (&other.message, &other.place) != (&one.message, &one.place)),
            "{code}: {} does not help",
            fix.title
        );
    }
}

#[track_caller]
fn check_widget(code: &str, kind: &str, properties: &Value, expected: &[&str]) {
    check(code, &flow("incomingMessage", &[state("w", kind, properties, &json!([]))]), expected);
}

fn fix_title(code: &str, value: &Value) -> Option<String> {
    found(code, value).first().and_then(|found| Some(found.fix.as_ref()?.title.clone()))
}

#[test]
fn types_are_known() {
    let of = |kind: &str| flow("incomingMessage", &[state("w", kind, &json!({}), &json!([]))]);
    check("unknown-type", &of("send-message"), &[]);
    check("unknown-type", &of("create-task"), &[]);
    check(
        "unknown-type",
        &of("send-mesage"),
        &["/states/1/type there is no widget type `send-mesage`: did you mean `send-message`?"],
    );
    assert_eq!(fix_title("unknown-type", &of("Send_Message")), Some("Make it send-message".to_owned()));
    let unheard = found("unknown-type", &of("unheard-of"));
    assert!(unheard.iter().all(|found| found.message.starts_with("`unheard-of` does not have a value in")));
    assert_eq!(
        unheard.first().map(|found| (found.severity, found.blocks)),
        Some((Severity::Error, Blocks::Draft))
    );
}

#[test]
fn properties_are_known() {
    let code = "unknown-property";
    check_widget(code, "create-task", &json!({"x": 1}), &[]);
    check_widget(code, "send-message", &json!({"body": "x", "offset": {"x": 1, "y": 2}}), &[]);
    check_widget(
        code,
        "send-message",
        &json!({"boddy": "x"}),
        &["/states/1/properties/boddy Send Message has no property `boddy`: did you mean `body`?"],
    );
    check_widget(
        code,
        "gather-input-on-call",
        &json!({"num_digits": 1}),
        &[
            "/states/1/properties/num_digits Gather Input On Call has no property `num_digits`: did you mean `number_of_digits`?",
        ],
    );
    check_widget(
        code,
        "send-message",
        &json!({"zzz": {"kept": true}}),
        &["/states/1/properties/zzz Send Message has no property `zzz`"],
    );
}

#[test]
fn fields_that_exclude_each_other_are_told() {
    let code = "exclusive-fields";
    check_widget(code, "say-play", &json!({"say": "Hello"}), &[]);
    check_widget(
        code,
        "say-play",
        &json!({"say": "Hello", "digits": "1"}),
        &[
            "/states/1/properties/digits Say a Message and Play Digits exclude each other, and each is filled in",
        ],
    );
    check_widget(
        code,
        "say-play",
        &json!({}),
        &["/states/1/properties Choose Say a Message, Play a Message or Play Digits"],
    );
    check_widget(
        code,
        "say-play",
        &json!({"say": " "}),
        &["/states/1/properties/say Say a Message is empty"],
    );
    check_widget(code, "gather-input-on-call", &json!({}), &[]);
}

#[test]
fn a_branch_compares_what_its_split_says() {
    let split = |argument: &str| {
        let conditions =
            json!([{"friendly_name": "a", "arguments": [argument], "type": "equal_to", "value": "a"}]);
        let transitions = json!([{"event": "noMatch"}, {"event": "match", "conditions": conditions}]);
        flow(
            "incomingMessage",
            &[state("s", "split-based-on", &json!({"input": "{{flow.data.a}}"}), &transitions)],
        )
    };
    check("arguments-differ", &split("{{flow.data.a}}"), &[]);
    check("arguments-differ", &split(" {{flow.data.a}} "), &[]);
    check(
        "arguments-differ",
        &split("{{flow.data.b}}"),
        &[
            "/states/1/transitions/1/conditions/0/arguments this branch compares `{{flow.data.b}}`, the split `{{flow.data.a}}`",
        ],
    );
}

#[test]
fn what_is_never_rendered_holds_no_template() {
    let code = "liquid-not-allowed";
    let variables = |key: &str| json!({"variables": [{"key": key, "value": "{{flow.data.a}}"}]});
    check_widget(code, "set-variables", &variables("name"), &[]);
    check_widget(
        code,
        "set-variables",
        &variables("{{flow.data.a}}"),
        &["/states/1/properties/variables/0/key Variables: the key `{{flow.data.a}}` is not rendered"],
    );
}

#[test]
fn sids_have_their_shape() {
    let code = "bad-sid";
    let flex = |workflow: &str| json!({"workflow": workflow, "channel": ""});
    let good = format!("WW{}", "0a".repeat(16));
    for right in [&*good, "", "{{flow.data.workflow}}", "${WORKFLOW}", "YOUR_WORKFLOW", "WWxxxxxxxxxxxxxxxx"]
    {
        check_widget(code, "send-to-flex", &flex(right), &[]);
    }
    check_widget(
        code,
        "send-to-flex",
        &flex("support"),
        &["/states/1/properties/workflow Workflow: `support` is no SID: `WW` and 32 hexadecimal digits"],
    );
    let severity = |sid: &str| {
        let value =
            flow("incomingMessage", &[state("w", "run-subflow", &json!({"flow_sid": sid}), &json!([]))]);
        found(code, &value).first().map(|found| found.severity)
    };
    assert_eq!(severity(&format!("FW{}", "0a".repeat(16))), None);
    assert_eq!(severity("${FLOW}"), None);
    assert_eq!(severity("the other flow"), Some(Severity::Error));
    assert_eq!(severity("{{flow.data.flow}}"), Some(Severity::Error));
}

#[test]
fn values_to_be_filled_in_block_publishing() {
    let flex = |workflow: &str| json!({"workflow": workflow, "channel": "{{flow.data.channel}}"});
    for text in ["${WORKFLOW}", "YOUR_WORKFLOW_SID", "REPLACE_ME", "<workflow sid>", "WWxxxxxxxxxxxxxxxxxxxx"]
    {
        let message = format!("/states/1/properties/workflow Workflow: `{text}` is a placeholder");
        check_widget("placeholder", "send-to-flex", &flex(text), &[&message]);
    }
    check_widget("placeholder", "send-to-flex", &flex("{{flow.data.workflow}}"), &[]);
    let code = "missing-value";
    check_widget(code, "send-to-flex", &flex("x"), &[]);
    check_widget(code, "send-to-flex", &flex(""), &["/states/1/properties/workflow Workflow is empty"]);
    check_widget(
        code,
        "make-http-request",
        &json!({"method": "GET"}),
        &["/states/1/properties/url Request URL is empty"],
    );
    let empty = flow("incomingMessage", &[state("w", "make-http-request", &json!({}), &json!([]))]);
    let told = |publish| {
        let options = Options { publish, ..Options::default() };
        let found = check_flow(&open(&empty), &options);
        found
            .iter()
            .filter(|found| found.place.field.as_deref() == Some("url"))
            .map(|found| (found.code, found.severity))
            .collect::<Vec<_>>()
    };
    assert_eq!(told(false), [(code, Severity::Warning)]);
    assert_eq!(told(true), [(code, Severity::Error)]);
}

#[test]
fn addresses_have_their_shape() {
    let code = "bad-address";
    let to = |to: &str| json!({"from": "{{flow.channel.address}}", "to": to, "body": "x"});
    for right in [
        "+15551230001",
        "whatsapp:+15551230001",
        "{{contact.channel.address}}",
        "",
        "${TO}",
        "ann@example.com",
    ] {
        check_widget(code, "send-message", &to(right), &[]);
    }
    for wrong in ["5551230001", "+1 (555) 123-0001", "+12", "12345"] {
        let value = flow("incomingMessage", &[state("w", "send-message", &to(wrong), &json!([]))]);
        let told = found(code, &value).into_iter().map(|found| found.place.pointer).collect::<Vec<_>>();
        assert_eq!(told, ["/states/1/properties/to"], "{wrong}");
    }
    let spaced = flow("incomingMessage", &[state("w", "send-message", &to("+1 (555) 123-0001"), &json!([]))]);
    assert_eq!(fix_title(code, &spaced), Some("Write it as +15551230001".to_owned()));
}

#[test]
fn requests_are_ones_that_studio_sends() {
    let code = "bad-content-type";
    let of = |kind: &str| json!({"method": "POST", "url": "https://a.example", "content_type": kind});
    check_widget(code, "make-http-request", &of("application/json;charset=utf-8"), &[]);
    check_widget(
        code,
        "make-http-request",
        &of("application/json; charset=UTF-8"),
        &[
            "/states/1/properties/content_type Content Type: Studio does not offer `application/json; charset=UTF-8`",
        ],
    );
    check_widget("not-a-choice", "make-http-request", &of("text/plain"), &[]);
    let code = "body-too-large";
    let body = |body: String| json!({"method": "POST", "url": "https://a.example", "body": body});
    check_widget(code, "make-http-request", &body("x".repeat(64 * 1024)), &[]);
    check_widget(
        code,
        "make-http-request",
        &body("x".repeat(64 * 1024 + 1)),
        &["/states/1/properties/body Request Body: 65537 bytes are more than 65536"],
    );
    let rendered = format!("{}{{{{flow.data.a}}}}", "x".repeat(16 * 1024 + 1));
    check_widget(
        code,
        "make-http-request",
        &body(rendered),
        &["/states/1/properties/body Request Body: 16385 bytes are more than 16384"],
    );
}

/// Widgets in a row from an event, each by its first output to the next.
fn row(event: &str, kinds: &[(&str, Value)]) -> Value {
    let outputs = |kind: &str| {
        crate::widgets::widget_type(kind)
            .and_then(|entry| entry.events.known().first())
            .map_or("next", |event| event.event)
    };
    let states: Vec<Value> = kinds
        .iter()
        .enumerate()
        .map(|(index, (kind, properties))| {
            let mut out = json!({"event": outputs(kind)});
            if index + 1 < kinds.len() {
                out["next"] = json!(format!("w{}", index + 1));
            }
            state(&format!("w{index}"), kind, properties, &json!([out]))
        })
        .collect();
    flow(event, &states)
}

#[test]
fn a_widget_that_needs_a_call_is_on_one() {
    let code = "wrong-trigger";
    let say = ("say-play", json!({"say": "Hello"}));
    check(code, &row("incomingCall", std::slice::from_ref(&say)), &[]);
    check(code, &row("incomingParent", std::slice::from_ref(&say)), &[]);
    check(
        code,
        &row("incomingMessage", std::slice::from_ref(&say)),
        &["/states/1 Say/Play needs a call, and no way here has one"],
    );
    let call = ("make-outgoing-call-v2", json!({}));
    check(code, &row("incomingRequest", &[call, say.clone()]), &[]);
    let mut both = row("incomingCall", &[say]);
    both["states"][0]["transitions"]
        .as_array_mut()
        .expect("transitions")
        .push(json!({"event": "incomingMessage", "next": "w0"}));
    check(code, &both, &["/states/1 Say/Play needs a call, and some ways here have none"]);
    let flex = ("send-to-flex", json!({}));
    check(code, &row("incomingMessage", std::slice::from_ref(&flex)), &[]);
    check(
        code,
        &row("incomingRequest", &[flex]),
        &["/states/1 Send To Flex needs a call, a message or a conversation, and no way here has one"],
    );
}

#[test]
fn a_widget_of_the_rest_api_is_in_a_flow_that_it_starts() {
    let resume = ("resume-conversation", json!({}));
    check("needs-request", &row("incomingRequest", std::slice::from_ref(&resume)), &[]);
    check(
        "needs-request",
        &row("incomingMessage", &[resume]),
        &["/states/1 w0 can only be used in flows triggered by the REST API (Resume Conversation)"],
    );
}

#[test]
fn a_first_message_over_whatsapp_is_a_template() {
    let code = "whatsapp-without-template";
    let to = |to: &str| ("send-message", json!({"from": "x", "to": to, "body": "Hello"}));
    let template =
        ("send-message", json!({"to": "whatsapp:+15551230001", "message_type": "content_template"}));
    let set = ("set-variables", json!({"variables": []}));
    let whatsapp = to("whatsapp:{{flow.data.number}}");
    check(code, &row("incomingMessage", std::slice::from_ref(&whatsapp)), &[]);
    check(code, &row("incomingRequest", &[to("+15551230001")]), &[]);
    check(code, &row("incomingRequest", &[template, whatsapp.clone()]), &[]);
    let told = "/states/2/properties/to the first message over WhatsApp is not made from a template";
    check(code, &row("incomingRequest", &[set, whatsapp.clone(), whatsapp]), &[told]);
}

#[test]
fn loops_have_a_wait_or_a_way_out() {
    let code = "endless-loop";
    let set = |name: &str, next: &str| {
        state(name, "set-variables", &json!({"variables": []}), &json!([{"event": "next", "next": next}]))
    };
    let told = "/states/1 these 2 widgets lead to each other and nowhere else, and none of them waits";
    check(code, &flow("incomingMessage", &[set("a", "b"), set("b", "a")]), &[told]);
    check(code, &flow("incomingMessage", &[set("a", "b"), set("b", "")]), &[]);
    check(
        code,
        &flow("incomingMessage", &[set("a", "a")]),
        &["/states/1 this widget leads back to itself and nowhere else"],
    );
    let ask = state(
        "ask",
        "send-and-wait-for-reply",
        &json!({}),
        &json!([{"event": "incomingMessage", "next": "a"},
        {"event": "timeout", "next": "a"}, {"event": "deliveryFailure", "next": "a"}]),
    );
    check(code, &flow("incomingMessage", &[set("a", "ask"), ask]), &[]);
    let split = state(
        "s",
        "split-based-on",
        &json!({}),
        &json!([{"event": "noMatch", "next": "a"}, {"event": "match"}]),
    );
    check(code, &flow("incomingMessage", &[set("a", "s"), split]), &[]);
    let send = |failed: &str| {
        state(
            "m",
            "send-message",
            &json!({}),
            &json!([{"event": "sent", "next": "a"}, {"event": "failed", "next": failed}]),
        )
    };
    let told = "/states/1 these 2 widgets lead to each other and nowhere else, and none of them waits";
    check(code, &flow("incomingMessage", &[set("a", "m"), send("")]), &[told]);
    check("own-loop", &flow("incomingMessage", &[set("a", "b"), set("b", "a")]), &[]);
    check(
        "own-loop",
        &flow("incomingMessage", &[set("a", "a")]),
        &["/states/1/transitions/0/next `Next` leads back to the widget itself"],
    );
}

#[test]
fn silence_leads_somewhere() {
    let ask = |timeout: Value| {
        let properties = json!({});
        flow("incomingMessage", &[state("ask", "send-and-wait-for-reply", &properties, &timeout)])
    };
    check("unwired-timeout", &ask(json!([{"event": "timeout", "next": "ask"}])), &[]);
    check(
        "unwired-timeout",
        &ask(json!([{"event": "timeout"}])),
        &["/states/1/transitions/0 No Reply leads nowhere"],
    );
    check("unwired-timeout", &ask(json!([])), &["/states/1/transitions No Reply leads nowhere"]);
    check("never-starts", &ask(json!([])), &[]);
    let mut never = ask(json!([]));
    never["states"][0]["transitions"] = json!([{"event": "incomingCall"}]);
    check("never-starts", &never, &["/states/0/transitions no output of the trigger leads to a widget"]);
}

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
