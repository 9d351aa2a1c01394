// A sandbox in which each trial's changes land in an overlay's upper layer, above the mirror. What
// a trial did is thrown away, and found again, at a cost that grows with the change alone.
#pragma once

#include <optional>

#include "harness/trial/places.h"
#include "harness/trial/sandbox.h"

namespace crashproof {

class OverlaySandbox : public Sandbox {
 public:
  OverlaySandbox(SandboxPlan plan, const Trace& trace);
  ~OverlaySandbox() override;
  OverlaySandbox(const OverlaySandbox&) = delete;
  OverlaySandbox& operator=(const OverlaySandbox&) = delete;

  const std::string& workspace() const override { return plan_.workspace; }
  const std::string& mirror_root() const override { return mirror_root_; }
  std::vector<std::string> restored() const override { return places_->directories(); }
  std::string temporary_directory() const override { return ""; }
  void roll_to(const CrashPoint& point) override;
  std::set<std::string> take_touched() override { return mirror_->take_touched(); }
  void begin() override;
  std::set<std::string> changed() override;
  void end() override;
  void begin_for_good() override;

 private:
  void collect(const std::string& path, std::set<std::string>& changed) const;

  SandboxPlan plan_;
  std::string mirror_root_ = "mirror";
  std::optional<Places> places_;
  std::optional<Mirror> mirror_;
  bool mounted_ = false;
};

}  // namespace crashproof
