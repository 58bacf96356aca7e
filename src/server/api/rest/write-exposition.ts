import { collectDefaultMetrics, type Metric, type MetricObjectWithValues, type MetricValue, Registry } from 'prom-client';
import {
  accumulate,
  type Exposition,
  FAMILIES,
  FAMILY_NAMES,
  type FamilyName,
  type HistogramSample,
} from '../../core/metrics/exposition.ts';

// The text that monitoring systems read. The families are counted elsewhere: prom-client writes them down, and measures this process.

/** What prom-client counts under a name that only counters may have. */
const MISNAMED = ['nodejs_active_handles_total', 'nodejs_active_requests_total', 'nodejs_active_resources_total'];

let ofProcess: Registry | null = null;

/** Memory, processor time and event loop of this process. */
function processRegistry(): Registry {
  if (ofProcess !== null) return ofProcess;
  ofProcess = new Registry();
  collectDefaultMetrics({ register: ofProcess });
  for (const name of MISNAMED) ofProcess.removeSingleMetric(name);
  return ofProcess;
}

type Values = (MetricValue<string> & { metricName?: string })[];

const labelled = (name: FamilyName, values: readonly string[]): Record<string, string> =>
  Object.fromEntries(FAMILIES[name].labels.map((label, at) => [label, values[at] ?? '']));

function histogramValues(name: FamilyName, { labels, counts, sum }: HistogramSample): Values {
  const family = FAMILIES[name];
  const edges: readonly number[] = 'edges' in family ? family.edges : [];
  const own = labelled(name, labels);
  const upTo = accumulate(counts);
  const buckets = upTo.map((value, at) => ({ metricName: `${name}_bucket`, labels: { ...own, le: String(edges[at] ?? '+Inf') }, value }));
  return [
    ...buckets,
    { metricName: `${name}_sum`, labels: own, value: sum },
    { metricName: `${name}_count`, labels: own, value: upTo.at(-1) ?? 0 },
  ];
}

function valuesOf({ samples, histograms }: Exposition, name: FamilyName): Values {
  const plain = (samples[name] ?? []).map(({ labels, value }) => ({ labels: labelled(name, labels), value }));
  return [...plain, ...(histograms[name] ?? []).flatMap((sample) => histogramValues(name, sample))];
}

/** The text format 0.0.4: the families of the fleet, then what is measured of this process. */
export async function writeExposition(exposition: Exposition): Promise<{ text: string; contentType: string }> {
  const registry = new Registry();
  for (const name of FAMILY_NAMES) {
    const { type, help } = FAMILIES[name];
    const told = { name, help, type, values: valuesOf(exposition, name), aggregator: 'sum' };
    // A registry asks its metrics for nothing but their name and `get`; the type wants a whole Gauge.
    registry.registerMetric({ name, get: async () => told as unknown as MetricObjectWithValues<MetricValue<string>> } as unknown as Metric);
  }
  return { text: `${await registry.metrics()}\n${await processRegistry().metrics()}`, contentType: registry.contentType };
}
