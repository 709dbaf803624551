//! Addresses of messages: phone numbers, short codes, sender names and channel addresses.

/// A channel that messages travel on besides SMS; its addresses carry the channel's name in front.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Channel {
    /// `whatsapp:+15551230001`
    Whatsapp,
    /// `messenger:` and the identifier of a page or user.
    Messenger,
    /// `rcs:` and a phone number or the identifier of an agent.
    Rcs,
}

impl Channel {
    /// The name in front of the colon.
    pub fn name(self) -> &'static str {
        match self {
            Self::Whatsapp => "whatsapp",
            Self::Messenger => "messenger",
            Self::Rcs => "rcs",
        }
    }
}

/// What kind of address a text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Address<'a> {
    /// A phone number in E.164 form, with its plus sign.
    Phone(&'a str),
    /// A short code: three to eight digits.
    ShortCode(&'a str),
    /// An alphanumeric sender ID. Nobody can answer it, and nothing can be sent to it.
    Sender(&'a str),
    /// An address on another channel.
    Channel(Channel, &'a str),
}

impl<'a> Address<'a> {
    /// Reads an address as it may stand in `From`; `None` where it is none.
    pub fn parse(text: &'a str) -> Option<Self> {
        if let Some((channel, id)) = split_channel(text) {
            return channel_id_is_sound(channel, id).then_some(Self::Channel(channel, id));
        }
        if is_e164(text) {
            Some(Self::Phone(text))
        } else if is_short_code(text) {
            Some(Self::ShortCode(text))
        } else if is_sender_id(text) {
            Some(Self::Sender(text))
        } else {
            None
        }
    }

    /// The channel, or `None` for SMS and MMS.
    pub fn channel(self) -> Option<Channel> {
        match self {
            Self::Channel(channel, _) => Some(channel),
            _ => None,
        }
    }
}

/// Whether a message can be sent to this text: a phone number or a channel address.
pub fn is_recipient(text: &str) -> bool {
    matches!(Address::parse(text), Some(Address::Phone(_) | Address::Channel(..)))
}

/// Whether this is a phone number in E.164 form: a plus sign, no leading zero, 7 to 15 digits.
///
/// The standard sets no minimum; no country has numbers of fewer than seven digits with its country code.
pub fn is_e164(text: &str) -> bool {
    text.strip_prefix('+').is_some_and(|digits| {
        (7..=15).contains(&digits.len())
            && digits.bytes().all(|byte| byte.is_ascii_digit())
            && !digits.starts_with('0')
    })
}

/// Whether this is a short code: three to eight digits.
pub fn is_short_code(text: &str) -> bool {
    (3..=8).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether this is an alphanumeric sender ID: up to eleven letters, digits, spaces and `+ - _ &`, with a letter.
pub fn is_sender_id(text: &str) -> bool {
    (1..=11).contains(&text.len())
        && text.bytes().any(|byte| byte.is_ascii_alphabetic())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b" +-_&".contains(&byte))
}

/// Whether this looks like an attempt at a phone number: a plus sign or nothing but digits.
pub fn looks_like_phone(text: &str) -> bool {
    text.starts_with('+') || (!text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()))
}

/// The text with its last four characters as `X`, the way Twilio's error messages name a recipient.
pub fn mask(text: &str) -> String {
    let kept = text.chars().count().saturating_sub(4);
    text.chars().enumerate().map(|(at, char)| if at < kept { char } else { 'X' }).collect()
}

fn split_channel(text: &str) -> Option<(Channel, &str)> {
    let (name, id) = text.split_once(':')?;
    let channel = [Channel::Whatsapp, Channel::Messenger, Channel::Rcs]
        .into_iter()
        .find(|channel| channel.name() == name)?;
    Some((channel, id))
}

fn channel_id_is_sound(channel: Channel, id: &str) -> bool {
    match channel {
        Channel::Whatsapp => is_e164(id),
        Channel::Messenger | Channel::Rcs => {
            is_e164(id)
                || (!id.is_empty()
                    && id.len() <= 256
                    && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte)))
        }
    }
}
