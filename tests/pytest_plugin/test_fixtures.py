"""The fixtures and the marker, from the outside."""

STORY = """
    import pytest

    @pytest.mark.mocktr(seed="support")
    def test_a_spanish_caller_reaches_bob(taskrouter):
        workspace = taskrouter.client.taskrouter.v1.workspaces.list()[0]
        task = workspace.tasks.create(attributes='{"language": "es"}')
        [reservation] = task.reservations.list()
        assert reservation.worker_name == "bob"

        taskrouter.advance(seconds=121)

        assert reservation.fetch().reservation_status == "timeout"
"""


def test_the_story_of_the_readme_runs_with_nothing_configured(pytester):
    """The plugin comes in by its entry point."""
    pytester.makepyfile(STORY)

    result = pytester.runpytest_subprocess("-p", "no:cacheprovider", "-W", "error")

    result.assert_outcomes(passed=1)


def test_the_story_runs_on_a_real_port(run):
    """The second fixture differs in nothing but the socket."""
    on_a_port = "(taskrouter_server):\n        taskrouter = taskrouter_server\n"

    run(STORY.replace("(taskrouter):", on_a_port)).assert_outcomes(passed=1)


def test_it_works_under_xdist(run):
    """Every worker process has its own worlds."""
    source = STORY + "\n".join(
        f"""
    @pytest.mark.parametrize("n", range(10))
    def test_{number}(taskrouter{kind}, n):
        assert len(taskrouter{kind}.workspace.workers.list()) == 4
        taskrouter{kind}.worker("erin")
        assert len(taskrouter{kind}.workspace.workers.list()) == 5
"""
        for number, kind in enumerate(("", "_server"))
    )

    run(source, "-n", "2").assert_outcomes(passed=21)


def test_the_entry_point_imports_nothing_heavy(run):
    """A run that uses no fixture of ours pays for the plugin's own module only."""
    run(
        """
        import sys

        def test_light():
            heavy = {"flask", "marshmallow", "responses", "ply", "twilio", "yaml", "requests"}
            assert "mocktr.pytest_plugin" in sys.modules
            assert not heavy & set(sys.modules)
            ours = {name for name in sys.modules if name.startswith("mocktr.")}
            assert ours == {"mocktr.pytest_plugin"}
        """,
        apart=True,
    ).assert_outcomes(passed=1)


def test_each_test_gets_a_fresh_world(run):
    """Nothing is left over from the test before."""
    run("""
        import pytest

        @pytest.mark.parametrize("n", range(2))
        def test_create(taskrouter, n):
            assert taskrouter.workspace.tasks.list() == []
            assert taskrouter.task(language="en").sid.endswith("27")
            assert len(taskrouter.workspace.tasks.list()) == 1
    """).assert_outcomes(passed=2)


def test_the_application_under_test_needs_no_arguments(run):
    """Credentials stand in the environment, and any account gets the one world."""
    run("""
        import os
        from twilio.rest import Client

        def test_app(taskrouter):
            own = Client().taskrouter.v1.workspaces.list()
            other = Client("AC" + "b" * 32, "secret").taskrouter.v1.workspaces.list()
            assert os.environ["TWILIO_ACCOUNT_SID"] == taskrouter.account_sid
            assert os.environ["TWILIO_AUTH_TOKEN"] == taskrouter.auth_token
            assert [one.sid for one in own] == [one.sid for one in other]
    """).assert_outcomes(passed=1)


def test_many_tenants_have_worlds_of_their_own(run):
    """For tests of applications with several accounts."""
    run("""
        import pytest
        from twilio.rest import Client

        @pytest.mark.mocktr(tenants="many")
        def test_accounts(taskrouter):
            taskrouter.task(language="en")
            other = Client("AC" + "b" * 32, "secret").taskrouter.v1.workspaces.list()[0]
            assert other.account_sid == "AC" + "b" * 32
            assert other.tasks.list() == []
            assert len(taskrouter.workspace.tasks.list()) == 1
    """).assert_outcomes(passed=1)


