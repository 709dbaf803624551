//! Lists of the mock's messages: filters, pages, dates.

use crate::support::{Bench, OURS, THEIRS, error, keys};
use cordboard::mock::Config;
use cordboard::twilio::Method;
use cordboard::twilio::Product;
use serde_json::{Value, json};

#[tokio::test]
async fn lists_are_filtered_and_paged_newest_first() {
    let bench = Bench::start(Config::default()).await;
    for index in 0..7 {
        let to = if index % 2 == 0 { THEIRS } else { "+15551230002" };
        bench.send(&[("From", OURS), ("To", to), ("Body", &index.to_string())]).await;
    }
    let list = bench.read(&bench.messages(), &[("To", THEIRS), ("PageSize", "3")]).await;
    assert_eq!(
        keys(&list),
        [
            "end",
            "first_page_uri",
            "next_page_uri",
            "page",
            "page_size",
            "previous_page_uri",
            "start",
            "uri",
            "messages"
        ]
    );
    let bodies = |list: &Value| {
        list["messages"]
            .as_array()
            .unwrap()
            .iter()
            .map(|m| m["body"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(bodies(&list), ["6", "4", "2"]);
    assert_eq!(
        (&list["start"], &list["end"], &list["previous_page_uri"]),
        (&json!(0), &json!(2), &Value::Null)
    );
    assert!(list["uri"].as_str().unwrap().ends_with("Messages.json?To=%2B15551230001&PageSize=3&Page=0"));

    // A message that comes in between does not shift the next page.
    bench.send(&[("From", OURS), ("To", THEIRS), ("Body", "new")]).await;
    let next = list["next_page_uri"].as_str().unwrap().to_owned();
    let second = follow(&bench, &next).await;
    assert_eq!(bodies(&second), ["0"]);
    assert_eq!((&second["page"], &second["start"], &second["end"]), (&json!(1), &json!(3), &json!(3)));
    assert_eq!(second["next_page_uri"], Value::Null);
    let first = follow(&bench, second["previous_page_uri"].as_str().unwrap()).await;
    assert_eq!(bodies(&first), ["new", "6", "4"]);

    let bad = |query: &'static [(&'static str, &'static str)]| async {
        error(&bench.ask(Product::Api, Method::Get, &bench.messages(), query).await).1
    };
    assert_eq!(bad(&[("Page", "1")]).await, 21481);
    assert_eq!(bad(&[("Page", "1"), ("PageToken", "PAé")]).await, 21481);
    assert_eq!(bad(&[("PageSize", "1001")]).await, 20007);
    let empty = bench.read(&bench.messages(), &[("To", "+15559999999")]).await;
    assert_eq!((&empty["end"], bodies(&empty).len()), (&json!(0), 0));
    assert_eq!(empty["next_page_uri"], Value::Null);
}

/// Follows a relative link of a list, query and all.
async fn follow(bench: &Bench, link: &str) -> Value {
    let (path, query) = link.split_once('?').unwrap();
    let fields: Vec<(String, String)> = form_urlencoded::parse(query.as_bytes()).into_owned().collect();
    let fields: Vec<(&str, &str)> = fields.iter().map(|(k, v)| (k.as_str(), v.as_str())).collect();
    bench.read(path, &fields).await
}

#[tokio::test]
async fn dates_filter_by_the_day_of_sending() {
    let bench = Bench::start(Config::default()).await;
    for body in ["first", "second"] {
        bench.send(&[("From", OURS), ("To", THEIRS), ("Body", body)]).await;
        bench.wait(24 * 3_600_000);
    }
    async fn check(bench: &Bench, name: &str, day: &str, expected: &[&str]) {
        let list = bench.read(&bench.messages(), &[(name, day)]).await;
        let bodies: Vec<&str> =
            list["messages"].as_array().unwrap().iter().map(|m| m["body"].as_str().unwrap()).collect();
        assert_eq!(bodies, expected, "{name} {day}");
    }
    check(&bench, "DateSent", "2026-11-21", &["first"]).await;
    check(&bench, "DateSent>", "2026-11-22", &["second"]).await;
    check(&bench, "DateSent<", "2026-11-21", &["first"]).await;
    check(&bench, "DateSent>", "2026-11-21", &["second", "first"]).await;
    check(&bench, "From", "+15550000000", &[]).await;
}

#[tokio::test]
async fn what_was_scheduled_is_found_by_the_day_on_which_it_left() {
    let bench = Bench::start(Config { keep: 40, ..Config::default() }).await;
    let service = "MG00000000000000000000000000000001";
    let scheduled = [
        ("MessagingServiceSid", service),
        ("To", "+15551230009"),
        ("Body", "late"),
        ("ScheduleType", "fixed"),
        ("SendAt", "2026-12-20T09:00:00Z"),
    ];
    bench.send(&scheduled).await;
    for body in 0..20 {
        bench.send(&[("From", OURS), ("To", THEIRS), ("Body", &body.to_string())]).await;
    }
    bench.wait(30 * 24 * 3_600_000);
    bench.send(&[("From", "+15550001111"), ("To", THEIRS), ("Body", "last")]).await;
    bench.wait(500);
    let check = async |query: &[(&str, &str)], expected: &[&str]| {
        let list = bench.read(&bench.messages(), query).await;
        let rows = list["messages"].as_array().unwrap();
        let bodies: Vec<&str> = rows.iter().map(|row| row["body"].as_str().unwrap()).collect();
        assert_eq!(bodies, expected, "{query:?}");
    };
    check(&[("DateSent>", "2026-12-01")], &["last", "late"]).await;
    check(&[("DateSent", "2026-12-20")], &["late"]).await;
    check(&[("DateSent", "2026-12-20"), ("To", THEIRS)], &[]).await;
    // The number that the service took is the sender.
    check(&[("From", OURS), ("To", "+15551230009")], &["late"]).await;
    check(&[("From", "+15550001111"), ("DateSent<", "2026-12-30")], &["last"]).await;
    // What is gone is gone from the lists of its addresses too.
    let last = bench.read(&bench.messages(), &[("From", "+15550001111")]).await;
    let path = last["messages"][0]["uri"].as_str().unwrap().to_owned();
    assert_eq!(bench.ask(Product::Api, Method::Delete, &path, &[]).await.status, 204);
    check(&[("From", "+15550001111")], &[]).await;
    for _ in 0..40 {
        bench.send(&[("From", "+15550002222"), ("To", THEIRS), ("Body", "x")]).await;
    }
    check(&[("From", OURS)], &[]).await;
    check(&[("To", "+15551230009"), ("DateSent>", "2026-11-01")], &[]).await;
}
