//! How a run begins: by options, by a named start set beside the flow, or as usual. Options win.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::{Arguments, ChannelName, TriggerName, WorldName};
use crate::cli::input;
use crate::cli::settings::Finder;
use crate::flow::side::StartSet;
use crate::sim::moment::{moment, zone};
use crate::sim::{Channel, Program, Source, Start};
use crate::twilio::is_sid;
use crate::twilio::sid::prefix;
use crate::widgets::run::Trigger;

impl TriggerName {
    fn trigger(self) -> Trigger {
        match self {
            Self::Message => Trigger::Message,
            Self::Call => Trigger::Call,
            Self::Conversation => Trigger::Conversation,
            Self::Request => Trigger::Request,
            Self::Parent => Trigger::Parent,
        }
    }
}

impl ChannelName {
    fn channel(self) -> Channel {
        match self {
            Self::Sms => Channel::Sms,
            Self::Whatsapp => Channel::Whatsapp,
            Self::Chat => Channel::Chat,
            Self::Conversation => Channel::Conversation,
        }
    }
}

/// The start that the options and a start set describe.
pub(super) fn start(
    arguments: &Arguments,
    set: Option<&StartSet>,
    program: &Program,
    source: Source,
) -> Result<Start, String> {
    let none = StartSet::default();
    let set = set.unwrap_or(&none);
    let (trigger, channel) = trigger_of(arguments, set, program, &source.file)?;
    let (now, zone) = clock_of(arguments, set)?;
    let mut start = Start::new(source, trigger, now);
    start.zone = zone;
    start.channel = channel;
    let contact = arguments.from.as_deref().or(set.contact.as_deref()).unwrap_or(Start::CONTACT);
    start.contact = address("--from", contact)?;
    let flow_address = arguments.to.as_deref().or(set.flow_address.as_deref());
    start.flow_address = address("--to", flow_address.unwrap_or(Start::FLOW_ADDRESS))?;
    start.body = arguments.body.clone().or_else(|| set.body.clone()).unwrap_or_default();
    start.media.clone_from(if arguments.media.is_empty() { &set.media } else { &arguments.media });
    start.parameters = match &arguments.data {
        Some(data) => input::json_object("--data", data)?,
        None => serde_json::Value::Object(set.parameters.clone()),
    };
    start.overlay =
        arguments.context.as_deref().map(|text| input::json_object("--context", text)).transpose()?;
    let service = arguments.chat_service.as_deref().or(set.chat_service.as_deref());
    start.chat.service = sid("--chat-service", service, prefix::CHAT_SERVICE)?;
    let place = arguments.chat_channel.as_deref().or(set.chat_channel.as_deref());
    start.chat.channel = sid("--chat-channel", place, prefix::CONVERSATION)?;
    start.seed = arguments.seed;
    start.assume = arguments.assume.over(&*Finder::default().of(&arguments.flow)?)?;
    Ok(start)
}

/// What starts the flow, and how the contact writes.
fn trigger_of(
    arguments: &Arguments,
    set: &StartSet,
    program: &Program,
    flow: &str,
) -> Result<(Trigger, Channel), String> {
    let connected = program.connected_triggers();
    let named = |what: &str, word: &str| {
        format!("--start: the set `{}` names a {what} that there is not: `{word}`", set.name)
    };
    let kept = match set.trigger.as_deref() {
        Some(word) => Some(Trigger::by_word(word).ok_or_else(|| named("trigger", word))?),
        None => None,
    };
    let kept_channel = match set.channel.as_deref() {
        Some(word) => Some(Channel::by_word(word).ok_or_else(|| named("channel", word))?),
        None => None,
    };
    let mut channel = arguments.channel.map(ChannelName::channel).or(kept_channel);
    let trigger = match arguments.trigger.map(TriggerName::trigger).or(kept) {
        Some(trigger) => trigger,
        None if channel == Some(Channel::Conversation) && connected.contains(&Trigger::Conversation) => {
            Trigger::Conversation
        }
        None => *connected.first().ok_or_else(|| {
            format!("{flow}: no event of the trigger is connected, so nothing would happen; name one with --trigger")
        })?,
    };
    // With another trigger than the set's own, its channel may not be one of that trigger.
    let is_other = arguments.trigger.is_some() && arguments.channel.is_none();
    if is_other
        && channel
            .is_some_and(|channel| (channel == Channel::Conversation) != (trigger == Trigger::Conversation))
    {
        channel = None;
    }
    match (trigger, channel) {
        (Trigger::Conversation, None | Some(Channel::Conversation)) => Ok((trigger, Channel::Conversation)),
        (Trigger::Conversation, Some(_)) => {
            Err("--channel: a flow that a conversation starts is written to in that conversation".to_owned())
        }
        (_, Some(Channel::Conversation)) => {
            Err("--channel: only a flow that a conversation starts is written to in a conversation; \
                 add --trigger conversation"
                .to_owned())
        }
        (_, channel) => Ok((trigger, channel.unwrap_or_default())),
    }
}

/// The clock's start and the zone. What a start set says of either is read against the machine's time.
fn clock_of(arguments: &Arguments, set: &StartSet) -> Result<(Timestamp, TimeZone), String> {
    let now = Timestamp::now();
    // Whole seconds: they are what the trace shows and what can be typed again.
    let now = Timestamp::from_second(now.as_second()).unwrap_or(now);
    let of_set = |error: String| format!("--start: the set `{}`: {error}", set.name);
    let given = match (&arguments.zone, &set.zone) {
        (Some(name), _) => {
            Some(TimeZone::get(name).map_err(|_| format!("--zone: there is no time zone `{name}`"))?)
        }
        (None, Some(name)) => Some(zone(name).map_err(|unknown| of_set(unknown.to_string()))?),
        (None, None) => None,
    };
    let usual = || TimeZone::get(Start::ZONE).unwrap_or(TimeZone::UTC);
    let text = match (&arguments.now, &set.now) {
        (Some(moment), _) => return Ok((*moment, given.unwrap_or_else(usual))),
        (None, None) => return Ok((now, given.unwrap_or_else(usual))),
        // The real world has no other time than now.
        (None, Some(_)) if arguments.world == WorldName::Live => {
            return Ok((now, given.unwrap_or_else(usual)));
        }
        (None, Some(text)) => text,
    };
    let found = moment(text, now, &given.clone().unwrap_or_else(usual)).map_err(of_set)?;
    // A zone that stands behind the moment is where it is read; --zone is still that of the run.
    let zone = match &arguments.zone {
        Some(_) => given.unwrap_or_else(usual),
        None => found.time_zone().clone(),
    };
    Ok((found.timestamp(), zone))
}

fn address(option: &str, text: &str) -> Result<String, String> {
    let text = text.trim();
    if text.is_empty() { Err(format!("{option}: an address is needed here")) } else { Ok(text.to_owned()) }
}

fn sid(option: &str, text: Option<&str>, prefix: &str) -> Result<String, String> {
    match text.map(str::trim) {
        None => Ok(String::new()),
        Some(text) if is_sid(text, prefix) => Ok(text.to_owned()),
        Some(_) => Err(format!("{option}: this is not {prefix} and 32 hexadecimal digits")),
    }
}
