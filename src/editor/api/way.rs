//! Which way a request goes from here: to the mock, to Twilio, or to the host of somebody else. What is sent to whom
//! is decided here and nowhere else.

use super::around::Around;
use super::key::World;
use super::state::Try;
use crate::api::Prepared;
pub(in crate::editor) use crate::api::host_of;
use crate::sim::world::LiveGuard;
use crate::twilio::{Base, Request};

/// Where a request goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::editor) enum Ways {
    /// To the mock inside the program.
    Mock,
    /// To Twilio, over the account.
    Twilio,
    /// To this address, which Twilio's credentials never reach.
    Host(String),
}

impl Ways {
    /// The way of a request as its page says.
    pub(in crate::editor) fn of(shown: &Try) -> Self {
        let is_twilio = shown.prepared.operation().product.is_some();
        Self::to(is_twilio, (&shown.world, || shown.server_address()), &shown.around)
    }

    /// The server that a request names: the chosen one, but for a request to Twilio, as what stands in for Twilio is
    /// not what is meant.
    pub(in crate::editor) fn server_of(shown: &Try) -> String {
        match Self::of(shown) {
            Self::Host(address) if shown.prepared.operation().product.is_none() => address,
            _ => shown.prepared.operation().server.clone(),
        }
    }

    /// A request at that server, as it stands in a flow or a workflow.
    pub(in crate::editor) fn placed(shown: &Try) -> Prepared {
        match shown.prepared.operation().product {
            Some(_) => shown.prepared.clone(),
            None => shown.prepared.at_server(&Self::server_of(shown)),
        }
    }

    /// The way of a request, of Twilio's or of somebody else's, to a world and the chosen server of its document, with
    /// what stands around it there.
    pub(in crate::editor) fn to(
        is_twilio: bool,
        (world, server): (&World, impl FnOnce() -> String),
        around: &Around,
    ) -> Self {
        let own = around.environment.as_ref().map(|environment| environment.base.trim());
        match (world, own) {
            (World::Mock, _) if is_twilio => Self::Mock,
            (World::Own(_), Some(base)) if !base.is_empty() => match Base::parse(base) {
                Ok(Base::Twilio | Base::TwilioAt(_)) if is_twilio => Self::Twilio,
                _ => Self::Host(base.trim_end_matches('/').to_owned()),
            },
            _ if is_twilio => Self::Twilio,
            _ => Self::Host(server()),
        }
    }
}

/// The base of an address. One that cannot be used is told where it is used.
pub(in crate::editor) fn base_of(address: &str) -> Base {
    Base::At(address.to_owned())
}

/// Whether a request changes nothing.
pub(in crate::editor) fn only_reads(request: &Request) -> bool {
    LiveGuard::new([], 1).admit(request).is_ok()
}

/// Why an address cannot be asked at all, with what proves who asks or without.
pub(in crate::editor) fn wrong_address(address: &str, proves: bool) -> Option<String> {
    if address.is_empty() || address.starts_with('/') {
        let why = "The document names no server: make an environment with the address that requests go to";
        return Some(why.to_owned());
    }
    Base::elsewhere(address, proves).err().map(|error| error.to_string())
}

/// Why an environment does not lead to Twilio: one that somebody wrote into the file may name another place than that of
/// the account.
pub(in crate::editor) fn wrong_place(around: &Around) -> Option<String> {
    let own = around.environment.as_ref()?;
    let is_elsewhere = matches!(Base::parse(own.base.trim()), Ok(Base::TwilioAt(_)));
    let why = "names a region or edge of Twilio, which is chosen with the account: leave its address empty";
    is_elsewhere.then(|| format!("The environment {} {why}", own.name))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::{Ways, host_of, wrong_address};
    use crate::api::{Environment, Operation};
    use crate::editor::api::{Around, LibraryId, Try, TryKey, World};
    use crate::twilio::Product;

    /// The way of a request to an environment with this base address.
    fn check(product: Option<Product>, world: &World, base: &str, expected: &Ways) {
        let operation =
            Operation { product, server: "https://pets.example/v1".to_owned(), ..Operation::default() };
        let key = TryKey::Operation { library: LibraryId::default(), id: String::new() };
        let mut shown = Try::new(key, &Arc::new(operation));
        shown.world = world.clone();
        let environment = Environment { base: base.to_owned(), ..Environment::default() };
        shown.around = Arc::new(Around { environment: Some(environment), ..Around::default() });
        assert_eq!(Ways::of(&shown), *expected, "{product:?} {world:?} {base}");
    }

    #[test]
    fn what_is_twilios_goes_to_twilio_and_nothing_else_does() {
        let host = |address: &str| Ways::Host(address.to_owned());
        let own = World::Own("test".into());
        let twilio = Some(Product::Conversations);
        check(twilio, &World::Mock, "", &Ways::Mock);
        check(twilio, &World::Live, "", &Ways::Twilio);
        check(twilio, &own, "", &Ways::Twilio);
        check(twilio, &own, "https://proxy.example/", &host("https://proxy.example"));
        check(None, &World::Mock, "", &host("https://pets.example/v1"));
        check(None, &World::Live, "", &host("https://pets.example/v1"));
        check(None, &own, "http://127.0.0.1:1/x", &host("http://127.0.0.1:1/x"));
        check(None, &own, "https://api.twilio.com", &host("https://api.twilio.com"));
    }

    #[test]
    fn a_host_is_read_from_an_address() {
        assert_eq!(host_of("https://pets.example:8/v1?x"), "pets.example:8");
        assert_eq!(host_of("pets.example"), "pets.example");
        assert!(wrong_address("/v2", false).is_some() && wrong_address("", false).is_some());
        assert!(wrong_address("https://pets.example/v1", true).is_none());
        assert!(wrong_address("http://pets.example/v1", false).is_none());
        assert!(wrong_address("http://pets.example/v1", true).is_some());
        assert!(wrong_address("http://127.0.0.1:8/v1", true).is_none());
    }
}
