// The crossed test of an order between two things, A and B: A before B is what fails; without A it
// passes, with B as well it passes, and B before A, the other order, passes too.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "harness/model/case.h"
#include "scenarios/failure_modes/counterfactual.h"

namespace crashproof::modes {

struct Crossed {
  const FileHistory* a = nullptr;  // changed by the window's opener
  const FileHistory* b = nullptr;  // by its closer; the same for two tables of one database
  std::string a_name;              // for people: a path, or "shop.db#migrations"
  std::string b_name;
  Effect undone = Effect::open;   // A as before the window, at the window's end
  Effect applied = Effect::open;  // B as after the window, at its start
  Effect swapped = Effect::open;  // B without A
  Effect control = Effect::same;  // a file that has nothing to do with it undone instead, if any
  std::vector<Proof> proofs;

  // Where B alone cannot be done, as with records, the other order has to tell.
  bool holds() const { return turns(undone) && (turns(applied) || (a == b && turns(swapped))); }
  // All that the test asks for. At the ends of a short window A undone and B done are close to its
  // passing neighbours, so the other order must pass, too; and where B is one of several things
  // that are missing, it must at least mend its own.
  bool proves() const {
    const bool b_mends = turns(applied) || applied == Effect::eases || a == b;
    return turns(undone) && b_mends && turns(swapped) && !turns(control);
  }
};

// The database in which both lie, as a path; "" if they do not lie in one.
std::string common_database(const Crossed& crossed);

// True if the finding's differences are about this path, or table of a database.
bool is_damaged(const Finding& finding, const std::string& name);

// nullopt if the window's ends are not Events of two files, or of two tables of one small database.
// While the case waits, effects may be open.
std::optional<Crossed> cross(Case& c);

// The tables of one database that Events at the ends of the window change, "" if these are no small
// database's. While the case waits, they may be empty.
struct ChangedTables {
  std::vector<std::string> by_opener;
  std::vector<std::string> by_closer;
};
ChangedTables changed_tables(Case& c);

}  // namespace crashproof::modes
