//! Who asks: basic authentication with an account's SID or an API key's.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use secrecy::{ExposeSecret as _, SecretString};

use super::errors::Failure;
use super::store::{MAX_ACCOUNTS, Store};
use crate::twilio::is_sid;
use crate::twilio::sid::prefix;

/// What the mock insists on.
#[derive(Debug, Default)]
pub(super) struct Rules {
    /// The one account that exists; without it every well-formed Account SID does.
    pub(super) account: Option<String>,
    /// The one token; without it every token that is not empty passes.
    pub(super) token: Option<SecretString>,
}

/// Finds the account that asks. The account in the path is judged before the credentials, as on the wire.
pub(super) fn account(
    rules: &Rules,
    store: &mut Store,
    header: Option<&str>,
    in_path: Option<&str>,
    resource: &str,
) -> Result<String, Failure> {
    let exists = |sid: &str| match &rules.account {
        Some(account) => account.eq_ignore_ascii_case(sid) || store.is_below(sid, account),
        None => is_sid(sid, prefix::ACCOUNT),
    };
    if in_path.is_some_and(|sid| !exists(sid)) {
        return Err(Failure::not_found(resource));
    }
    let none = || Failure::unauthorized("Authentication Error - No credentials provided");
    let (user, secret) = header.and_then(credentials).ok_or_else(none)?;
    let wrong = || Failure::unauthorized("Authenticate");
    let is_account = is_sid(&user, prefix::ACCOUNT);
    if !is_account && !is_sid(&user, prefix::API_KEY) || is_account && !exists(&user) {
        return Err(Failure::unauthorized("Authentication Error - invalid username"));
    }
    let passes = match &rules.token {
        Some(token) => token.expose_secret() == secret,
        None => !secret.is_empty(),
    };
    if !passes {
        return Err(wrong());
    }
    let asking = spelled(&user);
    let account = match (in_path, is_account) {
        // A parent acts for its subaccounts with its own credentials, and none of them for it.
        (Some(path), true) if !path.eq_ignore_ascii_case(&user) && !store.is_below(path, &user) => {
            return Err(wrong());
        }
        (Some(path), _) => path.to_owned(),
        (None, true) => user,
        // A key does not say whose it is.
        (None, false) => store.home(),
    };
    let account = spelled(&account);
    if !store.has_room_for(&account) {
        let message = format!("This mock has {MAX_ACCOUNTS} accounts, which is its limit");
        return Err(Failure::new(429, 20429, message));
    }
    store.seen(&account);
    if is_account {
        // The token is that of who asks: a subaccount has one of its own.
        store.learn(&asking, &secret);
    }
    Ok(account)
}

/// An Account SID in the one spelling that data is kept under: its digits are taken in either case.
pub(super) fn spelled(account: &str) -> String {
    match account.strip_prefix(prefix::ACCOUNT) {
        Some(digits) => format!("{}{}", prefix::ACCOUNT, digits.to_ascii_lowercase()),
        None => account.to_owned(),
    }
}

/// User and secret of basic authentication.
pub(super) fn credentials(header: &str) -> Option<(String, String)> {
    let (scheme, rest) = header.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let text = String::from_utf8(STANDARD.decode(rest.trim()).ok()?).ok()?;
    let (user, secret) = text.split_once(':')?;
    (!user.is_empty()).then(|| (user.to_owned(), secret.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accounts_are_bounded_and_known_ones_go_on() {
        let mut store = Store::new(0, 10, None);
        let mut ask = |number: usize| {
            let user = format!("AC{number:032X}");
            let header = format!("Basic {}", STANDARD.encode(format!("{user}:x")));
            let got = account(&Rules::default(), &mut store, Some(&header), None, "/");
            got.map_err(|failure| (failure.status, failure.code))
        };
        for number in 0..MAX_ACCOUNTS {
            assert_eq!(ask(number), Ok(format!("AC{number:032x}")));
        }
        assert_eq!(ask(MAX_ACCOUNTS), Err((429, 20429)));
        assert_eq!(ask(10), Ok(format!("AC{:032x}", 10)));
    }
}
