// Making and verifying artifacts.
#include "reference_pipeline/artifact.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <stdexcept>
#include <utility>

#include "reference_pipeline/compression.h"
#include "reference_pipeline/digest.h"
#include "reference_pipeline/file.h"
#include "reference_pipeline/flaws.h"
#include "reference_pipeline/interrupt.h"
#include "reference_pipeline/publish.h"

namespace pipeline {
namespace {

constexpr PublishPoints kPoints = {
    Failpoint::artifact_after_temp,     Failpoint::artifact_before_sync,
    Failpoint::artifact_before_rename,  Failpoint::artifact_after_rename,
    Failpoint::artifact_before_dirsync, Failpoint::artifact_after_dirsync,
};

// Long enough to recognise a path by, short enough for a file name with its digest and suffix.
constexpr std::size_t kReadableNameBytes = 120;

struct Interrupted {};

std::string header_text(const Item& item) {
  return fmt::format("reference_pipeline artifact 1\n{}\n{}\n{}\n", item.id, item.digest,
                     item.size_bytes);
}

std::string flat_name(std::string_view path) {
  std::string name;
  for (const char character : path) {
    character == '/' ? void(name.append("%2F")) : name.push_back(character);
  }
  if (name.size() > kReadableNameBytes) name.erase(0, name.size() - kReadableNameBytes);
  return name;
}

}  // namespace

ArtifactStore::ArtifactStore(std::filesystem::path source, std::filesystem::path directory,
                             std::filesystem::path temp_directory, bool durable)
    : source_(std::move(source)),
      directory_(std::move(directory)),
      temp_directory_(std::move(temp_directory)),
      durable_(durable) {}

void ArtifactStore::make_names_durable() const {
  // FLAW no-dirsync: a name is believed as soon as it is seen.
  if (flaw_seeded(Flaw::no_dirsync)) return;
  if (durable_) sync_directory(directory_);
}

std::filesystem::path ArtifactStore::path_of(const Item& item) const {
  return directory_ / fmt::format("{}.{}.zst", flat_name(item.path), digest_of(item.id));
}

ArtifactResult ArtifactStore::make(const Item& item) const {
  const std::filesystem::path target = path_of(item);
  // A published artifact is whole, so that it exists is all that one needs to know.
  if (std::filesystem::exists(target)) return ArtifactResult::published;

  PublishSteps steps = {
      .temp_directory = temp_directory_, .sync_content = durable_, .sync_directory = durable_};
  // FLAW artifact-in-place: written under its final name, where existing means done.
  if (flaw_seeded(Flaw::artifact_in_place)) steps.in_place = true;
  // FLAW no-fsync: the name can become durable before the content.
  if (flaw_seeded(Flaw::no_fsync)) steps.sync_content = false;
  // FLAW no-dirsync: the done mark can become durable before the name.
  if (flaw_seeded(Flaw::no_dirsync)) steps.sync_directory = false;

  PublishedFile file(target, kPoints, steps);
  try {
    write(item, file);
  } catch (const Interrupted&) {
    return ArtifactResult::interrupted;
  }
  try {
    file.publish();
  } catch (...) {
    // The name may be there and its sync have failed. The next run would take it for done, and
    // another sync of the directory need not bring back what this one has dropped.
    ::unlink(target.c_str());
    throw;
  }
  return ArtifactResult::published;
}

void ArtifactStore::write(const Item& item, PublishedFile& file) const {
  file.write(skippable_frame(header_text(item)));
  pass(Failpoint::artifact_mid_write);

  File input(source_file(source_, item.path), O_RDONLY);
  Digest digest;
  Compressor compressor(item.size_bytes, [&](std::string_view bytes) { file.write(bytes); });
  std::uint64_t size_bytes = 0;
  std::array<char, 64 * 1024> buffer;
  while (const std::size_t read_bytes = input.read_some(buffer.data(), buffer.size())) {
    // An interrupted item is given up rather than finished: it is redone, and the stop is prompt.
    if (interrupt_requested()) throw Interrupted();
    size_bytes += read_bytes;
    if (size_bytes > item.size_bytes) break;
    digest.update({buffer.data(), read_bytes});
    compressor.feed({buffer.data(), read_bytes});
  }
  if (size_bytes != item.size_bytes || digest.hex() != item.digest) {
    throw std::runtime_error("the source changed while it was being read");
  }
  compressor.finish();
  if (interrupt_requested()) throw Interrupted();
}

void ArtifactStore::verify(const Item& item) const {
  const std::string bytes = read_whole_file(path_of(item));
  std::size_t header_bytes = 0;
  if (read_skippable_frame(bytes, header_bytes) != header_text(item)) {
    throw std::runtime_error("belongs to another item");
  }
  Digest digest;
  decompress(std::string_view(bytes).substr(header_bytes),
             [&](std::string_view content) { digest.update(content); });
  if (digest.hex() != item.digest) throw std::runtime_error("has other content");
}

}  // namespace pipeline
