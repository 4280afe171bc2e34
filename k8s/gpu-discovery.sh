#!/bin/sh
# Tells Spark which GPUs this executor or worker may hand to tasks, in the form that
# spark.{executor,worker}.resource.gpu.discoveryScript expects:
#   {"name": "gpu", "addresses": ["0", "1"]}
# Addresses are nvidia-smi's indices. Cards that nd4j-cuda-11.6 has no code for (compute capability
# below 3.7, or 9.0 and above) are left out and named on standard error.
set -eu

if ! cards=$(nvidia-smi --query-gpu=index,compute_cap,name --format=csv,noheader 2>&1); then
  echo "gpu-discovery.sh: nvidia-smi found no GPU: $cards" >&2
  cards=''
fi

printf '%s\n' "$cards" | awk -F ', *' '
  NF < 2 { next }
  {
    split($2, version, ".")
    capability = version[1] * 10 + version[2]
    if (capability < 37 || capability >= 90) {
      printf "gpu-discovery.sh: GPU %s (%s) has compute capability %s; nd4j-cuda-11.6 runs on 3.7 to 8.x\n", $1, $3, $2 > "/dev/stderr"
      next
    }
    addresses = addresses (addresses == "" ? "" : ", ") "\"" $1 "\""
  }
  END { printf "{\"name\": \"gpu\", \"addresses\": [%s]}\n", addresses }
'
