//! Studio: executions and flows (v2), and how executions were begun before (v1).

use crate::api::operation::{Operation, Parameter};
use crate::twilio::Product;

use super::draft::{self, Draft, More as _, choice, json, list, text, time};

const HERE: Product = Product::Studio;
const RUNS: &str = "/v2/Flows/{FlowSid}/Executions";
const RUN: &str = "/v2/Flows/{FlowSid}/Executions/{Sid}";
const BELOW: &str = "/v2/Flows/{FlowSid}/Executions/{ExecutionSid}";
const FLOWS: &str = "/v2/Flows";
const FLOW: &str = "/v2/Flows/{Sid}";

/// Its operations.
pub(super) fn operations() -> Vec<Operation> {
    let mut all = executions();
    all.extend(steps());
    all.extend(flows());
    all
}

/// What begins an execution.
fn begins(draft: Draft) -> Draft {
    draft
        .with([
            text("To", "The contact: a number, or a channel's prefix and a number. The flow sees it as `contact.channel.address`.")
                .required()
                .example("+15551230001"),
            text("From", "Who speaks: a number, or the SID of a Messaging Service. The flow sees it as `flow.channel.address`.")
                .required()
                .example("+15005550006"),
            json("Parameters", "Data for the flow: a text that holds a JSON object. The flow sees each as `flow.data.NAME`.")
                .json_checked(None)
                .example(r#"{"name": "Ann"}"#),
        ])
        .example(&[("Parameters", r#"{"name": "Ann"}"#)])
        .fails(&[
            (81023, "Shorten `To` and `From`: together they may have 300 bytes."),
            (20409, "This contact has an execution of the flow that runs already. End that one first; its SID stands in the answer."),
        ])
}

fn executions() -> Vec<Operation> {
    vec![
        begins(draft::post(HERE, "create-execution", RUNS, "Begin an execution of a flow"))
            .about(
                "Runs the published flow for a contact. The flow needs a transition at *REST API* of its trigger. Each \
                 pair of `To` and `From` has at most one execution that runs.",
            )
            .tags(&["Studio", "Executions", "run", "start", "create"])
            .answers(201, "The execution runs", EXECUTION_FIELDS)
            .shows(EXECUTION)
            .done(),
        draft::get(HERE, "fetch-execution", RUN, "Read an execution")
            .about("Tells whether an execution runs (`active`) or is over (`ended`).")
            .tags(&["Studio", "Executions", "status"])
            .answers(200, "The execution", EXECUTION_FIELDS)
            .shows(EXECUTION)
            .done(),
        draft::get(HERE, "list-executions", RUNS, "List the executions of a flow")
            .about("Gives the executions page by page, the newest first.")
            .tags(&["Studio", "Executions", "history", "log"])
            .with([
                choice(
                    "status",
                    &["active", "ended"],
                    "Only those that run, or are over. Unverified: that this one name is really in small letters.",
                ),
                time("DateCreatedFrom", "Only those begun at or after this time."),
                time("DateCreatedTo", "Only those begun before this time."),
            ])
            .lists("executions", 1000, EXECUTION)
            .done(),
        draft::post(HERE, "update-execution", RUN, "End an execution")
            .about("Ends an execution that runs. Nothing else can be changed.")
            .tags(&["Studio", "Executions", "end", "stop", "cancel"])
            .with([choice("Status", &["active", "ended"], "`ended` ends it; `active` changes nothing.").required().example("ended")])
            .answers(200, "The execution as it is now", EXECUTION_FIELDS)
            .shows(&EXECUTION.replace("\"active\"", "\"ended\""))
            .done(),
        draft::delete(HERE, "delete-execution", RUN, "Remove an execution")
            .about("Removes the execution with its steps.")
            .tags(&["Studio", "Executions"])
            .done(),
        begins(draft::post(
            HERE,
            "create-execution-v1",
            "/v1/Flows/{FlowSid}/Executions",
            "Begin an execution of a flow, as before",
        ))
        .about(
            "The first version of the API. Where the contact has an execution that runs, it answers 200 with that one, \
             where v2 answers 409. New work belongs to v2.",
        )
        .tags(&["Studio", "Executions", "v1"])
        .answers(200, "The execution; it may be one that ran already", EXECUTION_FIELDS)
        .shows(&EXECUTION.replace("/v2/", "/v1/"))
        .deprecated()
        .done(),
    ]
}

fn steps() -> Vec<Operation> {
    let steps = format!("{BELOW}/Steps");
    vec![
        draft::get(HERE, "fetch-execution-context", &format!("{BELOW}/Context"), "Read the variables of an execution")
            .about("Gives the tree that Liquid sees: `trigger`, `flow`, `contact` and `widgets`.")
            .tags(&["Studio", "Executions", "context", "variables", "liquid"])
            .answers(
                200,
                "The variables as they are now",
                "account_sid: The account.
                 flow_sid: The flow.
                 execution_sid: The execution.
                 context: The tree of variables: `trigger`, `flow`, `contact`, `widgets`.
                 url: Its own address.",
            )
            .shows(CONTEXT)
            .done(),
        draft::get(HERE, "list-execution-steps", &steps, "List the steps of an execution")
            .about("Gives the ways that were gone from widget to widget. Unverified: that the newest comes first.")
            .tags(&["Studio", "Executions", "steps", "log", "trace"])
            .lists("steps", 1000, STEP)
            .done(),
        draft::get(HERE, "fetch-execution-step", &format!("{steps}/{{Sid}}"), "Read a step of an execution")
            .about("Gives one way: `name` is the event, `transitioned_from` and `transitioned_to` are widgets.")
            .tags(&["Studio", "Executions", "steps"])
            .answers(200, "The step", STEP_FIELDS)
            .shows(STEP)
            .done(),
        draft::get(
            HERE,
            "fetch-execution-step-context",
            &format!("{steps}/{{StepSid}}/Context"),
            "Read the variables after a step",
        )
        .about("Gives the tree that Liquid saw after the step.")
        .tags(&["Studio", "Executions", "steps", "context", "variables"])
        .answers(
            200,
            "The variables after the step",
            "account_sid: The account.
             flow_sid: The flow.
             execution_sid: The execution.
             step_sid: The step.
             context: The tree of variables.
             url: Its own address.",
        )
        .shows(&CONTEXT.replace("/Context", "/Steps/FT…/Context").replace("\"context\"", "\"step_sid\": \"FT…\", \"context\""))
        .done(),
    ]
}

fn flows() -> Vec<Operation> {
    let bad = [(
        81022,
        "The definition is no flow that Studio takes. `details.errors` names each place; `cordboard check` tells why.",
    )];
    vec![
        draft::get(HERE, "list-flows", FLOWS, "List flows")
            .about("Gives the flows of the account page by page. `definition` and what belongs to it are null in a list.")
            .tags(&["Studio", "Flows"])
            .lists("flows", 1000, FLOW_LISTED)
            .done(),
        draft::get(HERE, "fetch-flow", FLOW, "Read a flow")
            .about("Gives a flow with its definition, as an object.")
            .tags(&["Studio", "Flows", "export", "definition"])
            .answers(200, "The flow", FLOW_FIELDS)
            .shows(FLOW_SHOWN)
            .done(),
        draft::post(HERE, "create-flow", FLOWS, "Create a flow")
            .about("Makes a flow of a definition. `Definition` is the whole flow as JSON text in a form field.")
            .tags(&["Studio", "Flows", "create", "import"])
            .with(flow_fields(true))
            .answers(201, "The flow was made", FLOW_FIELDS)
            .shows(FLOW_SHOWN)
            .fails(&bad)
            .done(),
        draft::post(HERE, "update-flow", FLOW, "Change or publish a flow")
            .about(
                "Replaces the definition: a new revision is made. Without `Definition`, `Status=published` publishes \
                 the draft. Nothing guards against somebody else who saves at the same time: the last one wins.",
            )
            .tags(&["Studio", "Flows", "publish", "update", "deploy"])
            .with(flow_fields(false))
            .answers(200, "The flow as it is now", FLOW_FIELDS)
            .shows(FLOW_SHOWN)
            .fails(&bad)
            .done(),
        draft::delete(HERE, "delete-flow", FLOW, "Remove a flow")
            .about("Removes the flow with its revisions and executions. Numbers that lead to it lead nowhere.")
            .tags(&["Studio", "Flows"])
            .done(),
        draft::post(HERE, "validate-flow", "/v2/Flows/Validate", "Let Studio check a flow")
            .about("Looks at a definition and stores nothing. A flow with mistakes is an error answer, not `valid: false`.")
            .tags(&["Studio", "Flows", "validate", "check"])
            .with(flow_fields(true))
            .answers(200, "Studio takes the flow", "valid: `true`.")
            .shows(r#"{"valid": true}"#)
            .fails(&bad)
            .done(),
        draft::get(HERE, "list-flow-revisions", &format!("{FLOW}/Revisions"), "List the revisions of a flow")
            .about("Gives every version that was saved.")
            .tags(&["Studio", "Flows", "revisions", "versions", "history"])
            .lists("revisions", 1000, REVISION)
            .done(),
        draft::get(HERE, "fetch-flow-revision", &format!("{FLOW}/Revisions/{{Revision}}"), "Read a revision of a flow")
            .about("Gives one version with its definition.")
            .tags(&["Studio", "Flows", "revisions", "versions"])
            .with([revision()])
            .answers(200, "The revision", FLOW_FIELDS)
            .shows(REVISION)
            .fails(&[(81021, "A revision is a number, `LatestPublished` or `LatestRevision`.")])
            .done(),
        draft::get(HERE, "fetch-test-users", &format!("{FLOW}/TestUsers"), "Read who tests a flow")
            .about("Gives the contacts that run the draft in place of what is published.")
            .tags(&["Studio", "Flows", "test users"])
            .answers(200, "The test users", TEST_FIELDS)
            .shows(TEST_USERS)
            .done(),
        draft::post(HERE, "update-test-users", &format!("{FLOW}/TestUsers"), "Say who tests a flow")
            .about("Replaces the list of contacts that run the draft in place of what is published.")
            .tags(&["Studio", "Flows", "test users"])
            .with([list("TestUsers", "A contact's address. Repeat it for more.").required().example("+15551230001")])
            .answers(200, "The test users as they are now", TEST_FIELDS)
            .shows(TEST_USERS)
            .done(),
    ]
}

fn revision() -> Parameter {
    let mut revision = text("Revision", "The number of the revision, `LatestPublished` or `LatestRevision`.");
    revision.place = crate::api::operation::Place::Path;
    revision.required().example("LatestPublished")
}

/// What a flow is made of. To change one, only its status has to be there.
fn flow_fields(is_new: bool) -> Vec<Parameter> {
    let name = text("FriendlyName", "The name of the flow.").example("Greeting");
    let definition = json(
        "Definition",
        "The whole flow, as Studio exports it: JSON as a text. It comes back as an object.",
    )
    .json_checked(Some(81022))
    .example(DEFINITION);
    let status =
        choice("Status", &["draft", "published"], "`published` runs for everybody, `draft` for test users.");
    let message = text("CommitMessage", "What was changed, in a few words.").example("Greets by name");
    match is_new {
        true => vec![name.required(), status.required().example("draft"), definition.required(), message],
        false => vec![status.required().example("published"), name, definition, message],
    }
}

/// A flow that says nothing yet.
const DEFINITION: &str = r#"{"description": "Greeting", "states": [{"name": "Trigger", "type": "trigger", "transitions": [{"event": "incomingMessage"}, {"event": "incomingCall"}, {"event": "incomingConversationMessage"}, {"event": "incomingRequest"}, {"event": "incomingParent"}], "properties": {"offset": {"x": 0, "y": 0}}}], "initial_state": "Trigger", "flags": {"allow_concurrent_calls": true}}"#;

const EXECUTION_FIELDS: &str = "sid: The execution: `FN` and 32 hexadecimal digits.
    account_sid: The account.
    flow_sid: The flow.
    contact_channel_address: The contact.
    contact_sid?: A placeholder; nothing is behind it any more.
    flow_version: The revision that runs.
    status: `active` or `ended`.
    context: Empty here; the variables are at the context of the execution.
    initiated_by?: What began it: a message, a call or a request.
    date_created: ISO 8601.
    date_updated?: ISO 8601.
    url: Its own address.
    links: Addresses of its steps and its context.";

const EXECUTION: &str = r#"{"sid": "FN…", "account_sid": "AC…", "flow_sid": "FW…",
    "contact_channel_address": "+15551230001", "contact_sid": "FC…", "flow_version": 1, "status": "active",
    "context": {}, "initiated_by": "RQ…", "date_created": "2026-11-22T09:30:00Z", "date_updated": null,
    "url": "https://studio.twilio.com/v2/Flows/FW…/Executions/FN…",
    "links": {"steps": "https://studio.twilio.com/v2/Flows/FW…/Executions/FN…/Steps",
        "execution_context": "https://studio.twilio.com/v2/Flows/FW…/Executions/FN…/Context"}}"#;

const CONTEXT: &str = r#"{"account_sid": "AC…", "flow_sid": "FW…", "execution_sid": "FN…",
    "context": {"trigger": {"request": {"parameters": {"name": "Ann"}}}, "flow": {"data": {"name": "Ann"}},
        "contact": {"channel": {"address": "+15551230001"}}, "widgets": {}},
    "url": "https://studio.twilio.com/v2/Flows/FW…/Executions/FN…/Context"}"#;

const STEP_FIELDS: &str = "sid: The step: `FT` and 32 hexadecimal digits.
    account_sid: The account.
    flow_sid: The flow.
    execution_sid: The execution.
    parent_step_sid?: The step of the flow that called this one as a subflow.
    name: The event that was taken.
    transitioned_from: The widget that it left.
    transitioned_to: The widget that it went to, or `Ended`.
    type: The type of the widget that it left.
    context: Empty here; the variables are at the context of the step.
    date_created: ISO 8601.
    date_updated?: ISO 8601.
    url: Its own address.
    links: The address of its context.";

const STEP: &str = r#"{"sid": "FT…", "account_sid": "AC…", "flow_sid": "FW…", "execution_sid": "FN…",
    "parent_step_sid": null, "name": "incomingRequest", "transitioned_from": "Trigger", "transitioned_to": "Ended",
    "type": "trigger", "context": {}, "date_created": "2026-11-22T09:30:00Z", "date_updated": null,
    "url": "https://studio.twilio.com/v2/Flows/FW…/Executions/FN…/Steps/FT…",
    "links": {"step_context": "https://studio.twilio.com/v2/Flows/FW…/Executions/FN…/Steps/FT…/Context"}}"#;

const FLOW_FIELDS: &str = "sid: The flow: `FW` and 32 hexadecimal digits.
    account_sid: The account.
    author_sid?: Who saved it.
    friendly_name: Its name.
    definition?: The flow as an object; null in a list.
    status: `draft` or `published`.
    revision: The number of the version.
    commit_message?: What was changed.
    valid?: Whether Studio can run it.
    errors?: What is wrong with it.
    date_created: ISO 8601.
    date_updated?: ISO 8601.
    url: Its own address.";

const FLOW_SHOWN: &str = r#"{"sid": "FW…", "account_sid": "AC…", "author_sid": "US…", "friendly_name": "Greeting",
    "definition": {"description": "Greeting", "states": [{"name": "Trigger", "type": "trigger", "transitions": [],
        "properties": {"offset": {"x": 0, "y": 0}}}], "initial_state": "Trigger",
        "flags": {"allow_concurrent_calls": true}},
    "status": "published", "revision": 1, "commit_message": null, "valid": true, "errors": [], "warnings": [],
    "date_created": "2026-11-22T09:30:00Z", "date_updated": null,
    "webhook_url": "https://webhooks.twilio.com/v1/Accounts/AC…/Flows/FW…",
    "url": "https://studio.twilio.com/v2/Flows/FW…",
    "links": {"test_users": "https://studio.twilio.com/v2/Flows/FW…/TestUsers",
        "revisions": "https://studio.twilio.com/v2/Flows/FW…/Revisions",
        "executions": "https://studio.twilio.com/v2/Flows/FW…/Executions"}}"#;

const FLOW_LISTED: &str = r#"{"sid": "FW…", "account_sid": "AC…", "author_sid": "US…", "friendly_name": "Greeting",
    "definition": null, "status": "published", "revision": 1, "commit_message": null, "valid": null, "errors": null,
    "warnings": null, "date_created": "2026-11-22T09:30:00Z", "date_updated": null,
    "webhook_url": "https://webhooks.twilio.com/v1/Accounts/AC…/Flows/FW…",
    "url": "https://studio.twilio.com/v2/Flows/FW…", "links": {}}"#;

const REVISION: &str = r#"{"sid": "FW…", "account_sid": "AC…", "author_sid": "US…", "friendly_name": "Greeting",
    "definition": null, "status": "published", "revision": 1, "commit_message": "Greets by name", "valid": true,
    "errors": [], "date_created": "2026-11-22T09:30:00Z", "date_updated": null,
    "url": "https://studio.twilio.com/v2/Flows/FW…/Revisions/1"}"#;

const TEST_FIELDS: &str = "sid: The flow.
    test_users: The contacts.
    url: Its own address.";

const TEST_USERS: &str = r#"{"sid": "FW…", "test_users": ["+15551230001"],
    "url": "https://studio.twilio.com/v2/Flows/FW…/TestUsers"}"#;
