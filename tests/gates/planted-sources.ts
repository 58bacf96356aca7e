// A clean tree with one file per layer, and one tree with a fault of every kind. Text, not files: no tool may mistake them for our own.

export const CLEAN: Record<string, string> = {
  'docs/spec.md': '# Rules\n\n- **T1** The rank of a higher priority is lower.\n',
  'src/server/core/rank.ts': `import { z } from 'zod';

export const rankSchema = z.number().int();

/** Lower comes first. */
export function rankOf(priority: number, now: Date): number {
  return now.getTime() - priority;
}
`,
  'src/server/core/rank.test.ts': `import { expect, it } from 'vitest';
import { rankOf } from './rank.ts';

it('[T1] the rank of a higher priority is lower', () => {
  expect(rankOf(2, new Date(0))).toBeLessThan(rankOf(1, new Date(0)));
});
`,
  'src/server/core/expression/parse-condition.ts': `import { parse } from '@marcbachmann/cel-js';

export const parseCondition = (text: string) => parse(text);
`,
  'src/server/db/tasks.ts': `import pg from 'pg';
import { rankOf } from '../core/rank.ts';

export const connect = (connectionString: string) => new pg.Pool({ connectionString });
export const rankNow = (now: Date) => rankOf(1, now);
`,
  'src/server/queue/enqueue.ts': `import { Queue } from 'bullmq';

export const open = (name: string) => new Queue(name);
`,
  'src/server/use-cases/read-tasks.ts': `import { rankNow } from '../db/tasks.ts';

export const readTasks = (now: Date) => rankNow(now);
`,
  'src/server/api/root.ts': `import { readTasks } from '../use-cases/read-tasks.ts';

export const tasks = (now: Date) => readTasks(now);
export type Tasks = typeof tasks;
`,
  'src/components/tasks/task-count.ts': `import type { Tasks } from '@/server/api/root.ts';
import { rankOf } from '@/server/core/rank.ts';

export const firstOf = (tasks: Tasks, now: Date) => tasks(now) + rankOf(0, now);
`,
  'workers/main.ts': `import { Worker } from 'bullmq';
import { readTasks } from '../src/server/use-cases/read-tasks.ts';

export const start = (name: string) => new Worker(name, async () => readTasks(new Date()));
`,
};

const lines = (count: number) => Array.from({ length: count }, (_, index) => `export const line${index} = ${index};`).join('\n');

/** Path -> text of a file that breaks exactly the rule it is planted for. */
export const PLANTED: Record<string, string> = {
  'docs/spec.md': '# Rules\n\n- **T1** The rank of a higher priority is lower.\n- **T1** And so is that of an older task.\n',
  'src/server/core/read-env.ts': 'export const home = process.env.HOME;\n',
  'src/server/core/read-clock.ts': 'export const now = () => Date.now();\n',
  'src/server/core/make-date.ts': 'export const now = () => new Date();\n',
  'src/server/core/throw-dice.ts': 'export const dice = () => Math.random();\n',
  'src/server/core/load-rows.ts': "export { rankNow } from '../db/tasks.ts';\n",
  'src/server/core/read-file.ts': "export { readFileSync } from 'node:fs';\n",
  'src/server/core/match-condition.ts': "export { parse } from '@marcbachmann/cel-js';\n",
  'src/server/use-cases/open-prisma.ts': "export { PrismaPg } from '@prisma/adapter-pg';\n",
  'src/server/use-cases/call-api.ts': "export { tasks } from '../api/root.ts';\n",
  'src/server/db/wake-queue.ts': "export { open } from '../queue/enqueue.ts';\n",
  'src/server/api/enqueue-job.ts': "export { Queue } from 'bullmq';\n",
  'src/server/api/query-rows.ts': "export { rankNow } from '../db/tasks.ts';\n",
  'src/components/tasks/task-rows.ts': "export { rankNow } from '@/server/db/tasks.ts';\n",
  'src/components/tasks/task-caller.ts': "export { tasks } from '@/server/api/root.ts';\n",
  'src/components/ui/task-badge.ts': "export { firstOf } from '../tasks/task-count.ts';\n",
  'src/app/load-tasks.ts': "export { readTasks } from '@/server/use-cases/read-tasks.ts';\n",
  'workers/read-rows.ts': "export { rankNow } from '../src/server/db/tasks.ts';\n",
  'src/server/use-cases/hen.ts': "import { egg } from './egg.ts';\n\nexport const hen = () => egg();\n",
  'src/server/use-cases/egg.ts': "import { hen } from './hen.ts';\n\nexport const egg = (): unknown => hen();\n",
  'src/server/use-cases/lose-promise.ts': 'const save = async () => 1;\n\nexport function run() {\n  save();\n}\n',
  'src/server/use-cases/pass-promise.ts':
    "const save = async () => 1;\n\nexport function run() {\n  return save() ? 'saved' : 'not saved';\n}\n",
  'src/server/use-cases/wrong-type.ts': "export const attempts: number = 'three';\n",
  'src/server/use-cases/take-any.ts': 'export const take = (value: any) => value;\n',
  'src/server/use-cases/forget-member.ts': `type Status = 'ready' | 'done';

export function wordOf(status: Status) {
  switch (status) {
    case 'ready':
      return 'Ready';
  }
}
`,
  'src/server/use-cases/take-four.ts': 'export const sum = (a: number, b: number, c: number, d: number) => a + b + c + d;\n',
  'src/server/use-cases/import-value.ts': "import { Tasks } from '../db/types.ts';\n\nexport const none: Tasks = [];\n",
  'src/server/db/types.ts': 'export type Tasks = string[];\n',
  'src/server/use-cases/read-home.ts': 'export const home = () => process.env.HOME;\n',
  'src/server/use-cases/too-long.ts': `${lines(301)}\n`,
  'src/server/use-cases/long-function.ts': `export function sum() {\n  let total = 0;\n${'  total += 1;\n'.repeat(60)}  return total;\n}\n`,
  'src/components/tasks/poll-query.ts': 'export const options = { refetchInterval: 1_000 };\n',
  'src/components/tasks/poll-clock.ts': 'export const start = (refetch: () => void) => setInterval(refetch, 1_000);\n',
  'src/components/tasks/open-stream.ts': "export const open = () => new EventSource('/api/live');\n",
  'src/server/use-cases/bad-format.ts': 'export const text = "double";\n',
  'src/server/use-cases/BadName.ts': 'export const name = 1;\n',
  'src/server/use-cases/skip.test.ts': "import { it } from 'vitest';\n\nit.skip('[T1] is skipped', () => {});\n",
  'src/server/use-cases/untitled.test.ts': "import { it } from 'vitest';\n\nit('has no rule', () => {});\n",
  'src/server/use-cases/unknown-rule.test.ts': "import { it } from 'vitest';\n\nit('[T9] tests what is not written', () => {});\n",
  'src/server/task-utils.ts': 'export const task = 1;\n',
  'src/server/utils/task.ts': `export const task = 1; // ${['TO', 'DO'].join('')}: later\n`,
};
