# Starts the server when a command line follows the two folders, then stops it once nobody has held
# users.lock for 5 seconds. It outlives the process that began it, however that one ended.
folder=$1 socket=$2
shift 2
cd "$folder" || exit 1
trap '' HUP INT

try_lock() { # of an open file, by its number
  if command -v flock >/dev/null; then flock -n -x "$1"
  else perl -e 'open my $f, "<&=", $ARGV[0] or exit 1; exit !flock $f, 6' "$1"; fi
}

if [ $# -gt 0 ]; then
  [ -f log ] && mv -f log log.previous
  "$@" </dev/null >log 2>&1 &
  server=$!
  exec 8<keeper.lock
  until try_lock 8; do sleep 1; done
else
  read -r server <data/postmaster.pid || exit 0
  exec 8<keeper.lock
  try_lock 8 || exit 0
fi

idle=0
while true; do
  sleep 1
  kill -0 "$server" 2>/dev/null || exit 0
  [ -e users.lock ] || { kill -QUIT "$server"; exit 0; } # the folder was removed
  exec 7<users.lock
  if try_lock 7; then idle=$((idle + 1)); else idle=0; fi
  [ $idle -ge 5 ] && break
  exec 7<&-
done

# Whoever comes meanwhile waits for users.lock, which is still ours, and then finds no server.
kill -INT "$server"
tries=0
while kill -0 "$server" 2>/dev/null; do
  sleep 0.1
  tries=$((tries + 1))
  [ $tries -eq 30 ] && kill -QUIT "$server"
done
[ "$socket" = "$folder" ] || rmdir "$socket" 2>/dev/null
exec 8<&- # the next keeper must find its lock free as soon as anyone may start
