import type { CallProblem } from './problem.ts';

/** What a refused call says, and below it every fault with its place, unless the one there is has been said. */
export function ProblemLines({ problem: { message, faults } }: { problem: CallProblem }) {
  const [first] = faults;
  const said = first !== undefined && faults.length === 1 && message.toLowerCase().includes(first.message.toLowerCase());
  return (
    <>
      <p>{message}</p>
      {!said &&
        faults.map((fault) => (
          <p key={`${fault.path} ${fault.message}`} className="text-small">
            <span className="font-mono">{fault.path}</span> {fault.message}
          </p>
        ))}
    </>
  );
}
