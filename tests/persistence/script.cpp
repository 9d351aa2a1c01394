// Scripts, and states by brute force: nothing of SurvivingStates is used here.
#include "tests/persistence/script.h"

#include <fmt/format.h>

#include <set>
#include <utility>

#include "harness/model/image.h"
#include "harness/model/surviving_states.h"

namespace crashproof::testing {

Event& Script::add(EventKind kind, const std::string& path) {
  Event event;
  event.index = trace_.events.size();
  event.kind = kind;
  event.process = "main";
  event.path = path;
  event.mode = 0644;
  trace_.events.push_back(event);
  return trace_.events.back();
}

Script& Script::create(const std::string& path) {
  add(EventKind::create, path);
  return *this;
}
Script& Script::mkdir(const std::string& path) {
  add(EventKind::mkdir, path).mode = 0755;
  return *this;
}
Script& Script::write(const std::string& path, std::uint64_t offset, const std::string& bytes) {
  Event& event = add(EventKind::write, path);
  event.offset = offset;
  event.length = bytes.size();
  event.bytes = trace_.blobs->add(bytes);
  return *this;
}
Script& Script::truncate(const std::string& path, std::uint64_t size) {
  add(EventKind::truncate, path).length = size;
  return *this;
}
Script& Script::rename(const std::string& from, const std::string& to) {
  add(EventKind::rename, from).target = to;
  return *this;
}
Script& Script::link(const std::string& from, const std::string& to) {
  add(EventKind::link, from).target = to;
  return *this;
}
Script& Script::unlink(const std::string& path) {
  add(EventKind::unlink, path);
  return *this;
}
Script& Script::fsync(const std::string& path) {
  add(EventKind::fsync, path);
  return *this;
}
Script& Script::fdatasync(const std::string& path) {
  add(EventKind::fdatasync, path);
  return *this;
}
Script& Script::sync() {
  add(EventKind::sync, "");
  return *this;
}
Script& Script::output() {
  add(EventKind::output, "stdout");
  return *this;
}
Script& Script::chmod(const std::string& path, std::uint32_t mode) {
  add(EventKind::chmod, path).mode = mode;
  return *this;
}

InitialTree Script::initial() const {
  Tree all = before_;
  for (const auto& [path, content] : before_) {
    for (auto slash = path.find('/'); slash != std::string::npos;
         slash = path.find('/', slash + 1)) {
      all[path.substr(0, slash)] = "<dir>";
    }
  }
  InitialTree tree;
  tree.entry = [all](const std::string& path) -> std::optional<InitialEntry> {
    const auto found = all.find(path);
    if (found == all.end()) return std::nullopt;
    InitialEntry entry;
    entry.mode = 0644;
    entry.type = found->second == "<dir>" ? FileType::directory : FileType::regular;
    entry.size = entry.type == FileType::regular ? found->second.size() : 0;
    return entry;
  };
  tree.read = [all](const std::string& path, std::uint64_t offset, std::uint64_t length) {
    return all.at(path).substr(offset, length);
  };
  tree.names = [all](const std::string& path) {
    const std::string prefix = path.empty() ? "" : path + "/";
    std::set<std::string> names;
    for (const auto& [other, content] : all) {
      if (!other.starts_with(prefix) || other == path) continue;
      names.insert(other.substr(prefix.size(), other.find('/', prefix.size()) - prefix.size()));
    }
    return std::vector<std::string>(names.begin(), names.end());
  };
  return tree;
}

namespace {

void repeat(const Effects& effects, const Survival& survival, Image& image) {
  for (std::uint64_t i = 0; i < survival.failed_after; ++i) {
    const Fate fate = fate_of(i, survival, effects);
    const FileId file = effects[i].file;
    if (fate.how == Fate::How::lost || file == 0) continue;
    const EventKind kind = effects.event(i).kind;
    const bool on_content =
        effects.is_write(i) || kind == EventKind::truncate || kind == EventKind::allocate;
    if (on_content) {
      Content content = image.content(file);
      apply_to_content(content, effects.event(i), fate);
      image.set_content(file, std::move(content));
    } else if (kind == EventKind::chmod) {
      image.set_mode(file, effects.event(i).mode);
    } else {
      image.change_names(i, fate);
    }
  }
}

std::string entry_of(const Image& image, const ImageNode& node) {
  switch (node.type) {
    case FileType::regular:
      return image.bytes_of(node);
    case FileType::symlink:
      return "-> " + image.bytes_of(node);
    case FileType::directory:
      return "<dir>";
    default:
      return "<other>";
  }
}

}  // namespace

Survival everything_until(std::uint64_t gap) {
  Survival survival;
  survival.failed_after = survival.names_upto = survival.data_upto = gap;
  return survival;
}

Tree tree_of(const Effects& effects, const Survival& survival) {
  const Image before(effects);
  Image image = before.fork();
  repeat(effects, survival, image);
  Tree tree;
  image.walk_workspace([&](const ImageNode& node) {
    if (node.type != FileType::other) tree[node.path] = entry_of(image, node);
  });
  return tree;
}

Tree picture_of(const Effects& effects, const Survival& survival) {
  const Image before(effects);
  Image image = before.fork();
  repeat(effects, survival, image);
  Tree tree;
  image.walk_workspace([&](const ImageNode& node) {
    const bool has_mode = node.type == FileType::regular || node.type == FileType::directory;
    const std::string mode = has_mode ? fmt::format("{:04o} ", node.mode) : "";
    tree[node.path] = mode + entry_of(image, node);
  });
  return tree;
}

}  // namespace crashproof::testing
