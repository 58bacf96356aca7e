#!/bin/sh
# postgres-guard.sh POSTGRES ARGUMENTS...
# Runs PostgreSQL and stops it when the supervisor is gone, however it went. The supervisor alone holds the writing end of our stdin, so
# the kernel closes it with the supervisor, also after kill -9. Ending the input is also the ordinary way to stop. A shell, because a
# Node process for this costs 45 MB.
exec 3<&0 </dev/null
trap '' HUP INT

"$@" 3<&- &
postgres=$!

# A process of its own: it does its duty even when the shell above it was killed.
(
  while read -r _; do :; done <&3
  kill -INT "$postgres" 2>/dev/null || exit 0 # fast shutdown: disconnects everybody, writes a checkpoint
  for _ in 1 2 3 4 5; do
    sleep 1
    kill -0 "$postgres" 2>/dev/null || exit 0
  done
  kill -QUIT "$postgres" 2>/dev/null # at once; the next start replays the log
) &
watch=$!

trap 'kill -INT "$postgres" 2>/dev/null' TERM
while :; do
  wait "$postgres"
  status=$?
  kill -0 "$postgres" 2>/dev/null || break # still there: wait was interrupted by the trap
done
kill "$watch" 2>/dev/null
exit "$status"
