//! A request between what is kept of it and what is filled in: its values, its environment, and the document's server
//! with what stands for the variables of its address. It writes nothing.

use std::sync::Arc;

use super::key::World;
use super::libraries::Libraries;
use super::state::{ApiPage, Try};
use super::{LibraryId, TryKey};
use crate::api::{Environment, KeptRequest, KeptTarget, Operation, Prepared};

impl Try {
    /// Where it goes, as that is kept. Whether it goes to the mock or out into the world is chosen anew each time.
    pub(in crate::editor) fn target(&self) -> KeptTarget {
        let environment = match &self.world {
            World::Own(name) => name.to_string(),
            World::Mock | World::Live => String::new(),
        };
        let (at, values) = &self.server;
        let server = self.root.servers.get(*at);
        let is_default = |name: &str, value: &str| {
            let mut variables = server.into_iter().flat_map(|server| &server.variables);
            variables.any(|variable| variable.name == name && variable.default == value)
        };
        let variables = values.iter().filter(|(name, value)| !is_default(name, value)).cloned().collect();
        let server = server.filter(|_| *at > 0).map(|server| server.url.clone()).unwrap_or_default();
        KeptTarget { environment, server, variables }
    }

    /// Fills it in as it was kept.
    pub(in crate::editor) fn take_kept(&mut self, kept: &KeptRequest, environments: &[Environment]) {
        if environments.iter().any(|own| own.name == kept.target.environment) {
            self.world = World::Own(kept.target.environment.as_str().into());
        }
        self.take(kept.filled(&self.root).0);
        self.take_server(&kept.target);
    }

    fn take_server(&mut self, target: &KeptTarget) {
        let servers = &self.root.servers;
        let at = match target.server.as_str() {
            "" => Some(0),
            url => servers.iter().position(|server| server.url == url),
        };
        // What stands for the variables of one address means nothing in another.
        self.server = at.map(|at| (at, target.variables.clone())).unwrap_or_default();
    }

    /// Puts what is filled in into the operation as its document has it now. Answers what was filled in before.
    pub(in crate::editor) fn carry(&mut self, operation: &Arc<Operation>) -> Prepared {
        let (before, target) = (self.prepared.clone(), self.target());
        self.prepared = carried(&before, operation);
        self.root = Arc::clone(operation);
        self.take_server(&target);
        self.past.outdate();
        before
    }
}

/// What was filled in, in the operation as its document has it now.
pub(super) fn carried(before: &Prepared, operation: &Arc<Operation>) -> Prepared {
    let kind = &before.operation().body.media_type;
    let variant = operation.with_body_of(kind).unwrap_or_else(|| Arc::clone(operation));
    let mut carried = before.carried_to(&variant);
    carried.set_raw_body(before.raw_body().map(str::to_owned));
    carried
}

impl ApiPage {
    /// Environments have other names now: what goes to them goes along.
    pub(in crate::editor) fn rename_environments(&mut self, renamed: &[(String, String)]) {
        let rename = |world: &mut World| {
            if let World::Own(name) = world
                && let Some((_, new)) = renamed.iter().find(|(known, _)| **known == **name)
            {
                *name = new.as_str().into();
            }
        };
        for shown in self.tries.values_mut() {
            rename(&mut shown.world);
            shown.sending.iter_mut().for_each(|sending| rename(&mut sending.world));
            shown.past.rename(&rename);
        }
    }

    /// The request that waits for the answer of this number, in whichever project it was sent.
    pub(in crate::editor) fn waiting(&mut self, key: &TryKey, number: u64) -> Option<&mut Try> {
        let shown = self.tries.get_mut(key);
        let aside = self.libraries.aside.values_mut().filter_map(|aside| aside.tries.get_mut(key));
        let is_it = |found: &&mut Try| found.sending.as_ref().is_some_and(|sent| sent.number == number);
        shown.into_iter().chain(aside).find(is_it)
    }
}

impl Libraries {
    /// The request as it was kept, if it was.
    pub(in crate::editor) fn kept_of(&self, key: &TryKey) -> Option<&KeptRequest> {
        let TryKey::Operation { library, id } = key else { return None };
        self.kept.request(Self::kept_id(library), id)
    }
}

/// Whether a request is one of this library.
pub(in crate::editor) fn is_of(key: &TryKey, id: &LibraryId) -> bool {
    matches!(key, TryKey::Operation { library, .. } if library == id)
}
