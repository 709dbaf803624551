//! What belongs to an account as such: messages with their media, numbers, and Messaging Services.

use jiff::SignedDuration;

use super::{MADE, Maker, Row, fresh_number, renamed};
use crate::mock::magic;
use crate::mock::sending;
use crate::mock::store::{Medium, Sms, World};
use crate::twilio::sid::prefix;
use crate::twilio::{Product, Request, is_sid};

/// A message that is made was sent so long ago: it has arrived at any speed that is usual.
const AGO: SignedDuration = SignedDuration::from_mins(5);
/// A message that is to be called back goes out so much later.
const AHEAD: SignedDuration = SignedDuration::from_hours(1);
const PICTURE: &str = "https://example.com/made-by-cordboard.png";

impl Maker<'_> {
    /// An account below our own, and what its path names.
    pub(super) async fn account(
        &mut self,
        account: &str,
        rest: &[&str],
        request: &Request,
    ) -> Result<(), String> {
        let account = crate::mock::auth::spelled(account);
        let shared = &self.mock.shared;
        if account != self.account {
            if shared.with_store(|store| store.put_below(&account, &self.account)) {
                self.made.push(format!("subaccount {account}"));
            }
            self.account.clone_from(&account);
        }
        match rest {
            ["Messages", message, rest @ ..]
                if is_sid(message, prefix::SMS) || is_sid(message, prefix::MMS) =>
            {
                let media = match rest {
                    ["Media", medium, ..] if is_sid(medium, prefix::MEDIA) => {
                        vec![Medium::Stored((*medium).to_owned())]
                    }
                    ["Media", ..] => vec![Medium::Url(PICTURE.to_owned())],
                    _ if is_sid(message, prefix::MMS) => vec![Medium::Url(PICTURE.to_owned())],
                    _ => Vec::new(),
                };
                // Only what still waits for its time can be called back.
                let waits = request.form.iter().any(|(name, value)| name == "Status" && value == "canceled");
                if self.mock.shared.with_world(|world| message_as(world, &account, message, media, waits)) {
                    self.tell("message", message);
                }
            }
            ["IncomingPhoneNumbers", number, ..] if is_sid(number, prefix::PHONE_NUMBER) => {
                self.number(number).await?;
            }
            _ => {}
        }
        Ok(())
    }

    async fn number(&mut self, sid: &str) -> Result<(), String> {
        let fresh = self.mock.shared.with_store(fresh_number);
        let row = Row {
            word: "phone number",
            all: format!("/2010-04-01/Accounts/{}/IncomingPhoneNumbers", self.account),
            sid,
            fields: &[("PhoneNumber", &fresh)],
        };
        self.row(Product::Api, &row, |rows, from| renamed(&mut rows.numbers, from, sid, |row| &mut row.sid))
            .await
    }

    /// A Messaging Service, and the sender of its pool that is named or put there.
    pub(super) async fn messaging_service(
        &mut self,
        service: &str,
        rest: &[&str],
        request: &Request,
    ) -> Result<(), String> {
        let here = Product::Messaging;
        let all = "/v1/Services".to_owned();
        let row = Row { word: "Messaging Service", all, sid: service, fields: &[("FriendlyName", MADE)] };
        self.row(here, &row, |rows, from| {
            renamed(&mut rows.messaging_services, from, service, |row| &mut row.sid)
        })
        .await?;
        let all = |kind: &str| format!("/v1/Services/{service}/{kind}");
        match rest {
            ["PhoneNumbers"] => {
                let named = request.form.iter().find(|(name, _)| name == "PhoneNumberSid");
                match named.filter(|(_, sid)| is_sid(sid, prefix::PHONE_NUMBER)) {
                    Some((_, sid)) => self.number(sid).await,
                    None => Ok(()),
                }
            }
            ["PhoneNumbers", sid, ..] if is_sid(sid, prefix::PHONE_NUMBER) => {
                self.number(sid).await?;
                let fields = [("PhoneNumberSid", *sid)];
                let row = Row { word: "sender", all: all("PhoneNumbers"), sid, fields: &fields };
                self.row(here, &row, |_, _| true).await
            }
            ["ShortCodes", sid, ..] if is_sid(sid, prefix::SHORT_CODE) => {
                let fields = [("ShortCodeSid", *sid)];
                let row = Row { word: "sender", all: all("ShortCodes"), sid, fields: &fields };
                self.row(here, &row, |_, _| true).await
            }
            ["AlphaSenders", sid, ..] if is_sid(sid, prefix::ALPHA_SENDER) => {
                let fields = [("AlphaSender", "Cordboard")];
                let row = Row { word: "sender", all: all("AlphaSenders"), sid, fields: &fields };
                self.row(here, &row, |rows, from| {
                    let service = rows.messaging_services.get_mut(service);
                    service.is_some_and(|row| renamed(&mut row.senders, from, sid, |row| &mut row.sid))
                })
                .await
            }
            _ => Ok(()),
        }
    }
}

/// Makes a message that has arrived, or one that waits for its time. Answers whether there was none.
pub(super) fn message_as(
    world: &mut World<'_>,
    account: &str,
    sid: &str,
    media: Vec<Medium>,
    waits: bool,
) -> bool {
    if world.policy.test_credentials {
        return false;
    }
    if let Some(known) = world.store.account(account).messages.get_mut(sid) {
        // One that was made here gets what is asked of it now.
        for medium in media {
            if known.body == MADE && matches!(medium, Medium::Stored(_)) && !known.media.contains(&medium) {
                known.media.push(medium);
            }
        }
        return false;
    }
    let service = waits.then(|| world.store.named_sid(prefix::MESSAGING_SERVICE, MADE));
    let sms = Sms {
        sid: sid.to_owned(),
        to: fresh_number(world.store),
        from: (!waits).then(|| magic::OWNED.to_owned()),
        service,
        body: MADE.to_owned(),
        media,
        segments: 1,
        created: world.now.checked_sub(AGO).unwrap_or(world.now),
        send_at: waits.then(|| world.now.checked_add(AHEAD).unwrap_or(world.now)),
        ..Sms::default()
    };
    sending::keep(world, account, sms);
    true
}
