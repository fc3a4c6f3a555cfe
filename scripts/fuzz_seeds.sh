# shellcheck shell=bash
# fuzz_seeds TARGET FOLDER: writes files that are right, so that a fuzzer need not find out
# how one looks; for targets that make numbers of their bytes, long strings of such. To be
# sourced, in the repository's root.
fuzz_seeds() {
    local corpus=$2 golden=native/tests/golden name i
    mkdir -p "$corpus"
    case $1 in
    safetensors) cp $golden/unipc.safetensors "$corpus/" ;;
    model_config) cp assets/nano/model.json "$corpus/" ;;
    index) printf '{"metadata":{},"weight_map":{"x":"a","y":"b"}}' > "$corpus/two" ;;
    tokenizer) printf 'run\n##n\n##ing\n!\n\0Running! \303\234n' > "$corpus/words" ;;
    unigram) for name in t5 umt5 spm first; do
        cp $golden/unigram/$name.json "$corpus/"
    done
    printf '\n\n\n\n\n\0a  ab <s> \303\234' > "$corpus/usual" ;;
    *) for i in {1..16}; do
        head -c 3000 < <(tail -c $((i * 4096)) $golden/vae_nano.safetensors) > "$corpus/$i"
    done ;;
    esac
}