def test_the_marker_takes_the_sandboxs_keywords(run):
    """The closest marker wins, keyword by keyword."""
    run("""
        import pytest

        @pytest.mark.mocktr(start_at="2031-05-06T07:08:09Z", seed="minimal")
        class TestMarked:
            @pytest.mark.mocktr(seed={"workspaces": [{"friendly_name": "Mine"}]})
            def test_time_and_seed(self, taskrouter):
                [workspace] = taskrouter.client.taskrouter.v1.workspaces.list()
                assert workspace.friendly_name == "Mine"
                assert taskrouter.now.isoformat() == "2031-05-06T07:08:09+00:00"
    """).assert_outcomes(passed=1)


def test_a_seed_may_be_a_path_relative_to_rootdir(run, pytester):
    """In the marker as in the ini option."""
    folder = pytester.mkdir("worlds")
    (folder / "tiny.yaml").write_text("workspaces: [{friendly_name: Tiny}]")
    (folder / "other.yaml").write_text("workspaces: [{friendly_name: Other}]")
    run(
        """
        import pytest

        def test_ini(taskrouter):
            [workspace] = taskrouter.client.taskrouter.v1.workspaces.list()
            assert workspace.friendly_name == "Tiny"

        @pytest.mark.mocktr(seed="worlds/other.yaml")
        def test_marker(taskrouter):
            [workspace] = taskrouter.client.taskrouter.v1.workspaces.list()
            assert workspace.friendly_name == "Other"
        """,
        ini="mocktr_seed = worlds/tiny.yaml",
    ).assert_outcomes(passed=2)


def test_an_empty_world_has_a_name_in_the_ini_option_and_in_the_marker(run):
    run(
        """
        import pytest

        def test_ini(taskrouter):
            assert taskrouter.client.taskrouter.v1.workspaces.list() == []

        @pytest.mark.mocktr(seed="empty")
        def test_marker(taskrouter):
            assert taskrouter.client.taskrouter.v1.workspaces.list() == []
        """,
        ini="mocktr_seed = empty",
    ).assert_outcomes(passed=2)


def test_a_failing_test_whose_callbacks_are_never_answered_is_one_failure(run):
    result = run("""
        from mocktr.errors import AdminError
        from mocktr.fixture import TaskRouter

        def late(taskrouter):
            raise AdminError("gave up waiting for the event callback", 504)

        def test_it(taskrouter, monkeypatch):
            monkeypatch.setattr(TaskRouter, "timeline", property(late))
            assert False
    """)

    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["*timeline of taskrouter*", "gave up waiting for the event*"])


WRONG = {
    '"support"': "*takes keywords only, such as seed='support'*",
    "sede='x'": "*unexpected keyword argument 'sede'*",
    "seed='nowhere'": "*nowhere: no such file, and no seed of this name; there are *support*",
    "clock='virtual'": '*clock: expected manual or real, got "virtual"*',
    "start_at='noon'": '*start_at: expected an ISO 8601 date-time*"noon"*',
}
"""Arguments of a marker, and what is said of each."""


def test_a_wrong_marker_is_a_clear_error(run):
    """It names what was wanted and what came."""
    tests = [
        f"@pytest.mark.mocktr({marker})\ndef test_{number}(taskrouter): pass"
        for number, marker in enumerate(WRONG)
    ]

    result = run("\n".join(["import pytest", *tests]))

    result.assert_outcomes(errors=len(WRONG))
    result.stdout.fnmatch_lines(list(WRONG.values()))


def test_without_the_helper_library_only_its_client_is_missing_which_says_what_to_install(
    run, pytester
):
    pytester.makeconftest("import sys; sys.modules['twilio'] = None")
    result = run(
        """
        def test_without(taskrouter):
            taskrouter.advance(seconds=5)

        def test_with(taskrouter):
            taskrouter.client
        """,
        apart=True,
    )

    result.assert_outcomes(passed=1, failed=1)
    result.stdout.fnmatch_lines(["*OptionError: client: *pip install 'mocktr[[]twilio]'*"])


def test_a_failing_test_shows_the_timeline_of_its_world(run):
    """Tasks, reservations and workers on the virtual clock."""
    result = run("""
        def test_it(taskrouter):
            taskrouter.task(language="es")
            taskrouter.advance(seconds=120)
            assert False
    """)

    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(
        [
            "*timeline of taskrouter*",
            "09:00:00 reservation.created*bob reserved",
            "09:02:00 reservation.timeout*bob pending",
            "09:02:00 now",
        ]
    )
