"""Charts of the `data_visualization` block."""

from __future__ import annotations

from bot.sandbox.slack.shapes import Check, array, number, record, string, typed

_POINT = record({"label": string(20, 1), "value": number}, "label value")
_SERIES = record({"name": string(50, 1), "data": array(_POINT, 20, 1)}, "name data")
_AXES = record({"categories": array(string(20, 1), 20, 1), "x_label": string(50), "y_label": string(50)}, "categories")
_XY = record({"type": string(), "series": array(_SERIES, 12, 1), "axis_config": _AXES}, "series axis_config")
_KINDS: dict[str, Check] = {
    "pie": record({"type": string(), "segments": array(_POINT, 12, 1)}, "segments"),
    "bar": _XY,
    "line": _XY,
    "area": _XY,
}
CHART = typed(lambda: _KINDS)
