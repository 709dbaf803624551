//! The variables that every flow has, or that a trigger of its kind leaves, each with what it is.

/// Paths that end in a value, or in values of the flow's own.
pub(super) const ALWAYS: &[(&str, &str)] = &[
    ("contact.channel.address", "The contact's address"),
    ("flow.channel.address", "The address the contact writes to"),
    ("flow.data", "Parameters of the REST request"),
    ("flow.flow_sid", "This flow's SID"),
    ("flow.sid", "This execution's SID"),
    ("flow.variables", "What Set Variables stored"),
    ("trigger.call.AccountSid", "The account of the call"),
    ("trigger.call.CallSid", "The call's SID"),
    ("trigger.call.CallStatus", "How the call stands"),
    ("trigger.call.Called", "The number that was called"),
    ("trigger.call.Caller", "Who calls"),
    ("trigger.call.Direction", "inbound, or how it went out"),
    ("trigger.call.From", "Who calls"),
    ("trigger.call.FromCity", "The caller's city"),
    ("trigger.call.FromCountry", "The caller's country"),
    ("trigger.call.FromState", "The caller's state"),
    ("trigger.call.FromZip", "The caller's postal code"),
    ("trigger.call.To", "The number that was called"),
    ("trigger.conversation.Author", "Who wrote it"),
    ("trigger.conversation.Body", "The text of the message"),
    ("trigger.conversation.ChannelSid", "The conversation's SID"),
    ("trigger.conversation.ConversationSid", "The conversation's SID"),
    ("trigger.conversation.From", "Who wrote it"),
    ("trigger.conversation.MessageSid", "The message's SID"),
    ("trigger.conversation.ParticipantSid", "The participant who wrote it"),
    ("trigger.message.AccountSid", "The account of the message"),
    ("trigger.message.Body", "The text of the message"),
    ("trigger.message.ChannelAttributes", "Chat: the channel's attributes"),
    ("trigger.message.ChannelSid", "Chat: the channel's SID"),
    ("trigger.message.From", "Who wrote it"),
    ("trigger.message.FromCity", "The sender's city"),
    ("trigger.message.FromCountry", "The sender's country"),
    ("trigger.message.FromState", "The sender's state"),
    ("trigger.message.FromZip", "The sender's postal code"),
    ("trigger.message.InstanceSid", "Chat: the service's SID"),
    ("trigger.message.MediaUrl0", "The address of the first medium"),
    ("trigger.message.MessageSid", "The message's SID"),
    ("trigger.message.MessagingServiceSid", "The Messaging Service"),
    ("trigger.message.NumMedia", "How many media came along"),
    ("trigger.message.To", "The address they wrote to"),
    ("trigger.parent.execution_sid", "The other flow's execution"),
    ("trigger.parent.flow_sid", "The flow that runs this one"),
    ("trigger.parent.parameters", "What the other flow hands over"),
    ("trigger.parent.trigger_type", "What began the other flow"),
    ("trigger.request.from", "From of the REST request"),
    ("trigger.request.parameters", "Parameters of the REST request"),
    ("trigger.request.to", "To of the REST request"),
    ("widgets", "What widgets have left"),
];

/// Paths that go on.
const BRANCHES: &[(&str, &str)] = &[
    ("contact", "Whom the flow is with"),
    ("contact.channel", "The contact's side"),
    ("flow", "This execution and its values"),
    ("flow.channel", "The flow's own side"),
    ("trigger", "What began the execution"),
    ("trigger.call", "The call that began it"),
    ("trigger.conversation", "The conversation that began it"),
    ("trigger.message", "The message that began it"),
    ("trigger.parent", "The flow that runs this one"),
    ("trigger.request", "The REST request that began it"),
];

/// What stands behind a path that goes on; empty where that is the flow's own.
pub(super) fn about(path: &str) -> &'static str {
    let all = BRANCHES.iter().chain(ALWAYS);
    all.into_iter().find(|(known, _)| *known == path).map_or("", |(_, about)| about)
}
