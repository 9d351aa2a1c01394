// The list of persistence models.
#include "faults/persistence/catalogue.h"

#include "faults/persistence/models.h"

namespace crashproof {

const std::vector<const PersistenceModel*>& persistence_catalogue() {
  static const std::vector<const PersistenceModel*> catalogue = {
      &persistence::strict,
      &persistence::ext4_ordered_documented,
      &persistence::ext4_ordered,
      &persistence::xfs,
      &persistence::btrfs,
      &persistence::posix_minimum,
      &persistence::posix_minimum_torn_rename,
  };
  return catalogue;
}

const PersistenceModel* persistence_model_named(std::string_view name) {
  for (const PersistenceModel* model : persistence_catalogue()) {
    if (model->name == name) return model;
  }
  return nullptr;
}

}  // namespace crashproof
