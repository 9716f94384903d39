# What the scripts of peers that run Python share: the environment, and the contract of ../README.md around `serve`.
peers=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
export PYTHONPATH=$peers/python

# Runs the environment's Python in the place of this process.
python() {
    exec "$peers/../../clients/python" "$here/requirements.txt" -- "$@"
}

# peer PACKAGE… -- COMMAND: carries out a command of the contract; the packages are those whose versions tell.
peer() {
    local packages=()
    while [ "$1" != -- ]; do
        packages+=("$1")
        shift
    done
    case ${2:-} in
        install) python -c '' ;;
        versions)
            python -c 'import importlib.metadata, sys
print(", ".join(f"{name} {importlib.metadata.version(name)}" for name in sys.argv[1:]))' "${packages[@]}" ;;
        serve) serve "${@:3}" ;;
        *) echo "usage: peer install | versions | serve MODEL HTTP_PORT GRPC_PORT INSTANCES WORK" >&2; exit 2 ;;
    esac
}
