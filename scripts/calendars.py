"""Reads the calendars of crates/server/tests/calendars with an independent implementation (Python's
icalendar and dateutil) and compares each alarm with instants found by stepping through the year."""

import json
import re
import sys
from datetime import date, datetime, time, timedelta, timezone
from pathlib import Path
from zoneinfo import ZoneInfo

from dateutil.rrule import rrulestr
from icalendar import Calendar

FOLDER = Path(__file__).resolve().parent.parent / "crates/server/tests/calendars"
STEP = timedelta(minutes=5)


def walked(plan):
    """Returns the first five-minute steps at which the zone's clock shows a wanted time or later. It only
    converts instants to clock times, never the other way round."""
    zone = ZoneInfo(plan["zone"])
    first, last = date.fromisoformat(plan["first"]), date.fromisoformat(plan["last"])
    wanted = [(time.fromisoformat(entry["time"]), entry["weekdays"]) for entry in plan["times"]]
    day_start = plan["day_start"]
    found = set()
    now = datetime.combine(first, time(), timezone.utc) - timedelta(days=3)
    end = datetime.combine(last, time(), timezone.utc) + timedelta(days=3)
    shown = now.astimezone(zone).replace(tzinfo=None)
    while now < end:
        now += STEP
        shows = now.astimezone(zone).replace(tzinfo=None)
        if shows <= shown:
            continue
        on = shown.date()
        while on <= shows.date():
            for clock, weekdays in wanted:
                moment = datetime.combine(on, clock)
                # A time before the day start belongs to the day before.
                day = on - timedelta(days=1) if clock.hour * 60 + clock.minute < day_start else on
                if shown < moment <= shows and first <= day <= last and day.isoweekday() in weekdays:
                    found.add(now)
            on += timedelta(days=1)
        shown = shows
    return found


def alarms(path):
    """Returns the alarm instants of a file, using its own VTIMEZONE."""
    calendar = Calendar.from_ical(path.read_bytes())
    [zone_rules] = [part for part in calendar.walk("VTIMEZONE")]
    zone = zone_rules.to_tz(lookup_tzid=False)
    found = set()
    for event in calendar.walk("VEVENT"):
        assert event["SUMMARY"] == 'Walk, "far"; or not', event["SUMMARY"]
        lines = event.to_ical().decode().replace("\r\n ", "").split("\r\n")
        # Keep only clock times; the zone converts them to instants below.
        rule = [
            line.split(";TZID")[0] + ":" + line.rsplit(":", 1)[1] if ";TZID" in line else line
            for line in lines
            if line.startswith(("DTSTART", "RRULE", "EXDATE", "RDATE"))
        ]
        [alarm] = event.walk("VALARM")
        assert alarm["ACTION"] == "DISPLAY"
        trigger = alarm["TRIGGER"].dt
        if "RRULE" not in event:
            found.add(event["DTSTART"].dt.astimezone(timezone.utc) + trigger)
            continue
        until = event["RRULE"]["UNTIL"][0]
        rule = [re.sub(";UNTIL=[^;]*", "", line) for line in rule]
        last = until.astimezone(zone).replace(tzinfo=None) + timedelta(days=1)
        for clock in rrulestr("\n".join(rule), forceset=True).between(datetime(2025, 1, 1), last):
            at = clock.replace(tzinfo=zone).astimezone(timezone.utc)
            if at <= until + timedelta(hours=1):
                found.add(at + trigger)
    return found


def main():
    failed = 0
    for plan in json.loads((FOLDER / "plans.json").read_text()):
        expected, found = walked(plan), alarms(FOLDER / plan["file"])
        if expected == found:
            print(f"{plan['zone']}: {len(found)} alarms match")
            continue
        failed += 1
        print(f"{plan['zone']}: missing {sorted(expected - found)[:5]}, unexpected {sorted(found - expected)[:5]}")
    sys.exit(1 if failed else 0)


main()
