"""The preferences: which models there are, the self-test, what is written to the
terminal."""


def test_models(blender, native, fake_model, tmp_path):
    got = blender.scenario(
        "models", "everything", model=str(fake_model), folder=str(tmp_path)
    )
    print(got)
    check_models(got["models"])
    test = got["test"]
    assert test["got"] == ["FINISHED"] and test["changed"] == []
    version = blender.name.replace("bpy-", "")
    assert test["lines"][0].startswith(f"Blender {version}")
    assert test["lines"][0].endswith(": supported")
    assert "Device: fake" in test["lines"]
    assert any(line.startswith("A take of 26 frames in ") for line in test["lines"])
    assert any("there is no CUDA device" in line for line in test["lines"])
    assert test["failure"] == "made to fail"
    quiet, info, debug = (got["log"][level] for level in ("QUIET", "INFO", "DEBUG"))
    assert quiet == "" and info.count("\n") == 1 and "26 frames for 3 bones" in info
    assert "seconds: " in debug and "'prompt': 'waves'" in debug


def check_models(got):
    assert got["embedded"] == "nano" and got["default"] == ""
    title, licence, facts = got["good"]
    assert title == "other 2" and licence == "MIT" and got["chosen"] == "other 3"
    assert (
        "9 frames at 7.5 per second (1.1 s) at a time, longer takes repeat it" in facts
    )
    assert "64 x 64 pixels through 4 cameras (3 to 8)" in facts
    assert "Up to 32 joints, makes POSE" in facts
    assert "model.json" in got["broken"]
    assert got["hash"] and got["right"] and got["used"]
