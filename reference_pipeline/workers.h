// Work shared among threads, until it is done or an interrupt comes.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <thread>
#include <vector>

#include "reference_pipeline/interrupt.h"

namespace pipeline {

// Calls work(item) once for each item, in order of taking, on worker_count threads. `work` must not
// throw. After an interrupt no further item is taken. With one worker everything happens on the
// calling thread, so that two runs take the same steps in the same order.
template <typename Item, typename Work>
void for_each_in_parallel(int worker_count, const std::vector<Item>& items, const Work& work) {
  std::atomic<std::size_t> next = 0;
  const auto take_and_work = [&] {
    while (!interrupt_requested()) {
      const std::size_t taken = next++;
      if (taken >= items.size()) return;
      work(items[taken]);
    }
  };
  // This thread is one of the workers; more of them than items would only be started for nothing.
  const std::size_t wanted = std::min(static_cast<std::size_t>(worker_count), items.size());
  std::vector<std::jthread> helpers;
  for (std::size_t helper = 1; helper < wanted; ++helper) helpers.emplace_back(take_and_work);
  take_and_work();
}

}  // namespace pipeline
