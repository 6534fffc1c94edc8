import type { Node } from 'web-tree-sitter';
import { walk } from '../../syntax/tree';
import { roleOf } from './roles';

/** Names that every module of Python has. */
const BUILTINS = new Set(
  [
    'ArithmeticError AssertionError AttributeError BaseException BaseExceptionGroup BlockingIOError BrokenPipeError',
    'BufferError BytesWarning ChildProcessError ConnectionAbortedError ConnectionError ConnectionRefusedError',
    'ConnectionResetError DeprecationWarning EOFError Ellipsis EncodingWarning EnvironmentError Exception ExceptionGroup',
    'False FileExistsError FileNotFoundError FloatingPointError FutureWarning GeneratorExit IOError ImportError ImportWarning',
    'IndentationError IndexError InterruptedError IsADirectoryError KeyError KeyboardInterrupt LookupError MemoryError',
    'ModuleNotFoundError NameError None NotADirectoryError NotImplemented NotImplementedError OSError OverflowError',
    'PendingDeprecationWarning PermissionError ProcessLookupError RecursionError ReferenceError ResourceWarning RuntimeError',
    'RuntimeWarning StopAsyncIteration StopIteration SyntaxError SyntaxWarning SystemError SystemExit TabError TimeoutError',
    'True TypeError UnboundLocalError UnicodeDecodeError UnicodeEncodeError UnicodeError UnicodeTranslateError UnicodeWarning',
    'UserWarning ValueError Warning ZeroDivisionError abs aiter all anext any ascii bin bool breakpoint bytearray bytes',
    'callable chr classmethod compile complex copyright credits delattr dict dir divmod enumerate eval exec exit filter float',
    'format frozenset getattr globals hasattr hash help hex id input int isinstance issubclass iter len license list locals',
    'map max memoryview min next object oct open ord pow print property quit range repr reversed round set setattr slice',
    'sorted staticmethod str sum super tuple type vars zip __name__ __file__ __doc__ __builtins__ __package__ __spec__',
    '__loader__ __path__ __annotations__ __import__ __debug__ __build_class__ __class__ reveal_type WindowsError',
    'PythonFinalizationError',
  ].flatMap(line => line.split(' ')),
);

/** The names that a module reads and neither binds nor has from Python: they can only come from `import *`. */
export function unboundNames(root: Node): string[] {
  const read = new Set<string>();
  const bound = new Set<string>();
  walk(root, node => {
    if (node.type !== 'identifier') return;
    const role = roleOf(node);
    if (role.kind === 'use') read.add(node.text);
    else if (role.kind !== 'ignored') bound.add(node.text);
  });
  return [...read].filter(name => !bound.has(name) && !BUILTINS.has(name)).sort();
}
