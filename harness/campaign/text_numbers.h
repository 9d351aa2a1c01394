// Texts that occur again and again, kept once each and known by number.
#pragma once

#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

namespace crashproof {

class TextNumbers {
 public:
  // `texts` must outlive it; what it holds already keeps its number.
  explicit TextNumbers(std::vector<std::string>& texts) : texts_(texts) {
    for (std::uint32_t i = 0; i < texts.size(); ++i) numbers_.emplace(texts[i], i);
  }

  std::uint32_t of(const std::string& text) {
    const auto [at, is_new] = numbers_.try_emplace(text, static_cast<std::uint32_t>(texts_.size()));
    if (is_new) texts_.push_back(text);
    return at->second;
  }

 private:
  std::vector<std::string>& texts_;
  std::unordered_map<std::string, std::uint32_t> numbers_;
};

}  // namespace crashproof
