"""The Animate button: blocking in the background, with Esc and undo in a window."""


def test_background_blocks(blender, native, fake_model):
    got = blender.scenario("button", "background", model=str(fake_model))
    assert got["got"] == ["FINISHED"] and got["action"] == "wave"
    assert got["added"] == {"actions": 1}
    assert got["left"] == [] and not got["scene"]
    # Not the viewport, which may take long.
    assert got["drawn"] == ["UI"]


def test_refusals_leave_nothing(blender, native, fake_model):
    got = blender.scenario("button", "refused", model=str(fake_model))
    assert "prompt is empty" in got["said"]["prompt"]
    assert "3 to 8 views" in got["said"]["views"]
    assert "made to fail" in got["said"]["engine"]
    assert got["changed"] == [] and not got["action"]


def in_window(debian, fake_model, tmp_path, **arguments):
    state = debian.window("button", tmp_path, model=str(fake_model), **arguments)
    assert state["started"] == ["RUNNING_MODAL"]
    print(state["lines"])
    return state


def test_window_runs_and_undoes_in_one_step(debian, native, fake_model, tmp_path):
    state = in_window(debian, fake_model, tmp_path, slow=6, escape=False)
    assert any("Denoise" in line for line in state["lines"])
    assert state["action"] == "wave"
    added = {k: v - state["before"][k] for k, v in state["after"].items()
             if v != state["before"][k]}  # fmt: skip
    assert added == {"actions": 1}
    assert state["undone"] is None
    assert state["undone_counts"]["actions"] == 0
    assert state["redone"] == "wave"
    assert state["rejected"] == state["before"]
    assert state["again"] == state["accepted"] == "wave"
    assert state["polls"] and state["decided"]


def test_escape_cancels_and_leaves_nothing(debian, native, fake_model, tmp_path):
    state = in_window(debian, fake_model, tmp_path, slow=60, escape=True)
    got, question, dialogs, job = state["asked"]
    assert got == ["CANCELLED"] and dialogs == 1 and job is None
    assert "1 h 7 min and 7.9 GB of memory" in question
    assert state["action"] is None
    assert state["after"] == state["before"]
