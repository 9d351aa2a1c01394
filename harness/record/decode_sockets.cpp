// Bytes that leave through sockets, to whom they go, and sockets that get a name.
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "harness/record/decoder.h"

namespace crashproof {
namespace {

constexpr std::uint64_t kMostMessages = 1024;  // UIO_MAXIOV, as the kernel

std::optional<sockaddr_storage> read_address(const Tracee& tracee, std::uint64_t address,
                                             std::uint64_t length) {
  if (address == 0 || length < sizeof(sa_family_t)) return std::nullopt;
  sockaddr_storage storage{};
  const std::string bytes =
      read_memory(tracee.tid, address, std::min<std::uint64_t>(length, sizeof storage));
  if (bytes.size() < sizeof(sa_family_t)) return std::nullopt;
  std::memcpy(&storage, bytes.data(), bytes.size());
  return storage;
}

std::string unix_path(const sockaddr_storage& address) {
  const auto& name = reinterpret_cast<const sockaddr_un&>(address);
  return std::string(name.sun_path, ::strnlen(name.sun_path, sizeof name.sun_path));
}

// "127.0.0.1:80", "[::1]:80"; "" for families without hosts.
std::string host_and_port(const sockaddr_storage& address) {
  char host[INET6_ADDRSTRLEN] = "";
  if (address.ss_family == AF_INET) {
    const auto& four = reinterpret_cast<const sockaddr_in&>(address);
    ::inet_ntop(AF_INET, &four.sin_addr, host, sizeof host);
    return std::string(host) + ":" + std::to_string(ntohs(four.sin_port));
  }
  if (address.ss_family != AF_INET6) return "";
  const auto& six = reinterpret_cast<const sockaddr_in6&>(address);
  ::inet_ntop(AF_INET6, &six.sin6_addr, host, sizeof host);
  return "[" + std::string(host) + "]:" + std::to_string(ntohs(six.sin6_port));
}

std::string endpoint_text(const sockaddr_storage& address, std::string_view protocol) {
  if (address.ss_family == AF_UNIX) {
    const auto& name = reinterpret_cast<const sockaddr_un&>(address);
    const bool abstract = name.sun_path[0] == '\0';
    return abstract ? "unix:@" + std::string(name.sun_path + 1, ::strnlen(name.sun_path + 1, 106))
                    : "unix:" + unix_path(address);
  }
  const std::string host = host_and_port(address);
  return host.empty() ? "" : std::string(protocol) + ":" + host;
}

}  // namespace

// "" for a socket that leads nowhere outside, such as netlink.
std::string Decoder::endpoint_of(const Tracee& tracee, const struct stat& socket,
                                 std::uint64_t address, std::uint64_t address_length) const {
  if (const auto given = read_address(tracee, address, address_length)) {
    return endpoint_text(*given, "udp");
  }
  const auto known = endpoints_.find(socket.st_ino);
  return known == endpoints_.end() ? "socket" : known->second;
}

void Decoder::expect_send(Tracee& tracee, const struct stat& socket, std::uint64_t address,
                          std::uint64_t address_length) {
  Event event = event_of(tracee, EventKind::send, FileSpot());
  event.target = endpoint_of(tracee, socket, address, address_length);
  if (!event.target.empty()) tracee.call.expected.push_back(std::move(event));
}

Handling Decoder::enter_send(Tracee& tracee) {
  Call& call = tracee.call;
  const SyscallRow& row = *call.row;
  call.file = fd_argument(tracee, row.fd);
  if (!call.file.exists || !S_ISSOCK(call.file.status.st_mode)) return Handling::pass;
  const struct stat& socket = call.file.status;
  if (!row.message) {
    expect_send(tracee, socket, call.argument(row.target), call.argument(row.target + 1));
  }
  const std::uint64_t count = !row.message     ? 0
                              : row.length < 0 ? 1
                                               : std::min(call.argument(row.length), kMostMessages);
  for (std::uint64_t n = 0; n < count; ++n) {
    const auto message =
        read_value<msghdr>(tracee.tid, call.argument(row.data) + n * sizeof(mmsghdr));
    if (!message) break;
    expect_send(tracee, socket, reinterpret_cast<std::uint64_t>(message->msg_name),
                message->msg_namelen);
  }
  return call.expected.empty() ? Handling::pass : Handling::watch;
}

// Also for what is written to a socket, stdout or stderr.
void Decoder::leave_send(Tracee& tracee, std::int64_t result) {
  Call& call = tracee.call;
  if (result <= 0) return;
  const SyscallRow& row = *call.row;
  const bool many = row.message && row.length >= 0;  // sendmmsg: the result counts messages
  if (!many) {
    Event event = call.expected.front();
    event.length = static_cast<std::uint64_t>(result);
    event.result = result;
    return log_.record(std::move(event));
  }
  const std::uint64_t count =
      std::min<std::uint64_t>(static_cast<std::uint64_t>(result), call.expected.size());
  for (std::uint64_t n = 0; n < count; ++n) {
    const auto message =
        read_value<mmsghdr>(tracee.tid, call.argument(row.data) + n * sizeof(mmsghdr));
    Event event = call.expected[n];
    event.length = message ? message->msg_len : 0;
    event.result = static_cast<std::int64_t>(event.length);
    log_.record(std::move(event));
  }
}

Handling Decoder::enter_connect(Tracee& tracee) {
  tracee.call.file = fd_argument(tracee, tracee.call.row->fd);
  return tracee.call.file.exists ? Handling::watch : Handling::pass;
}

void Decoder::leave_connect(Tracee& tracee, std::int64_t result) {
  const Call& call = tracee.call;
  if (result != 0 && result != -EINPROGRESS) return;
  const auto address =
      read_address(tracee, call.argument(call.row->data), call.argument(call.row->length));
  if (!address || address->ss_family == AF_UNSPEC) {
    endpoints_.erase(call.file.status.st_ino);
    return;
  }
  endpoints_[call.file.status.st_ino] = endpoint_text(*address, "tcp");
}

Handling Decoder::enter_bind(Tracee& tracee) {
  Call& call = tracee.call;
  const auto address =
      read_address(tracee, call.argument(call.row->data), call.argument(call.row->length));
  if (!address || address->ss_family != AF_UNIX) return Handling::pass;
  call.file = paths_.of_path(tracee.tid, tracee.process->pid, AT_FDCWD, unix_path(*address), false);
  if (call.file.exists || !call.file.counts()) return nothing_now(call.file);
  return expect(tracee, EventKind::mknod, call.file);
}

}  // namespace crashproof
