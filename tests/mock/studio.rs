//! The mock's Studio: flows, versions, validation, test users.

use std::io::Write as _;

use crate::support::flows::{echo, ends, flow, greeter, publish, said, send, state, trigger};
use crate::support::{Bench, OURS, THEIRS, error, keys};
use cordboard::flow::Document;
use cordboard::mock::{Config, SetFlowError};
use cordboard::twilio::Method::{Delete, Get, Post, Put};
use cordboard::twilio::Product::Studio;
use serde_json::{Value, json};

/// A flow whose one mistake keeps it even from being a draft.
fn broken() -> String {
    let mut value: Value = serde_json::from_str(&echo()).unwrap();
    value["states"][1]["properties"]["body"] = json!(5);
    value.to_string()
}

/// A flow that can be a draft, and no more.
fn unfinished() -> String {
    let wait = state(
        "wait",
        "send-and-wait-for-reply",
        json!([{"event": "incomingMessage"}, {"event": "timeout"},
        {"event": "deliveryFailure"}]),
        json!({"from": "{{flow.channel.address}}", "body": "", "timeout": "60"}),
    );
    flow(&[trigger("wait"), wait])
}

#[tokio::test]
async fn a_flow_has_the_shape_of_the_wire() {
    let bench = Bench::start(Config::default()).await;
    let definition = greeter();
    let fields = [
        ("FriendlyName", "Greeter"),
        ("Status", "draft"),
        ("Definition", definition.as_str()),
        ("CommitMessage", "first"),
    ];
    let response = bench.ask(Studio, Post, "/v2/Flows", &fields).await;
    assert_eq!(response.status, 201, "{}", response.body);
    let made = response.json.unwrap();
    let sid = made["sid"].as_str().unwrap();
    assert!(sid.starts_with("FW") && sid.len() == 34, "{sid}");
    assert_eq!(made["definition"], serde_json::from_str::<Value>(&definition).unwrap());
    assert_eq!(
        (&made["friendly_name"], &made["status"], &made["revision"], &made["commit_message"], &made["valid"]),
        (&json!("Greeter"), &json!("draft"), &json!(1), &json!("first"), &json!(true))
    );
    assert_eq!((&made["date_updated"], &made["errors"]), (&Value::Null, &json!([])));
    let url = format!("{}/studio/v2/Flows/{sid}", bench.mock.base_url());
    assert_eq!(made["url"], url);
    assert_eq!(
        made["links"],
        json!({"test_users": format!("{url}/TestUsers"), "revisions": format!("{url}/Revisions"),
            "executions": format!("{url}/Executions")})
    );
    let order = [
        "sid",
        "account_sid",
        "author_sid",
        "friendly_name",
        "definition",
        "status",
        "revision",
        "commit_message",
        "valid",
        "errors",
        "warnings",
        "webhook_url",
        "date_created",
        "date_updated",
        "url",
        "links",
    ];
    assert_eq!(keys(&made), order);
    assert_eq!(made["webhook_url"], bench.mock.webhook_url(&bench.account, sid));
    let path = format!("/v2/Flows/{sid}");
    assert_eq!(bench.done(Studio, Get, &path, &[]).await, made);
    // A list shows nothing of the content.
    let list = bench.done(Studio, Get, "/v2/Flows", &[]).await;
    assert_eq!(list["meta"]["key"], "flows");
    let row = &list["flows"][0];
    assert_eq!(keys(row), keys(&made));
    for key in ["definition", "commit_message", "valid", "errors", "warnings"] {
        assert_eq!(row[key], Value::Null, "{key}");
    }
    assert_eq!(bench.ask(Studio, Delete, &path, &[]).await.status, 204);
    let gone = (404, 20404, format!("The requested resource /Flows/{sid} was not found"));
    assert_eq!(error(&bench.ask(Studio, Get, &path, &[]).await), gone);
    assert_eq!(bench.ask(Studio, Put, "/v2/Flows", &[]).await.status, 405);
}

