//! What nobody knows is asked of whoever sits in front, one question after the other.

use cordboard::sim::world::{Asked, Given, Outside};

use super::*;

/// A flow of widgets in a row, each left by the event that is named.
fn row(widgets: &[(&str, &str, &str, serde_json::Value)]) -> Arc<Program> {
    let first = widgets.first().unwrap().0;
    let mut states = vec![json!({"name": "Trigger", "type": "trigger", "properties": {},
        "transitions": [{"event": "incomingMessage", "next": first}, {"event": "incomingCall", "next": first}]})];
    for (index, (name, kind, event, properties)) in widgets.iter().enumerate() {
        let next = widgets.get(index + 1).map(|(name, ..)| *name);
        states.push(json!({"name": name, "type": kind, "properties": properties,
            "transitions": [{"event": event, "next": next}]}));
    }
    let flow = json!({"description": "", "states": states, "initial_state": "Trigger", "flags": {}});
    Program::compile(Document::from_bytes(None, flow.to_string().as_bytes()).unwrap().flow())
}

fn request(url: &str) -> serde_json::Value {
    json!({"method": "GET", "url": url, "content_type": "application/x-www-form-urlencoded;charset=utf-8"})
}

impl Seat {
    /// Somebody is there to be asked.
    async fn asked(bench: &Bench, program: Arc<Program>, trigger: Trigger) -> Self {
        let (commands, received) = unbounded_channel();
        let (told, events) = unbounded_channel();
        let world = HttpWorld::local(bench.client.clone()).unwrap().with_outside(Outside::default());
        let mut beginning = Beginning::new(program, start(trigger, &bench.account));
        beginning.asks = true;
        tokio::spawn(drive(beginning, world, received, move |event| {
            let _ = told.send(event);
        }));
        Self { commands, events }
    }

    /// What is asked next, and of which widget.
    async fn until_asked(&mut self) -> (String, Asked) {
        let events = self.until(|event| matches!(event, Event::Now(now) if now.asks.is_some())).await;
        let Some(Event::Now(now)) = events.last() else { panic!("{events:?}") };
        let question = now.asks.as_ref().unwrap();
        (question.widget.clone(), question.asked.clone())
    }

    fn give(&self, given: Given, keeps: bool) {
        self.commands.send(Command::Answer { given, keeps }).unwrap();
    }
}

#[tokio::test]
async fn each_question_is_asked_whatever_became_of_the_one_before() {
    let bench = Bench::start(Config::default()).await;
    let url = |name: &str| request(&format!("https://{name}.example/slots"));
    let program = row(&[
        ("one", "make-http-request", "failed", url("one")),
        ("two", "make-http-request", "failed", url("two")),
        ("three", "make-http-request", "success", url("three")),
    ]);
    let mut seat = Seat::asked(&bench, program, Trigger::Message).await;
    assert_eq!(seat.until_asked().await.0, "one");
    seat.give(Given::Usual, true);
    assert_eq!(seat.until_asked().await.0, "two");
    seat.give(Given::Usual, false);
    let (widget, asked) = seat.until_asked().await;
    assert!(
        widget == "three"
            && matches!(&asked, Asked::Request { host: Some(host), .. } if host == "three.example"),
        "{asked:?}"
    );
    let stub = cordboard::sim::world::Stub { status: 200, body: "{}".to_owned(), content_type: None };
    seat.give(Given::Response(stub), false);
    assert_eq!(reason(&seat.finish().await), Some(Reason::Completed));
}

#[tokio::test]
async fn a_hang_up_takes_the_question_back() {
    let bench = Bench::start(Config::default()).await;
    let program = row(&[("leave_word", "record-voicemail", "hangup", json!({}))]);
    let mut seat = Seat::asked(&bench, program, Trigger::Call).await;
    assert_eq!(seat.until_asked().await.0, "leave_word");
    seat.commands.send(Command::HangUp).unwrap();
    let events = seat.finish().await;
    assert_eq!(reason(&events), Some(Reason::HungUp));
    let last = events.iter().rev().find_map(|event| match event {
        Event::Now(now) => Some(now.asks.is_none()),
        _ => None,
    });
    assert_eq!(last, Some(true), "nothing is asked after the end");
}
