"""What is made of texts is kept within bounds."""

from mocktr.text_cache import text_cache


def counted(most, most_characters):
    made = []

    @text_cache(most, most_characters)
    def double(text, times=2):
        made.append(text)
        return [text] * times

    return double, made


def test_the_same_text_is_looked_at_once():
    double, made = counted(10, 100)

    assert double("a") is double("a")
    assert (double("a", 3), made) == (["a"] * 3, ["a", "a"])


def test_of_too_many_the_oldest_are_made_anew():
    double, made = counted(2, 100)
    for text in "abca":
        double(text)

    double("c")

    assert made == ["a", "b", "c", "a"]


def test_large_texts_make_more_of_the_others_go():
    double, made = counted(10, 10)
    for text in ("a", "b", "x" * 9, "b", "a"):
        double(text)

    assert made == ["a", "b", "x" * 9, "a"]


def test_a_text_that_is_too_large_is_not_kept():
    double, made = counted(10, 10)

    assert double("x" * 11) == double("x" * 11)
    assert len(made) == 2


def test_all_can_be_forgotten():
    double, made = counted(10, 10)
    double("a")

    double.cache_clear()
    double("a")

    assert made == ["a", "a"]
