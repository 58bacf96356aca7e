import { describe, expect, it } from 'vitest';
import { gradeCommand, gradeHttp, gradeJudge } from './grade.ts';

describe('answers of checks', () => {
  it.each([
    [0, { stdout: '', stderr: '' }, { verdict: 'verified', quality: null, reason: null }],
    [0, { stdout: '{"quality":0.9,"reason":"fine"}', stderr: 'noise' }, { verdict: 'verified', quality: 0.9, reason: 'fine' }],
    [0, { stdout: '{"quality":7}', stderr: '' }, { verdict: 'verified', quality: null, reason: null }],
    [1, { stdout: 'not json', stderr: 'line 3 is wrong\n' }, { verdict: 'rejected', quality: null, reason: 'line 3 is wrong' }],
    [2, { stdout: '{"quality":0.1,"reason":"bad"}', stderr: 'noise' }, { verdict: 'rejected', quality: 0.1, reason: 'bad' }],
    [3, { stdout: '', stderr: '' }, { verdict: 'rejected', quality: null, reason: 'exit code 3' }],
  ])('[VO5] a command that ends with %i and prints %j', (exitCode, printed, want) => {
    expect(gradeCommand(exitCode, printed)).toEqual({ check: 'command', ...want });
  });

  it.each([
    ['{"verified":true}', { verdict: 'verified', quality: null }],
    ['{"verified":false,"reason":"dead link","quality":0.3}', { verdict: 'rejected', quality: 0.3, reason: 'dead link' }],
    ['{"verified":"yes"}', { verdict: 'unverified' }],
    ['{"verified":true,"quality":"high"}', { verdict: 'unverified' }],
    ['<html>', { verdict: 'unverified' }],
  ])('[VO6] a service that answers %s', (body, want) => {
    expect(gradeHttp(body)).toMatchObject(want);
  });

  it.each([
    ['{"quality":0.8,"reason":"good"}', { verdict: 'verified', quality: 0.8 }],
    ['{"quality":0.79,"reason":"thin"}', { verdict: 'rejected', quality: 0.79, reason: 'thin' }],
    ['{"quality":0}', { verdict: 'rejected', reason: 'quality 0 is below 0.8' }],
    [JSON.stringify({ text: 'My verdict:\n```json\n{"quality": 0.95, "reason": "ok"}\n```' }), { verdict: 'verified', quality: 0.95 }],
    [JSON.stringify('{"quality":1,"reason":""}'), { verdict: 'verified', quality: 1, reason: null }],
    ['{"quality":2,"reason":"great"}', { verdict: 'unverified', quality: null }],
    ['{"quality":"1"}', { verdict: 'unverified' }],
    [JSON.stringify({ text: 'I like it } {' }), { verdict: 'unverified' }],
    ['null', { verdict: 'unverified' }],
  ])('[VO7] a judge that answers %s', (output, want) => {
    expect(gradeJudge(output, 0.8)).toMatchObject(want);
  });
});
