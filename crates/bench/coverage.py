#!/usr/bin/env python3
"""Measures the generator on a folder of OpenAPI documents, beside plain progenitor.

    cargo build --release -p xtask --bin xtask --example plain_progenitor
    crates/bench/coverage.py FOLDER [--list FILE] [--check] [--jobs N] [--json FILE]

Every document below FOLDER is generated three times: by `cargo xtask codegen`, by `codegen --skip-unsupported`, and by
progenitor and prettyplease alone. Printed are the documents that generate, the operations that are kept, the same for
documents of 200 and more operations, the most common reasons why documents are refused, seconds of CPU and memory. With --check every
emitted crate is compiled as well, warnings denied. Files without `openapi` are parts of other documents; where parts have
it, too, --list names the documents, one path below FOLDER in each line. --debug uses debug builds, whose seconds are of
no interest. Documents are not part of this repository; CI does not run this.
"""

import argparse
import collections
import concurrent.futures
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
TIMEOUT = 300
BIG = 200


def run(command, **more):
    """Exit code, output, seconds of CPU, and MB of memory of a command."""
    with tempfile.TemporaryFile() as out:
        child = subprocess.Popen(command, stdout=out, stderr=subprocess.STDOUT, **more)
        try:
            _, status, usage = os.wait4(child.pid, 0)
        except KeyboardInterrupt:
            child.kill()
            raise
        out.seek(0)
        text = out.read().decode(errors="replace")
    code = os.waitstatus_to_exitcode(status)
    return code, text, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def bounded(command, **more):
    """As `run`, ended after TIMEOUT seconds."""
    return run(["timeout", str(TIMEOUT), *command], **more)


def causes(text):
    """The rules of the errors in the output of codegen, each with one message."""
    found = {}
    for rule, message in re.findall(r"^error\[([\w.-]+)\]: (.*)$", text, re.M):
        found.setdefault(rule, message)
    return found


def operations(out):
    """The operations of an emitted crate."""
    return sum(file.read_text().count(": Operation = Operation {") for file in out.rglob("*.rs"))


def left_out(text):
    """The operations that codegen lists because they are left out."""
    return len(re.findall(r"^left out: ", text, re.M))


def measure(document, target, check, scratch):
    name = re.sub(r"\W", "_", document.name)[:60]
    folder = pathlib.Path(tempfile.mkdtemp(prefix=name, dir=scratch))
    workbench = target / "xtask"
    result = {"document": str(document), "bytes": document.stat().st_size}
    for key, more in (("whole", []), ("skipping", ["--skip-unsupported"])):
        out = folder / key
        code, text, seconds, memory = bounded([workbench, "codegen", "--spec", document, "--out", out, *more])
        result[key] = {"code": code, "seconds": seconds, "memory": memory, "causes": causes(text)}
        if code == 0:
            result[key].update(kept=operations(out), left_out=left_out(text))
        else:
            result[key]["text"] = text[:6000]
        if code == 0 and check and (key == "whole" or result["whole"]["code"] != 0):
            environment = {**os.environ, "CARGO_TARGET_DIR": str(scratch / "target"), "RUSTFLAGS": "-D warnings"}
            code, text, seconds, memory = run(
                ["cargo", "check", "--quiet", "--offline", "--no-default-features", "--manifest-path", out / "Cargo.toml"],
                env=environment,
            )
            result[key]["check"] = {"code": code, "seconds": seconds, "memory": memory, "text": text[:6000]}
    code, text, seconds, memory = bounded([target / "examples" / "plain_progenitor", document])
    result["progenitor"] = {"code": code, "seconds": seconds, "memory": memory, "text": text[:300]}
    shutil.rmtree(folder)
    return result


def documents(folder, listed):
    if listed:
        return [folder / line for line in listed.read_text().splitlines()]
    found = [file for file in folder.rglob("*") if file.suffix in (".yaml", ".yml", ".json") and file.is_file()]
    return sorted(file for file in found if re.search(rb"(^|[{,])\s*[\"']?openapi[\"']?\s*:", file.read_bytes(), re.M))


def generated(results, title):
    total = len(results)
    part = lambda count, total=total: f"{count} ({100 * count / max(total, 1):.1f} %)"
    print(f"{total} {title}")
    for key in ("whole", "skipping", "progenitor"):
        codes = collections.Counter(result[key]["code"] for result in results)
        seconds = sum(result[key]["seconds"] for result in results)
        memory = max((result[key]["memory"] for result in results), default=0)
        panics = codes[101] + codes[134]
        print(f"{key:11} generated {part(codes[0])}, refused {codes[1]}, could not run {codes[2]}, panicked {panics}, "
              f"out of time {codes[124]}; {seconds:.0f} s of CPU, at most {memory:.0f} MB")
        kept = sum(result[key].get("kept", 0) for result in results)
        lost = sum(result[key].get("left_out", 0) for result in results)
        if key == "skipping":
            print(f"{'':11} kept {part(kept, kept + lost)} of {kept + lost} operations; "
                  f"{100 * seconds / max(kept, 1):.2f} s of CPU for 100 operations")
        checks = [result[key]["check"]["code"] for result in results if "check" in result[key]]
        if checks:
            print(f"{'':11} compiled {checks.count(0)} of {len(checks)}")


def report(results):
    size = lambda result: result["skipping"].get("kept", 0) + result["skipping"].get("left_out", 0)
    generated(results, "documents")
    generated([result for result in results if size(result) >= BIG], f"documents of {BIG} and more operations")
    for key in ("whole", "skipping"):
        table = collections.Counter()
        example = {}
        for result in results:
            if result[key]["code"] == 0:
                continue
            for rule, message in result[key]["causes"].items():
                message = re.sub(r"`[^`]*`", "`…`", message)
                table[rule, message[:110]] += 1
                example.setdefault((rule, message[:110]), result["document"])
        print(f"\nwhy documents are refused, {key}: documents, rule, message, one document")
        for (rule, message), count in table.most_common(40):
            print(f"{count:5}  {rule:22} {message}  [{example[rule, message]}]")


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("folder", type=pathlib.Path)
    arguments.add_argument("--list", type=pathlib.Path, help="the documents to measure, one path below FOLDER in each line")
    arguments.add_argument("--check", action="store_true", help="compile every emitted crate")
    arguments.add_argument("--jobs", type=int, default=os.cpu_count())
    arguments.add_argument("--debug", action="store_true", help="use debug builds")
    arguments.add_argument("--json", type=pathlib.Path, help="write every result to this file")
    given = arguments.parse_args()
    target = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")) / ("debug" if given.debug else "release")
    found = documents(given.folder, given.list)
    if not found:
        sys.exit(f"no document (.yaml, .yml, .json) below {given.folder}")
    with tempfile.TemporaryDirectory() as scratch, concurrent.futures.ThreadPoolExecutor(given.jobs) as pool:
        work = lambda document: measure(document, target, given.check, pathlib.Path(scratch))
        results = list(pool.map(work, found))
    if given.json:
        given.json.write_text(json.dumps(results, indent=1))
    report(results)


if __name__ == "__main__":
    main()
