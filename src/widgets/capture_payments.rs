//! Capture Payments: takes a card or bank account by the keys of the telephone.

use super::field::{Field, FieldKind, Section, When};
use super::voice::{self, choice, told};
use super::voice_run::OnCall;
use super::widget_type::{
    Card, Event, Events, Grade, Group, Icon, Needs, OutputVariable, Placing, WidgetType,
};

/// Capture Payments.
pub(super) const CAPTURE_PAYMENTS: WidgetType = WidgetType {
    id: "capture-payments",
    label: "Capture Payments",
    base_name: "capture_payments",
    group: Group::Voice,
    icon: Icon::Phone,
    placing: Placing::Palette,
    grade: Grade::A,
    summary: "Takes a payment by phone",
    help: "Asks the caller for card or bank details, which are entered by keys and never reach the flow, then \
           charges an amount or makes a token for later. It needs PCI mode in the account's voice settings and a \
           Pay Connector.",
    docs: "https://www.twilio.com/docs/studio/widget-library/capture-payments",
    fields: &[
        PAYMENT_CONNECTOR,
        PAYMENT_METHOD,
        BANK_ACCOUNT_TYPE,
        PAYMENT_AMOUNT,
        CURRENCY,
        PAYMENT_TOKEN_TYPE,
        DESCRIPTION,
        LANGUAGE,
        TIMEOUT,
        MAX_ATTEMPTS,
        VALID_CARD_TYPES,
        SECURITY_CODE,
        POSTAL_CODE,
        MIN_POSTAL_CODE_LENGTH,
        PARAMETERS,
    ],
    events: Events::Known(&[
        Event::normal("success", "Success", "Success"),
        Event::failure("maxFailedAttempts", "Max Failed Attempts", "Max attempts"),
        Event::failure("providerError", "Provider Error", "Provider error"),
        Event::normal("payInterrupted", "Pay Interrupted", "Interrupted"),
        Event::normal("hangup", "Hangup", "Hangup"),
        Event::failure("validationError", "Validation Error", "Invalid"),
    ]),
    outputs: OUTPUTS,
    card: Card::FirstOf(&["payment_amount", "payment_connector"]),
    needs: Needs::Call,
    behaviour: &OnCall("pay"),
    ..WidgetType::BASE
};

const CREDIT_CARD: &str = "CREDIT_CARD";
const ACH_DEBIT: &str = "ACH_DEBIT";
const IF_CARD: Option<When> = Some(When::Is("payment_method", &[CREDIT_CARD]));

const PAYMENT_CONNECTOR: Field = Field {
    key: "payment_connector",
    label: "Pay Connector",
    placeholder: "Default",
    help: "The unique name of the Pay Connector that was set up in Twilio's console: it leads to your payment \
           provider.",
    source: "schema, docs, one public export",
    ..Field::TEXT
};

