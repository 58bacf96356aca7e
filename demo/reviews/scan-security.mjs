import path from 'node:path';
import { rankFindings } from '../lib/finding.mjs';
import { EMPTY_SLOT, openFolder } from '../lib/folder-input.mjs';
import { isGenerated, isTest } from '../lib/language.mjs';
import { findSecrets } from '../lib/secret-patterns.mjs';
import { isLink, MAX_TEXT_BYTES, readLinks, readTexts } from '../lib/snapshot.mjs';

/** Bytes from which a tracked file is a big blob: every clone carries it for ever. */
const BIG_BYTES = 2 * MAX_TEXT_BYTES;
const LISTED = 40;
const SECRET_FILE =
  /(^|\/)(\.env(\.(?!example|sample|template)[^/]*)?|id_(rsa|dsa|ecdsa|ed25519)|[^/]+\.(pem|p12|pfx|keystore|jks)|\.npmrc|\.pypirc|\.netrc|\.htpasswd)$/i;

/**
 * Secret-like strings, files that usually hold secrets, big blobs, dangerous modes and links out of the tree, in a folder.
 *
 * @param {{path: string, folder?: object | null}} input
 * @param {(line: string) => void} log
 */
export async function scanSecurity(input, log) {
  if (input.folder === null) return EMPTY_SLOT;
  const { snapshot, slot, files } = await openFolder(input);
  log(`${slot.name}: scanning ${files.length} files`);
  const findings = files.flatMap(inspectEntry);
  for await (const { file, target } of readLinks(snapshot, files)) findings.push(...inspectLink(file, target));
  const unread = {};
  for await (const { file, text, reason } of readTexts(snapshot, files)) {
    if (text === null) unread[reason] = (unread[reason] ?? 0) + 1;
    else findings.push(...inspectText(file, text));
  }
  const ranked = rankFindings(findings);
  const count = (severity) => ranked.filter((finding) => finding.severity === severity).length;
  log(`${slot.name}: ${ranked.length} findings`);
  return {
    measured: true,
    scanned_files: files.length,
    unread_files: unread,
    high: count('high'),
    medium: count('medium'),
    low: count('low'),
    findings: ranked.slice(0, LISTED),
  };
}

function inspectEntry(file) {
  const findings = [];
  const add = (severity, title, weight) => findings.push({ area: 'hygiene', severity, title, path: file.path, line: null, weight });
  if (file.size > BIG_BYTES) add('medium', `big blob of ${(file.size / 2 ** 20).toFixed(1)} MB`, file.size / 2 ** 20);
  if (SECRET_FILE.test(file.path) && !isTest(file.path)) add('medium', 'a file of a kind that usually holds secrets', 5);
  const bits = Number.parseInt(file.mode, 8) & 0o7777;
  if (bits & 0o6000) add('high', 'runs with the rights of its owner or group (setuid, setgid)', 10);
  else if (!isLink(file) && bits & 0o002) add('medium', 'writable by everybody', 5);
  return findings;
}

function inspectLink(file, target) {
  const resolved = path.posix.normalize(path.posix.join(path.posix.dirname(file.path), target));
  const leaves = path.posix.isAbsolute(target) || resolved === '..' || resolved.startsWith('../');
  if (!leaves) return [];
  return [{ area: 'hygiene', severity: 'medium', title: 'link that leads out of the repository', path: file.path, line: null, weight: 5 }];
}

/** A secret in a test or a generated file is most often made up: it is shown, one step lower. */
function inspectText(file, text) {
  const mild = isTest(file.path) || isGenerated(file.path);
  const findings = findSecrets(text).map(({ kind, severity, line, shown }) => ({
    area: 'hygiene',
    severity: mild ? (severity === 'high' ? 'medium' : 'low') : severity,
    title: `${kind}: ${shown}`,
    path: file.path,
    line,
    weight: 8,
  }));
  if (file.mode === '100755' && !text.startsWith('#!')) {
    findings.push({
      area: 'hygiene',
      severity: 'low',
      title: 'executable without an interpreter line',
      path: file.path,
      line: 1,
      weight: 1,
    });
  }
  return findings;
}
