//! What is not known about Studio's engine: each point once, with the setting of [`Dialect`](super::Dialect) behind it and the two ways that it
//! can be.
//!
//! A render that rests on one says so by an `Assumption`, so that a trace can name it. Once one is measured against Twilio it leaves this list.

use super::dialect::Dialect;

/// One way that something unknown can be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Choice {
    /// Its name in settings: stable.
    pub name: &'static str,
    /// What is then taken to be true, as a sentence without capital and full stop.
    pub took: &'static str,
}

macro_rules! unknowns {
    ($($name:ident: $setting:ident, $id:literal, $question:literal, $usual:literal $usually:literal, $other:literal $else:literal,
        $message:literal;)*) => {
        /// A point about Studio's engine that nobody outside Twilio has confirmed.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Unknown {
            $(#[doc = $question] $name,)*
        }

        impl Unknown {
            /// All of them.
            pub const ALL: &'static [Unknown] = &[$(Unknown::$name),*];

            /// Its name in traces and settings: stable.
            pub fn id(self) -> &'static str {
                match self { $(Unknown::$name => $id,)* }
            }

            /// The setting of the dialect that it is about.
            pub fn setting(self) -> &'static str {
                match self { $(Unknown::$name => stringify!($setting),)* }
            }

            /// What is not known, as a question.
            pub fn question(self) -> &'static str {
                match self { $(Unknown::$name => $question,)* }
            }

            /// What a reader of the template is told, as a sentence without capital and full stop.
            pub fn message(self) -> &'static str {
                match self { $(Unknown::$name => $message,)* }
            }

            /// What is usually taken.
            pub fn usual(self) -> Choice {
                match self { $(Unknown::$name => Choice { name: $usual, took: $usually },)* }
            }

            /// What else could be.
            pub fn others(self) -> &'static [Choice] {
                match self { $(Unknown::$name => &[Choice { name: $other, took: $else }],)* }
            }

            /// Has a dialect be the other way at this point.
            pub fn turn(self, dialect: &mut Dialect) {
                match self { $(Unknown::$name => dialect.$setting = !dialect.$setting,)* }
            }
        }
    };
}

