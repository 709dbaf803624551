//! Executions of a flow over Studio's REST API: lists, steps and contexts, as requests and answers.

use serde_json::Value;

use crate::twilio::request::{Method, Product, Request, segment};

/// So many rows are asked for at once: Twilio gives no larger page.
const PAGE: usize = 100;

/// A row of the list of executions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExecutionRow {
    /// `FN…`.
    pub sid: String,
    /// The contact's address.
    pub contact: String,
    /// `active` or `ended`.
    pub status: String,
    /// When it began, as Twilio writes it.
    pub date_created: String,
    /// Which revision of the flow it runs. Unverified: that this counts revisions.
    pub flow_version: Option<u64>,
}

impl ExecutionRow {
    /// Reads a row; `None` where it is none.
    pub fn read(row: &Value) -> Option<Self> {
        let text = |key: &str| row.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
        Some(Self {
            sid: row.get("sid")?.as_str()?.to_owned(),
            contact: text("contact_channel_address"),
            status: text("status"),
            date_created: text("date_created"),
            flow_version: row.get("flow_version").and_then(Value::as_u64),
        })
    }
}

/// Which page of a list is asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Page {
    /// What the answer before this one says of the next page, in its query; empty for the first page.
    fields: Vec<(String, String)>,
}

impl Page {
    /// The page after this answer; `None` where it was the last. Only the query of the address counts: a list never
    /// leads to another server.
    pub fn after(answer: &Value) -> Option<Self> {
        let next = answer.get("meta")?.get("next_page_url")?.as_str()?;
        let (_, query) = next.split_once('?')?;
        let fields: Vec<(String, String)> = form_urlencoded::parse(query.as_bytes())
            .filter(|(key, _)| matches!(&**key, "Page" | "PageToken"))
            .map(|(key, value)| (key.into_owned(), value.into_owned()))
            .collect();
        (!fields.is_empty()).then_some(Self { fields })
    }

    fn of(&self, request: Request, size: usize) -> Request {
        let request = request.field("PageSize", size.to_string());
        self.fields.iter().fold(request, |request, (key, value)| request.field(key, value))
    }
}

/// The newest executions of a flow.
pub fn list(flow_sid: &str, count: usize) -> Request {
    Page::default().of(get(format!("/v2/Flows/{}/Executions", segment(flow_sid))), count.clamp(1, PAGE))
}

/// An execution: how it stands, but not its variables.
pub fn execution(flow_sid: &str, sid: &str) -> Request {
    get(path(flow_sid, sid))
}

/// The variables of an execution, as they are now.
pub fn context(flow_sid: &str, sid: &str) -> Request {
    get(format!("{}/Context", path(flow_sid, sid)))
}

/// A page of its steps; the newest come first.
pub fn steps(flow_sid: &str, sid: &str, page: &Page) -> Request {
    page.of(get(format!("{}/Steps", path(flow_sid, sid))), PAGE)
}

/// The variables after a step.
pub fn step_context(flow_sid: &str, sid: &str, step_sid: &str) -> Request {
    get(format!("{}/Steps/{}/Context", path(flow_sid, sid), segment(step_sid)))
}

fn get(path: String) -> Request {
    Request::new(Product::Studio, Method::Get, path)
}

fn path(flow_sid: &str, sid: &str) -> String {
    format!("/v2/Flows/{}/Executions/{}", segment(flow_sid), segment(sid))
}
