from types import SimpleNamespace

from mocktr.core.collection import Collection, Rows


def sid(number):
    return f"WT{number:032x}"


def record(number):
    return SimpleNamespace(number=number, sid=sid(number))


def numbers(records):
    return [one.number for one in records]


def filled(kind, *given):
    if kind is Rows:
        return Rows([record(number) for number in given])
    collection = Collection()
    for number in given:
        collection.add(record(number))
    return collection


def test_records_are_listed_in_the_order_of_their_creation():
    for kind in (Collection, Rows):
        assert numbers(filled(kind, 1, 4, 7).after()) == [1, 4, 7]


def test_a_list_can_start_anywhere_and_go_either_way():
    for kind in (Collection, Rows):
        rows = filled(kind, 1, 4, 7, 9)

        assert numbers(rows.after(4)) == [7, 9]
        assert numbers(rows.after(5)) == [7, 9]
        assert numbers(rows.before(7)) == [4, 1]
        assert numbers(rows.before(8)) == [7, 4, 1]


def test_removed_records_are_not_listed():
    collection = filled(Collection, 1, 2, 3)

    collection.discard(collection[sid(2)])

    assert numbers(collection.after()) == [1, 3]
    assert numbers(collection.before(4)) == [3, 1]
    assert sid(2) not in collection


def test_the_place_of_a_removed_record_can_be_told_even_if_its_sid_does_not():
    collection = Collection()
    seeded = SimpleNamespace(number=1, sid="WT" + "a" * 32)
    collection.add(seeded)

    collection.discard(seeded)

    assert collection.gone == {seeded.sid: 1}


def test_removed_records_take_no_room_for_long():
    collection = Collection()

    for number in range(1, 1000):
        collection.add(record(number))
        if number > 3:
            collection.discard(collection[sid(number)])

    assert numbers(collection.after()) == [1, 2, 3]
    assert len(collection.order) < 100
