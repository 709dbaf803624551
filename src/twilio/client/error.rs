//! Why there is no answer, as sentences for people. None repeats what was sent.

use std::error::Error as _;
use std::io;

/// Why there is no answer. Each is a sentence for people; none repeats what was sent.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ClientError {
    /// The base address cannot be used.
    #[error("the base address cannot be used: {0}")]
    Base(&'static str),
    /// The base address is the host of another product.
    #[error("this is at https://{own}, not at https://{named}")]
    Product {
        /// The host of the product that is asked.
        own: String,
        /// The host that was named.
        named: String,
    },
    /// The request cannot be put on the wire.
    #[error("the request cannot be sent: {0}")]
    Request(&'static str),
    /// The client could not be made, for instance as the machine has no certificates.
    #[error("the connection could not be prepared: {0}")]
    Setup(String),
    /// Nobody listens.
    #[error("{0} refused the connection")]
    Refused(String),
    /// No connection in time: nothing was sent.
    #[error("{0} did not take the connection in time")]
    Unreached(String),
    /// No answer in time.
    #[error("{0} did not answer in time")]
    TimedOut(String),
    /// No answer in time, and what it was waited for.
    #[error("{host} {}", phase.late(*seconds))]
    Late {
        /// Who was asked.
        host: String,
        /// What it was waited for.
        phase: Phase,
        /// For how long.
        seconds: u64,
    },
    /// The host name is unknown.
    #[error("there is no host {0}")]
    Name(String),
    /// The secure connection failed.
    #[error("no secure connection to {0} could be made (TLS)")]
    Tls(String),
    /// The server's certificate does not hold.
    #[error("{}", fault.of(host))]
    Untrusted {
        /// Who was asked.
        host: String,
        /// What is wrong with the certificate.
        fault: TlsFault,
    },
    /// The answer leads somewhere else.
    #[error("{from} answered with a redirect to {to}, which is not followed")]
    Redirect {
        /// Who answered.
        from: String,
        /// Where it leads, without its path.
        to: String,
    },
    /// Redirects lead back to where they came from.
    #[error("the redirects of {0} go round in a circle")]
    Circle(String),
    /// The answer is too long.
    #[error("the answer of {0} is too long")]
    TooLong(String),
    /// This machine has no way to the host.
    #[error("there is no way from this machine to {0}")]
    Offline(String),
    /// The connection broke.
    #[error("the connection to {0} broke")]
    Broken(String),
    /// The connection broke while the answer came.
    #[error("the connection to {host} broke after {} of the answer", share(*read, *of))]
    Lost {
        /// Who was asked.
        host: String,
        /// How many bytes had come.
        read: usize,
        /// How many there are, where the answer says so.
        of: Option<usize>,
    },
}

/// What of a request takes time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// Finding the address of the host.
    Lookup,
    /// Connecting, with TLS.
    Connect,
    /// From sending to the first byte of the answer.
    Wait,
    /// From the first byte to the last.
    Read,
}

impl Phase {
    /// What did not happen in time, behind the host.
    fn late(self, seconds: u64) -> String {
        let time = if seconds == 1 { "one second".to_owned() } else { format!("{seconds} seconds") };
        match self {
            Self::Lookup => format!("was not found in {time}: its name was still being looked up"),
            Self::Connect => format!("did not take the connection in {time}"),
            Self::Wait => format!("took the request and did not begin to answer in {time}"),
            Self::Read => format!("began to answer and was not done in {time}"),
        }
    }
}

/// What is wrong with a server's certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TlsFault {
    /// Its time is over.
    Expired,
    /// Its time has not begun.
    NotYet,
    /// Nobody who is trusted has signed it.
    Issuer,
    /// It is for other names.
    Name,
}

impl TlsFault {
    fn of(self, host: &str) -> String {
        match self {
            Self::Expired => format!("the certificate of {host} has expired"),
            Self::NotYet => format!("the certificate of {host} is not valid yet"),
            Self::Issuer => format!("the certificate of {host} comes from nobody whom this machine trusts"),
            Self::Name => format!("the certificate of {host} is for another name"),
        }
    }

    /// What the TLS library's text means; its own types are behind the HTTP library.
    fn read(text: &str) -> Option<Self> {
        let has = |part: &str| text.contains(part);
        if !has("invalid peer certificate") {
            return None;
        }
        if has("certificate expired") || has(": Expired") {
            Some(Self::Expired)
        } else if has("not valid yet") || has("NotValidYet") {
            Some(Self::NotYet)
        } else if has("UnknownIssuer") || has("CaUsedAsEndEntity") {
            Some(Self::Issuer)
        } else if has("not valid for name") || has("NotValidForName") || has("not valid for any names") {
            Some(Self::Name)
        } else {
            None
        }
    }
}

