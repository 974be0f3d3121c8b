"""Which webhooks does somebody wait for who waits until they are delivered?"""

from webhooks.posting import OTHER, URL, Office


def _answered(office: Office, **body: object) -> int:
    """The status of a call that waits, and not for long."""
    told = {"until": "delivered", "timeout": "PT0.01S", **body}
    return office.house.http.post("/__mock/wait", json=told).status_code


def test_what_is_still_to_come(office: Office) -> None:
    """It is over once no sync runs and all receivers have taken what there is, and not because of an earlier one."""
    office.listen()
    office.listen(OTHER)
    assert 408 == _answered(office)
    office.sync()
    office.house.advance(until="idle")
    assert 200 == _answered(office)
    office.answer(500, url=OTHER)
    office.sync()
    wait = office.house.waiting(until="delivered")
    assert not wait.ready()
    office.house.advance(by="PT1S")
    assert not wait.ready()
    office.house.advance(until="idle")
    assert wait.ready()
    assert 200 == _answered(office)


def test_what_has_failed_before(office: Office) -> None:
    """What has failed already is not waited for, nor a sync of which all has; what fails meanwhile is, in vain."""
    office.listen()
    office.house.fault(fault="webhook", operation="*", do="drop", times=2)
    lost = office.sync()
    office.house.advance(until="idle")
    assert 422 == _answered(office, syncId=lost)
    office.sync()
    wait = office.house.waiting(until="delivered")
    office.sync()
    office.house.advance(until="idle")
    assert not wait.ready()
    assert 200 == _answered(office)


def test_of_one_sync(office: Office) -> None:
    """With a sync only what is about it counts, and all of that."""
    office.listen()
    office.sync()
    office.house.advance(until="idle")
    late = office.sync()
    assert 408 == _answered(office, syncId=late)
    office.answer(500)
    office.house.advance(by="PT1S")
    assert 408 == _answered(office, syncId=late)
    office.house.advance(until="idle")
    assert 200 == _answered(office, syncId=late)


def test_so_many(office: Office) -> None:
    """A number counts all that were taken since the tenant began, or from now on alone."""
    office.listen()
    for _ in range(2):
        office.sync()
    office.house.advance(until="idle")
    assert [200, 408] == [_answered(office, count=count) for count in (2, 3)]
    assert 408 == _answered(office, fromNow=True)
    wait = office.house.waiting(until="delivered", fromNow=True, count=2)
    for ready in (False, True):
        office.sync()
        office.house.advance(until="idle")
        assert ready == wait.ready()


def test_a_tenant_that_goes_back(office: Office) -> None:
    """Who counts from now on counts anew what comes after a reset, though its messages have the ids of before."""
    office.listen()
    office.sync()
    office.house.advance(until="idle")
    wait = office.house.waiting(until="delivered", fromNow=True)
    office.house.http.post("/__mock/reset")
    office.listen(URL)
    office.sync()
    office.house.advance(until="idle")
    assert wait.ready()


def test_why_it_is_not_over(office: Office) -> None:
    """Who waits in vain is told what is missing: a sync has not ended, or so many were taken of so many."""
    office.listen()
    office.answer(500)
    office.sync()
    body = {"until": "delivered", "timeout": "PT0.01S"}
    early = office.house.http.post("/__mock/wait", json=body).json()["detail"]
    assert "still reads 1000" in early
    office.house.advance(by="PT1S")
    late = office.house.http.post("/__mock/wait", json=body).json()["detail"]
    assert "0 of 1 webhooks were taken" in late
