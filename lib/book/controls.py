"""One control, two lives: a widget in a live kernel, the same control over prepared frames on the static page."""

from __future__ import annotations

import html
import itertools
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from lib.book.drawing import drawing_html
from lib.book.markup import inline_html, plain
from lib.book.medium import is_static_page

# Every frame travels with the page; more than this and the page no longer fits a phone.
MOST_FRAMES = 240


class Explorer:
    """A drawing that depends on a few choices; see :func:`explore`."""

    def __init__(
        self,
        draw: Callable[..., Any],
        choices: Mapping[str, Mapping[str, Any]],
        start: Mapping[str, str],
        caption: str,
        alt: str,
    ) -> None:
        self.draw = draw
        self.choices = choices
        self.start = start
        self.caption = caption
        self.alt = alt

    def frame(self, **labels: str) -> Any:
        """Draw one frame, its choices given by their labels."""
        return self.draw(**{name: self.choices[name][label] for name, label in labels.items()})

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        text = f"[control: {', '.join(self.choices)}] {plain(self.alt)}"
        if is_static_page():
            return {"text/plain": text, "text/html": self._static_html()}
        return {"text/plain": text, **self._widget()._repr_mimebundle_()}

    def _static_html(self) -> str:
        names = list(self.choices)
        controls = "".join(_control_html(name, self.choices[name], self.start[name]) for name in names)
        frames = []
        for labels in itertools.product(*self.choices.values()):
            chosen = dict(zip(names, labels, strict=True))
            hidden = "" if chosen == dict(self.start) else " hidden"
            where = ", ".join(f"{name} = {label}" for name, label in chosen.items())
            key = html.escape("|".join(labels))
            drawing = drawing_html(self.frame(**chosen), f"{self.alt} ({where})")
            frames.append(f'<div class="wp-frame" data-key="{key}"{hidden}>{drawing}</div>')
        return (
            f'<figure class="wp-figure wp-explore"><div class="wp-controls">{controls}</div>'
            f'<div class="wp-frames" aria-live="polite">{"".join(frames)}</div>'
            f"<figcaption>{inline_html(self.caption)}</figcaption></figure>"
        )

    def _widget(self) -> Any:
        import ipywidgets as widgets
        from IPython.display import HTML, display

        controls = {
            name: (widgets.SelectionSlider if _is_ordered(labels) else widgets.Dropdown)(
                options=list(labels.items()), value=labels[self.start[name]], description=name
            )
            for name, labels in self.choices.items()
        }

        def show(**values: Any) -> None:
            display(HTML(drawing_html(self.draw(**values), self.alt)))

        output = widgets.interactive_output(show, controls)
        return widgets.VBox([*controls.values(), output, widgets.HTML(inline_html(self.caption))])


def explore(
    draw: Callable[..., Any],
    *,
    caption: str,
    alt: str,
    start: Mapping[str, Any] | None = None,
    **choices: Iterable[Any] | Mapping[str, Any],
) -> Explorer:
    """Let the reader turn a drawing: a widget where a kernel answers, prepared frames where none does.

    Parameters
    ----------
    draw
        Called with one value per choice, by keyword; returns whatever :func:`lib.book.figure` can show.
    caption, alt
        As for :func:`lib.book.figure`; the chosen values are added to the alternative text.
    start
        The first state, by name; the first value of each choice if not given.
    **choices
        For each argument of ``draw`` its values: a range, a list, or a mapping from label to value.  Numbers get a
        slider, everything else a drop-down list.

    Returns
    -------
    Explorer
        Displays itself as the last value of a cell.

    Raises
    ------
    ValueError
        If there is no choice, a choice is empty, a start value is not among its choice's values, or the static page
        would have to carry more than 240 frames.

    Notes
    -----
    On the static page all frames are drawn at build time: their number is the product of the numbers of values.

    Examples
    --------
    >>> squares = explore(lambda n: f"{n} squared is {n * n}", caption="Squares", alt="n squared", n=range(2, 5))
    >>> squares.frame(n="3")
    '3 squared is 9'
    """
    for name, value in (("caption", caption), ("alt", alt)):
        if not value.strip():
            raise ValueError(f"{name} must say something about the figure, got an empty string")
    if not choices:
        raise ValueError("choices must name at least one argument of draw with its values, got none")
    labelled = {
        name: dict(values) if isinstance(values, Mapping) else {str(value): value for value in values}
        for name, values in choices.items()
    }
    count = 1
    for name, labels in labelled.items():
        if not labels:
            raise ValueError(f"choice {name!r} must offer at least one value, got none")
        count *= len(labels)
    if count > MOST_FRAMES:
        raise ValueError(f"choices must give at most {MOST_FRAMES} frames for the static page, got {count}")
    first = {name: next(iter(labels)) for name, labels in labelled.items()}
    for name, value in (start or {}).items():
        matching = [label for label, offered in labelled.get(name, {}).items() if offered == value]
        if not matching:
            raise ValueError(f"start[{name!r}] must be one of the offered values, got {value!r}")
        first[name] = matching[0]
    return Explorer(draw, labelled, first, caption, alt)


def _is_ordered(labels: Mapping[str, Any]) -> bool:
    return len(labels) > 2 and all(
        isinstance(value, int | float) and not isinstance(value, bool) for value in labels.values()
    )


def _control_html(name: str, labels: Mapping[str, Any], start: str) -> str:
    shown = html.escape(name.replace("_", " "))
    listed = list(labels)
    if _is_ordered(labels):
        values = html.escape("|".join(listed))
        return (
            f'<label>{shown} <input type="range" min="0" max="{len(listed) - 1}" step="1" '
            f'value="{listed.index(start)}" data-values="{values}" aria-valuetext="{html.escape(start)}"> '
            f"<output>{html.escape(start)}</output></label>"
        )
    options = "".join(
        f"<option{' selected' if label == start else ''}>{html.escape(label)}</option>" for label in listed
    )
    return f"<label>{shown} <select>{options}</select></label>"
