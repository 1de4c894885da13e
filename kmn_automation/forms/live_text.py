"""German sentences as formulas. No TEXT with marks: its codes depend on the language of the user's Excel."""

from __future__ import annotations

from collections.abc import Callable

NOTHING = "(leer)"
_PIECE = 120
_NO_BREAK = "\u00a0"


def literal(text: str) -> str:
    """The text as part of a formula, in pieces that Excel takes."""
    pieces = [text[at : at + _PIECE] for at in range(0, len(text), _PIECE)] or [""]
    return "&".join('"' + each.replace('"', '""') + '"' for each in pieces)


def shown(cell: str, style: str) -> str:
    """The formula of the German text of a value that stands in a cell."""
    return _STYLES[style](cell)


def _whole(number: str) -> str:
    """A whole number with points between thousands."""
    thousands = f'RIGHT("00"&MOD({number},1000),3)'
    millions = f'RIGHT("00"&MOD(INT({number}/1000),1000),3)'
    return (
        f'IF({number}<1000,{number}&"",IF({number}<1000000,INT({number}/1000)&"."&{thousands},'
        f'INT({number}/1000000)&"."&{millions}&"."&{thousands}))'
    )


def _sign(cell: str, places: int) -> str:
    return f'IF(ROUND({cell},{places})<0,"-","")'


def _euro(cell: str) -> str:
    whole = f"INT(ROUND(ABS({cell}),2))"
    rest = f"ROUND(MOD(ROUND(ABS({cell}),2),1)*100,0)"
    return f'{_sign(cell, 2)}&{_whole(whole)}&","&RIGHT("0"&{rest},2)&"{_NO_BREAK}€"'


def _number(cell: str, places: int = 2) -> str:
    """At most so many decimals, no zeros at the end."""
    rounded = f"ROUND(ABS({cell}),{places})"
    rest = f"ROUND(MOD({rounded},1)*{10**places},0)"
    return f'{_sign(cell, places)}&{_whole(f"INT({rounded})")}&IF({rest}=0,"",","&{_trimmed(rest, places)})'


def _trimmed(rest: str, places: int) -> str:
    padded = f'RIGHT("{"0" * (places - 1)}"&{rest},{places})'
    result = padded
    for end in range(1, places):
        result = f"IF(MOD({rest},{10**end})=0,LEFT({padded},{places - end}),{result})"
    return result


def _plain(cell: str) -> str:
    return f'ROUND({cell},0)&""'


def _day(cell: str) -> str:
    return f'RIGHT("0"&DAY({cell}),2)&"."&RIGHT("0"&MONTH({cell}),2)&"."&YEAR({cell})'


_STYLES: dict[str, Callable[[str], str]] = {
    "euro": _euro,
    "zahl": _number,
    "stellen": lambda cell: _number(cell, 4),
    "prozent": lambda cell: f'{_number(cell)}&"{_NO_BREAK}%"',
    "nummer": _plain,
    "datum": _day,
    "text": lambda cell: f'IF(ISLOGICAL({cell}),IF({cell},"Ja","Nein"),TRIM({cell}))',
}
