// Writes the six Grafana dashboards as JSON: node scripts/write-dashboards.mjs
// They are what `docker compose --profile observability up` provisions; tests/gates/dashboards.test.ts holds the files against this one.
import fs from 'node:fs';
import { fileURLToPath } from 'node:url';

const FOLDER = new URL('../docs/prometheus/grafana/dashboards/', import.meta.url);
const DATASOURCE = { type: 'prometheus', uid: 'hive-prometheus' };
const PANEL = { width: 12, height: 8, columns: 2 };

/** `queries`: expressions by their legend. @typedef {{ title: string, type?: string, unit: string, help: string, queries: Record<string, string>, target?: number, max?: number }} Panel */

/** A share of a histogram of seconds, by labels. @param {number} share @param {string} name @param {string} [by] */
const quantile = (share, name, by) =>
  `histogram_quantile(${share}, sum by (le${by ? `, ${by}` : ''}) (rate(${name}_bucket[$__rate_interval])))`;

const ASSIGNMENT = 'orchestration_task_assignment_duration_seconds';
const RECOVERY = 'orchestration_failure_recovery_duration_seconds';

/** @type {{ uid: string, title: string, panels: Panel[] }[]} */
export const DASHBOARDS = [
  {
    uid: 'hive-performance',
    title: 'Hive: real-time performance',
    panels: [
      {
        title: 'Assignments per second',
        unit: 'ops',
        help: 'First and later attempts that were given to an agent.',
        queries: { '{{outcome}}': `sum by (outcome) (rate(${ASSIGNMENT}_count[$__rate_interval]))` },
      },
      {
        title: 'Time to assignment',
        unit: 's',
        help: 'From ready to assigned. The target is two seconds.',
        target: 2,
        queries: { half: quantile(0.5, ASSIGNMENT), '95 %': quantile(0.95, ASSIGNMENT) },
      },
      {
        title: 'Queue',
        unit: 'short',
        help: 'Ready tasks: queued, or parked until what they wait for is there.',
        queries: { '{{state}}': 'max by (state) (orchestration_queue_depth)' },
      },
      {
        title: 'Wait of the oldest queued task',
        unit: 's',
        help: 'Above a minute dispatch stands still.',
        target: 60,
        queries: { oldest: 'max(orchestration_queue_wait_seconds)' },
      },
      {
        title: 'Runs that ended',
        unit: 'ops',
        help: 'By how they ended.',
        queries: { '{{status}}': 'sum by (status) (rate(orchestration_workflow_runs_total[$__rate_interval]))' },
      },
      {
        title: 'Targets missed',
        type: 'table',
        unit: 'short',
        help: 'Over the last hour.',
        queries: { '{{target}}': 'max by (target) (orchestration_performance_target_state{state="missed"}) == 1' },
      },
    ],
  },
  {
    uid: 'hive-load',
    title: 'Hive: load balancing',
    panels: [
      {
        title: 'Balance',
        unit: 'percentunit',
        max: 1,
        help: 'Best distribution of the work of five minutes, as a share of what it was. The target is 85 %.',
        target: 0.85,
        queries: { '{{pool}}': 'max by (pool) (orchestration_load_balancing_efficiency_ratio)' },
      },
      {
        title: 'Load of agents',
        unit: 'percentunit',
        max: 1,
        help: 'Taken slots as a share of all: the busiest, the mean and the least busy agent.',
        queries: {
          busiest: 'max(orchestration_agent_utilization_ratio)',
          mean: 'avg(orchestration_agent_utilization_ratio)',
          'least busy': 'min(orchestration_agent_utilization_ratio)',
        },
      },
      {
        title: 'Load by pool',
        unit: 'percentunit',
        max: 1,
        help: 'Mean over the agents of a pool.',
        queries: { '{{pool}}': 'avg by (pool) (orchestration_agent_utilization_ratio)' },
      },
      {
        title: 'Attempts in flight',
        unit: 'short',
        help: 'Assigned or running.',
        queries: { 'in flight': 'max(orchestration_attempts_in_flight)' },
      },
    ],
  },
  {
    uid: 'hive-routing',
    title: 'Hive: routing accuracy',
    panels: [
      {
        title: 'Accuracy by strategy',
        unit: 'percentunit',
        max: 1,
        help: 'Share of ended assignments whose attempt completed, over an hour. The target is 95 %.',
        target: 0.95,
        queries: { '{{strategy}}': 'max by (strategy) (orchestration_routing_accuracy_ratio{window="1h"})' },
      },
      {
        title: 'Accuracy, recomputed',
        unit: 'percentunit',
        max: 1,
        help: 'The same from the counters, over the interval of the chart.',
        target: 0.95,
        queries: {
          all: 'sum(rate(orchestration_routing_decisions_total{outcome="completed"}[$__rate_interval])) / sum(rate(orchestration_routing_decisions_total{outcome=~"completed|failed"}[$__rate_interval]))',
        },
      },
      {
        title: 'Decisions by outcome',
        unit: 'ops',
        help: 'Assignments that ended.',
        queries: { '{{outcome}}': 'sum by (outcome) (rate(orchestration_routing_decisions_total[$__rate_interval]))' },
      },
      {
        title: 'Time to assignment by task type, 95 %',
        unit: 's',
        help: 'From ready to assigned.',
        target: 2,
        queries: { '{{task_type}}': quantile(0.95, ASSIGNMENT, 'task_type') },
      },
    ],
  },
  {
    uid: 'hive-recovery',
    title: 'Hive: failure recovery',
    panels: [
      {
        title: 'Time to recovery',
        unit: 's',
        help: 'From the last proof of life until the tasks ran again. The target is 120 seconds.',
        target: 120,
        queries: { half: quantile(0.5, RECOVERY), '95 %': quantile(0.95, RECOVERY) },
      },
      {
        title: 'Recoveries by outcome',
        unit: 'ops',
        help: 'Recoveries that ended.',
        queries: { '{{outcome}}': `sum by (outcome) (rate(${RECOVERY}_count[$__rate_interval]))` },
      },
      {
        title: 'Failures by type',
        unit: 'ops',
        help: 'Seen by the system or reported.',
        queries: { '{{failure_type}}': 'sum by (failure_type) (rate(orchestration_failures_total[$__rate_interval]))' },
      },
      {
        title: 'Dead letters',
        unit: 'short',
        help: 'Tasks that wait for a decision of a person.',
        queries: { open: 'max(orchestration_open_dead_letters)' },
      },
    ],
  },
  {
    uid: 'hive-breakers',
    title: 'Hive: circuit breakers',
    panels: [
      {
        title: 'Breakers by state',
        unit: 'short',
        help: 'How many are in each state.',
        queries: { '{{state}}': 'sum by (state) (max by (breaker, state) (orchestration_circuit_breaker_state))' },
      },
      {
        title: 'Not closed',
        type: 'state-timeline',
        unit: 'short',
        help: 'Each breaker that is open, half open or isolated.',
        queries: { '{{breaker}}': 'max by (breaker) (orchestration_circuit_breaker_state{state=~"open|half_open|isolated"}) == 1' },
      },
    ],
  },
  {
    uid: 'hive-utilisation',
    title: 'Hive: agent utilisation',
    panels: [
      {
        title: 'Utilisation of agents',
        type: 'status-history',
        unit: 'percentunit',
        max: 1,
        help: 'Taken slots as a share of the slots of each agent.',
        queries: { '{{agent}}': 'max by (agent) (orchestration_agent_utilization_ratio)' },
      },
      {
        title: 'Spread over agents',
        type: 'histogram',
        unit: 'percentunit',
        max: 1,
        help: 'How many agents are how busy.',
        queries: { '{{agent}}': 'max by (agent) (orchestration_agent_utilization_ratio)' },
      },
    ],
  },
];

