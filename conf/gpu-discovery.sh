#!/bin/sh
# Names the GPUs of this machine in Spark's JSON form, such as {"name": "gpu", "addresses": ["0", "1"]}:
# the value of spark.executor.resource.gpu.discoveryScript, and of spark.worker.resource.gpu.discoveryScript
# on a standalone worker. Addresses are the numbers of nvidia-smi. Cards that nd4j-cuda-11.6 has no
# machine code for (it has some for compute capability 3.7 to 8.9) are left out, and named on stderr.
set -eu

command -v nvidia-smi >/dev/null || {
  echo "gpu-discovery: there is no nvidia-smi; install NVIDIA's driver, or ask for no GPU on this machine." >&2
  exit 1
}
cards=$(nvidia-smi --query-gpu=index,compute_cap,name --format=csv,noheader) || {
  echo "gpu-discovery: nvidia-smi failed; it needs a driver of 510 or newer (CUDA 11.6). $cards" >&2
  exit 1
}
printf '%s\n' "$cards" | awk -F', *' '
  NF < 2 { next }
  { split($2, capability, "."); code = capability[1] * 10 + capability[2] }
  code < 37 || code >= 90 {
    printf "gpu-discovery: GPU %s (%s) has compute capability %s: nd4j-cuda-11.6 runs on 3.7 to 8.9.\n", $1, $3, $2 > "/dev/stderr"
    next
  }
  { addresses = addresses (addresses == "" ? "" : ", ") "\"" $1 "\"" }
  END { printf "{\"name\": \"gpu\", \"addresses\": [%s]}\n", addresses }'
