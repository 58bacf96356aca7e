import type { Route } from '../define-route.ts';

/** Every REST route. One file per noun, each exporting an array. */
export const routes: Route[] = [];
