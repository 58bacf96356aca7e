/** What ended at an agent in one minute. Minutes in which nothing ended are missing. */
export interface AgentMinute {
  /** Start of the minute, epoch ms. */
  at: number;
  /** Attempts that say something of the agent. */
  ended: number;
  failures: number;
  /** Attempts taken back because nobody was heard of. */
  lost: number;
  /** Attempts with a usual duration to hold theirs against. */
  timed: number;
  /** Sum of ln(duration / usual duration of the agent with the type of task). */
  logRatioSum: number;
  /** The last attempt of the minute failed. */
  lastFailed: boolean;
}