/// `12 of 40 bytes`.
fn share(read: usize, of: Option<usize>) -> String {
    match of {
        Some(of) => format!("{read} of {of} bytes"),
        None => format!("{read} bytes"),
    }
}

impl ClientError {
    /// Whether the request may have been carried out although there is no answer to it.
    pub fn may_be_done(&self) -> bool {
        match self {
            Self::Late { phase, .. } => matches!(phase, Phase::Wait | Phase::Read),
            _ => {
                matches!(self, Self::TimedOut(_) | Self::Broken(_) | Self::TooLong(_) | Self::Lost { .. })
            }
        }
    }

    /// What can be done about it.
    pub fn remedy(&self) -> Option<&'static str> {
        Some(match self {
            Self::Base(_) | Self::Product { .. } | Self::Request(_) => return None,
            Self::Setup(_) => {
                "Look whether the system's certificates are installed (package `ca-certificates`)."
            }
            Self::Refused(_) => "Look whether the address and port are right and something listens there.",
            Self::Late { phase: Phase::Lookup | Phase::Connect, .. } | Self::Unreached(_) => {
                "Nothing was sent: look at the network connection, and whether a firewall or proxy stands in between."
            }
            Self::Late { .. }
            | Self::TimedOut(_)
            | Self::Broken(_)
            | Self::TooLong(_)
            | Self::Lost { .. } => {
                "Whether the request was carried out is not known: look at the message log before you send it again."
            }
            Self::Name(_) | Self::Offline(_) => {
                "Look whether the name is right and this machine is online, and at TWILIO_REGION and TWILIO_EDGE where \
                 they are set."
            }
            Self::Tls(_) => {
                "Look whether the address should begin with http://, at the machine's certificates, and whether a proxy \
                 stands in between."
            }
            Self::Untrusted { fault: TlsFault::Expired | TlsFault::NotYet, .. } => {
                "Look at the machine's date; else the server needs a new certificate."
            }
            Self::Untrusted { fault: TlsFault::Issuer, .. } => {
                "Look whether a proxy stands in between; a server of your own needs a certificate that this machine \
                 knows, in the system's certificates."
            }
            Self::Untrusted { fault: TlsFault::Name, .. } => {
                "Look whether the address names the server as its certificate does."
            }
            Self::Circle(_) => "The server has to be set right: it sends everybody round in a circle.",
            Self::Redirect { .. } => {
                "Name the address that it leads to as the base address, if that is right."
            }
        })
    }
}

/// Turns the HTTP library's error into one sentence of ours; its own text would name the whole URL.
pub(crate) fn plain(error: &reqwest::Error, host: &str) -> ClientError {
    let host = host.to_owned();
    if error.is_timeout() {
        // The connection with its handshakes comes first: nothing of the request has gone out before it stands.
        return if error.is_connect() { ClientError::Unreached(host) } else { ClientError::TimedOut(host) };
    }
    if error.is_dns() {
        return ClientError::Name(host);
    }
    if error.is_builder() {
        return ClientError::Request("its address or a header is not valid");
    }
    let mut secure = false;
    let mut source = error.source();
    while let Some(cause) = source {
        if let Some(fault) = TlsFault::read(&cause.to_string()) {
            return ClientError::Untrusted { host, fault };
        }
        match cause.downcast_ref::<io::Error>().map(innermost_kind) {
            Some(io::ErrorKind::ConnectionRefused) => return ClientError::Refused(host),
            Some(io::ErrorKind::NetworkUnreachable | io::ErrorKind::HostUnreachable) => {
                return ClientError::Offline(host);
            }
            // The TLS library reports what it refuses as invalid data.
            Some(io::ErrorKind::InvalidData) => secure = true,
            _ => {}
        }
        source = cause.source();
    }
    if secure && error.is_connect() { ClientError::Tls(host) } else { ClientError::Broken(host) }
}

/// The kind of the I/O error inside of an I/O error: `source` skips what a wrapper holds.
fn innermost_kind(error: &io::Error) -> io::ErrorKind {
    let mut error = error;
    while let Some(inner) = error.get_ref().and_then(|inner| inner.downcast_ref::<io::Error>()) {
        error = inner;
    }
    error.kind()
}

pub(super) fn deepest(error: &reqwest::Error) -> String {
    let mut text = String::from("unknown reason");
    let mut source = error.source();
    while let Some(cause) = source {
        text = cause.to_string();
        source = cause.source();
    }
    text
}
