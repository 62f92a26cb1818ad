"""One decision on many cases: each gets its own, and all are taken back as one."""

import pytest

from modtui.journal import Journal, JournalError
from modtui.journal.entries import Decided, Ended, Sending
from modtui.model import CaseKey, Verb
from modtui.triage import bulk, together
from modtui.triage.choices import Choices
from modtui.triage.desk import Desk
from modtui.triage.views import Recorded, Standing
from modtui.triage.working import Work
from tests.triage.garden import Garden


@pytest.fixture
async def wave(desk: Desk, garden: Garden) -> list[CaseKey]:
    """Six flagged posts by three people."""
    garden.community.add_person("Ben", id="u-ben", language="fr")
    garden.community.add_person("Cleo", id="u-cleo", language="en")
    keys = [garden.insult]
    for author in ("u-ben", "u-cleo", "u-ana", "u-ben", "u-cleo"):
        keys.append(garden.flagged("You idiot, buy at https://pills.example", author))
    await desk.refresh()
    await desk.take_in()
    return keys


async def decided(
    desk: Desk, keys: list[CaseKey], verb: str = Verb.REMOVE, rule: str | None = "respect"
) -> Recorded:
    made = await desk.draft_all(keys, Choices(verb, rule=rule))
    assert made.left_out == ()
    return await desk.decide_all(made)


async def send(desk: Desk, garden: Garden, seconds: float = 11) -> None:
    garden.clock.pass_(seconds)
    await desk.send_now()


async def test_each_case_has_its_own_steps_recipient_and_language(
    desk: Desk, garden: Garden, wave: list[CaseKey]
) -> None:
    made = await desk.draft_all(wave, Choices(Verb.REMOVE, rule="respect"))
    told = {draft.recipient: draft.message for draft in made.drafts if draft.message}
    assert set(told) == {"Ana", "Ben", "Cleo"}
    assert "Hello Ana" in told["Ana"] and "Bonjour Ben" in told["Ben"]
    subjects = [draft.steps[0].subject for draft in made.drafts]
    assert subjects == [key.native for key in wave]


async def test_nobody_is_told_or_banned_twice(
    desk: Desk, garden: Garden, wave: list[CaseKey]
) -> None:
    made = await desk.draft_all(wave, Choices(Verb.BAN, rule="respect"))
    assert (bulk.people(made.drafts), bulk.messages(made.drafts)) == (3, 3)
    assert len(made.drafts) == 6
    await desk.decide_all(made)
    await send(desk, garden)
    assert desk.pending() == ()
    assert garden.community.thread("t1") == ()
    for person in ("u-ana", "u-ben", "u-cleo"):
        assert garden.community.is_banned(person)
        assert len(garden.community.inbox(person)) == 1


async def test_a_second_offence_gets_its_own_rung_and_is_counted(
    desk: Desk, garden: Garden, wave: list[CaseKey]
) -> None:
    await desk.decide(await desk.draft(await desk.look(wave[0]), Verb.WARN))
    await send(desk, garden)
    garden.clock.pass_(86_400)
    again = garden.flagged("You idiot, once more", "u-ana")
    await desk.refresh()
    await desk.take_in()
    made = await desk.draft_all([*wave[1:3], again], Choices(Verb.REMOVE, rule="respect"))
    (usual, many), (second, one) = bulk.kinds(made.drafts)
    assert (many, one) == (2, 1)
    assert [step.verb for step in usual.steps] == ["remove", "close", "warn"]
    assert [step.verb for step in second.steps] == ["remove", "mute", "close", "warn"]
    assert "second" in second.because or "2" in second.because


async def test_one_entry_for_each_case_and_one_batch_for_all(
    desk: Desk, garden: Garden, wave: list[CaseKey]
) -> None:
    written = await decided(desk, wave)
    assert (written.asked, written.decided, written.trouble) == (6, 6, "")
    index = await desk._ledger.indexed()
    records = index.of_batch(written.batch)
    assert [record.line.batch for record in records] == [written.batch] * 6
    assert len({record.line.decision for record in records}) == 6
    batch = desk.batches.get(written.batch)
    assert batch is not None and (batch.size, batch.waiting) == (6, 6)


async def test_nothing_is_sent_before_its_own_entry_is_written(
    desk: Desk, garden: Garden, wave: list[CaseKey], monkeypatch: pytest.MonkeyPatch
) -> None:
    await decided(desk, wave)
    await send(desk, garden)
    known: set[str] = set()
    for record in desk._ledger.journal.read():
        if isinstance(record.entry, Decided):
            known.add(record.entry.decision.id)
        elif isinstance(record.entry, Sending):
            assert record.entry.decision in known


