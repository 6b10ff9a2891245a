"""Many numbers as one value for PostgreSQL, written quickly.

A search may hand over 20,000 numbers. psycopg looks at every item of a list to learn its type and to quote it, which
takes longer than the search among them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import Dialect
from sqlalchemy.types import UserDefinedType

_OID = 1016  # of BIGINT[], the same in every PostgreSQL


class Written(str):
    """An array of numbers as PostgreSQL reads it: {1,2,3}."""

    __slots__ = ()


class NumberArray(UserDefinedType[Any]):
    """BIGINT[] for values that go to the server: any numbers, sorted and once each."""

    cache_ok = True

    def get_col_spec(self, **_: Any) -> str:
        """Its name in SQL."""
        return "BIGINT[]"

    def bind_processor(self, dialect: Dialect) -> Callable[[Any], Written]:
        """What turns the numbers into the value that the driver is given."""
        return lambda numbers: Written("{" + ",".join(map(str, sorted(set(numbers)))) + "}")


def register(connection: Any) -> None:
    """Teach a connection of psycopg to send `Written` as BIGINT[]."""
    from psycopg.adapt import Dumper

    class _Dumper(Dumper):
        oid = _OID

        def dump(self, obj: Written) -> bytes:
            return obj.encode("ascii")

    connection.adapters.register_dumper(Written, _Dumper)
