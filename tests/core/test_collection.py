import pickle
from types import SimpleNamespace

from mocktr.core.collection import Collection, NamedCollection, Rows


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


def called(number, name):
    return SimpleNamespace(number=number, sid=sid(number), name=name)


def people(*names, fold=str.lower):
    collection = NamedCollection("name", fold)
    for number, name in enumerate(names, 1):
        collection.add(called(number, name))
    return collection


def test_a_record_is_found_by_its_name_or_its_sid():
    collection = people("Alice", "bob")

    assert collection.find("bob") is collection[sid(2)]
    assert collection.find(sid(2)) is collection[sid(2)]
    assert collection.find("carol") is None
    assert collection.named(sid(2)) is None


def test_a_name_that_looks_like_a_sid_comes_before_the_sid():
    collection = people("alice", sid(1))

    assert collection.find(sid(1)) is collection[sid(2)]


def test_a_collection_says_which_names_are_the_same():
    assert people("Alice").named("aLICE") is not None
    assert people("Alice", fold=str).named("aLICE") is None
    assert people("Alice", fold=str).named("Alice") is not None


def test_a_renamed_record_is_found_by_its_new_name_only():
    collection = people("alice", "bob")
    alice = collection[sid(1)]

    alice.name = "carol"
    collection.rename(alice, "alice")

    assert collection.named("carol") is alice
    assert collection.named("alice") is None
    assert numbers(collection.after()) == [1, 2]


def test_the_name_of_a_removed_record_is_free():
    collection = people("alice", "bob")

    collection.discard(collection[sid(1)])
    collection.add(called(3, "Alice"))

    assert collection.named("alice").number == 3


def test_a_copy_knows_the_names_too():
    copied = pickle.loads(pickle.dumps(people("Alice")))

    assert copied.named("alice") is copied[sid(1)]
