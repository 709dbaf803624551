//! Logging in and out with a store that lasts as long as a test.

use super::*;
use crate::twilio::keys::{MemoryStore, NoStore};

const SECRET: &str = "5ecret5ecret5ecret5ecret5ecret00";

fn arguments(account: &str) -> Arguments {
    Arguments {
        account_sid: Some(account.to_owned()),
        api_key: None,
        region: None,
        edge: None,
        status: false,
    }
}

fn account() -> String {
    format!("AC{}", "a".repeat(32))
}

#[track_caller]
fn check(arguments: &Arguments, typed: &str, expected: Result<(), &str>) {
    let store = MemoryStore::default();
    let ask = |_: &str| Ok(SecretString::from(typed));
    match (login(arguments, &store, ask, &mut Output::new()), expected) {
        (Ok(outcome), Ok(())) => assert_eq!(outcome, Outcome::Well),
        (Err(error), Err(part)) => {
            assert!(error.contains(part) && !error.contains(SECRET), "{error}");
            assert!(store.read().unwrap().is_none(), "nothing is kept");
        }
        (got, _) => panic!("{got:?}"),
    }
}

#[test]
fn only_what_can_be_used_is_kept() {
    check(&arguments(&account()), &format!("{SECRET}\n"), Ok(()));
    check(&arguments(&account()), " \n", Err("the auth token is missing"));
    check(&arguments(&account()), &format!("{SECRET} {SECRET}"), Err("one word"));
    // A secret in the wrong place is not repeated.
    check(&arguments(SECRET), SECRET, Err("TWILIO_ACCOUNT_SID is not `AC`"));
    let far = Arguments { region: Some("evil.example/".to_owned()), ..arguments(&account()) };
    check(&far, SECRET, Err("TWILIO_REGION"));
}

#[test]
fn what_is_kept_is_found_again_and_removed() {
    let store = MemoryStore::default();
    let key = format!("SK{}", "b".repeat(32));
    let with_key = Arguments {
        api_key: Some(key.clone()),
        region: Some("IE1".to_owned()),
        edge: Some("dublin".to_owned()),
        ..arguments(&account())
    };
    let ask = |what: &str| {
        assert_eq!(what, "API key's secret");
        Ok(SecretString::from(SECRET))
    };
    login(&with_key, &store, ask, &mut Output::new()).unwrap();
    let (found, origin) = keys::find(|_| None, &store).unwrap();
    assert_eq!((found.user.as_str(), origin, found.gives_away(SECRET)), (key.as_str(), Origin::Store, true));
    assert_eq!(crate::twilio::Product::Api.host_at(&found.place), "api.dublin.ie1.twilio.com");
    assert!(!format!("{found:?} {store:?}").contains(SECRET));
    assert_eq!(status(|_| None, &store, &mut Output::new()), Ok(Outcome::Well));
    let environment = |name: &str| match name {
        "TWILIO_ACCOUNT_SID" => Some(format!("AC{}", "c".repeat(32))),
        "TWILIO_AUTH_TOKEN" => Some("other".to_owned()),
        _ => None,
    };
    let (found, origin) = keys::find(environment, &store).unwrap();
    assert_eq!((found.gives_away("other"), origin), (true, Origin::Environment));
    // Half of them in the environment is a mistake, and no reason to write in another's name.
    let half = |name: &str| environment(name).filter(|_| name == "TWILIO_ACCOUNT_SID");
    assert!(matches!(keys::find(half, &store), Err(NoCredentials::Environment(_))));
    remove(&store, &Output::new()).unwrap();
    assert_eq!(status(|_| None, &store, &mut Output::new()), Ok(Outcome::Findings));
}

#[test]
fn a_machine_without_a_key_store_says_so() {
    let none = NoStore("no service of that kind could be reached");
    let error = login(&arguments(&account()), &none, |_| Ok(SecretString::from(SECRET)), &mut Output::new());
    assert!(error.unwrap_err().contains("set the credentials in the environment instead"));
    assert_eq!(status(|_| None, &none, &mut Output::new()), Ok(Outcome::Findings));
    let store = MemoryStore::default();
    store.write(&SecretString::from("something else")).unwrap();
    assert!(keys::find(|_| None, &store).unwrap_err().to_string().contains("cordboard logout"));
}
