// A UTS namespace, made when it is first needed.
#include "harness/trial/host_name.h"

#include <fmt/format.h>
#include <sched.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <climits>
#include <cstring>

#include "harness/trial/cannot_happen.h"

namespace crashproof {
namespace {

// A cell that has one goes on with it: a new one for each trial would cost, and hide nothing more.
// 0, or the errno that says why there is none.
int own_namespace_error() {
  static const int error = ::unshare(CLONE_NEWUTS) == 0 ? 0 : errno;
  return error;
}

[[noreturn]] void refuse(int error) {
  throw CannotHappen(
      fmt::format("this system refuses another host name: {}", std::strerror(error)));
}

}  // namespace

HostName::~HostName() {
  if (!original_.empty()) ::sethostname(original_.data(), original_.size());
}

void HostName::set(const std::string& name) {
  if (const int error = own_namespace_error()) refuse(error);
  std::array<char, HOST_NAME_MAX + 1> present{};
  if (::gethostname(present.data(), present.size()) != 0) refuse(errno);
  if (::sethostname(name.data(), name.size()) != 0) refuse(errno);
  if (original_.empty()) original_ = present.data();
}

}  // namespace crashproof
