"""What a stranger may put into a text to reach the terminal behind it: escape sequences of every family, characters
that turn or hide what is seen, and markup.

Owns the payloads alone. Each has something in it that the program itself never writes, so that a trace of it is known.
"""

_STRING = "PWNED"

SEQUENCES = {
    "window title": f"\x1b]0;{_STRING}\x07",
    "window title, ST": f"\x1b]2;{_STRING}\x1b\\",
    "clipboard": "\x1b]52;c;UFdORUQ=\x07",
    "clipboard query": "\x1b]52;c;?\x1b\\",
    "hyperlink": "\x1b]8;;https://evil.example/\x1b\\",
    "hyperlink, BEL": "\x1b]8;id=9;https://evil.example/\x07",
    "pointer": "\x1b]22;PWNED\x07",
    "notification": f"\x1b]777;notify;{_STRING};x\x07",
    "palette": "\x1b]4;1;#77ff77\x07",
    "colour query": "\x1b]10;?\x07",
    "iTerm file": f"\x1b]1337;File=name={_STRING}:AAAA\x07",
    "working folder": "\x1b]7;file://evil.example/\x07",
    "device control": f"\x1bP{_STRING}\x1b\\",
    "tmux passthrough": f"\x1bPtmux;\x1b\x1b]0;{_STRING}\x07\x1b\\",
    "sixel": f"\x1bPq#0;{_STRING}\x1b\\",
    "termcap query": "\x1bP+q544e\x1b\\",
    "application program": f"\x1b_{_STRING}\x1b\\",
    "kitty graphics": f"\x1b_Ga=T,f=24;{_STRING}\x1b\\",
    "privacy message": f"\x1b^{_STRING}\x1b\\",
    "start of string": f"\x1bX{_STRING}\x1b\\",
    "screen name": f"\x1bk{_STRING}\x1b\\",
    "cursor": "\x1b[777;777H",
    "column": "\x1b[777G",
    "colour": "\x1b[5;41;97m",
    "colour, 256": "\x1b[38;5;77m",
    "scroll region": "\x1b[3;7r",
    "erase": "\x1b[2J\x1b[3J",
    "window operation": "\x1b[8;77;77t",
    "title report": "\x1b[21t",
    "device status": "\x1b[6n\x1b[c\x1b[>c",
    "alternate screen off": "\x1b[?47l",
    "bracketed paste in keys": "\x1b[201~",
    "insert mode": "\x1b[4h",
    "media copy": "\x1b[5i",
    "repeat": "a\x1b[7777b",
    "reset": "\x1bc",
    "soft reset": "\x1b[!p",
    "save and restore": "\x1b7\x1b8",
    "character set": "\x1b(0lqqk\x1b(B",
    "locking shift": "\x0elqqk\x0f\x1bn\x1bo",
    "UTF-8 off": "\x1b%@",
    "keypad": "\x1b=\x1b>",
    "unfinished sequence": "\x1b[",
    "unfinished string": f"\x1b]0;{_STRING}",
    "C1 CSI": "\x9b7777m\x9b2J",
    "C1 OSC": f"\x9d0;{_STRING}\x9c",
    "C1 others": f"\x90{_STRING}\x9c\x98{_STRING}\x9c\x9e{_STRING}\x9c\x9f{_STRING}\x9c\x84\x85\x8d",
    "bell, backspace, delete": "\x07\x08\x08\x7f\x05\x0b\x0c",
    "line over line": "seen\rhidden\x1b[1K\x1b[A",
    "NUL": "a\0b",
}
CHARACTERS = {
    "overrides": "\u202e\u202d\u202a\u202b\u202c",
    "isolates": "\u2066\u2067\u2068\u2069\u200e\u200f\u061c",
    "invisible": "\u200b\u2060\u2064\u206a\u206f\ufeff\u00ad\u180e\u034f\u3164\ufff9\ufffb",
    "tags": "\U000e0001\U000e0041\U000e007f",
    "surrogates and noncharacters": "\ud800\udfff\ufffe\uffff\U0010ffff\ufdd0",
    "selectors": "a" + "\ufe0f\U000e0100" * 20,
    "piled marks": "Z" + "\u0301\u0489\u0e49\u20dd" * 20,
    "music": "\U0001d173\U0001d17a\U0001bca0",
}
MARKUP = {
    "action": "[@click=app.quit]x[/]",
    "closing": "[/b]",
    "closing all": "[/]",
    "open": "[bold",
    "bracket": "[",
    "escaped": "\\[red]",
    "link": "[link=x:y]z[/link]",
    "variable": "$bell {0} %s %n",
}
"""What is shown as it is."""

REFERENCES = {
    "references": "&#27;]52;c;UFdORUQ=&#7;",
    "references, hexadecimal": "&#x1b;[777;777H&#x9b;7777m",
    "references, twice": "&amp;#27;]0;PWNED&amp;#x7;",
    "references, three times": "&amp;amp;#27;c&amp;amp;#x202e;",
    "named references": "&shy;&zwj;&rlm;&lrm;&NewLine;&Tab;",
}

PAYLOADS = {**SEQUENCES, **CHARACTERS, **MARKUP, **REFERENCES}


def attack(field: str, payloads: dict[str, str]) -> str:
    """Return the text of a field: what it is called, then each payload with its name after it."""
    return f"{field} " + "".join(f"{payload}{name} " for name, payload in payloads.items())
