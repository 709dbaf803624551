//! The account of the window: typed, remembered, found again and forgotten.

use super::*;

#[test]
fn credentials_are_typed_remembered_found_again_and_forgotten() {
    let account = |kind: &str| told(200, json!({"friendly_name": "Owls", "type": kind, "status": "active"}));
    let asked = AtomicUsize::new(0);
    let twilio = FakeTwilio::start(move |_| {
        Some(if asked.fetch_add(1, SeqCst) == 0 { account("Trial") } else { fault(403, 20008) })
    });
    let store = MemoryStore::default();
    let mut editor = open(Vec::new(), false, &store);
    command(&mut editor, Command::PullFlow);
    until_shown(&mut editor, "Pull a flow from Twilio");
    press(&mut editor, Role::Link, "Account…");
    until_shown(&mut editor, "Auth token");
    assert!(is_off(&editor, "Use"));
    fill(&mut editor, "Account SID", ACCOUNT);
    fill(&mut editor, "Auth token", TOKEN);
    fill(&mut editor, "Region", "ie1");
    fill(&mut editor, "Edge", "dublin");
    fill(&mut editor, "Base address", &twilio.url);
    hides_secrets(&editor);
    press(&mut editor, Role::Link, "Look at the account");
    until_shown(&mut editor, "trial account");
    assert!(shows(&editor, "Owls (") && shows(&editor, "verified numbers only"), "{:?}", labels(&editor));
    press(&mut editor, Role::CheckBox, "Remember in the system's key store");
    press(&mut editor, Role::Link, "Look at the account");
    until_shown(&mut editor, "test credentials");
    assert!(shows(&editor, "nothing will be delivered"));
    press(&mut editor, Role::Button, "Use");
    until_told(&mut editor, "The credentials are kept by the program's memory");
    let kept = keys::stored(&store).unwrap().unwrap();
    assert_eq!((&*kept.account_sid, kept.place.edge.as_deref()), (ACCOUNT, Some("dublin")));
    hides_secrets(&editor);

    // Another window finds them, and forgets them.
    let mut editor = open(Vec::new(), false, &store);
    command(&mut editor, Command::PullFlow);
    until_shown(&mut editor, "Pull a flow from Twilio");
    press(&mut editor, Role::Link, "Account…");
    until_shown(&mut editor, "with its auth token");
    assert!(!is_off(&editor, "Use"));
    press(&mut editor, Role::Button, "Forget");
    until_shown(&mut editor, "It holds no credentials.");
    assert!(is_off(&editor, "Use") && keys::stored(&store).unwrap().is_none());
}

#[test]
fn without_credentials_the_question_goes_on_once_there_are_some() {
    let beside = Beside::start();
    let sid = beside.create(&definition("opt-in.json"));
    let mut editor = open(Vec::new(), false, &MemoryStore::default());
    command(&mut editor, Command::PullFlow);
    fill(&mut editor, "Flow SID", &sid);
    press(&mut editor, Role::Button, "Pull");
    until_shown(&mut editor, "There are no credentials yet: TWILIO_ACCOUNT_SID is not set");
    press(&mut editor, Role::Button, "Account…");
    until_shown(&mut editor, "Auth token");
    fill(&mut editor, "Account SID", ACCOUNT);
    fill(&mut editor, "Auth token", TOKEN);
    fill(&mut editor, "Base address", &beside.url());
    press(&mut editor, Role::Button, "Use");
    until_told(&mut editor, "Pulled “Opt In!”, revision 1, published");
    hides_secrets(&editor);
}
