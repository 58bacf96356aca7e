/** Who did something, by id ("user:…", "key:…", "system:sweep"); long ids are cut, the whole is on hover. */
export function ActorName({ id }: { id: string }) {
  const colon = id.indexOf(':');
  const kind = id.slice(0, colon);
  const name = id.slice(colon + 1);
  const short = name.length > 20 ? `…${name.slice(-6)}` : name;
  return <span title={id}>{kind === 'system' ? name : `${kind} ${short}`}</span>;
}
