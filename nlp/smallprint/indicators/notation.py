"""The pattern notation of indicator and cue files: parsed to a small tree, compiled to a regular expression.

A pattern runs over a *token line*: the normalised tokens of one segment, each followed by one space, with entities as single
tokens ``§KIND#index``. ``docs/indicator-files.md`` is the reader's description of the notation.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

Tokenise = Callable[[str], tuple[str, ...]]
ENTITY_MARK = "§"
ENTITY_KINDS = frozenset(
    "MONEY DURATION HOURS_DAY HOURS_WEEK DAYS_WEEK AGE PERCENT DATE TIME NUM PHONE EMAIL FREEMAIL URL HANDLE CHATLINK PLACE".split()
)
_WIDER = {"EMAIL": ("EMAIL", "FREEMAIL"), "URL": ("URL", "CHATLINK")}
_WORD = re.compile(r"[^()|{}@<>~!?^$*_ ]+")
_COMPARE: Mapping[str, Callable[[float, float], bool]] = {
    ">=": lambda a, b: a >= b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    "<": lambda a, b: a < b,
}


class NotationError(ValueError):
    """A pattern that cannot be read; ``position`` is the 0-based character where reading stopped."""

    def __init__(self, message: str, position: int) -> None:
        super().__init__(message)
        self.position = position


@dataclass(frozen=True, slots=True)
class Node:
    """One element of a pattern. ``kind`` says which fields are used."""

    kind: str  # words prefix gap any seq alt opt role entity not start end
    tokens: tuple[str, ...] = ()
    children: tuple[Node, ...] = ()
    number: float = 0
    operator: str = ""
    gate: tuple[frozenset[str], ...] | None = None
    """What ``_needs`` gives, kept for word lists because many patterns share them."""


@dataclass(frozen=True, slots=True)
class Limit:
    """A numeric condition on an entity that a pattern captured in ``group``."""

    group: str
    operator: str
    number: float

    def holds(self, value: float | None) -> bool:
        """False for an entity without a value: an unknown number meets no limit."""
        return value is not None and _COMPARE[self.operator](value, self.number)


class _Parser:
    def __init__(self, source: str, tokenise: Tokenise, lists: Callable[[str], Node | None]) -> None:
        self.source, self.tokenise, self.lists, self.at = source, tokenise, lists, 0

    def parse(self) -> Node:
        node = self.alternatives()
        if self.at < len(self.source):
            raise NotationError(f"unexpected {self.source[self.at]!r}", self.at)
        return node

    def peek(self) -> str:
        return self.source[self.at] if self.at < len(self.source) else ""

    def alternatives(self) -> Node:
        branches = [self.sequence()]
        while self.peek() == "|":
            self.at += 1
            branches.append(self.sequence())
        return branches[0] if len(branches) == 1 else Node("alt", children=tuple(branches))

    def sequence(self) -> Node:
        elements: list[Node] = []
        while (char := self.peek()) and char not in "|)}":
            if char == " ":
                self.at += 1
                continue
            element = self.element(char)
            if self.peek() == "?":
                self.at += 1
                element = Node("opt", children=(element,))
            elements.append(element)
        if not elements:
            raise NotationError("an empty pattern or alternative", self.at)
        return elements[0] if len(elements) == 1 else Node("seq", children=tuple(elements))

    def element(self, char: str) -> Node:
        simple = {"^": "start", "$": "end", "_": "any"}
        if char in simple:
            self.at += 1
            return Node(simple[char])
        readers = {
            "(": self.group,
            "{": self.role,
            "@": self.list_reference,
            "<": self.entity,
            "~": self.gap,
            "!": self.negative,
        }
        if char in readers:
            self.at += 1
            return readers[char]()
        return self.escaped() if char == "\\" else self.word()

    def escaped(self) -> Node:
        self.at += 1
        char = self.peek()
        if not char:
            raise NotationError("a character is expected after the backslash", self.at)
        self.at += 1
        return Node("words", tokens=(char,))

    def group(self) -> Node:
        node = self.alternatives()
        self.expect(")")
        return node

    def role(self) -> Node:
        name = self.name()
        self.expect(":")
        node = self.alternatives()
        self.expect("}")
        return Node("role", tokens=(name,), children=(node,))

    def negative(self) -> Node:
        self.expect("(")
        return Node("not", children=(self.group(),))

    def list_reference(self) -> Node:
        start = self.at
        name = self.name()
        node = self.lists(name)
        if node is None:
            raise NotationError(f'no word list "@{name}" in [words] or lexicon.toml', start)
        return node

    def gap(self) -> Node:
        digits = re.match(r"\d*", self.source[self.at :])
        text = digits.group() if digits else ""
        self.at += len(text)
        return Node("gap", number=int(text or 3))

    def entity(self) -> Node:
        found = re.match(r"([A-Z_]+)(?:(>=|<=|>|<)(\d+(?:\.\d+)?))?>", self.source[self.at :])
        if not found:
            raise NotationError("an entity is written <KIND> or <KIND>=11>", self.at)
        kind, operator, number = found.groups()
        if kind not in ENTITY_KINDS:
            raise NotationError(f"unknown entity <{kind}>; allowed: {', '.join(sorted(ENTITY_KINDS))}", self.at)
        self.at += found.end()
        return Node("entity", tokens=(kind,), operator=operator or "", number=float(number or 0))

    def name(self) -> str:
        found = re.match(r"[A-Za-z][A-Za-z0-9_]*", self.source[self.at :])
        if not found:
            raise NotationError("a name is expected here", self.at)
        self.at += found.end()
        return found.group()

    def word(self) -> Node:
        start = self.at
        found = _WORD.match(self.source, start)
        text = found.group() if found else ""
        self.at += len(text)
        if not text:
            raise NotationError(f"unexpected {self.peek()!r}", self.at)
        if self.peek() == "*":
            self.at += 1
            if len(text) < 3:
                raise NotationError(f'"{text}*" is too short: at least 3 letters before the star', start)
            return Node("prefix", tokens=(text.lower(),))
        return Node("words", tokens=self.tokenise(text))

    def expect(self, char: str) -> None:
        if self.peek() != char:
            raise NotationError(f"{char!r} is expected here", self.at)
        self.at += 1


class WordLists:
    """Named word lists, parsed on first use. Local names shadow the shared ones."""

    def __init__(
        self, shared: Mapping[str, Iterable[str]], tokenise: Tokenise, *, parent: WordLists | None = None
    ) -> None:
        self._entries = {name: tuple(entries) for name, entries in shared.items()}
        self._nodes: dict[str, Node] = {}
        self._open: set[str] = set()
        self.tokenise, self.parent = tokenise, parent

    def __call__(self, name: str) -> Node | None:
        """The list as an alternative of its entries, ``None`` if there is no such list."""
        if name not in self._entries:
            return self.parent(name) if self.parent else None
        if name not in self._nodes:
            if name in self._open:
                return (
                    self.parent(name) if self.parent else None
                )  # a local list that extends the shared one of its name
            self._open.add(name)
            try:
                branches = tuple(_Parser(entry, self.tokenise, self).parse() for entry in self._entries[name])
            finally:
                self._open.discard(name)
            node = Node("alt", children=branches)
            self._nodes[name] = replace(node, gate=tuple(_needs(node)))
        return self._nodes[name]


@dataclass(frozen=True)
class Pattern:
    """A parsed pattern. ``needs`` are the gate: a token line must contain one token of each set."""

    source: str
    node: Node = field(repr=False)
    needs: tuple[frozenset[str], ...] = field(default=(), repr=False)

    @cached_property
    def compiled(self) -> CompiledPattern:
        """Compiled on first use: most patterns of a catalogue never meet their trigger words."""
        emitter = _Emitter()
        body = emitter.emit(self.node)
        return CompiledPattern(
            re.compile(r"(?<!\S)" + body), tuple(emitter.roles), tuple(emitter.gaps), tuple(emitter.limits)
        )


@dataclass(frozen=True, slots=True)
class CompiledPattern:
    """The regular expression with the names of its role groups, gap groups and entity limits."""

    regex: re.Pattern[str]
    roles: tuple[tuple[str, str], ...]
    gaps: tuple[str, ...]
    limits: tuple[Limit, ...]


class _Emitter:
    def __init__(self) -> None:
        self.roles: list[tuple[str, str]] = []
        self.gaps: list[str] = []
        self.limits: list[Limit] = []
        self.count = 0

    def emit(self, node: Node) -> str:
        return str(getattr(self, f"_{node.kind}")(node))

    def fresh(self, prefix: str) -> str:
        self.count += 1
        return f"{prefix}{self.count}"

    def _words(self, node: Node) -> str:
        return "".join(re.escape(token) + " " for token in node.tokens)

    def _prefix(self, node: Node) -> str:
        return re.escape(node.tokens[0]) + r"\S* "

    def _gap(self, node: Node) -> str:
        name = self.fresh("g")
        self.gaps.append(name)
        return rf"(?P<{name}>(?:(?![;:] )\S+ ){{0,{int(node.number)}}}?)"

    def _any(self, node: Node) -> str:
        name = self.fresh("g")
        self.gaps.append(name)
        return rf"(?P<{name}>\S+ )"

    def _seq(self, node: Node) -> str:
        return "".join(self.emit(child) for child in node.children)

    def _alt(self, node: Node) -> str:
        # Longer wording first, so that "final settlement" is preferred to "final".
        branches = sorted((self.emit(child) for child in node.children), key=len, reverse=True)
        return "(?:" + "|".join(branches) + ")"

    def _opt(self, node: Node) -> str:
        return f"(?:{self.emit(node.children[0])})?"

    def _role(self, node: Node) -> str:
        name = self.fresh("r")
        self.roles.append((name, node.tokens[0]))
        return f"(?P<{name}>{self.emit(node.children[0])})"

    def _not(self, node: Node) -> str:
        return f"(?!{self.emit(node.children[0])})"

    def _entity(self, node: Node) -> str:
        kinds = "|".join(_WIDER.get(node.tokens[0], (node.tokens[0],)))
        body = rf"{ENTITY_MARK}(?:{kinds})#\d+ "
        if not node.operator:
            return body
        name = self.fresh("e")
        self.limits.append(Limit(name, node.operator, node.number))
        return f"(?P<{name}>{body})"

    def _start(self, node: Node) -> str:
        return r"\A"

    def _end(self, node: Node) -> str:
        return r"\Z"


def parse_pattern(source: str, lists: WordLists) -> Pattern:
    """Parse one pattern. Raises :class:`NotationError` with the position of the fault."""
    node = _Parser(source, lists.tokenise, lists).parse()
    needs = _needs(node)
    if not needs:
        raise NotationError("matches anything: at least one word, list or entity must be mandatory", 0)
    return Pattern(source, node, tuple(sorted(set(needs), key=len)))


def _needs(node: Node) -> list[frozenset[str]]:
    """Sets of tokens of which a matching line must contain one each; ``ded*`` stands for a word that begins so."""
    if node.gate is not None:
        return list(node.gate)
    if node.kind == "words":
        return [frozenset({token}) for token in node.tokens]
    if node.kind == "prefix":
        return [frozenset({node.tokens[0] + "*"})]
    if node.kind == "entity":
        return [frozenset(ENTITY_MARK + kind for kind in _WIDER.get(node.tokens[0], node.tokens))]
    if node.kind == "role":
        return _needs(node.children[0])
    if node.kind == "seq":
        return [need for child in node.children for need in _needs(child)]
    if node.kind == "alt":
        branches = [_needs(child) for child in node.children]
        if not all(branches):
            return []
        return [frozenset().union(*(min(sets, key=_rarity) for sets in branches))]
    return []


def _rarity(tokens: frozenset[str]) -> tuple[int, int]:
    """Sort key: few alternatives first, then long words, which are rarer."""
    return (len(tokens), -max(len(token) for token in tokens))
