/** One outcome that counts. */
export interface Sample {
  /** Epoch ms. */
  at: number;
  failed: boolean;
  slow: boolean;
}

export interface Totals {
  calls: number;
  failures: number;
  slow: number;
}
