//! The options of curl: which of them say what is sent, which take a value, and which say nothing about the request.

/// What an option is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Known {
    /// The method.
    Method,
    /// The address.
    Url,
    /// A part of the query.
    UrlQuery,
    /// A body, of which a file's text may be left out.
    Data,
    /// A body as it is.
    DataRaw,
    /// A field to be encoded.
    DataEncoded,
    /// A body of JSON.
    Json,
    /// A part of a form of parts.
    Form,
    /// The same, of which nothing has a meaning.
    FormString,
    /// A header.
    Header,
    /// User and secret.
    User,
    /// A token.
    Bearer,
    /// Cookies.
    Cookie,
    /// What the client is called.
    Agent,
    /// Where it comes from.
    Referer,
    /// The data goes into the query.
    Get,
    /// Only the headers are asked for.
    Head,
    /// Says nothing about the request.
    Silent,
    /// Is not carried over.
    Left,
    /// The same, with a value.
    LeftWithValue,
    /// Says nothing about the request, and has a value.
    SilentWithValue,
}

impl Known {
    /// Whether a value follows.
    pub(super) fn takes_value(self) -> bool {
        !matches!(self, Self::Get | Self::Head | Self::Silent | Self::Left)
    }
}

/// A long option.
pub(super) fn long(name: &str) -> Option<Known> {
    Some(match name {
        "request" => Known::Method,
        "url" => Known::Url,
        "url-query" => Known::UrlQuery,
        "data" | "data-ascii" => Known::Data,
        "data-binary" => Known::Data,
        "data-raw" => Known::DataRaw,
        "data-urlencode" => Known::DataEncoded,
        "json" => Known::Json,
        "form" => Known::Form,
        "form-string" => Known::FormString,
        "header" => Known::Header,
        "user" => Known::User,
        "oauth2-bearer" => Known::Bearer,
        "cookie" => Known::Cookie,
        "user-agent" => Known::Agent,
        "referer" => Known::Referer,
        "get" => Known::Get,
        "head" => Known::Head,
        "basic"
        | "compressed"
        | "fail"
        | "fail-with-body"
        | "globoff"
        | "http1.0"
        | "http1.1"
        | "http2"
        | "http2-prior-knowledge"
        | "http3"
        | "include"
        | "ipv4"
        | "ipv6"
        | "no-buffer"
        | "no-progress-meter"
        | "progress-bar"
        | "remote-name"
        | "show-error"
        | "silent"
        | "styled-output"
        | "tlsv1"
        | "tlsv1.2"
        | "tlsv1.3"
        | "verbose"
        | "show-headers"
        | "fail-early"
        | "no-keepalive"
        | "path-as-is"
        | "remote-time"
        | "ssl-reqd"
        | "tcp-nodelay"
        | "parallel"
        | "raw" => Known::Silent,
        "output" | "write-out" | "dump-header" | "trace" | "trace-ascii" | "stderr" | "output-dir"
        | "cookie-jar" => Known::SilentWithValue,
        "anyauth"
        | "digest"
        | "insecure"
        | "junk-session-cookies"
        | "location"
        | "location-trusted"
        | "negotiate"
        | "netrc"
        | "netrc-optional"
        | "next"
        | "ntlm"
        | "proxytunnel"
        | "disable" => Known::Left,
        "aws-sigv4" | "cacert" | "capath" | "cert" | "cert-type" | "ciphers" | "config"
        | "connect-timeout" | "connect-to" | "continue-at" | "create-file-mode" | "dns-servers"
        | "doh-url" | "interface" | "keepalive-time" | "key" | "key-type" | "limit-rate" | "local-port"
        | "max-filesize" | "max-redirs" | "max-time" | "netrc-file" | "noproxy" | "pass" | "pinnedpubkey"
        | "preproxy" | "proto" | "proto-default" | "proto-redir" | "proxy" | "proxy-header"
        | "proxy-user" | "proxy1.0" | "quote" | "range" | "rate" | "request-target" | "resolve" | "retry"
        | "retry-delay" | "retry-max-time" | "socks4" | "socks4a" | "socks5" | "socks5-hostname"
        | "speed-limit" | "speed-time" | "time-cond" | "tls-max" | "unix-socket" | "upload-file"
        | "variable" => Known::LeftWithValue,
        _ => return None,
    })
}

/// The long name of a short option.
pub(super) fn short(letter: char) -> Option<&'static str> {
    Some(match letter {
        '0' => "http1.0",
        '1' => "tlsv1",
        '4' => "ipv4",
        '6' => "ipv6",
        'A' => "user-agent",
        'b' => "cookie",
        'C' => "continue-at",
        'c' => "cookie-jar",
        'D' => "dump-header",
        'd' => "data",
        'E' => "cert",
        'e' => "referer",
        'F' => "form",
        'f' => "fail",
        'G' => "get",
        'g' => "globoff",
        'H' => "header",
        'I' => "head",
        'i' => "include",
        'j' => "junk-session-cookies",
        'K' => "config",
        'k' => "insecure",
        'L' => "location",
        'm' => "max-time",
        'N' => "no-buffer",
        'n' => "netrc",
        'O' => "remote-name",
        'o' => "output",
        'p' => "proxytunnel",
        'Q' => "quote",
        'q' => "disable",
        'R' => "remote-time",
        'r' => "range",
        'S' => "show-error",
        's' => "silent",
        'T' => "upload-file",
        'U' => "proxy-user",
        'u' => "user",
        'v' => "verbose",
        'w' => "write-out",
        'X' => "request",
        'x' => "proxy",
        'Y' => "speed-limit",
        'y' => "speed-time",
        'Z' => "parallel",
        'z' => "time-cond",
        '#' => "progress-bar",
        ':' => "next",
        _ => return None,
    })
}
