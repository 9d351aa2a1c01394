// The models that the catalogue lists, each defined in the file of its name.
#pragma once

#include "harness/model/persistence_model.h"

namespace crashproof::persistence {

extern const PersistenceModel strict;
extern const PersistenceModel ext4_ordered_documented;
extern const PersistenceModel ext4_ordered;
extern const PersistenceModel xfs;
extern const PersistenceModel btrfs;
extern const PersistenceModel posix_minimum;
extern const PersistenceModel posix_minimum_torn_rename;

}  // namespace crashproof::persistence
