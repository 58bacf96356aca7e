/** A reason a task cannot be done that people can act on. The message is the last line the agent writes before it exits with 1. */
export class ReviewFailure extends Error {
  name = this.constructor.name;
}

/** The task document on stdin is not one this agent can read. */
export class TaskDocumentError extends ReviewFailure {}

/** The path is missing, unreadable or not a directory. */
export class PathError extends ReviewFailure {}

/** The directory is neither a git work tree nor an unpacked source archive. */
export class NotARepositoryError extends ReviewFailure {}

/** Git is missing, or refused to read the repository. */
export class GitError extends ReviewFailure {}

/** The repository is larger than one task may read. */
export class TooLargeError extends ReviewFailure {}