async def test_cases_that_cannot_be_decided_are_left_out_and_told(
    desk: Desk, garden: Garden, wave: list[CaseKey]
) -> None:
    await desk.decide(await desk.draft(await desk.look(wave[1]), Verb.KEEP))
    gone = CaseKey("garden", "post", "nowhere")
    made = await desk.draft_all([*wave, gone], Choices(Verb.REMOVE, rule="respect"))
    assert [left.key for left in made.left_out] == [wave[1], gone]
    assert all(left.why for left in made.left_out)
    assert len(made.drafts) == 5


async def test_what_was_decided_since_the_preview_is_left_out_of_the_record(
    desk: Desk, garden: Garden, wave: list[CaseKey]
) -> None:
    made = await desk.draft_all(wave, Choices(Verb.REMOVE, rule="respect"))
    kept = await desk.decide(await desk.draft(await desk.look(wave[2]), Verb.KEEP))
    written = await desk.decide_all(made)
    assert written.decided == 5
    (left,) = written.left_out
    assert left.key == wave[2] and "meanwhile" in left.why
    found = desk.decision(kept.id)
    assert found is not None and found.standing is Standing.HELD_BACK


async def test_one_undo_takes_the_whole_batch_back(
    desk: Desk, garden: Garden, wave: list[CaseKey]
) -> None:
    written = await decided(desk, wave)
    taken = await desk.take_back()
    assert taken is not None and taken.batch == written.batch
    batch = desk.batches.get(written.batch)
    assert batch is not None and (batch.taken_back, batch.waiting) == (6, 0)
    await send(desk, garden)
    assert len(garden.community.thread("t1")) == 6
    assert all(row.standing is Standing.OPEN for row in desk.rows())


async def test_after_sending_one_batch_reverses_the_other(
    desk: Desk, garden: Garden, wave: list[CaseKey]
) -> None:
    written = await decided(desk, wave)
    await send(desk, garden)
    assert garden.community.thread("t1") == ()
    last = desk.last_sent()
    assert last is not None and last.batch == written.batch
    back = await desk.inverse_all(last.batch)
    assert len(back.drafts) == 6 and back.left_out == ()
    await desk.decide_all(back)
    await send(desk, garden)
    assert len(garden.community.thread("t1")) == 6
    assert (await desk.inverse_all(last.batch)).drafts == ()