/** @param {Panel} panel @param {number} at */
function panelJson({ title, type = 'timeseries', unit, help, queries, target, max }, at) {
  const { width, height, columns } = PANEL;
  const steps = [{ color: 'green', value: null }, ...(target === undefined ? [] : [{ color: 'red', value: target }])];
  return {
    id: at + 1,
    title,
    type,
    description: help,
    datasource: DATASOURCE,
    gridPos: { x: (at % columns) * width, y: Math.floor(at / columns) * height, w: width, h: height },
    fieldConfig: {
      defaults: {
        unit,
        min: 0,
        ...(max === undefined ? {} : { max }),
        thresholds: { mode: 'absolute', steps },
        custom: type === 'timeseries' && target !== undefined ? { thresholdsStyle: { mode: 'line' } } : {},
      },
      overrides: [],
    },
    targets: Object.entries(queries).map(([legend, expr], index) => ({
      refId: String.fromCharCode('A'.charCodeAt(0) + index),
      datasource: DATASOURCE,
      expr,
      legendFormat: legend,
      ...(type === 'table' ? { format: 'table', instant: true } : {}),
    })),
  };
}

/** The dashboard as Grafana imports it. @param {(typeof DASHBOARDS)[number]} dashboard */
export function dashboardJson({ uid, title, panels }) {
  return {
    uid,
    title,
    tags: ['agent-hive'],
    schemaVersion: 39,
    editable: true,
    refresh: '10s',
    time: { from: 'now-1h', to: 'now' },
    timezone: 'browser',
    graphTooltip: 1,
    templating: { list: [] },
    annotations: { list: [] },
    panels: panels.map(panelJson),
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const dashboard of DASHBOARDS) {
    fs.writeFileSync(new URL(`${dashboard.uid}.json`, FOLDER), `${JSON.stringify(dashboardJson(dashboard), null, 2)}\n`);
  }
}
