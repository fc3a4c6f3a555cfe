def test_x(debian, native, given_model, fake_model):
    import json, time
    got = debian.scenario("given", "everything", model=str(given_model), old=str(fake_model))
    for k, v in got.items(): print(k, v["time"])
    print(got["current rigs"]["limits"])
    assert 0
