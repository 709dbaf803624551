//! How Twilio signs the requests that it sends, so that their receiver knows whom they come from.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use secrecy::{ExposeSecret as _, SecretString};
use sha1::Sha1;

/// The header that carries the signature.
pub const HEADER: &str = "X-Twilio-Signature";

/// Signs a request to `url`, which is the whole address with its query. `fields` are those of a form in the body; a
/// request without one has none.
pub fn sign(token: &SecretString, url: &str, fields: &[(String, String)]) -> String {
    let code = code(token, url, fields);
    code.map(|code| STANDARD.encode(code.finalize().into_bytes())).unwrap_or_default()
}

/// Whether a signature belongs to a request. The time that it takes does not depend on how much of it is right.
pub fn verify(token: &SecretString, url: &str, fields: &[(String, String)], signature: &str) -> bool {
    match (STANDARD.decode(signature), code(token, url, fields)) {
        (Ok(given), Some(code)) => code.verify_slice(&given).is_ok(),
        _ => false,
    }
}

/// The address, then each field's name and value without anything between them, in the order of the names. A pair that
/// stands twice counts once, as the helper libraries have it.
fn code(token: &SecretString, url: &str, fields: &[(String, String)]) -> Option<Hmac<Sha1>> {
    let mut fields: Vec<&(String, String)> = fields.iter().collect();
    fields.sort_unstable();
    fields.dedup();
    // A key of any length will do, so there is always a code.
    let mut code = Hmac::<Sha1>::new_from_slice(token.expose_secret().as_bytes()).ok()?;
    code.update(url.as_bytes());
    for (name, value) in fields {
        code.update(name.as_bytes());
        code.update(value.as_bytes());
    }
    Some(code)
}
