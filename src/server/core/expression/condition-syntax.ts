import type { ASTNode } from '@marcbachmann/cel-js';

// What a condition may say: a list of allowed functions instead of a list of forbidden ones, so that a function the evaluator learns
// later stays out until somebody has thought about it.

export interface ConditionReferences {
  /** Ids of tasks named literally, sorted. */
  tasks: string[];
  input: boolean;
  context: boolean;
  output: boolean;
}

export type SyntaxCheck = { ok: true; references: ConditionReferences } | { ok: false; message: string };

const LOOPS = new Set(['all', 'exists', 'exists_one', 'map', 'filter']);
const FUNCTIONS = new Set(['has', 'size', 'int', 'uint', 'double', 'string', 'bool', 'type', 'dyn', 'timestamp', 'duration']);
const METHODS = new Set([
  ...LOOPS,
  ...[
    'size',
    'contains',
    'startsWith',
    'endsWith',
    'lowerAscii',
    'upperAscii',
    'trim',
    'indexOf',
    'lastIndexOf',
    'substring',
    'split',
    'join',
  ],
  ...['getFullYear', 'getMonth', 'getDate', 'getDayOfMonth', 'getDayOfWeek', 'getDayOfYear'],
  ...['getHours', 'getMinutes', 'getSeconds', 'getMilliseconds'],
]);

/** Names that only some conditions know, and where. */
export const SPECIAL_NAMES = {
  output: 'a contract and in the until of a loop',
  task: 'a contract',
  iteration: 'the until of a loop',
} as const;
export type SpecialName = keyof typeof SPECIAL_NAMES;

/** Walks the tree once; `known` are the special names that this condition may use. */
export function checkConditionSyntax(ast: ASTNode, known: readonly SpecialName[]): SyntaxCheck {
  const walk = new SyntaxWalk();
  walk.visit(ast, []);
  for (const [name, place] of Object.entries(SPECIAL_NAMES)) {
    if (walk.roots.has(name) && !known.includes(name as SpecialName)) walk.problems.push(`${name} is only known in ${place}`);
  }
  const [message] = walk.problems;
  if (message !== undefined) return { ok: false, message };
  return {
    ok: true,
    references: {
      tasks: [...walk.tasks].sort(),
      input: walk.roots.has('input'),
      context: walk.roots.has('context'),
      output: walk.roots.has('output'),
    },
  };
}

class SyntaxWalk {
  readonly tasks = new Set<string>();
  readonly roots = new Set<string>();
  readonly problems: string[] = [];

  /** `bound` are the loop variables around the node; a loop inside a loop is refused, so there is at most one. */
  visit(node: ASTNode, bound: readonly string[]): void {
    switch (node.op) {
      case 'id':
        if (!bound.includes(node.args)) this.roots.add(node.args);
        return;
      case 'call':
        if (!FUNCTIONS.has(node.args[0])) this.problems.push(refusedFunction(node.args[0]));
        this.visitAll(node.args[1], bound);
        return;
      case 'rcall':
        this.visitMethod(node.args, bound);
        return;
      case '.':
      case '[]':
        this.noteTask(node.args[0], node.args[1], bound);
        this.visitAll(node.args, bound);
        return;
      default:
        this.visitAll(node.args, bound);
    }
  }

  visitMethod([name, receiver, args]: [string, ASTNode, ASTNode[]], bound: readonly string[]): void {
    if (!METHODS.has(name)) this.problems.push(refusedFunction(name));
    this.visit(receiver, bound);
    if (LOOPS.has(name) && bound.length > 0) this.problems.push(`${name}() inside another loop is not allowed`);
    const [variable] = args;
    this.visitAll(args, LOOPS.has(name) && variable?.op === 'id' ? [...bound, variable.args] : bound);
  }

  /** Arguments hold nodes, names, literals and lists of them, depending on the operator. */
  visitAll(args: unknown, bound: readonly string[]): void {
    if (Array.isArray(args)) for (const arg of args) this.visitAll(arg, bound);
    else if (isNode(args)) this.visit(args, bound);
  }

  noteTask(receiver: ASTNode, key: ASTNode | string, bound: readonly string[]): void {
    if (receiver.op !== 'id' || receiver.args !== 'tasks' || bound.includes('tasks')) return;
    if (typeof key === 'string') this.tasks.add(key);
    else if (key.op === 'value' && typeof key.args === 'string') this.tasks.add(key.args);
  }
}

function isNode(value: unknown): value is ASTNode {
  return typeof value === 'object' && value !== null && 'op' in value;
}

function refusedFunction(name: string): string {
  return name === 'matches' ? 'matches() is not allowed: a regular expression can block for seconds' : `there is no function ${name}()`;
}
