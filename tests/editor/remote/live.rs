//! Live runs: what the real contact answers, and what else answers.

use super::*;

/// A Twilio with an account, a number and a contact.
fn scene(account: Told, sms_url: &'static str, reply: Option<&'static str>) -> FakeTwilio {
    let sent = AtomicUsize::new(0);
    FakeTwilio::start(move |asked| {
        let date = "Sat, 21 Nov 2026 09:00:10 +0000";
        let root = format!("/2010-04-01/Accounts/{ACCOUNT}");
        Some(match (&*asked.method, asked.path.strip_prefix(&root).unwrap_or(&asked.path)) {
            ("GET", ".json") => account.clone(),
            ("GET", "/IncomingPhoneNumbers.json") => {
                let row = json!({"phone_number": asked.field("PhoneNumber"), "sms_url": sms_url});
                told(200, json!({"incoming_phone_numbers": [row]}))
            }
            ("GET", "/messaging/v1/Services") => told(200, json!({"services": [], "meta": {}})),
            ("POST", "/Messages.json") => {
                let sid = format!("SM{:032x}", sent.fetch_add(1, SeqCst) + 1);
                told(201, json!({"sid": sid, "status": "delivered", "date_created": date}))
            }
            ("GET", "/Messages.json") => {
                // Before anything was sent the look goes well; afterwards it hangs where nobody answers.
                let row = |body: &str| {
                    json!({"sid": "SMreply", "direction": "inbound", "status": "received", "from": CONTACT,
                        "to": "+15005550006", "body": body, "num_media": "0", "date_sent": date})
                };
                match (sent.load(SeqCst), reply) {
                    (0, _) => told(200, json!({"messages": []})),
                    (_, Some(reply)) => told(200, json!({"messages": [row(reply)]})),
                    (_, None) => return None,
                }
            }
            _ => fault(404, 20404),
        })
    })
}

fn owls() -> Told {
    told(200, json!({"friendly_name": "Owls", "type": "Full", "status": "active"}))
}

fn posts(twilio: &FakeTwilio) -> usize {
    twilio.lines().iter().filter(|line| line.starts_with("POST")).count()
}

/// Opens the last question before a live run.
fn before_live(editor: &mut Editor, twilio: &FakeTwilio) {
    lead_to(editor, &twilio.url);
    editor.key_press(Key::F5);
    until_shown(editor, "Flow address");
    press(editor, Role::ComboBox, "World");
    press(editor, Role::ListBoxOption, "Live: real messages over a Twilio account");
    press(editor, Role::Button, "Look at what it sends…");
    until_shown(editor, "Send real messages?");
}

#[test]
fn a_reply_of_the_real_contact_comes_as_a_bubble_and_goes_on() {
    let (twilio, folder) = (scene(owls(), "", Some("yes please")), tempfile::tempdir().unwrap());
    let path = sample(folder.path(), "appointment-reminder.json");
    let mut editor = open(vec![path], true, &MemoryStore::default());
    before_live(&mut editor, &twilio);
    until_shown(&mut editor, "Owls (");
    assert!(shows(&editor, "full account"));
    fill(&mut editor, "Most messages", "0");
    assert!(is_off(&editor, "Send for real"));
    fill(&mut editor, "Most messages", "5");
    assert!(!is_off(&editor, "Send for real"));
    assert_eq!(posts(&twilio), 0, "nothing is sent before it is confirmed");
    press(&mut editor, Role::Button, "Send for real");
    until_shown(&mut editor, "Listening to replies of +1 555 123 0001");
    until_shown(&mut editor, "yes please");
    until_shown(&mut editor, "completed · the flow came to its end");
    assert!(!shows(&editor, "Listening to replies"));
    assert_eq!(posts(&twilio), 2);
    hides_secrets(&editor);
}

#[test]
fn what_else_answers_is_named_and_has_to_be_agreed_to() {
    let twilio = scene(owls(), "https://x.example/sms", Some("yes"));
    let folder = tempfile::tempdir().unwrap();
    let path = sample(folder.path(), "appointment-reminder.json");
    let mut editor = open(vec![path], true, &MemoryStore::default());
    before_live(&mut editor, &twilio);
    until_shown(&mut editor, "the number +15005550006 calls https://x.example/sms");
    assert!(is_off(&editor, "Send for real"));
    press(&mut editor, Role::CheckBox, "Both will answer");
    assert!(!is_off(&editor, "Send for real"));
    press(&mut editor, Role::Button, "Send for real");
    until_shown(&mut editor, "completed · the flow came to its end");
}

#[test]
fn a_stop_counts_at_once_even_where_a_question_hangs() {
    let (twilio, folder) = (scene(owls(), "", None), tempfile::tempdir().unwrap());
    let path = sample(folder.path(), "appointment-reminder.json");
    let mut editor = open(vec![path], true, &MemoryStore::default());
    before_live(&mut editor, &twilio);
    until_shown(&mut editor, "Owls (");
    press(&mut editor, Role::Button, "Send for real");
    until_shown(&mut editor, "Listening to replies");
    // The second question for messages is the one that hangs.
    let listens = |line: &&String| line.starts_with("GET") && line.ends_with("/Messages.json");
    until(&mut editor, |_| twilio.lines().iter().filter(listens).count() >= 2);
    press(&mut editor, Role::Button, "Stop the run");
    until(&mut editor, |editor| !editor.state().state().active().unwrap().is_running());
    assert_eq!(posts(&twilio), 1);

    // A Twilio that never answers at all.
    let silent = FakeTwilio::start(|_| None);
    let mut editor = open(vec![sample(folder.path(), "opt-in.json")], true, &MemoryStore::default());
    before_live(&mut editor, &silent);
    until_shown(&mut editor, "Twilio is asked about the account");
    assert!(is_off(&editor, "Send for real"));
    press(&mut editor, Role::Button, "Cancel");
    assert!(!shows(&editor, "Send real messages?"));
}