const PAYMENT_METHOD: Field = Field {
    key: "payment_method",
    label: "Payment Method",
    kind: FieldKind::Choice(&[choice(CREDIT_CARD, "Credit card"), choice(ACH_DEBIT, "Bank account (ACH)")]),
    when_absent: Some(r#""CREDIT_CARD""#),
    help: "Whether the caller pays by card or from a bank account in the United States.",
    grade: Grade::B,
    source: "schema, docs",
    ..Field::TEXT
};

const BANK_ACCOUNT_TYPE: Field = Field {
    key: "bank_account_type",
    label: "Bank Account Type",
    kind: FieldKind::Choice(&[
        choice("CONSUMER_CHECKING", "Consumer checking"),
        choice("CONSUMER_SAVINGS", "Consumer savings"),
        choice("COMMERCIAL_CHECKING", "Commercial checking"),
        choice("COMMERCIAL_SAVINGS", "Commercial savings"),
    ]),
    help: "What kind of bank account is charged.",
    condition: Some(When::Is("payment_method", &[ACH_DEBIT])),
    grade: Grade::B,
    source: "schema, generated library",
    ..Field::TEXT
};

const PAYMENT_AMOUNT: Field = Field {
    key: "payment_amount",
    label: "Charge Card with Amount",
    placeholder: "10.99",
    help: "How much is charged, as `10.99` without a currency. Left empty or 0, nothing is charged: the details \
           are only turned into a token.",
    source: "schema, docs, one public export",
    ..Field::TEXT
};

const CURRENCY: Field = Field {
    key: "currency",
    label: "Currency",
    kind: FieldKind::Suggest(&[
        choice("usd", "US dollar"),
        choice("eur", "Euro"),
        choice("gbp", "Pound sterling"),
        choice("cad", "Canadian dollar"),
        choice("aud", "Australian dollar"),
        choice("nzd", "New Zealand dollar"),
        choice("chf", "Swiss franc"),
        choice("sek", "Swedish krona"),
        choice("nok", "Norwegian krone"),
        choice("dkk", "Danish krone"),
        choice("pln", "Polish zloty"),
        choice("brl", "Brazilian real"),
        choice("mxn", "Mexican peso"),
        choice("inr", "Indian rupee"),
        choice("jpy", "Japanese yen"),
        choice("sgd", "Singapore dollar"),
    ]),
    default: Some(r#""usd""#),
    when_absent: Some(r#""usd""#),
    placeholder: "usd",
    help: "The currency of the amount, as its three letters.",
    source: "schema, docs, one public export",
    ..Field::TEXT
};

const PAYMENT_TOKEN_TYPE: Field = Field {
    key: "payment_token_type",
    label: "Payment Token Type",
    kind: FieldKind::Choice(&[choice("one-time", "One-time"), choice("reusable", "Reusable")]),
    help: "Whether the token that stands for the details can be used once or again. It counts where nothing is \
           charged.",
    source: "schema, docs, one public export",
    ..Field::TEXT
};

const DESCRIPTION: Field = Field {
    key: "description",
    label: "Description",
    help: "What the payment is for. It goes to the payment provider.",
    grade: Grade::B,
    source: "schema, docs",
    ..Field::TEXT
};

const LANGUAGE: Field = Field {
    key: "language",
    label: "Language",
    kind: FieldKind::Suggest(voice::LANGUAGES),
    default: Some(r#""en-US""#),
    when_absent: Some(r#""en-US""#),
    placeholder: "en-US",
    help: "The language in which the caller is asked for the details, as a code such as `en-US`.",
    source: "schema, docs, one public export",
    ..Field::TEXT
};

const TIMEOUT: Field = Field {
    key: "timeout",
    label: "Timeout",
    kind: FieldKind::Seconds,
    default: Some("5"),
    when_absent: Some("5"),
    placeholder: "5",
    help: "How many seconds to wait for the next key before the ones that were pressed are taken.",
    source: "schema, docs, one public export",
    ..Field::INTEGER
};

const MAX_ATTEMPTS: Field = Field {
    key: "max_attempts",
    label: "Max Attempts",
    default: Some("2"),
    when_absent: Some("2"),
    placeholder: "2",
    help: "How often the caller is asked again for something that was not valid, before Max Failed Attempts is \
           taken.",
    source: "schema, docs, one public export",
    ..Field::INTEGER
};

const VALID_CARD_TYPES: Field = Field {
    key: "valid_card_types",
    label: "Valid Card Types",
    kind: FieldKind::Several(&[
        choice("visa", "Visa"),
        choice("master-card", "Mastercard"),
        choice("amex", "American Express"),
        choice("discover", "Discover"),
        choice("diners-club", "Diners Club"),
        choice("jcb", "JCB"),
        choice("maestro", "Maestro"),
        choice("optima", "Optima"),
        choice("enroute", "enRoute"),
        choice("mastercard", "Mastercard (in one word)"),
    ]),
    help: "Which kinds of card are taken.",
    condition: IF_CARD,
    source: "schema, docs, one public export",
    ..Field::LIST
};

const SECURITY_CODE: Field = Field {
    key: "security_code",
    label: "Request Security Code",
    default: Some("true"),
    when_absent: Some("true"),
    help: "Whether the caller is asked for the card's security code.",
    condition: IF_CARD,
    source: "schema, docs, one public export",
    ..Field::BOOLEAN
};

const POSTAL_CODE: Field = Field {
    key: "postal_code",
    label: "Request Postal Code",
    // A known postal code can stand here, too.
    kind: FieldKind::Suggest(&[choice("true", "Ask for it"), choice("false", "Do not ask")]),
    default: Some(r#""true""#),
    when_absent: Some(r#""true""#),
    placeholder: "true",
    help: "`true` asks the caller for the postal code of the card, `false` does not. Where you know the code, put it \
           here instead.",
    condition: IF_CARD,
    source: "schema, docs, one public export",
    ..Field::TEXT
};

const MIN_POSTAL_CODE_LENGTH: Field = Field {
    key: "min_postal_code_length",
    label: "Minimum Postal Code Length",
    help: "The fewest digits that a postal code may have, where it is asked for.",
    condition: IF_CARD,
    section: Section::Advanced,
    grade: Grade::B,
    source: "schema, docs",
    ..Field::INTEGER
};

const PARAMETERS: Field = Field {
    key: "parameters",
    label: "Parameters",
    kind: FieldKind::KeyValues("Key", "Value"),
    help: "More that your payment provider wants to know.",
    section: Section::Advanced,
    grade: Grade::B,
    source: "schema, generated library",
    ..Field::LIST
};

const OUTPUTS: &[OutputVariable] = &[
    told("Result", "string", "How it went: `success`, or what went wrong"),
    told("PaymentToken", "string", "The token that stands for the details"),
    told(
        "PaymentConfirmationCode",
        "string",
        "The provider's code of the payment, where something was charged",
    ),
    told("ProfileId", "string", "The provider's name for the payer, where it has one"),
    told("PaymentCardNumber", "string", "The card's number, all but the last four digits hidden"),
    told("PaymentCardType", "string", "The kind of card: `visa` and so on"),
    told("PaymentCardPostalCode", "string", "The postal code that was entered"),
    told("ExpirationDate", "string", "When the card ends, as `MMYY`"),
    told("SecurityCode", "string", "The security code, hidden"),
];
