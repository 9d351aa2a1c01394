// Names and files of an image; hashes are sums over all that is in it, so that they can be mended.
#include "harness/model/image.h"

#include <xxhash.h>

#include <algorithm>
#include <array>
#include <utility>

namespace crashproof {
namespace {

constexpr std::uint64_t kPageBytes = 4096;
constexpr int kDeepest = 4096;  // directories; a chain of parents that is longer is a circle

void apply_pages(Content& content, const Event& event, const std::vector<std::uint64_t>& pages) {
  const std::uint64_t end = event.offset + event.length;
  for (const std::uint64_t page : pages) {
    if (page > end / kPageBytes) continue;
    const std::uint64_t first = std::max(event.offset, page * kPageBytes);
    const std::uint64_t last = std::min(end, (page + 1) * kPageBytes);
    if (first < last) content.write(first, last - first, event.bytes, first - event.offset);
  }
}

}  // namespace

void apply_to_content(Content& content, const Event& event, const Fate& fate) {
  if (fate.how == Fate::How::lost) return;
  if (event.kind == EventKind::truncate) return content.resize(event.length);
  if (event.kind == EventKind::allocate) {
    return content.allocate(event.mode, event.offset, event.length);
  }
  switch (fate.how) {
    case Fate::How::zeros:
    case Fate::How::pages:
      content.resize(std::max(content.size(), event.offset + event.length));
      if (fate.how == Fate::How::pages) apply_pages(content, event, fate.pages);
      break;
    case Fate::How::head:
      content.write(event.offset, std::min(fate.bytes, event.length), event.bytes, 0);
      break;
    default:
      content.write(event.offset, event.length, event.bytes, 0);
  }
}

Image::Image(const Effects& effects)
    : effects_(&effects), initial_digests_(std::make_shared<InitialDigests>()) {
  for (SlotId slot = 0; slot < effects.slots_end(); ++slot) {
    slots_.push_back(effects.slot(slot).initial);
  }
  for (FileId file = 0; file < effects.files_end(); ++file) {
    const FileBirth& birth = effects.birth(file);
    files_.push_back({Content(birth.initial_bytes), birth.mode});
  }
}

Image Image::fork() const {
  Image fork;
  fork.effects_ = effects_;
  fork.under_ = this;
  fork.initial_digests_ = initial_digests_;
  fork.applied_ = applied_;
  return fork;
}

FileId Image::at(SlotId slot) const {
  if (under_ == nullptr) return slots_[slot];
  const auto changed = changed_slots_.find(slot);
  return changed == changed_slots_.end() ? under_->at(slot) : changed->second;
}

const Image::FileState& Image::state(FileId file) const {
  if (under_ == nullptr) return files_[file];
  const auto changed = changed_files_.find(file);
  return changed == changed_files_.end() ? under_->state(file) : changed->second;
}

Image::FileState& Image::state_to_change(FileId file) {
  if (under_ == nullptr) return files_[file];
  return changed_files_.try_emplace(file, under_->state(file)).first->second;
}

const Content& Image::content(FileId file) const {
  return state(file).content;
}
std::uint32_t Image::mode(FileId file) const {
  return state(file).mode;
}
void Image::set_content(FileId file, Content content) {
  if (under_ != nullptr && !changed_files_.contains(file)) {
    changed_files_.emplace(file, FileState{std::move(content), mode(file)});
  } else {
    state_to_change(file).content = std::move(content);
  }
}
void Image::set_mode(FileId file, std::uint32_t mode) {
  state_to_change(file).mode = mode;
}

void Image::set_slot(SlotId slot, FileId file) {
  if (under_ != nullptr) {
    changed_slots_[slot] = file;
    return;
  }
  name_changes_.push_back({applied_, slot, slots_[slot]});
  slots_[slot] = file;
}

ContentSource Image::source_of(FileId file) const {
  return {*effects_->trace().blobs, effects_->initial(), effects_->birth(file).initial_path};
}

void Image::undo_names(std::uint64_t index, Image& fork) const {
  for (auto change = name_changes_.rbegin();
       change != name_changes_.rend() && change->event >= index; ++change) {
    fork.set_slot(change->slot, change->old);
  }
}

void Image::detach(SlotId slot, FileId file) {
  if (at(slot) == file) set_slot(slot, 0);
}

// A directory has one name only, even where the removal of its old one was lost.
void Image::attach(SlotId slot, FileId file) {
  if (effects_->birth(file).type == FileType::directory) {
    for (const SlotId other : effects_->slots_of(file)) {
      if (other != slot) detach(other, file);
    }
  }
  set_slot(slot, file);
}

void Image::change_names(std::uint64_t index, const Fate& fate) {
  const Effect& effect = (*effects_)[index];
  switch (effects_->event(index).kind) {
    case EventKind::create:
    case EventKind::mkdir:
    case EventKind::mknod:
    case EventKind::symlink:
      attach(effect.slot, effect.file);
      break;
    case EventKind::link:
      attach(effect.target_slot, effect.file);
      break;
    case EventKind::rename:
      if (fate.how != Fate::How::both) detach(effect.slot, effect.file);
      if (fate.how != Fate::How::neither) attach(effect.target_slot, effect.file);
      break;
    case EventKind::exchange:
      attach(effect.slot, effect.other);
      attach(effect.target_slot, effect.file);
      break;
    case EventKind::unlink:
    case EventKind::rmdir:
      detach(effect.slot, effect.file);
      break;
    default:
      break;
  }
}

void Image::apply_to_names(std::uint64_t index) {
  const Effect& effect = (*effects_)[index];
  for (const SlotId slot : {effect.slot, effect.target_slot}) hash_ -= weight_at(slot);
  change_names(index, {});
  for (const SlotId slot : {effect.slot, effect.target_slot}) hash_ += weight_at(slot);
}

void Image::apply_to_file(std::uint64_t index) {
  const Event& event = effects_->event(index);
  const FileId file = (*effects_)[index].file;
  hash_ -= weight_of_names(file);
  if (event.kind == EventKind::chmod) {
    files_[file].mode = event.mode & 07777U;
  } else {
    apply_to_content(files_[file].content, event, {});
  }
  hash_ += weight_of_names(file);
}

void Image::apply_next() {
  const std::uint64_t index = applied_;
  const Effect& effect = (*effects_)[index];
  if (effect.slot != 0 || effect.target_slot != 0) {
    apply_to_names(index);
  } else if (effects_->is_write(index) || effects_->event(index).kind == EventKind::truncate ||
             effects_->event(index).kind == EventKind::allocate ||
             effects_->event(index).kind == EventKind::chmod) {
    if (effect.file != 0) apply_to_file(index);
  }
  ++applied_;
}

std::optional<SlotId> Image::slot_naming(FileId directory) const {
  for (const SlotId slot : effects_->slots_of(directory)) {
    if (at(slot) == directory) return slot;
  }
  return std::nullopt;
}

std::optional<std::string> Image::path_of(SlotId slot) const {
  std::string path = effects_->slot(slot).name;
  FileId directory = effects_->slot(slot).directory;
  for (int depth = 0; depth < kDeepest; ++depth) {
    if (directory == workspace_file) return path;
    if (directory == root_file) return "/" + path;
    const auto above = slot_naming(directory);
    if (!above) return std::nullopt;
    path.insert(0, effects_->slot(*above).name + "/");
    directory = effects_->slot(*above).directory;
  }
  return std::nullopt;
}

void Image::walk_file(FileId file, std::string path, const Visit& visit) const {
  const FileBirth& birth = effects_->birth(file);
  visit({path, file, "", birth.type, mode(file)});
  if (birth.type == FileType::directory) walk_directory(file, path, visit);
}

void Image::walk_directory(FileId directory, const std::string& path, const Visit& visit) const {
  const std::string prefix = path.empty() || path == "/" ? path : path + "/";
  std::vector<std::string> known;
  for (const SlotId slot : effects_->slots_in(directory)) {
    known.push_back(effects_->slot(slot).name);
    if (at(slot) != 0) walk_file(at(slot), prefix + known.back(), visit);
  }
  const FileBirth& birth = effects_->birth(directory);
  if (!birth.initial || !effects_->initial().names) return;
  std::ranges::sort(known);
  for (const std::string& name : effects_->initial().names(birth.initial_path)) {
    if (std::ranges::binary_search(known, name)) continue;
    walk_initial(initial_path_of(birth.initial_path, name), prefix + name, visit);
  }
}

void Image::walk_initial(const std::string& initial_path, std::string path,
                         const Visit& visit) const {
  const auto entry = effects_->initial().entry(initial_path);
  if (!entry) return;
  visit({path, 0, initial_path, entry->type, entry->mode});
  if (entry->type != FileType::directory) return;
  for (const std::string& name : effects_->initial().names(initial_path)) {
    walk_initial(initial_path_of(initial_path, name), path + "/" + name, visit);
  }
}

void Image::walk(SlotId slot, const Visit& visit) const {
  if (at(slot) == 0) return;
  if (const auto path = path_of(slot)) walk_file(at(slot), *path, visit);
}

void Image::walk_workspace(const Visit& visit) const {
  walk_directory(workspace_file, "", visit);
}

std::optional<ImageNode> Image::child(const ImageNode& directory, const std::string& name) const {
  const std::string path = directory.path.empty() ? name : directory.path + "/" + name;
  std::string initial_path = directory.initial_path;
  if (directory.file != 0) {
    if (const SlotId slot = effects_->slot_named(directory.file, name)) {
      const FileId file = at(slot);
      if (file == 0) return std::nullopt;
      return ImageNode{path, file, "", effects_->birth(file).type, mode(file)};
    }
    const FileBirth& birth = effects_->birth(directory.file);
    if (!birth.initial) return std::nullopt;
    initial_path = birth.initial_path;
  }
  initial_path = initial_path_of(initial_path, name);
  const InitialTree& initial = effects_->initial();
  const auto entry = initial.entry ? initial.entry(initial_path) : std::nullopt;
  if (!entry) return std::nullopt;
  return ImageNode{path, 0, initial_path, entry->type, entry->mode};
}

std::optional<ImageNode> Image::find(const std::string& path) const {
  if (path.starts_with('/')) return std::nullopt;
  std::optional<ImageNode> node = ImageNode{"", workspace_file, "", FileType::directory, 0};
  for (std::size_t at = 0; node && at < path.size();) {
    if (node->type != FileType::directory) return std::nullopt;
    const std::size_t end = std::min(path.find('/', at), path.size());
    node = child(*node, path.substr(at, end - at));
    at = end + 1;
  }
  return node;
}

std::string Image::bytes_of(const ImageNode& node) const {
  if (node.file != 0) {
    if (node.type == FileType::symlink) return effects_->birth(node.file).target;
    return content(node.file).bytes(source_of(node.file));
  }
  const auto entry = effects_->initial().entry(node.initial_path);
  if (!entry) return "";
  if (node.type == FileType::symlink) return entry->target;
  return Content(entry->size)
      .bytes({*effects_->trace().blobs, effects_->initial(), node.initial_path});
}

std::uint64_t Image::weight_of(const ImageNode& node) const {
  std::uint64_t holds = 0;
  if (node.type == FileType::symlink) {
    holds = XXH3_64bits(bytes_of(node).data(), bytes_of(node).size());
  } else if (node.type == FileType::regular && node.file != 0) {
    holds = content(node.file).digest(source_of(node.file));
  } else if (node.type == FileType::regular) {
    const auto [known, is_new] = initial_digests_->try_emplace(node.initial_path, 0);
    if (is_new) {
      const auto entry = effects_->initial().entry(node.initial_path);
      known->second =
          Content(entry ? entry->size : 0)
              .digest({*effects_->trace().blobs, effects_->initial(), node.initial_path});
    }
    holds = known->second;
  }
  const std::array<std::uint64_t, 3> parts{XXH3_64bits(node.path.data(), node.path.size()), holds,
                                           static_cast<std::uint64_t>(node.type) << 32 | node.mode};
  return XXH3_64bits(parts.data(), sizeof parts);
}

std::uint64_t Image::weight_at(SlotId slot) const {
  std::uint64_t sum = 0;
  if (slot != 0) walk(slot, [&](const ImageNode& node) { sum += weight_of(node); });
  return sum;
}

std::uint64_t Image::weight_of_names(FileId file) const {
  std::uint64_t sum = 0;
  for (const SlotId slot : effects_->slots_of(file)) {
    if (at(slot) != file) continue;
    if (const auto path = path_of(slot)) {
      sum += weight_of({*path, file, "", effects_->birth(file).type, mode(file)});
    }
  }
  return sum;
}

// Whether no directory above the slot is itself under another name in the other image.
bool Image::is_topmost(SlotId slot, const Image& other) const {
  FileId directory = effects_->slot(slot).directory;
  for (int depth = 0; depth < kDeepest; ++depth) {
    if (directory == workspace_file || directory == root_file) return true;
    const auto above = slot_naming(directory);
    if (!above || other.at(*above) != directory) return false;
    directory = effects_->slot(*above).directory;
  }
  return false;
}

Image::Difference Image::difference_to(const Image& fork) const {
  Difference difference;
  for (const auto& [slot, file] : fork.changed_slots_) {
    if (at(slot) == file) continue;
    if (at(slot) != 0 && is_topmost(slot, fork)) difference.gone.push_back(slot);
    if (file != 0 && fork.is_topmost(slot, *this)) difference.come.push_back(slot);
  }
  for (const auto& [file, changed] : fork.changed_files_) {
    for (const SlotId slot : effects_->slots_of(file)) {
      if (at(slot) != file || fork.at(slot) != file || !fork.is_topmost(slot, *this)) continue;
      if (changed.mode != mode(file) ||
          changed.content.digest(source_of(file)) != content(file).digest(source_of(file))) {
        difference.within.push_back(slot);
      }
    }
  }
  for (auto* slots : {&difference.gone, &difference.come, &difference.within}) {
    std::ranges::sort(*slots);
  }
  return difference;
}

std::uint64_t Image::hash_difference(const Image& fork) const {
  const Difference difference = difference_to(fork);
  std::uint64_t sum = 0;
  for (const SlotId slot : difference.gone) sum -= weight_at(slot);
  for (const SlotId slot : difference.come) sum += fork.weight_at(slot);
  for (const SlotId slot : difference.within) {
    const FileId file = at(slot);
    const std::string path = path_of(slot).value_or("");
    const FileType type = effects_->birth(file).type;
    sum -= weight_of({path, file, "", type, mode(file)});
    sum += fork.weight_of({path, file, "", type, fork.mode(file)});
  }
  return sum;
}

}  // namespace crashproof
