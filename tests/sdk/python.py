#!/usr/bin/env python3
"""What Twilio's own Python library makes of the mock: sends, lists, pages, talks, runs a flow.

usage: python.py http://127.0.0.1:PORT APPOINTMENT-REMINDER.json CHAT-GREETER.json

Only the HTTP client is ours: it sends every request to the mock and names Twilio's host in the Host header, as the
library knows no other addresses. Exits with 1 and a traceback where an answer is not what the library's user expects.
"""

import json
import sys
import time
from urllib.parse import urlsplit, urlunsplit

from twilio.base.exceptions import TwilioRestException
from twilio.http.http_client import TwilioHttpClient
from twilio.rest import Client

ACCOUNT = "AC" + "a1" * 16
TOKEN = "token of the test"
CONTACT, SENDER = "+15551230001", "+15005550006"


class ToTheMock(TwilioHttpClient):
    """Sends what is meant for `https://PRODUCT.twilio.com` to the mock."""

    def __init__(self, base):
        super().__init__()
        self.base = urlsplit(base)

    def request(self, method, url, params=None, data=None, headers=None, auth=None, timeout=None,
                allow_redirects=False):
        parts = urlsplit(url)
        headers = dict(headers or {})
        # Addresses of next pages come from answers, and already name the mock.
        if parts.hostname.endswith("twilio.com"):
            headers["Host"] = parts.netloc
        url = urlunsplit((self.base.scheme, self.base.netloc, parts.path, parts.query, ""))
        return super().request(method, url, params=params, data=data, headers=headers, auth=auth, timeout=timeout,
                               allow_redirects=allow_redirects)


def refused(code, status, call):
    """The call must fail with this code and status."""
    try:
        call()
    except TwilioRestException as error:
        assert (error.code, error.status) == (code, status), f"{error.code} {error.status}: {error.msg}"
        return error
    raise AssertionError(f"nothing was refused, expected {code}")


def eventually(read, wanted):
    """Reads until it is what is wanted; statuses and executions move on by themselves."""
    end = time.monotonic() + 20
    while True:
        value = read()
        if wanted(value):
            return value
        assert time.monotonic() < end, f"still {value!r}"
        time.sleep(0.02)


def messages(client):
    made = client.messages.create(to=CONTACT, from_=SENDER, body="Hello & good day 👋")
    assert made.status == "queued" and made.sid.startswith("SM") and made.num_segments == "1", vars(made)
    assert made.direction == "outbound-api" and made.date_created is not None
    eventually(lambda: client.messages(made.sid).fetch().status, lambda status: status == "delivered")
    picture = client.messages.create(to=CONTACT, from_=SENDER, media_url=["https://example.com/a.png"])
    assert picture.sid.startswith("MM") and picture.num_media == "1"
    assert len(client.messages(picture.sid).media.list()) == 1
    for number in range(120):
        client.messages.create(to="+15551230002", from_=SENDER, body=f"number {number}")
    listed = client.messages.list(to="+15551230002", page_size=50)
    assert [message.body for message in listed] == [f"number {n}" for n in reversed(range(120))]
    assert len(client.messages.list(to="+15551230002", limit=7)) == 7
    refused(21211, 400, lambda: client.messages.create(to="123", from_=SENDER, body="x"))
    refused(21610, 400, lambda: client.messages.create(to="+15005550004", from_=SENDER, body="x"))
    refused(20404, 404, lambda: client.messages("SM" + "0" * 32).fetch())
    client.messages(made.sid).update(body="")
    assert client.messages(made.sid).fetch().body == ""
    assert client.messages(made.sid).delete() is True
    refused(20404, 404, lambda: client.messages(made.sid).fetch())
    service = client.messaging.v1.services.create(friendly_name="Reminders")
    accepted = client.messages.create(to=CONTACT, messaging_service_sid=service.sid, body="x")
    assert accepted.status == "accepted" and accepted.from_ is None, vars(accepted)


