// Work shared among threads, until it is done or an interrupt comes.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <thread>
#include <vector>

#include "reference_pipeline/interrupt.h"

namespace pipeline {

// Runs body() on worker_count threads, of which the calling one is the first. `body` must not
// throw. With one worker everything happens on the calling thread, so that two runs take the same
// steps in the same order.
template <typename Body>
void in_parallel(std::size_t worker_count, const Body& body) {
  std::vector<std::jthread> helpers;
  for (std::size_t helper = 1; helper < worker_count; ++helper) helpers.emplace_back(body);
  body();
}

// More workers than items would only be started for nothing.
inline std::size_t workers_for(int worker_count, std::size_t item_count) {
  return std::min(static_cast<std::size_t>(worker_count), item_count);
}

// Calls work(item) once for each item, in order of taking. `work` must not throw. After an
// interrupt no further item is taken.
template <typename Item, typename Work>
void for_each_in_parallel(int worker_count, const std::vector<Item>& items, const Work& work) {
  std::atomic<std::size_t> next = 0;
  in_parallel(workers_for(worker_count, items.size()), [&] {
    while (!interrupt_requested()) {
      const std::size_t taken = next++;
      if (taken >= items.size()) return;
      work(items[taken]);
    }
  });
}

}  // namespace pipeline