#[tokio::test]
async fn each_save_is_a_revision_and_the_published_one_stays_findable() {
    let bench = Bench::start(Config::default()).await;
    let sid = publish(&bench, &echo()).await;
    let path = format!("/v2/Flows/{sid}");
    bench.wait(5000);
    let draft = [("Status", "draft"), ("Definition", &greeter()), ("CommitMessage", "ask")];
    let changed = bench.done(Studio, Post, &path, &draft).await;
    assert_eq!((&changed["revision"], &changed["date_updated"]), (&json!(2), &json!("2026-11-21T09:00:05Z")));
    let of = async |which: &str| bench.done(Studio, Get, &format!("{path}/Revisions/{which}"), &[]).await;
    assert_eq!(
        (of("LatestPublished").await["revision"].clone(), of("LatestRevision").await["revision"].clone()),
        (json!(1), json!(2))
    );
    assert_eq!(of("2").await["commit_message"], "ask");
    assert!(of("1").await.get("webhook_url").is_none());
    // Without a definition the present one is published.
    let published = bench.done(Studio, Post, &path, &[("Status", "published")]).await;
    assert_eq!((&published["revision"], &published["definition"]), (&json!(3), &changed["definition"]));
    assert_eq!(of("LatestPublished").await["revision"], 3);
    let list = bench.done(Studio, Get, &format!("{path}/Revisions"), &[("PageSize", "2")]).await;
    let numbers: Vec<&Value> = list["revisions"].as_array().unwrap().iter().map(|r| &r["revision"]).collect();
    assert_eq!(numbers, [3, 2]);
    assert!(list["meta"]["next_page_url"].is_string());
    for which in ["latest", "LatestDraft", "-1", "1.0"] {
        let answer = error(&bench.ask(Studio, Get, &format!("{path}/Revisions/{which}"), &[]).await);
        assert_eq!((answer.0, answer.1), (400, 81021), "{which}");
    }
    assert_eq!(bench.ask(Studio, Get, &format!("{path}/Revisions/9"), &[]).await.status, 404);
}

#[tokio::test]
async fn a_bad_definition_is_refused_with_the_place_of_each_mistake() {
    let bench = Bench::start(Config::default()).await;
    let fields = |status: &'static str, text: &str| {
        vec![("FriendlyName", "X".to_owned()), ("Status", status.to_owned()), ("Definition", text.to_owned())]
    };
    let check = async |path: &str, status: &'static str, text: &str| {
        let fields = fields(status, text);
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        bench.ask(Studio, Post, path, &fields).await
    };
    let refused = check("/v2/Flows/Validate", "draft", &broken()).await;
    let json = refused.json.unwrap();
    assert_eq!((refused.status, &json["code"], &json["status"]), (400, &json!(81022), &json!(400)));
    let found = &json["details"]["errors"][0];
    assert_eq!(found["property_path"], "#/states/1/properties/body");
    assert!(found["message"].as_str().unwrap().contains("integer found, string expected"), "{found}");
    assert!(json["details"]["warnings"].is_array());
    // The same when it is saved, and nothing is.
    assert_eq!(check("/v2/Flows", "draft", &broken()).await.status, 400);
    for text in ["", "{", "[]", "nonsense"] {
        assert_eq!(check("/v2/Flows", "draft", text).await.status, 400, "{text}");
    }
    assert_eq!(bench.done(Studio, Get, "/v2/Flows", &[]).await["flows"], json!([]));
    // What only publishing needs may be missing in a draft.
    assert_eq!(check("/v2/Flows/Validate", "published", &unfinished()).await.status, 400);
    assert_eq!(
        check("/v2/Flows/Validate", "draft", &unfinished()).await.json.unwrap(),
        json!({"valid": true})
    );
    let draft = check("/v2/Flows", "draft", &unfinished()).await.json.unwrap();
    assert_eq!(draft["valid"], false);
    assert!(!draft["errors"].as_array().unwrap().is_empty());
    let publishing = check(&format!("/v2/Flows/{}", draft["sid"].as_str().unwrap()), "published", "").await;
    assert_eq!(publishing.status, 400, "{}", publishing.body);
    for missing in ["FriendlyName", "Status", "Definition"] {
        let all = fields("draft", &echo());
        let some: Vec<(&str, &str)> = all
            .iter()
            .filter(|(name, _)| *name != missing)
            .map(|(name, value)| (*name, value.as_str()))
            .collect();
        let text = format!("Missing required parameter {missing} in the post body");
        assert_eq!(error(&bench.ask(Studio, Post, "/v2/Flows", &some).await), (400, 20001, text));
    }
    assert_eq!(check("/v2/Flows", "shelved", &echo()).await.status, 400);
}