async def test_a_batch_is_held_back_until_its_last_decision_is_due(
    desk: Desk, garden: Garden, wave: list[CaseKey], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("modtui.triage.recording.CHUNK", 2)
    made = await desk.draft_all(wave, Choices(Verb.REMOVE, rule="respect"))
    # Writing takes its time: four seconds for each chunk.
    work = Work(6, lambda: garden.clock.pass_(4))
    written = await desk.decide_all(made, work=work)
    assert written.decided == 6
    await send(desk, garden, 1)
    assert len(garden.community.thread("t1")) == 6, "the first is due, the last is not"
    await send(desk, garden, 10)
    assert garden.community.thread("t1") == ()


async def test_a_full_disk_ends_it_and_the_count_is_told(
    desk: Desk, garden: Garden, wave: list[CaseKey], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("modtui.triage.recording.CHUNK", 2)
    made = await desk.draft_all(wave, Choices(Verb.REMOVE, rule="respect"))
    real = Journal.append_all

    def full(journal: Journal, entries: tuple[object, ...]) -> object:
        if len(desk.pending()) >= 4:
            raise JournalError("the disk is full")
        return real(journal, entries)  # type: ignore[arg-type]

    monkeypatch.setattr(Journal, "append_all", full)
    written = await desk.decide_all(made)
    assert (written.decided, written.asked) == (4, 6)
    assert "full" in written.trouble
    monkeypatch.setattr(Journal, "append_all", real)
    await send(desk, garden)
    assert len(garden.community.thread("t1")) == 2


async def test_stopping_the_writing_leaves_the_rest_undecided(
    desk: Desk, garden: Garden, wave: list[CaseKey], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("modtui.triage.recording.CHUNK", 2)
    made = await desk.draft_all(wave, Choices(Verb.REMOVE, rule="respect"))
    work = Work(6)
    work._told = lambda: work.stop() if work.done == 4 else None
    written = await desk.decide_all(made, work=work)
    assert (written.decided, written.trouble) == (4, "")


async def test_a_paused_batch_waits_and_lets_others_pass(
    desk: Desk, garden: Garden, wave: list[CaseKey]
) -> None:
    written = await decided(desk, wave[1:])
    desk.batches.pause(written.batch, True)
    await desk.decide(await desk.draft(await desk.look(wave[0]), Verb.REMOVE))
    await send(desk, garden)
    assert len(garden.community.thread("t1")) == 5
    assert await desk.batches.take_back(written.batch) == 5
    desk.batches.pause(written.batch, False)
    await send(desk, garden)
    assert len(garden.community.thread("t1")) == 5


async def test_a_decision_made_meanwhile_goes_before_the_rest_of_a_batch(
    desk: Desk, garden: Garden, wave: list[CaseKey]
) -> None:
    await decided(desk, wave[1:], Verb.KEEP, None)
    garden.clock.pass_(11)
    assert garden.line is not None
    order: list[str] = []
    perform = garden.line.perform

    async def watched(asked: object) -> object:
        order.append(asked.decision.case.native)  # type: ignore[attr-defined]
        if len(order) == 2:
            view = await desk.look(wave[0])
            await desk.decide(await desk.draft(view, Verb.KEEP))
            garden.clock.pass_(11)
        return await perform(asked)  # type: ignore[arg-type]

    garden.line.perform = watched  # type: ignore[method-assign, assignment]
    await desk.send_now()
    assert order.index(wave[0].native) == 2
    assert len(order) == 6


async def test_what_failed_is_listed_and_tried_again(
    desk: Desk, garden: Garden, wave: list[CaseKey]
) -> None:
    written = await decided(desk, wave, Verb.KEEP, None)
    garden.community.edit_post(wave[1].native, "You idiot, edited")
    garden.community.edit_post(wave[4].native, "You idiot, edited too")
    await send(desk, garden)
    batch = desk.batches.get(written.batch)
    assert batch is not None and (batch.done, batch.stuck) == (4, 2)
    found = [desk.decision(id) for id in desk.batches.stuck(written.batch)]
    assert {one.decision.case for one in found if one} == {wave[1], wave[4]}
    assert await desk.batches.resume(written.batch) == 2
    await desk.send_now()
    batch = desk.batches.get(written.batch)
    assert batch is not None and (batch.done, batch.stuck) == (6, 0)


async def test_what_failed_and_was_decided_anew_is_not_asked_about_any_more(
    desk: Desk, garden: Garden, wave: list[CaseKey]
) -> None:
    written = await decided(desk, wave, Verb.KEEP, None)
    garden.community.edit_post(wave[1].native, "You idiot, edited")
    await send(desk, garden)
    assert len(desk.batches.stuck(written.batch)) == 1
    await desk.refresh()
    await desk.decide(await desk.draft(await desk.look(wave[1]), Verb.KEEP))
    assert desk.batches.stuck(written.batch) == ()
    assert desk.batches.unfinished() == ()


async def test_a_restart_goes_on_where_it_was(
    desk: Desk, garden: Garden, wave: list[CaseKey]
) -> None:
    written = await decided(desk, wave)
    assert garden.line is not None
    perform = garden.line.perform
    sent = 0

    async def killed(asked: object) -> object:
        nonlocal sent
        sent += 1
        if sent == 5:
            raise KeyboardInterrupt
        return await perform(asked)  # type: ignore[arg-type]

    garden.line.perform = killed  # type: ignore[method-assign, assignment]
    garden.clock.pass_(11)
    with pytest.raises(KeyboardInterrupt):
        await desk.send_now()
    performed = list(garden.line.performed)
    desk._lock.release()
    again = garden.desk()
    await again.open()
    await again.refresh()
    batch = again.batches.get(written.batch)
    assert batch is not None and (batch.size, batch.done) == (6, 1)
    await send(again, garden)
    assert again.pending() == ()
    assert garden.community.thread("t1") == ()
    assert garden.line is not None
    assert sorted([*performed, *garden.line.performed]) == sorted(
        ["remove", "close"] * 6 + ["warn"] * 3
    )
    await again.close("keep")


async def test_a_half_written_batch_is_told_when_the_desk_opens_again(
    desk: Desk, garden: Garden, wave: list[CaseKey], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("modtui.triage.recording.CHUNK", 2)
    made = await desk.draft_all(wave, Choices(Verb.KEEP))
    work = Work(6)
    work._told = lambda: work.stop() if work.done == 4 else None
    await desk.decide_all(made, work=work)
    again = garden.desk()
    await again.open()
    assert any("4 of 6" in said for said in again.problems)
    await again.close("keep")


async def test_journals_without_batches_stay_readable(desk: Desk, garden: Garden) -> None:
    await desk.decide(await desk.draft(await desk.look(garden.insult), Verb.KEEP))
    (file,) = desk._ledger.journal.folder.glob("*.jsonl")
    assert b"batch" not in file.read_bytes()
    assert desk.trail.verify().ok
    assert desk.batches.unfinished() == ()


async def test_the_outcome_of_each_is_in_the_record(
    desk: Desk, garden: Garden, wave: list[CaseKey], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(together, "CHUNK", 2)
    written = await decided(desk, wave, Verb.KEEP, None)
    await send(desk, garden)
    for id, _key in desk.batches.members(written.batch):
        assert any(isinstance(record.entry, Ended) for record in desk.trail.story(id))
