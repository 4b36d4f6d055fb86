import desk


def test_the_sids_are_those_of_every_world_from_this_seed(taskrouter):
    taskrouter.assert_reserved(desk.ask(language="es"), worker="bob")


def test_what_a_test_needs_besides_it_adds(taskrouter):
    taskrouter.worker("zoe", languages=["es"], contact_uri="+15550103")

    tasks = [desk.ask(language="es") for _ in range(2)]

    for task, worker in zip(tasks, ["bob", "zoe"], strict=True):
        taskrouter.assert_reserved(task, worker=worker)
