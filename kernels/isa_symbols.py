#!/usr/bin/env python3
"""Refuses symbols by which code of one instruction set could run in place of another's.

An inline function that is emitted is a weak symbol: of two objects that define it the linker keeps one, perhaps the
one compiled with AVX-512, and an older processor stops with an illegal instruction. So what an object defines must
carry the name of its own pass; the scalar pass also defines the tables. Nor may an object initialise anything before
main, when nothing has been detected yet.
usage: isa_symbols.py NM ISA OBJECT..."""
import re
import subprocess
import sys

SANITIZER = re.compile(r"(__odr_asan|__asan|__ubsan|__tsan|__lsan|asan\.|tsan\.|_sub_[ID]_00099)")


def findings(isa: str, symbols: str) -> list[str]:
    """What is wrong with one object, given the output of `nm --defined-only -C`."""
    wrong = []
    for line in symbols.splitlines():
        match = re.match(r"[0-9a-f]*\s+([A-Za-z])\s+(.*)", line)
        if not match or SANITIZER.search(match[2]):
            continue
        kind, name = match.groups()
        own = f"kernels::{isa}::" in name or f"xsimd_{isa}::" in name
        if "_GLOBAL__sub_" in name or "__cxx_global_var_init" in name:
            wrong.append(f"initialises something before main: {name}")
        elif kind in "WVuwv" and not own:
            wrong.append(f"weak symbol that other passes may share: {name}")
        elif kind in "TDBRGSC" and not own and not (isa == "scalar" and re.fullmatch(r"kernels::\w+", name)):
            wrong.append(f"global symbol outside kernels::{isa}: {name}")
    return wrong


def main(nm: str, isa: str, objects: list[str]) -> int:
    if not objects:
        print("no objects were given")
        return 1
    failed = False
    for path in objects:
        listing = subprocess.run([nm, "--defined-only", "-C", path], capture_output=True, text=True, check=True).stdout
        if f"kernels::{isa}::" not in listing:
            failed = True
            print(f"{path}: defines no kernel of {isa}")
        for finding in findings(isa, listing):
            failed = True
            print(f"{path}: {finding}")
    return 1 if failed else 0


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1], sys.argv[2], sys.argv[3:]))