#[tokio::test]
async fn test_users_meet_the_draft() {
    let bench = Bench::start(Config::default()).await;
    let mut events = bench.mock.events();
    let sid = publish(&bench, &flow(&[trigger("say"), send("say", "published", None)])).await;
    let draft = flow(&[trigger("say"), send("say", "draft", None)]);
    bench
        .done(Studio, Post, &format!("/v2/Flows/{sid}"), &[("Status", "draft"), ("Definition", &draft)])
        .await;
    let users = format!("/v2/Flows/{sid}/TestUsers");
    let set = bench.done(Studio, Post, &users, &[("TestUsers", THEIRS), ("TestUsers", "owl")]).await;
    assert_eq!((&set["sid"], &set["test_users"]), (&json!(sid), &json!([THEIRS, "owl"])));
    assert_eq!(bench.done(Studio, Get, &users, &[]).await, set);
    for (contact, text, version) in [("+15551230002", "published", 1), (THEIRS, "draft", 2)] {
        let execution = crate::support::flows::begin(&bench, &sid, contact, OURS).await;
        ends(&mut events, &execution).await;
        assert_eq!(said(&bench).last().unwrap().1, text, "{contact}");
        let path = format!("/v2/Flows/{sid}/Executions/{execution}");
        assert_eq!(bench.done(Studio, Get, &path, &[]).await["flow_version"], version);
    }
}

#[tokio::test]
async fn a_flow_of_a_file_is_read_again_and_the_editors_is_replaced() {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(flow(&[trigger("say"), send("say", "one", None)]).as_bytes()).unwrap();
    let config = Config { flows: vec![(None, file.path().to_owned())], ..Config::default() };
    let bench = Bench::start(config).await;
    let mut events = bench.mock.events();
    let sid = bench.mock.flows()[0].0.clone();
    let shown = bench.done(Studio, Get, &format!("/v2/Flows/{sid}"), &[]).await;
    assert_eq!((&shown["status"], &shown["revision"]), (&json!("published"), &json!(1)));
    let execution = crate::support::flows::begin(&bench, &sid, THEIRS, OURS).await;
    ends(&mut events, &execution).await;
    file.write_all(b"\n ").unwrap();
    std::fs::write(file.path(), flow(&[trigger("say"), send("say", "another", None)])).unwrap();
    let execution = crate::support::flows::begin(&bench, &sid, THEIRS, OURS).await;
    ends(&mut events, &execution).await;
    // What is no flow leaves the last one in its place.
    std::fs::write(file.path(), "not a flow at all").unwrap();
    let execution = crate::support::flows::begin(&bench, &sid, THEIRS, OURS).await;
    ends(&mut events, &execution).await;
    let open = |text: &str| Document::from_bytes(None, text.as_bytes()).unwrap().flow().clone();
    let third = open(&flow(&[trigger("say"), send("say", "third", None)]));
    bench.mock.set_flow(&sid, "Open", &third).unwrap();
    bench.mock.set_flow(&sid, "Open", &third).unwrap();
    let known = bench.mock.flow(&sid).unwrap();
    assert_eq!((known.name.as_str(), known.revision, known.is_published), ("Open", 3, true));
    let execution = crate::support::flows::begin(&bench, &sid, THEIRS, OURS).await;
    ends(&mut events, &execution).await;
    let texts: Vec<String> = said(&bench).into_iter().map(|(_, text)| text).collect();
    assert_eq!(texts, ["one", "another", "another", "third"]);
    assert_eq!(bench.mock.set_flow("FW1", "x", &third), Err(SetFlowError::Sid("FW1".to_owned())));
    bench.mock.remove_flow(&sid);
    assert!(bench.mock.flow(&sid).is_none());
}
