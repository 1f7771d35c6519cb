#!/usr/bin/env python3
"""Checks the shape of the tree: layers, confined includes, lengths, links.

Layers (docs/architecture.md): a folder may include only the folders below it
that LAYERS names, and its CMakeLists.txt declares exactly what it includes.
"""

import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]

# folder: what it may include. "proto" is jalon/v1/*.pb.h.
LAYERS = {
    "libs/base": set(),
    "libs/rules": {"base", "proto"},
    "libs/pathway": {"base"},
    "libs/ledger": {"base"},
    "libs/events": {"base", "proto", "pathway"},
    "libs/identity": {"base", "pathway"},
    "libs/facts": {"base", "proto", "pathway", "events", "identity"},
    "libs/evaluation": {"base", "proto", "pathway", "facts", "rules"},
    "libs/territory": {"base", "proto", "pathway", "ledger", "events",
                       "identity", "facts"},
    "libs/access": {"base", "proto"},
    "libs/rpc": {"base"},
    "libs/sheet": {"base", "proto"},
    "services": {"base", "proto", "rules", "pathway", "ledger", "events",
                 "facts", "evaluation", "territory", "access", "rpc", "sheet"},
    "tools": {"base", "proto", "rules", "ledger", "events", "access", "rpc",
              "sheet"},
    "tests": None,  # Everything.
}

# include prefix: folders that may have it.
CONFINED = {
    "rocksdb/": ("libs/ledger",),
    "grpcpp/": ("libs/rpc", "services", "tools", "tests"),
    "absl/flags/": ("services", "tools"),
    "xlsxwriter": ("libs/sheet",),
    "prometheus/": ("services",),
}

MAX_SOURCE, MAX_TEST, MAX_FUNCTION = 400, 600, 70
INCLUDE = re.compile(r'^\s*#include\s+["<]([^">]+)[">]')


class Tree:
    def __init__(self):
        names = subprocess.run(
            ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
            cwd=ROOT, text=True, capture_output=True, check=True)
        self.files = [n for n in names.stdout.split("\n")
                      if n and (ROOT / n).is_file()]
        self.faults = []

    def fault(self, where, what):
        self.faults.append(f"{where}: {what}")

    def sources(self):
        return [n for n in self.files if n.endswith((".cc", ".h"))]

    def lines(self, name):
        return (ROOT / name).read_text(errors="replace").split("\n")


def layer_of(name):
    parts = name.split("/")
    return "/".join(parts[:2]) if parts[0] == "libs" else parts[0]


def is_test(name):
    return (name.startswith("tests/") or name.endswith("_test.cc")
            or "/testing/" in name)


def used_layer(include):
    if include.startswith("jalon/v1/"):
        return "proto"
    match = re.match(r"libs/([a-z_]+)/", include)
    return match[1] if match else None


def check_layers(tree):
    used_by = {}
    for name in tree.sources():
        layer = layer_of(name)
        if layer not in LAYERS:
            tree.fault(name, f"folder {layer} is in no layer of tools/check/tree.py")
            continue
        for number, line in enumerate(tree.lines(name), 1):
            match = INCLUDE.match(line)
            if not match:
                continue
            include = match[1]
            where = f"{name}:{number}"
            check_confined(tree, where, layer, include)
            check_services(tree, where, name, include)
            used = used_layer(include)
            if used is None or f"libs/{used}" == layer:
                continue
            if not is_test(name):
                used_by.setdefault(layer, set()).add(used)
                if LAYERS[layer] is not None and used not in LAYERS[layer]:
                    tree.fault(where, f"{layer} may not include {used}")
    check_declared(tree, used_by)


def check_confined(tree, where, layer, include):
    for prefix, folders in CONFINED.items():
        if include.startswith(prefix) and not layer.startswith(folders):
            tree.fault(where, f"{prefix} belongs to {', '.join(folders)}")


def check_services(tree, where, name, include):
    match = re.match(r"services/([a-z_]+)/", include)
    if not match or not name.startswith("services/"):
        return
    own = name.split("/")[1]
    if match[1] != own and own != "jalond":
        tree.fault(where, f"service {own} may not use service {match[1]}")


