"""A sample of `make fuzz`: mutated manifests and model.json files, and whether the
fuzzer would notice."""

import pytest

from evaluation.fuzz import readers


@pytest.mark.parametrize("name", readers.TARGETS)
def test_a_second_of_it_finds_nothing(name, tmp_path):
    assert readers.fuzz(name, 1.0, 1, tmp_path) == []


def test_it_notices_paths_outside_and_bugs(tmp_path, monkeypatch):
    inside = readers.manifest.OutputFolder.inside
    monkeypatch.setattr(
        readers.manifest.OutputFolder, "inside",
        lambda self, name: self.join(name) if "elsewhere" in name or "outside" in name
        else inside(self, name),
    )  # fmt: skip
    found = readers.fuzz("manifest", 5.0, 1, tmp_path)
    assert found and all("outside" in line or "twice" in line for line in found)
    monkeypatch.setattr(
        readers.model_config, "model_name", lambda spec: spec["name"] + 1
    )
    assert "TypeError" in readers.fuzz("model_json", 5.0, 1, tmp_path)[0]
    assert len(list(tmp_path.iterdir())) >= 2
