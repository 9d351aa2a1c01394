// A handful of options, read by hand from one table.
#include "tools/validate_models/options.h"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

#include "faults/persistence/catalogue.h"
#include "tools/validate_models/file_system.h"
#include "tools/validate_models/variant.h"
#include "tools/validate_models/workloads.h"

namespace crashproof {
namespace {

struct Option {
  std::string_view name;
  std::string_view value;  // "" if it takes none
  std::string_view help;
  void (*set)(ValidateOptions& options, const std::string& value);
};

template <class Table>
std::string checked_name(const Table& table, const std::string& name, std::string_view what) {
  std::string known;
  for (const auto& row : table) {
    if (row.name == name) return name;
    known += fmt::format(" {}", row.name);
  }
  throw std::invalid_argument(fmt::format("no {} '{}'; there are:{}", what, name, known));
}

std::uint64_t number_of(const std::string& value) {
  if (value.empty() || value.size() > 18 ||
      value.find_first_not_of("0123456789") != std::string::npos) {
    throw std::invalid_argument(fmt::format("'{}' is no number", value));
  }
  return std::stoull(value);
}

const Option kOptions[] = {
    {"--quick", "", "about a minute: fewer rounds, fewer images",
     [](ValidateOptions& options, const std::string&) { options.quick = true; }},
    {"--fs", "NAME", "only this file system; may be repeated",
     [](ValidateOptions& options, const std::string& value) {
       options.file_systems.push_back(checked_name(file_systems(), value, "file system"));
     }},
    {"--variant", "NAME", "only this variant; may be repeated",
     [](ValidateOptions& options, const std::string& value) {
       options.variants.push_back(checked_name(variants(), value, "variant"));
     }},
    {"--workload", "NAME", "only this workload; may be repeated",
     [](ValidateOptions& options, const std::string& value) {
       options.workloads.push_back(checked_name(workloads(), value, "workload"));
     }},
    {"--model", "NAME", "hold all of them against this model, not each against its own",
     [](ValidateOptions& options, const std::string& value) {
       if (persistence_model_named(value) == nullptr) {
         throw std::invalid_argument(fmt::format("no model '{}'", value));
       }
       options.model = value;
     }},
    {"--seed", "N", "other moments and other subsets (default 1)",
     [](ValidateOptions& options, const std::string& value) { options.seed = number_of(value); }},
    {"--images", "N", "at most so many crash images of one recording",
     [](ValidateOptions& options, const std::string& value) { options.images = number_of(value); }},
    {"--json", "FILE", "also write every outcome that was observed there",
     [](ValidateOptions& options, const std::string& value) { options.json_path = value; }},
    {"--help", "", "this text",
     [](ValidateOptions& options, const std::string&) { options.help = true; }},
};

const Option& option_named(const std::string& name) {
  const auto* found = std::find_if(std::begin(kOptions), std::end(kOptions),
                                   [&](const Option& option) { return option.name == name; });
  if (found == std::end(kOptions)) {
    throw std::invalid_argument(fmt::format("unknown option '{}'; see --help", name));
  }
  return *found;
}

}  // namespace

ValidateOptions parse_validate_options(const std::vector<std::string>& words) {
  ValidateOptions options;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const Option& option = option_named(words[i]);
    std::string value;
    if (!option.value.empty()) {
      if (++i == words.size()) throw std::invalid_argument(words[i - 1] + " needs a value");
      value = words[i];
    }
    option.set(options, value);
  }
  return options;
}

std::string validate_help() {
  std::string text =
      "Holds the persistence models against ext4, xfs and btrfs: crashes logged disks at many\n"
      "moments, mounts what is left, and fails if a model forbids what a file system did.\n"
      "Needs root, /dev/fuse, loop devices and the mkfs programs.\n\n"
      "Usage: tools/validate-models [options]\n";
  for (const Option& option : kOptions) {
    text +=
        fmt::format("  {:<18} {}\n", fmt::format("{} {}", option.name, option.value), option.help);
  }
  text += "\nVariants:\n";
  for (const Variant& variant : variants()) {
    text += fmt::format("  {:<18} {}\n", variant.name, variant.summary);
  }
  text += "\nWorkloads:\n";
  for (const Workload& workload : workloads()) {
    text += fmt::format("  {:<20} {}\n", workload.name, workload.summary);
  }
  text +=
      "\nExit codes: 0 agreement, 1 a model forbids what was observed, 2 usage, 3 cannot run here\n"
      "or undecided, 130 interrupted.\n";
  return text;
}

}  // namespace crashproof
