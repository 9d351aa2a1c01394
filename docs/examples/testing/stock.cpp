// Both ways to keep a position: with what it is about, and apart from it.
#include "stock.h"

#include <crashproof/point.h>

#include <cstdio>
#include <fstream>
#include <stdexcept>
#include <string>
#include <vector>

namespace stock {
namespace {

constexpr std::size_t batch = 2;

std::vector<std::string> lines_of(const std::string& path) {
  std::ifstream file(path);
  std::vector<std::string> lines;
  for (std::string line; std::getline(file, line);) lines.push_back(line);
  return lines;
}

void replace(const std::string& path, const std::string& text) {
  const std::string temporary = path + ".tmp";
  std::ofstream file(temporary, std::ios::trunc);
  file << text;
  file.close();
  if (!file || std::rename(temporary.c_str(), path.c_str()) != 0)
    throw std::runtime_error("cannot write " + path);
}

std::string next_batch(const std::vector<std::string>& deliveries, std::size_t from) {
  std::string rows;
  for (std::size_t i = from; i < deliveries.size() && i < from + batch; ++i)
    rows += deliveries[i] + "\n";
  return rows;
}

}  // namespace

void add_deliveries() {
  const std::vector<std::string> deliveries = lines_of("deliveries.csv");
  for (std::size_t done = lines_of("stock.csv").size(); done < deliveries.size(); done += batch) {
    std::string all;
    for (const std::string& line : lines_of("stock.csv")) all += line + "\n";
    CRASHPROOF_POINT("stock/batch");
    replace("stock.csv", all + next_batch(deliveries, done));
  }
}

void add_deliveries_position_first() {
  const std::vector<std::string> deliveries = lines_of("deliveries.csv");
  std::size_t done = 0;
  std::ifstream("position") >> done;
  for (; done < deliveries.size(); done += batch) {
    replace("position", std::to_string(done + batch));
    CRASHPROOF_POINT("stock/position-says-done");
    std::ofstream("stock.csv", std::ios::app) << next_batch(deliveries, done);
  }
}

}  // namespace stock
