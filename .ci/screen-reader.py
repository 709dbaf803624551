"""Starts the program on a session bus of its own and looks for what a screen reader would say."""

import subprocess
import sys
import time

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, Gio, GLib  # noqa: E402

program, flow = sys.argv[1:]
bus = Gio.bus_get_sync(Gio.BusType.SESSION)


def switch_on():
    """Says on the bus that somebody reads the screen: programs make their trees only then."""
    for name in ("IsEnabled", "ScreenReaderEnabled"):
        value = GLib.Variant("(ssv)", ("org.a11y.Status", name, GLib.Variant("b", True)))
        bus.call_sync(
            "org.a11y.Bus", "/org/a11y/bus", "org.freedesktop.DBus.Properties", "Set",
            value, None, Gio.DBusCallFlags.NONE, 10_000, None,
        )


def nodes(node, depth=0):
    if node is None or depth > 40:
        return
    yield node
    for index in range(node.get_child_count()):
        yield from nodes(node.get_child_at_index(index), depth + 1)


def said():
    """Role and name of everything in the window."""
    found = []
    desktop = Atspi.get_desktop(0)
    for index in range(desktop.get_child_count()):
        for node in nodes(desktop.get_child_at_index(index)):
            try:
                found.append((node.get_role_name(), node.get_name() or ""))
            except GLib.Error:
                pass
    return found


WANTED = [
    ("tree item", "Send & Wait For Reply"),
    ("tree item", "Trigger"),
    ("push button", "Output "),
    ("push button", "Run"),
]

Atspi.init()
switch_on()
app = subprocess.Popen([program, flow])
missing, found = WANTED, []
try:
    for _ in range(60):
        time.sleep(0.5)
        if app.poll() is not None:
            sys.exit("the program ended")
        try:
            found = said()
        except GLib.Error:
            continue
        missing = [
            (role, name)
            for role, name in WANTED
            if not any(role == said_role and said_name.startswith(name) for said_role, said_name in found)
        ]
        if not missing:
            break
finally:
    app.kill()
if missing:
    for role, name in found:
        print(f"{role}: {name}")
    sys.exit(f"a screen reader does not find {missing}")
cards = [name for role, name in found if role == "tree item"]
print(f"a screen reader finds {len(found)} things, {len(cards)} cards, the first: {cards[0]}")
