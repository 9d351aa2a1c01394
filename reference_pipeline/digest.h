// The digest of content: XXH3, 128 bits. It recognises damage and change, not malice.
#pragma once

#include <string>
#include <string_view>

struct XXH3_state_s;

namespace pipeline {

class Digest {
 public:
  Digest();
  ~Digest();
  Digest(const Digest&) = delete;
  Digest& operator=(const Digest&) = delete;

  void update(std::string_view bytes);
  // 32 lower-case hex digits of all that was fed so far.
  std::string hex() const;

 private:
  XXH3_state_s* state_;
};

std::string digest_of(std::string_view bytes);

}  // namespace pipeline
