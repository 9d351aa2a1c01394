// Jobs to audit from the real program: one that loses rows to a kill, and one that does not.
#pragma once

#include <string_view>

namespace crashproof::cli {

// The checkpoint says "done" before it is: CP001.
inline constexpr std::string_view losing_job =
    "import json, os\n"
    "done = json.load(open('ckpt.json'))['rows'] if os.path.exists('ckpt.json') else 0\n"
    "for batch in range(done, 30, 10):\n"
    "    with open('ckpt.tmp', 'w') as f:\n"
    "        json.dump({'rows': batch + 10}, f)\n"
    "    os.rename('ckpt.tmp', 'ckpt.json')\n"
    "    with open('out.csv', 'a') as f:\n"
    "        f.writelines(f'{i},{i * i}\\n' for i in range(batch, batch + 10))\n";

// A line for a shell.
inline constexpr std::string_view sound_job = "sh -c 'echo a > out.tmp; mv out.tmp out'";

}  // namespace crashproof::cli
