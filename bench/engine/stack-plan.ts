import type { BenchOptions } from './read-options.ts';

export interface Running {
  databaseUrl: string;
  /** Null when no web process runs. */
  web: { url: string; apiKey: string } | null;
  stop(): Promise<void>;
}

export interface StartPlan {
  root: string;
  home: string;
  options: BenchOptions;
  env: NodeJS.ProcessEnv;
  say(line: string): void;
}
