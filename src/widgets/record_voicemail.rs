//! Record Voicemail.

use super::widget_type::{Event, Events, Grade, Group, Icon, Placing, WidgetType};

/// Record Voicemail.
pub(super) const RECORD_VOICEMAIL: WidgetType = WidgetType {
    id: "record-voicemail",
    label: "Record Voicemail",
    base_name: "record_voicemail",
    group: Group::Voice,
    icon: Icon::Phone,
    placing: Placing::Palette,
    grade: Grade::A,
    events: Events::Known(&[
        Event::normal("recordingComplete", "Recording Complete", "Recording Complete"),
        Event::normal("noAudio", "No Audio", "No Audio"),
        Event::normal("hangup", "Hangup", "Hangup"),
    ]),
    ..WidgetType::BASE
};