def check_declared(tree, used_by):
    for layer, used in used_by.items():
        if not layer.startswith("libs/"):
            continue
        text = (ROOT / layer / "CMakeLists.txt").read_text()
        library = re.search(r"jalon_library\(NAME " + layer.split("/")[1] +
                            r"\b(.*?)(?:TESTS|TEST_DEPS|\n\))", text, re.S)
        declared = set(re.findall(r"jalon::([a-z_]+)", library[1])) if library else set()
        for name in sorted(used - declared):
            tree.fault(f"{layer}/CMakeLists.txt", f"uses jalon::{name}, undeclared")
        for name in sorted(declared - used - {"proto_grpc"}):
            tree.fault(f"{layer}/CMakeLists.txt", f"declares jalon::{name}, unused")


def function_lengths(lines):
    """(first line, length) of blocks that end with a '}' in column 0."""
    start = None
    for number, line in enumerate(lines, 1):
        if line.startswith("}"):
            if start and line.rstrip() == "}":
                yield start, number - start + 1
            start = None
        elif line and not line[0].isspace() and line[0] not in "#/}":
            if start is None or lines[number - 2] == "":
                start = number
            if line.startswith(("namespace", "using", "template <", "class ",
                                "struct ", "enum ", "extern ")):
                start = None if not line.startswith("template <") else start


def check_lengths(tree):
    path = ROOT / "tools/check/long.txt"
    allowed = set(path.read_text().split("\n")) if path.exists() else set()
    seen = set()
    for name in tree.sources():
        lines = tree.lines(name)
        limit = MAX_TEST if is_test(name) else MAX_SOURCE
        if len(lines) > limit + 1:
            seen.add(name)
            if name not in allowed:
                tree.fault(name, f"{len(lines)} lines, at most {limit}")
        if is_test(name):
            continue
        for start, length in function_lengths(lines):
            if length > MAX_FUNCTION:
                key = f"{name} {lines[start - 1].strip()}"
                seen.add(key)
                if key not in allowed:
                    tree.fault(f"{name}:{start}", f"a function of {length} "
                               f"lines, at most {MAX_FUNCTION}")
    for entry in sorted(allowed - seen - {""}):
        tree.fault("tools/check/long.txt", f"no longer long, take it off: {entry}")


def check_sources_listed(tree):
    for name in tree.files:
        if not name.endswith(".cc") or name.startswith("tests/r/"):
            continue
        folder = pathlib.PurePosixPath(name).parent
        base = pathlib.PurePosixPath(name).name
        found = False
        for parent in [folder, *folder.parents]:
            cmake = ROOT / parent / "CMakeLists.txt"
            if cmake.exists() and base in cmake.read_text():
                found = True
                break
        if not found and base not in "".join(
                p.read_text() for p in ROOT.glob("libs/*/CMakeLists.txt")):
            tree.fault(name, "in no CMakeLists.txt")


def check_texts(tree):
    link = re.compile(r"\[[^\]]*\]\(([^)#:]+)(?:#[^)]*)?\)")
    todo = re.compile(r"\b(TODO|FIXME|XXX)\b(?!\([a-z0-9#-]+\):)")
    for name in tree.files:
        if name.endswith(".md"):
            for number, line in enumerate(tree.lines(name), 1):
                for target in link.findall(line):
                    if not ((ROOT / name).parent / target).exists():
                        tree.fault(f"{name}:{number}", f"dead link {target}")
        if name.endswith((".cc", ".h", ".proto", ".sh")):
            for number, line in enumerate(tree.lines(name), 1):
                if todo.search(line):
                    tree.fault(f"{name}:{number}", "TODO without an owner")


def main():
    tree = Tree()
    for check in (check_layers, check_lengths, check_sources_listed, check_texts):
        check(tree)
    for line in tree.faults:
        print(line)
    print(f"{len(tree.sources())} sources, {len(tree.faults)} faults")
    return 1 if tree.faults else 0


if __name__ == "__main__":
    sys.exit(main())