unknowns! {
    NegativeIndex: negative_index_fails, "template-negative-index", "What does a negative index into a list do?",
        "fails" "a negative index is an error", "from-the-end" "a negative index counts from the end of the list",
        "whether Studio takes a negative index is not verified";
    BinaryFractions: decimal_arithmetic, "template-fractions", "How are fractions calculated?",
        "binary" "fractions are calculated in binary", "decimal" "fractions are calculated in decimal",
        "that Studio calculates with binary fractions is not verified";
    UndefinedOperand: strict_operands, "template-undefined-operand", "What does an undefined argument do in arithmetic?",
        "fails" "an undefined argument is an error", "zero" "an undefined argument counts as 0",
        "that Studio refuses an undefined argument here is not verified";
    NoNumber: strict_numbers, "template-no-number", "What does a text that is no number do in arithmetic?",
        "fails" "a text that is no number is an error", "zero" "a text counts as the number that it begins with, or 0",
        "that Studio refuses what is no number here is not verified";
    ModuloSign: floored_modulo, "template-modulo-sign", "Which way are negative numbers rounded by `divided_by` and `modulo`?",
        "to-zero" "a division is rounded to zero", "down" "a division is rounded down",
        "the sign of a negative number's remainder in Studio is not verified";
    ObjectText: java_object_text, "template-object-text", "How is an object written as text?",
        "java" "an object is written as in Java, `{a=1}`", "ruby" "an object is written as in Ruby, `{\"a\"=>1}`",
        "how Studio writes an object as text is not verified: use `to_json`";
    NilInList: nil_in_list_is_null, "template-nil-in-list", "How is a nil in a list written?",
        "null" "a nil in a list is written `null`", "nothing" "a nil in a list is not written",
        "how Studio writes a nil in a list is not verified";
    Capitalize: capitalize_keeps_rest, "template-capitalize", "What does `capitalize` do with the other letters?",
        "keep" "`capitalize` leaves the other letters as they are", "small" "`capitalize` makes the other letters small",
        "whether Studio's `capitalize` makes the other letters small is not verified";
    SplitAtSpace: split_at_white_space, "template-split-at-space", "Where does `split` by a space split?",
        "each-space" "`split` splits at each space", "white-space" "`split` splits at any run of white space",
        "whether Studio splits at any white space is not verified";
    FirstOfText: text_is_its_own_first, "template-first-of-text", "What are `first` and `last` of a text?",
        "whole" "`first` and `last` of a text are the whole text", "nothing" "`first` and `last` of a text are nothing",
        "what `first` and `last` of a text are in Studio is not verified";
    MixedOrder: mixed_order_fails, "template-mixed-order", "What is `<` between a text and a number?",
        "false" "a text and a number are in no order", "fails" "a comparison of a text with a number is an error",
        "how Studio compares a text with a number is not verified";
    TextOrder: orders_text, "template-text-order", "What is `<` between two texts?",
        "false" "texts are in no order", "alphabet" "texts are in the order of their characters",
        "how Studio orders texts is not verified";
    Parentheses: groups_conditions, "template-parentheses", "May parentheses stand around a condition?",
        "taken" "parentheses group conditions", "fails" "parentheses around a condition are an error",
        "that Studio takes parentheses around a condition is not verified";
    ContainsNil: text_contains_nil, "template-contains-nil", "Does a text contain nil?",
        "yes" "a text contains nil", "no" "a text does not contain nil",
        "whether a text contains nil in Studio is not verified";
    Blank: blank, "template-blank", "Is there a word `blank`?",
        "unknown" "`blank` equals nothing", "known" "`blank` equals what is empty, nil or false",
        "whether Studio knows `blank` is not verified";
    RangeOutsideFor: ranges_anywhere, "template-range", "May a range stand outside of `for`?",
        "fails" "a range outside of `for` is an error", "taken" "a range is a list anywhere",
        "that Studio takes a range only in `for` is not verified";
    Reversed: reversed_loops, "template-reversed", "Does `for` know `reversed`?",
        "taken" "`reversed` turns a loop round", "fails" "`reversed` is an error",
        "that Studio takes `reversed` is not verified";
    LoopOffset: offsets_count, "template-loop-offset", "What does a loop with `offset` count, and where does `offset: continue` begin?",
        "left" "a loop with `offset` counts the items that are left, and `continue` goes on where the last loop ended",
        "all" "a loop with `offset` counts all items, and `continue` begins anew",
        "how Studio counts a loop with `offset` is not verified";
    UnlessElsif: unless_elsif, "template-unless-elsif", "May `unless` have `elsif`?",
        "fails" "`elsif` in `unless` is an error", "taken" "`unless` may have `elsif`",
        "that Studio refuses `elsif` in `unless` is not verified";
    ExtraArguments: counts_arguments, "template-extra-arguments", "What do more arguments do than a filter takes?",
        "ignored" "further arguments of a filter are ignored", "fails" "further arguments of a filter are an error",
        "that Studio ignores further arguments of a filter is not verified";
    HyphenInName: hyphens_in_names, "template-hyphen", "May a name hold a hyphen?",
        "taken" "a name may hold a hyphen", "fails" "a hyphen in a name is an error",
        "that Studio takes a hyphen in a name is not verified";
    DigitAfterDot: digits_after_dot, "template-digit-after-dot", "May a digit stand behind a dot?",
        "fails" "a digit behind a dot is an error", "taken" "`a.0` is the first item",
        "that Studio refuses a digit after a dot is not verified";
    DateSpelling: reads_any_date, "template-date-spelling", "Which spellings of a date does `date` read?",
        "one" "`date` leaves a date in another spelling than its own as it is", "any" "`date` reads every usual spelling",
        "that Studio leaves a date in this spelling as it is has not been verified";
    DateFlags: date_flags, "template-date-flags", "Does `date` know flags such as `%-d` and letters beyond Twilio's list?",
        "left" "`date` leaves what is not in Twilio's list as it is", "known" "`date` knows flags and all letters",
        "that Studio leaves this part of a date format as it is has not been verified";
    SummerTime: summer_time, "template-summer-time", "Do dates follow summer time?",
        "follow" "dates follow the zone's summer time", "standard" "dates are in the zone's standard time all year",
        "whether Studio's dates follow summer time is not verified";
}
