import type { inferRouterOutputs } from '@trpc/server';
import type { AppRouter } from '@/server/api/root.ts';

export type SeriesView = inferRouterOutputs<AppRouter>['metrics']['recent'];
export type SeriesLine = SeriesView['lines'][number];
export type OverviewView = inferRouterOutputs<AppRouter>['overview']['read'];
export type TargetVerdict = OverviewView['performance']['targets'][number];
