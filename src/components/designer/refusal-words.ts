/** Why a draft that has faults is not run, tried or published. */
export const MEND_FIRST = 'Mend what is wrong first: F8 shows it.';
/** The server has not said yet whether there is more. */
export const STILL_CHECKED = 'The draft is still being checked: try again in a moment.';
