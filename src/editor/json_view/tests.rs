//! What is read from a text, and where it is marked.

use super::reading::{Reading, flow_trouble, read_flow, read_widget, widget_text};
use crate::editor::checks::Question;
use crate::flow::{Document, Flow, WidgetId};

const TEXT: &str = "{
  \"description\": \"d\",
  \"states\": [
    {
      \"name\": \"Trigger\",
      \"type\": \"trigger\",
      \"transitions\": [{\"event\": \"incomingMessage\", \"next\": \"say\"}],
      \"properties\": {}
    },
    {
      \"name\": \"say\",
      \"type\": \"send-message\",
      \"transitions\": [],
      \"properties\": {
        \"body\": \"Hi {{ name | nosuch }}\"
      }
    }
  ],
  \"initial_state\": \"Trigger\"
}
";

fn flow() -> Flow {
    Document::from_bytes(None, TEXT.as_bytes()).unwrap().flow().clone()
}

/// What is marked of a line, by the beginning of its message.
fn marked(text: &str, reading: &Reading, message: &str) -> (usize, String) {
    let mark = reading.marks.iter().find(|mark| mark.message.contains(message)).unwrap();
    let line = reading.line(text, mark.line);
    (mark.line + 1, line.chars().skip(mark.chars.start).take(mark.chars.len()).collect())
}

#[test]
fn problems_are_marked_where_they_stand() {
    let flow = flow();
    let findings = Question::of(&flow).answer();
    let all = findings.all().iter().map(|found| &**found);
    let whole = read_flow(TEXT, &flow, all);
    assert_eq!(marked(TEXT, &whole, "nosuch"), (15, "nosuch".to_owned()));
    assert_eq!(whole.trouble, None);
    let own = widget_text(flow.widget(WidgetId(1)).unwrap());
    let alone = read_widget(&own, findings.of_widget(WidgetId(1)));
    assert_eq!(marked(&own, &alone, "nosuch"), (6, "nosuch".to_owned()));
    assert!(own.starts_with("{\n  \"name\": \"say\""), "{own}");
}

#[test]
fn a_line_knows_its_widget() {
    let reading = read_flow(TEXT, &flow(), std::iter::empty());
    let check = |line: usize, expected: Option<u32>| {
        assert_eq!(reading.state_at(line - 1), expected.map(WidgetId), "line {line}");
    };
    for (line, expected) in [(1, None), (4, Some(0)), (9, Some(0)), (10, Some(1)), (17, Some(1)), (18, None)]
    {
        check(line, expected);
    }
    assert_eq!(reading.lines_of_state(WidgetId(1)), Some(9..17));
}

#[test]
fn what_is_no_flow_is_told_with_its_line() {
    let check = |text: &str, line: usize, expected: &str| {
        let reading = read_flow(text, &flow(), std::iter::empty());
        let trouble = reading.trouble.unwrap();
        assert_eq!(trouble.line + 1, line, "{text}");
        assert!(trouble.message.contains(expected), "{}", trouble.message);
        assert!(flow_trouble(text).is_some());
        assert!(reading.marks.iter().any(|mark| mark.line + 1 == line));
    };
    check("{\n  \"states\": [\n}", 3, "");
    check("\n{}", 2, "states");
    check("", 1, "");
    assert_eq!(flow_trouble(TEXT), None);
}

#[test]
fn a_text_that_no_frame_can_lay_out_is_large() {
    let check = |text: &str, expected: bool| assert_eq!(Reading::lines_of(text).is_large(), expected);
    check(&"1\n".repeat(1_900), false);
    check(&"1\n".repeat(2_100), true);
    check(&"1".repeat(30_000), true);
    assert_eq!(Reading::lines_of("a\nb\n").line_count(), 3);
    assert_eq!(Reading::lines_of("a\r\nb").line("a\r\nb", 0), "a");
}
