//! Run Subflow: runs another flow and comes back.

use super::acts;
use super::field::{Choice, Field, FieldKind};
use super::run::{Behaviour, Leave, Outcome, Resume, Returned, Step};
use super::widget_type::{Card, Event, Events, Grade, Group, Icon, OutputVariable, Placing, WidgetType};
use crate::twilio::sid::prefix;

/// Run Subflow.
pub(super) const RUN_SUBFLOW: WidgetType = WidgetType {
    id: "run-subflow",
    label: "Run Subflow",
    base_name: "run_subflow",
    group: Group::Tools,
    icon: Icon::Split,
    placing: Placing::Palette,
    grade: Grade::A,
    summary: "Runs another flow",
    help: "Runs another flow of the same account from its Subflow trigger, and goes on when that flow has ended. Its \
           steps count as steps of this execution. A subflow cannot run subflows; a flow may have 150 of these \
           widgets for at most 50 different flows.",
    docs: "https://www.twilio.com/docs/studio/widget-library/run-subflow",
    fields: &[FLOW_SID, FLOW_REVISION, PARAMETERS],
    events: Events::Known(&[
        Event::normal("completed", "Completed", "Completed"),
        Event::failure("failed", "Failed", "Failed"),
    ]),
    outputs: &[OutputVariable {
        path: "*",
        kind: "any",
        help: "Each variable that the subflow set with Set Variables, by its key",
        grade: Grade::C,
    }],
    card: Card::FirstOf(&["flow_sid"]),
    subflow: Some(FLOW_SID.key),
    behaviour: &Subflow,
    ..WidgetType::BASE
};

const FLOW_SID: Field = Field {
    key: "flow_sid",
    label: "Subflow",
    kind: FieldKind::Sid(&[prefix::FLOW]),
    required_by_service: true,
    required_in_console: true,
    template: false,
    default: Some(r#""""#),
    placeholder: "FW…",
    help: "The flow to run: its SID, `FW` and 32 hexadecimal digits, taken literally and never a template. Which \
           file that is Cordboard asks once and notes beside the flow.",
    source: "a generated library, docs, public exports",
    ..Field::TEXT
};

const FLOW_REVISION: Field = Field {
    key: "flow_revision",
    label: "Subflow Revision",
    kind: FieldKind::Suggest(&[
        Choice { value: "LatestPublished", label: "Latest published" },
        Choice { value: "LatestDraft", label: "Latest draft" },
    ]),
    required_by_service: true,
    required_in_console: true,
    template: false,
    default: Some(r#""LatestPublished""#),
    placeholder: "LatestPublished",
    help: "Which revision of that flow: the latest published one, the latest draft, or the number of a revision. All \
           widgets that run the same flow must name the same revision.",
    source: "a generated library, public exports; what the draft is called is from prose only",
    ..Field::TEXT
};

const PARAMETERS: Field = Field {
    key: "parameters",
    label: "Subflow Parameters",
    kind: FieldKind::Variables,
    help: "What the subflow finds under `trigger.parent.parameters`: a key, taken as it stands, and a value, which may \
           be a template.",
    source: "a generated library, docs, public exports",
    ..Field::LIST
};

struct Subflow;

impl Behaviour for Subflow {
    fn enter(&self, step: &mut Step<'_>) -> Outcome {
        let sid = step.widget.property_text(FLOW_SID.key).unwrap_or_default().trim().to_owned();
        let parameters = acts::pairs(step, PARAMETERS.key);
        let parameters = parameters.into_iter().map(|(key, value)| (key, value.into())).collect();
        Outcome::Subflow { sid, parameters }
    }

    fn resume(&self, step: &mut Step<'_>, with: &Resume) -> Outcome {
        Outcome::Leave(match with {
            Resume::Returned(Returned { result: Ok(variables) }) => {
                Leave::by("completed").with(variables.clone())
            }
            Resume::Returned(Returned { result: Err(why) }) => {
                step.scope.warn(Some(81024), why.clone());
                Leave::by("failed")
            }
            _ => Leave::by("failed"),
        })
    }
}
