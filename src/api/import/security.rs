//! Servers and what proves who asks.

use super::reader::{At, Form, Reader};
use super::source::Node;
use super::words;
use crate::api::operation::{Security, SecurityKind, Server, Variable};

impl<'a> Reader<'a> {
    /// The servers of the document, a path or an operation: `of` holds them.
    pub(super) fn servers(&mut self, of: &'a Node, source: &str) -> Vec<Server> {
        if self.form == Form::Swagger {
            return super::swagger::servers(self, of, source);
        }
        let list = of.get("servers").and_then(Node::list).unwrap_or_default();
        list.iter()
            .map(|server| {
                let variables =
                    server.get("variables").and_then(Node::map).into_iter().flat_map(|map| map.iter());
                Server {
                    url: absolute(server.text_of("url"), source),
                    help: words::plain(server.text_of("description")),
                    variables: variables
                        .map(|(name, variable)| Variable {
                            name: name.to_owned(),
                            default: variable.text_of("default").to_owned(),
                            choices: variable.texts("enum").into_iter().map(str::to_owned).collect(),
                            help: words::plain(variable.text_of("description")),
                        })
                        .collect(),
                }
            })
            .collect()
    }

    /// All that the document can prove who asks with.
    pub(super) fn security_schemes(&mut self) -> Vec<Security> {
        let root = self.root;
        let (key, schemes) = match self.form {
            Form::Swagger => ("/securityDefinitions", root.get("securityDefinitions")),
            _ => {
                let components = root.get("components");
                (
                    "/components/securitySchemes",
                    components.and_then(|components| components.get("securitySchemes")),
                )
            }
        };
        let mut found = Vec::new();
        for (name, scheme) in schemes.and_then(Node::map).into_iter().flat_map(|map| map.iter()) {
            let at = At::Root(key);
            let Some(scheme) = self.follow(scheme, &at.key(name)) else { continue };
            let kind = kind(scheme);
            if let SecurityKind::Other(what) = &kind {
                let message = format!("Authentication by `{what}` cannot be made here");
                self.warn(&at.key(name), scheme, message);
            }
            let help = words::plain(scheme.text_of("description"));
            found.push(Security { name: name.to_owned(), kind, scopes: Vec::new(), help });
        }
        found
    }

    /// What an operation asks for: its own, else that of the document.
    pub(super) fn security(
        &mut self,
        operation: &'a Node,
        at: &At<'_>,
        known: &[Security],
    ) -> Vec<Vec<Security>> {
        let own = operation.get("security");
        let Some(ways) = own.or_else(|| self.root.get("security")).and_then(Node::list) else {
            return Vec::new();
        };
        let mut found = Vec::new();
        for (index, way) in ways.iter().enumerate() {
            let mut together = Vec::new();
            for (name, scopes) in way.map().into_iter().flat_map(|map| map.iter()) {
                match known.iter().find(|scheme| scheme.name == name) {
                    Some(scheme) => {
                        let scopes = scopes.list().into_iter().flatten().filter_map(Node::text);
                        let scopes = scopes.map(str::to_owned).collect();
                        together.push(Security { scopes, ..scheme.clone() });
                    }
                    None if own.is_some() => {
                        let at = at.key("security");
                        self.warn(&at.index(index), way, format!("There is no security scheme `{name}`"));
                    }
                    None => {}
                }
            }
            found.push(together);
        }
        found
    }
}

fn kind(scheme: &Node) -> SecurityKind {
    let name = scheme.text_of("name").to_owned();
    match (scheme.text_of("type"), scheme.text_of("scheme"), scheme.text_of("in")) {
        ("basic", ..) => SecurityKind::Basic,
        ("http", scheme, _) if scheme.eq_ignore_ascii_case("basic") => SecurityKind::Basic,
        ("http", scheme, _) if scheme.eq_ignore_ascii_case("bearer") => SecurityKind::Bearer,
        ("apiKey", _, "header") => SecurityKind::Header(name),
        ("apiKey", _, "query") => SecurityKind::Query(name),
        ("apiKey", _, "cookie") => SecurityKind::Cookie(name),
        ("oauth2", ..) => {
            let flows = scheme.get("flows").and_then(Node::map).into_iter().flat_map(|map| map.iter());
            let mut urls = flows.map(|(_, flow)| flow.text_of("tokenUrl")).filter(|url| !url.is_empty());
            let own = Some(scheme.text_of("tokenUrl")).filter(|url| !url.is_empty());
            SecurityKind::OAuth2 { token_url: own.or_else(|| urls.next()).unwrap_or_default().to_owned() }
        }
        ("openIdConnect", ..) => {
            SecurityKind::OpenIdConnect { url: scheme.text_of("openIdConnectUrl").to_owned() }
        }
        ("http", scheme, _) => SecurityKind::Other(scheme.to_owned()),
        (other, ..) => SecurityKind::Other(other.to_owned()),
    }
}

/// An address of a server: a relative one is meant from where the document came from.
pub(super) fn absolute(url: &str, source: &str) -> String {
    let url = url.trim().trim_end_matches('/');
    if url.contains("://") || url.starts_with('{') {
        return url.to_owned();
    }
    let Some((scheme, rest)) = source.split_once("://").filter(|(scheme, _)| scheme.starts_with("http"))
    else {
        return url.to_owned();
    };
    let host = rest.split('/').next().unwrap_or_default();
    match url.strip_prefix("//") {
        Some(other) => format!("{scheme}://{other}"),
        None if url.is_empty() || url.starts_with('/') => format!("{scheme}://{host}{url}"),
        None => {
            let folder = rest.rsplit_once('/').map_or(host, |(folder, _)| folder);
            format!("{scheme}://{folder}/{url}")
        }
    }
}
