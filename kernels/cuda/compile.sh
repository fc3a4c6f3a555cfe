# compile.sh LOG COMMAND...: what the compiler says (registers and spills of every kernel)
# goes to LOG, and to the terminal only if it fails or warns.
log=$1
shift
if ! "$@" > "$log" 2>&1 || grep -qi warning "$log"; then
    cat "$log"
    exit 1
fi
