/** Nodes and weights of the seven-point Gauss-Hermite rule for a standard normal. */
const NODES = [-3.750439717725742, -2.366759410734541, -1.154405394739968, 0, 1.154405394739968, 2.366759410734541, 3.750439717725742];
const WEIGHTS = [
  0.000548268855972218, 0.0307571239675865, 0.2401231786050127, 0.4571428571428571, 0.2401231786050127, 0.0307571239675865,
  0.000548268855972218,
];

/** The probability that belongs to log odds. */
export function sigmoid(logOdds: number): number {
  return 1 / (1 + Math.exp(-logOdds));
}

/** The logistic function from a table, exact to 4e-6: the quadrature below needs it fourteen times per candidate of every task. */
const TABLE_REACH = 16;
const TABLE_STEPS = 64;
const TABLE = Float64Array.from({ length: 2 * TABLE_REACH * TABLE_STEPS + 2 }, (_, at) => sigmoid(at / TABLE_STEPS - TABLE_REACH));

function tabledSigmoid(logOdds: number): number {
  const at = (Math.min(TABLE_REACH, Math.max(-TABLE_REACH, logOdds)) + TABLE_REACH) * TABLE_STEPS;
  const step = Math.floor(at);
  const low = TABLE[step] as number;
  return low + (at - step) * ((TABLE[step + 1] as number) - low);
}

/** Log odds of a probability; the probability is kept a millionth away from certainty. */
export function logOdds(probability: number): number {
  const p = Math.min(1 - 1e-6, Math.max(1e-6, probability));
  return Math.log(p / (1 - p));
}

export interface Moments {
  mean: number;
  variance: number;
}

/** Mean and variance of a probability whose log odds are normally distributed. */
export function probabilityMoments(mean: number, variance: number): Moments {
  const deviation = Math.sqrt(variance);
  let first = 0;
  let second = 0;
  for (let at = 0; at < NODES.length; at += 1) {
    const p = tabledSigmoid(mean + deviation * (NODES[at] as number));
    const weighted = (WEIGHTS[at] as number) * p;
    first += weighted;
    second += weighted * p;
  }
  return { mean: first, variance: Math.max(0, second - first * first) };
}
