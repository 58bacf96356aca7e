import type { RouterOutputs } from '../trpc.tsx';

export type DecisionSummary = RouterOutputs['routing']['decisions']['data'][number];
export type DecisionView = RouterOutputs['decisions']['get'];
export type RoutingAccuracy = RouterOutputs['routing']['accuracy'];
export type StrategyChoice = RouterOutputs['routing']['strategies']['strategies'][number];
export type WhatIfAnswer = RouterOutputs['routing']['whatIf'];
export type ModelView = RouterOutputs['routing']['models'][number];
