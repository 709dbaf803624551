//! Failures that can be had with one press, as rules of the mock's rules file.

/// A failure that is often wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Preset {
    /// The next message is refused: its recipient has opted out.
    NextOptedOut,
    /// Messages to one address are refused.
    AddressOptedOut,
    /// The next message is accepted and filtered later.
    NextFiltered,
    /// Every answer comes late.
    Latency,
    /// Messages are too many.
    TooMany,
    /// The next message gets no answer.
    Dropped,
}

impl Preset {
    /// All of them.
    pub const ALL: [Self; 6] = [
        Self::NextOptedOut,
        Self::AddressOptedOut,
        Self::NextFiltered,
        Self::Latency,
        Self::TooMany,
        Self::Dropped,
    ];

    /// What the button says. `to` is the address that is spoken of.
    pub fn label(self, to: &str) -> String {
        match self {
            Self::NextOptedOut => "Next send → 21610 opted out".to_owned(),
            Self::AddressOptedOut => format!("To {to} → 21610"),
            Self::NextFiltered => "Next send → 30007 after 3 s".to_owned(),
            Self::Latency => "Answers take 2 s".to_owned(),
            Self::TooMany => "Sends → 429 too many".to_owned(),
            Self::Dropped => "Next send: connection dropped".to_owned(),
        }
    }

    /// The rule.
    pub fn rule(self, to: &str) -> String {
        // A basic string of TOML has the escapes of JSON, and an address has no control characters of other kinds.
        let to = serde_json::Value::from(to.trim()).to_string();
        let sends = r#"method = "POST", path = "*/Messages.json""#;
        let lines = match self {
            Self::NextOptedOut => {
                format!("name = \"opted out\"\nwhen = {{ {sends}, next = 1 }}\nanswer = {{ code = 21610 }}")
            }
            Self::AddressOptedOut => {
                format!(
                    "name = \"this address opted out\"\nwhen = {{ to = {to} }}\nanswer = {{ code = 21610 }}"
                )
            }
            Self::NextFiltered => format!(
                "name = \"filtered by the carrier\"\nwhen = {{ {sends}, next = 1 }}\n\
                 status = {{ end = \"undelivered\", code = 30007, after = 3.0 }}"
            ),
            Self::Latency => "name = \"slow\"\ndelay = 2.0".to_owned(),
            Self::TooMany => {
                format!("name = \"too many requests\"\nwhen = {{ {sends} }}\nanswer = {{ http = 429 }}")
            }
            Self::Dropped => format!("name = \"dropped\"\nwhen = {{ {sends}, next = 1 }}\ndrop = true"),
        };
        format!("[[rule]]\n{lines}\n")
    }

    /// A rules file with this rule at its end.
    pub fn added_to(self, text: &str, to: &str) -> String {
        let before = text.trim_end();
        let between = if before.is_empty() { "" } else { "\n\n" };
        format!("{before}{between}{}", self.rule(to))
    }
}
