import manifest from '../../package.json' with { type: 'json' };

/** Of the running product. */
export const VERSION: string = manifest.version;
