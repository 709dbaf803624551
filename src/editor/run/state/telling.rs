//! What a run is told by its task.

use std::cell::OnceCell;

use super::{Run, clock};
use crate::editor::run::exchange::Exchange;
use crate::editor::run::log::Tone;
use crate::editor::run::marks::{next_output, note_message, note_step};
use crate::editor::run::task::News;
use crate::editor::run::thread::Thread;
use crate::sim::trace::{Direction, Record};
use crate::sim::world::{Event, Now};

impl Run {
    /// Takes over what the task tells.
    pub fn take(&mut self, news: News) {
        let event = match news {
            News::Reached(address) => {
                self.address = Some(address);
                return;
            }
            News::Happened(event) => *event,
        };
        match event {
            Event::Began(start) => self.start = Some(*start),
            Event::Took(logged) => self.kept.input(logged),
            Event::Record(mut record) => {
                self.history.take(&mut record);
                self.record(&record);
                self.kept.record(record);
                self.bound_memory();
            }
            Event::Exchange(exchange) => {
                self.note_content(&exchange);
                self.exchanges.push(Exchange::of(&exchange));
            }
            Event::Now(now) => self.stand(now),
            Event::Notice(notice) => self.log.say(Tone::Warning, notice),
            Event::Failed(reason) => self.log.say(Tone::Error, reason),
            Event::Finished => {
                self.is_over = true;
                self.marks.current = None;
                self.marks.next = None;
            }
        }
    }

    fn record(&mut self, record: &Record) {
        let mut step = None;
        let (began, zone) = (self.began, self.zone.clone());
        self.gathered.note(record, |at_secs| clock(began, &zone, at_secs));
        match record {
            Record::Started(started) => self.thread = Thread::of(&started.context),
            Record::Step(record) => {
                let mut row = note_step(&mut self.marks, &self.flow, &self.graph, record);
                // What a step takes for true is told before the step itself.
                (row.facts, row.assumptions) = self.gathered.take(&row.widget, row.number, row.at_secs);
                if let Some(id) = row.id {
                    self.left.insert(id, (self.history.len(), OnceCell::new()));
                }
                step = Some(row);
            }
            Record::Message(message) if message.direction == Direction::Outbound => {
                note_message(&mut self.marks, &self.graph, message);
                if let Some(id) = self.graph.named(&message.widget) {
                    self.rendered.insert(id, message.body.clone());
                }
            }
            Record::Ended(ended) => self.ended = Some(ended.reason),
            _ => {}
        }
        self.log.at_record(self.kept.records().len());
        self.log.note(record, &self.flow, &self.graph, step.as_ref(), |at_secs| clock(began, &zone, at_secs));
        if let Record::Message(message) = record
            && let Some((content, text)) = self.content_of(message.sid.as_deref())
        {
            self.log.note_content(content, text);
        }
        self.moments.note(record, self.log.entries().len());
        self.steps.extend(step);
    }

    fn stand(&mut self, now: Now) {
        self.marks.current = now.widget.as_deref().and_then(|name| self.graph.named(name));
        self.marks.is_held = now.held.is_some();
        let waiting = self.marks.current.filter(|_| now.waits_for_message || now.waits_for_voice);
        self.marks.next = waiting.and_then(|waiting| next_output(&self.flow, waiting));
        if self.past.is_none() {
            self.context = OnceCell::new();
        }
        if now.held.is_some() {
            self.wants_pause.set(false);
        }
        self.told_after = self.history.len();
        // It may be stopped here and so never leave the widget.
        self.left.extend(self.marks.current.map(|id| (id, (self.told_after, OnceCell::new()))));
        self.now = Some(now);
        self.complete_past();
    }
}
