// A sandbox that is a plain copy of the tree, put back by looking at every file: where overlays are
// not to be had. Its cost grows with the tree.
#pragma once

#include <cstdint>
#include <map>
#include <optional>

#include "harness/trial/places.h"
#include "harness/trial/sandbox.h"

namespace crashproof {

class CopySandbox : public Sandbox {
 public:
  CopySandbox(SandboxPlan plan, const Trace& trace);
  ~CopySandbox() override;
  CopySandbox(const CopySandbox&) = delete;
  CopySandbox& operator=(const CopySandbox&) = delete;

  const std::string& workspace() const override { return workspace_; }
  const std::string& mirror_root() const override { return mirror_root_; }
  std::vector<std::string> restored() const override;
  std::string temporary_directory() const override { return temporary_directory_; }
  void roll_to(const CrashPoint& point) override;
  std::set<std::string> take_touched() override { return mirror_->take_touched(); }
  void begin() override;
  std::set<std::string> changed() override;
  void end() override;
  void begin_for_good() override;

 private:
  // How a file of the copy looked when it last equalled the mirror's.
  struct Seen {
    std::uint64_t inode = 0;
    std::int64_t ctime_ns = 0;
    bool operator==(const Seen&) const = default;
  };
  using SeenTree = std::map<std::string, Seen>;

  void rebuild();
  void put_back(const std::set<std::string>& paths);
  void put_back_one(const std::string& path, std::set<std::string>& directories);
  void prepare_temporary_directory();
  SeenTree look() const;
  std::set<std::string> differing_from_mirror() const;

  SandboxPlan plan_;
  std::string workspace_;
  std::string temporary_directory_;
  std::string mirror_root_ = "mirror";
  std::string copy_root_ = "workspace";
  std::optional<Places> places_;
  std::optional<Mirror> mirror_;
  std::optional<Mirror> copy_mirror_;  // rolls the copy along, so that renames keep inodes there
  SeenTree seen_;
  bool bound_ = false;
};

}  // namespace crashproof
