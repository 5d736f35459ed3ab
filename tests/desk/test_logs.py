from desk.logs import trace_of


def test_a_trace_names_types_and_places_and_quotes_nobody() -> None:
    try:
        try:
            {}["王小丽"]
        except KeyError as error:
            raise ValueError("我叫王小丽") from error
    except ValueError as error:
        trace = trace_of(error)
    assert trace.startswith("ValueError at test_logs.py:")
    assert "<- KeyError at test_logs.py:" in trace
    assert "王小丽" not in trace
