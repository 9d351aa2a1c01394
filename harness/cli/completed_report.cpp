// Pages come from the catalogue of failure modes, paths of sources from a look at the files.
#include "harness/cli/completed_report.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <optional>

#include "harness/cli/options.h"
#include "harness/cli/repository_root.h"
#include "scenarios/failure_modes/page.h"

namespace crashproof::cli {
namespace {

namespace fs = std::filesystem;

std::vector<Explanation> explanations_for(const Report& report) {
  std::vector<Explanation> explanations;
  const auto explain = [&](const Finding& finding) {
    const FailureModePage* page = page_of(finding.diagnosis.code);
    const bool known = std::ranges::find(explanations, finding.diagnosis.code,
                                         &Explanation::code) != explanations.end();
    if (page == nullptr || known) return;
    explanations.push_back({page->code, page->name, page->summary, page->fix, page->text});
  };
  for (const Finding& finding : report.findings) explain(finding);
  for (const AcceptedFinding& accepted : report.accepted) explain(accepted.finding);
  return explanations;
}

std::optional<std::string> path_in(const fs::path& root, const fs::path& file) {
  std::error_code absent;
  const fs::path canonical = fs::canonical(file, absent);
  if (absent || !fs::is_regular_file(canonical, absent)) return std::nullopt;
  const std::string path = canonical.lexically_relative(root).string();
  if (path.empty() || path.starts_with("..")) return std::nullopt;
  return path;
}

// A compiled program has no lines to point at.
bool is_text(const fs::path& file) {
  std::array<char, 512> head{};
  std::ifstream stream(file, std::ios::binary);
  stream.read(head.data(), head.size());
  const auto* const end = head.begin() + stream.gcount();
  return std::find(head.cbegin(), end, '\0') == end;
}

SourceFiles source_files_of(const Report& report) {
  SourceFiles files;
  const fs::path workspace = report.subject.workspace;
  const fs::path root = repository_root(workspace);
  for (const Finding& finding : report.findings) {
    for (const CallSite* site : {&finding.opener_place, &finding.closer_place}) {
      const std::string& file = site->place.file;
      if (file.empty()) continue;
      // A file outside of the workspace is known by the end of its path.
      for (const fs::path& base : {workspace, root})
        if (const auto path = path_in(root, base / file)) files.paths.emplace(file, *path);
    }
  }
  for (const std::string& word : report.subject.command) {
    const auto path = path_in(root, workspace / report.subject.directory / word);
    if (!path || !is_text(root / *path)) continue;
    files.job = *path;
    break;
  }
  return files;
}

}  // namespace

Report completed(Report report, const CampaignOptions& options, const std::string& directory) {
  CampaignOptions replayed = options;
  // A step that works from the run directory learns its subject there.
  if (!report.subject.command.empty()) replayed.subject = report.subject;
  report.version = CRASHPROOF_VERSION;
  report.replay_options = replay_options(replayed, directory);
  report.explanations = explanations_for(report);
  report.source_files = source_files_of(report);
  return report;
}

}  // namespace crashproof::cli