def conversations(client):
    service = client.conversations.v1.services.create(friendly_name="Support")
    scope = client.conversations.v1.services(service.sid)
    conversation = scope.conversations.create(friendly_name="Case 1", unique_name="case-1", attributes='{"a": 1}')
    assert conversation.chat_service_sid == service.sid and json.loads(conversation.attributes) == {"a": 1}
    refused(50353, 409, lambda: scope.conversations.create(unique_name="case-1"))
    ann = scope.conversations("case-1").participants.create(identity="ann")
    refused(50433, 409, lambda: scope.conversations("case-1").participants.create(identity="ann"))
    for number in range(60):
        scope.conversations("case-1").messages.create(author="ann", body=f"line {number}")
    lines = scope.conversations(conversation.sid).messages.list(page_size=25)
    assert [line.index for line in lines] == list(range(60)) and lines[0].participant_sid == ann.sid
    assert lines[0].body == "line 0" and lines[0].attributes == "{}"
    newest = scope.conversations(conversation.sid).messages.list(order="desc", limit=1)
    assert newest[0].body == "line 59"
    hook = scope.conversations(conversation.sid).webhooks.create(
        target="studio", configuration_flow_sid="FW" + "1" * 32)
    assert hook.target == "studio" and hook.configuration["flow_sid"] == "FW" + "1" * 32
    # By now the account's default service knows nothing of this conversation.
    refused(20404, 404, lambda: client.conversations.v1.conversations("case-1").fetch())
    assert scope.conversations("case-1").update(state="closed").state == "closed"


def chat(client, definition):
    flow = client.studio.v2.flows.create(friendly_name="Greeter", status="published", definition=definition).sid
    service = client.chat.v2.services.create(friendly_name="Chat")
    channel = client.chat.v2.services(service.sid).channels.create(unique_name="room")
    place = client.chat.v2.services(service.sid).channels(channel.sid)
    hook = place.webhooks.create(type="studio", configuration_flow_sid=flow)
    assert hook.type == "studio" and hook.configuration["flow_sid"] == flow
    place.messages.create(from_="ann", body="nobody is told of this one")
    place.messages.create(from_="ann", body="hello", x_twilio_webhook_enabled="true")
    said = eventually(place.messages.list, lambda said: len(said) >= 3)
    # Releases of the library name this differently.
    authors = [getattr(line, "from_", None) or line._from for line in said]
    assert authors[:2] == ["ann", "ann"] and authors[2] != "ann", authors


def studio(client, definition):
    client.studio.v2.flow_validate.update(friendly_name="Check", status="draft", definition=definition)
    broken = json.loads(json.dumps(definition))
    broken["states"][0].pop("name")
    refused(81022, 400, lambda: client.studio.v2.flow_validate.update(
        friendly_name="Check", status="published", definition=broken))
    flow = client.studio.v2.flows.create(friendly_name="Sample", status="published", definition=definition)
    assert flow.revision == 1 and flow.definition["initial_state"] == definition["initial_state"]
    again = client.studio.v2.flows(flow.sid).update(status="published", commit_message="again")
    assert again.revision == 2 and again.commit_message == "again"
    assert [revision.revision for revision in client.studio.v2.flows(flow.sid).revisions.list()] == [2, 1]
    assert flow.sid in [listed.sid for listed in client.studio.v2.flows.list()]
    # The REST trigger of the sample is connected.
    runs = client.studio.v2.flows(flow.sid).executions
    run = runs.create(to="+15551230009", from_=SENDER, parameters={"name": "Ann"})
    assert run.status == "active" and run.flow_sid == flow.sid
    refused(20409, 409, lambda: runs.create(to="+15551230009", from_=SENDER))
    steps = eventually(runs(run.sid).steps.list, lambda steps: len(steps) >= 1)
    assert steps[-1].transitioned_from == "Trigger" and steps[-1].name == "incomingRequest"
    context = runs(run.sid).execution_context().fetch().context
    assert context["flow"]["data"]["name"] == "Ann" and context["contact"]["channel"]["address"] == "+15551230009"
    assert runs(run.sid).steps(steps[-1].sid).step_context().fetch().context["trigger"]["request"]
    sent = eventually(lambda: client.messages.list(to="+15551230009"), lambda sent: sent)
    assert sent[0].from_ == SENDER
    assert runs(run.sid).update(status="ended").status == "ended"
    # The pair is free again.
    runs.create(to="+15551230009", from_=SENDER)


def read(file):
    with open(file, encoding="utf-8") as text:
        return json.load(text)


def main():
    base, reminder, greeter = sys.argv[1:]
    client = Client(ACCOUNT, TOKEN, http_client=ToTheMock(base))
    messages(client)
    conversations(client)
    studio(client, read(reminder))
    chat(client, read(greeter))
    print("the Python library is content")


main()
