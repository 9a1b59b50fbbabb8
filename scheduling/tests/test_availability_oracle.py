"""What is listed is what is accepted, and both are what the rules say, minute by minute."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from core.testing.thorough import is_thorough
from scheduling.availability import (
    HostTime,
    Intervals,
    Offer,
    Proposal,
    Refusal,
    Rules,
    Snapshot,
    Window,
    judge,
    nearest,
    open_times,
)
from scheduling.tests.generated import Case, cases, changes, zones
from scheduling.tests.oracle import Oracle


def examples(few: int, *, thorough: int) -> settings:
    """few: in the suite, with a fixed seed."""
    return settings(
        max_examples=thorough if is_thorough() else few,
        derandomize=not is_thorough(),
        phases=[Phase.explicit, Phase.generate],
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )


def check(case: Case) -> int:
    """The list against every minute of its dates; `judge` on what is listed, on the minutes beside,
    where notice and horizon end, and on every seventh minute or, for some cases, on each.
    Returns how many can be booked.
    """
    snapshot, minutes, now = case.snapshot, case.minutes, case.now
    oracle = Oracle(snapshot, first=case.first, last=case.last, now=now)
    found = open_times(snapshot, minutes=minutes, first=case.first, last=case.last, now=now)
    listed = [(each.start, each.minutes) for each in found]
    stride = 1 if now % 10 == 0 else 7
    expected = []
    for number, instant in enumerate(oracle.minutes(), start=now % 7):
        proposal = Proposal(instant, minutes)
        if oracle.reason(proposal) is None:
            expected.append((instant, minutes))
            for second in (-60, 0, 1, 60):
                _agree(oracle, Proposal(instant + second, minutes))
        elif number % stride == 0:
            _agree(oracle, proposal)
    for edge in (0, snapshot.rules.notice * 60, snapshot.rules.horizon_days * 86_400):
        for instant in (now + edge - 1, now + edge, now + edge + 1):
            if oracle.knows(instant):
                _agree(oracle, Proposal(instant, minutes))
    assert listed == expected, case
    return len(listed)


def _agree(oracle: Oracle, proposal: Proposal) -> None:
    """Both offer the time, or both refuse it for the same reason."""
    verdict = judge(oracle.snapshot, proposal, now=oracle.now)
    reason = oracle.reason(proposal)
    if isinstance(verdict, Refusal):
        assert verdict.rule == reason, (proposal, oracle.now, oracle.snapshot)
    else:
        assert reason is None, (proposal, oracle.now, oracle.snapshot)
        _check_hosts(oracle, proposal, verdict)


def _check_hosts(oracle: Oracle, proposal: Proposal, offer: Offer) -> None:
    free = oracle.free_hosts(proposal)
    assert all(free[host] == seat for host, seat in offer.hosts)
    hosts = [host for host, _ in offer.hosts]
    if oracle.rules.is_collective:
        assert sorted(hosts) == sorted(each.host_id for each in oracle.snapshot.hosts)
    else:
        assigned = {each.host_id: each.assigned for each in oracle.snapshot.hosts}
        assert [assigned[host] for host in hosts] == [min(assigned[host] for host in free)]


@examples(25, thorough=10_000)
@given(cases())
def test_listed_times_are_accepted_and_all_others_refused_by_a_rule_that_is_true(
    case: Case,
) -> None:
    check(case)


@examples(15, thorough=1_000)
@given(cases(), st.integers(-1440, 2880))
def test_the_nearest_times_are_the_nearest(case: Case, minutes: int) -> None:
    """Two that are equally far are equally good."""
    if case.minutes > 480:
        return
    midnight = int(datetime.combine(case.first, datetime.min.time(), UTC).timestamp())
    wanted = Proposal(midnight + minutes * 60, case.minutes)
    found = nearest(case.snapshot, wanted, days=1, count=3, now=case.now)
    day = datetime.fromtimestamp(wanted.start, case.snapshot.rules.zone).date()
    first, last = day - timedelta(days=1), day + timedelta(days=1)
    oracle = Oracle(case.snapshot, first=first, last=last, now=case.now)
    open_ = [
        instant
        for instant in oracle.minutes()
        if oracle.reason(Proposal(instant, case.minutes)) is None
    ]
    starts = [each.start for each in found]
    assert starts == sorted(starts)
    assert set(starts) <= set(open_)
    distances = sorted(abs(instant - wanted.start) for instant in open_)
    assert sorted(abs(start - wanted.start) for start in starts) == distances[:3]


def test_every_change_of_a_clock() -> None:
    """Round the clock, over midnight, and just around the change."""
    seen = set()
    for zone in zones():
        for moment in changes(zone):
            after = moment.astimezone(ZoneInfo(zone))
            before = (moment - timedelta(minutes=1)).astimezone(ZoneInfo(zone))
            kind = (before.time(), after.time(), moment if is_thorough() else None)
            if kind not in seen:
                seen.add(kind)
                _check_change(moment, before, after)
    assert len(seen) >= 18


def _check_change(moment: datetime, before: datetime, after: datetime) -> None:
    for windows, step in _hours_around(before, after):
        weekly = dict.fromkeys(range(7), windows)
        rules = Rules(zone=ZoneInfo(str(after.tzinfo)), weekly=weekly, step=step)
        snapshot = Snapshot(rules, (HostTime(1, (Intervals(),)),))
        now = int(moment.timestamp()) - 3 * 86_400
        assert check(Case(snapshot, 45, before.date(), after.date(), now)) > 0


def _hours_around(before: datetime, after: datetime) -> list[tuple[tuple[Window, ...], int | None]]:
    """Opening hours, and the step."""
    low, high = sorted((before.hour * 60 + before.minute, after.hour * 60 + after.minute))
    around = Window(max(low - 90, 0), min(high + 100, 1440))
    few: list[tuple[tuple[Window, ...], int | None]] = [
        ((Window(0, 130), Window(1320, 1440)), 20),
        ((around,), 50),
    ]
    if not is_thorough():
        return few
    return [
        *few,
        ((Window(0, 1440),), None),
        ((Window(0, low), Window(low, 1440)) if low else (Window(0, 1440),), 25),
    ]
