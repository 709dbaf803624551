//! `cordboard mock`: what it refuses before it starts, and the rules that it starts with.

use crate::support::{ACCOUNT, MockProcess, TOKEN, cordboard};
use cordboard::twilio::{Base, Client, Credentials, Method, Product, Request};

/// A file with these rules; it lives as long as what is given back.
fn rules(text: &str) -> tempfile::NamedTempFile {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), text).unwrap();
    file
}

#[test]
fn a_mistake_keeps_it_from_starting() {
    let check = |arguments: &[&str], part: &str| {
        let ran = cordboard(&[&["mock"], arguments].concat());
        assert!(ran.code == Some(2) && ran.err.contains(part), "{arguments:?}: {:?} {}", ran.code, ran.err);
        assert_eq!(ran.out, "");
    };
    let bad = rules("seed = 1\n[[rule]]\nwhen = {too = 1}\n");
    let path = bad.path().to_str().unwrap();
    check(&["--rules", path], &format!("{path}:3:9: unknown field `too`"));
    check(&["--rules", "not-there.toml"], "not-there.toml: ");
    check(&["--bind", "0.0.0.0"], "--expose");
    check(&["--bind", "localhost"], "--bind");
}

#[test]
fn rules_of_a_file_are_kept() {
    let file = rules("[[rule]]\nanswer = {code = 21610}\n");
    let mock = MockProcess::start(&["--rules", file.path().to_str().unwrap()]);
    let credentials = Credentials::new(ACCOUNT, TOKEN.to_owned().into()).unwrap();
    let client = Client::new(Base::At(mock.url.clone()), credentials).unwrap();
    let path = format!("/2010-04-01/Accounts/{ACCOUNT}/Messages.json");
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let answer = runtime.block_on(client.send(&Request::new(Product::Api, Method::Get, path))).unwrap();
    assert_eq!(answer.api_error().and_then(|error| error.code), Some(21610));
}
