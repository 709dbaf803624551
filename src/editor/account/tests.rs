//! Where credentials come from, and that they are shown nowhere.

use super::*;
use crate::twilio::keys::MemoryStore;

const TOKEN: &str = "hidden-token";

fn form(account: &str, key: &str, secret: &str) -> AccountForm {
    let mut form = AccountForm {
        origin: Some(Origin::Typed),
        account_sid: account.to_owned(),
        key_sid: key.to_owned(),
        ..AccountForm::default()
    };
    *form.secret.edit() = secret.to_owned();
    form
}

fn sid(prefix: &str, digit: char) -> String {
    format!("{prefix}{}", String::from(digit).repeat(32))
}

fn around(environment: Option<&str>, stored: Option<&str>) -> Surroundings {
    let store = MemoryStore::default();
    if let Some(account) = stored {
        keys::keep(&store, &Credentials::new(account, TOKEN.to_owned().into()).unwrap()).unwrap();
    }
    let account = environment.map(str::to_owned);
    let variable = move |name: &str| match name {
        "TWILIO_ACCOUNT_SID" => account.clone(),
        "TWILIO_AUTH_TOKEN" => account.as_ref().map(|_| TOKEN.to_owned()),
        _ => None,
    };
    Surroundings::new(variable, store)
}

#[track_caller]
fn check(form: &AccountForm, around: &Surroundings, expected: Result<&str, &str>) {
    let user = form.credentials(around).map(|credentials| credentials.user);
    match (&user, expected) {
        (Ok(user), Ok(expected)) => assert_eq!(user, expected),
        (Err(why), Err(part)) => assert!(why.contains(part) && !why.contains(TOKEN), "{why}"),
        _ => panic!("{user:?} is not {expected:?}"),
    }
}

#[test]
fn the_environment_comes_before_the_key_store_unless_one_is_chosen() {
    let (outer, kept) = (sid("AC", '3'), sid("AC", '4'));
    let both = around(Some(&outer), Some(&kept));
    check(&AccountForm::default(), &both, Ok(&outer));
    check(&AccountForm::default(), &around(None, Some(&kept)), Ok(&kept));
    check(&AccountForm::default(), &around(None, None), Err("TWILIO_ACCOUNT_SID is not set"));
    let chosen = |origin| AccountForm { origin: Some(origin), ..AccountForm::default() };
    check(&chosen(Origin::Store), &both, Ok(&kept));
    check(&chosen(Origin::Store), &around(Some(&outer), None), Err("has no credentials"));
    check(&chosen(Origin::Environment), &around(None, Some(&kept)), Err("is not set"));
}

#[test]
fn what_is_typed_is_whole_or_nothing_and_is_shown_nowhere() {
    let (account, key) = (sid("AC", '1'), sid("SK", '2'));
    let none = around(Some(&sid("AC", '3')), None);
    check(&form(&account, "", TOKEN), &none, Ok(&account));
    check(&form(&account, &key, TOKEN), &none, Ok(&key));
    // Half of it is not completed from elsewhere: that might be another account's.
    check(&form(&account, "", ""), &none, Err("The auth token is missing"));
    check(&form(&account, &key, " "), &none, Err("The API key's secret is missing"));
    check(&form("", "", TOKEN), &none, Err("The Account SID is missing"));
    check(&form(TOKEN, "", TOKEN), &none, Err("TWILIO_ACCOUNT_SID"));
    let odd = AccountForm { region: "ie1/x".to_owned(), ..form(&account, "", TOKEN) };
    check(&odd, &none, Err("TWILIO_REGION"));
    let placed = AccountForm { region: "IE1".to_owned(), ..form(&account, "", TOKEN) };
    assert_eq!(placed.typed().unwrap().place.region.as_deref(), Some("ie1"));
    let shown = format!("{:?} {none:?}", form(&account, "", TOKEN));
    assert!(!shown.contains(TOKEN), "{shown}");
}
