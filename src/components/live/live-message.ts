import type { RouterInputs } from '../trpc.tsx';

export type LiveTopic = RouterInputs['live']['stream']['topics'][number];
