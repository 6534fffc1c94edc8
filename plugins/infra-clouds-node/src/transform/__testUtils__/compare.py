"""Runs pairs of programs and says where they differ; reads and writes JSON. With `parse`, only reads them as Python."""
import ast
import contextlib
import io
import json
import sys

import recorder


def outcome(code):
    recorder.objects.clear()
    recorder.log.clear()
    output = io.StringIO()
    events = []
    names = {'__name__': 'program', 'say': lambda value: (events.append(repr(value)), recorder.record('say', value), value)[2]}
    error = None
    with contextlib.redirect_stdout(output):
        try:
            exec(compile(code, 'program.py', 'exec'), names)
        except Exception as caught:
            error = [type(caught).__name__, str(caught)]
    return {'output': output.getvalue(), 'log': list(recorder.log), 'error': error}


def problem(pair):
    before, after = outcome(pair['before']), outcome(pair['after'])
    return None if before == after else {'before': before, 'after': after}


def parses(code):
    try:
        ast.parse(code)
        return None
    except (SyntaxError, ValueError) as error:
        return str(error)


task = json.load(sys.stdin)
result = [parses(code) for code in task['codes']] if 'codes' in task else [problem(pair) for pair in task['pairs']]
json.dump(result, sys.stdout)
