"""The YAML of a front matter, read without what lets a few bytes keep a parser busy: merges, endless numbers.

Must not know what its keys mean.
"""

from typing import Any

import yaml

_LONGEST_NUMBER = 100
_FAULTS = (yaml.YAMLError, TypeError, LookupError, RecursionError, OverflowError)


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]  # by libyaml where there is one
    """Reads plain YAML, as `yaml.safe_load` does, but for merges and for long numbers, which stay texts."""

    def flatten_mapping(self, node: Any) -> None:
        """Refuse a merge key: some that stand for one another grow without bound."""
        if any(key.tag == "tag:yaml.org,2002:merge" for key, _ in node.value):
            raise yaml.YAMLError("merge keys are not read")
        super().flatten_mapping(node)

    def construct_number(self, node: Any) -> object:
        """Return a whole number; a long one takes time that grows with the square of its digits, and says nothing."""
        return self.construct_yaml_int(node) if len(node.value) < _LONGEST_NUMBER else str(node.value)


_Loader.add_constructor("tag:yaml.org,2002:int", _Loader.construct_number)


def read_yaml(text: str) -> object:
    """Return what `text` says; raises ValueError where it is no YAML, or has what is not read."""
    try:
        return yaml.load(text, _Loader)
    except _FAULTS as error:
        raise ValueError(str(error)) from error
