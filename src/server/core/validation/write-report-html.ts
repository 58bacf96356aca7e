import { distributionOf } from './distribution.ts';
import type { Report, SignedReport } from './report.ts';

// The report as one HTML file: no script, no font, no picture from elsewhere. The signed JSON lies in it, so that the file can be checked.

const STEPS = 40;
const [WIDTH, HEIGHT] = [320, 48];
const DIGITS = 4;

const ESCAPES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (sign) => ESCAPES[sign] ?? sign);

const UNIT: Record<string, string> = { ms: ' ms', percent: ' %', per_second: ' /s', ratio: '', count: '' };
const say = (value: number | null, unit: string): string =>
  value === null ? '–' : `${Number(value.toPrecision(DIGITS)).toLocaleString('en')}${UNIT[unit] ?? ''}`;

const STYLE = `:root{color-scheme:light dark}body{font:14px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}
table{border-collapse:collapse;width:100%}th,td{text-align:left;padding:.25rem .75rem .25rem 0;border-bottom:1px solid #8884;vertical-align:top}
td.n{text-align:right;font-variant-numeric:tabular-nums}svg{display:block}rect{fill:currentColor;opacity:.55}.missed{font-weight:700}`;

/** The distribution of the samples of a measure as bars. */
function bars(values: readonly number[], label: string): string {
  const distribution = distributionOf(values, STEPS);
  if (distribution === null) return '';
  const most = Math.max(...distribution.counts);
  const width = WIDTH / STEPS;
  const drawn = distribution.counts.map((count, at) => {
    const height = (count / most) * HEIGHT;
    return count === 0 ? '' : `<rect x="${at * width}" y="${HEIGHT - height}" width="${width - 1}" height="${height}"/>`;
  });
  const title = `${values.length} samples from ${say(distribution.from, '')} to ${say(distribution.to, '')}`;
  return `<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}" role="img" aria-label="${escapeHtml(label)}: ${title}">${drawn.join('')}</svg>${title}`;
}

function rows({ verdicts, samples, regression }: Report): string {
  return verdicts
    .map(({ measure, label, unit, status, value, samples: count, direction, limit, target, reason }) => {
      const kept = samples.find((each) => each.measure === measure)?.values ?? [];
      const wanted = `${direction === 'at_most' ? 'at most' : 'at least'} ${say(limit, unit)}${target === null ? '' : ` (target ${target})`}`;
      const worse = regression.find((each) => each.measure === measure && each.regressed);
      const note = [reason, worse ? `worse than the baseline: ${say(worse.before, unit)} before` : null].filter((text) => text !== null);
      return `<tr><td class="${status}">${status}</td><td>${escapeHtml(label)}<br>${bars(kept, label)}</td><td class="n">${say(value, unit)}</td>
<td>${escapeHtml(wanted)}</td><td class="n">${count}</td><td>${escapeHtml(note.join('; '))}</td></tr>`;
    })
    .join('\n');
}

export function writeReportHtml(signed: SignedReport): string {
  const { report } = signed;
  const { machine } = report;
  const facts: [string, string | null][] = [
    ['Run', report.id],
    ['Status', report.fault === null ? report.status : `${report.status}: ${report.fault}`],
    ['Begun', report.started_at],
    ['Ended', report.finished_at],
    ['Commit', report.commit],
    ['Version', report.version],
    ['Machine', machine && `${machine.cores} x ${machine.cpu}, ${machine.memoryMb} MB, ${machine.system}`],
    ['Signed by', signed.signature.fingerprint],
  ];
  const title = `${report.type}, ${report.severity}: ${report.verdict ?? report.status}`;
  // JSON in a script element ends at the first "</": no "<" may stand in it.
  const json = JSON.stringify(signed).replaceAll('<', '\\u003c');
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>${escapeHtml(title)}</title><style>${STYLE}</style></head><body>
<h1>${escapeHtml(title)}</h1>
<table>${facts.map(([name, value]) => `<tr><th scope="row">${name}</th><td>${escapeHtml(value ?? 'not known')}</td></tr>`).join('')}</table>
<h2>Measures</h2>
<table><thead><tr><th>Verdict</th><th>Measure</th><th>Value</th><th>Wanted</th><th>Samples</th><th></th></tr></thead><tbody>
${rows(report)}
</tbody></table>
<script type="application/json" id="signed-report">${json}</script>
</body></html>
`;
}
