import { rankFindings } from '../lib/finding.mjs';
import { isGenerated } from '../lib/language.mjs';
import { identifyLicence, LICENCE_FILE } from '../lib/licences.mjs';
import { openSnapshot, readTexts } from '../lib/snapshot.mjs';
import { isObject } from '../lib/task-document.mjs';

const LISTED = 30;

/**
 * Licence texts and what the manifests declare. The licences of dependencies are not in the repository and are not looked up.
 *
 * @param {{path: string}} input
 * @param {(line: string) => void} log
 */
export async function checkLicences(input, log) {
  const snapshot = await openSnapshot(input.path);
  const files = snapshot.files.filter(
    (file) => !isGenerated(file.path) && (LICENCE_FILE.test(file.path) || /(^|\/)package\.json$/.test(file.path)),
  );
  const texts = [];
  const declared = [];
  for await (const { file, text } of readTexts(snapshot, files)) {
    if (text === null) continue;
    if (file.path.endsWith('package.json')) declared.push(...readDeclaration(file.path, text));
    else texts.push({ path: file.path, licence: identifyLicence(text) });
  }
  log(`${texts.length} licence texts, ${declared.length} declarations`);
  const findings = rankFindings(judge({ texts, declared, files: snapshot.files.length }));
  const count = (severity) => findings.filter((finding) => finding.severity === severity).length;
  return {
    measured: true,
    texts: texts.slice(0, LISTED),
    declared: declared.slice(0, LISTED),
    high: count('high'),
    medium: count('medium'),
    low: count('low'),
    findings: findings.slice(0, LISTED),
  };
}

function readDeclaration(path, text) {
  try {
    const manifest = JSON.parse(text);
    return isObject(manifest)
      ? [{ path, licence: typeof manifest.license === 'string' ? manifest.license : null, private: manifest.private === true }]
      : [];
  } catch {
    return [];
  }
}

function judge({ texts, declared, files }) {
  const finding = (severity, title, path) => ({ area: 'hygiene', severity, title, path, line: path === '.' ? null : 1, weight: 3 });
  const top = texts.find((text) => !text.path.includes('/'));
  const findings = [];
  if (files > 0 && !top) findings.push(finding('low', 'no licence text at the top of the repository', '.'));
  else if (top && top.licence === null) findings.push(finding('low', 'a licence text that is none of the well-known ones', top.path));
  for (const { path, licence, private: isPrivate } of declared) {
    if (licence === null && !isPrivate) findings.push(finding('low', 'a published package without a declared licence', path));
    const differs = licence !== null && !path.includes('/') && top?.licence && !licence.includes(top.licence);
    if (differs) findings.push(finding('medium', `declares ${licence.slice(0, 60)}, but the licence text is ${top.licence}`, path));
  }
  return findings;
}
