//! Capture Payments.

use super::widget_type::{Event, Events, Grade, Group, Icon, Placing, WidgetType};

/// Capture Payments.
pub(super) const CAPTURE_PAYMENTS: WidgetType = WidgetType {
    id: "capture-payments",
    label: "Capture Payments",
    base_name: "capture_payments",
    group: Group::Voice,
    icon: Icon::Phone,
    placing: Placing::Palette,
    grade: Grade::A,
    events: Events::Known(&[
        Event::normal("success", "Success", "Success"),
        Event::failure("maxFailedAttempts", "Max Failed Attempts", "Max Failed Attempts"),
        Event::failure("providerError", "Provider Error", "Provider Error"),
        Event::normal("payInterrupted", "Pay Interrupted", "Pay Interrupted"),
        Event::normal("hangup", "Hangup", "Hangup"),
        Event::failure("validationError", "Validation Error", "Validation Error"),
    ]),
    ..WidgetType::BASE
};
