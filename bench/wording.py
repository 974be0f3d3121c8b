"""How is a figure written? As precisely as it is known, and with the right noun."""

_DIGITS = 3


def number(figure: float | None, form: str) -> str:
    """A figure, or a question mark where there is none."""
    return "?" if figure is None else format(figure, form)


def rounded(figure: float, digits: int = _DIGITS) -> str:
    """A figure in three digits or so: no two runs agree in more."""
    if 0 < abs(figure) < 0.01:
        return "less than 0.01"
    near = float(f"{figure:.{digits}g}")
    return f"{near:,.0f}" if near == int(near) else f"{near:g}"


def apart(figure: float, other: float) -> tuple[str, str]:
    """Two figures in as many digits as tell them apart."""
    for digits in range(_DIGITS, 9):
        written = rounded(figure, digits), rounded(other, digits)
        if figure == other or len({*written}) > 1:
            break
    return written


def counted(many: float, noun: str) -> str:
    """So many of something: `1 run`, `2 runs`."""
    return f"{many:,g} {noun}{'' if many == 1 else 's'}"
