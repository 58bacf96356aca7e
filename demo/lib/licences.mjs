// Which licence a text is, by phrases that only this licence has. Order matters: a more special text comes first.

const TEXTS = [
  ['AGPL-3.0', /GNU AFFERO GENERAL PUBLIC LICENSE/i],
  ['LGPL', /GNU LESSER GENERAL PUBLIC LICENSE/i],
  ['GPL-3.0', /GNU GENERAL PUBLIC LICENSE\s+Version 3/i],
  ['GPL-2.0', /GNU GENERAL PUBLIC LICENSE\s+Version 2/i],
  ['Apache-2.0', /Apache License\s+Version 2\.0/i],
  ['MPL-2.0', /Mozilla Public License,? Version 2\.0|Mozilla Public License Version 2\.0/i],
  ['BSD-3-Clause', /Redistribution and use in source and binary forms[\s\S]*Neither the name/i],
  ['BSD-2-Clause', /Redistribution and use in source and binary forms/i],
  ['ISC', /Permission to use, copy, modify, and(?:\/or)? distribute this software/i],
  ['MIT', /Permission is hereby granted, free of charge, to any person obtaining a copy/i],
  ['Unlicense', /This is free and unencumbered software released into the public domain/i],
];

export const LICENCE_FILE = /^(?:.*\/)?(?:licen[cs]e|copying)(?:[._-][^/]*)?$/i;

/** @returns {string | null} SPDX identifier, null for a text we do not know */
export function identifyLicence(text) {
  return TEXTS.find(([, phrase]) => phrase.test(text))?.[0] ?? null;
}
